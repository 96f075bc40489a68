from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from celery import Celery
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from refprogram import doorbell
from refprogram.outbox import deliver
from refprogram.outbox.models import Message, State
from refprogram.outbox.post import post
from tests.outbox.sink import Sink

PUBLISH = doorbell._publish


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        post(kind="note", to="user:7", key="note-1")

    assert not Message.objects.exists()


def test_the_same_key_is_the_same_letter(db: None) -> None:
    first = post(kind="note", to="user:7", key="note-1", ask=1)
    again = post(kind="note", to="user:8", key="note-1", ask=2)

    assert again == first
    assert Message.objects.values_list("to", "facts").get() == ("user:7", {"ask": 1})


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_and_after_the_commit(rings: list[str]) -> None:
    with transaction.atomic():
        post(kind="note", to="user:7", key="note-1")
        post(kind="note", to="user:7", key="note-1")
        assert rings == []

    assert rings == ["outbox.send_due"]


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_with_the_fact_that_was_rolled_back(rings: list[str]) -> None:
    with transaction.atomic():
        post(kind="note", to="user:7", key="note-1")
        transaction.set_rollback(True)

    assert rings == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_letter_is_saved_and_leaves_with_the_next_turn(
    monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(doorbell.log, "warning", lambda text, *values: warnings.append(text % values))
    nobody_listens = Celery("nobody", broker="redis://127.0.0.1:9/0", set_as_current=False)
    nobody_listens.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(doorbell, "_publish", PUBLISH)
    monkeypatch.setattr(doorbell, "current_app", nobody_listens)

    with transaction.atomic():
        post(kind="note", to="person:ingrid", key="note-1")

    assert len(warnings) == 1
    assert "outbox.send_due" in warnings[0]
    assert Message.objects.get().state == State.QUEUED
    assert deliver.send_due().sent == 1
    assert sink.recipients == ["ingrid@example.org"]


@pytest.mark.parametrize("fact", ["Ingrid Solheim", "ingrid@example.org", "", "x" * 81, {"a": 1}, 1.5, ["a b"]])
def test_facts_are_ids_and_codes(db: None, fact: object) -> None:
    with pytest.raises(ValueError, match="ask_note"):
        post(kind="note", to="user:7", key="note-1", ask_note=fact)


@pytest.mark.parametrize("fact", [7, "check_in", "2026-11-23", None, True, [1, 2], "de-CH"])
def test_ids_codes_and_days_are_facts(db: None, fact: object) -> None:
    assert post(kind="note", to="user:7", key="note-1", about=fact).facts == {"about": fact}


@pytest.mark.parametrize("to", ["ingrid@example.org", "Ingrid Solheim", "user", "user:", ""])
def test_a_recipient_is_never_an_address(db: None, to: str) -> None:
    with pytest.raises(ValueError, match="user:7"):
        post(kind="note", to=to, key="note-1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": State.LEASED},
        {"state": State.SENDING, "lease_token": "a"},
        {"state": State.SENT},
        {"state": State.CANCELLED},
        {"kind": "k" * 61},
        {"key": "k" * 201},
        {"last_error": "k" * 301},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(db: None, wrong: dict[str, str]) -> None:
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Message.objects.create(**{"kind": "note", "to": "user:7", "key": "note-1"} | wrong)


def test_what_waits_is_said_after_five_minutes(db: None, write: Callable[..., list[Message]]) -> None:
    write("ingrid", "amara")
    assert Message.objects.waiting_since() is None

    Message.objects.update(next_at=_minutes_ago(4))
    assert Message.objects.waiting_since() is None

    since = _minutes_ago(6)
    Message.objects.filter(key="note-0").update(next_at=since)
    assert Message.objects.waiting_since() == (2, since)

    Message.objects.update(state=State.FAILED)
    assert Message.objects.waiting_since() is None


def _minutes_ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)
