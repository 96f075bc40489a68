"""When is it not a good time to ask a customer? Trouble between us, trouble of their own, and what a renewal weighs."""

import pytest

from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from customers.models.relationship import RelationshipKind
from customers.models.survey import Scale, Series, Tone
from references.eligibility import BLOCKED, FORBIDDEN, WARNING, eligible
from references.models import Channel, Depth, Mood, Reference
from refprogram.accounts.roles import Role
from tests.factories import (
    CheckInFactory,
    ContractFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    UserFactory,
)
from tests.references.eligibility.cases import (
    DAY,
    after,
    ask,
    before,
    company,
    fired,
    the_row,
    the_verdict,
    usable,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("severity", "level"),
    [(Severity.LOW, WARNING), (Severity.MEDIUM, BLOCKED), (Severity.HIGH, FORBIDDEN), (Severity.CRITICAL, FORBIDDEN)],
)
def test_an_open_issue_counts_by_its_severity(severity, level):
    """Row 3.1."""
    IssueFactory(customer=company(), severity=severity)

    assert fired() == {"open_issue": level}
    assert eligible(Reference.objects.all(), ask()).exists() == (level < BLOCKED)


@pytest.mark.parametrize("kind", IssueKind)
def test_an_issue_of_every_kind_counts(kind):
    """Rows 3.1 and 3.2."""
    IssueFactory(customer=company(), kind=kind, severity=Severity.MEDIUM)

    assert fired() == {"open_issue": BLOCKED}


def test_the_worst_of_several_issues_counts_and_the_row_stays_one():
    customer = company()
    IssueFactory(customer=customer, severity=Severity.LOW)
    IssueFactory(customer=customer, severity=Severity.CRITICAL, opened_on=before(21))
    IssueFactory(customer=customer, severity=Severity.MEDIUM)

    row = the_row()

    assert (row.issue_severity, row.issue_since) == (Severity.CRITICAL, before(21))
    assert the_verdict().findings[0].sentence == "Open issue since 2 Nov 2026 (support, critical)."


def test_an_issue_of_another_customer_is_no_reason():
    usable()
    IssueFactory(opened_on=before(3))

    assert fired() == {}


def test_an_issue_is_open_up_to_the_day_before_its_resolution():
    IssueFactory(customer=company(), opened_on=before(10), resolved_on=after(1))

    assert fired() == {"open_issue": FORBIDDEN}
    assert fired(ask(on=after(1))) == {"recently_recovered": WARNING}


def test_an_issue_counts_from_its_own_day_on():
    IssueFactory(customer=company(), opened_on=after(1))

    assert fired() == {}
    assert fired(ask(on=after(1))) == {"open_issue": FORBIDDEN}


@pytest.mark.parametrize(("days", "fires"), [(0, True), (29, True), (30, False)])
def test_care_is_taken_for_thirty_days_after_an_issue_was_resolved(days, fires):
    IssueFactory(customer=company(), opened_on=before(60), resolved_on=before(days))

    assert fired() == ({"recently_recovered": WARNING} if fires else {})


@pytest.mark.parametrize(
    ("depth", "level"),
    [("", WARNING), (Depth.QUICK, WARNING), (Depth.USE_CASE, WARNING), (Depth.LONG_HISTORY, BLOCKED)],
)
def test_whoever_digs_into_the_past_is_kept_from_who_has_just_recovered(depth, level):
    """Row 1.6."""
    IssueFactory(customer=company(), opened_on=before(60), resolved_on=before(29))

    assert fired(ask(depth=depth)) == {"recently_recovered": level}


def talk(reference, day, mood, **how):
    return CheckInFactory(reference=reference, on=day, mood=mood, **how)


@pytest.mark.parametrize(("days", "fires"), [(0, True), (29, True), (30, False)])
def test_care_is_taken_for_thirty_days_after_the_first_happy_talk_that_follows_an_unhappy_one(days, fires):
    reference = usable(checked_on=before(90))
    talk(reference, before(80), Mood.UNHAPPY)
    talk(reference, before(days), Mood.WILLING)

    assert fired() == ({"recently_recovered": WARNING} if fires else {})
    assert the_row().cheered_on == before(days)


def test_only_the_first_happy_talk_is_the_turn_and_the_newest_turn_counts():
    reference = usable(checked_on=before(150))
    talk(reference, before(140), Mood.UNHAPPY)
    talk(reference, before(60), Mood.DELIGHTED)
    talk(reference, before(10), Mood.DELIGHTED)
    assert "recently_recovered" not in fired()
    assert the_row().cheered_on == before(60)

    talk(reference, before(9), Mood.UNHAPPY)
    talk(reference, before(8), Mood.HESITANT)
    talk(reference, before(7), Mood.WILLING)
    assert the_row().cheered_on == before(7)


