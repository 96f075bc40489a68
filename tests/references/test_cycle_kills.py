"""Sender, worker and clock are killed again and again while the cycle writes to all: nobody is lost or doubled."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from customers.models import Contact, ContactDetails, Customer
from references.models import CheckIn, Consent, Reference
from refprogram.dates import add_months, today
from refprogram.outbox.models import State
from tests import servers
from tests.factories import ActivityFactory, UserFactory, days_ago
from tests.outbox.apart import Apart
from tests.outbox.sink import Sink, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

DONE = {State.SENT, State.UNCERTAIN}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as server:
        yield server


def somebody_due(people: int) -> None:
    """Write down people whose six-month check is due today, all at once."""
    spoken = add_months(today(), -5)
    call, manager = ActivityFactory(code="call"), UserFactory(role="reference_manager")
    customers = Customer.objects.bulk_create(
        [Customer(name=f"Customer {n}", name_key=f"customer {n}") for n in range(people)]
    )
    contacts = Contact.objects.bulk_create([Contact(customer=customer) for customer in customers])
    ContactDetails.objects.bulk_create(
        [ContactDetails(contact=one, name=f"Person {one.pk}", email=f"person{one.pk}@example.org") for one in contacts]
    )
    references = Reference.objects.bulk_create([Reference(contact=one, opened_on=days_ago(200)) for one in contacts])
    talk = {"on": spoken, "channel": "call", "direct": True, "outcome": "willing", "mood": "willing", "by": manager}
    CheckIn.objects.bulk_create([CheckIn(reference=one, **talk) for one in references])
    yes = {"activity": call, "granted_on": spoken, "expires_on": add_months(spoken, 6), "recorded_by": manager}
    Consent.objects.bulk_create([Consent(reference=one, **yes) for one in references])


def killed_at_random(apart: Apart, sink: Sink, *, people: int, kills: int, seed: int) -> Counter[str]:
    """Kill what works, whatever it does, and start it again; in the end let the work be finished, and count."""
    chance = random.Random(seed)
    starts = {
        "sender": lambda: apart.start("--pause", "0.2"),
        "worker": apart.start_worker,
        "clock": apart.start_clock,
    }
    with ExitStack() as held:
        alive = {name: start() for name, start in starts.items()}
        held.callback(lambda: [process.kill() or process.wait() for process in alive.values()])
        for _ in range(kills):
            seen = len(sink.letters)
            end = time.monotonic() + chance.uniform(0.2, 4)
            while time.monotonic() < end or len(sink.letters) < min(seen + 2, people):
                time.sleep(0.02)
                if time.monotonic() > end + 60:
                    raise AssertionError(f"nothing moves any more after {len(sink.letters)} letters")
            name = chance.choice(list(starts))
            alive[name].kill()
            alive[name].wait()
            alive[name] = starts[name]()
        done, end = (0, 0), time.monotonic() + 60
        while (now := progress(apart)) != (people, people):
            done, end = (now, time.monotonic() + 60) if now != done else (done, end)
            assert time.monotonic() < end, Counter(apart.letters().values())
            time.sleep(0.5)
    apart.let_leases_run_out()
    apart.run()

    found, arrived = apart.letters(), Counter(sink.numbers)
    assert len(found) == people == apart.count(STEPS), "one step and one letter a person"
    assert arrived.keys() <= found.keys()
    assert max(arrived.values()) == 1, "nobody got a letter twice"
    assert [number for number, state in found.items() if state == State.SENT and not arrived[number]] == []
    assert set(found.values()) <= DONE, "what is not known to have arrived is there to be seen"
    apart.keeps("I1", "I2", "I3", "I7", "I9", "I11")
    return Counter(found.values())


def progress(apart: Apart) -> tuple[int, int]:
    """Return how many steps are taken, and how many letters wait no more."""
    waiting = sum(state == State.QUEUED for state in apart.letters().values())
    return apart.count(STEPS), len(apart.letters()) - waiting


STEPS = "references_reconsentcycle"


def everybody(sink: Sink, folder: Path, *, people: int, kills: int, seed: int) -> Counter[str]:
    somebody_due(people)
    with servers.redis() as broker:
        apart = Apart(sink, folder, REDIS_URL=broker, CYCLE_LETTERS_A_DAY=str(2 * people))
        return killed_at_random(apart, sink, people=people, kills=kills, seed=seed)


@pytest.mark.postgres
def test_five_hundred_letters_and_what_sends_them_killed_again_and_again(sink: Sink, tmp_path: Path) -> None:
    ended = everybody(sink, tmp_path, people=500, kills=6, seed=7)

    assert ended[State.UNCERTAIN] <= 2 * 6


@pytest.mark.soak
def test_ten_thousand_letters_and_what_sends_them_killed_all_the_while(sink: Sink, tmp_path: Path) -> None:
    ended = everybody(sink, tmp_path, people=10_000, kills=90, seed=20261123)

    assert ended[State.UNCERTAIN] <= 2 * 90
