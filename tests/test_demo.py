"""Does the demo show something in every state, tell a past that fits together, and start and stop by itself?"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from customers.models import Contact, ContactDetails, Customer, Hardship, Issue
from customers.models.issue import Severity
from references.cycle import due_steps
from references.eligibility import BLOCKED, FORBIDDEN, WARNING, judged
from references.facts import Ask
from references.models import (
    ActivityType,
    Answer,
    CheckIn,
    Claim,
    Link,
    Nomination,
    Outcome,
    Reference,
    RewardEntry,
    ThankYou,
    ToldUse,
    UseConsent,
)
from references.testimonials.models import Channel as Place
from references.testimonials.models import Endorsement, Kind, Mention, Placement
from references.testimonials.models import Status as EndorsementStatus
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.management.seed import program
from refprogram.management.seed.cast import ACCOUNTS, PASSWORD, address
from refprogram.management.seed.companies import companies
from refprogram.outbox.models import Message, State
from refprogram.rights.models import RightsRequest
from requests.models import (
    Assignment,
    Feedback,
    Invitation,
    MatteredLetter,
    MatteredState,
    Meeting,
    ReferenceRequest,
    RequestEvent,
    Side,
    Slot,
    Status,
    Supplied,
)
from tests.factories import CustomerFactory

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90


@pytest.fixture(scope="class")
def told(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Tell the program once for a class of tests, in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        program.put_together(on=today())
        yield
        transaction.set_rollback(True)


def people(activity: str = "", **facts: object):
    nominated = Nomination.objects.filter(reference=OuterRef("pk"))
    spoken = CheckIn.objects.filter(reference=OuterRef("pk"))
    use = ActivityType.objects.get(code=activity).pk if activity else None
    rows = judged(Reference.objects.all(), Ask(on=today(), activity=use))
    return rows.annotate(nominated=Exists(nominated), heard=Exists(spoken)).filter(**facts)


# At least one of everything

STATES = {
    "may be asked": lambda: people(worst_level=0),
    "a check-in is due": lambda: people(check_in_due=WARNING),
    "the last check-in is too old": lambda: people(stale_check_in=FORBIDDEN),
    "the managers were told": lambda: Reference.objects.filter(cycle_steps__step="escalation"),
    "never verified": lambda: people(never_verified=FORBIDDEN, nominated=True, heard=False),
    "only second-hand news": lambda: people(never_verified=FORBIDDEN, heard=True),
    "verified, agreed to nothing": lambda: people(never_verified=0, stale_check_in=0, no_consent=FORBIDDEN),
    "nobody asked yet": lambda: people(nominated=False, heard=False),
    "no contact": lambda: Customer.objects.filter(contacts=None),
    "no owner": lambda: Customer.objects.filter(owner=None),
    "would rather not": lambda: CheckIn.objects.filter(outcome=Outcome.NOT_WILLING),
    "said yes by link": lambda: CheckIn.objects.filter(channel="link"),
    "their company allows it to be public": lambda: people("case-study", company_permission_missing=0),
    "their company has not allowed it to be public": lambda: people("case-study", company_permission_missing=FORBIDDEN),
    "being asked": lambda: people(being_asked=True),
    "booked": lambda: people(is_booked=True),
    "times of ours on offer": lambda: Slot.objects.filter(offered_by="staff"),
    "times of theirs on offer": lambda: Slot.objects.filter(offered_by="customer"),
    "a time is agreed, to come": lambda: Meeting.objects.agreed().filter(starts_at__gt=timezone.now()),
    "a time has passed, and nobody said what of it": lambda: Meeting.objects.agreed().filter(
        ends_at__lt=timezone.now(), assignment__ask__status=Status.SCHEDULED
    ),
    "thank-you owed": lambda: ThankYou.objects.owed().filter(due_on__gte=today()),
    "thank-you late": lambda: ThankYou.objects.owed().filter(due_on__lt=today()),
    "thanked": lambda: ThankYou.objects.exclude(thanked_on=None),
    "told of, nobody said who": lambda: ToldUse.objects.waiting(),
    "told of, counted": lambda: ToldUse.objects.filter(use__isnull=False),
    "told of, known before": lambda: ToldUse.objects.exclude(dropped_on=None),
    **{f"feedback: {side.label}": lambda side=side: Feedback.objects.filter(side=side) for side in Side},
    "feedback, none yet": lambda: Assignment.objects.took_place().filter(feedback=None),
    "a prospect who was asked": lambda: Invitation.objects.exclude(email=""),
    "it mattered, sent": lambda: MatteredLetter.objects.filter(state=MatteredState.SENT),
    "it mattered, a draft": lambda: MatteredLetter.objects.waiting(),
    "hardship, active": lambda: Hardship.objects.active(on=today()).filter(review_on__gte=today()),
    "hardship, to look at again": lambda: Hardship.objects.review_due(on=today()),
    "hardship, over": lambda: Hardship.objects.exclude(ended_on=None),
    "issue, resolved": lambda: Issue.objects.exclude(resolved_on=None),
    **{
        f"issue, {severity.label.lower()}": lambda severity=severity: Issue.objects.open(on=today()).filter(
            severity=severity
        )
        for severity in Severity
    },
    **{f"six months: {answer}": lambda answer=answer: Link.objects.filter(answer=answer) for answer in Answer.values},
    **{
        f"request: {status.label}": lambda status=status: ReferenceRequest.objects.filter(status=status)
        for status in Status
    },
    "no answer after the second letter": lambda: Assignment.objects.lapsed(on=today()),
    "a yes that one of us heard": lambda: UseConsent.objects.filter(answer="yes").exclude(heard_by=None),
    "words instead of a talk": lambda: Supplied.objects.all(),
    **{f"letter: {state}": lambda state=state: Message.objects.filter(state=state) for state in ("sent", "queued")},
    "a rights request that cannot wait": lambda: RightsRequest.objects.pressing(on=today()),
    "a rights request that was answered": lambda: RightsRequest.objects.closed(),
    "a gift policy": lambda: Customer.objects.exclude(gift_policy=""),
    "public sector": lambda: Customer.objects.filter(public_sector=True),
    "a reward that nobody answered": lambda: RewardEntry.objects.filter(answer=""),
    "a reward that was declined": lambda: RewardEntry.objects.filter(answer="declined"),
    "a reward that was given": lambda: RewardEntry.objects.exclude(given_on=None),
    "a reward that is late": lambda: RewardEntry.objects.overdue(on=today()),
    "in quarantine": lambda: Contact.objects.quarantined(),
    **{
        f"words: {status}": lambda status=status: Endorsement.objects.filter(status=status)
        for status in (EndorsementStatus.INTAKE, EndorsementStatus.DOSSIER, EndorsementStatus.READY)
    },
    "words on the wall": lambda: Placement.objects.live(on=today()).filter(
        channel=Place.WALL, endorsement__in=Endorsement.objects.published()
    ),
    "words of an expert": lambda: Endorsement.objects.filter(kind=Kind.EXPERT),
    "words that nobody asked for": lambda: Endorsement.objects.filter(reference=None),
    "a mention to decide about": lambda: Mention.objects.to_ask_about(),
    "a yes that waits for their own": lambda: Claim.objects.waiting(on=today()),
    "letter that failed": lambda: Message.objects.filter(state=State.FAILED),
    "letter that may have arrived": lambda: Message.objects.filter(state=State.UNCERTAIN),
}


def snapshot() -> dict[str, list[object]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("accounts", "customers", "references", "requests", "outbox", "rights")
    }


@pytest.mark.xdist_group("the program is told once")
@pytest.mark.usefixtures("told", "db")
class TestTheProgram:
    """Asked of one telling, which no test changes."""

    @pytest.mark.parametrize("state", STATES)
    def test_something_is_in_every_state(self, state):
        assert STATES[state]().exists()

    def test_there_are_enough_customers_and_most_states_have_several(self):
        assert Customer.objects.count() >= 120
        assert people(worst_level__lt=BLOCKED).count() > 60
        assert people(worst_level__gte=BLOCKED).count() > 30
        assert Issue.objects.open(on=today()).filter(severity__gte=Severity.MEDIUM).count() >= 9

    def test_there_is_an_account_for_every_role_and_a_colleague_for_those_who_race(self):
        roles = [user.role for user in User.objects.all()]

        assert set(roles) == set(Role)
        assert roles.count(Role.SALES_REP) == roles.count(Role.REFERENCE_MANAGER) == 2
        assert all(user.check_password(PASSWORD) for user in User.objects.all())

    # It fits together

    def test_everybody_is_made_up_and_can_be_reached_by_nobody(self):
        addresses = [
            *ContactDetails.objects.values_list("email", flat=True),
            *User.objects.values_list("email", flat=True),
        ]

        assert len(addresses) > 120
        assert not [one for one in addresses if not re.fullmatch(r"[a-z0-9.-]+@[a-z]+\.example", one)]
        assert len({played.name for played in companies()}) == len({played.person for played in companies()}) == 128

    def test_nothing_happens_in_the_future_and_everything_in_its_order(self):
        now = timezone.now()
        for ask in ReferenceRequest.objects.all():
            moments = list(ask.events.order_by("seq").values_list("at", flat=True))
            assert moments == sorted(moments)
            assert not [at for at in [ask.created_at, *moments] if at > now]
        assert not CheckIn.objects.filter(on__gt=today()).exists()
        assert RequestEvent.objects.earliest("at").at < now - timezone.timedelta(days=60)

    def test_the_clock_has_nothing_left_to_do(self):
        assert list(due_steps(on=today())) == []
        assert (
            not ReferenceRequest.objects.out_of_time(on=today())
            .filter(status__in=(Status.SUBMITTED, Status.MATCHED))
            .exists()
        )

    def test_only_letters_that_somebody_can_still_answer_wait_to_be_sent(self):
        to_customers = Message.objects.filter(state=State.QUEUED, to__startswith="contact:")
        answered = Link.objects.filter(used_at__isnull=False).values("reference__contact")
        busy = {f"contact:{contact}" for contact in answered.values_list("reference__contact", flat=True)}

        assert 3 <= to_customers.count() <= 20
        assert to_customers.filter(kind="question_to_customer").count() == 4
        assert not to_customers.filter(kind="six_month_check", to__in=busy).exists()
        assert Message.objects.filter(state=State.QUEUED).count() <= 30

    def test_no_request_of_the_past_was_needed_before_it_was_asked_for(self):
        assert not ReferenceRequest.objects.filter(needed_by__lt=F("created_at__date")).exists()

    def test_history_says_who_did_it(self):
        assert not RequestEvent.objects.filter(
            Q(acted_as="staff", actor=None) | ~Q(acted_as="staff") & ~Q(actor=None)
        ).exists()
        assert set(RequestEvent.objects.values_list("acted_as", flat=True)) == {"staff", "customer", "clock"}

    def test_a_second_run_changes_nothing(self, settings, capsys):
        settings.DEBUG = True
        before = snapshot()

        call_command("seed_demo")

        assert snapshot() == before
        assert capsys.readouterr().out == "The fictional program is there already; nothing was changed.\n"


# Where it does not belong


def test_a_database_with_customers_is_left_alone(db, settings):
    settings.DEBUG = True
    CustomerFactory()

    with pytest.raises(CommandError, match="holds customers already"):
        call_command("seed_demo")

    assert Customer.objects.count() == 1


@pytest.mark.parametrize("command", ["seed_demo", "demo"])
def test_known_passwords_are_refused_in_production(db, settings, command):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command(command)

    assert not User.objects.exists()


@pytest.mark.soak
def test_two_machines_make_up_the_same_program(db):
    """Everything but secrets, hashes and instants: the same rows, in the same order, relative to the same day."""

    def told() -> list[object]:
        with transaction.atomic():
            program.put_together(on=today())
            rows = [
                list(Customer.objects.order_by("pk").values_list("name", "industry", "owner__email")),
                list(Contact.objects.order_by("pk").values_list("customer__name", "title", "details__email")),
                list(CheckIn.objects.order_by("pk").values_list("reference__contact__customer__name", "on", "outcome")),
                list(RequestEvent.objects.order_by("pk").values_list("ask__opportunity__name", "verb", "at__date")),
                list(Message.objects.order_by("pk").values_list("kind", "state")),
            ]
            transaction.set_rollback(True)
        return rows

    assert told() == told()


@pytest.mark.soak
@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01", "2027-03-01", "2027-08-31", "2028-02-29", "2027-10-31"])
def test_it_is_true_on_whatever_day_it_is_told(db, time_machine, day):
    time_machine.move_to(f"{day} 10:00:00+00:00")

    program.put_together(on=today())

    assert [state for state, rows in STATES.items() if not rows().exists()] == []
    assert list(due_steps(on=today())) == []


# One process


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.mark.once
def test_one_command_starts_everything_and_stops_cleanly(tmp_path):
    """Web, worker and letters work; a second one on the port is told; SIGTERM ends with 0.

    The migrations have run already where the whole run did that once: nothing but its program is made up here.
    """
    port, mail = free_port(), tmp_path / "mail"
    if migrated := os.environ.get("MIGRATED"):
        shutil.copyfile(migrated, tmp_path / "demo.sqlite3")
    known = {name: value for name, value in os.environ.items() if name not in ("PUBLIC_BASE_URL", "REDIS_URL")}
    surroundings = {
        **known,
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        "MAIL_FOLDER": str(mail),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    here = f"http://127.0.0.1:{port}"
    log = tmp_path / "log"

    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=out, stderr=out) as demo:
        try:
            _wait(lambda: demo.poll() is not None or "Ctrl-C stops it" in log.read_text())
            assert demo.poll() is None, log.read_text()
            assert f"The Reference Desk is at {here}/\n" in log.read_text()
            assert all(f"{address(short)} " in log.read_text() for short, *_ in ACCOUNTS)
            assert PASSWORD in log.read_text()

            assert urlopen(f"{here}/healthz").read() == b"ok"
            assert "Sign in" in urlopen(f"{here}/accounts/login/").read().decode()
            assert urlopen(f"{here}/static/app.css").headers["Content-Type"].startswith("text/css")
            assert urlopen(f"{here}/static/js-lib-bootstrap5/css/bootstrap.min.css").status == 200
            _wait(lambda: _links(mail, here))
            assert urlopen(_links(mail, here)[0]).status == 200
            _wait(lambda: urlopen(f"{here}/readyz").status == 200)
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"{here}/p/nobody-has-this/")

            second = subprocess.run(
                command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=PATIENCE
            )
            assert second.returncode == 1
            taken = f"CommandError: Port {port} is taken; choose another one, such as make demo PORT=8001."
            assert second.stderr.splitlines()[-1] == taken
        finally:
            demo.send_signal(signal.SIGTERM)
        assert demo.wait(PATIENCE) == 0
    assert log.read_text().rstrip().endswith("Stopped.")


def _wait(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def _links(mail: Path, here: str) -> list[str]:
    texts = [path.read_text() for path in mail.glob("*.eml")]
    return [found for text in texts for found in re.findall(rf"{here}/p/[\w-]+/", text)]
