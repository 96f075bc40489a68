"""What can be done to a customer? And does everybody above hear of it?"""

import inspect
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from customers import actions, announce
from customers.models import Contact, CustomerEvent, Hardship, HardshipNote, Issue
from customers.models.contact import ContactStatus, ToldBy
from customers.models.customer import GiftPolicy, ReferencePolicy
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from customers.models.relationship import RelationshipKind
from customers.models.survey import Scale, Series, Tone
from references.eligibility import BLOCKED, CLEAR, FORBIDDEN, WARNING, judged
from references.facts import Ask
from references.models import Reference
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.history import ActedAs
from refprogram.thresholds.models import Threshold
from tests.factories import (
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    HardshipFactory,
    HardshipNoteFactory,
    IssueFactory,
    ProductFactory,
    ReferenceFactory,
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


ENDED = {"resolution": "Fixed", "response": "Called back within the hour", "resolved_on": today()}
REVISED = {"kind": IssueKind.CONTRACT, "severity": Severity.LOW}

# What the clock does changes no fact that others live by, and is announced to nobody.
BY_THE_CLOCK = {"purge_issue_words", "purge_notes", "purge_survey_words"}


def told_of(customer):
    return ContactFactory(customer=customer, told_by=ToldBy.COLLEAGUE, quarantined_on=days_ago(3))


# Every action of customers, and a call of it. A new one without its row fails.
ACTIONS = {
    "open_issue": opens,
    "resolve_issue": lambda customer, by: actions.resolve_issue(IssueFactory(customer=customer), **ENDED, by=by, **ON),
    "revise_issue": lambda customer, by: actions.revise_issue(
        IssueFactory(customer=customer), **REVISED, topics=[], owner=by, by=by, **ON
    ),
    "record_recovery": lambda customer, by: actions.record_recovery(
        IssueFactory(customer=customer, resolved_on=today()), recovery=4, may_be_told=True, by=by, **ON
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
    "reach_contact": lambda customer, by: actions.reach_contact(told_of(customer), by=by, **ON),
    "known_from_business": lambda customer, by: actions.known_from_business(told_of(customer), by=by, **ON),
    "mark_contact": lambda customer, by: actions.mark_contact(
        ContactFactory(customer=customer), status=ContactStatus.LEFT, since=days_ago(3), by=by, **ON
    ),
    "correct": lambda customer, by: actions.correct(
        ContactFactory(customer=customer), name="Inga Solheim", title="COO", phone="", by=by, **ON
    ),
    "forget_contact": lambda customer, by: actions.forget_contact(ContactFactory(customer=customer), by=by, **ON),
    "leave_for_good": lambda customer, by: actions.leave_for_good(ContactFactory(customer=customer), by=by, **ON),
    "restrict": lambda customer, by: actions.restrict(ContactFactory(customer=customer), by=by, **ON),
    "use_again": lambda customer, by: actions.use_again(
        ContactFactory(customer=customer, status=ContactStatus.RESTRICTED, status_since=days_ago(3)), by=by, **ON
    ),
    "silence_contact": lambda customer, by: actions.silence_contact(ContactFactory(customer=customer), by=by, **ON),
    "write_again": lambda customer, by: actions.write_again(
        ContactFactory(customer=customer, silent_since=days_ago(3)), by=by, **ON
    ),
    "write_in": lambda customer, by: actions.write_in(ContactFactory(customer=customer), language="de", by=by, **ON),
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
    "update_contract": lambda customer, by: actions.update_contract(
        ContractFactory(customer=customer), renews_on=today(), by=by, **ON
    ),
    "set_policy": lambda customer, by: actions.set_policy(customer, policy=ReferencePolicy.PRIVATE, by=by, **ON),
    "set_gift_policy": lambda customer, by: actions.set_gift_policy(customer, policy=GiftPolicy.NONE, by=by, **ON),
    "record_relationship": lambda customer, by: actions.record_relationship(
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

    assert public - BY_THE_CLOCK == ACTIONS.keys()
    assert public >= BY_THE_CLOCK


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
    """References are held and filed before anybody is put on a list, and before requests look at what is in flight."""
    assert [subscriber.__module__ for subscriber in announce._subscribers] == [
        "references.actions.files",
        "references.referrals.due",
        "references.testimonials.actions.upkeep",
        "requests.actions",
    ]


def test_an_issue_keeps_what_it_is_about(manager):
    topic = TopicFactory(name="Reporting")
    issue = opens(CustomerFactory(), manager, topics=[topic])

    assert list(issue.topics.all()) == [topic]
    assert issue.opened_by == manager


def test_an_issue_is_resolved_once(manager):
    issue = IssueFactory()
    actions.resolve_issue(issue, **ENDED, by=manager, **ON)

    with pytest.raises(Refused, match="before you"):
        actions.resolve_issue(issue, **ENDED | {"resolution": "Other", "response": "Other"}, by=manager, **ON)

    issue.refresh_from_db()
    assert (issue.resolution, issue.response) == ("Fixed", "Called back within the hour")


def test_an_issue_is_looked_after_by_whoever_opens_it_unless_somebody_else_is_named(manager, rep):
    assert opens(CustomerFactory(), manager).owner == manager
    assert opens(CustomerFactory(), manager, owner=rep).owner == rep


def test_an_open_issue_is_revised_and_what_is_over_is_not(manager, rep):
    """Row 3.1: kind, severity, topics and owner are facts that can turn out otherwise."""
    issue, topic = IssueFactory(), TopicFactory(name="Reporting")
    actions.revise_issue(issue, **REVISED, topics=[topic], owner=rep, by=manager, **ON)
    issue.refresh_from_db()
    assert (issue.kind, issue.severity, issue.owner) == (IssueKind.CONTRACT, Severity.LOW, rep)
    assert [*issue.topics.all()] == [topic]

    actions.resolve_issue(issue, **ENDED, by=manager, **ON)
    with pytest.raises(Refused, match="resolved by now"):
        actions.revise_issue(issue, kind=IssueKind.OTHER, severity=4, topics=[], owner=None, by=manager, **ON)

    issue.refresh_from_db()
    assert (issue.kind, issue.severity, issue.owner) == (IssueKind.CONTRACT, Severity.LOW, rep)
    assert [*issue.topics.all()] == [topic]


@pytest.mark.kept_by_actions
def test_an_issue_that_gets_worse_stops_its_customer_in_the_same_transaction(manager):
    """Row 3.1: what lists show of a customer follows the issue at once."""
    reference = ReferenceFactory()
    issue = opens(reference.contact.customer, manager, severity=Severity.LOW)
    before = Reference.objects.get(pk=reference.pk).standing.open_issue

    actions.revise_issue(
        issue, kind=IssueKind.SUPPORT, severity=Severity.CRITICAL, topics=[], owner=manager, by=manager, **ON
    )

    assert (before, Reference.objects.get(pk=reference.pk).standing.open_issue) == (WARNING, FORBIDDEN)


def recovered(manager, *, recovery, may_be_told, **issue):
    """Resolve an issue and write down the customer's own view of how that went."""
    issue = IssueFactory(**issue)
    actions.resolve_issue(issue, **ENDED, by=manager, **ON)
    return actions.record_recovery(issue, recovery=recovery, may_be_told=may_be_told, by=manager, **ON)


@pytest.mark.parametrize(
    ("recovery", "may_be_told", "is_story"), [(4, True, True), (5, True, True), (3, True, False), (5, False, False)]
)
def test_what_was_handled_well_and_may_be_told_is_a_recovery_story(manager, recovery, may_be_told, is_story):
    """Row 1.2: in the customer's own view, and with their consent."""
    issue = recovered(manager, recovery=recovery, may_be_told=may_be_told)

    assert Issue.objects.recovery_stories(on=today()).exists() is is_story
    assert Issue.objects.with_state(on=today()).get(pk=issue.pk).is_story is is_story
    assert not Issue.objects.recovery_stories(on=days_ago(1)).exists(), "before it was over it was no story"


def test_a_stricter_program_tells_fewer_stories(manager):
    recovered(manager, recovery=4, may_be_told=True)
    Threshold.objects.update_or_create(code="well_recovered", defaults={"value": 5})

    assert not Issue.objects.recovery_stories(on=today()).exists()
    assert not Issue.objects.with_state(on=today()).get().is_story


def test_a_customer_can_take_back_that_their_story_is_told(manager):
    issue = recovered(manager, recovery=5, may_be_told=True)

    actions.record_recovery(issue, recovery=5, may_be_told=False, by=manager, **ON)

    assert not Issue.objects.recovery_stories(on=today()).exists()


def test_an_open_issue_has_no_recovery_yet(manager):
    issue = IssueFactory()

    with pytest.raises(Refused, match="still open, so there is no recovery yet"):
        actions.record_recovery(issue, recovery=5, may_be_told=True, by=manager, **ON)

    issue.refresh_from_db()
    assert (issue.recovery, issue.may_be_told) == (None, False)


@pytest.mark.parametrize(
    "columns",
    [
        {"resolved_on": days_ago(6)},
        {"may_be_told": True, "recovery": 5},
        {"may_be_told": True, "resolved_on": today()},
        {"recovery": 0},
        {"recovery": 6},
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_cannot_be_true_of_an_issue(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        IssueFactory(opened_on=days_ago(5), **columns)


def test_what_went_wrong_on_a_topic_does_not_speak_against_whoever_handled_it_well(manager):
    """Row 1.2: an incident that was put right well is no conflict any more; one that was not still is."""
    topic, reference = TopicFactory(name="Migration"), ReferenceFactory()
    issue = IssueFactory(customer=reference.contact.customer, opened_on=days_ago(200))
    issue.topics.add(topic)
    actions.resolve_issue(issue, **ENDED | {"resolved_on": days_ago(100)}, by=manager, **ON)
    ask = Ask(on=today(), topics=(topic.pk,))

    def conflict():
        return judged(Reference.objects.filter(pk=reference.pk), ask).get().topic_conflict

    assert conflict() == BLOCKED
    actions.record_recovery(issue, recovery=3, may_be_told=False, by=manager, **ON)
    assert conflict() == BLOCKED
    actions.record_recovery(issue, recovery=4, may_be_told=False, by=manager, **ON)
    assert conflict() == CLEAR


@pytest.mark.parametrize(
    ("status", "back_on", "kept"),
    [
        (ContactStatus.AWAY, today() + timedelta(days=9), (days_ago(3), today() + timedelta(days=9))),
        (ContactStatus.AWAY, None, (days_ago(3), None)),
        (ContactStatus.LEFT, None, (days_ago(3), None)),
        (ContactStatus.BOUNCED, today() + timedelta(days=9), (days_ago(3), None)),
        (ContactStatus.ACTIVE, today() + timedelta(days=9), (None, None)),
    ],
)
def test_a_person_is_marked_and_only_somebody_away_comes_back_on_a_day(manager, status, back_on, kept):
    contact = actions.mark_contact(
        ContactFactory(), status=status, since=days_ago(3), back_on=back_on, by=manager, **ON
    )

    assert contact.status == status
    assert (contact.status_since, contact.back_on) == kept


@pytest.mark.kept_by_actions
def test_nobody_is_offered_who_cannot_be_reached_and_everybody_is_again_who_can(manager):
    reference = ReferenceFactory()
    ask = Ask(on=today())

    def says():
        return judged(Reference.objects.filter(pk=reference.pk), ask).get().contact_gone

    for status, level in ((ContactStatus.BOUNCED, BLOCKED), (ContactStatus.ACTIVE, CLEAR)):
        actions.mark_contact(reference.contact, status=status, since=days_ago(3), by=manager, **ON)
        assert says() == level
        standing = Reference.objects.get(pk=reference.pk).standing
        assert standing.contact_gone == level, "what lists show follows in the same transaction"


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


@pytest.mark.parametrize(
    ("ended_on", "last_day"),
    [
        (date(2025, 6, 30), date(2026, 6, 29)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2023, 2, 28), date(2024, 2, 27)),
        (date(2027, 2, 28), date(2028, 2, 27)),
        (date(2025, 12, 31), date(2026, 12, 30)),
    ],
)
def test_a_private_note_is_deleted_twelve_months_after_the_hard_time_ended(ended_on, last_day):
    """Row 3.14; the end of February has a day less or more, and nobody keeps a note for that."""
    hardship = HardshipNoteFactory(hardship__since=date(2022, 1, 1), hardship__ended_on=ended_on).hardship

    assert actions.purge_notes(on=last_day) == 0
    assert HardshipNote.objects.exists()

    assert actions.purge_notes(on=last_day + timedelta(days=1)) == 1
    assert not HardshipNote.objects.exists()
    assert Hardship.objects.get() == hardship, "that it was is a fact, what was told about it was a confidence"


def test_a_note_is_kept_while_the_hard_time_lasts_however_long_its_review_is_due():
    """Row 3.14: without an end it is active, whatever day it should be looked at again."""
    HardshipNoteFactory(hardship__since=days_ago(2000), hardship__review_on=days_ago(1900))
    HardshipNoteFactory(hardship__since=days_ago(2000), hardship__review_on=None)

    assert actions.purge_notes(on=today()) == 0
    assert Hardship.objects.active(on=today()).count() == HardshipNote.objects.count() == 2


def test_deleting_notes_is_written_down_without_a_word_of_them_and_happens_once():
    customer, other = CustomerFactory(), CustomerFactory()
    for since in (3000, 2500):
        HardshipNoteFactory(
            hardship__customer=customer, hardship__since=days_ago(since), hardship__ended_on=days_ago(since - 100)
        )
    HardshipNoteFactory(hardship__customer=other, hardship__ended_on=days_ago(5))

    assert [actions.purge_notes(on=today()), actions.purge_notes(on=today())] == [2, 0]

    events = CustomerEvent.objects.order_by("seq")
    assert [(event.customer, event.verb, event.acted_as, event.actor) for event in events] == [
        (customer, "purge_note", ActedAs.CLOCK, None)
    ] * 2
    assert HardshipNote.objects.get().hardship.customer == other
