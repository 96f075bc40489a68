import pytest
from django.core.exceptions import ImproperlyConfigured

from refprogram.outbox import kinds
from refprogram.outbox.kinds import Kind, guard, guard_of, kind, register
from refprogram.outbox.models import Message
from tests.outbox.conftest import NOTE, nothing_against


@pytest.fixture(autouse=True)
def port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register into a port of this test's own."""
    monkeypatch.setattr(kinds, "_register", {})
    monkeypatch.setattr(kinds, "_guards", {})


def test_a_registered_kind_is_found_by_its_code() -> None:
    other = Kind("other", render=NOTE.render, address=NOTE.address, may_go=NOTE.may_go)
    register(NOTE, other)

    assert kind("note") is NOTE
    assert kind("another") is None
    assert kinds.codes() == ["note", "other"]


def test_a_code_that_is_taken_stops_the_start() -> None:
    register(NOTE)

    with pytest.raises(ImproperlyConfigured, match="'note' is registered twice"):
        register(NOTE)


def test_a_guard_answers_for_its_sort_of_recipient_and_for_no_other() -> None:
    guard("person:", answer=nothing_against)

    assert guard_of(Message(to="person:12")) is nothing_against
    assert guard_of(Message(to="personnel:12")) is None
    assert guard_of(Message(to="person")) is None


def test_a_second_guard_of_the_same_recipients_stops_the_start() -> None:
    guard("person:", answer=nothing_against)

    with pytest.raises(ImproperlyConfigured, match="'person:' have two guards"):
        guard("person:", answer=nothing_against)
