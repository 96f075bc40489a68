"""Did this person agree to this, and for these ears; does their company allow it; and how much is enough?"""

import pytest

from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from references.eligibility import BLOCKED, FORBIDDEN, INFO, WARNING, judged
from references.models import Audience, Reference, UseState
from references.verdicts import verdict
from tests.factories import (
    ActivityFactory,
    CompanyPermissionFactory,
    ConsentFactory,
    ContactPreferenceFactory,
    IssueFactory,
    ReferenceFactory,
    TopicFactory,
    TopicStrengthFactory,
)
from tests.references.eligibility.cases import (
    DAY,
    SPOKEN,
    after,
    ask,
    before,
    fired,
    the_row,
    the_verdict,
    usable,
    used,
)

pytestmark = pytest.mark.django_db


def test_a_yes_to_one_activity_is_no_yes_to_another():
    """Row 3.8."""
    usable()
    visit = ActivityFactory(code="visit")

    assert fired() == {}
    assert fired(ask(activity=visit.pk)) == {"no_consent": FORBIDDEN}
    assert fired(ask(activity=None)) == {}, "without an activity, any consent means: may be asked"


def test_a_consent_holds_on_its_last_day_and_not_on_the_next():
    """Row 3.5: willingness runs out."""
    ConsentFactory(reference=usable(agreed_to=()), granted_on=SPOKEN, expires_on=DAY)

    assert fired() == {}
    assert fired(ask(on=after(1))) == {"no_consent": FORBIDDEN}


def test_an_ended_consent_is_no_consent():
    ConsentFactory(reference=usable(agreed_to=()), granted_on=SPOKEN, ended_on=after(9))

    assert fired() == {"no_consent": FORBIDDEN}


def test_a_consent_of_tomorrow_is_none_today():
    ConsentFactory(reference=usable(agreed_to=()), granted_on=after(1))

    assert fired() == {"no_consent": FORBIDDEN}
    assert fired(ask(on=after(1))) == {}


def test_a_colleagues_consent_is_not_theirs():
    reference = usable(agreed_to=())
    ReferenceFactory(customer=reference.contact.customer, checked_on=SPOKEN)

    assert the_verdict_of(reference) == {"no_consent": FORBIDDEN}


def the_verdict_of(reference, terms=None):
    row = judged(Reference.objects.filter(pk=reference.pk), terms or ask()).get()
    return {finding.code: finding.level for finding in verdict(row).findings}


@pytest.fixture
def quote():
    return ActivityFactory(code="quote", public=True)


@pytest.fixture
def shown_in_public(quote):
    return usable(agreed_to=[quote], permitted=False)


PERMISSIONS = {
    "without a last day": ({}, True),
    "on its last day": ({"valid_until": DAY}, True),
    "a day after its last": ({"valid_until": before(1)}, False),
    "from tomorrow on": ({"granted_on": after(1)}, False),
    "from today on": ({"granted_on": DAY}, True),
    "ended": ({"ended_on": before(1)}, False),
    "to be ended": ({"ended_on": after(9)}, False),
}


@pytest.mark.parametrize(("permission", "holds"), PERMISSIONS.values(), ids=PERMISSIONS)
@pytest.mark.parametrize("scope", ["for everything", "for this"])
def test_public_use_needs_the_companys_permission(shown_in_public, quote, permission, holds, scope):
    CompanyPermissionFactory(
        customer=shown_in_public.contact.customer,
        activity=quote if scope == "for this" else None,
        **{"granted_on": before(300), **permission},
    )

    assert fired(ask(activity=quote.pk)) == ({} if holds else {"company_permission_missing": FORBIDDEN})


def test_a_permission_for_one_public_use_is_none_for_another(shown_in_public, quote):
    stage = ActivityFactory(code="stage", public=True)
    ConsentFactory(reference=shown_in_public, activity=stage, granted_on=SPOKEN)
    CompanyPermissionFactory(customer=shown_in_public.contact.customer, activity=stage, granted_on=before(9))

    assert fired(ask(activity=quote.pk)) == {"company_permission_missing": FORBIDDEN}
    assert fired(ask(activity=stage.pk)) == {}


def test_the_permission_of_another_company_is_none(shown_in_public, quote):
    CompanyPermissionFactory(granted_on=before(300))

    assert fired(ask(activity=quote.pk)) == {"company_permission_missing": FORBIDDEN}


def test_a_private_talk_needs_no_permission_of_the_company():
    usable(permitted=False)

    assert fired() == {"company_permission_missing": INFO}
    assert the_verdict()


