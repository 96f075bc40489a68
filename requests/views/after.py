"""How was a talk for everybody? What the three sides said, the two grades, and the pages to say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.models import TopicStrength, UseFeedback
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Action, Crumb
from requests import grades
from requests.actions import after as actions
from requests.actions.after import heard, rated_by_prospect
from requests.feedback_forms import NotedForm, ProspectForm, RepForm
from requests.models import Assignment, Feedback, ReferenceRequest, Side
from requests.views.detail import found

GRADE = {1: "1 of 5", 2: "2 of 5", 3: "3 of 5", 4: "4 of 5", 5: "5 of 5"}


@dataclass(frozen=True)
class Told:
    """What one side said, in words; empty when they have said nothing."""

    who: str
    how: str
    lines: list[tuple[str, str]]
    words: str


@dataclass(frozen=True)
class Suggestion:
    """What the prospect says of one topic, and the press that makes it our judgement."""

    text: str
    action: Action


@require_safe
@permission_required("requests.view", raise_exception=True)
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a talk was; loaded into the request's page."""
    ask, user = found(request, pk), request.user
    assignment, reads = _heard(ask), user.has_perm("references.read_reasons")
    context = {
        "ask": ask,
        "crumbs": _crumbs(ask),
        "took_place": assignment is not None,
        "told": _told(assignment, reads=reads) if assignment else [],
        "grades": _grades(assignment, reads=reads) if assignment else [],
        "suggestions": _suggestions(ask, assignment, user=user) if assignment else [],
        "ways_on": _ways_on(ask, assignment, user=user) if assignment else [],
    }
    return page(request, "requests/after.html", context, fragment="requests/_after.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.give_feedback", raise_exception=True)
