"""A sender is killed with SIGKILL where it hurts: nothing goes out twice, nothing is lost without a trace."""

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from refprogram.outbox.models import Message, State
from tests.outbox.apart import Apart
from tests.outbox.sink import Sink

Write = Callable[..., list[Message]]

pytestmark = pytest.mark.django_db(transaction=True)

# Where the sender is killed: the letter's state right then, what it becomes, and whether it had arrived.
POINTS = {
    "RCPT": (State.LEASED, State.SENT, 1),
    "DATA": (State.SENDING, State.UNCERTAIN, 0),
    "taken": (State.SENDING, State.UNCERTAIN, 1),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_sender_killed_at(point: str, write: Write, sink: Sink, tmp_path: Path) -> None:
    held, becomes, arrivals = POINTS[point]
    write("ingrid", "amara", "jonas")
    apart = Apart(sink, tmp_path)

    sink.stop_at = point
    sender = apart.start("--once")
    assert sink.stopped.wait(30)
    sender.kill()
    sender.wait()
    assert list(apart.letters().values()) == [held, State.QUEUED, State.QUEUED]
    sink.stop_at = ""

    apart.run()
    assert list(apart.letters().values()) == [held, State.SENT, State.SENT], "its lease has not run out"

    apart.let_leases_run_out()
    apart.run()
    letters = apart.letters()
    assert list(letters.values()) == [becomes, State.SENT, State.SENT]
    assert [Counter(sink.numbers)[number] for number in letters] == [arrivals, 1, 1]


def test_a_sender_that_is_asked_to_stop_finishes_its_letter(write: Write, sink: Sink, tmp_path: Path) -> None:
    write("ingrid", "amara")
    apart = Apart(sink, tmp_path)
    sink.stop_at = "taken"
    sender = apart.start("--pause", "60")
    assert sink.stopped.wait(30)

    sender.terminate()
    sink.stop_at = ""

    assert sender.wait(10) == 0
    assert list(apart.letters().values()) == [State.SENT, State.QUEUED]


def killed_at_random(apart: Apart, sink: Sink, *, letters: int, kills: int, senders: int, seed: int) -> Counter[str]:
    """Kill senders again and again, then let one finish; return how the letters ended."""
    chance = random.Random(seed)
    sink.slowness = 0.01
    for _ in range(kills):
        sink.stopped.clear()
        sink.passes = chance.randrange(letters // kills)
        sink.stop_at = chance.choice(list(POINTS))
        alive = [apart.start("--once") for _ in range(senders)]
        assert sink.stopped.wait(30)
        if chance.random() < 0.5:
            sink.stop_at = ""
            time.sleep(chance.uniform(0, 0.1))
        for sender in alive:
            sender.kill()
            sender.wait()
        sink.stop_at = ""
        apart.let_leases_run_out()
    apart.run()

    found = apart.letters()
    arrived = Counter(sink.numbers)
    assert len(found) == letters
    assert arrived.keys() <= found.keys()
    assert max(arrived.values()) == 1, "nobody got a letter twice"
    lost = [number for number, state in found.items() if state == State.SENT and not arrived[number]]
    assert lost == [], "what is called sent arrived"
    apart.keeps("I2", "I3", "I9", "I12")
    return Counter(found.values())


def test_senders_killed_again_and_again(write: Write, sink: Sink, tmp_path: Path) -> None:
    write(*(f"person{number}" for number in range(40)))

    ended = killed_at_random(Apart(sink, tmp_path), sink, letters=40, kills=3, senders=1, seed=7)

    assert ended.keys() <= {State.SENT, State.UNCERTAIN}
    assert ended[State.UNCERTAIN] <= 3


@pytest.mark.soak
def test_hundreds_of_letters_and_dozens_of_kills(write: Write, sink: Sink, tmp_path: Path) -> None:
    write(*(f"person{number}" for number in range(600)))

    ended = killed_at_random(Apart(sink, tmp_path), sink, letters=600, kills=48, senders=2, seed=20261123)

    assert ended.keys() <= {State.SENT, State.UNCERTAIN, State.QUARANTINED}
    assert ended[State.UNCERTAIN] <= 2 * 48
