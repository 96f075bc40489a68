"""Which words do people agree to, how did they change, and who has to be asked again because of it?"""

from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from references import actions
from references.forms import ConsentTextForm
from references.ledger import to_be_asked_again
from references.ledger.texts import FIRST_DAY
from references.models import ConsentText, Reference
from references.views import seen
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Crumb


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def texts(request: HttpRequest) -> HttpResponse:
    """Show every text in its newest version, and how many have to be asked again."""
    on = today()
    newest = ConsentText.objects.newest().select_related("activity").order_by("activity__name", "language")
    again = to_be_asked_again(on=on).filter(reference__in=Reference.objects.visible_to(request.user))
    found = keyset(
        request, again.select_related("activity", "reference__contact__customer"), order=("expires_on", "pk")
    )
    names = seen.details(request.user, [row.reference for row in found.rows])
    for row in found.rows:
        contact = row.reference.contact
        row.called = names[contact.pk].name if contact.pk in names else contact.title or "Name not known"
    context = {"texts": newest, "page": found, "crumbs": _above(), "on": on, "first_day": FIRST_DAY}
    return page(request, "references/texts.html", context)


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version, and what is different in it from the one before."""
    shown = get_object_or_404(ConsentText.objects.select_related("activity"), pk=pk)
    versions = ConsentText.objects.filter(activity=shown.activity_id, language=shown.language).order_by("-version")
    before = versions.filter(version__lt=shown.version).first()
    context = {
        "text": shown,
        "versions": versions,
        "before": before,
        "first_day": FIRST_DAY,
        "changes": changes(before.body if before else "", shown.body),
        "crumbs": [*_above(), Crumb("Consent texts", reverse("references:texts"))],
    }
    return page(request, "references/text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.write_text", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new version; the older ones stay, because somebody agreed to them."""
    on = today()
    before = ConsentText.objects.newest().filter(pk=_number(request.GET.get("after", ""))).first()
    start: dict[str, Any] = {"from_on": on}
    if before:
        start |= {"activity": before.activity_id, "language": before.language, "body": before.body}
    form = ConsentTextForm(sent(request), initial=start, on=on)
    if form.is_valid():
        written = actions.write_text(**form.cleaned_data, by=request.user, on=on)
        messages.success(request, f"Version {written.version} is written down.")
        return done(request, reverse("references:text", args=[written.pk]))
    context = {"form": form, "crumbs": [*_above(), Crumb("Consent texts", reverse("references:texts"))]}
    return page(request, "references/text_new.html", context, status=422 if form.is_bound else 200)


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Tell two texts apart, word by word: what stays, what is gone (`del`) and what is new (`ins`)."""
    old, new = before.split(" "), after.split(" ")
    told: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            told.append(("", " ".join(old[a:b])))
            continue
        told += [("del", " ".join(old[a:b]))] if b > a and before else []
        told += [("ins", " ".join(new[c:d]))] if d > c else []
    return told


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _above() -> list[Crumb]:
    return [Crumb("References", reverse("references:list")), Crumb("Consents", reverse("references:consents"))]
