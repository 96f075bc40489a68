"""Which uses took place outside the program? The page to tell of one, the list of them, and who it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references import actions
from references.actions.told import must_wait
from references.facts import QUARTER
from references.forms import ReferenceFilter, TellUseForm, WhoItWasForm
from references.models import Reference, ToldUse
from references.views import seen
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Action, Chip, Crumb

NOT_SAID = "Nobody has said yet"
KNOWN_BEFORE = "Not counted: we knew of it, or nobody could say who it was"
FOUND_AT_MOST = 20
SHOWN = {"quarter": f"Told in the last {QUARTER.days} days", "waiting": "Who was it?"}


@dataclass(frozen=True)
class Row:
    """One use as somebody told it, and whom it was with, as this reader may know them."""

    told: ToldUse
    who: str
    url: str
    settle: Action | None


@require_safe
@permission_required("references.tell_use", raise_exception=True)
def outside(request: HttpRequest) -> HttpResponse:
    """List what was told, the newest on top: a rep sees their own, everybody else here all of it."""
    user, show = request.user, request.GET.get("show", "")
    mine = ToldUse.objects.visible_to(user)
    found = keyset(
        request,
        _shown(mine, show, on=today()).select_related(
            "activity", "told_by", "use__reference__contact__customer", "use__thank_you"
        ),
        order=("-told_on", "-pk"),
    )
    context = {
        "chips": [Chip("Everything", "?", current=show not in SHOWN)]
        + [Chip(label, f"?show={code}", current=code == show) for code, label in SHOWN.items()],
        "page": found,
        "rows": _rows(found.rows, user=user),
        "reads": not seen.masked(user),
    }
    return page(request, "references/outside.html", context, fragment="references/_outside.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.tell_use", raise_exception=True)
def tell_use(request: HttpRequest) -> HttpResponse:
    """Write down a use outside the program; `person` names whom it was with, if the teller found them."""
    on, user, key = today(), request.user, request.GET.get("person", "")
    people = Reference.objects.visible_to(user).select_related("contact__customer")
    person = get_object_or_404(people, pk=int(key)) if key.isascii() and key.isdecimal() and len(key) < 19 else None
    form = TellUseForm(sent(request), on=on, knows_who=person is not None)
    if form.is_valid():
        actions.tell_use(**form.cleaned_data, reference=person, by=user, on=on)
        messages.success(request, "Thank you for telling us. It is written down, and nobody is blamed for it.")
        return done(request, person or reverse("references:outside"))
    context = {
        "form": form,
        "called": _called([person], user=user)[person.pk] if person else "",
        "crumbs": [Crumb("Outside uses", reverse("references:outside"))],
    }
    return page(request, "references/tell_use.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.settle_told_use", raise_exception=True)
def settle_told_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for whoever it was among the people we know, and say which of them."""
    told = _told(request, pk)
    must_wait(told)
    form = WhoItWasForm(sent(request), by=request.user)
    if form.is_valid():
        actions.settle_told_use(told, reference=form.cleaned_data["reference"], by=request.user, on=today())
        messages.success(request, "Written down. It counts from now on, and we owe them a thank-you.")
        return done(request, reverse("references:outside"))
    typed = request.GET.get("q", "").strip()
    people = _like(typed, user=request.user)
    context = {
        "told": told,
        "form": form,
        "q": typed,
        "people": people[:FOUND_AT_MOST],
        "more": len(people) > FOUND_AT_MOST,
        "crumbs": [Crumb("Outside uses", reverse("references:outside"))],
    }
    return page(request, "references/settle_told_use.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("references.settle_told_use", raise_exception=True)
def drop_told_use(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_told_use(_told(request, pk), by=request.user, on=today())
    messages.success(request, "Left as it is. It does not count.")
    return done(request, reverse("references:outside"))


def _told(request: HttpRequest, pk: int) -> ToldUse:
    return get_object_or_404(ToldUse.objects.visible_to(request.user).select_related("activity", "told_by"), pk=pk)


def _shown(told: Any, show: str, *, on: date) -> Any:
    if show == "waiting":
        return told.waiting()
    return told.told_within(after=on - QUARTER, upto=on) if show == "quarter" else told


def _rows(listed: Iterable[Any], *, user: Any) -> list[Row]:
    told = list(listed)
    people = [one.use.reference for one in told if hasattr(one, "use")]
    called = _called(people, user=user)
    return [_row(one, called, user=user) for one in told]


def _row(told: Any, called: dict[int, str], *, user: Any) -> Row:
    if hasattr(told, "use"):
        return Row(told, called[told.use.reference_id], told.use.reference.get_absolute_url(), None)
    if told.dropped_on:
        return Row(told, KNOWN_BEFORE, "", None)
    may = user.has_perm("references.settle_told_use")
    settle = Action("Say who it was", reverse("references:settle_told_use", args=[told.pk])) if may else None
    return Row(told, NOT_SAID, "", settle)


def _called(people: Iterable[Any], *, user: Any) -> dict[int, str]:
    """Name people as this reader may know them anywhere: by name, by role and company, or by role alone."""
    listed = list(people)
    names = seen.details(user, listed)
    known = set(Reference.objects.known_to(user).filter(pk__in=[one.pk for one in listed]).values_list("pk", flat=True))
    found = {}
    for one in listed:
        who = names[one.contact_id].name if one.contact_id in names else one.contact.title or seen.UNNAMED
        found[one.pk] = f"{who}, {one.contact.customer.name}" if one.pk in known else who
    return found


def _like(typed: str, *, user: Any) -> list[Any]:
    """Return who is called so, has that address, or works at such a company."""
    if not typed:
        return []
    rows = ReferenceFilter({"q": typed}, queryset=Reference.objects.visible_to(user), user=user).qs
    told = rows.select_related("contact__customer").order_by("contact__customer__name", "pk")
    people = list(told[: FOUND_AT_MOST + 1])
    called = _called(people, user=user)
    for one in people:
        one.called = called[one.pk]
    return people
