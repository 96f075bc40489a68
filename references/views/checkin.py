"""What did the customer say? The sheet of a talk, and the draft of one that is not saved yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Deployment, Product
from references import actions
from references.actions.talk import known_of, must_want_contact
from references.forms import CheckInForm
from references.models import CheckIn, CheckInDraft, Consent, Reference
from references.views import seen
from references.views.profile import profile
from references.views.quarantine import quarantine
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Crumb

View = Callable[[HttpRequest, int], HttpResponse]


@dataclass(frozen=True)
class Agreed:
    """What they said yes to until now, for whom and until when."""

    use: str
    words: str


def only_managers(view: View) -> View:
    """Let reference managers in; that anybody else tried to log a talk is written down before they are refused."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if user.has_perm("references.check_in"):
            return view(request, pk)
        tried = Reference.objects.visible_to(user).filter(pk=pk).first() if request.method == "POST" else None
        if tried:
            actions.note_attempt(tried, by=user)
        raise PermissionDenied

    return checked


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.view", raise_exception=True)
@only_managers
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    user: Any = request.user
    reference = _reference(request, pk)
    must_want_contact(reference)
    draft = CheckInDraft.objects.filter(reference=reference, by=user).first()
    form = _form(request, reference, draft, on=on)
    if form.is_valid():
        actions.check_in(reference, **form.facts(), by=user, on=on)
        messages.success(request, "The check-in is written down.")
        return done(request, reference)
    details = seen.details(user, [reference]).get(reference.contact_id)
    context = {
        "form": form,
        "questions": _pairs(form),
        "reference": reference,
        "details": details,
        "called": details.name if details else reference.contact.title or "this person",
        "agreed": _agreed(reference, on=on),
        "newest": form.known.newest,
        "quarantine": quarantine(reference.contact, on=on),
        "profile": profile(reference.pk, on=on),
        "crumbs": [Crumb("References", reverse("references:list")), Crumb("File", reference.get_absolute_url())],
        **_kept(reference, draft),
    }
    status = 422 if form.is_bound else 200
    return page(request, "references/check_in.html", context, fragment="references/_check_in.html", status=status)


@require_POST
@permission_required("references.check_in", raise_exception=True)
def keep_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed so far, or with `afresh` forget it; the fragment says when it was kept."""
    reference, on = _reference(request, pk), today()
    address = reverse("references:check_in", args=[pk])
    if "afresh" in request.POST:
        actions.drop_draft(reference, by=request.user)
        return redirect(address)
    form = _form(request, reference, None, on=on)
    draft = actions.keep_draft(reference, typed=form.typed(request.POST), begun=form.opened_after(), by=request.user)
    return done(request, address, "references/_draft.html", _kept(reference, draft))


def _reference(request: HttpRequest, pk: int) -> Reference:
    return get_object_or_404(Reference.objects.visible_to(request.user).select_related("contact__customer"), pk=pk)


def _form(request: HttpRequest, reference: Reference, draft: CheckInDraft | None, *, on: date) -> CheckInForm:
    newest = CheckIn.objects.filter(reference=reference).aggregate(last=Max("pk"))["last"] or 0
    in_use = Deployment.objects.running(on=on).filter(customer=reference.contact.customer_id)
    return CheckInForm(
        sent(request),
        on=on,
        known=known_of(reference),
        products=Product.objects.exclude(pk__in=in_use.values("product")).order_by("name"),
        kept=draft.typed if draft else None,
        initial={"begun": newest},
    )


def _kept(reference: Reference, draft: CheckInDraft | None) -> dict[str, Any]:
    """Say when the draft was kept: the time today, the day as well before that."""
    if draft is None:
        return {"reference": reference, "draft_saved": ""}
    at = timezone.localtime(draft.saved_at, ZoneInfo(settings.PROGRAM_TIME_ZONE))
    return {"reference": reference, "draft_saved": date_format(at, "H:i" if at.date() == today() else "j M Y, H:i")}


def _pairs(form: CheckInForm) -> list[tuple[Any, Any]]:
    return [(form[f"topic_{number}"], form[f"rating_{number}"]) for number in form.numbers]


def _agreed(reference: Reference, *, on: date) -> list[Agreed]:
    live = Consent.objects.live(on=on).filter(reference=reference).select_related("activity")
    agreed = []
    for consent in live.prefetch_related("audiences").order_by("activity__name"):
        heard_by = [audience.get_audience_display() for audience in consent.audiences.all()]
        until = f"until {date_format(consent.expires_on, 'j M Y')}"
        whom = f", for {seen.in_words(heard_by, inside=True)}" if heard_by else ""
        agreed.append(Agreed(consent.activity.name, f"{until}{whom}"))
    return agreed
