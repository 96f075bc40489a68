"""Who was proposed as a reference, and what became of it? The board of nominations, its two steps, and each nominator.

A rep sees their own and what became of them; of somebody else's nobody but reference managers and admins reads what was
written. To a nominator everything that they wrote themselves is shown alike, whatever came up since: a row that looked
different would tell them of a hard time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references import actions
from references.eligibility import CLEAR
from references.facts import Ask
from references.forms import DeclineNominationForm
from references.models import Nomination, NominationStage, NominationStatus, Reference
from references.models.nomination import VERIFIED_SINCE
from references.standing import may_be_asked
from references.views import seen
from references.views.quarantine import nearly_over
from references.workflow import WORKFLOW
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.steps import Step
from refprogram.ui.parts import Action, Chip, Crumb
from refprogram.ui.templatetags.ui import day, days

ENOUGH = 5  # so many nominations say something about their nominator

HEADINGS = {
    NominationStage.WAITING: "Waiting: a reference manager has to look at them",
    NominationStage.ACCEPTED: "Taken up: next is a check-in, until then nobody may use them",
    NominationStage.VERIFIED: "Verified: a reference manager has spoken with them",
    NominationStage.DECLINED: "Not now",
}


@dataclass(frozen=True)
class Row:
    """One nomination as one reader may see it; what they may not read is empty."""

    pk: int
    heading: str
    person: seen.Person
    by: str
    on: date
    why: str
    known_problems: str
    became: str
    quarantine: str
    in_peace: bool
    judged: bool
    waits: str
    late: bool
    steps: list[Action]

    @property
    def target(self) -> str:
        """Return the id of this row on the page, for the step that is taken right there."""
        return f"row-nomination-{self.pk}"


@dataclass(frozen=True)
class Nominator:
    """What became of one person's nominations; `share` is words, because few cases show nothing."""

    name: str
    nominated: int
    taken_up: int
    verified: int
    usable: int
    share: str


@require_safe
@permission_required("references.view", raise_exception=True)
def board(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    mine: Any = Nomination.objects.visible_to(user).with_stage(on=on)
    counted = mine.order_by().values_list("stage").annotate(of=Count("pk"), late=Count("pk", filter=Q(is_overdue=True)))
    counts = {NominationStage(stage): (of, late) for stage, of, late in counted}
    chosen = next((stage for stage in counts if stage.name.lower() == request.GET.get("stage", "")), None)
    found = keyset(
        request,
        _told(mine if chosen is None else mine.filter(stage=chosen)),
        order=("stage", "nominated_on", "pk"),
    )
    context = {
        "chips": _chips({stage: of for stage, (of, _) in counts.items()}, chosen),
        "late": _late(sum(late for _, late in counts.values())) if not seen.masked(user) else "",
        "leaving": nearly_over(mine, on=on) if not seen.masked(user) else "",
        "page": found,
        "rows": _rows(found.rows, user=user, on=on),
        "own_alone": seen.masked(user) and user.has_perm("references.nominate"),
    }
    return page(request, "references/nominations.html", context, fragment="references/_nominations.html")


@require_POST
@permission_required("references.accept_nomination", raise_exception=True)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    on, user = today(), request.user
    nomination = get_object_or_404(Nomination.objects.visible_to(user), pk=pk)
    actions.accept_nomination(nomination, by=user, on=on)
    rows = _rows(_told(Nomination.objects.visible_to(user).with_stage(on=on).filter(pk=pk)), user=user, on=on)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "Taken up. That verifies nothing yet: talk with them next.")
    return done(request, nomination.reference, "references/_nomination.html", {"row": rows[0]})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.decline_nomination", raise_exception=True)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    on, user = today(), request.user
    nomination = get_object_or_404(_told(Nomination.objects.visible_to(user).with_stage(on=on)), pk=pk)
    form = DeclineNominationForm(sent(request))
    if form.is_valid():
        actions.decline_nomination(nomination, reason=form.cleaned_data["reason"], by=user, on=on)
        messages.success(request, f"Put off. {nomination.nominated_by} sees your reason with their nomination.")
        return done(request, reverse("references:nominations"))
    (row,) = _rows([nomination], user=user, on=on)
    context = {"form": form, "row": row, "crumbs": [Crumb("Nominations", reverse("references:nominations"))]}
    status = 422 if form.is_bound else 200
    return page(
        request,
        "references/nomination_decline.html",
        context,
        fragment="references/_nomination_decline.html",
        status=status,
    )


@require_safe
@permission_required("references.compare_nominators", raise_exception=True)
def nominators(request: HttpRequest) -> HttpResponse:
    found = keyset(request, by_nominator(on=today()), order=("-nominated", "nominated_by"))
    context = {
        "page": found,
        "nominators": [_nominator(row) for row in found.rows],
        "enough": ENOUGH,
        "crumbs": [Crumb("Nominations", reverse("references:nominations"))],
    }
    return page(request, "references/nominators.html", context, fragment="references/_nominators.html")


def by_nominator(*, on: date) -> QuerySet[Any]:
    """Count, for each nominator, how many of theirs were taken up, verified since, and may be asked today.

    Somebody who was verified before they were nominated is nobody's merit. Each number is part of the one before it.
    """
    verified = Q(stage=NominationStage.VERIFIED) & VERIFIED_SINCE
    usable = Exists(Reference.objects.filter(may_be_asked(on=on), pk=OuterRef("reference")))
    counts = {
        "nominated": Count("pk"),
        "taken_up": Count("pk", filter=Q(stage__in=(NominationStage.ACCEPTED, NominationStage.VERIFIED))),
        "verified": Count("pk", filter=verified),
        "usable": Count("pk", filter=verified & Q(is_usable=True)),
    }
    people = ("nominated_by", "nominated_by__first_name", "nominated_by__last_name", "nominated_by__email")
    rows = Nomination.objects.with_stage(on=on).alias(is_usable=usable).order_by()
    found: QuerySet[Any] = rows.values(*people).annotate(**counts).values_list(*people, *counts, named=True)
    return found


