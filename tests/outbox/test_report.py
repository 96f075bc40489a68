"""Is a report of a mail server told from everything else that people and machines send, however hostile it is?"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refprogram.outbox.report import READ, read
from tests.outbox.mails import answer, notification, plain

OURS = f"<{'0a' * 20}@localhost>"
OTHER = f"<{'1b' * 20}@localhost>"


def told(mail: bytes) -> tuple[tuple[str, ...], str] | None:
    """Return of which letters a mail speaks, and its code."""
    report = read(mail)
    return (report.numbers, report.code) if report else None


@pytest.mark.parametrize("returned", ["headers", "whole"])
def test_a_notification_gives_its_letter_and_its_code(returned: str) -> None:
    assert told(notification(OURS, returned=returned)) == ((OURS,), "5.1.1")


def test_a_notification_of_a_delay_is_temporary_whatever_its_code() -> None:
    assert told(notification(OURS, action="delayed", status="5.4.1")) == ((OURS,), "4.4.1")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
@pytest.mark.parametrize("status", ["2.0.0", "5.1.1"])
def test_a_notification_of_success_reports_nothing(action: str, status: str) -> None:
    assert read(notification(OURS, action=action, status=status).replace(b"550 ", b"")) is None


def test_a_notification_that_returns_nothing_of_the_letter_is_about_none() -> None:
    assert read(notification(OURS, returned="nothing")) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ingrid@example.org: host mx said: 550 5.1.1 unknown user", "5.1.1"),
        ("550 unknown user", "550"),
        ("451 4.7.1 try again later", "4.7.1"),
    ],
)
def test_a_server_that_only_quotes_our_letter_is_understood(words: str, code: str) -> None:
    assert told(plain(OURS, words)) == ((OURS,), code)


def test_a_server_that_names_the_recipient_and_no_code_gave_up() -> None:
    mail = plain(OURS, "This is a permanent error.", X_Failed_Recipients="i@example.org", Auto_Submitted="auto-replied")

    assert told(mail) == ((OURS,), "5.0.0")


@pytest.mark.parametrize(
    "mail",
    [
        answer(OURS),
        answer(OURS, "Call me on 550 5.1.1 or so"),
        answer(OURS, "I am away until 5.1.1", Auto_Submitted="auto-replied", Subject="Out of office"),
        answer(OURS, "Back on 1.12., call 550 123", From="postmaster@example.org", Auto_Submitted="auto-replied"),
        plain(OURS, "No code at all."),
        plain("<somebody-else@example.org>", "550 5.1.1 unknown user"),
        plain(OURS, "We will meet in room 551 next week."),
        plain(OURS, "550 5.1.1 unknown user", Return_Path="<postmaster@evil.example>"),
        plain(OURS, "550 5.1.1 unknown user", Return_Path=""),
    ],
    ids=[
        "answer",
        "answer with figures",
        "out of office",
        "a server's holiday",
        "no code",
        "not ours",
        "a room",
        "sent by somebody",
        "sent by nobody knows whom",
    ],
)
def test_what_is_no_report_of_a_failure_reports_nothing(mail: bytes) -> None:
    assert read(mail) is None


def test_a_report_says_whom_it_did_not_reach_and_who_wrote_it() -> None:
    named = read(notification(OURS))
    listed = read(plain(OURS, "550 gone", X_Failed_Recipients="i@example.org, j@example.org"))

    assert named is not None
    assert (named.recipients, named.author) == (("ingrid@example.org",), "MAILER-DAEMON@mx.example.org")
    assert listed is not None
    assert listed.recipients == ("i@example.org", "j@example.org")


@pytest.mark.parametrize("words", ["Remote host said: 550 no such user", "  551 not here", "#553 no"])
def test_a_servers_figure_is_known_by_where_it_stands(words: str) -> None:
    report = read(plain(OURS, words))

    assert report is not None
    assert report.code in words


def test_the_returned_letter_counts_before_whatever_else_is_quoted() -> None:
    mail = notification(OURS).replace(b"I'm sorry", f"About {OTHER}: I'm sorry".encode())

    assert told(mail) == ((OURS, OTHER), "5.1.1")


def test_a_mail_of_thousands_of_layers_is_no_report() -> None:
    layers = b"Content-Type: message/rfc822\r\n\r\n" * 20_000

    assert read(layers + notification(OURS)) is None


def test_only_the_beginning_of_a_huge_mail_is_read() -> None:
    assert read(notification(OURS) + b"x" * READ) is not None
    assert read(b"Subject: huge\r\n\r\n" + b"x" * READ + notification(OURS)) is None


HEADERS = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        b"Content-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: text/rfc822-headers; charset=\xff\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"From: mailer-daemon@x\r\n",
        b"Action: failed\r\n",
        b"Status: 5.1.1\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"\r\n",
        b"Message-ID: <" + b"2c" * 20 + b"@localhost>\r\n",
    ]
)


@settings(max_examples=400)
@given(st.lists(st.one_of(HEADERS, st.binary(max_size=60)), max_size=30).map(b"".join))
def test_no_bytes_break_the_reader_and_none_names_a_letter_that_they_do_not_hold(raw: bytes) -> None:
    report = read(raw)

    if report is not None:
        assert re.fullmatch(r"[45]\.\d{1,3}\.\d{1,3}|[45]\d\d", report.code)
        assert all(number.encode() in raw for number in report.numbers)
