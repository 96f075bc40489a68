"""What is a program made up with? The dice, the day, the rows so far, and the names that nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from bench.bulk import Table

REPS, MANAGERS, TOPICS = 200, 8, 20
# (code, name, mode, public, weight, most in a quarter, days of rest)
ACTIVITIES = (
    ("call", "Reference call", "live", False, 1, 3, 14),
    ("visit", "Site visit", "live", False, 3, 1, 90),
    ("talk", "Talk at an event", "live", True, 3, 1, 90),
    ("quote", "Written quote", "content", True, 1, None, 0),
    ("story", "Written story", "content", True, 2, 1, 60),
)
INDUSTRIES = tuple(
    f"{word} {end}"
    for word in ("Harbour", "Timber", "Copper", "Orchard", "Glass", "Wool", "River", "Salt", "Paper", "Stone")
    for end in ("works", "trade")
)
REGIONS = ("North", "South", "East", "West", "Islands", "Highlands", "Coast", "Plains")
FIRST = ("Al", "Bren", "Cor", "Dor", "El", "Fen", "Gal", "Hol", "Ister", "Jun", "Kel", "Lor", "Mar", "Nor", "Os", "Per")
SECOND = ("ba", "deth", "gan", "lin", "mora", "nix", "par", "quin", "rath", "sen", "tor", "vale", "wick", "xa", "yon")


@dataclass
class Making:
    """A program in the making: the dice, the day, and the rows so far."""

    random: Random
    on: date
    topics: Sequence[int]
    tables: dict[type[models.Model], Table] = field(default_factory=dict)
    willing: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
        self.now = timezone.now()

    def add(self, model: type[models.Model], **values: Any) -> int:
        if model not in self.tables:
            self.tables[model] = Table(model)
        return self.tables[model].add(**values)

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def ago(self, fewest: int, most: int) -> date:
        return self.on - timedelta(days=self.random.randint(fewest, most))

    def at(self, day: date) -> datetime:
        return min(datetime(day.year, day.month, day.day, 10, 30, tzinfo=self.zone), self.now)

    def rep(self) -> int:
        return 1 + MANAGERS + self.random.randrange(REPS)

    def manager(self) -> int:
        return 1 + self.random.randrange(MANAGERS)

    def event(self, model: type[models.Model], verb: str, day: date, *, seq: int, **of: Any) -> None:
        self.add(model, verb=verb, seq=seq, actor_id=self.manager(), acted_as="staff", at=self.at(day), **of)

    def word(self) -> str:
        return self.random.choice(FIRST) + self.random.choice(SECOND)
