import pytest
from django.core.exceptions import ImproperlyConfigured

from refprogram.outbox import kinds
from refprogram.outbox.kinds import Kind, kind, register
from tests.outbox.conftest import NOTE


@pytest.fixture(autouse=True)
def port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register into a port of this test's own."""
    monkeypatch.setattr(kinds, "_register", {})


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
