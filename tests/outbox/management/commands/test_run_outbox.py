import os
import signal
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import OperationalError

from refprogram.outbox.management.commands import run_outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Give the process its signals back."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


def test_the_loop_survives_a_turn_that_broke_off_and_ends_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[bool] = []

    def turn(*, stop: Callable[[], bool]) -> None:
        turns.append(stop())
        if len(turns) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop()

    monkeypatch.setattr(run_outbox, "send_all_due", turn)
    monkeypatch.setattr(run_outbox.connection, "close", lambda: None)

    call_command("run_outbox", "--pause", "0")

    assert turns == [False, False]
