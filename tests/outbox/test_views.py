"""Who sees what became of the letters, and who may have one sent again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.outbox import hidden, kinds
from refprogram.outbox.actions import send_again
from refprogram.outbox.deliver import send_due
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import STUCK, Message, State
from refprogram.pages import ROWS

LIST = "/outbox/"
WORDS = Letter("A word", "A word to you.\n")

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings: Settings) -> None:
    """Be a production: mail really leaves."""
    settings.MAIL_FOLDER = None


@pytest.fixture
def as_admin(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def letter(state: State = State.QUEUED, **more: object) -> Message:
    number = Message.objects.count()
    given = {"kind": "note", "to": "user:7", "key": f"letter-{number}", "state": state}
    if state == State.SENT:
        given |= {"sent_at": timezone.now()}
    if state == State.CANCELLED:
        given |= {"reason": "They said stop."}
    return Message.objects.create(**given | more)


def test_a_letter_is_shown_with_state_kind_recipient_tries_and_error(as_admin: Client, smtp: None) -> None:
    letter(State.FAILED, kind="six_month_check", to="contact:12", attempts=4, last_error="550 to RCPT: unknown")

    page = as_admin.get(LIST).text

    for part in ("failed", "six month check", "contact:12", ">4<", "550 to RCPT: unknown", "1 letter needs a person."):
        assert part in page


def test_what_needs_a_person_comes_first_then_the_newest(as_admin: Client, smtp: None) -> None:
    old, stuck, new = letter(State.SENT), letter(State.UNCERTAIN), letter(State.CANCELLED)

    page = as_admin.get(LIST)

    assert [row.message for row in page.context["rows"]] == [stuck, new, old]
    assert "They said stop." in page.text


def test_when_says_what_happened_or_happens_next(as_admin: Client, smtp: None) -> None:
    letter(State.QUEUED)
    letter(State.QUEUED, attempts=2)
    letter(State.SENT)

    rows = as_admin.get(LIST).context["rows"]

    assert [row.what for row in rows] == ["sent", "next try", "written"]
    assert rows[1].when == rows[1].message.next_at


def test_one_state_at_a_time(as_admin: Client, smtp: None) -> None:
    sent = letter(State.SENT)
    letter(State.FAILED)

    page = as_admin.get(LIST, {"state": "sent"})

    assert [row.message for row in page.context["rows"]] == [sent]
    assert {chip["label"]: chip["count"] for chip in page.context["chips"]} == {"All": 2, "Failed": 1, "Sent": 1}


def test_a_state_that_does_not_exist_shows_everything(as_admin: Client, smtp: None) -> None:
    letter()

    assert len(as_admin.get(LIST, {"state": "'; --"}).context["rows"]) == 1


def test_with_htmx_the_list_is_what_a_fresh_page_shows(as_admin: Client, smtp: None) -> None:
    letter(State.FAILED)

    swapped = as_admin.get(LIST, {"state": "failed"}, headers={"HX-Request": "true"}).text
    fresh = as_admin.get(LIST, {"state": "failed"}).text

    assert swapped.startswith('<div id="letters">')
    assert without_tokens(swapped.strip()) in without_tokens(fresh)


def test_an_empty_outbox_says_so(as_admin: Client, smtp: None) -> None:
    assert "No letters here." in as_admin.get(LIST).text


def test_letters_that_wait_too_long_are_said_with_the_hour_of_the_program(
    as_admin: Client, smtp: None, settings: Settings
) -> None:
    settings.PROGRAM_TIME_ZONE = "Asia/Tokyo"
    since = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=6)
    for _ in range(12):
        letter(next_at=since)

    page = as_admin.get(LIST).text

    hour = (since + timedelta(hours=9)).strftime("%H:%M")
    assert "12 letters waiting since" in page
    assert f"{hour}." in page
    assert 'role="alert"' in page


def test_letters_that_do_not_wait_long_are_no_alarm(as_admin: Client, smtp: None) -> None:
    letter()

    assert "waiting since" not in as_admin.get(LIST).text


def test_pages_go_on_by_key_and_cost_the_same_however_many_letters(
    as_admin: Client, smtp: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for state in (State.SENT, State.FAILED):
        for _ in range(ROWS):
            letter(state)

    with django_assert_max_num_queries(7) as few:
        first = as_admin.get(LIST)
    with django_assert_max_num_queries(len(few.captured_queries)):
        second = as_admin.get(LIST + first.context["page"].next_url)

    assert {row.message.state for row in first.context["rows"]} == {State.FAILED}
    assert {row.message.state for row in second.context["rows"]} == {State.SENT}
    assert len(first.content) < 60_000


def test_in_production_nobody_reads_a_letter_and_only_admins_see_the_list(
    client: Client, manager: User, admin: User, folder: Path, write: Callable[..., list[Message]], settings: Settings
) -> None:
    (message,) = write("ingrid")
    send_due()
    settings.MAIL_FOLDER = None

    client.force_login(manager)
    assert client.get(LIST).status_code == 403
    assert client.get(reverse("outbox:letter", args=[message.pk])).status_code == 404

    client.force_login(admin)
    page = client.get(LIST)
    assert page.status_code == 200
    assert "A question" not in page.text
    assert reverse("outbox:letter", args=[message.pk]) not in page.text
    assert client.get(reverse("outbox:letter", args=[message.pk])).status_code == 404


@pytest.mark.parametrize(
    ("person", "in_demo", "in_production"),
    [("rep", False, False), ("executive", False, False), ("manager", True, False), ("admin", True, True)],
)
def test_whose_letters_are_visible(
    request: pytest.FixtureRequest, settings: Settings, person: str, in_demo: bool, in_production: bool
) -> None:
    letter()
    user = request.getfixturevalue(person)

    assert Message.objects.visible_to(user).exists() == in_demo
    settings.MAIL_FOLDER = None
    assert Message.objects.visible_to(user).exists() == in_production


@pytest.mark.parametrize("person", ["rep", "executive"])
def test_the_outbox_is_not_for_everybody(
    client: Client, folder: Path, request: pytest.FixtureRequest, person: str
) -> None:
    message = letter(State.FAILED)
    client.force_login(request.getfixturevalue(person))

    assert client.get(LIST).status_code == 403
    assert client.get(reverse("outbox:letter", args=[message.pk])).status_code == 403
    assert client.post(reverse("outbox:send_again", args=[message.pk])).status_code == 403


def test_in_the_demo_a_manager_reads_letters_and_follows_their_links(
    client: Client, manager: User, folder: Path, write: Callable[..., list[Message]]
) -> None:
    (message,) = write("ingrid")
    send_due()
    client.force_login(manager)
    address = reverse("outbox:letter", args=[message.pk])

    assert f'<a href="{address}">A question, für Sie</a>' in client.get(LIST).text
    page = client.get(address).text

    assert "A question, für Sie" in page
    assert "ingrid@example.org" in page
    assert 'href="http://127.0.0.1:8000/p/secret/"' in page


def test_what_a_letter_says_is_shown_as_text(client: Client, manager: User, folder: Path) -> None:
    message = letter(State.SENT, message_id="<a@localhost>")
    folder.mkdir(exist_ok=True)
    (folder / "a.eml").write_text("Subject: <script>alert(1)</script>\nTo: a@b.c\n\n<script>alert(2)</script>\n")
    client.force_login(manager)

    pages = client.get(LIST).text + client.get(reverse("outbox:letter", args=[message.pk])).text

    assert "<script>alert" not in pages
    assert "&lt;script&gt;alert(1)" in pages
    assert "&lt;script&gt;alert(2)" in pages


def test_a_letter_that_was_not_written_yet_cannot_be_read(as_admin: Client, folder: Path) -> None:
    assert as_admin.get(reverse("outbox:letter", args=[letter().pk])).status_code == 404


@pytest.mark.parametrize("state", STUCK)
def test_a_stuck_letter_is_sent_again_once(
    as_admin: Client, folder: Path, write: Callable[..., list[Message]], state: State
) -> None:
    (message,) = write("ingrid")
    Message.objects.update(state=state, attempts=16, crashes=3, last_error="550", lease_token="of-the-dead")
    address = reverse("outbox:send_again", args=[message.pk])

    answer = as_admin.post(address)
    again = as_admin.post(address)

    assert answer.status_code == 302
    assert answer.url == LIST
    (told,) = get_messages(answer.wsgi_request)
    assert ("twice" in str(told)) == (state == State.UNCERTAIN)
    assert again.status_code == 409
    assert "This letter has moved on: it is now “waiting”." in again.text
    assert send_due().sent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.SENT, 1, "")


def test_sending_again_says_before_that_the_person_may_get_it_twice(as_admin: Client, smtp: None) -> None:
    letter(State.FAILED)
    assert "The person may get it twice." not in as_admin.get(LIST).text

    letter(State.UNCERTAIN)
    assert as_admin.get(LIST).text.count("The person may get it twice.") == 1


def test_with_htmx_the_row_is_what_a_fresh_page_shows(as_admin: Client, smtp: None) -> None:
    message = letter(State.UNCERTAIN)

    swapped = as_admin.post(reverse("outbox:send_again", args=[message.pk]), headers={"HX-Request": "true"}).text

    assert swapped.startswith(f'<tr id="row-{message.pk}">')
    assert swapped.strip() in as_admin.get(LIST).text


@pytest.mark.parametrize("state", [State.QUEUED, State.SENT, State.CANCELLED])
def test_what_is_not_stuck_is_not_sent_again(as_admin: Client, smtp: None, state: State) -> None:
    message = letter(state)

    assert as_admin.post(reverse("outbox:send_again", args=[message.pk])).status_code == 409

    message.refresh_from_db()
    assert message.state == state


def test_sending_again_is_for_admins_and_by_post(client: Client, manager: User, folder: Path, admin: User) -> None:
    message = letter(State.FAILED)
    address = reverse("outbox:send_again", args=[message.pk])

    client.force_login(manager)
    assert "Send again" not in client.get(LIST).text
    assert client.post(address).status_code == 403
    with pytest.raises(PermissionDenied):
        send_again(message, by=manager)

    client.force_login(admin)
    assert client.get(address).status_code == 405
    message.refresh_from_db()
    assert message.state == State.FAILED


def test_an_admin_finds_letters_and_changes_none(as_admin: Client) -> None:
    message = letter(State.FAILED, key="request-12-asked", to="contact:12")
    change = reverse("admin:outbox_message_change", args=[message.pk])

    found = as_admin.get(reverse("admin:outbox_message_changelist"), {"q": "contact:12", "state__exact": "failed"})

    assert found.status_code == 200
    assert change in found.text
    assert as_admin.get(change).status_code == 200
    assert as_admin.post(change, {"state": "sent"}).status_code == 403
    assert as_admin.get(reverse("admin:outbox_message_add")).status_code == 403
    assert as_admin.post(reverse("admin:outbox_message_delete", args=[message.pk])).status_code == 403


def without_tokens(page: str) -> str:
    """Cut the values of CSRF tokens, which differ in every answer."""
    parts = page.split('name="csrfmiddlewaretoken" value="')
    return parts[0] + "".join(part.partition('"')[2] for part in parts[1:])


def test_letters_to_whom_somebody_does_not_see_are_not_there(
    client: Client, admin: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the program runs they are the restricted; here whoever is not an admin does not see contact 12."""
    monkeypatch.setattr(hidden, "_hidden", (twelve,))
    kind = Kind("note", render=lambda message: WORDS, address=lambda message: None, may_go=lambda message: "")
    monkeypatch.setitem(kinds._register, "note", kind)
    theirs, other = letter(to="contact:12"), letter(to="contact:13")

    client.force_login(manager)
    assert client.get(reverse("outbox:preview", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("outbox:preview", args=[other.pk])).status_code == 200
    assert "contact:12" not in client.get(LIST).text
    assert client.get(f"{LIST}{theirs.pk}/").status_code == 404

    client.force_login(admin)
    assert "contact:12" in client.get(LIST).text


def twelve(user: User) -> QuerySet[Message, str]:
    shown = Message.objects.filter(to="contact:12")
    return (shown if user.role != Role.ADMIN else shown.none()).values("to")


def test_hiding_twice_is_hiding_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden, "_hidden", ())
    hidden.hide(twelve)
    hidden.hide(twelve)

    assert hidden._hidden == (twelve,)
