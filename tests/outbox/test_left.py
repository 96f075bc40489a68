"""Do those who wait for a letter hear that it left, when it has, and never without it being written down?"""

import pytest
from django.db import connection

from refprogram.outbox import left
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """Collect what subscribers are told, with what is written down then."""
    told = []
    monkeypatch.setattr(left, "_subscribers", ())
    left.subscribe(lambda message: told.append((message.pk, Message.objects.get(pk=message.pk).state)))
    return told


def test_whoever_waits_is_told_once_in_the_transaction_that_writes_it_down(write, folder, heard):
    left.subscribe(lambda message: heard.append(connection.in_atomic_block))
    (message,) = write("ingrid")
    send_due()
    send_due()

    assert heard == [(message.pk, State.SENT), True]


def test_somebody_who_subscribes_twice_is_told_once(write, folder, monkeypatch):
    told = []
    monkeypatch.setattr(left, "_subscribers", ())
    for _ in range(2):
        left.subscribe(told.append)
    write("ingrid")
    send_due()

    assert len(told) == 1
    assert told[0].sent_at is not None


def test_a_letter_whose_leaving_could_not_be_told_is_not_written_down_as_sent(write, folder, heard):
    def fails(message):
        raise RuntimeError

    left.subscribe(fails)
    (message,) = write("ingrid")
    with pytest.raises(RuntimeError):
        send_due()

    message.refresh_from_db()
    assert message.state == State.SENDING, "and later uncertain, which somebody looks at"
