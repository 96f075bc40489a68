"""How does a past come to be? Lives say when they wake; the diary wakes them in order and puts each on its day.

What happens, happens through the same actions as in the real program. Only the instants that the database sets by
itself are moved afterwards to the day that is being told, and the clock gets its turn at the end of every day.
"""

from collections.abc import Generator, Iterable
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from customers.models import CustomerEvent
from references.cycle import ladder, take_due_steps
from references.models import CheckIn, Judgement, Link, NominationEvent, ReferenceEvent, UseConsent
from references.testimonials.models import Approval, EndorsementEvent
from refprogram.dates import add_months
from refprogram.outbox.models import Message, State
from refprogram.rights.models import RightsRequestEvent
from requests.actions import chase, expire
from requests.models import Assignment, ReferenceRequest, RequestEvent

# Says how many days ago it wants to wake, and is woken with that day.
Life = Generator[int, date, None]

MOMENTS: tuple[tuple[type[models.Model], str], ...] = (
    (CustomerEvent, "at"),
    (ReferenceEvent, "at"),
    (NominationEvent, "at"),
    (RequestEvent, "at"),
    (RightsRequestEvent, "at"),
    (EndorsementEvent, "at"),
    (Approval, "at"),
    (Judgement, "at"),
    (ReferenceRequest, "created_at"),
    (Assignment, "created_at"),
    (Assignment, "ended_at"),
    (UseConsent, "answered_at"),
    (UseConsent, "taken_back_at"),
    (Link, "minted_at"),
    (Link, "used_at"),
)
OPENING = time(8, 40)
ANALYZED_EVERY = 30


class Diary:
    """Tells lives day by day up to today; the letters of past days have long been sent."""

    def __init__(self, *, on: date) -> None:
        self.on = on
        self.began = timezone.now()
        self.zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)

    def tell(self, lives: Iterable[Life]) -> None:
        waking: list[tuple[int, int, Life]] = [(-next(life), place, life) for place, life in enumerate(lives)]
        heapify(waking)
        for ago in range(-waking[0][0], -1, -1):
            day = self.on - timedelta(days=ago)
            while waking and waking[0][0] == -ago:
                _, place, life = heappop(waking)
                wish = self._wake(life, day)
                if wish is not None:
                    if wish > ago:
                        raise ValueError(f"A life wants to go back from {ago} to {wish} days ago.")
                    heappush(waking, (-wish, place, life))
            self._let_the_clock_act(day)
            if ago % ANALYZED_EVERY == 0:
                analyze()
            if ago:
                minute = timedelta(minutes=ago * 37 % 480)
                self._move_to(datetime.combine(day, OPENING, tzinfo=self.zone) + minute)

    @staticmethod
    def _let_the_clock_act(day: date) -> None:
        """Take the steps of the day; the six-month cycle is only looked at on days on which a step falls."""
        spoken = CheckIn.objects.direct().order_by().values_list("on", flat=True).distinct()
        ladders = (ladder(due_from=add_months(on, 5), good_until=add_months(on, 6)) for on in spoken)
        if any(day == rung for rungs in ladders for _, rung in rungs):
            take_due_steps(on=day)
        expire(on=day)
        chase(on=day)

    @staticmethod
    def _wake(life: Life, day: date) -> int | None:
        try:
            return life.send(day)
        except StopIteration:
            return None

    def _move_to(self, at: datetime) -> None:
        """Put what was written since the last call on the day on which it happened."""
        for model, column in MOMENTS:
            rows: Any = model._default_manager.filter(**{f"{column}__gte": self.began})
            rows.update(**{column: at})
        Message.objects.filter(created_at__gte=self.began).update(
            created_at=at, next_at=at, sent_at=at + timedelta(seconds=40), state=State.SENT, attempts=1
        )


def analyze() -> None:
    """Have PostgreSQL look at our tables: all is told in one transaction, so nobody else can do it meanwhile.

    Without it the plans would be those of tables without rows: two thirds of the telling's time. Each table is named,
    because what all databases of a server share would stay locked for the others until the transaction ends.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.django_table_names()))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
