"""May this reference be used? Each rule alone, at its edges, on whichever database runs the tests."""

from datetime import date, timedelta

import pytest

from customers.models.issue import Severity
from references.actions import check_in
from references.eligibility import BLOCKED, CLEAR, FORBIDDEN, RULES, WARNING, eligible, judged, levels
from references.facts import FACTS, Ask, facts
from references.models import Channel, Judgement, Outcome, Reference
from references.verdicts import keep, verdict
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    ReferenceFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
SPOKEN = DAY - timedelta(days=30)


def ask(on=DAY, **wanted):
    return Ask(on=on, activity=ActivityFactory().pk, **wanted)


def the_verdict(terms=None, **how):
    (row,) = judged(Reference.objects.all(), terms or ask())
    return verdict(row, **how)


def usable(**facts):
    return ReferenceFactory(**{"checked_on": SPOKEN, **facts})


def with_issue():
    IssueFactory(customer=usable().contact.customer, severity=Severity.HIGH)


def with_hardship():
    HardshipFactory(customer=usable().contact.customer)


BROKEN_BY = {
    "open_issue": with_issue,
    "hardship": with_hardship,
    "never_verified": lambda: usable(checked_on=None, agreed_to=()) and _agree(),
    "stale_check_in": lambda: usable(checked_on=date(2026, 5, 22), agreed_to=()) and _agree(),
    "check_in_due": lambda: usable(checked_on=date(2026, 6, 10)),
    "no_consent": lambda: usable(agreed_to=()),
}


def _agree():
    return ConsentFactory(reference=Reference.objects.get(), granted_on=SPOKEN)


def test_every_rule_has_a_case_that_breaks_it():
    assert BROKEN_BY.keys() == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_alone_fires_and_says_why_since_when_what_clears_it_and_who(rule):
    BROKEN_BY[rule.code]()

    (row,) = judged(Reference.objects.all(), ask())
    (finding,) = verdict(row).findings

    assert [r.code for r in RULES if getattr(row, r.code) > CLEAR] == [rule.code]
    assert finding.code == rule.code
    assert finding.sentence.endswith(".")
    assert "{" not in finding.sentence
    assert finding.clears
    assert finding.who
    assert rule.stops
    if rule.code not in {"never_verified", "no_consent"}:
        assert finding.since


def test_a_person_with_nothing_against_them_may_be_asked():
    usable()

    assert the_verdict().findings == ()
    assert the_verdict()
    assert eligible(Reference.objects.all(), ask()).exists()


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.LOW, WARNING),
        (Severity.MEDIUM, BLOCKED),
        (Severity.HIGH, FORBIDDEN),
        (Severity.CRITICAL, FORBIDDEN),
    ],
)
def test_an_open_issue_blocks_by_its_severity(severity, level):
    IssueFactory(customer=usable().contact.customer, severity=severity)

    assert the_verdict().worst == level
    assert bool(the_verdict()) == (level < BLOCKED)
    assert eligible(Reference.objects.all(), ask()).exists() == (level < BLOCKED)


def test_the_worst_of_several_issues_counts_and_the_row_stays_one():
    customer = usable().contact.customer
    IssueFactory(customer=customer, severity=Severity.LOW)
    IssueFactory(customer=customer, severity=Severity.CRITICAL, opened_on=date(2026, 11, 2))
    IssueFactory(customer=customer, severity=Severity.MEDIUM)

    (row,) = judged(Reference.objects.all(), ask())

    assert (row.issue_severity, row.issue_since) == (Severity.CRITICAL, date(2026, 11, 2))
    assert verdict(row).findings[0].sentence == "Open issue since 2 Nov 2026 (support, critical)."


def test_a_resolved_issue_keeps_nobody_away_from_its_day_on():
    IssueFactory(customer=usable().contact.customer, opened_on=date(2026, 11, 1), resolved_on=DAY)

    assert the_verdict()
    assert not the_verdict(ask(on=DAY - timedelta(days=1)))


def test_a_hardship_past_its_review_day_still_forbids():
    HardshipFactory(customer=usable().contact.customer, since=date(2026, 1, 5), review_on=date(2026, 7, 4))

    assert the_verdict().worst == FORBIDDEN


def test_a_hardship_that_ended_forbids_no_more():
    HardshipFactory(customer=usable().contact.customer, since=date(2026, 1, 5), ended_on=DAY)

    assert the_verdict()


def test_a_rep_learns_neither_company_nor_reason_of_a_hardship():
    HardshipFactory(customer=usable().contact.customer)

    assert the_verdict(masked=True).findings[0].sentence == "Not available at present."


