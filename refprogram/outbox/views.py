"""What has become of each letter? A list, the text of one (in the demo only), and "send again"."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from refprogram.outbox import actions
from refprogram.outbox.models import STUCK, Message, State
from refprogram.outbox.reading import opened
from refprogram.pages import done, keyset, page

TWICE = "The letter will be sent again. If the first one did arrive, the person gets it twice."


@dataclass(frozen=True)
class Row:
    """A letter as one line of the list."""

    message: Message
    subject: str
    stuck: bool


@require_safe
@permission_required("outbox.view", raise_exception=True)
def list_letters(request: HttpRequest) -> HttpResponse:
    if not (settings.MAIL_FOLDER or request.user.has_perm("outbox.release")):
        raise PermissionDenied
    letters = Message.objects.visible_to(request.user)
    counts = letters.counts()
    state = request.GET.get("state", "")
    shown = letters.filter(state=state) if state in counts else letters
    found = keyset(request, shown.with_settled(), order=("settled", "-id"))
    context = {
        "page": found,
        "rows": [_row(message) for message in found.rows],
        "chips": _chips(counts, state),
        "waiting": letters.waiting_since(),
        "stuck": sum(counts[stuck] for stuck in STUCK),
    }
    return page(request, "outbox/list.html", context | _everywhere(), fragment="outbox/_letters.html")


@require_safe
@permission_required("outbox.view", raise_exception=True)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    said = opened(message)
    if said is None:
        raise Http404
    return page(request, "outbox/letter.html", {"message": message, "said": said} | _everywhere())


@require_POST
@permission_required("outbox.release", raise_exception=True)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    actions.send_again(message, by=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, TWICE)
    return done(request, "outbox:list", "outbox/_row.html", {"row": _row(message)} | _everywhere())


def _row(message: Message) -> Row:
    said = opened(message)
    return Row(message, said.subject if said else "", message.state in STUCK)


def _chips(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    """List the states that have letters, those that need a person first."""
    order = [*STUCK, *(one for one in State if one not in STUCK)]
    chips = [{"label": "All", "url": "?", "current": state not in counts, "count": sum(counts.values())}]
    return chips + [
        {"label": one.label.capitalize(), "url": f"?state={one}", "current": state == one, "count": counts[one]}
        for one in order
        if counts[one] or state == one
    ]


def _everywhere() -> dict[str, Any]:
    return {"zone": ZoneInfo(settings.PROGRAM_TIME_ZONE), "demo": bool(settings.MAIL_FOLDER)}