def test_a_new_unhappy_talk_makes_nothing_better():
    reference = usable(checked_on=before(60))
    talk(reference, before(50), Mood.UNHAPPY)
    talk(reference, before(5), Mood.WILLING)
    assert fired() == {"recently_recovered": WARNING}

    talk(reference, before(2), Mood.UNHAPPY)

    assert fired() == {"recently_recovered": WARNING, "hesitant": FORBIDDEN}


def test_second_hand_news_turns_nothing():
    reference = usable(checked_on=before(60))
    CheckInFactory(reference=reference, on=before(5), direct=False)

    assert the_row().cheered_on is None


ANSWERS = {
    "nps 6": ({"scale": Scale.NPS, "score": 6}, {"survey_red_flag": BLOCKED}),
    "nps 7": ({"scale": Scale.NPS, "score": 7}, {}),
    "nps 0": ({"scale": Scale.NPS, "score": 0}, {"survey_red_flag": BLOCKED}),
    "csat 2": ({"scale": Scale.CSAT, "score": 2}, {"survey_red_flag": BLOCKED}),
    "csat 3": ({"scale": Scale.CSAT, "score": 3}, {}),
    "unhappy words": ({"score": 10, "comment": "Never again", "tone": Tone.NEGATIVE}, {"survey_red_flag": BLOCKED}),
    "unread words": ({"score": 10, "comment": "Well, well", "tone": Tone.UNREAD}, {"survey_red_flag": WARNING}),
    "harmless words": ({"score": 10, "comment": "Thanks", "tone": Tone.FINE}, {}),
    "bad and unread": (
        {"score": 3, "comment": "Well, well", "tone": Tone.UNREAD},
        {"survey_red_flag": BLOCKED},
    ),
}


