"""Which rows break one rule and no other? A case a rule, for every test that needs each rule alone.

The days are fixed, so that each case means the same whenever the tests run.
"""

from datetime import date, timedelta

from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from references.eligibility import judged
from references.facts import Ask
from references.models import Audience, Mood, Reference
from references.verdicts import verdict
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    CompanyPermissionFactory,
    ConsentFactory,
    ContactPreferenceFactory,
    ContractFactory,
    HardshipFactory,
    IssueFactory,
    NominationFactory,
    PauseFactory,
    ReferenceFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    TopicFactory,
    TopicStrengthFactory,
    UseConsentFactory,
    UseFactory,
)

DAY = date(2026, 11, 23)
SPOKEN = DAY - timedelta(days=30)


def before(days: int, day: date = DAY) -> date:
    return day - timedelta(days=days)


def after(days: int, day: date = DAY) -> date:
    return day + timedelta(days=days)


def ask(on: date = DAY, **wanted) -> Ask:
    """Want a reference call, unless another activity is named."""
    return Ask(**{"on": on, "activity": ActivityFactory().pk, **wanted})


def usable(*, permitted: bool = True, **facts) -> Reference:
    """Make a person against whom nothing speaks on the day, nor in the weeks around it."""
    reference = ReferenceFactory(**{"checked_on": SPOKEN, "permitted": False, **facts})
    if permitted:
        CompanyPermissionFactory(customer=reference.contact.customer, granted_on=before(300))
    return reference


def company(**facts):
    return usable(**facts).contact.customer


def the_row(terms: Ask | None = None):
    (row,) = judged(Reference.objects.all(), terms or ask())
    return row


def the_verdict(terms: Ask | None = None, *, masked: bool = False):
    return verdict(the_row(terms), masked=masked)


def fired(terms: Ask | None = None) -> dict[str, int]:
    """Judge the only reference there is, and give the level of each rule that fired."""
    return {finding.code: finding.level for finding in the_verdict(terms).findings}


def used(reference, on: date, **facts):
    """Spend a reference once; a booked use is one that lies ahead."""
    return UseFactory(use_consent=UseConsentFactory(reference=reference, **facts.pop("question", {})), on=on, **facts)


def an_issue() -> Ask:
    IssueFactory(customer=company(), severity=Severity.HIGH)
    return ask()


def a_recovery() -> Ask:
    IssueFactory(customer=company(), opened_on=before(40), resolved_on=before(29))
    return ask()


def an_unhappy_answer() -> Ask:
    SurveyResponseFactory(customer=company(), score=3, answered_on=before(10))
    return ask()


def nobody_spoke() -> Ask:
    ConsentFactory(reference=usable(checked_on=None, agreed_to=()), granted_on=SPOKEN)
    return ask()


def spoke_too_long_ago() -> Ask:
    ConsentFactory(reference=usable(checked_on=date(2026, 5, 22), agreed_to=()), granted_on=SPOKEN)
    return ask()


def spoke_five_months_ago() -> Ask:
    usable(checked_on=date(2026, 6, 10))
    return ask()


def only_one_of_us_said_so() -> Ask:
    NominationFactory(reference=usable(), nominated_on=before(3))
    return ask()


def sounded_hesitant() -> Ask:
    CheckInFactory(reference=usable(), on=before(5), mood=Mood.HESITANT)
    return ask()


def wants_to_be_left_alone() -> Ask:
    PauseFactory(reference=usable(), since=before(3))
    return ask()


def a_hardship() -> Ask:
    HardshipFactory(customer=company(), since=before(20))
    return ask()


def agreed_to_nothing() -> Ask:
    usable(agreed_to=())
    return ask()


def the_company_permitted_nothing() -> Ask:
    quote = ActivityFactory(code="quote", public=True)
    usable(agreed_to=[quote], permitted=False)
    return ask(activity=quote.pk)


def the_company_wants_no_references() -> Ask:
    usable(customer__reference_policy=ReferencePolicy.NONE)
    return ask()


def asked_as_often_as_they_wish() -> Ask:
    reference = usable()
    ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    used(reference, before(2))
    return ask()


def used_enough() -> Ask:
    reference = usable()
    for days in (2, 12, 22, 32):
        used(reference, before(days))
    return ask()


def a_topic_that_went_badly() -> Ask:
    topic = TopicFactory()
    TopicStrengthFactory(reference=usable(), topic=topic, rating=2)
    return ask(topics=(topic.pk,))


def another_audience() -> Ask:
    usable()
    return ask(audience=Audience.PRESS)


def out_of_reach() -> Ask:
    usable(contact__status=ContactStatus.BOUNCED, contact__status_since=before(2))
    return ask()


def a_competitor() -> Ask:
    RelationshipFactory(customer=company(), other="Marlow Grocers")
    return ask(prospect="Marlow Grocers")


def a_renewal() -> Ask:
    ContractFactory(customer=company(), renews_on=after(89))
    return ask()


BROKEN_BY = {
    "open_issue": an_issue,
    "recently_recovered": a_recovery,
    "survey_red_flag": an_unhappy_answer,
    "never_verified": nobody_spoke,
    "stale_check_in": spoke_too_long_ago,
    "check_in_due": spoke_five_months_ago,
    "secondhand_only": only_one_of_us_said_so,
    "hesitant": sounded_hesitant,
    "hardship": a_hardship,
    "no_consent": agreed_to_nothing,
    "company_permission_missing": the_company_permitted_nothing,
    "policy_private_only": the_company_wants_no_references,
    "over_cap_customer_set": asked_as_often_as_they_wish,
    "over_cap_program": used_enough,
    "topic_conflict": a_topic_that_went_badly,
    "audience_mismatch": another_audience,
    "contact_gone": out_of_reach,
    "paused_by_customer": wants_to_be_left_alone,
    "competes_with_prospect": a_competitor,
    "renewal_window": a_renewal,
}
