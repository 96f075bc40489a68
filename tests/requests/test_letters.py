"""Do the letters about a request arrive as they are meant? Each goes over SMTP to a server, and is read from there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
import vobject

from customers.models import Contact, ContactDetails
from references.models import Use
from refprogram.dates import today
from refprogram.outbox.deliver import send_due
from requests import actions
from requests.actions import after, deals, mattered
from requests.models import MatteredLetter, Meeting, Stage
from tests import stages
from tests.outbox.sink import mail_server

pytestmark = pytest.mark.django_db
NAME, PROSPECT = "Žofia Ångström", "ola@marlow.example"


class Arrives(NamedTuple):
    """A letter: what makes it, to whom it goes, its subject by language, and what its file does to a calendar."""

    made: Callable[..., object]
    to: str
    says: dict[str, str]
    method: str = ""


def both(english, german):
    return {"en": english, "de": german}


def again(rep, manager):
    stages.silent(stages.asked(rep, manager), manager)


def heard_on_the_phone(rep, manager):
    stages.heard(stages.asked(rep, manager), "yes", by=manager)


def called_off(rep, manager):
    actions.unschedule(stages.scheduled(rep, manager), by=rep)


def cancelled(rep, manager):
    actions.cancel(stages.scheduled(rep, manager), by=rep)


def moved(rep, manager):
    stages.picked(stages.moving(rep, manager), rep)


def offered_by_us(rep, manager):
    stages.offers(stages.confirmed(rep, manager), rep)


def told_of_it(rep, manager):
    ask = stages.completed(rep, manager)
    Use.objects.update(on=today() - timedelta(days=3))
    deals.record_outcome(ask, stage=Stage.WON, closed_on=today(), value=None, by=rep, on=today())
    mattered.send_mattered(MatteredLetter.objects.get(), words="It helped; grüße!", by=manager, on=today())


def asked_how_it_was(rep, manager):
    language = Contact.objects.values_list("language", flat=True).get()
    ask = stages.completed(rep, manager)
    after.ask_prospect(ask, email=PROSPECT, language=language, by=rep, on=today())


LETTERS = {
    "question_to_customer": Arrives(stages.asked, "customer", both("Would you talk to", "Würden Sie mit")),
    "question_again": Arrives(again, "customer", both("Once more: would you talk to", "Noch einmal")),
    "yes_to_confirm": Arrives(heard_on_the_phone, "customer", both("You said yes", "Sie haben Ja gesagt")),
    "times_offered": Arrives(offered_by_us, "customer", both("When would it suit you?", "Wann")),
    "times_offered_to_us": Arrives(stages.offered, "rep", {"en": "The customer offers times"}),
    "talk_agreed": Arrives(stages.scheduled, "customer", both("Agreed", "Vereinbart"), "REQUEST"),
    "talk_agreed_to_us": Arrives(stages.scheduled, "rep", {"en": "Agreed"}, "REQUEST"),
    "talk_moved": Arrives(moved, "customer", both("New time", "Neue"), "REQUEST"),
    "talk_off": Arrives(called_off, "customer", both("Called off", "Abgesagt"), "CANCEL"),
    "talk_off_to_us": Arrives(called_off, "rep", {"en": "Called off"}, "CANCEL"),
    "question_taken_back": Arrives(cancelled, "customer", both("No longer needed", "Nicht mehr"), "CANCEL"),
    "help_mattered": Arrives(told_of_it, "customer", both("Your help mattered", "Ihre Hilfe")),
    "how_was_it": Arrives(asked_how_it_was, "prospect", both("How was it for you?", "Wie war")),
}


@pytest.fixture
def post(settings):
    with mail_server() as sink:
        settings.MAIL_FOLDER = None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def person(db, monkeypatch):
    """Have whoever is asked for anything be one person, whose name is not made of ASCII."""
    reference = stages.zephyrine()
    ContactDetails.objects.update(name=NAME)
    monkeypatch.setattr(stages, "zephyrine", lambda: reference)


CASES = [(kind, language) for kind, letter in LETTERS.items() for language in ("en", "de") if language in letter.says]


@pytest.mark.parametrize(("kind", "language"), CASES)
@pytest.mark.usefixtures("person")
def test_each_letter_of_a_request_arrives_and_its_link_opens(kind, language, rep, manager, post, client):
    letter = LETTERS[kind]
    Contact.objects.update(language=language)
    letter.made(rep, manager)

    send_due(limit=100)

    address = {"customer": stages.EMAIL, "rep": rep.email, "prospect": PROSPECT}[letter.to]
    (mail,) = (mail for mail in post.letters if mail["To"] == address and letter.says[language] in mail["Subject"])
    text = mail.get_body(("plain",)).get_content()
    for secret in stages.CANARIES if letter.to != "customer" else ():
        assert secret not in f"{mail['Subject']}{text}"
    if letter.to != "rep":
        page = mail.get_body(("html",)).get_content()
        assert f'<html lang="{language}">' in page
        paths = re.findall(r"http\S+?(/p/[^\s?]+)", text)
        assert paths
        for path in paths:
            assert f'{path}"' in page
            assert client.get(path, follow=True).status_code == 200
    if letter.to == "customer":
        assert NAME in text
        assert NAME in page
    if kind == "help_mattered":
        assert "grüße!" in text
    files = list(mail.iter_attachments())
    assert len(files) == bool(letter.method)
    for file in files:
        calendar_reads(file, letter.method, to=address)


def calendar_reads(file, method, *, to):
    """Read the file that arrived with another library than the one that wrote it."""
    meeting = Meeting.objects.get()
    calendar = vobject.readOne(file.get_content())
    (event,) = calendar.vevent_list
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "invitation.ics")
    assert file["Content-Type"].params["method"] == calendar.method.value == method
    assert (event.dtstart.value, event.dtend.value) == (meeting.starts_at, meeting.ends_at)
    assert (event.uid.value.partition("@")[0], int(event.sequence.value)) == (str(meeting.uid), meeting.sequence)
    assert event.status.value == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[method]
    assert [one.value for one in event.attendee_list] == [f"mailto:{to}"]
    assert (method == "CANCEL") == bool(meeting.called_off_at)
