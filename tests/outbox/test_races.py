"""Several senders, posters and people at once, on real connections; SQLite, writing one at a time, would hide it."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from refprogram.accounts.models import User
from refprogram.errors import Refused
from refprogram.outbox import deliver
from refprogram.outbox.actions import send_again
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, MessageQuerySet, State
from refprogram.outbox.post import post
from tests.outbox.sink import Sink

Write = Callable[..., list[Message]]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = [f"person{number}" for number in range(40)]


@pytest.fixture(autouse=True)
def real_locks() -> None:
    assert connection.features.has_select_for_update, "these races mean something on PostgreSQL only"


def at_once(*sides: Callable[[], Any]) -> list[Any]:
    """Run the sides in threads with connections of their own; return what each gave or raised."""
    results: list[Any] = [None] * len(sides)

    def run(place: int) -> None:
        try:
            results[place] = sides[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(sides))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_posts_of_one_key_are_one_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked = threading.Barrier(2, timeout=10)
    create = MessageQuerySet.create

    def create_together(rows: MessageQuerySet, **values: Any) -> Message:
        both_looked.wait()
        return create(rows, **values)

    monkeypatch.setattr(MessageQuerySet, "create", create_together)

    def side() -> int:
        with transaction.atomic():
            message = post(kind="note", to="user:7", key="note-1")
            time.sleep(0.2)
            return message.pk

    first, second = at_once(side, side)

    assert first == second == Message.objects.get().pk


def claims(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """Let four senders claim all there is, each slow between looking and taking; count the claims of each letter."""
    number = deliver.message_id
    monkeypatch.setattr(deliver, "message_id", lambda message: time.sleep(0.005) or number(message))

    def side() -> list[int]:
        mine = []
        while message := deliver._claim():
            mine.append(message.pk)
        return mine

    return Counter(pk for taken in at_once(*[side] * 4) for pk in taken)


def test_each_letter_is_claimed_by_one_sender(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = write(*PEOPLE)

    assert claims(monkeypatch) == Counter(letter.pk for letter in letters)


def test_control_without_the_lock_two_senders_claim_the_same(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*PEOPLE)
    monkeypatch.setattr(MessageQuerySet, "select_for_update", lambda rows, **how: rows)

    assert max(claims(monkeypatch).values()) > 1


def test_a_sender_does_not_wait_for_the_letter_that_another_takes(
    write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = write("ingrid", "amara")

    with transaction.atomic():
        Message.objects.select_for_update().get(pk=first.pk)
        began = time.monotonic()
        (turn,) = at_once(send_due)
        took = time.monotonic() - began

    assert turn.sent == 1
    assert took < 2
    assert Message.objects.get(state=State.SENT) == second


def test_senders_at_once_send_each_letter_once(write: Write, sink: Sink) -> None:
    write(*PEOPLE)

    turns = at_once(*[lambda: send_due(limit=len(PEOPLE))] * 4)

    assert sum(turn.sent for turn in turns) == len(PEOPLE)
    assert sorted(sink.recipients) == sorted(f"{person}@example.org" for person in PEOPLE)
    assert sum(turn.sent > 0 for turn in turns) > 1, "more than one sender had a share"


def test_of_two_people_who_press_send_again_one_is_told(write: Write, admin: User) -> None:
    (message,) = write("ingrid")
    Message.objects.update(state=State.UNCERTAIN)

    results = at_once(*[lambda: send_again(Message.objects.get(pk=message.pk), by=admin)] * 2)

    assert sorted(type(result).__name__ for result in results) == [Message.__name__, Refused.__name__]
