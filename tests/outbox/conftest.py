"""What do the outbox's tests share? A kind of letter of their own, a bell nobody answers, and a mail server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from refprogram.outbox import kinds
from refprogram.outbox.kinds import Guard, Kind, Letter
from refprogram.outbox.models import Message
from refprogram.outbox.post import post
from tests.outbox.sink import Sink, mail_server

WORDS = Letter("A question, für Sie", "Hello,\n\nmay we ask you something?\n.\nhttp://127.0.0.1:8000/p/secret/\n")
NOTE = Kind(
    "note",
    render=lambda message: WORDS,
    address=lambda message: message.to.replace("person:", "") + "@example.org",
    may_go=lambda message: "",
)


@pytest.fixture(autouse=True)
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the bell from reaching a broker; the tasks that were rung stand in the list."""
    rung: list[str] = []
    monkeypatch.setattr("refprogram.doorbell._publish", rung.append)
    return rung


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kind], None]:
    """Make a kind known for one test."""
    return lambda kind: monkeypatch.setitem(kinds._register, kind.code, kind)


def nothing_against(message: Message) -> str:
    return ""


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Guard], None]:
    """Have a guard asked before every letter of one test to the people that the notes go to."""
    return lambda guard: monkeypatch.setitem(kinds._guards, "person:", guard)


@pytest.fixture(autouse=True)
def note(known: Callable[[Kind], None], guarded: Callable[[Guard], None]) -> None:
    known(NOTE)
    guarded(nothing_against)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Send into a folder."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Send over SMTP, to a server that is there."""
    with mail_server() as server:
        settings.MAIL_FOLDER = None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def write() -> Callable[..., list[Message]]:
    """Post one note to each of some people."""

    def write(*people: str) -> list[Message]:
        with transaction.atomic():
            start = Message.objects.count()
            return [
                post(kind="note", to=f"person:{person}", key=f"note-{number}", ask=number)
                for number, person in enumerate(people, start)
            ]

    return write
