"""Is what a manager sets aside for one request set aside there and nowhere else, and nothing that forbids somebody?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers import actions as customers
from customers.models import Issue
from customers.models.issue import IssueKind, Severity
from references import standing
from references.eligibility import BLOCKED, FORBIDDEN, RULES, eligible
from references.models import Answer, Judgement, Reference, Standing
from references.verdicts import recalled, verdict
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.rights.actions import erase
from requests import actions
from requests.actions.ground import set_aside
from requests.models import Assignment, Override, Status
from requests.models.override import MOST_DAYS, SHORTEST_REASON
from requests.tasks import by_the_clock
from tests import stages
from tests.factories import (
    ActivityFactory,
    ContactPreferenceFactory,
    IssueFactory,
    OverrideFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    SurveyResponseFactory,
    UserFactory,
)
from tests.references.eligibility.cases import BROKEN_BY, DAY, the_row
from tests.rights.people import holder_of

pytestmark = pytest.mark.django_db

REASON = "It is about invoices, and they want to talk about routes."


@pytest.fixture
def reference():
    return stages.zephyrine()


@pytest.fixture
def ask(rep, manager, reference):
    return stages.in_review(rep, manager)


@pytest.fixture
def issue(reference):
    return IssueFactory(customer=reference.contact.customer, severity=Severity.MEDIUM)


def sets_aside(ask, reference, by, *codes, days=7, reason=REASON):
    return actions.override(
        ask,
        reference=reference.pk,
        codes=codes or ["open_issue"],
        reason=reason,
        until=today() + timedelta(days=days),
        by=by,
        on=today(),
    )


def chooses(ask, reference, by):
    return actions.match(ask, reference=reference.pk, by=by, on=today())


def trouble(reference, by, *, severity=Severity.HIGH, kind=IssueKind.BILLING):
    return customers.open_issue(
        reference.contact.customer, kind=kind, severity=severity, summary="x", opened_on=today(), by=by, on=today()
    )


def an_unhappy_survey(reference):
    SurveyResponseFactory(customer=reference.contact.customer, contact=reference.contact, score=1)
    actions.hold_back([reference.contact.customer_id], today())


def asked(ask, reference, by):
    chooses(ask, reference, by)
    return actions.ask_customer(ask, reference=reference.pk, by=by, on=today())


def test_a_blocked_person_is_chosen_asked_confirmed_and_shown_for_the_request_that_says_so(
    ask, reference, issue, rep, manager
):
    with pytest.raises(Refused, match="Open issue since"):
        chooses(ask, reference, manager)

    given = sets_aside(ask, reference, manager)
    asked(ask, reference, manager)
    stages.answered(ask, Answer.YES)

    assert ask.status == Status.CONFIRMED
    assert actions.reveal(ask, by=rep, on=today()).contact == reference.contact
    assert given.findings == {"open_issue": issue.opened_on.isoformat()}
    assert list(ask.events.order_by("seq").values_list("verb", flat=True)) == [
        "submit", "take_up", "override", "match", "ask_customer", "confirm", "reveal",
    ]  # fmt: skip


def test_a_verdict_is_kept_whole_and_says_what_did_not_count(ask, reference, issue, manager, capsys):
    sets_aside(ask, reference, manager)
    chooses(ask, reference, manager)

    decided = ask.events.latest("seq").judgement
    assert (decided.worst, decided.findings["open_issue"], decided.set_aside) == (BLOCKED, BLOCKED, ["open_issue"])
    assert recalled(decided).usable
    assert Judgement.objects.get(decision="override").set_aside == []
    call_command("replay_judgements")
    assert "0 differ" in capsys.readouterr().out


def test_the_same_form_sent_twice_is_set_aside_once_and_counted_once(ask, reference, issue, manager):
    first = sets_aside(ask, reference, manager)

    assert sets_aside(ask, reference, manager) == first
    assert Override.objects.count() == ask.events.filter(verb="override").count() == 1

    longer = sets_aside(ask, reference, manager, days=9)
    assert longer != first, "another day is another decision"


def test_nobody_else_hears_of_it(ask, reference, issue, rep, manager):
    """Neither another request nor a list: the person stays blocked."""
    standing.recompute(on=today())
    before = Standing.objects.filter(reference=reference).values().get()
    other = stages.in_review(rep, manager)

    sets_aside(ask, reference, manager)

    standing.recompute(on=today())
    assert Standing.objects.filter(reference=reference).values().get() == before
    assert not eligible(Reference.objects.all(), ask.terms(on=today())).exists()
    with pytest.raises(Refused, match="Open issue since"):
        chooses(other, reference, manager)


def test_nobody_but_the_person_it_names_is_meant(ask, reference, issue, manager):
    colleague = ReferenceFactory(customer=reference.contact.customer)
    sets_aside(ask, reference, manager)

    with pytest.raises(Refused, match="Open issue since"):
        chooses(ask, colleague, manager)


def test_a_reason_that_was_not_named_blocks(ask, reference, issue, manager):
    SurveyResponseFactory(customer=reference.contact.customer, contact=reference.contact, score=1)
    sets_aside(ask, reference, manager, "open_issue")

    with pytest.raises(Refused, match="Unhappy answer") as refusal:
        chooses(ask, reference, manager)
    assert not [sentence for sentence in refusal.value.sentences if "Open issue" in sentence]

    sets_aside(ask, reference, manager, "survey_red_flag")
    assert chooses(ask, reference, manager).status == Status.MATCHED


def test_the_same_reason_from_another_day_is_another_reason(ask, reference, issue, manager):
    """One issue is put right and another one opened: nobody has set that one aside."""
    sets_aside(ask, reference, manager)
    Issue.objects.filter(pk=issue.pk).update(resolved_on=today(), resolution="x")
    IssueFactory(customer=reference.contact.customer, severity=Severity.MEDIUM, opened_on=today())

    with pytest.raises(Refused, match="Open issue since"):
        chooses(ask, reference, manager)


def test_what_is_set_aside_does_not_stop_a_request_and_anything_else_does(ask, reference, issue, manager):
    sets_aside(ask, reference, manager)
    asked(ask, reference, manager)

    actions.hold_back([reference.contact.customer_id], today())
    ask.refresh_from_db()
    assert ask.status == Status.AWAITING_CUSTOMER

    an_unhappy_survey(reference)
    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    stopped = ask.events.latest("seq").judgement
    assert stopped.set_aside == ["open_issue"]
    assert [one.code for one in recalled(stopped).findings if one.level >= BLOCKED] == ["survey_red_flag"]


def test_the_same_issue_growing_worse_stops_it(ask, reference, issue, manager):
    sets_aside(ask, reference, manager)
    asked(ask, reference, manager)

    trouble(reference, manager)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Assignment.objects.live().exists()


# What forbids


def test_every_rule_at_its_worst_is_tried():
    assert BROKEN_BY.keys() == {rule.code for rule in RULES}


class Row:
    """A judged row in which one rule fired at some level, and every fact is unknown."""

    def __init__(self, code, worth):
        self.levels = {rule.code: 0 for rule in RULES} | {code: worth}

    def __getattr__(self, name):
        return self.levels.get(name)


@pytest.mark.parametrize("worth", range(5))
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_only_what_blocks_can_be_left_out_of_a_verdict(rule, worth):
    """Invariant (c), over every rule and level, with every rule set aside."""
    ruling = verdict(Row(rule.code, worth), set_aside=[one.code for one in RULES])

    assert bool(ruling) == (worth != FORBIDDEN)
    assert [finding.level for finding in ruling.findings] == ([] if worth in (0, BLOCKED) else [worth])


@pytest.mark.parametrize("who", Role.values)
@pytest.mark.parametrize("code", BROKEN_BY)
def test_no_role_gets_past_what_forbids_somebody(code, who):
    """Invariant (c), over every rule and role: neither by the action, nor by a row that says that all is set aside."""
    row = the_row(BROKEN_BY[code]())
    by, ask = UserFactory(role=who), ReferenceRequestFactory(status=Status.IN_REVIEW, activity=ActivityFactory())
    worst = verdict(row).worst

    OverrideFactory(ask=ask, reference=row, given_on=DAY, findings={rule.code: since(row, rule) for rule in RULES})
    aside = set_aside(ask, row, on=DAY)
    assert aside == ({code} if worst == BLOCKED else set())
    assert bool(verdict(row, set_aside=aside)) == (worst < FORBIDDEN)

    own = verdict(the_row(ask.terms(on=DAY)))
    codes = [finding.code for finding in own.findings]
    if who != Role.REFERENCE_MANAGER or own.worst != BLOCKED:
        with pytest.raises((PermissionDenied, Refused)):
            actions.override(ask, reference=row.pk, codes=codes, reason=REASON, until=DAY, by=by, on=DAY)
        assert Override.objects.count() == 1


def since(row, rule):
    day = rule.since and getattr(row, rule.since)
    return day.isoformat() if day else None


# Who may, and when


@pytest.mark.parametrize("who", ["rep", "other_rep", "executive", "admin"])
def test_nobody_else_sets_anything_aside_or_takes_it_back(ask, reference, issue, manager, who, request):
    """Invariant (a)."""
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        sets_aside(ask, reference, by)
    with pytest.raises(PermissionDenied):
        actions.end_override(sets_aside(ask, reference, manager), by=by, on=today())


def test_nobody_sets_anything_aside_for_their_own_request(ask, reference, issue, rep):
    """Invariant (b): a rep who became a manager."""
    rep.role = Role.REFERENCE_MANAGER
    rep.save()

    with pytest.raises(Refused, match="your own request"):
        sets_aside(ask, reference, type(rep).objects.get(pk=rep.pk))


@pytest.mark.parametrize("status", [s for s in Status if s not in actions.POSSIBLE_IN])
def test_where_nobody_is_judged_nothing_is_set_aside(ask, reference, issue, manager, status):
    type(ask).objects.update(status=status, unfulfilled_because="other" if status == "unfulfilled" else "")
    ask.refresh_from_db()

    with pytest.raises(Refused, match="Nothing was set aside"):
        sets_aside(ask, reference, manager)
    assert not Override.objects.exists()


@pytest.mark.parametrize("codes", [[], ["over_cap_program"], ["open_issue", "hardship"]])
def test_what_does_not_block_cannot_be_named(ask, reference, issue, manager, codes):
    with pytest.raises(Refused, match="has changed in the meantime"):
        actions.override(ask, reference=reference.pk, codes=codes, reason=REASON, until=today(), by=manager, on=today())


def test_nothing_is_set_aside_about_somebody_whom_nothing_blocks(ask, reference, manager):
    with pytest.raises(Refused, match="Nothing blocks them"):
        sets_aside(ask, reference, manager)


def test_their_own_no_stays_what_it_is(ask, reference, issue, manager):
    """Their limit forbids, and so does their no to this request."""
    sets_aside(ask, reference, manager)
    asked(ask, reference, manager)
    stages.answered(ask, Answer.NOT_NOW)
    actions.resume(ask, by=manager)

    with pytest.raises(Refused, match="answered this request already"):
        sets_aside(ask, reference, manager)
    ContactPreferenceFactory(reference=reference, max_per_quarter=0)
    with pytest.raises(Refused, match="No reason gets past this"):
        sets_aside(stages.in_review(ask.requested_by, manager), reference, manager)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "x" * (SHORTEST_REASON - 1)},
        {"reason": " " * SHORTEST_REASON},
        {"reason": ""},
        {"until": today() + timedelta(days=MOST_DAYS + 1)},
        {"until": today() - timedelta(days=1)},
        {"reason": "x" * 4_001},
    ],
)
def test_the_database_refuses_a_thin_reason_and_a_far_day(wrong):
    with pytest.raises(IntegrityError, match="override"), transaction.atomic():
        OverrideFactory(**wrong)


def test_the_shortest_reason_and_the_last_day_are_enough():
    OverrideFactory(reason="x" * SHORTEST_REASON, until=today() + timedelta(days=MOST_DAYS))
    OverrideFactory(until=today())

    assert Override.objects.counting(on=today()).count() == 2


# How it ends


def test_it_counts_on_its_last_day_and_not_after_it(ask, reference, issue, manager):
    given = sets_aside(ask, reference, manager, days=0)
    asked(ask, reference, manager)

    assert actions.end_what_ran_out(on=given.until) == 0
    assert actions.end_what_ran_out(on=given.until + timedelta(days=1)) == 1

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Assignment.objects.live().exists()
    assert list(ask.events.order_by("-seq").values_list("verb", "acted_as")[:2]) == [
        ("hold_back", "clock"),
        ("end_override", "clock"),
    ]
    assert actions.end_what_ran_out(on=given.until + timedelta(days=1)) == 0


def test_after_its_day_nobody_is_chosen_even_before_the_clock_comes(ask, reference, issue, manager):
    sets_aside(ask, reference, manager)
    Override.objects.update(given_on=today() - timedelta(days=9), until=today() - timedelta(days=1))

    with pytest.raises(Refused, match="Open issue since"):
        chooses(ask, reference, manager)

    by_the_clock()
    assert not Override.objects.filter(ended_at=None).exists()


def test_taken_back_it_counts_no_more_and_stops_what_rested_on_it(ask, reference, issue, manager, rep):
    given = sets_aside(ask, reference, manager)
    asked(ask, reference, manager)
    stages.answered(ask, Answer.YES)

    actions.end_override(given, by=manager, on=today())

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    with pytest.raises(Refused, match="at this stage"):
        actions.reveal(ask, by=rep, on=today())
    with pytest.raises(Refused, match="ended already"):
        actions.end_override(given, by=manager, on=today())


def test_taken_back_before_anybody_is_chosen_it_stops_nothing(ask, reference, issue, manager):
    actions.end_override(sets_aside(ask, reference, manager), by=manager, on=today())

    ask.refresh_from_db()
    assert ask.status == Status.IN_REVIEW
    with pytest.raises(Refused, match="Open issue since"):
        chooses(ask, reference, manager)


def test_taken_back_when_nothing_blocks_any_more_it_stops_nothing(ask, reference, issue, manager):
    given = sets_aside(ask, reference, manager)
    chooses(ask, reference, manager)
    issue.delete()

    actions.end_override(given, by=manager, on=today())

    ask.refresh_from_db()
    assert ask.status == Status.MATCHED


@pytest.mark.parametrize("ends", ["give_up", "cancel"])
def test_it_ends_with_the_request(ask, reference, issue, manager, ends):
    given = sets_aside(ask, reference, manager)

    more = {"because": "too_late", "on": today()} if ends == "give_up" else {}
    getattr(actions, ends)(ask, by=manager, note="x", **more)

    given.refresh_from_db()
    assert given.ended_at <= timezone.now()


def test_it_ends_with_a_request_that_runs_out_of_time(ask, reference, issue, manager):
    given = sets_aside(ask, reference, manager)

    assert actions.expire(on=ask.needed_by + timedelta(days=1)) == 1

    given.refresh_from_db()
    assert given.ended_at is not None


def test_whoever_is_erased_takes_the_reason_along(ask, reference, issue, manager):
    given = sets_aside(ask, reference, manager)

    erase(reference, by=holder_of(reference), on=today())

    given.refresh_from_db()
    assert given.reason == ""
    assert given.ended_at is not None
    assert given.findings == {"open_issue": issue.opened_on.isoformat()}
