"""Do machines learn what they need, and nothing else?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from references import standing
from references.models import Standing
from refprogram.dates import today
from refprogram.outbox.models import Message
from tests.factories import ReferenceFactory, days_ago


@pytest.fixture
def letter(db):
    """Put a letter into the queue that has been due for some minutes."""

    def queue(*, minutes: int) -> Message:
        due = timezone.now() - timedelta(minutes=minutes)
        return Message.objects.create(kind="request_submitted", key=f"letter-{minutes}", to="user:1", next_at=due)

    return queue


def test_a_process_that_is_up_says_so_without_asking_the_database(client):
    """No database fixture: a query would fail this test."""
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_program_that_is_ready_says_so(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "letters": "ok", "standing": "ok"}


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 503)])
def test_letters_that_nobody_carries_make_it_unready_after_a_quarter_of_an_hour(client, letter, minutes, status):
    letter(minutes=minutes)

    response = client.get("/readyz")

    assert response.status_code == status
    assert response.json()["letters"] == {200: "ok", 503: "waiting"}[status]


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_makes_it_unready(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("one", False)])

    response = client.get("/readyz")

    assert (response.status_code, response.json()["migrations"]) == (503, "missing")


def test_a_database_that_is_away_makes_it_unready_and_is_not_described(client, monkeypatch):
    def away(connection):
        raise DatabaseError("could not connect to db.internal as desk")

    monkeypatch.setattr("refprogram.today.health.MigrationExecutor", away)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_looking_is_allowed(client, path, method):
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.kept_by_actions
@pytest.mark.django_db
@pytest.mark.parametrize(("next_change", "status"), [(0, 200), (-1, 503)])
def test_what_the_clock_changed_yesterday_and_nobody_wrote_down_makes_it_unready(client, next_change, status):
    ReferenceFactory()
    standing.recompute(on=today())
    Standing.objects.update(next_change=days_ago(-next_change))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["standing"]) == (status, {200: "ok", 503: "behind"}[status])
