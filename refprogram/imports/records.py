"""What stands in a YAML or JSON file, or in a folder of them, record by record? The same table as a CSV file gives.

A record is a mapping; what lies deeper is named by the way to it, such as ``metadata.organization``. Every value is
read as the text that stands there, so that no version number becomes a figure and no "no" a false. Lists of plain
values are one cell, with commas between.
"""

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from refprogram.errors import Refused
from refprogram.imports.charset import settled
from refprogram.imports.values import Several, shown

ENDINGS = (".yaml", ".yml", ".json")
LARGEST = 64 * 1024 * 1024
# A few lines with anchors may stand for very many values; a file with so many is none that people wrote.
MOST_VALUES, DEEPEST = 2_000_000, 20


class Records:
    """Documents that can be walked any number of times: their columns, and their records with their numbers.

    `path` is the way to the list whose entries are the records; what stands beside it belongs to each of them. Raises
    `Refused` with what is wrong and where.
    """

    is_encoding_guessed = False
    delimiter = ","

    def __init__(self, parts: Sequence[tuple[str, bytes]], *, path: str = "", encoding: str = "") -> None:
        if sum(len(content) for _, content in parts) > LARGEST:
            raise Refused(f"YAML and JSON are read up to {LARGEST // 1024 // 1024} MB; cut the file into parts.")
        self._values = 0
        self._way = [step for step in path.split(".") if step]
        self.encoding = encoding or "utf-8"
        sha256 = hashlib.sha256()
        self._rows: list[dict[str, str]] = []
        for name, content in parts:
            sha256.update(content)
            for document in self._documents(name, content, encoding):
                self._rows += self._records(document, self._way, {}, "", name)
        self.sha256 = sha256.hexdigest()
        self.columns = list(dict.fromkeys(column for row in self._rows for column in row))
        if not self._rows:
            raise Refused(
                "There is no record in it." if not path else f"There is no list at {shown(path)}, or it is empty."
            )

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Walk the records, each with its number; empty ones are passed over."""
        for number, row in enumerate(self._rows, start=1):
            cells = [row.get(column, "") for column in self.columns]
            if any(cells):
                yield number, cells

    def named_delimiter(self) -> str:
        return "comma"

    def _documents(self, name: str, content: bytes, encoding: str) -> list[Any]:
        found, guessed = settled(io.BytesIO(content), wanted=encoding)
        self.encoding, self.is_encoding_guessed = found, self.is_encoding_guessed or guessed
        text = content.decode(found).removeprefix("\ufeff")
        try:
            if name.lower().endswith(".json"):
                return [json.loads(text, parse_int=str, parse_float=str, parse_constant=str)]
            return [document for document in yaml.load_all(text, Loader=yaml.CBaseLoader) if document]
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            where = f" in line {mark.line + 1}" if mark else ""
            raise Refused(f"{shown(name)} is no YAML{where}: {error.problem or error.context}.") from None
        except yaml.YAMLError:
            raise Refused(f"{shown(name)} is no YAML.") from None
        except json.JSONDecodeError as error:
            raise Refused(f"{shown(name)} is no JSON in line {error.lineno}: {error.msg}.") from None
        except RecursionError:
            raise Refused(f"{shown(name)} is nested too deeply.") from None

    def _records(
        self, found: Any, way: list[str], beside: dict[str, str], prefix: str, name: str
    ) -> Iterator[dict[str, str]]:
        """Yield the records at the end of the way, each with what stood beside it."""
        if isinstance(found, list):
            holds_some = any(isinstance(entry, dict | list) for entry in found)
            for number, entry in enumerate(found, start=1):
                if holds_some and not isinstance(entry, dict | list):
                    raise Refused(f"Element {number} of a list in {shown(name)} is no record, but {shown(str(entry))}.")
                yield from self._records(entry, way, beside, prefix, name)
        elif not isinstance(found, dict):
            raise Refused(
                f"{shown(name)} holds no records, but {shown(str(found)[:80])}. Say with --path where they are."
            )
        elif way:
            step, *rest = way
            others = {key: value for key, value in found.items() if key != step}
            more = {**beside, **dict(self._flat(others, prefix))}
            if step in found:
                yield from self._records(found[step] or [], rest, more, f"{prefix}{step}.", name)
        else:
            yield {**beside, **dict(self._flat(found, prefix))}

    def _flat(self, found: Any, prefix: str, depth: int = 0) -> Iterator[tuple[str, str]]:
        if depth > DEEPEST:
            raise Refused(f"The values under {shown(prefix[:60])} are nested too deeply.")
        for key, value in found.items():
            self._values += 1
            if self._values > MOST_VALUES:
                raise Refused(f"There are more than {MOST_VALUES:,} values in it; cut the file into parts.")
            where = f"{prefix}{key}"
            if isinstance(value, dict):
                yield from self._flat(value, f"{where}.", depth + 1)
            elif isinstance(value, list):
                self._values += len(value)
                plain = [_text(entry) for entry in value if not isinstance(entry, dict | list)]
                joined = ", ".join(filter(None, plain))
                yield where, Several(joined) if len(value) > 1 else joined
            else:
                yield where, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
