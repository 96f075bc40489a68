"""Whom does the calendar forget? People of whom only others told us, and who left, unless they wait for an answer."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from refprogram.rights import actions
from refprogram.rights.models import waits_for_an_answer


def _nobody_who_waits(people: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out who waits for an answer about their data: the purge leaves them alone until they have it.

    So it leaves the words of everybody who does (`customers.models.contact.kept`).
    """
    return people.exclude(waits_for_an_answer("pk"))


def quarantine_over(*, on: date) -> QuerySet[Any]:
    return _nobody_who_waits(actions.quarantine_over(on=on))


def left_long_ago(*, on: date) -> QuerySet[Any]:
    return _nobody_who_waits(actions.left_long_ago(on=on))
