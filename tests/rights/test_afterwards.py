"""Does what a person wished with their data stay so, whatever they press in another tab and whatever comes later?"""

import pytest

from customers import actions as customers
from customers.models import Contact, Issue
from customers.models.contact import ContactStatus
from references import actions as references
from references.actions.claims import note_claims
from references.ledger import Evidence
from references.ledger.texts import texts_for
from references.models import (
    Claim,
    Consent,
    ConsentEvent,
    ConsentEventKind,
    CycleStep,
    LedgerKey,
    Link,
    Pause,
    Purpose,
    ReconsentCycle,
    Reference,
)
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.rights import actions
from refprogram.steps import THE_CLOCK
from tests.factories import ReferenceFactory, at_home, days_ago

pytestmark = pytest.mark.django_db

TODAY = {"on": today()}


def words(activity) -> Evidence:
    return Evidence("<p>May we?</p>", "en", texts_for([activity], language="en", on=today()))


def hearsay(person, call, manager):
    said = {"activities": [call], "audiences": [], "said_on": today(), "channel": "call", "witness": "Bob"}
    note_claims(person, **said, by=manager, **TODAY)


def limits(person, by, call):
    said = {"max_per_quarter": 1, "months": [], "best_time": "", "activities": [], "language": "de"}
    references.set_limits(person, **said, by=by, **TODAY)


# What somebody presses in a second tab, which opened before they pressed in the first.
PRESSES = {
    "agree": lambda person, by, call: references.agree(person, call, evidence=words(call), by=by, **TODAY),
    "stop": lambda person, by, call: references.stop(person, call, by=by, **TODAY),
    "pause": lambda person, by, call: references.pause(person, until=None, by=by, **TODAY),
    "end_pause": lambda person, by, call: references.end_pause(person, by=by, **TODAY),
    "company": lambda person, by, call: references.leave_in_peace(person, by=by, **TODAY),
    "limits": limits,
    "complain": lambda person, by, call: references.complain(person, words="Never called back", by=by, **TODAY),
}


@pytest.fixture
def person(call):
    return ReferenceFactory(agreed_to=[call])


def answers_check(person, answer, call):
    step, _ = ReconsentCycle.objects.get_or_create(
        reference=person, cycle_start=days_ago(160), step=CycleStep.FIRST_LETTER, on=today()
    )
    by = at_home(person)
    Link.objects.filter(pk=by.link.pk).update(purpose=Purpose.CHECK_IN, cycle_step=step)
    by.link.refresh_from_db()
    return lambda: references.answer_check_in(by, answer=answer, evidence=words(call), **TODAY)


def test_an_erasure_lets_no_press_of_another_tab_bring_anything_back(person, call, subtests):
    by = at_home(person)
    check = answers_check(person, "yes", call)
    actions.erase(person, by=at_home(person), **TODAY)

    for name, press in {**PRESSES, "check": lambda person, by, call: check()}.items():
        with subtests.test(name), pytest.raises(Refused):
            press(person, by, call)

    assert not Consent.objects.unended().exists()
    assert not LedgerKey.objects.filter(reference=person).exists()
    assert not Pause.objects.filter(reference=person).exists()
    assert not Issue.objects.exclude(summary="").exists()


@pytest.mark.parametrize("wish", [actions.leave_for_good, actions.restrict])
def test_whoever_wants_to_be_left_alone_agrees_to_nothing_by_any_button(person, call, manager, wish):
    by = at_home(person)
    said = {answer: answers_check(person, answer, call) for answer in ("yes", "talk")}
    wish(person, by=by, **TODAY)
    before = ConsentEvent.objects.count()

    for press in (PRESSES["agree"], lambda *_: said["yes"](), lambda *_: said["talk"]()):
        with pytest.raises(Refused, match="we take no yes"):
            press(person, by, call)
    with pytest.raises(Refused, match="leave them alone"):
        hearsay(person, call, manager)

    assert ConsentEvent.objects.count() == before


def test_letters_are_not_switched_on_again_for_whoever_wants_no_contact(person):
    actions.leave_for_good(person, by=at_home(person), **TODAY)

    customers.write_again(person.contact, by=at_home(person), **TODAY)

    assert Contact.objects.get(pk=person.contact_id).silent_since == today()


def test_a_yes_heard_of_is_judged_on_the_person_as_they_are_now(person, call, manager):
    known = Reference.objects.select_related("contact").get(pk=person.pk)
    actions.erase(person, by=at_home(person), **TODAY)

    with pytest.raises(Refused, match="leave them alone"):
        hearsay(known, call, manager)

    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ContactStatus.ACTIVE, ContactStatus.ACTIVE),
        (ContactStatus.LEFT, ContactStatus.LEFT),
        (ContactStatus.BOUNCED, ContactStatus.BOUNCED),
        (ContactStatus.AWAY, ContactStatus.ACTIVE),
    ],
)
def test_when_a_restriction_ends_everything_is_as_it_was(person, before, after):
    since = None if before == ContactStatus.ACTIVE else days_ago(30)
    Contact.objects.filter(pk=person.contact_id).update(status=before, status_since=since)

    for wish in (actions.restrict, actions.restrict, actions.use_again):
        wish(person, by=at_home(person), **TODAY)

    assert Contact.objects.get(pk=person.contact_id).status == after


def test_an_objection_during_a_restriction_keeps_them_hidden_and_holds_after_it(person, manager):
    actions.restrict(person, by=at_home(person), **TODAY)
    actions.leave_for_good(person, by=at_home(person), **TODAY)
    assert not Reference.objects.visible_to(manager).filter(pk=person.pk).exists()

    actions.use_again(person, by=at_home(person), **TODAY)

    assert Contact.objects.get(pk=person.contact_id).status == ContactStatus.OBJECTED


def test_what_the_calendar_ends_ran_out_and_nobody_took_it_back(person, call, manager):
    claimed = ReferenceFactory(agreed_to=())
    hearsay(claimed, call, manager)

    for reference in (person, claimed):
        references.end_everything(reference, by=THE_CLOCK, **TODAY)

    last = ConsentEvent.objects.order_by("-pk")[:2]
    assert {(event.kind, event.channel) for event in last} == {(ConsentEventKind.EXPIRED, "clock")}
    assert Claim.objects.get().outcome == "ran_out"
    assert not Consent.objects.unended().exists()
