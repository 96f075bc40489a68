"""Is a letter that somebody's help mattered drafted once, sent by a manager alone, and never to whom nobody writes?"""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from customers.models import Contact
from customers.models.contact import ContactStatus
from references.models import Use, UseState
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from requests.actions import after, deals, mattered
from requests.models import MatteredLetter, MatteredState, Opportunity, Stage, Status
from tests.customers.test_imports import TODAY, read_in
from tests.factories import (
    FeedbackFactory,
    HardshipFactory,
    MatteredLetterFactory,
    OpportunityFactory,
    PauseFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    days_ago,
    heard,
)

pytestmark = pytest.mark.django_db


def heard_for(rep, reference=None, *, on=None, **deal):
    """Have somebody have been heard for a deal that is still open."""
    ask = ReferenceRequestFactory(requested_by=rep, status=Status.COMPLETED, **deal)
    heard(ask, reference or ReferenceFactory(), on=on or days_ago(10))
    return ask


def won(ask, rep, *, on=None):
    deals.record_outcome(ask, stage=Stage.WON, closed_on=on or days_ago(1), value=500_000, by=rep, on=today())


def test_a_deal_that_is_won_drafts_a_letter_in_the_persons_language_without_amounts(rep):
    reference = ReferenceFactory(contact__language="de")
    ask = heard_for(rep, reference)

    won(ask, rep)

    letter = MatteredLetter.objects.get()
    assert (letter.reference, letter.opportunity, letter.state) == (reference, ask.opportunity, MatteredState.DRAFT)
    assert "Vielen Dank" in letter.words
    assert "Marlow Grocers" in letter.words
    assert "500" not in letter.words
    assert not Message.objects.exists(), "nothing leaves by itself"


@pytest.mark.parametrize("how", ["lost", "same day", "called off", "did harm", "forgotten"])
def test_nothing_is_drafted_where_nobody_can_say_that_it_mattered(how, rep):
    ask = heard_for(rep, on=days_ago(1) if how == "same day" else None)
    if how == "called off":
        Use.objects.update(state=UseState.RELEASED)
    if how == "did harm":
        FeedbackFactory(assignment=ask.assignments.get(), effect="harm")
    if how == "forgotten":
        Contact.objects.update(status=ContactStatus.ERASED, status_since=today())
    stage = Stage.LOST if how == "lost" else Stage.WON

    deals.record_outcome(ask, stage=stage, closed_on=days_ago(1), value=None, by=rep, on=today())

    assert not MatteredLetter.objects.exists()


def test_a_draft_is_dropped_once_the_prospect_says_that_it_did_harm(rep):
    ask = heard_for(rep)
    other = heard_for(rep, opportunity=ask.opportunity)
    won(ask, rep)

    after.note_feedback(ask, said=after.Said(effect="harm"), way="phone", by=rep, on=today())

    letters = {letter.reference: letter.state for letter in MatteredLetter.objects.all()}
    assert letters == {
        ask.assignments.get().reference: MatteredState.DROPPED,
        other.assignments.get().reference: MatteredState.DRAFT,
    }


def test_one_letter_a_deal_and_person_however_often_it_is_won(rep):
    reference = ReferenceFactory()
    ask = heard_for(rep, reference)
    second = heard_for(rep, reference, opportunity=ask.opportunity)
    other = heard_for(rep, opportunity=ask.opportunity)

    won(ask, rep)
    deals.record_outcome(second, stage=Stage.OPEN, closed_on=None, value=None, by=rep, on=today())
    won(other, rep)
    mattered.draft_mattered([ask.opportunity_id], on=today())

    assert MatteredLetter.objects.count() == 2


def test_a_manager_sends_it_in_the_words_they_have_read(manager):
    letter = MatteredLetterFactory()

    mattered.send_mattered(letter, words="Thank you, Ingrid. They came to us.", by=manager, on=today())
    send_due()

    letter.refresh_from_db()
    assert (letter.state, letter.decided_by, letter.decided_on) == (MatteredState.SENT, manager, today())
    (mail,) = (message_from_bytes(file.read_bytes(), policy=SMTP) for file in settings.MAIL_FOLDER.glob("*.eml"))
    assert "They came to us." in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"]


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_else_sends_or_drops_it(who, request):
    by, letter = request.getfixturevalue(who), MatteredLetterFactory()

    with pytest.raises(PermissionDenied):
        mattered.send_mattered(letter, words="x", by=by, on=today())
    with pytest.raises(PermissionDenied):
        mattered.drop_mattered(letter, by=by, on=today())


def test_it_is_decided_once(manager):
    letter = MatteredLetterFactory()
    mattered.drop_mattered(letter, by=manager, on=today())

    with pytest.raises(Refused, match="decided this already"):
        mattered.send_mattered(letter, words="x", by=manager, on=today())

    letter.refresh_from_db()
    assert (letter.state, letter.words) == (MatteredState.DROPPED, "")
    mattered.draft_mattered([letter.opportunity_id], on=today())
    assert MatteredLetter.objects.count() == 1


@pytest.mark.parametrize("why", ["hardship", "silence", "pause"])
def test_it_goes_to_nobody_who_is_not_to_be_written_to(why, manager):
    letter = MatteredLetterFactory()
    leaves_in_peace(letter.reference, why)

    with pytest.raises(Refused, match="Nothing was sent"):
        mattered.send_mattered(letter, words="x", by=manager, on=today())

    assert not Message.objects.exists()


@pytest.mark.parametrize("why", ["hardship", "silence", "pause", "open again"])
def test_a_letter_that_waits_stops_for_the_same_reasons(why, manager):
    letter = MatteredLetterFactory()
    mattered.send_mattered(letter, words="x", by=manager, on=today())
    leaves_in_peace(letter.reference, why)
    if why == "open again":
        Opportunity.objects.update(stage=Stage.OPEN, closed_on=None)

    send_due()

    assert Message.objects.get().state == State.CANCELLED


def leaves_in_peace(reference, why):
    if why == "hardship":
        HardshipFactory(customer=reference.contact.customer)
    elif why == "pause":
        PauseFactory(reference=reference)
    elif why == "silence":
        reference.contact.silent_since = today()
        reference.contact.save()


def test_a_draft_of_a_deal_that_is_open_again_waits_for_nobody(manager):
    letter = MatteredLetterFactory()
    Opportunity.objects.update(stage=Stage.OPEN, closed_on=None)

    assert not MatteredLetter.objects.waiting().exists()
    with pytest.raises(Refused):
        mattered.send_mattered(letter, words="x", by=manager, on=today())


def test_an_other_deal_is_no_matter(rep):
    ask = heard_for(rep)
    elsewhere = OpportunityFactory(stage=Stage.WON, closed_on=days_ago(1))

    assert mattered.draft_mattered([elsewhere.pk], on=today()) == 0
    assert mattered.draft_mattered([ask.opportunity_id], on=today()) == 0


def test_a_file_that_says_so_drafts_the_letter_once(rep):
    known = OpportunityFactory(source="list", external_id="O-1", owner=rep, account="Marlow")
    heard_for(rep, opportunity=known, on=TODAY - timedelta(days=9))
    rows = "external_id,account,stage,closed_on\n"

    for _ in range(2):
        read_in("opportunities", f"{rows}O-1,Marlow,Won,{TODAY.isoformat()}\n")

    assert MatteredLetter.objects.get().drafted_on == TODAY
