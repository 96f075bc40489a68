"""Is the order of the page the one that a person would work out by hand? The same rows, on random programs.

Written down here once more, without SQL and person by person: what each signal of `requests.weighing` is worth. Whether
somebody may be asked at all is not worked out again: that is judged, live, as a decision would.
"""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Deployment, Issue
from customers.models.issue import Severity
from references.eligibility import BLOCKED, judged
from references.models import Reference, Use, UseState
from refprogram.dates import today
from requests import matching
from requests.matching import ranked
from tests.requests.test_matching import a_program, best

pytestmark = pytest.mark.django_db

STAFF = {"few": (0, 50), "small": (51, 250), "medium": (251, 1_000), "large": (1_001, 5_000), "huge": (5_001, 10**9)}


def score(reference, ask):
    """Add up by hand what speaks for somebody and against them."""
    customer = reference.contact.customer
    points = 0
    ratings = dict(reference.strengths.values_list("topic", "rating"))
    for topic, most in zip(ask.topics, (240, 120, 60), strict=False):
        rating = ratings.get(topic)
        points += 0 if rating is None else most if rating == 5 else most * 3 // 4 if rating == 4 else -(most // 4)
    issues = list(Issue.objects.filter(customer=customer))
    if ask.trouble and any(
        one.resolved_on and one.resolved_on <= ask.on and (one.recovery or 0) >= 4 and one.may_be_told for one in issues
    ):
        points += 150
    points += 180 * bool(ask.industry and customer.industry.lower() == ask.industry.lower())
    points += 90 * bool(ask.region and customer.region.lower() == ask.region.lower())
    if ask.size and customer.employees is not None:
        least, most = STAFF[ask.size]
        points += 90 * (least <= customer.employees <= most)
    runs = Deployment.objects.filter(customer=customer, product=ask.product, since__lte=ask.on)
    points += 120 * any(one.until is None or one.until >= ask.on for one in runs)
    talks = [talk.on for talk in reference.checkins.all() if talk.direct and talk.on <= ask.on]
    points += 180 - (ask.on - max(talks)).days
    points += -60 * bool(reference.standing.check_in_due)
    uses = Use.objects.filter(reference=reference).exclude(state=UseState.RELEASED)
    lately = [use for use in uses if (ask.on - use.on).days <= 90]
    points += {0: 60, 1: 0}.get(len(lately), -120)
    points += -60 * any(hasattr(use, "thank_you") and use.thank_you.thanked_on is None for use in uses)
    points += -60 * any(
        one.severity == Severity.LOW and one.opened_on <= ask.on and (not one.resolved_on or one.resolved_on > ask.on)
        for one in issues
    )
    return points


def by_hand(ask):
    """Return who may be asked, best fit first: then whom we spoke with last, then who came first."""
    rows = judged(Reference.objects.select_related("contact__customer", "standing"), ask)
    may = [row for row in rows if row.worst_level < BLOCKED and not row.being_asked and not row.is_booked]
    return sorted(((score(row, ask), row.checked_on.toordinal(), -row.pk) for row in may), reverse=True)


def as_ranked(rows):
    return [(row.score, row.checked_on.toordinal(), -row.pk) for row in rows]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), at_first=st.sampled_from([4, 100]))
def test_the_order_is_the_one_that_is_worked_out_by_hand(seed, at_first, monkeypatch):
    with transaction.atomic(), monkeypatch.context() as patched:
        patched.setattr(matching, "AT_FIRST", at_first)
        for ask in a_program(seed, size=22):
            expected = by_hand(ask)
            assert as_ranked(ranked(Reference.objects.all(), ask)) == expected
            most = random.Random(seed).randint(1, 8)
            assert as_ranked(best(Reference.objects.all(), ask, most=most).rows) == expected[:most]
        transaction.set_rollback(True)
    assert ask.on == today()