def _nominator(row: Any) -> Nominator:
    name = f"{row.nominated_by__first_name} {row.nominated_by__last_name}".strip() or row.nominated_by__email
    share = f"{round(100 * row.verified / row.nominated)} %" if row.nominated >= ENOUGH else "Too few to say"
    return Nominator(name, row.nominated, row.taken_up, row.verified, row.usable, share)


def _told(nominations: Any) -> Any:
    """Fetch with each nomination the people its row speaks of."""
    return nominations.select_related("nominated_by", "reviewed_by")


def _late(number: int) -> str:
    """Ring the alarm, or say nothing."""
    has = "nomination has" if number == 1 else "nominations have"
    return f"{number} {has} waited too long." if number else ""


def _chips(counts: dict[NominationStage, int], chosen: NominationStage | None) -> list[Chip]:
    everything = Chip("Everything", "?", current=chosen is None, count=sum(counts.values()))
    return [
        everything,
        *(
            Chip(stage.label, f"?stage={stage.name.lower()}", current=stage is chosen, count=counts[stage])
            for stage in NominationStage
            if stage in counts
        ),
    ]


def _rows(nominations: Iterable[Any], *, user: Any, on: date) -> list[Row]:
    """Put nominations into words, each with its person as this reader may see them."""
    listed = list(nominations)
    people = Reference.objects.visible_to(user).filter(pk__in=[nomination.reference_id for nomination in listed])
    judged = {row.pk: row for row in seen.judged_for(user, people, Ask(on=on))}
    known = seen.details(user, judged.values())
    return [_row(nomination, judged[nomination.reference_id], known=known, user=user, on=on) for nomination in listed]


def _row(nomination: Any, judged: Any, *, known: dict[int, Any], user: Any, on: date) -> Row:
    reads, own = not seen.masked(user), nomination.nominated_by_id == user.pk
    stage = NominationStage(nomination.stage)
    person = seen.person(judged, user=user, details=known.get(judged.contact_id))
    in_peace = reads and judged.hardship > CLEAR
    if own and not reads:
        person = _as_nominated(person, judged)
    return Row(
        pk=nomination.pk,
        heading=HEADINGS[stage],
        person=person,
        by=str(nomination.nominated_by),
        on=nomination.nominated_on,
        why=nomination.why if reads or own else "",
        known_problems=nomination.known_problems if reads or own else "",
        became="" if person.hidden else _became(nomination, judged, stage, reads=reads or own),
        quarantine=person.quarantine.ends if person.quarantine else "",
        in_peace=in_peace,
        judged=stage is NominationStage.VERIFIED and not person.hidden and not (own and not reads),
        waits=_waits(nomination, on=on) if stage is NominationStage.WAITING else "",
        late=reads and nomination.is_overdue,
        steps=_steps(nomination, stage, person, user=user, in_peace=in_peace),
    )


def _as_nominated(person: seen.Person, judged: Any) -> seen.Person:
    """Show a nominator the person as they proposed them, whatever else is known: their account and the role."""
    customer = judged.contact.customer
    company = customer.name if judged.knows_company else ""
    url = customer.get_absolute_url() if judged.knows_company else ""
    return replace(person, company=company, company_url=url, url="", level=None, findings=(), hidden=False)


def _became(nomination: Any, judged: Any, stage: NominationStage, *, reads: bool) -> str:
    """Say what came of it; the reason is for those who may read it, and for the nominator."""
    if stage is NominationStage.VERIFIED:
        return f"First spoken with on {day(judged.verified_on)}."
    if stage is NominationStage.ACCEPTED:
        return f"Taken up by {nomination.reviewed_by} on {day(nomination.reviewed_on)}. That verifies nothing yet."
    if stage is NominationStage.DECLINED:
        reason = f": {nomination.reason}" if reads else "."
        return f"Put off by {nomination.reviewed_by} on {day(nomination.reviewed_on)}{reason}"
    return ""


def _waits(nomination: Any, *, on: date) -> str:
    waited = (on - nomination.nominated_on).days
    return f"Waiting {days(waited)}" if waited > 0 else "New today"


def _steps(nomination: Any, stage: NominationStage, person: seen.Person, *, user: Any, in_peace: bool) -> list[Action]:
    """Return what this reader can do next: review it, talk with them, or look at their file."""
    own = nomination.nominated_by_id == user.pk
    steps = []
    if stage in (NominationStage.WAITING, NominationStage.DECLINED):
        steps = [_review(nomination, step) for step in WORKFLOW.allowed(nomination, by=user)]
    if own and steps:
        steps = [Action("Review", "", because="You nominated them: another reference manager decides.")]
    talks = stage is NominationStage.ACCEPTED or (own and stage is NominationStage.WAITING)
    if talks and user.has_perm("references.check_in") and not in_peace:
        steps.append(Action("Log a check-in", reverse("references:check_in", args=[person.pk]), icon="phone"))
    if stage is NominationStage.VERIFIED and person.url:
        steps.append(Action("See the file", person.url, quiet=True))
    return steps


def _review(nomination: Any, step: Step) -> Action:
    url = reverse(f"references:{step.verb}", args=[nomination.pk])
    put_off = step.target == NominationStatus.DECLINED
    return Action(step.label, url, quiet=put_off, post=not put_off)
