"""Does a letter that came back tell those who know the address, once, and nobody because of a forgery?"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from refprogram.outbox import bounced, incoming, tasks
from refprogram.outbox.actions import send_again
from refprogram.outbox.deliver import send_due
from refprogram.outbox.incoming import take_in, take_in_folder
from refprogram.outbox.models import Message, Returned, State
from refprogram.outbox.report import Report
from tests.outbox.mails import answer, notification
from tests.outbox.sink import Sink

pytestmark = pytest.mark.django_db

Told = list[tuple[int, bool, str]]
Write = Callable[..., list[Message]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Hear what the subscribers hear, and nobody else does."""
    heard: Told = []
    subscriber = lambda bounce: heard.append((bounce.message.pk, bounce.permanent, bounce.code))  # noqa: E731
    monkeypatch.setattr(bounced, "_subscribers", (subscriber,))
    return heard


@pytest.fixture
def letter(write: Write, folder: Path) -> Message:
    """Send a letter to ingrid."""
    (message,) = write("ingrid")
    send_due()
    message.refresh_from_db()
    return message


def test_a_permanent_return_is_told_once_and_kept(letter: Message, told: Told) -> None:
    assert [take_in(notification(letter.message_id)), take_in(notification(letter.message_id))] == [True, False]

    assert told == [(letter.pk, True, "5.1.1")]
    letter.refresh_from_db()
    assert (letter.returned, letter.return_code, letter.state) == (Returned.PERMANENT, "5.1.1", State.SENT)


def test_a_delay_is_told_once_and_the_end_of_the_wait_once_more(letter: Message, told: Told) -> None:
    late = notification(letter.message_id, action="delayed", status="4.4.1")
    for mail in (late, late, notification(letter.message_id), late):
        take_in(mail)

    assert told == [(letter.pk, False, "4.4.1"), (letter.pk, True, "5.1.1")]


@pytest.mark.parametrize(
    ("code", "permanent"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.0.0", True),
        ("5.4.4", True),
        ("550", True),
        ("5.2.2", False),
        ("5.7.1", False),
        ("5.1.8", False),
        ("554", False),
        ("552", False),
        ("4.2.2", False),
        ("5.1.1111", False),
    ],
)
def test_only_what_is_said_of_the_address_is_permanent(letter: Message, told: Told, code: str, permanent: bool) -> None:
    bounced.tell(letter, code=code)

    assert told == [(letter.pk, permanent, code)]


def test_an_answer_tells_nobody(letter: Message, told: Told) -> None:
    for mail in (answer(letter.message_id), answer(letter.message_id, "550 5.1.1", Auto_Submitted="auto-replied")):
        assert not take_in(mail)

    assert told == []


def test_a_report_about_somebody_else_is_no_more_than_a_delay(letter: Message, told: Told) -> None:
    take_in(notification(letter.message_id, recipient="somebody.else@example.org"))

    assert told == [(letter.pk, False, "4.1.1")]


def test_whoever_writes_that_they_are_not_there_is_there(letter: Message, told: Told) -> None:
    assert not take_in(notification(letter.message_id, author="Ingrid <Ingrid@example.org>"))
    assert told == []


def test_a_report_about_a_letter_that_never_left_tells_nobody(write: Write, told: Told, folder: Path) -> None:
    (waiting,) = write("amara")
    Message.objects.filter(pk=waiting.pk).update(message_id=f"<{'3d' * 20}@localhost>")

    assert not take_in(notification(f"<{'3d' * 20}@localhost>"))
    assert told == []


@settings(max_examples=100)
@given(st.text("0123456789abcdef", min_size=40, max_size=40))
def test_a_forged_number_finds_no_letter(number: str) -> None:
    assert not take_in(notification(f"<{number}@localhost>"))


def test_what_is_sent_again_may_come_back_again(letter: Message, told: Told, admin: Any) -> None:
    take_in(notification(letter.message_id))
    Message.objects.update(state=State.UNCERTAIN)
    send_again(letter, by=admin)
    send_due()

    assert take_in(notification(letter.message_id))
    assert len(told) == 2


