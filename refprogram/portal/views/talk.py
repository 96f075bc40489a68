"""When does somebody talk who said yes? They pick a time by their own clock, offer others, or call it off.

After the time of its link the page only shows what is agreed, and takes it back.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from references.ledger import Evidence
from references.models import UseConsent
from refprogram.history import ActedAs
from refprogram.pages import page
from refprogram.portal.door import NO_CHOICE, Visit, door
from refprogram.portal.views.pressed import pressed, told
from refprogram.portal.words import receipt_of_question
from requests import actions
from requests.actions import times
from requests.forms_of_times import PickForm, TimesForm
from requests.models import Assignment, Meeting, Slot
from requests.notices_of_meetings import NOT_TO_ASK, of_customer
from requests.views.meetings import as_file


@door("GET", "HEAD", "POST", after_its_time=True)
def talk(request: HttpRequest, visit: Visit, question: int) -> HttpResponse:
    """Show the agreed time with what they want to know before, or the times on offer; take what they press."""
    assignment = _open(visit, question)
    if assignment is None:
        return _over(request, visit, question)
    ask, at = assignment.ask, timezone.now()
    zone = times.theirs(assignment)
    sent = visit.posted if pressed(visit, "offer") else None
    form = TimesForm(sent, zone=zone, at=at, last=times.last_day(ask, at=at))
    if pressed(visit, "offer") and form.is_valid():
        actions.offer_times(ask, starts=form.starts, by=visit.holder, at=at)
        return told(visit, "talk", "times", question)
    if pressed(visit, "off"):
        if Meeting.objects.of(ask).exists():
            actions.unschedule(ask, by=visit.holder)
        return told(visit, "talk", "time_off", question)
    if pressed(visit, "withdraw"):
        actions.withdraw(ask, by=visit.holder, evidence=Evidence(language=visit.language), on=visit.on)
        return told(visit, "talk", "noted", question)
    pick = PickForm(visit.posted if pressed(visit, "pick") else None)
    if pick.is_valid():
        agreed = actions.pick_time(ask, starts_at=pick.cleaned_data["starts"], by=visit.holder, at=at)
        by_letter = "time_agreed_no_letter" if visit.link.reference.contact.silent_since else "time_agreed"
        return told(visit, "talk", by_letter if agreed else "noted", question)
    if visit.posted is not None and sent is None:
        visit = visit.anew(NO_CHOICE, status=422)
    context = {
        "visit": visit,
        "form": form,
        "question": assignment.use_consent,
        "ask": ask,
        "zone": zone,
        "now": at,
        "meeting": Meeting.objects.of(ask).first(),
        "not_to_ask": NOT_TO_ASK,
        **_on_offer(ask),
    }
    return page(request, "portal/talk.html", context, status=422 if form.errors else visit.status)


@door("GET", "HEAD", after_its_time=True)
def talk_ics(request: HttpRequest, visit: Visit, question: int) -> HttpResponse:
    """Give them the agreed time for their own calendar, as their letter does."""
    assignment = _open(visit, question)
    meeting = Meeting.objects.of(assignment.ask).first() if assignment else None
    if assignment is None or meeting is None:
        raise Http404
    meeting.assignment = assignment
    return as_file(of_customer(meeting, to=visit.link.reference.contact.details.email))


def _open(visit: Visit, question: int) -> Assignment | None:
    """Return what a question of theirs led to, while there is a time to be found for it or one is agreed."""
    found = Assignment.objects.to_find_a_time_for(question).filter(reference=visit.link.reference)
    return found.select_related(
        "ask__activity",
        "ask__requested_by",
        "use_consent__activity",
        "use_consent__asked_by",
        "reference__contact__details",
    ).first()


def _on_offer(ask: Any) -> dict[str, Any]:
    slots = list(Slot.objects.on_offer(ask))
    return {
        "offered": [slot for slot in slots if slot.offered_by == ActedAs.STAFF],
        "own": [slot for slot in slots if slot.offered_by == ActedAs.CUSTOMER],
    }


def _over(request: HttpRequest, visit: Visit, question: int) -> HttpResponse:
    """Say how it stands with a question of theirs for which there is no time to be found any more."""
    reference = visit.link.reference
    known = UseConsent.objects.filter(pk=question, reference=reference)
    asked = known.exclude(answer="").select_related("activity", "asked_by").first()
    if asked is None:
        raise Http404
    late = visit.posted is not None
    context = {
        "visit": visit,
        "question": asked,
        "receipt": receipt_of_question(asked, reference=reference, on=visit.on),
        "late": late,
    }
    return page(request, "portal/talk_over.html", context, status=409 if late else 200)
