"""Is somebody whom nobody contacted within 30 days forgotten in every app, and nobody else? (row 14 of 6.3)"""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from customers.models import Contact, ContactDetails, Suppression
from customers.models.contact import ContactStatus
from references import actions as references
from references.models import ConsentChannel, Nomination, Reference
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from refprogram.rights.actions import NOBODY_CONTACTED, forget_the_quarantined
from tests.factories import ConsentFactory, CustomerFactory, HardshipFactory, days_ago
from tests.rights.people import CANARY, agree, everything_stored

pytestmark = pytest.mark.django_db
LAST = timedelta(days=30)


def nominates(by, *, days, customer=None) -> Reference:
    nomination = references.nominate(
        customer or CustomerFactory(owner=by), name=f"{CANARY} Pryce", title=CANARY, email=f"{CANARY}@there.example",
        why=CANARY, known_problems=CANARY, by=by, on=days_ago(days),
    )  # fmt: skip
    return nomination.reference


def canaries():
    return [(place, value) for place, value in everything_stored() if CANARY in value]


def a_letter(reference, **columns) -> Message:
    return Message.objects.create(
        kind="x", key=f"{Message.objects.count()}", to=f"contact:{reference.contact_id}", **columns
    )


def talks(reference, by, **how):
    how = {"direct": True, "mood": "willing"} | how
    references.check_in(
        reference, happened_on=today(), channel="call", outcome="willing", activities=[], by=by, on=today(), **how
    )


def test_nothing_that_tells_of_them_is_left_in_any_table_on_the_thirtieth_day(rep):
    reference = nominates(rep, days=30)
    a_letter(reference, sent_to=CANARY)
    assert forget_the_quarantined(on=today() - timedelta(days=1)) == 0
    assert canaries()

    assert forget_the_quarantined(on=today()) == 1

    assert canaries() == []
    contact = Contact.objects.get(pk=reference.contact_id)
    assert (contact.status, contact.quarantined_on) == (ContactStatus.ERASED, None)
    assert Message.objects.get().reason == NOBODY_CONTACTED
    assert forget_the_quarantined(on=today()) == 0


def test_they_asked_for_nothing_so_they_may_be_written_down_again(rep):
    customer = CustomerFactory(owner=rep)
    nominates(rep, days=31, customer=customer)
    forget_the_quarantined(on=today())

    again = nominates(rep, days=0, customer=customer)

    assert not Suppression.objects.exists()
    assert again.contact.quarantined_on == today()
    assert ContactDetails.objects.count() == 1


def test_nobody_who_was_talked_with_or_written_to_is_forgotten(rep, manager):
    talked, written = nominates(rep, days=40), nominates(rep, days=40)
    talks(talked, manager)
    Contact.objects.filter(pk=written.contact_id).update(noticed_on=days_ago(20))

    assert forget_the_quarantined(on=today()) == 0
    assert ContactDetails.objects.count() == 2


def test_nobody_is_forgotten_who_agrees_to_something_or_is_said_to(rep, call, manager):
    agrees, is_said_to = nominates(rep, days=40), nominates(rep, days=40)
    ConsentFactory(reference=agrees, activity=call)
    with transaction.atomic():
        references.claim(
            is_said_to, call, audiences=[], said_on=today(), channel=ConsentChannel.CALL, by=manager, on=today()
        )

    assert forget_the_quarantined(on=today()) == 0
    assert forget_the_quarantined(on=today() + timedelta(days=400)) == 2


def test_a_yes_that_a_manager_heard_is_a_contact(rep, call, manager):
    reference = nominates(rep, days=20)
    references.note_claims(
        reference, activities=[call], audiences=[], said_on=today(), channel=ConsentChannel.CALL, witness="",
        by=manager, on=today(),
    )  # fmt: skip

    assert Contact.objects.get(pk=reference.contact_id).forgotten_on is None


def test_a_yes_of_their_own_is_a_contact(rep, call, manager):
    reference = nominates(rep, days=20)
    agree(reference, call, by=manager)

    assert Contact.objects.get(pk=reference.contact_id).forgotten_on is None


def test_what_somebody_else_says_of_them_is_no_talk_with_them(rep, manager):
    talks(nominates(rep, days=30), manager, direct=False, mood="")

    assert forget_the_quarantined(on=today()) == 1


def test_a_hard_time_of_their_company_keeps_nobody_here_longer(rep):
    HardshipFactory(customer=nominates(rep, days=30).contact.customer)

    assert forget_the_quarantined(on=today()) == 1


@pytest.mark.parametrize("state", [State.LEASED, State.SENDING])
def test_somebody_whose_letter_is_in_a_senders_hands_is_not_forgotten_in_that_moment(rep, state):
    reference = nominates(rep, days=30)
    held = {"lease_token": "x", "lease_until": timezone.now() + timedelta(minutes=1)}
    letter, waits = a_letter(reference, state=state, **held), a_letter(reference)
    assert forget_the_quarantined(on=today()) == 0
    waits.refresh_from_db()
    assert waits.state == State.QUEUED

    Message.objects.filter(pk=letter.pk).update(state=State.FAILED)
    assert forget_the_quarantined(on=today()) == 1


@pytest.mark.parametrize("broken", [0, 1])
def test_one_who_cannot_be_forgotten_keeps_nobody_else(rep, monkeypatch, broken):
    two = nominates(rep, days=40), nominates(rep, days=35)
    forget = references.forget

    def fails(reference, **how):
        if reference == two[broken]:
            raise RuntimeError("this one")
        forget(reference, **how)

    monkeypatch.setattr(references, "forget", fails)
    with pytest.raises(ExceptionGroup) as told:
        forget_the_quarantined(on=today())

    assert [str(error) for error in told.value.exceptions] == ["this one"]
    assert ContactDetails.objects.get().contact_id == two[broken].contact_id


def test_the_end_of_the_workers_time_is_nobodys_failure(rep, monkeypatch):
    def takes_long(reference, **how):
        raise SoftTimeLimitExceeded

    nominates(rep, days=40)
    monkeypatch.setattr(references, "forget", takes_long)
    with pytest.raises(SoftTimeLimitExceeded):
        forget_the_quarantined(on=today())


@pytest.mark.parametrize("reader", ["manager", "rep", "admin", "executive"])
def test_the_nominations_go_on_without_somebody_who_is_forgotten(client, rep, reader, request):
    nominates(rep, days=30)
    forget_the_quarantined(on=today())
    client.force_login(request.getfixturevalue(reader))

    page = client.get(reverse("references:nominations"))

    assert page.status_code == 200
    assert "row-nomination" not in page.text
    assert Nomination.objects.exists(), "that somebody was proposed still counts for the nominator"
