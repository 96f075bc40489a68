"""Does what somebody tells us about us count once, and at once?"""

import pytest

from customers.models import Customer, Issue
from customers.models.issue import Severity
from customers.models.source import Source
from references import actions, links
from references.eligibility import BLOCKED, WARNING
from references.models import Again, Consent, Link, Purpose, Standing, UseFeedback
from refprogram.dates import business_days_after, today
from refprogram.errors import Refused
from tests.factories import ReferenceFactory, UseFactory, UserFactory, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


@pytest.fixture
def holder(reference, call):
    use = UseFactory(use_consent__reference=reference, use_consent__activity=call, activity=call, reference=reference)
    links.mint(purpose=Purpose.FEEDBACK, reference=reference.pk, on=today(), use=use)
    return links.LinkHolder(Link.objects.latest("pk"))


def tell(holder, **said):
    return actions.give_feedback(holder, **{"went": "", "length": "", "again": "", "words": "", "on": today()} | said)


def test_a_use_is_spoken_of_once_whoever_presses_twice(holder):
    tell(holder, went="well")

    with pytest.raises(Refused, match="told us already"):
        tell(holder, went="badly", again=Again.NO)

    assert UseFeedback.objects.get().went == "well"
    assert Consent.objects.unended().exists(), "the second press stopped nothing"


@pytest.mark.parametrize(("again", "agreed"), [("yes", True), ("later", True), ("", True), ("no", False)])
def test_only_a_no_to_being_asked_again_stops_that_activity(holder, again, agreed):
    tell(holder, again=again)

    assert Consent.objects.unended().exists() is agreed


def test_from_the_moment_of_a_complaint_nobody_asks_them(reference):
    actions.complain(reference, words="Nobody calls back", by=at_home(reference), on=today())

    assert Issue.objects.get().summary == "Nobody calls back"
    assert Standing.objects.get(reference=reference).open_issue


@pytest.mark.parametrize(
    ("said", "severity"),
    [({"went": "badly"}, Severity.MEDIUM), ({"length": "long"}, Severity.LOW), ({"went": "so_so"}, None)],
)
def test_whoever_is_unhappy_with_it_hears_from_somebody_by_a_day(holder, reference, said, severity):
    owner = UserFactory()
    Customer.objects.update(owner=owner)

    tell(holder, words="A canary sang", **said)

    issue = Issue.objects.first()
    assert (issue.severity if issue else None) == severity
    if issue:
        assert (issue.owner, issue.due_on) == (owner, business_days_after(today(), 1))
        assert holder.link.use.activity.name in issue.summary
        assert "canary" not in issue.summary, "their words stay where an erasure finds them"


def test_a_bad_call_blocks_and_one_that_was_long_is_only_said(holder, reference):
    tell(holder, length="long")
    assert Standing.objects.get(reference=reference).open_issue == WARNING

    Issue.objects.all().delete()
    UseFeedback.objects.all().delete()
    tell(holder, went="badly")
    assert Standing.objects.get(reference=reference).open_issue == BLOCKED


def test_a_use_that_two_are_unhappy_with_has_one_issue(holder, manager):
    tell(holder, went="badly")

    again = actions.look_into(
        holder.link.use, said="the prospect was unhappy.", source=Source.STAFF, by=manager, on=today()
    )

    assert Issue.objects.get() == again


def test_a_complaint_is_due_on_the_next_business_day(reference):
    issue = actions.complain(reference, words="Nobody calls back", by=at_home(reference), on=today())

    assert issue.due_on == business_days_after(today(), 1)