POLICIES = [
    ("", {}, {}),
    (ReferencePolicy.PUBLIC, {}, {}),
    (ReferencePolicy.PRIVATE, {}, {"policy_private_only": FORBIDDEN}),
    (ReferencePolicy.ASK, {"policy_private_only": WARNING}, {"policy_private_only": WARNING}),
    (ReferencePolicy.NONE, {"policy_private_only": FORBIDDEN}, {"policy_private_only": FORBIDDEN}),
]


@pytest.mark.parametrize(("policy", "private", "public"), POLICIES)
def test_the_companys_policy_stands_above_what_a_person_agreed_to(quote, policy, private, public):
    usable(agreed_to=[ActivityFactory(), quote], customer__reference_policy=policy)

    assert fired() == private
    assert fired(ask(activity=quote.pk)) == public


@pytest.mark.parametrize(
    ("agreed", "wanted", "levels"),
    [
        ((Audience.PROSPECT,), Audience.PROSPECT, {}),
        ((Audience.PROSPECT, Audience.PRESS), Audience.PRESS, {}),
        ((Audience.PROSPECT,), Audience.PRESS, {"audience_mismatch": FORBIDDEN}),
        ((), Audience.PRESS, {"audience_mismatch": WARNING}),
        ((), "", {}),
    ],
)
def test_a_person_agrees_to_who_hears_them(agreed, wanted, levels):
    """Row 1.6: forbidden when they did not agree to it, to be asked when nobody has asked them."""
    ConsentFactory(reference=usable(agreed_to=()), granted_on=SPOKEN, audiences=agreed)

    assert fired(ask(audience=wanted)) == levels


def test_ears_agreed_to_for_one_activity_are_not_agreed_to_for_another():
    visit = ActivityFactory(code="visit")
    reference = usable()
    ConsentFactory(reference=reference, activity=visit, granted_on=SPOKEN, audiences=[Audience.PRESS])

    assert fired(ask(audience=Audience.PRESS)) == {"audience_mismatch": FORBIDDEN}
    assert fired(ask(activity=visit.pk, audience=Audience.PRESS)) == {}


def test_without_a_consent_the_audience_is_not_the_point():
    usable(agreed_to=())

    assert fired(ask(audience=Audience.PRESS)) == {"no_consent": FORBIDDEN}


@pytest.mark.parametrize(("cap", "fires"), [(0, True), (1, True), (2, True), (3, False), (None, False)])
def test_the_limit_that_a_person_has_set_stands_above_ours(cap, fires):
    reference = usable()
    ContactPreferenceFactory(reference=reference, max_per_quarter=cap)
    used(reference, before(3))
    used(reference, after(9), state=UseState.BOOKED)

    assert fired() == ({"over_cap_customer_set": FORBIDDEN} if fires else {})


@pytest.mark.parametrize(("days", "fires"), [(90, True), (91, False)])
def test_a_use_counts_for_ninety_days(days, fires):
    reference = usable()
    ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    used(reference, before(days))

    assert fired() == ({"over_cap_customer_set": FORBIDDEN} if fires else {})


def test_what_was_released_and_what_others_did_does_not_count():
    reference = usable()
    ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    used(reference, before(3), state=UseState.RELEASED)
    colleague = ReferenceFactory(customer=reference.contact.customer, checked_on=SPOKEN)
    used(colleague, before(3))

    assert the_verdict_of(reference) == {}


def test_the_use_booked_for_this_very_wish_does_not_count_against_it():
    quiet = ActivityFactory(max_per_quarter=1, rest_days=30)
    reference = usable(agreed_to=[quiet])
    ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    mine = used(reference, after(5), state=UseState.BOOKED)

    assert fired() == {"over_cap_customer_set": FORBIDDEN, "over_cap_program": BLOCKED}
    assert fired(ask(use=mine.pk)) == {}
    assert not the_row(ask(use=mine.pk)).is_booked


@pytest.mark.parametrize(("weights", "fires"), [((1, 1, 1), False), ((1, 1, 1, 1), True), ((3,), False), ((4,), True)])
def test_favours_weigh_and_there_is_enough_for_anybody(weights, fires):
    reference = usable()
    for place, weight in enumerate(weights):
        activity = ActivityFactory(code=f"kind-{weight}", weight=weight)
        used(reference, before(3 + place), question={"activity": activity})

    assert the_row().recent_load == sum(weights)
    assert fired() == ({"over_cap_program": BLOCKED} if fires else {})


