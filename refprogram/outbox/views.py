"""What has become of each letter? A list, the text of one (in the demo only), and "send again"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from refprogram.dates import today
from refprogram.outbox import actions
from refprogram.outbox.models import STUCK, Message, State, Waiting
from refprogram.outbox.reading import opened, previewed
from refprogram.pages import done, keyset, page

AGAIN = "The letter will be sent again."
TWICE = f"{AGAIN} If the first one did arrive, the person gets it twice."

ICONS = {
    State.QUEUED: "clock",
    State.LEASED: "pen-line",
    State.SENDING: "send",
    State.SENT: "check",
    State.FAILED: "circle-x",
    State.UNCERTAIN: "circle-question-mark",
    State.CANCELLED: "circle-slash",
    State.QUARANTINED: "archive",
}


@dataclass(frozen=True)
class Row:
    """A letter as one line of the list; `twice` when sending it again may reach the person a second time."""

    message: Message
    kind: str
    subject: str
    icon: str
    when: datetime
    what: str
    returned: str
    to_come: bool
    stuck: bool
    twice: bool


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
        "waiting": _waiting_words(letters.waiting_since()),
        "stuck": _stuck_words(sum(counts[stuck] for stuck in STUCK)),
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


@require_safe
# The letter carries its styles on its elements, as mail does.
@csp_update({"style-src": [SELF, UNSAFE_INLINE]})  # type: ignore[arg-type]
@permission_required("outbox.preview", raise_exception=True)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    found = previewed(get_object_or_404(Message.objects.to_customers(request.user), pk=pk))
    if found is None:
        raise Http404
    return page(request, "outbox/preview.html", {"letter": found, "crumbs": [{"label": "Outbox"}]})


@require_POST
@permission_required("outbox.release", raise_exception=True)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    perhaps_sent = message.state == State.UNCERTAIN
    actions.send_again(message, by=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, TWICE if perhaps_sent else AGAIN)
    return done(request, "outbox:list", "outbox/_row.html", {"row": _row(message)} | _everywhere())


def _row(message: Message) -> Row:
    said = opened(message)
    when, what = message.created_at, "written"
    if message.sent_at:
        when, what = message.sent_at, "sent"
    elif message.state == State.QUEUED and message.attempts:
        when, what = message.next_at, "next try"
    return Row(
        message,
        kind=message.kind.replace("_", " "),
        subject=said.subject if said else "",
        icon=ICONS[State(message.state)],
        when=when,
        what=what,
        returned=f"{message.get_returned_display().capitalize()} ({message.return_code})." if message.returned else "",
        to_come=message.state == State.QUEUED and message.to.startswith("contact:"),
        stuck=message.state in STUCK,
        twice=message.state == State.UNCERTAIN,
    )


def _waiting_words(waiting: Waiting | None) -> str:
    """Say how many letters wait and since when, with the day only when it is not today."""
    if waiting is None:
        return ""
    since = timezone.localtime(waiting.since, _zone())
    hour = date_format(since, "H:i" if since.date() == today() else "j M, H:i")
    return f"{waiting.letters:,} {'letter' if waiting.letters == 1 else 'letters'} waiting since {hour}."


def _stuck_words(stuck: int) -> str:
    if not stuck:
        return ""
    return "1 letter needs a person." if stuck == 1 else f"{stuck:,} letters need a person."


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
    return {"zone": _zone(), "demo": bool(settings.MAIL_FOLDER)}


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.PROGRAM_TIME_ZONE)
