"""May this reference be used? Every rule alone, what a verdict says, and what is not known."""

import re
from itertools import chain

import pytest

from customers.models.issue import Severity
from references.eligibility import (
    BLOCKED,
    CLEAR,
    FORBIDDEN,
    RULES,
    WARNING,
    eligible,
    judged,
    levels,
)
from references.facts import ASKED, FACTS, KEPT, WISHED, Ask, derived, facts
from references.models import Judgement, Reference, Standing
from references.standing import shown
from references.verdicts import keep, recalled, verdict
from tests.factories import CustomerFactory, IssueFactory, ReferenceFactory
from tests.references.eligibility.cases import BROKEN_BY, SPOKEN, ask, company, fired, the_verdict, usable

pytestmark = pytest.mark.django_db

# What no single day began: a yes, a permission or a policy that is missing, a limit, a relation.
SINCE_NO_DAY = {
    "never_verified",
    "no_consent",
    "company_permission_missing",
    "policy_private_only",
    "over_cap_customer_set",
    "over_cap_program",
    "audience_mismatch",
    "competes_with_prospect",
}
# The codes and the order of the specification.
TABLE = (
    "open_issue",
    "recently_recovered",
    "survey_red_flag",
    "never_verified",
    "stale_check_in",
    "check_in_due",
    "secondhand_only",
    "hesitant",
    "hardship",
    "no_consent",
    "company_permission_missing",
    "policy_private_only",
    "over_cap_customer_set",
    "over_cap_program",
    "topic_conflict",
    "audience_mismatch",
    "contact_gone",
    "paused_by_customer",
    "competes_with_prospect",
    "renewal_window",
)


def test_the_rules_are_those_of_the_table():
    """Section 1.0 of the specification: twenty rules with exactly these codes."""
    assert tuple(rule.code for rule in RULES) == TABLE


def test_every_rule_has_a_case_that_breaks_it():
    assert BROKEN_BY.keys() == {rule.code for rule in RULES}


