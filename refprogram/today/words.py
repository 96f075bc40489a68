"""Which words wait for us? What somebody said on their page, what may be published, what came down by itself."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from references.testimonials.models import Endorsement, EndorsementEvent, Status
from references.testimonials.views.seen import who, with_naming
from refprogram.history import ActedAs
from refprogram.today.queue import FEWER, Group, Sort, sorted_out
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import near

# For how long it is said that somebody took their words back: there is nothing else to do here.
FRESH = timedelta(days=7)
STAFF = ("ask_person", "clear", "publish", "resume")
NOT_STAFF = ("hand_in", "choose", "approve", "suspend", "take_back")
# What each turn is called behind a name, why it waits, and what the next step is called.
SAYS = {
    "hand_in": (
        "wrote about us",
        "They have not said yet that it may be shown.",
        "Read it",
    ),
    "choose": ("says it differently", "They have not approved their new words yet. Ask them for it.", "Read it"),
    "approve": ("approved their words", "See what is missing before they can be published.", "Go on"),
    "resume": ("is taken up again", "See what is missing before the words can be published.", "Go on"),
    "clear": ("may be published", "The dossier is complete. Nobody sees the words before you publish them.", "Go on"),
    "suspend": ("came down by itself", "Something that the words rested on has changed.", "See what"),
    "take_back": ("took the words back", "What we served is gone. No reason is needed, and nobody asks.", "Look at it"),
}
ICONS = {"suspend": "lock", "clear": "circle-check", "take_back": "x"}
LEVELS = {"suspend": 2}


def groups(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the words that wait for somebody here, whoever has waited longest on top; in one query."""

    def tell(row: Any) -> Task:
        return _task(row, user=user, on=on)

    sort = Sort("words", Q(turn__isnull=False), "Words", "Words of customers to see to", "quote", tell, few=FEWER)
    return sorted_out(_waiting(user, on=on), (sort,), order=("turned_on", "pk"), show=show)


def _waiting(user: Any, *, on: date) -> QuerySet[Any]:
    """Find what its last turn left to us: a turn is a step, or another wording of the person's own."""
    theirs = Q(verb__in=STAFF) | Q(verb__in=NOT_STAFF, acted_as__in=(ActedAs.CUSTOMER, ActedAs.CLOCK))
    turns = EndorsementEvent.objects.filter(theirs, endorsement=OuterRef("pk")).order_by("-seq")
    zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
    told = with_naming(Endorsement.objects.visible_to(user)).annotate(
        turn=Subquery(turns.values("verb")[:1]),
        turned_on=Subquery(
            turns.annotate(day=TruncDate("at", tzinfo=zone)).values("day")[:1], output_field=DateField()
        ),
    )
    return told.filter(
        Q(status=Status.PERSON_APPROVAL, turn__in=("hand_in", "choose"))
        | Q(status=Status.DOSSIER, turn__in=("approve", "resume"))
        | Q(status=Status.READY, turn="clear")
        | Q(status=Status.SUSPENDED, turn="suspend")
        | Q(status=Status.WITHDRAWN, turn="take_back", turned_on__gt=on - FRESH)
    )


def _task(row: Any, *, user: Any, on: date) -> Task:
    says, text, step = SAYS[row.turn]
    url = row.get_absolute_url()
    return Task(
        f"{who(row, row.naming, user=user).whole}: {says}",
        text,
        ICONS.get(row.turn, "quote"),
        key=f"words-{row.pk}",
        level=LEVELS.get(row.turn),
        url=url,
        when=near(row.turned_on, on),
        actions=(Action(step, url),),
    )
