"""What a mail server may do to us, each against a real one: what it certainly did not take goes again, nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from socket import SHUT_RDWR

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from refprogram.outbox.deliver import TRIES, send_all_due, send_due
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import Message, State
from refprogram.outbox.wording import one_click
from tests.outbox.conftest import NOTE, WORDS
from tests.outbox.sink import Sink, mail_server

Write = Callable[..., list[Message]]

pytestmark = pytest.mark.django_db

NOT_SENT = {
    "busy": (State.QUEUED, "450 to RCPT: 4.2.1 … is busy"),
    "closing": (State.QUEUED, "421 to RCPT: 4.3.2 closing down"),
    "muttering": (State.QUEUED, "The mail server answered RCPT with something that is no answer."),
    "nobody": (State.FAILED, "550 to RCPT: 5.1.1 … is unknown"),
    "gone": (State.QUEUED, "The mail server broke off before it was given the letter (SMTPServerDisconnected)."),
    "full": (State.QUEUED, "452 to the letter: 4.3.1 disk full"),
    "spam": (State.FAILED, "554 to the letter: 5.7.1 we do not take this from you"),
}
PERHAPS_SENT = {
    "dropped": "The mail server was given the letter and did not confirm it (SMTPServerDisconnected).",
    "silent": "The mail server was given the letter and did not confirm it (SMTPServerDisconnected).",
    "babbling": "The mail server was given the letter and answered with something that is no answer.",
}


def test_letters_go_out_over_one_connection(write: Write, sink: Sink) -> None:
    write("ingrid", "amara", "jonas")

    turn = send_due()

    assert turn.sent == 3
    assert sink.recipients == ["ingrid@example.org", "amara@example.org", "jonas@example.org"]
    assert sink.numbers == list(Message.objects.order_by("pk").values_list("message_id", flat=True))
    assert sink.letters[0]["Subject"] == WORDS.subject
    assert sink.letters[0].get_content().splitlines() == WORDS.text.splitlines(), "the line of one dot is still there"
    assert sink.connections == 1


def test_headers_and_html_of_a_kind_are_in_the_letter(write: Write, known: Callable[[Kind], None], sink: Sink) -> None:
    letter = Letter("Hello", "plain", html="<p>rich</p>", headers={"Reply-To": "desk@example.org"})
    known(replace(NOTE, render=lambda message: letter))
    write("ingrid", "amara")

    assert send_due().sent == 2

    mail = sink.letters[0]
    assert mail["Reply-To"] == "desk@example.org"
    assert mail.get_body(("html",)).get_content().strip() == "<p>rich</p>"
    assert mail.get_body(("plain",)).get_content().strip() == "plain"


def test_a_run_of_many_turns_is_one_connection(write: Write, sink: Sink) -> None:
    write(*(f"person{number}" for number in range(45)))

    send_all_due()

    assert (len(sink.letters), sink.connections) == (45, 1)


def test_a_server_that_takes_so_many_letters_over_one_connection_is_called_again(write: Write, sink: Sink) -> None:
    sink.most = 2
    write("ingrid", "amara", "jonas", "mei", "tom")

    turn = send_due()

    assert (turn.sent, turn.put_off, sink.connections) == (5, 0, 3)


def test_a_server_that_takes_no_letter_at_all_is_not_called_for_ever(write: Write, sink: Sink) -> None:
    sink.most = 0
    write("ingrid", "amara")

    turn = send_due()

    assert (turn.away, turn.put_off, sink.connections) == (True, 1, 1)


def test_one_press_silences_us_whatever_the_length_of_the_address(
    write: Write, known: Callable[[Kind], None], sink: Sink
) -> None:
    """RFC 8058: the address stands in the header as it is, on one line, or no mail program presses it."""
    address = f"https://references.customers.of.northquay.example/p/{'t0k3N_-' * 12}/"
    letter = replace(WORDS, headers=one_click(address))
    known(replace(NOTE, render=lambda message: letter))
    write("ingrid")

    assert send_due().sent == 1

    assert f"\r\nList-Unsubscribe: <{address}unsubscribe/>\r\n".encode() in sink.bytes[0]
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sink.bytes[0]


@pytest.mark.parametrize("person", NOT_SENT)
def test_what_was_refused_goes_again_or_fails_and_never_blocks_the_others(
    write: Write, sink: Sink, person: str
) -> None:
    _, message, _ = write("ingrid", person, "amara")
    state, words = NOT_SENT[person]

    turn = send_due()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (state, words)
    assert (turn.sent, turn.put_off, turn.failed) == (2, state == State.QUEUED, state == State.FAILED)
    assert sink.recipients == ["ingrid@example.org", "amara@example.org"]
    if state == State.QUEUED:
        assert timedelta(0) < message.next_at - timezone.now() <= timedelta(seconds=75)
        assert (message.lease_token, message.crashes) == ("", 0)


@pytest.mark.parametrize("person", PERHAPS_SENT)
def test_what_was_handed_over_and_not_confirmed_is_uncertain_and_stays_so(
    write: Write, sink: Sink, person: str
) -> None:
    _, message, _ = write("ingrid", person, "amara")

    turn = send_due()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.UNCERTAIN, PERHAPS_SENT[person])
    assert (turn.sent, turn.uncertain) == (2, 1)
    assert send_due().letters == 0
    assert len(sink.numbers) == len(set(sink.numbers)) == 3


def test_a_server_that_is_slow_but_answers_is_fine(write: Write, sink: Sink) -> None:
    sink.slowness = 0.2
    write("ingrid")

    assert send_due().sent == 1


def test_a_server_that_does_not_answer_to_rcpt_was_not_given_the_letter(write: Write, sink: Sink) -> None:
    sink.slowness = 2
    (message,) = write("ingrid")

    send_due()

    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert sink.letters == []


def test_while_the_server_is_away_each_turn_tries_one_letter(write: Write, settings: Settings) -> None:
    with mail_server() as gone:
        settings.MAIL_FOLDER = None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    write("ingrid", "amara")

    send_all_due()

    first, second = Message.objects.order_by("pk")
    assert (first.state, first.attempts) == (State.QUEUED, 1)
    assert first.last_error == "The mail server cannot be reached (ConnectionRefusedError)."
    assert (second.state, second.attempts) == (State.QUEUED, 0)


def test_a_server_that_asks_for_what_we_do_not_have_is_as_good_as_away(
    write: Write, sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True
    (message,) = write("ingrid")

    assert send_due().away

    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert "SMTPNotSupportedError" in message.last_error


def test_a_server_that_does_not_know_us_gives_no_letter_up(write: Write, sink: Sink) -> None:
    sink.knows_us = False
    write("ingrid", "amara")

    turn = send_due()

    assert (turn.put_off, turn.failed, turn.away) == (1, 0, True)
    assert Message.objects.exclude(last_error="").get().last_error == "530 to MAIL: 5.7.0 … authentication required"


def test_a_connection_that_died_between_two_letters_is_opened_again(
    write: Write, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smtplib.SMTP.rset", lambda server: server.sock.shutdown(SHUT_RDWR) or server.docmd("RSET"))
    write("ingrid", "amara")

    assert send_due().sent == 2
    assert sink.connections == 2


def test_a_letter_that_is_put_off_for_days_fails_in_the_end(write: Write, sink: Sink) -> None:
    (message,) = write("busy")
    Message.objects.update(attempts=TRIES - 1)

    assert send_due().failed == 1

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, TRIES)