@pytest.mark.parametrize("series", Series)
@pytest.mark.parametrize(("answer", "levels"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_to_a_survey_counts_in_either_series(answer, levels, series):
    """Rows 3.4 and 1.1."""
    SurveyResponseFactory(customer=company(), series=series, answered_on=before(9), **answer)

    assert fired() == levels


def test_the_newest_answer_of_each_series_counts_and_neither_speaks_for_the_other():
    """Row 1.1: two series, neither averaged into the other."""
    customer = company()
    unhappy = {"customer": customer, "series": Series.TRANSACTION, "score": 2}
    SurveyResponseFactory(**unhappy, answered_on=before(20))
    SurveyResponseFactory(customer=customer, series=Series.RELATIONSHIP, score=10, answered_on=before(10))
    assert fired() == {"survey_red_flag": BLOCKED}

    SurveyResponseFactory(**unhappy | {"score": 9}, answered_on=before(5))
    assert fired() == {}

    SurveyResponseFactory(**unhappy, answered_on=before(5))
    assert fired() == {"survey_red_flag": BLOCKED}, "of two on one day both count"


def test_an_unhappy_answer_needs_a_follow_up_and_a_good_talk_after_it():
    reference = usable(checked_on=before(40))
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    answer = SurveyResponseFactory(customer=reference.contact.customer, score=1, answered_on=before(30))
    blocked = {"survey_red_flag": BLOCKED}

    talk(reference, before(25), Mood.WILLING)
    assert fired() == blocked, "nobody followed up"

    answer.handled_on, answer.handled_by = before(20), manager
    answer.save()
    assert fired() == blocked, "the good talk was before the follow-up"

    talk(reference, before(20), Mood.WILLING)
    assert fired() == blocked, "and so may one of the same day have been"

    CheckInFactory(reference=reference, on=before(19), channel=Channel.LINK)
    assert fired() == blocked, "a pressed link sounds like nothing"

    talk(reference, before(18), Mood.DELIGHTED)
    assert fired() == {}


def test_of_two_unhappy_answers_the_one_that_nobody_followed_up_counts():
    reference = usable(checked_on=before(5))
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    customer = reference.contact.customer
    handled = {"handled_on": before(8), "handled_by": manager}
    SurveyResponseFactory(customer=customer, series=Series.RELATIONSHIP, score=1, answered_on=before(9), **handled)
    assert fired() == {}

    SurveyResponseFactory(customer=customer, series=Series.TRANSACTION, score=1, answered_on=before(30))
    assert fired() == {"survey_red_flag": BLOCKED}


@pytest.mark.parametrize("kind", HardshipKind)
def test_a_hardship_of_every_kind_forbids(kind):
    HardshipFactory(customer=company(), kind=kind, since=before(3))

    assert fired() == {"hardship": FORBIDDEN}


def test_a_hardship_past_its_review_day_still_forbids():
    """Row 3.13: it ends when somebody says so, not by itself."""
    HardshipFactory(customer=company(), since=before(300), review_on=before(100))

    assert fired() == {"hardship": FORBIDDEN}


def test_a_hardship_forbids_until_the_day_it_ended_and_no_longer():
    HardshipFactory(customer=company(), since=before(300), ended_on=DAY)

    assert fired() == {}
    assert fired(ask(on=before(1))) == {"hardship": FORBIDDEN}


def test_a_hardship_without_a_review_day_forbids_and_says_so():
    HardshipFactory(customer=company(), since=before(3), review_on=None)

    (finding,) = the_verdict().findings

    assert finding.level == FORBIDDEN
    assert "an unknown day" in finding.sentence


def test_a_rep_learns_neither_company_nor_reason_of_a_hardship():
    """Rows 3.1 and 3.14."""
    HardshipFactory(customer=company())

    (finding,) = the_verdict(masked=True).findings

    assert finding.sentence == "Not available at present."
    assert (finding.since, finding.clears, finding.who) == (None, "", "")


def test_a_rep_cannot_tell_a_hardship_from_hesitation_nor_from_both():
    """Rows 3.1 and 3.14: whichever of the two it is, one finding in the same words."""

    def told():
        return [(f.level, f.sentence, f.since, f.clears, f.who) for f in the_verdict(masked=True).findings]

    reference = usable()
    talk(reference, before(3), Mood.HESITANT)
    hesitant = told()
    HardshipFactory(customer=reference.contact.customer)
    both = told()
    CheckInFactory(reference=reference, on=before(1), mood=Mood.WILLING)

    assert hesitant == both == told()
    assert fired() == {"hardship": FORBIDDEN}


@pytest.mark.parametrize(("days", "fires"), [(90, False), (89, True), (0, True), (-1, False)])
def test_a_renewal_weighs_for_less_than_ninety_days_before_it(days, fires):
    ContractFactory(customer=company(), renews_on=after(days))

    assert fired() == ({"renewal_window": WARNING} if fires else {})
    if fires:
        assert the_row().renewal_from == before(89 - days)


def test_a_live_negotiation_weighs_however_far_the_renewal_is():
    """Row 4.3: no satisfaction takes it away."""
    customer = company()
    SurveyResponseFactory(customer=customer, score=10, answered_on=before(1))
    ContractFactory(customer=customer, renews_on=after(300), negotiating_since=DAY)

    assert fired() == {"renewal_window": WARNING}
    assert the_row().renewal_from == DAY
    assert " or " not in the_verdict().findings[0].sentence, "only one of the two is known"
    assert fired(ask(on=before(1))) == {}


def test_the_next_of_several_contracts_counts():
    customer = company()
    for days in (300, 45, -200):
        ContractFactory(customer=customer, renews_on=after(days))

    assert the_row().renews_on == after(45)


@pytest.mark.parametrize("kind", RelationshipKind)
@pytest.mark.parametrize(
    "prospect",
    [
        {"prospect": "Marlow Grocers"},
        {"prospect": "MARLOW  grocers GmbH"},
        {"prospect": "Somebody else", "prospect_domain": "Marlow.example"},
        {"prospect_domain": "marlow.example"},
    ],
    ids=["by name", "by name without its legal form", "by domain", "by domain alone"],
)
def test_somebody_close_to_the_prospect_is_for_the_manager_to_weigh(kind, prospect):
    customer = company()
    RelationshipFactory(customer=customer, other="Marlow Grocers Ltd", domain="marlow.example", kind=kind)

    assert fired(ask(**prospect)) == {"competes_with_prospect": WARNING}
    assert kind.label in the_verdict(ask(**prospect)).findings[0].sentence


@pytest.mark.parametrize("prospect", [{}, {"prospect": "Harrow Foods"}, {"prospect_domain": "harrow.example"}])
def test_whoever_has_no_tie_to_the_prospect_is_not_close_to_it(prospect):
    customer = company()
    RelationshipFactory(customer=customer, other="Marlow Grocers", domain="marlow.example")
    RelationshipFactory(other="Harrow Foods", domain="harrow.example")

    assert fired(ask(**prospect)) == {}


FAMILY = {
    "the customer itself": lambda customer, family: customer,
    "its parent": lambda customer, family: family,
    "its sister": lambda customer, family: CustomerFactory(name="Kin AG", domain="kin.example", parent=family),
    "its daughter": lambda customer, family: CustomerFactory(name="Kin AG", domain="kin.example", parent=customer),
}


@pytest.mark.parametrize("kin", FAMILY.values(), ids=FAMILY)
@pytest.mark.parametrize("by", ["name", "domain"])
def test_companies_of_one_group_are_close(kin, by):
    family = CustomerFactory(name="Family Holding SE", domain="family.example")
    customer = company(customer__parent=family, customer__domain="own.example")
    prospect = kin(customer, family)
    terms = ask(prospect=prospect.name) if by == "name" else ask(prospect_domain=prospect.domain.upper())

    assert fired(terms) == {"competes_with_prospect": WARNING}
    assert "same group" in the_verdict(terms).findings[0].sentence


def test_two_companies_without_a_parent_are_not_one_group():
    usable()
    other = CustomerFactory(name="Lone Wolf AG")

    assert fired(ask(prospect=other.name)) == {}
