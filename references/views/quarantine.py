"""What does a manager read about somebody whom only others told us of? When they are forgotten, and what we owe them.

Nobody may use them as long as no manager has talked with them; of a quarantine the rules need not know.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from customers.models import Contact
from references.models import Nomination
from refprogram.ui.templatetags.ui import day, days

# So long before somebody is forgotten the list of nominations says so above everything else.
NEARLY = timedelta(days=7)

LETTER = "Their first letter says by itself where we have their data from."


@dataclass(frozen=True)
class Quarantine:
    """How it stands with one person, in words."""

    level: int
    title: str
    text: str
    ends: str = ""


def quarantine(contact: Contact, *, on: date) -> Quarantine | None:
    """Say how it stands with somebody who does not know yet where we have their data from; None for anybody else."""
    if not contact.is_owed_notice:
        return None
    who = contact.get_told_by_display().lower()
    if contact.forgotten_on is None:
        return Quarantine(1, "They have not read yet where we have their data from.", f"From {who}. {LETTER}")
    left = max((contact.forgotten_on - on).days, 0)
    text = (
        f"Only {who} told us of them. On {day(contact.forgotten_on)} everything about them is deleted, "
        f"unless somebody talks with them or a letter reaches them by then. {LETTER}"
    )
    return Quarantine(2, f"In quarantine, {days(left)} left.", text, ends=f"In quarantine: {days(left)} left")


def nearly_over(nominations: QuerySet[Nomination], *, on: date) -> str:
    """Say how many of the people in these nominations are forgotten within a week, or nothing."""
    soon = Contact.objects.quarantine_over(on=on + NEARLY).filter(pk__in=nominations.values("reference__contact"))
    number = soon.count()
    people = "1 person is" if number == 1 else f"{number} people are"
    return f"{people} deleted within a week." if number else ""
