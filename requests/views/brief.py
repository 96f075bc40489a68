"""What does a prospect have to know before the talk? One page to print, made from what was agreed and nothing else."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from references.models import RewardEntry
from refprogram.dates import today
from refprogram.outbox.hours import zone_of
from refprogram.pages import page
from refprogram.ui.templatetags.ui import clock, hour, whose_time
from requests.models import AGREED, Assignment, Meeting, ReferenceRequest
from requests.notices_of_meetings import NOT_TO_ASK
from requests.views.detail import found


@require_safe
@permission_required("requests.view", raise_exception=True)
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what to give to the prospect: role and company, never a name; there is nothing to give before a yes."""
    ask = found(request, pk)
    chosen = Assignment.objects.live().filter(ask=ask).select_related("reference__contact__customer", "use_consent")
    assignment = chosen.first()
    if assignment is None or ask.status not in AGREED or assignment.use_consent is None:
        raise Http404
    contact = assignment.reference.contact
    context = {
        "ask": ask,
        "facts": _facts(ask, contact),
        "about": assignment.use_consent.about,
        "not_to_ask": NOT_TO_ASK,
        "paid": _received(assignment),
    }
    return page(request, "requests/brief.html", context)


def _facts(ask: ReferenceRequest, contact: Any) -> list[tuple[str, str]]:
    zone = zone_of("")
    meeting = Meeting.objects.of(ask).first()
    when = "Not agreed yet"
    if meeting:
        when = f"{clock(meeting.starts_at, zone)} to {hour(meeting.ends_at, zone)}, {whose_time(zone)}"
    customer = contact.customer
    at = ", ".join(part for part in (customer.industry, customer.region) if part)
    minutes = f"{ask.activity.minutes} minutes, not longer" if ask.activity.minutes else "As agreed"
    return [
        ("Whom you meet", contact.title or "Somebody who works with us every day"),
        ("Where they work", f"{customer.name} ({at})" if at else customer.name),
        *([("From your side", ask.role)] if ask.role else []),
        ("What", ask.activity.name),
        ("When", when),
        ("How long", minutes),
        ("Topics", ", then ".join(wanted.topic.name for wanted in ask.topics.all())),
        ("Who brings you together", f"{ask.requested_by}, {ask.requested_by.email}"),
    ]


def _received(assignment: Assignment) -> list[str]:
    """Say what they were offered and did not decline, for whatever act: a listener may weigh it (FTC 255.5)."""
    rewards = RewardEntry.objects.connecting(on=today()).filter(reference=assignment.reference_id)
    return [reward.disclosed() for reward in rewards]
