"""Which wishes about somebody's own data wait for us, and how are they answered? The queue and its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.models import Reference
from refprogram.dates import today
from refprogram.outbox.wording import spoken
from refprogram.pages import done, keyset, page, sent
from refprogram.rights import queue, words
from refprogram.rights.copy import Rows, as_csv, as_json
from refprogram.rights.fates import BESIDES, kept_of
from refprogram.rights.forms import CorrectThemForm, ExtendForm, NewForm, PersonForm, RefuseForm
from refprogram.rights.in_words import to_read
from refprogram.rights.models import RightsRequest, Wish
from refprogram.ui.parts import Chip, Crumb

FOUND_AT_MOST = 8


@require_safe
@permission_required("rights.handle", raise_exception=True)
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show what waits, the one due first on top, or what was closed, the newest on top."""
    cases = RightsRequest.objects.visible_to(request.user)
    closed = request.GET.get("show") == "closed"
    found = keyset(
        request,
        _told(cases.closed() if closed else cases.open()),
        order=("-answered_on", "-pk") if closed else ("due_on", "pk"),
    )
    context = {
        "page": found,
        "rows": words.rows(found.rows),
        "closed": closed,
        "chips": [
            Chip("Open", "?", current=not closed, count=cases.open().count()),
            Chip("Closed", "?show=closed", current=closed),
        ],
        "on": today(),
    }
    return page(request, "rights/list.html", context, fragment="rights/_list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("rights.handle", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    form = NewForm(sent(request), on=today())
    if form.is_valid():
        case = queue.write_down(**form.cleaned_data, by=request.user)
        messages.success(request, "Written down. Now say whom it is about.")
        return done(request, case)
    context = {"form": form, "crumbs": _above()}
    status = 422 if form.is_bound else 200
    return page(request, "rights/new.html", context, fragment="rights/_form.html", status=status)


@require_safe
@permission_required("rights.handle", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _case(request, pk))


@require_POST
@permission_required("rights.handle", raise_exception=True)
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom it is about; nobody chosen means that it is none of them."""
    case = _case(request, pk)
    queue.must_be_open(case)
    form = PersonForm(request.POST, by=request.user, required=False)
    if not form.is_valid():
        return _shown(request, case, status=422)
    queue.identify(case, reference=form.cleaned_data["person"], by=request.user)
    return done(request, case)


@require_POST
@permission_required("rights.handle", raise_exception=True)
def make_copy(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give whoever answers the copy as a file, and write down that it was made."""
    if kind not in COPIES:
        raise Http404
    reference, copy = queue.make_copy(_case(request, pk), by=request.user)
    with translation.override(spoken(reference.contact.language)):
        content, content_type = COPIES[kind](copy)
    named = {"Content-Disposition": f'attachment; filename="request-{pk}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=named)


@require_POST
@permission_required("rights.handle", raise_exception=True)
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Do as they wish, and close the request."""
    case = _case(request, pk)
    if queue.closed_by(case, by=request.user):
        return done(request, case)
    queue.must_be_open(case)
    form = _answer_form(request, case, request.POST)
    if not form.is_valid():
        return _shown(request, case, form=form, status=422)
    given = dict(form.cleaned_data)
    queue.carry_out(case, reference=given.pop("person"), by=request.user, on=today(), **given)
    messages.success(request, "Done as they wished. Tell them; the request is closed.")
    return done(request, case)


@require_POST
@permission_required("rights.handle", raise_exception=True)
def nothing_held(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if queue.closed_by(case, by=request.user):
        return done(request, case)
    queue.nothing_held(case, by=request.user, on=today())
    messages.success(request, "Closed. Tell them that we hold nothing under their name.")
    return done(request, case)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("rights.handle", raise_exception=True)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    queue.must_be_extendable(case, on=today())
    form = ExtendForm(sent(request))
    if form.is_valid():
        queue.extend(case, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "Three months instead of one. Tell them, with the reason.")
        return done(request, case)
    return _sheet(request, case, form, "Take more time", "Once, and for three months in all. Tell them today.")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("rights.handle", raise_exception=True)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if request.method == "POST" and queue.closed_by(case, by=request.user):
        return done(request, case)
    queue.must_be_open(case)
    form = RefuseForm(sent(request))
    if form.is_valid():
        queue.refuse(case, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "Closed. Tell them the reason, and where they can complain.")
        return done(request, case)
    lead = "Rarely right: when it is not theirs to wish, or plainly excessive."
    return _sheet(request, case, form, "Refuse it", lead, closes=True)


def _as_page(copy: dict[str, Rows]) -> str:
    return render_to_string("rights/copy.html", {"sections": to_read(copy)})


# A spreadsheet knows the letters of a copy by the mark in front of them.
COPIES: dict[str, Callable[[dict[str, Rows]], tuple[str, str]]] = {
    "html": lambda copy: (_as_page(copy), "text/html; charset=utf-8"),
    "json": lambda copy: (as_json(copy), "application/json"),
    "csv": lambda copy: ("\ufeff" + as_csv(copy), "text/csv; charset=utf-8"),
}


def _case(request: HttpRequest, pk: int) -> RightsRequest:
    return get_object_or_404(_told(RightsRequest.objects.visible_to(request.user)), pk=pk)


def _told(cases: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    """Fetch along whom a request is about and who answered it."""
    return cases.select_related("reference__contact__details", "reference__contact__customer", "answered_by")


def _answer_form(request: HttpRequest, case: RightsRequest, data: Any = None) -> Any:
    """Return the form that its button sends: the person whom the handler sees, and what to correct of them."""
    about: Any = {}
    if case.reference:
        about["person"] = case.reference_id
    if case.wish != Wish.CORRECTION:
        return PersonForm(data, by=request.user, initial=about)
    if case.reference and (details := getattr(case.reference.contact, "details", None)):
        about |= {"name": details.name, "phone": details.phone, "title": case.reference.contact.title}
    return CorrectThemForm(data, by=request.user, initial=about)


def _shown(request: HttpRequest, case: RightsRequest, *, form: Any = None, status: int = 200) -> HttpResponse:
    """Show one request: whom it is about, or who it may be; what doing as they wish means; its clock."""
    on = today()
    context: dict[str, Any] = {
        "case": case,
        "on": on,
        "crumbs": _above(),
        "events": words.history(case),
        "may_be_extended": case.may_be_extended(on=on),
    }
    if case.reference:
        context |= {"person": words.person(case.reference)}
    if case.is_open and case.reference:
        context |= {
            "offer": words.OFFERS[Wish(case.wish)],
            "form": form or _answer_form(request, case),
            "kept": kept_of(case.reference),
            "besides": BESIDES,
            "others": RightsRequest.objects.open().filter(reference=case.reference).exclude(pk=case.pk),
        }
    elif case.is_open:
        context |= _looked_for(request, case)
    return page(request, "rights/detail.html", context, status=status)


def _looked_for(request: HttpRequest, case: RightsRequest) -> dict[str, Any]:
    """Look for whoever wrote, or for the words that the handler typed instead."""
    typed = request.GET.get("q", "").strip() or case.writer
    found: list[Reference] = list(words.people_like(typed, by=request.user)[: FOUND_AT_MOST + 1])
    return {
        "q": typed,
        "people": [words.person(reference) for reference in found[:FOUND_AT_MOST]],
        "more": len(found) > FOUND_AT_MOST,
    }


def _sheet(
    request: HttpRequest, case: RightsRequest, form: Any, heading: str, lead: str, *, closes: bool = False
) -> HttpResponse:
    """Show a form about one request, kept as it was typed when something in it needs a change."""
    crumbs = [*_above(), Crumb(case.get_wish_display(), case.get_absolute_url())]
    context = {"case": case, "form": form, "heading": heading, "lead": lead, "crumbs": crumbs}
    context |= {"on": today(), "closes": closes}
    status = 422 if form.is_bound else 200
    return page(request, "rights/sheet.html", context, fragment="rights/_form.html", status=status)


def _above() -> list[Crumb]:
    return [Crumb("Rights requests", reverse("rights:list"))]
