"""How far is somebody from being referenceable? The steps that remain, in order, each for whoever can see to it.

Row 0.2 of the specification: an ordered list of steps.
"""

import re

import pytest
from django.urls import reverse

from customers.models.issue import Severity
from references.eligibility import RULES
from references.facts import Ask
from references.models import Reference
from references.standing import shown
from references.verdicts import verdict
from references.views.readiness import HARMLESS, ORDER, remaining
from refprogram.dates import today
from tests.factories import ContactPreferenceFactory, HardshipFactory, IssueFactory, ReferenceFactory, UseFactory

pytestmark = pytest.mark.django_db


def steps(**how):
    row = shown(Reference.objects.all(), Ask(on=today())).get()
    return remaining(verdict(row, **how).findings)


def test_every_rule_is_a_step_or_harmless():
    assert {*ORDER, *HARMLESS} == {rule.code for rule in RULES}
    assert len(ORDER) == len(set(ORDER))


def test_who_may_be_asked_has_no_step_left():
    ReferenceFactory()

    assert steps() == []


def test_the_steps_come_in_the_order_in_which_they_make_sense():
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    IssueFactory(customer=reference.contact.customer, severity=Severity.HIGH)
    HardshipFactory(customer=reference.contact.customer)

    assert [step.code for step in steps()] == ["hardship", "open_issue", "never_verified", "no_consent"]
    assert all(step.text and step.who for step in steps())


def test_one_talk_is_one_step_whatever_asks_for_it():
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    reference.checkins.create(
        on=today().replace(year=today().year - 1), channel="link", direct=True, outcome="willing", by=None
    )

    assert [step.code for step in steps()] == ["never_verified", "no_consent"]


def test_what_only_asks_for_care_is_no_step():
    IssueFactory(customer=ReferenceFactory().contact.customer, severity=Severity.LOW)

    assert steps() == []


def test_a_hard_time_tells_a_rep_no_step():
    HardshipFactory(customer=ReferenceFactory().contact.customer)

    assert steps(masked=True) == []


def test_the_page_of_a_person_shows_the_way_and_what_is_used_up(client, manager):
    use = UseFactory(use_consent__reference=ReferenceFactory(checked_on=None, agreed_to=()))
    ContactPreferenceFactory(reference=use.reference, max_per_quarter=2)
    client.force_login(manager)

    page = client.get(use.reference.get_absolute_url()).text

    assert "2 steps until they may be asked" in page
    assert page.index("A direct check-in with the customer.") < page.index("The customer agrees to it.")
    assert reverse("references:check_in", args=[use.reference_id]) in page
    assert re.search(r"Their own limit.*?1 of 2", page, re.DOTALL)


def test_a_rep_reads_the_way_of_an_account_they_own_without_a_button(client, rep):
    customer = ReferenceFactory(checked_on=None, agreed_to=(), customer__owner=rep).contact.customer
    client.force_login(rep)

    panel = client.get(reverse("references:of_customer", args=[customer.pk])).text

    assert "2 steps until they may be asked" in panel
    assert "check-in/" not in panel
    assert "Their own limit" not in panel