def give_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the two minutes of the colleague who had asked."""
    ask = found(request, pk)
    form = RepForm(sent(request), topics=list(ask.topics.all()))
    if form.is_valid():
        actions.give_feedback(ask, said=form.said(), by=request.user, on=today())
        messages.success(request, "Thank you. It helps to choose the right person next time.")
        return done(request, ask)
    return _sheet(request, ask, form, "How was it?", "Two minutes: answer whichever you like, and leave out the rest.")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.note_feedback", raise_exception=True)
def note_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the prospect said to one of us."""
    ask = found(request, pk)
    form = NotedForm(sent(request), topics=list(ask.topics.all()))
    if form.is_valid():
        said, way = form.said(), form.cleaned_data["way"]
        actions.note_feedback(ask, said=said, way=way, by=request.user, on=today())
        messages.success(request, "Written down, as told to you.")
        return done(request, ask)
    lead = "Write down what they told you, not what you think. It is marked as told to you."
    return _sheet(request, ask, form, "What did the prospect say?", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.ask_prospect", raise_exception=True)
def ask_prospect(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody at the prospect by letter how it was."""
    ask = found(request, pk)
    heard(ask)
    form = ProspectForm(sent(request))
    if form.is_valid():
        actions.ask_prospect(ask, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "They are asked by letter, once. Any answer is fine.")
        return done(request, ask)
    context = {"ask": ask, "form": form, "crumbs": _crumbs(ask)}
    return page(request, "requests/ask_prospect.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("references.rate_topic", raise_exception=True)
def keep_rating(request: HttpRequest, pk: int, topic: int) -> HttpResponse:
    """Judge one topic as the prospect does."""
    ask = found(request, pk)
    actions.keep_rating(ask, topic=topic, by=request.user, on=today())
    messages.success(request, "Taken over. It counts from the next choice on.")
    return done(request, reverse("requests:after", args=[pk]))


@require_POST
@permission_required("requests.ask_prospect", raise_exception=True)
def link_for_prospect(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a link to pass on, in this answer only: it is in no later page and in no cache."""
    ask = found(request, pk)
    address = actions.link_for_prospect(ask, by=request.user, on=today())
    context = {"ask": ask, "address": address, "crumbs": _crumbs(ask)}
    response = page(request, "requests/link_for_prospect.html", context)
    add_never_cache_headers(response)
    return response


def _sheet(request: HttpRequest, ask: ReferenceRequest, form: Any, heading: str, lead: str) -> HttpResponse:
    heard(ask)
    context = {"ask": ask, "form": form, "heading": heading, "lead": lead, "crumbs": _crumbs(ask)}
    return page(request, "requests/feedback.html", context, status=422 if form.is_bound else 200)


def _heard(ask: ReferenceRequest) -> Assignment | None:
    took_place = Assignment.objects.took_place().filter(ask=ask)
    told = took_place.select_related("use__feedback").prefetch_related("feedback__topics__topic", "feedback__noted_by")
    return told.order_by("-pk").first()


def _told(assignment: Assignment, *, reads: bool) -> list[Told]:
    said = {one.side: one for one in assignment.feedback.all()}
    own = getattr(assignment.use, "feedback", None)
    sides = [_side(side, said.get(side.value)) for side in Side]
    return [*sides, _own(own, reads=reads)]


def _side(side: Side, one: Feedback | None) -> Told:
    if one is None:
        return Told(side.label, "", [], "")
    lines = [
        ("Answered what mattered most", one.get_answered_display()),
        *((topic.topic.name, GRADE[topic.rating]) for topic in one.topics.all()),
        ("What it did", one.get_effect_display()),
    ]
    by = f", noted by {one.noted_by}" if one.noted_by and side == Side.PROSPECT else ""
    return Told(side.label, f"{one.get_way_display()}{by}", [line for line in lines if line[1]], one.words)


def _own(own: UseFeedback | None, *, reads: bool) -> Told:
    """Tell how it was for the person who was heard, to those who may read reasons: it may be why they are uneasy."""
    if own is None or not reads:
        return Told("The person who was heard", "Told the reference managers" if own else "", [], "")
    lines = [
        ("How it went", own.get_went_display()),
        ("Its length", own.get_length_display()),
        ("Again?", own.get_again_display()),
    ]
    return Told("The person who was heard", "On their own page", [line for line in lines if line[1]], own.words)


def _grades(assignment: Assignment, *, reads: bool) -> list[tuple[str, str]]:
    came = grade_of(assignment, whole=reads)
    return [
        ("Expected", GRADE[assignment.expected] if assignment.expected else ""),
        ("What came of it", GRADE[came] if came else ""),
    ]


def grade_of(assignment: Assignment, *, whole: bool = True) -> int | None:
    """Return the grade that came of a talk, from what was fetched along with it.

    Without what the person themselves said, for those who may not know it (not `whole`).
    """
    weight = {Side.PROSPECT.value: grades.PROSPECT, Side.REP.value: grades.REP}
    sides = [(weight[one.side], points_of(one)) for one in assignment.feedback.all()]
    own = getattr(assignment.use, "feedback", None) if whole else None
    return grades.actual([*sides, (grades.REFERENCE, [grades.POINTS[own.went]] if own and own.went else [])])


def points_of(one: Feedback) -> list[int]:
    ticked: Iterable[str] = (one.answered, one.effect)
    return [*(grades.POINTS[tick] for tick in ticked if tick), *(topic.rating for topic in one.topics.all())]


def _suggestions(ask: ReferenceRequest, assignment: Assignment, *, user: Any) -> list[Suggestion]:
    """Offer what the prospect says of a topic where we know otherwise; a reference manager takes it over, or not."""
    if not user.has_perm("references.rate_topic"):
        return []
    known = dict(TopicStrength.objects.filter(reference=assignment.reference_id).values_list("topic", "rating"))
    rated = rated_by_prospect(assignment).select_related("topic").order_by("topic__name")
    return [
        Suggestion(
            f"{one.topic.name}: the prospect says {GRADE[one.rating]}, "
            f"we say {GRADE[known[one.topic_id]] if one.topic_id in known else 'nothing yet'}.",
            Action("Take it over", reverse("requests:keep_rating", args=[ask.pk, one.topic_id]), quiet=True, post=True),
        )
        for one in rated
        if known.get(one.topic_id) != one.rating
    ]


def _ways_on(ask: ReferenceRequest, assignment: Assignment, *, user: Any) -> list[Action]:
    """Return what this reader may still say, or ask."""
    said = {one.side for one in assignment.feedback.all()}
    ways = []
    if Side.REP not in said and user.has_perm("requests.give_feedback") and ask.requested_by_id == user.pk:
        ways.append(Action("Say how it was", reverse("requests:give_feedback", args=[ask.pk]), primary=True))
    if Side.PROSPECT not in said and user.has_perm("requests.ask_prospect"):
        ways.append(Action("Ask the prospect", reverse("requests:ask_prospect", args=[ask.pk])))
    if Side.PROSPECT not in said and user.has_perm("requests.note_feedback"):
        ways.append(Action("They told me", reverse("requests:note_feedback", args=[ask.pk]), quiet=True))
    return ways


def _crumbs(ask: ReferenceRequest) -> list[Crumb]:
    return [Crumb("Requests", reverse("requests:list")), Crumb(str(ask), ask.get_absolute_url())]
