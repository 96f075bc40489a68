"""What does the text of a cell mean? One parser a type; each says in a sentence why it cannot read a text.

Nothing is guessed: a number with thousands separators, a year of two digits and a day that could be a month are
answered with a sentence, not with a likely value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

DATE_ORDERS = {"ymd": "year, month, day", "dmy": "day, month, year", "mdy": "month, day, year"}
YEARS = range(1800, 2201)

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_SHORT_YEAR = re.compile(rf"\d{{1,2}}([-/.])\d{{1,2}}\1\d{{2}}{_TIME}", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,6})?", re.ASCII)


class Unreadable(ValueError):
    """A cell that its field cannot mean; the text is a sentence for the person who sent the file."""


def shown(text: str) -> str:
    """Quote a cell for a sentence, cut to a length that a report can bear."""
    plain = " ".join(text.split())
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


class Several(str):
    """A list of plain values as one cell: whoever needs one text as it was written refuses it."""

    __slots__ = ()


def one_text(longest: int) -> Callable[[str], str]:
    """Take one text as it stands, up to a length; a list is none, because we would have put its parts together."""
    parse_text = text(longest)

    def parse(cell: str) -> str:
        if isinstance(cell, Several):
            raise Unreadable(f"{shown(cell)} is a list and not one text.")
        return parse_text(cell)

    return parse


def text(longest: int) -> Callable[[str], str]:
    """Take a text as it stands, formulas included, up to a length."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise Unreadable(f"{shown(cell)} is longer than {longest:,} characters.")
        return cell

    return parse


@dataclass(frozen=True)
class Day:
    """Reads a date. ISO dates are always understood; where the year stands last, the order must be known.

    A time behind the date is dropped: the day is the one that is written there.
    """

    order: str = ""

    def __call__(self, cell: str) -> date:
        if found := _YEAR_FIRST.fullmatch(cell) or _COMPACT.fullmatch(cell):
            return self._day(cell, found[1], found[3], found[4])
        if found := _YEAR_LAST.fullmatch(cell):
            if self.order == "dmy":
                return self._day(cell, found[4], found[3], found[1])
            if self.order == "mdy":
                return self._day(cell, found[4], found[1], found[3])
            raise Unreadable(f"{shown(cell)} is not a date written {DATE_ORDERS[self.order or 'ymd']}.")
        if _SHORT_YEAR.fullmatch(cell):
            raise Unreadable(f"{shown(cell)} is not a date: write the year with four digits.")
        raise Unreadable(f"{shown(cell)} is not a date.")

    def _day(self, cell: str, year: str, month: str, day: str) -> date:
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            written = f" written {DATE_ORDERS[self.order]}" if self.order and not _YEAR_FIRST.fullmatch(cell) else ""
            raise Unreadable(f"{shown(cell)} is not a date{written}.") from None
        if found.year not in YEARS:
            raise Unreadable(f"{shown(cell)} lies outside the years {YEARS[0]} to {YEARS[-1]}.")
        return found


day = Day()


def order_proved(cell: str) -> str | None:
    """Say which order a date proves: "dmy", "mdy", "" when both would do, None when it needs no order."""
    found = _YEAR_LAST.fullmatch(cell)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 and second > 12:
        return None
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else ""


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Read a whole number in a range."""

    def parse(cell: str) -> int:
        if not _WHOLE.fullmatch(cell):
            raise Unreadable(f"{shown(cell)} is not a whole number; write it with digits only, such as 1200.")
        number = int(cell.partition(".")[0])
        if not lowest <= number <= highest:
            raise Unreadable(f"{shown(cell)} is not between {lowest:,} and {highest:,}.")
        return number

    return parse


def decimal(*, digits: int, places: int) -> Callable[[str], Decimal]:
    """Read a number with a decimal point, rounded to its places.

    Separators of thousands are refused: nobody knows whether 1,234 is a thousand or a little more than one.
    """

    def parse(cell: str) -> Decimal:
        if not _DECIMAL.fullmatch(cell):
            raise Unreadable(f"{shown(cell)} is not a plain number; write it like 1234.50, without separators.")
        if len(cell.partition(".")[0].lstrip("+-0")) > digits - places:
            raise Unreadable(f"{shown(cell)} is too large.")
        rounded = Decimal(cell[: digits + places + 40]).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
        if rounded.adjusted() >= digits - places:
            raise Unreadable(f"{shown(cell)} is too large.")
        return rounded + 0

    return parse


def choice(codes: Mapping[str, Any]) -> Callable[[str], Any]:
    """Read one of some codes, in any case; the allowed ones are named when it is none of them."""
    known = {code.casefold(): value for code, value in codes.items()}

    def parse(cell: str) -> Any:
        if cell.casefold() not in known:
            raise Unreadable(f"{shown(cell)} is not one of {', '.join(codes)}.")
        return known[cell.casefold()]

    return parse


def email(cell: str) -> str:
    """Read one e-mail address."""
    try:
        validate_email(cell)
    except ValidationError:
        raise Unreadable(f"{shown(cell)} is not an e-mail address.") from None
    if len(cell) > 254:
        raise Unreadable(f"{shown(cell)} is longer than 254 characters.")
    return cell


def language(cell: str) -> str:
    """Read the code of a language."""
    if not _LANGUAGE.fullmatch(cell):
        raise Unreadable(f"{shown(cell)} is not the code of a language, such as de or en-GB.")
    return cell.replace("_", "-")


def time_zone(cell: str) -> str:
    """Read the name of a time zone."""
    try:
        ZoneInfo(cell)
    except (KeyError, ValueError, OSError):
        raise Unreadable(f"{shown(cell)} is not a time zone, such as Europe/Berlin.") from None
    return cell