def test_a_subscriber_that_cannot_do_its_part_leaves_nothing_behind(
    letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(bounce: bounced.Bounce) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(bounced, "_subscribers", (cannot,))
    with pytest.raises(OperationalError):
        take_in(notification(letter.message_id))

    letter.refresh_from_db()
    assert letter.returned == ""


@pytest.mark.django_db(transaction=True)
def test_a_return_is_told_in_a_transaction_or_not_at_all(letter: Message) -> None:
    with pytest.raises(RuntimeError, match="in the transaction that reads it"):
        bounced.tell(letter, code="5.1.1")


def test_subscribing_twice_is_hearing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounced, "_subscribers", ())

    def hear(bounce: bounced.Bounce) -> None: ...

    bounced.subscribe(hear)
    bounced.subscribe(hear)

    assert bounced._subscribers == (hear,)


# A server that refuses the recipient to our face


@pytest.mark.parametrize(("person", "heard"), [("nobody", [(True, "5.1.1")]), ("busy", []), ("spam", [])])
def test_a_recipient_refused_for_good_is_a_return(
    write: Write, sink: Sink, told: Told, person: str, heard: list[tuple[bool, str]]
) -> None:
    write(person)

    send_due()

    assert [(permanent, code) for _, permanent, code in told] == heard


def test_a_refusal_that_nobody_can_write_down_is_decided_again(
    write: Write, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(bounce: bounced.Bounce) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(bounced, "_subscribers", (cannot,))
    (message,) = write("nobody")
    with pytest.raises(OperationalError):
        send_due()

    message.refresh_from_db()
    assert (message.state, message.returned) == (State.LEASED, "")


# A folder that mail is delivered to


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "in" / name).mkdir(parents=True)
    return tmp_path / "in"


def test_a_folder_is_read_and_each_mail_put_aside(letter: Message, told: Told, maildir: Path) -> None:
    (maildir / "new" / "1.host").write_bytes(notification(letter.message_id))
    (maildir / "new" / "2.host").write_bytes(b"\xff\xfe hello")

    assert take_in_folder(maildir) == 2
    assert take_in_folder(maildir) == 0

    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    assert len(told) == 1


def test_a_mail_that_cannot_be_stored_stays_and_keeps_no_other_from_being_read(
    letter: Message, told: Told, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (maildir / "new" / "1.host").write_bytes(b"first")
    (maildir / "new" / "2.host").write_bytes(notification(letter.message_id))
    real = incoming.read

    def breaks_on_the_first(raw: bytes) -> Report | None:
        if raw == b"first":
            raise OperationalError("away")
        return real(raw)

    monkeypatch.setattr(incoming, "read", breaks_on_the_first)

    assert take_in_folder(maildir) == 1
    assert [path.name for path in (maildir / "new").iterdir()] == ["1.host"]
    assert len(told) == 1


def test_the_clock_reads_the_folder_that_is_named_and_none_otherwise(
    letter: Message, told: Told, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (maildir / "new" / "1.host").write_bytes(notification(letter.message_id))
    monkeypatch.setattr("django.conf.settings.BOUNCE_MAILDIR", None)
    tasks.read_bounces()
    assert told == []

    monkeypatch.setattr("django.conf.settings.BOUNCE_MAILDIR", maildir)
    tasks.read_bounces()
    assert len(told) == 1


# A mail server that pipes


class Stdin:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def test_a_piped_mail_is_read(letter: Message, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(notification(letter.message_id)))

    call_command("read_bounces")

    assert told == [(letter.pk, True, "5.1.1")]


def test_a_piped_mail_that_cannot_be_stored_is_handed_back_to_the_mail_server(
    letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(raw: bytes) -> Report | None:
        raise OperationalError("away")

    monkeypatch.setattr(incoming, "read", away)
    monkeypatch.setattr("sys.stdin", Stdin(b""))

    with pytest.raises(CommandError) as stopped:
        call_command("read_bounces")

    assert stopped.value.returncode == 75


def test_a_folder_can_be_read_by_hand(maildir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (maildir / "new" / "1.host").write_bytes(b"Subject: hello\r\n\r\n")

    call_command("read_bounces", "--maildir", str(maildir))

    assert capsys.readouterr().out.strip() == "Mails that were read: 1."
    with pytest.raises(CommandError, match="is no Maildir"):
        call_command("read_bounces", "--maildir", str(maildir / "new"))
