"""What does a class of data have to say? What it holds, for how long, what is over its time, and what removes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MONTHS, DAYS = "months", "days"


@dataclass(frozen=True)
class DataClass:
    """One class of data and its time.

    `over(on=...)` returns what is past its time on a day, each row with the day it reached it as `kept_until`;
    `remove(on=...)` removes exactly that, in short transactions, and returns how many rows it concerned. It may run
    twice and may be killed anywhere: the next run does the rest. `told` says it to the person whose data it is;
    `with_it` names the tables that go with its rows. A period is our own choice unless `because` names a law.
    """

    code: str
    name: str
    holds: str
    counted_from: str
    time: tuple[int, str]
    over: Callable[..., Any]
    remove: Callable[..., int]
    because: str = ""
    told: str = ""
    with_it: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        number, unit = self.time
        return f"{number} {unit if number != 1 else unit.removesuffix('s')}"
