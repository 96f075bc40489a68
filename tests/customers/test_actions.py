"""What can be done to a customer? And does everybody above hear of it?"""

import inspect
from datetime import timedelta

import pytest

from customers import actions, announce
from customers.models import Contact, CustomerEvent, Hardship, HardshipNote, Issue
from customers.models.customer import ReferencePolicy
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from customers.models.relationship import RelationshipKind
from customers.models.survey import Scale, Series, Tone
from references.models import Reference
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import (
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    ProductFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    TopicFactory,
    UserFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db

ON = {"on": today()}


def opens(customer, by, **changes):
    facts = {"kind": IssueKind.BILLING, "severity": Severity.MEDIUM, "summary": "Wrong currency", "opened_on": today()}
    return actions.open_issue(customer, **{**facts, **changes}, by=by, **ON)


def begins(customer, by, **changes):
    facts = {"kind": HardshipKind.LAYOFFS, "since": days_ago(3)}
    return actions.begin_hardship(customer, **{**facts, **changes}, by=by, **ON)


# Every action of customers, and a call of it. A new one without its row fails.
ACTIONS = {
    "open_issue": opens,
    "resolve_issue": lambda customer, by: actions.resolve_issue(
        IssueFactory(customer=customer), resolution="Fixed", resolved_on=today(), by=by, **ON
    ),
    "begin_hardship": begins,
    "end_hardship": lambda customer, by: actions.end_hardship(
        HardshipFactory(customer=customer), ended_on=today(), by=by, **ON
    ),
    "assign_owner": lambda customer, by: actions.assign_owner(customer, owner=UserFactory(), by=by, **ON),
    "add_contact": lambda customer, by: actions.add_contact(
        customer, name="Gareth Pryce", title="Logistics", email="gareth@fernhill.example", by=by, **ON
    ),
    "change_contact": lambda customer, by: actions.change_contact(
        ContactFactory(customer=customer), title="Head of Logistics", by=by, **ON
    ),
    "deploy": lambda customer, by: actions.deploy(customer, product=ProductFactory(), since=days_ago(3), by=by, **ON),
    "record_answer": lambda customer, by: actions.record_answer(
        customer,
        series=Series.RELATIONSHIP,
        scale=Scale.NPS,
        score=9,
        answered_on=days_ago(3),
        comment="Good people",
        by=by,
        **ON,
    ),
    "read_comment": lambda customer, by: actions.read_comment(
        SurveyResponseFactory(customer=customer, comment="Slow", tone=Tone.UNREAD),
        tone=Tone.FINE,
        was=Tone.UNREAD,
        by=by,
        **ON,
    ),
    "follow_up": lambda customer, by: actions.follow_up(
        SurveyResponseFactory(customer=customer, score=2), handled_on=today(), handling="Called them", by=by, **ON
    ),
    "record_contract": lambda customer, by: actions.record_contract(customer, renews_on=today(), by=by, **ON),
    "change_contract": lambda customer, by: actions.change_contract(
        ContractFactory(customer=customer), renews_on=today(), by=by, **ON
    ),
    "set_policy": lambda customer, by: actions.set_policy(customer, policy=ReferencePolicy.PRIVATE, by=by, **ON),
    "add_relationship": lambda customer, by: actions.add_relationship(
        customer, other="Marlow Grocers", kind=RelationshipKind.SUPPLIER, by=by, **ON
    ),
    "remove_relationship": lambda customer, by: actions.remove_relationship(
        RelationshipFactory(customer=customer), by=by, **ON
    ),
}


def test_every_action_is_in_the_table():
    public = {
        name
        for name, thing in vars(actions).items()
        if inspect.isfunction(thing) and inspect.unwrap(thing).__module__.startswith(actions.__name__)
    }

    assert public == ACTIONS.keys()


@pytest.mark.parametrize("act", ACTIONS.values(), ids=ACTIONS.keys())
def test_every_action_announces_its_customer_and_leaves_one_event(act, manager, monkeypatch):
    heard = []
    monkeypatch.setattr(announce, "_subscribers", (lambda customers, on: heard.append((customers, on)),))
    customer = CustomerFactory()

    act(customer, manager)

    assert heard == [([customer.pk], today())]
    assert CustomerEvent.objects.get().actor == manager


@pytest.mark.parametrize("act", ACTIONS.values(), ids=ACTIONS.keys())
def test_an_action_whose_announcement_fails_leaves_nothing(act, manager, monkeypatch):
    monkeypatch.setattr(announce, "_subscribers", (lambda customers, on: 1 / 0,))
    customer = CustomerFactory()

    with pytest.raises(ZeroDivisionError):
        act(customer, manager)

    assert not CustomerEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_facts_are_announced_in_the_transaction_that_changes_them():
    with pytest.raises(RuntimeError, match="in the transaction"):
        announce.facts_changed([1], on=today())


def test_the_floors_subscribe_from_the_bottom_up():
    """References are held and filed before requests look at what is in flight."""
    assert [subscriber.__module__ for subscriber in announce._subscribers] == [
        "references.actions.files",
        "requests.actions",
    ]


def test_an_issue_keeps_what_it_is_about(manager):
    topic = TopicFactory(name="Reporting")
    issue = opens(CustomerFactory(), manager, topics=[topic])

    assert list(issue.topics.all()) == [topic]
    assert issue.opened_by == manager


def test_an_issue_is_resolved_once(manager):
    issue = IssueFactory()
    actions.resolve_issue(issue, resolution="Refunded", resolved_on=today(), by=manager, **ON)

    with pytest.raises(Refused, match="before you"):
        actions.resolve_issue(issue, resolution="Other", resolved_on=today(), by=manager, **ON)

    assert Issue.objects.get().resolution == "Refunded"


def test_a_hardship_without_a_day_is_looked_at_again_after_180_days(manager):
    hardship = begins(CustomerFactory(), manager, since=days_ago(10), note="Told by phone")

    assert hardship.review_on == days_ago(10) + timedelta(days=180)
    assert HardshipNote.objects.get().text == "Told by phone"


def test_there_is_one_hardship_a_customer(manager):
    customer = CustomerFactory(in_hardship=True)

    with pytest.raises(Refused, match="already left in peace"):
        begins(customer, manager)

    assert Hardship.objects.count() == 1


def test_a_hardship_is_ended_once_and_can_begin_again(manager):
    hardship = HardshipFactory()
    actions.end_hardship(hardship, ended_on=today(), by=manager, **ON)
    with pytest.raises(Refused, match="before you"):
        actions.end_hardship(hardship, ended_on=today(), by=manager, **ON)

    begins(hardship.customer, manager, since=today())

    assert Hardship.objects.count() == 2


def test_a_new_contact_gets_a_file_in_the_same_transaction(manager):
    contact = ACTIONS["add_contact"](CustomerFactory(), manager)

    assert Reference.objects.get(contact=contact).opened_on == today()


def test_the_same_address_at_a_customer_is_the_same_person(manager):
    customer = CustomerFactory()

    first, again = (ACTIONS["add_contact"](customer, manager) for _ in range(2))

    assert first == again
    assert Contact.objects.count() == 1
