"""For whom may there be something to do on some days? Their keys, the oldest first.

This only narrows. What is really due, and who is left out, is judged in `references.cycle.due`, some hundred at a time.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django_cte import CTE, with_cte

from references.cycle.ladder import ESCALATION_AFTER, SECOND_AFTER
from references.facts import check_in_days, kept_facts
from references.models import Claim, Consent, CycleStep, ReconsentCycle, Reference, Use, UseState

# For so long after somebody helped us do we ask how it was.
ASKED_FOR = timedelta(days=30)
AT_ONCE = 200


def waiting(*, on: date, until: date | None = None) -> Iterator[Sequence[int]]:
    """Yield the keys of references in chunks: whose check is due, who may confirm a claim, who helped us lately.

    From one day `until` another: what lapses in between is due before.

    Every key comes at most once. They are looked up before the first chunk is given out, so that no query is open
    while somebody writes; a number takes eight bytes.
    """
    keys = array("q", checks(on=until or on).values_list("pk", flat=True).iterator())
    seen = set(keys)
    for key in chain(
        claims(on=on).values_list("reference", flat=True), uses(on=on, until=until).values_list("reference", flat=True)
    ):
        if key not in seen:
            seen.add(key)
            keys.append(key)
    for first in range(0, len(keys), AT_ONCE):
        yield keys[first : first + AT_ONCE]


def checks(*, on: date) -> QuerySet[Any]:
    """Return the references whose step of the ladder nobody has taken, whose check has been due longest first."""
    agreed = Consent.objects.unended().filter(reference=OuterRef("pk"))
    step = Case(
        When(good_until__lte=on - ESCALATION_AFTER, then=Value(CycleStep.ESCALATION)),
        When(due_from__lte=on - SECOND_AFTER, then=Value(CycleStep.SECOND_LETTER)),
        default=Value(CycleStep.FIRST_LETTER),
    )
    taken = ReconsentCycle.objects.filter(
        reference=OuterRef("pk"), cycle_start=OuterRef("checked_on"), step=OuterRef("due_step")
    )
    facts = {name: kept_facts(on)[name] for name in ("verified_on", "checked_on")}
    # Worked out once for everybody, before the days that follow from it.
    talks = CTE(Reference.objects.filter(Exists(agreed)).annotate(**facts).values("pk", *facts), name="talks")
    known = talks.join(Reference.objects.all(), pk=talks.col.pk).annotate(
        **{name: getattr(talks.col, name) for name in facts}
    )
    dated = known.annotate(**check_in_days()).filter(verified_on__isnull=False, due_from__lte=on)
    due = with_cte(talks, select=dated.annotate(due_step=step).filter(~Exists(taken)))
    return due.order_by("due_from", "pk")


def claims(*, on: date) -> QuerySet[Claim]:
    """Return what somebody is said to have agreed to, and no letter has asked them about."""
    return Claim.objects.waiting(on=on).filter(asked=None).order_by("said_on", "pk")


def uses(*, on: date, until: date | None = None) -> QuerySet[Use]:
    """Return what somebody did for us lately and before a day, without having said or been asked how it was."""
    lately = Use.objects.filter(state=UseState.DONE, on__lt=until or on, on__gte=on - ASKED_FOR)
    return lately.filter(feedback=None, asked=None).order_by("on", "pk")
