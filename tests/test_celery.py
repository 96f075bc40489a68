"""Is the broker really only a doorbell? The schedule, a real worker, everything rung twice, and nobody at the door."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from refprogram.accounts.models import User
from refprogram.celery import app
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from requests import actions
from requests.models import ReferenceRequest, Status
from tests.factories import CheckInFactory, ReferenceFactory, ReferenceRequestFactory

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30

with_servers = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def until(true: Callable[[], object], *, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{PATIENCE} seconds passed and {what} did not happen"
        time.sleep(0.1)


def environment(**changes: str) -> dict[str, str]:
    """Return what another process needs to work on the database of this test."""
    database = connection.settings_dict
    who = f"{quote(database['USER'] or '')}:{quote(database['PASSWORD'] or '')}"
    address = f"postgresql://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {**os.environ, "DEBUG": "1", "DATABASE_URL": address, "MAIL_FOLDER": str(settings.MAIL_FOLDER), **changes}


@pytest.fixture
def worker(db) -> Iterator[None]:
    """Run a real worker on the real broker, without a clock: what happens, happens because somebody rang."""
    app.control.purge()
    command = [*(sys.executable, "-m", "celery", "-A", "refprogram", "worker"), "--pool=threads", "--concurrency=2"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO"]
    settings.MAIL_FOLDER.mkdir(parents=True)
    log = settings.MAIL_FOLDER.parent / "worker.log"
    with (
        log.open("w") as out,
        subprocess.Popen([*command, *quiet], cwd=ROOT, env=environment(), stdout=out, stderr=out) as process,
    ):
        until(lambda: process.poll() is not None or "ready." in log.read_text(), what="the start of the worker")
        assert process.poll() is None, log.read_text()
        yield
        process.terminate()
        process.wait(PATIENCE)


def sent() -> int:
    return Message.objects.filter(state=State.SENT).count()


def mails() -> list[Path]:
    return list(settings.MAIL_FOLDER.glob("*.eml"))


# The schedule


def test_every_job_of_the_clock_is_a_task_that_a_worker_knows():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}

    assert ours == {
        "outbox.read_bounces",
        "outbox.send_due",
        "references.compare_standing",
        "references.expire_consents",
        "references.reconsent",
        "references.recompute_standing",
        "references.sweep_standing",
        "referrals.let_old_ones_go",
        "requests.by_the_clock",
        "rights.purge",
        "testimonials.sweep",
    }
    rung_by_people = {"references.recompute_standing"}
    assert {job["task"] for job in app.conf.beat_schedule.values()} == ours - rung_by_people


def test_the_clock_keeps_plain_intervals_in_utc():
    """Nothing that a change of the clocks could do twice or not at all."""
    assert app.conf.timezone == "UTC"
    assert all(isinstance(job["schedule"], int | float) for job in app.conf.beat_schedule.values())


def test_nothing_is_kept_in_the_broker_that_could_be_lost_with_it():
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None
    assert not app.conf.task_publish_retry
    assert app.conf.accept_content == ["json"]


def test_a_worker_refuses_the_broker_that_only_one_process_sees():
    command = [sys.executable, "-m", "celery", "-A", "refprogram", "worker", "--pool=solo"]
    without = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}

    stopped = subprocess.run(
        command, cwd=ROOT, env={**without, "DEBUG": "1"}, capture_output=True, text=True, timeout=PATIENCE
    )

    assert stopped.returncode == 1
    assert stopped.stderr.strip().endswith(
        "this worker would hear nothing. Set REDIS_URL to a Redis server, for instance redis://127.0.0.1:6379/0."
    )


def test_a_broker_that_is_away_costs_a_line_in_the_log_and_nothing_else(
    rep, manager, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def nobody(*args, **kwargs):
        raise ConnectionError("Connection refused")

    monkeypatch.setattr("refprogram.doorbell.current_app.send_task", nobody)
    monkeypatch.setattr(logging.getLogger("refprogram"), "propagate", True)
    ask = ReferenceRequestFactory(requested_by=rep, status=Status.DRAFT)

    with django_capture_on_commit_callbacks(execute=True):
        actions.submit(ask, by=rep, on=today())

    assert ReferenceRequest.objects.get().status == Status.SUBMITTED
    assert Message.objects.get().state == State.QUEUED
    assert "Nobody heard the bell for outbox.send_due" in caplog.text


# A real worker


class TestWithARealWorker:
    pytestmark = with_servers

    def test_a_step_rings_and_its_letter_leaves(self, worker, rep, manager):
        ask = ReferenceRequestFactory(requested_by=rep, status=Status.DRAFT)

        actions.submit(ask, by=rep, on=today())

        until(sent, what="the letter to the reference manager")
        (mail,) = mails()
        assert f"To: {manager.email}" in mail.read_text()

    def test_everything_the_clock_rings_may_be_rung_twice(self, worker, manager, call):
        """Two clocks by accident: each job comes twice at the same moment."""
        late = today() - timedelta(days=1)
        reference = ReferenceFactory(checked_on=None, agreed_to=[call])
        CheckInFactory(reference=reference, on=today() - timedelta(days=155), by=manager)
        ask = ReferenceRequestFactory(status=Status.SUBMITTED, needed_by=late)
        clock = [job["task"] for job in app.conf.beat_schedule.values()] * 2

        for task in clock:
            app.send_task(task)
        until(lambda: Message.objects.count() == sent() == 2, what="the letter of the cycle, and that of the request")
        for task in clock:
            app.send_task(task)
        app.send_task("outbox.send_due")
        time.sleep(2)

        ask.refresh_from_db()
        assert ask.status == Status.EXPIRED
        assert [event.verb for event in ask.events.all()] == ["expire"]
        assert sorted(Message.objects.values_list("kind", flat=True)) == ["request_expired", "six_month_check"]
        assert len(mails()) == sent() == 2

    def test_with_nobody_at_the_door_the_work_is_saved_and_the_letter_leaves_later(self, worker, rep, manager):
        ask = ReferenceRequestFactory(requested_by=rep, status=Status.DRAFT)
        submit = (
            "from refprogram.dates import today; from requests import actions; "
            "from requests.models import ReferenceRequest; "
            f"ask = ReferenceRequest.objects.get(pk={ask.pk}); actions.submit(ask, by=ask.requested_by, on=today())"
        )
        began = time.monotonic()

        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", submit],
            cwd=ROOT,
            env=environment(REDIS_URL="redis://127.0.0.1:1/0"),
            check=True,
            timeout=PATIENCE,
        )

        assert time.monotonic() - began < PATIENCE / 2
        ask.refresh_from_db()
        assert ask.status == Status.SUBMITTED
        assert Message.objects.get().state == State.QUEUED
        app.send_task("outbox.send_due")  # the next turn of the clock
        until(sent, what="the letter, at the next turn of the clock")

    def test_a_task_that_fails_leaves_the_worker_at_work(self, worker, rep, manager):
        app.send_task("nobody.knows.this")
        User.objects.filter(pk=manager.pk).update(email="not an address")
        actions.submit(ReferenceRequestFactory(requested_by=rep, status=Status.DRAFT), by=rep, on=today())
        until(Message.objects.filter(state=State.FAILED).exists, what="the letter being given up")
        User.objects.filter(pk=manager.pk).update(email="mara@northquay.example")

        actions.submit(ReferenceRequestFactory(requested_by=rep, status=Status.DRAFT), by=rep, on=today())

        until(sent, what="the second letter")
