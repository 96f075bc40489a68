"""One turn of the sender, into a folder: what may go, what comes of our own mistakes, and who holds what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from refprogram.outbox import deliver, tasks
from refprogram.outbox.deliver import pause, send_all_due, send_due
from refprogram.outbox.kinds import Guard, Kind, Letter
from refprogram.outbox.models import Message, State
from refprogram.outbox.reading import opened
from tests.outbox.conftest import NOTE, WORDS

Write = Callable[..., list[Message]]
Known = Callable[[Kind], None]

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_letter_becomes_one_file_and_can_be_read_back(write: Write, folder: Path) -> None:
    (message,) = write("ingrid")

    turn = send_due()

    assert (turn.sent, turn.letters) == (1, 1)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.sent_at is not None
    assert message.attempts == 1
    (file,) = folder.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == WORDS.subject
    assert mail["To"] == "ingrid@example.org"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert opened(message).text.strip() == WORDS.text.strip()


def test_the_same_letter_again_replaces_its_file(write: Write, folder: Path) -> None:
    write("ingrid")
    send_due()
    Message.objects.update(state=State.QUEUED)

    send_due()

    assert len(list(folder.iterdir())) == 1


def test_every_letter_has_a_number_of_its_own(write: Write, folder: Path) -> None:
    write("ingrid", "amara")
    send_due()

    assert len(set(Message.objects.values_list("message_id", flat=True))) == 2


def test_a_letter_that_may_not_go_is_cancelled_and_says_why(write: Write, known: Known, folder: Path) -> None:
    minted = []
    known(replace(NOTE, may_go=lambda message: "They said stop.", render=lambda message: minted.append(1) or WORDS))
    (message,) = write("ingrid")

    assert send_due().cancelled == 1

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.CANCELLED, "They said stop.")
    assert minted == []
    assert not folder.exists() or not list(folder.iterdir())


def test_the_guard_of_a_recipient_is_asked_whatever_the_kind_says(
    write: Write, known: Known, guarded: Callable[[Guard], None], folder: Path
) -> None:
    asked_of_the_kind = []
    known(replace(NOTE, may_go=lambda message: asked_of_the_kind.append(1) or ""))
    guarded(lambda message: "They asked for peace." if message.to == "person:ingrid" else "")
    ingrid, amara = write("ingrid", "amara")

    turn = send_due()

    assert (turn.cancelled, turn.sent) == (1, 1)
    ingrid.refresh_from_db()
    assert (ingrid.state, ingrid.reason) == (State.CANCELLED, "They asked for peace.")
    amara.refresh_from_db()
    assert amara.state == State.SENT
    assert asked_of_the_kind == [1], "of amara's letter alone"


def test_the_guard_is_asked_again_at_every_try(write: Write, guarded: Callable[[Guard], None], folder: Path) -> None:
    (message,) = write("ingrid")
    send_due()
    Message.objects.update(state=State.QUEUED)
    guarded(lambda message: "They asked for peace.")

    assert send_due().cancelled == 1
    message.refresh_from_db()
    assert message.reason == "They asked for peace."


def test_a_letter_to_a_recipient_nobody_answers_for_is_set_aside(folder: Path) -> None:
    message = Message.objects.create(kind="note", to="stranger:7", key="stranger")

    assert send_due().quarantined == 1

    message.refresh_from_db()
    assert message.last_error == "This release does not know whether such a recipient may be written to."
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize("address", [None, ""])
def test_a_letter_to_nobody_is_cancelled(write: Write, known: Known, folder: Path, address: str | None) -> None:
    known(replace(NOTE, address=lambda message: address))
    (message,) = write("ingrid")

    send_due()

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.CANCELLED, "There is nobody to write to.")


@pytest.mark.parametrize(
    "address",
    ["ingrid", "in grid@example.org", "a@b@c", "ingrid@", "jürg@example.org", "a@b\nTo:c", "ingrid@a..example"],
)
def test_what_is_no_address_fails_at_once(write: Write, known: Known, folder: Path, address: str) -> None:
    known(replace(NOTE, address=lambda message: address))
    (message,) = write("ingrid")

    assert send_due().failed == 1

    message.refresh_from_db()
    assert address not in message.last_error


def test_a_domain_with_umlauts_is_written_as_mail_does(write: Write, known: Known, folder: Path) -> None:
    known(replace(NOTE, address=lambda message: "ingrid@bücher.example"))
    (message,) = write("ingrid")

    send_due()

    message.refresh_from_db()
    assert opened(message).recipient == "ingrid@xn--bcher-kva.example"


def test_a_letter_of_an_unknown_kind_is_set_aside_and_the_next_one_goes(write: Write, folder: Path) -> None:
    Message.objects.create(kind="from_the_future", to="user:7", key="future")
    write("ingrid")

    turn = send_due()

    assert (turn.quarantined, turn.sent) == (1, 1)
    assert "from_the_future" in Message.objects.get(key="future").last_error


def test_a_letter_our_own_code_fails_on_is_set_aside_after_three_tries(
    write: Write, known: Known, folder: Path
) -> None:
    def render(message: Message) -> Letter:
        if message.to == "person:broken":
            Message.objects.create(kind="note", to="user:1", key=f"half-written-{message.attempts}")
            raise KeyError("Ingrid Solheim")
        return WORDS

    known(replace(NOTE, render=render))
    broken, _ = write("broken", "ingrid")

    turn = send_due()
    assert (turn.put_off, turn.sent) == (1, 1)
    for _ in range(2):
        assert send_due().letters == 0
        Message.objects.filter(state=State.QUEUED).update(next_at=timezone.now())
        turn = send_due()

    broken.refresh_from_db()
    assert turn.quarantined == 1
    assert (broken.state, broken.crashes) == (State.QUARANTINED, 3)
    assert "Ingrid" not in broken.last_error
    assert Message.objects.count() == 2, "what the rendering wrote went with it"


@pytest.mark.parametrize("value", ["A question\nBcc: everybody@example.org", "A question\r\n\r\nhello"])
def test_a_subject_cannot_add_a_header(write: Write, known: Known, folder: Path, value: str) -> None:
    known(replace(NOTE, render=lambda message: Letter(value, "Hello")))
    write("ingrid")

    assert send_due().put_off == 1
    assert not list(folder.iterdir()) if folder.exists() else True


def test_a_letter_whose_file_is_gone_cannot_be_read_back(write: Write, folder: Path) -> None:
    (message,) = write("ingrid")
    send_due()
    message.refresh_from_db()

    for file in folder.iterdir():
        file.unlink()

    assert opened(message) is None


def test_a_letter_whose_time_has_not_come_waits(write: Write, folder: Path) -> None:
    write("ingrid")
    Message.objects.update(next_at=timezone.now() + timedelta(minutes=1))

    assert send_due().letters == 0
    assert states() == [State.QUEUED]


def test_the_oldest_goes_first_and_a_turn_has_an_end(write: Write, folder: Path) -> None:
    *_, third = write("a", "b", "c")
    Message.objects.filter(pk=third.pk).update(next_at=timezone.now() - timedelta(hours=1))

    send_due(limit=2)

    assert states() == [State.SENT, State.QUEUED, State.SENT]


def test_a_turn_stops_between_two_letters_when_told(write: Write, folder: Path) -> None:
    write("a", "b", "c")
    words = iter([False, True])

    send_due(stop=lambda: next(words))

    assert states() == [State.SENT, State.QUEUED, State.QUEUED]


def test_turns_go_on_until_nothing_is_due(write: Write, folder: Path) -> None:
    write(*"abcdefghijklmnopqrstuvwxyz")

    send_all_due()

    assert set(states()) == {State.SENT}


def test_turns_end_when_the_time_is_up(write: Write, folder: Path) -> None:
    write("a")

    send_all_due(seconds=-1)

    assert states() == [State.QUEUED]


def test_the_task_and_the_command_take_turns(write: Write, folder: Path) -> None:
    write("a")
    tasks.send_due()
    assert states() == [State.SENT]

    write("b")
    call_command("run_outbox", "--once")
    assert states() == [State.SENT, State.SENT]


def test_a_folder_that_cannot_be_written_to_puts_off_one_letter_a_turn(write: Write, folder: Path) -> None:
    folder.write_text("not a folder")
    write("a", "b")

    turn = send_due()

    assert (turn.put_off, turn.away) == (1, True)
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]


def test_a_disk_that_is_full_puts_off_and_leaves_no_half_letter(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    (message,) = write("ingrid")

    assert send_due().put_off == 1

    message.refresh_from_db()
    assert message.last_error == "The mail folder cannot be written to (OSError)."
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("point", ["may_go", "render"])
def test_a_sender_that_is_stopped_while_it_prepares_gives_the_letter_back(
    write: Write, known: Known, folder: Path, point: str
) -> None:
    def stop(message: Message) -> str:
        raise SystemExit

    known(replace(NOTE, **{point: stop}))
    (message,) = write("ingrid")

    with pytest.raises(SystemExit):
        send_due()

    message.refresh_from_db()
    assert (message.state, message.lease_token, message.crashes) == (State.QUEUED, "", 0)
    assert message in Message.objects.due()


def test_a_sender_that_is_stopped_while_it_hands_over_says_that_it_does_not_know(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refprogram.outbox.transport.Folder.hand_over", stop)
    (message,) = write("ingrid")

    with pytest.raises(KeyboardInterrupt):
        send_due()

    message.refresh_from_db()
    assert message.state == State.UNCERTAIN


def in_hand(state: State, *, crashes: int = 0, late: bool = True) -> Message:
    """Leave a letter in the hands of a sender whose time has run out, or not yet."""
    until = timezone.now() + timedelta(seconds=-1 if late else 60)
    lease = {"state": state, "lease_token": "of-the-dead", "lease_until": until, "crashes": crashes}
    return Message.objects.create(kind="note", to="person:ingrid", key="held", attempts=1, **lease)


def test_what_a_dead_sender_prepared_goes_out_with_the_next(db: None, folder: Path) -> None:
    message = in_hand(State.LEASED)

    assert send_due().sent == 1

    message.refresh_from_db()
    assert (message.attempts, message.crashes) == (2, 1)


def test_what_three_senders_died_on_is_set_aside(db: None, folder: Path) -> None:
    message = in_hand(State.LEASED, crashes=2)

    assert send_due().quarantined == 1

    message.refresh_from_db()
    assert (message.state, message.crashes) == (State.QUARANTINED, 3)


def test_what_a_dead_sender_was_handing_over_is_never_sent_again(db: None, folder: Path) -> None:
    message = in_hand(State.SENDING)

    turn = send_due()

    message.refresh_from_db()
    assert (turn.uncertain, turn.sent) == (1, 0)
    assert message.state == State.UNCERTAIN
    assert send_due().letters == 0


@pytest.mark.parametrize("state", [State.LEASED, State.SENDING])
def test_a_sender_that_is_still_in_time_is_left_alone(db: None, folder: Path, state: State) -> None:
    message = in_hand(state, late=False)

    assert send_due().letters == 0

    message.refresh_from_db()
    assert message.state == state


def test_a_letter_that_was_taken_away_is_not_handed_over(write: Write, known: Known, folder: Path) -> None:
    def render(message: Message) -> Letter:
        Message.objects.filter(pk=message.pk).update(lease_token="somebody-else")
        return WORDS

    known(replace(NOTE, render=render))
    write("ingrid")

    assert send_due(limit=1).letters == 0
    assert states() == [State.LEASED]
    assert not list(folder.iterdir())


def test_the_late_word_of_a_slow_sender_still_counts(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: object, **more: object) -> None:
        Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        deliver._take_back_from_the_dead(deliver.Turn())
        assert states() == [State.UNCERTAIN]

    monkeypatch.setattr("refprogram.outbox.transport.Folder.hand_over", slow)
    write("ingrid")

    assert send_due().sent == 1
    assert states() == [State.SENT]


@pytest.mark.django_db(transaction=True)
def test_a_turn_inside_a_transaction_is_refused(write: Write, folder: Path) -> None:
    write("ingrid")

    with pytest.raises(RuntimeError), transaction.atomic():
        send_due()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_letter_is_handed_over(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def look(*args: object, **more: object) -> None:
        seen.append(connection.in_atomic_block)

    monkeypatch.setattr("refprogram.outbox.transport.Folder.offer", look)
    monkeypatch.setattr("refprogram.outbox.transport.Folder.hand_over", look)
    write("ingrid")

    send_due()

    assert seen == [False, False]


def test_pauses_double_from_a_minute_to_a_day() -> None:
    for attempts in range(1, 40):
        shortest = min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=24))
        assert shortest <= pause(attempts) <= min(shortest * 1.25, timedelta(hours=24))
    assert len({pause(3) for _ in range(20)}) > 1
