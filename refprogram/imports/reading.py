"""What stands in a CSV file, row by row? Streamed, so that memory does not grow with the file.

The file is read to its end once before anything is stored; what cannot be read is refused there, with the line.
"""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from refprogram.errors import Refused
from refprogram.imports.charset import digest, settled
from refprogram.imports.values import shown

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ROW_CHARACTERS = 1024 * 1024
COLUMNS = 1000
SAMPLE_ROWS = 200
SAMPLE_CHARACTERS = 64 * 1024


class Table:
    """A CSV file that can be walked any number of times: its columns, and its rows with their lines."""

    def __init__(self, file: BinaryIO, *, encoding: str = "", delimiter: str = "") -> None:
        """Settle encoding and delimiter and read the header. Raises `Refused` with what is wrong and where."""
        self._file = file
        self._read = 0
        self.encoding, self.is_encoding_guessed = settled(file, wanted=encoding)
        self.delimiter = _delimiter(delimiter) if delimiter else self._detected()
        self.sha256 = digest(file)
        self.columns = self._header()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Walk the rows behind the header, each with the line on which it begins; empty rows are passed over."""
        walk = self._walk(self.delimiter)
        next(walk, None)
        return walk

    def named_delimiter(self) -> str:
        return next((name for name, sign in DELIMITERS.items() if sign == self.delimiter), self.delimiter)

    def _walk(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            self._read = 0
            try:
                cells = [cell.strip() for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                raise Refused(_sentence(str(error), line, reader.line_num)) from None
            if any(cells):
                yield line, cells

    def _lines(self) -> Iterator[str]:
        self._file.seek(0)
        text = TextIOWrapper(self._file, encoding=self.encoding, newline="")
        number = 0
        try:
            while line := text.readline(ROW_CHARACTERS + 1):
                number += 1
                self._read += len(line)
                if self._read > ROW_CHARACTERS:
                    raise Refused(f"The row that ends on line {number} is longer than {ROW_CHARACTERS:,} characters.")
                yield line.removeprefix("\ufeff") if number == 1 else line
        finally:
            # The file belongs to whoever opened it, and may be closed by now.
            if not self._file.closed:
                text.detach()

    def _header(self) -> list[str]:
        first = next(self._walk(self.delimiter), None)
        if not first:
            raise Refused("The file is empty.")
        line, columns = first
        if len(columns) > COLUMNS:
            raise Refused(f"The file has {len(columns):,} columns; at most {COLUMNS:,} can be read.")
        seen: set[str] = set()
        for column in columns:
            if column and column.casefold() in seen:
                raise Refused(
                    f"Two columns in line {line} are called {shown(column)}; every column needs its own name."
                )
            seen.add(column.casefold())
        return columns

    def _detected(self) -> str:
        """Return the delimiter that cuts the first rows into as many cells as the header, and more than one.

        A file of one column has none, so the comma is as good as any.
        """
        scores = []
        for delimiter in DELIMITERS.values():
            widths = self._widths(delimiter)
            if widths and widths[0] > 1:
                fitting = sum(width == widths[0] for width in widths) / len(widths)
                scores.append((fitting, widths[0], delimiter))
        return max(scores)[2] if scores else ","

    def _widths(self, delimiter: str) -> list[int]:
        widths: list[int] = []
        read = 0
        try:
            for _, cells in self._walk(delimiter):
                widths.append(len(cells))
                read += self._read
                if len(widths) == SAMPLE_ROWS or read > SAMPLE_CHARACTERS:
                    break
        except Refused:
            # With the wrong delimiter quotation marks stand in the wrong places; the right one is told later.
            pass
        return widths


def _delimiter(name: str) -> str:
    sign = DELIMITERS.get(name.lower(), name.replace("\\t", "\t"))
    if len(sign) != 1 or sign in '"\r\n\0' or sign.isalnum():
        raise Refused(
            f"{shown(name)} cannot separate cells; use one of {', '.join(DELIMITERS)}, or a single character."
        )
    return sign


def _sentence(error: str, first: int, last: int) -> str:
    if "field limit" in error:
        return (
            f"The row that begins on line {first} holds a cell of more than {csv.field_size_limit():,} characters. "
            "Perhaps a quotation mark is never closed."
        )
    if "end of data" in error:
        return f"A quotation mark in the row that begins on line {first} is never closed."
    if "expected after" in error:
        return (
            f"In line {last} text follows a closing quotation mark. Perhaps a quotation mark in the row that begins on "
            f"line {first} is never closed; inside a quoted cell quotation marks are doubled."
        )
    return f"Line {last} cannot be read: {error}."