def test_what_is_wished_weighs_too():
    visit = ActivityFactory(code="visit", weight=3)
    reference = usable(agreed_to=[ActivityFactory(), visit])
    used(reference, before(3), question={"activity": visit})

    assert fired() == {}
    assert fired(ask(activity=visit.pk)) == {"over_cap_program": BLOCKED}


def test_so_many_of_one_kind_are_enough_and_another_kind_is_still_possible():
    visit = ActivityFactory(code="visit", max_per_quarter=1)
    reference = usable(agreed_to=[ActivityFactory(), visit])
    used(reference, before(90), question={"activity": visit})

    assert fired(ask(activity=visit.pk)) == {"over_cap_program": BLOCKED}
    assert fired() == {}
    assert fired(ask(on=after(1), activity=visit.pk)) == {}


@pytest.mark.parametrize(("days", "fires"), [(1, True), (7, True), (8, False)])
def test_whoever_did_a_favour_rests_for_its_days_of_rest(days, fires):
    stage = ActivityFactory(code="stage", rest_days=7)
    used(usable(), before(days), question={"activity": stage})

    assert fired() == ({"over_cap_program": BLOCKED} if fires else {})
    assert the_row().rest_until == before(days - 7)


def test_rest_may_last_longer_than_a_quarter():
    stage = ActivityFactory(code="stage", rest_days=300)
    used(usable(), before(200), question={"activity": stage})

    assert fired() == {"over_cap_program": BLOCKED}
    assert the_verdict().findings[0].sentence == "Used enough for now: 0 within 90 days; last day of rest: 3 Mar 2027."


BAD = {"severity": Severity.MEDIUM, "opened_on": before(100), "resolved_on": before(60)}
INCIDENTS = {
    "nobody asked how it was handled": ({}, True),
    "handled so-so": ({"recovery": 3}, True),
    "handled well": ({"recovery": 4}, False),
    "a small one": ({"severity": Severity.LOW}, False),
    "a big one": ({"severity": Severity.CRITICAL}, True),
}


@pytest.mark.parametrize(("incident", "fires"), INCIDENTS.values(), ids=INCIDENTS)
def test_what_went_badly_is_not_shown_to_who_cares_about_it_most(incident, fires):
    """Rows 1.2, 1.4 and 1.7."""
    migration, reporting = TopicFactory(name="Migration"), TopicFactory(name="Reporting")
    issue = IssueFactory(customer=usable().contact.customer, **BAD | incident)
    issue.topics.add(migration, TopicFactory())

    assert fired(ask(topics=(reporting.pk, migration.pk))) == ({"topic_conflict": BLOCKED} if fires else {})
    assert fired(ask(topics=(reporting.pk,))) == {}, "the same customer may speak about reporting"
    assert fired() == {}
    if fires:
        row = the_row(ask(topics=(migration.pk,)))
        assert (row.conflict_topic, row.conflict_on) == ("Migration", before(100))


@pytest.mark.parametrize(("rating", "fires"), [(1, True), (2, True), (3, False), (5, False)])
def test_who_speaks_poorly_on_a_topic_is_not_offered_for_it(rating, fires):
    """Rows 1.7 and 1.8."""
    topic, other = TopicFactory(), TopicFactory()
    TopicStrengthFactory(reference=usable(), topic=topic, rating=rating, on=before(9))

    assert fired(ask(topics=(topic.pk,))) == ({"topic_conflict": BLOCKED} if fires else {})
    assert fired(ask(topics=(other.pk,))) == {}, "what nobody rated is no conflict"
    if fires:
        assert the_row(ask(topics=(topic.pk,))).conflict_on == before(9)


def test_what_others_do_badly_is_no_conflict():
    """Row 1.8: strengths are a person's, incidents a company's."""
    topic = TopicFactory()
    reference = usable()
    colleague = ReferenceFactory(customer=reference.contact.customer, checked_on=SPOKEN)
    TopicStrengthFactory(reference=colleague, topic=topic, rating=1)
    IssueFactory(**BAD).topics.add(topic)

    assert the_verdict_of(reference, ask(topics=(topic.pk,))) == {}


def test_many_incidents_on_many_topics_are_one_row():
    topics = [TopicFactory() for _ in range(3)]
    customer = usable().contact.customer
    for days in (100, 120):
        issue = IssueFactory(customer=customer, **BAD | {"opened_on": before(days)})
        issue.topics.set(topics)

    row = the_row(ask(topics=tuple(topic.pk for topic in topics)))

    assert (row.conflict_topic, row.conflict_on) == (topics[0].name, before(100))
