"""Does a calendar that is not ours read the agreed time, the right one on both sides, and no name in it?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import vobject

from customers.models import Contact
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Meeting
from tests import stages
from tests.outbox.sink import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep, manager):
    return stages.scheduled(rep, manager)


def read(text: str):
    """Return what another library finds in a calendar file: its method and its one event."""
    calendar = vobject.readOne(text)
    assert calendar.version.value == "2.0"
    (event,) = calendar.vevent_list
    return calendar.method.value, event


def enclosed(kind: str) -> str:
    message = Message.objects.filter(kind=kind).latest("pk")
    (enclosure,) = kinds.kind(kind).composed(message).enclosures
    assert enclosure.content_type == "text/calendar"
    return enclosure.text


BOTH = ("talk_agreed", "talk_agreed_to_us")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("month", [1, 7], ids=["winter", "summer"])
def test_both_sides_read_the_same_instant_by_their_own_clock(ask, kind, month):
    at = datetime(2027, month, 12, 14, 30, tzinfo=UTC)
    Meeting.objects.update(starts_at=at, ends_at=at.replace(hour=15, minute=0))

    method, event = read(enclosed(kind))

    assert method == "REQUEST"
    assert (event.dtstart.value, event.dtend.value) == (at, at.replace(hour=15, minute=0))
    lisbon, berlin = ({1: 14, 7: 15}[month], {1: 15, 7: 16}[month])
    assert event.dtstart.value.astimezone(ZoneInfo("Europe/Lisbon")).hour == lisbon
    assert event.dtstart.value.astimezone(ZoneInfo("Europe/Berlin")).hour == berlin


def test_a_moved_time_is_the_same_meeting_and_a_later_one_of_it(ask, rep):
    _, before = read(enclosed("talk_agreed"))
    stages.picked(stages.offers(ask, stages.page_of(ask), stages.soon(4)), rep)

    _, after = read(enclosed("talk_agreed"))
    _, ours = read(enclosed("talk_agreed_to_us"))

    assert before.uid.value == after.uid.value == ours.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value == stages.soon(4)


def test_what_was_called_off_leaves_the_calendar(ask, rep):
    _, before = read(enclosed("talk_agreed"))
    actions.unschedule(ask, by=rep)

    for kind in ("talk_off", "talk_off_to_us"):
        method, event = read(enclosed(kind))
        assert (method, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
        assert event.uid.value == before.uid.value


def test_a_request_that_is_called_off_leaves_the_calendar_with_its_own_letter(ask, rep):
    actions.cancel(ask, by=rep)

    method, _ = read(enclosed("question_taken_back"))
    assert method == "CANCEL"


@pytest.mark.parametrize("kind", ["talk_off", "question_taken_back"])
def test_what_takes_it_out_of_their_calendar_speaks_their_language_too(ask, rep, kind):
    Contact.objects.update(language="de")
    (actions.unschedule if kind == "talk_off" else actions.cancel)(ask, by=rep)

    assert read(enclosed(kind))[1].summary.value == "Referenzgespräch mit Marlow Grocers"


def test_neither_side_reads_the_other_in_it_nor_a_secret_address(ask, rep):
    theirs, ours = enclosed("talk_agreed"), enclosed("talk_agreed_to_us")

    assert not [canary for canary in stages.CANARIES if canary in ours]
    assert read(theirs)[1].attendee.value == f"mailto:{stages.EMAIL}"
    assert read(ours)[1].attendee.value == f"mailto:{rep.email}"
    assert rep.email not in theirs
    assert "/p/" not in theirs + ours


def test_it_speaks_the_language_of_the_customer_and_long_words_are_folded(ask):
    Contact.objects.update(language="de")
    opportunity = ask.opportunity
    opportunity.account = "Öl, Gas; und „Wärme“ " * 6
    opportunity.save()

    text, ours = enclosed("talk_agreed"), enclosed("talk_agreed_to_us")

    assert "mit Marlow Grocers" in read(text)[1].summary.value
    assert read(ours)[1].summary.value == f"Reference call for {opportunity.account}"
    assert all(len(line.encode()) <= 75 for line in ours.splitlines())


def test_it_arrives_with_the_letter(ask, settings):
    with mail_server() as sink:
        settings.MAIL_FOLDER = None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port

        send_due()

    mails = {str(mail["To"]): mail for mail in sink.letters if "Agreed" in str(mail["Subject"])}
    assert len(mails) == 2
    mail = mails[stages.EMAIL]
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "invitation.ics")
    assert file["Content-Type"].params["method"] == "REQUEST"
    assert read(file.get_content())[1].dtstart.value == stages.soon()
    assert "Reporting" in mail.get_body(("plain",)).get_content(), "what they want to know stands in it"
    assert stages.NAME in mail.get_body(("html",)).get_content()