@pytest.mark.parametrize(
    ("spoken", "last_good_day"),
    [
        (date(2026, 5, 23), date(2026, 11, 23)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 8, 29), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 9, 30)),
    ],
)
def test_a_check_in_is_good_up_to_and_including_the_day_six_months_later(spoken, last_good_day):
    reference = usable(checked_on=spoken, agreed_to=())
    ConsentFactory(reference=reference, granted_on=last_good_day)

    assert the_verdict(ask(on=last_good_day))
    stale = the_verdict(ask(on=last_good_day + timedelta(days=1)))
    assert [(f.code, f.level) for f in stale.findings] == [("stale_check_in", FORBIDDEN)]


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2026, 10, 22), []),
        (date(2026, 10, 23), ["check_in_due"]),
        (date(2026, 11, 23), ["check_in_due"]),
        (date(2026, 11, 24), ["stale_check_in"]),
    ],
)
def test_a_check_in_is_due_from_five_months_on(on, codes):
    reference = usable(checked_on=date(2026, 5, 23), agreed_to=())
    ConsentFactory(reference=reference, granted_on=date(2026, 11, 1))

    assert [finding.code for finding in the_verdict(ask(on=on)).findings] == codes


@pytest.mark.parametrize(
    "checkin",
    [{"direct": False}, {"channel": Channel.LINK}],
    ids=["second-hand", "only a link"],
)
def test_only_a_talk_with_a_manager_verifies(checkin):
    reference = usable(checked_on=None)
    CheckInFactory(reference=reference, on=SPOKEN, **checkin)

    assert [finding.code for finding in the_verdict().findings] == ["never_verified"]


def test_who_would_rather_not_was_spoken_to_and_has_agreed_to_nothing(manager):
    check_in(
        usable(checked_on=None),
        happened_on=SPOKEN,
        channel=Channel.CALL,
        direct=True,
        outcome=Outcome.NOT_WILLING,
        activities=[],
        by=manager,
        on=SPOKEN,
    )

    assert [finding.code for finding in the_verdict().findings] == ["no_consent"]


def test_a_yes_on_the_link_refreshes_who_was_verified_before():
    reference = usable(checked_on=date(2026, 4, 1), agreed_to=())
    ConsentFactory(reference=reference, granted_on=SPOKEN)
    assert not the_verdict()

    CheckInFactory(reference=reference, on=SPOKEN, channel=Channel.LINK)

    assert the_verdict()


def test_a_yes_to_one_activity_is_no_yes_to_another():
    usable()
    visit = ActivityFactory(code="visit")

    assert the_verdict()
    assert [finding.code for finding in the_verdict(Ask(on=DAY, activity=visit.pk)).findings] == ["no_consent"]
    assert the_verdict(Ask(on=DAY)), "without an activity, any consent means: may be asked"


def test_a_consent_holds_on_its_last_day_and_not_on_the_next():
    reference = usable(agreed_to=())
    ConsentFactory(reference=reference, granted_on=SPOKEN, expires_on=DAY)

    assert the_verdict()
    assert not the_verdict(ask(on=DAY + timedelta(days=1)))


def test_an_ended_consent_is_no_consent():
    ConsentFactory(reference=usable(agreed_to=()), granted_on=SPOKEN, ended_on=DAY)

    assert not the_verdict()


def test_findings_come_worst_first():
    customer = usable(agreed_to=()).contact.customer
    IssueFactory(customer=customer, severity=Severity.LOW)

    assert [finding.level for finding in the_verdict().findings] == [FORBIDDEN, WARNING]


def test_a_row_that_nobody_judged_is_an_error_and_not_good_news():
    reference = usable()

    with pytest.raises(AttributeError):
        verdict(reference)


def test_what_is_not_known_is_never_good_news():
    """A customer about whom nobody knows anything has a file, and is not usable."""
    ReferenceFactory(customer=CustomerFactory(industry="", region=""), checked_on=None, agreed_to=())

    assert {finding.code for finding in the_verdict().findings} == {"never_verified", "no_consent"}


def test_lists_and_verdicts_are_one_query_whatever_the_number(django_assert_num_queries):
    for _ in range(6):
        ReferenceFactory(checked_on=SPOKEN)
    terms = ask()

    with django_assert_num_queries(1):
        rows = list(judged(Reference.objects.all(), terms))
        assert all(verdict(row) for row in rows)


@pytest.mark.parametrize("breaks", BROKEN_BY.values(), ids=BROKEN_BY.keys())
def test_a_kept_verdict_is_judged_the_same_again_from_its_own_facts(breaks):
    breaks()
    terms = ask()
    (row,) = judged(Reference.objects.all(), terms)
    kept = keep(row, ask=terms, decision="match")

    (again,) = levels(Judgement.objects.filter(pk=kept.pk), terms)

    assert {rule.code: getattr(again, rule.code) for rule in RULES} == {
        rule.code: getattr(row, rule.code) for rule in RULES
    }
    assert verdict(again) == verdict(row)
    assert kept.findings == {finding.code: finding.level for finding in verdict(row).findings}
    assert kept.worst == verdict(row).worst


def test_a_judgement_has_a_column_for_every_fact():
    usable()
    annotated = set(facts(Reference.objects.all(), ask()).query.annotations)

    assert annotated == set(FACTS)
    assert set(FACTS) <= {field.name for field in Judgement._meta.get_fields()}