def test_a_person_with_nothing_against_them_may_be_asked():
    usable()

    assert fired() == {}
    assert the_verdict()
    assert eligible(Reference.objects.all(), ask()).exists()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_alone_fires_and_says_why_since_when_what_clears_it_and_who(rule):
    terms = BROKEN_BY[rule.code]()

    (row,) = judged(Reference.objects.all(), terms)
    (finding,) = verdict(row).findings

    assert [r.code for r in RULES if getattr(row, r.code) > CLEAR] == [rule.code]
    assert finding.code == rule.code
    assert finding.level == row.worst_level
    assert re.search(r"[.?]$", finding.sentence)
    assert not re.search(r"[{}]|None|not known|unknown", finding.sentence)
    assert finding.clears
    assert finding.who
    assert rule.stops
    assert bool(finding.since) == (rule.code not in SINCE_NO_DAY)
    assert finding.evidence.keys() == set(rule.rests_on)
    assert any(value is not None for value in finding.evidence.values()) or rule.code in {
        "never_verified",
        "no_consent",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rep_learns_the_class_of_each_reason_and_no_evidence(rule):
    """Section 1.0: what the rep sees on a block is the reason class."""
    terms = BROKEN_BY[rule.code]()

    (finding,) = the_verdict(terms, masked=True).findings

    assert finding.code == rule.code
    assert finding.evidence == {}
    assert finding.sentence.endswith(".")
    assert not re.search(r"high|medium|low|critical|layoffs|Marlow|Topic \d", finding.sentence)
    if rule.private:
        assert (finding.since, finding.clears, finding.who) == (None, "", "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_list_leaves_out_exactly_whom_the_verdict_refuses(rule):
    terms = BROKEN_BY[rule.code]()
    ruling = the_verdict(terms)

    assert bool(ruling) == (ruling.worst < BLOCKED)
    assert eligible(Reference.objects.all(), terms).exists() == bool(ruling)


@pytest.mark.parametrize("code", BROKEN_BY)
def test_what_is_kept_says_the_same_as_what_is_judged(code):
    terms = BROKEN_BY[code]()
    (live,) = judged(Reference.objects.all(), terms)

    (row,) = shown(Reference.objects.all(), terms)

    assert verdict(row) == verdict(live)


@pytest.mark.parametrize("code", BROKEN_BY)
def test_a_kept_verdict_is_judged_the_same_again_from_its_own_facts(code):
    """Invariant (e): the verdict of a decision is stored with its inputs."""
    terms = BROKEN_BY[code]()
    (row,) = judged(Reference.objects.all(), terms)
    kept = keep(row, ask=terms, decision="match")

    (again,) = levels(Judgement.objects.filter(pk=kept.pk))

    assert [getattr(again, rule.code) for rule in RULES] == [getattr(row, rule.code) for rule in RULES]
    assert recalled(kept) == verdict(row)
    assert kept.findings == {finding.code: finding.level for finding in verdict(row).findings}
    assert kept.worst == verdict(row).worst


def test_nothing_that_stops_somebody_can_be_overridden_when_it_is_forbidden():
    """Invariant (c), as a value: a finding says that it could be overridden only when it is blocked."""
    IssueFactory(customer=company(), severity=Severity.MEDIUM)
    assert [finding.override for finding in the_verdict().findings] == [True]

    IssueFactory(customer=Reference.objects.get().contact.customer, severity=Severity.CRITICAL)
    assert [finding.override for finding in the_verdict().findings] == [False]


def test_findings_come_worst_first():
    IssueFactory(customer=company(agreed_to=()), severity=Severity.LOW)

    assert [finding.level for finding in the_verdict().findings] == [FORBIDDEN, WARNING]


def test_a_row_that_nobody_judged_is_an_error_and_not_good_news():
    reference = usable()

    with pytest.raises(AttributeError):
        verdict(reference)


def test_what_is_not_known_is_never_good_news():
    """Invariant (f), row 0.1: a customer about whom nobody knows anything has a file, and is not usable."""
    ReferenceFactory(customer=CustomerFactory(industry="", region=""), checked_on=None, agreed_to=(), permitted=False)

    assert fired() == {"never_verified": FORBIDDEN, "no_consent": FORBIDDEN, "company_permission_missing": 1}


def test_an_activity_that_is_not_there_is_agreed_to_by_nobody():
    usable()

    assert not the_verdict(ask(activity=0))


def test_lists_and_verdicts_are_one_query_whatever_the_number(django_assert_num_queries):
    for _ in range(6):
        ReferenceFactory(checked_on=SPOKEN)
    terms = ask()

    with django_assert_num_queries(1):
        rows = list(judged(Reference.objects.all(), terms))
        assert all(verdict(row) for row in rows)


def test_a_judgement_has_a_column_for_every_fact_and_every_wish():
    usable()
    annotated = set(facts(Reference.objects.all(), ask()).query.annotations)
    columns = {field.name for field in Judgement._meta.get_fields()}

    assert annotated == set(FACTS) | set(WISHED)
    assert annotated <= columns
    assert set(KEPT) <= {field.name for field in Standing._meta.get_fields()}
    assert not set(KEPT) & set(ASKED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_speaks_of_what_it_rests_on_and_of_names_alone(rule):
    """What a sentence names is evidence, or follows from it; a rule looks at no table of its own."""
    known = set(FACTS) | set(WISHED) | set(derived(Judgement.objects.all()).query.annotations)
    sentences = [[words] if isinstance(words, str) else words.values() for words in (rule.says, rule.tells)]
    named = set(re.findall(r"{(\w+)}", " ".join(chain.from_iterable(sentences))))

    assert set(rule.rests_on) <= set(FACTS) | set(WISHED)
    assert named | {rule.since} - {""} <= known
    assert named & set(FACTS) <= set(rule.rests_on)


def test_kept_rules_rest_on_nothing_that_is_asked_for():
    """What Standing keeps must not depend on an ask; depth, activity and policy are then as for any private talk."""
    of_the_wish = {"depth", "activity_is_public", "was_asked"}

    for rule in RULES:
        if rule.kept:
            assert set(rule.rests_on) <= set(KEPT) | of_the_wish, rule.code


def test_an_ask_for_anything_is_judged_too():
    usable()

    assert fired(Ask(on=ask().on)) == {}
