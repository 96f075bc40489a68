"""Which row is this? The source's own id where it has one, else what the row says and the how-manieth it is.

Exact duplicates are ordinary (a complaint that came twice), so the second of two equal rows is another row than the
first; the numbers are counted anew in every file, so the same file again finds the same rows.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from json import dumps
from types import TracebackType
from typing import Any, Self

ID = "id:"


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a short hash of what a row says, which does not depend on the order of columns or the way of writing."""
    return blake2b(dumps(values, sort_keys=True, default=str).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Seen:
    """How often something stood in the file so far, itself included, and where and with which content first."""

    times: int
    first_line: int
    first_content: str


class Tally:
    """Counts what stood in a file already, on disk where it grows large, so that a million rows need no more memory."""

    def __enter__(self) -> Self:
        # An unnamed database of SQLite lives in its cache, spills to a temporary file and is gone when it is closed.
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute("PRAGMA journal_mode = OFF")
        self._table.execute("PRAGMA synchronous = OFF")
        self._table.execute("CREATE TABLE seen (mark BLOB PRIMARY KEY, n INT, line INT, content TEXT) WITHOUT ROWID")
        self._table.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._table.close()

    def count(self, mark: str, *, line: int, content: str = "") -> Seen:
        """Count one more of a mark."""
        row = self._table.execute(
            "INSERT INTO seen VALUES (?, 1, ?, ?) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n, line, content",
            (blake2b(mark.encode(), digest_size=16).digest(), line, content),
        ).fetchone()
        return Seen(*row)


def by_id(external_id: str) -> str:
    return f"{ID}{blake2b(external_id.encode(), digest_size=16).hexdigest()}"


def by_content(content: str, times: int) -> str:
    return f"row:{content}:{times}"
