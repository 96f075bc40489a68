"""Is nothing shown but what the person approved themselves, in that very form, and is their no as easy as their yes?"""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from references.models import Audience, Consent, ConsentEvent, Purpose
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import gate
from references.testimonials.models import (
    Approval,
    AskedOf,
    Endorsement,
    Naming,
    SaidBy,
    Status,
    Tie,
    Verdict,
)
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from tests.factories import at_home
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


def test_words_come_in_word_for_word_and_are_nobodys_approval(manager):
    one = lives.taken_in(manager, text="  It works,\nsays she. ")

    assert one.status == Status.INTAKE
    assert one.versions.get().text == "It works,\nsays she."
    assert one.versions.get().said_by == SaidBy.TOLD
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "   ", "name": "Gareth"}, "There are no words"),
        ({"text": "It works.", "name": " "}, "Say who"),
    ],
)
def test_intake_needs_words_and_somebody(manager, given, sentence):
    lives.quote()
    with pytest.raises(Refused, match=sentence):
        actions.take_in(origin="unsolicited", by=manager, on=today(), **given)
    assert not Endorsement.objects.exists()


def test_the_same_words_of_the_same_person_come_in_once(manager):
    one = lives.taken_in(manager)

    with pytest.raises(Refused, match=rf"here already \(E-{one.pk}\)"):
        lives.taken_in(manager, text=lives.TEXT.upper())
    assert lives.taken_in(manager, lives.speaker()), "another person may be said to have said the same: the gate asks"


def test_asking_writes_one_letter_and_waits(manager):
    one = lives.asked(manager)

    assert one.status == Status.PERSON_APPROVAL
    assert Message.objects.get().kind == "words_to_approve"
    with pytest.raises(Refused):
        actions.ask_person(one, by=manager, on=today())


def test_nobody_is_asked_while_nobody_knows_who_said_it(manager):
    one = lives.taken_in(manager)

    with pytest.raises(Refused, match="Nobody knows yet"):
        actions.ask_person(one, by=manager, on=today())
    assert not Message.objects.exists()


def test_their_yes_is_an_approval_of_this_form_and_a_consent_for_six_months(manager):
    one = lives.approved(manager)

    approval = Approval.objects.get()
    assert one.status == Status.DOSSIER
    assert approval.digest == dossier_of(one.pk, on=today()).block.digest
    consent = Consent.objects.get()
    assert (consent.activity, consent.expires_on) == (one.activity, add_months(today(), 6))
    assert set(consent.audiences.values_list("audience", flat=True)) == {Audience.PROSPECT, Audience.EVENT}
    assert ConsentEvent.objects.filter(kind="granted", link=approval.link_id).exists(), "with the page that they saw"
    assert one.connections.get().asked_of == AskedOf.PERSON


@pytest.mark.parametrize("naming", Naming.values)
def test_they_are_named_as_they_choose_on_the_page(manager, naming):
    one = lives.says_yes(lives.asked(manager), naming=naming)

    block = dossier_of(one.pk, on=today()).block
    contact = one.reference.contact
    shown = {Naming.FULL: contact.details.name, Naming.ROLE: "", Naming.NOBODY: ""}
    assert block.name == shown[Naming(naming)]
    assert block.company == ("" if naming == Naming.NOBODY else contact.customer.name)
    assert "approved" not in {gap.code for gap in gate(one.pk, on=today())}, "that is what they approved"


def test_what_they_said_ties_them_to_us_is_shown_with_their_words(manager):
    one = lives.says_yes(lives.asked(manager), tie=Tie.TRAVEL)

    assert dossier_of(one.pk, on=today()).block.disclosures == (
        "We have paid for their travel or for an event of theirs.",
    )


def test_an_old_page_approves_nothing(manager):
    one = lives.asked(manager)
    actions.choose(one, parts=["It simply works"], by=manager, on=today())
    actions.tie(one, tie=Tie.GIFT, nature="", by=manager, on=today())

    with pytest.raises(Refused, match="has changed"):
        lives.says_yes(one, seen="0" * 64)
    assert not Approval.objects.exists()
    assert not Consent.objects.exists()


def test_a_yes_without_a_place_to_show_it_is_no_yes(manager):
    with pytest.raises(Refused, match="where it may be shown"):
        lives.says_yes(lives.asked(manager), audiences=[])


def test_their_no_takes_it_out_of_the_world(manager):
    one = lives.placed(lives.published(manager), manager, channel="wall").endorsement

    lives.says_no(one)

    one.refresh_from_db()
    assert one.status == Status.WITHDRAWN
    assert not one.placements.still_up().exists()
    assert Consent.objects.unended().count() == 0


def test_what_they_would_rather_say_is_a_new_version_of_their_own(manager):
    one = lives.asked(manager)

    actions.change_words(one, text="It works well for us.", by=lives.holder(one.reference), on=today())

    first, second = one.versions.order_by("number")
    assert (first.text, second.text, second.said_by) == (lives.TEXT, "It works well for us.", SaidBy.PERSON)
    assert dossier_of(one.pk, on=today()).block.text == "It works well for us."
    assert gate(lives.says_yes(one).pk, on=today())[0].code != "untouched"


def test_a_new_choice_of_ours_needs_their_new_approval(manager):
    one = lives.approved(manager)

    actions.choose(one, parts=["the people behind it listen"], by=manager, on=today())

    assert "approved" in {gap.code for gap in gate(one.pk, on=today())}
    assert dossier_of(one.pk, on=today()).block.quoted == "“the people behind it listen”"


def test_a_paraphrase_is_ours_and_stands_without_quotation_marks(manager):
    one = lives.approved(manager)

    actions.choose(one, paraphrase="They plan in five hours now.", by=manager, on=today())

    assert dossier_of(one.pk, on=today()).block.quoted == "They plan in five hours now."
    assert "approved" in {gap.code for gap in gate(one.pk, on=today())}


def test_what_is_shown_is_not_chosen_anew(manager):
    with pytest.raises(Refused, match="Suspend them first"):
        actions.choose(lives.published(manager), parts=["It simply works"], by=manager, on=today())


def test_a_yes_once_more_renews_what_is_shown(manager):
    one = lives.published(manager)
    Endorsement.objects.update(reconfirm_by=today())

    lives.says_yes(one)

    one.refresh_from_db()
    assert (one.status, one.reconfirm_by) == (Status.PUBLISHED, None)
    assert Approval.objects.filter(answer=Verdict.YES).count() == 2
    assert dossier_of(one.pk, on=today()).block.reconfirmed_on == today()


def test_nobody_answers_for_somebody_else(manager):
    one, other = lives.asked(manager), lives.speaker()

    with pytest.raises(Refused, match="nothing to answer"):
        lives.says_yes(one, by=lives.holder(other))
    with pytest.raises(PermissionDenied):
        lives.says_yes(one, by=replace(at_home(one.reference), acts=False))
    with pytest.raises(PermissionDenied):
        lives.says_yes(one, by=manager)
    assert lives.holder(other).link.purpose == Purpose.WORDS
    assert not Approval.objects.exists()


def test_before_their_answer_nothing_is_changed_about_who_said_it(manager):
    one = lives.asked(manager)

    with pytest.raises(Refused, match="asked about these words already"):
        actions.identify(one, reference=lives.speaker(), by=manager, on=today())


@pytest.mark.parametrize("text", ["Lorem ipsum dolor sit amet", "<script>alert(1)</script> It works."])
def test_nobody_is_asked_about_filler_or_code(manager, text):
    one = lives.taken_in(manager, lives.speaker(), text=text)

    with pytest.raises(Refused, match=r"not words of a person|There is code"):
        actions.ask_person(one, by=manager, on=today())
    one.refresh_from_db()
    assert one.status == Status.INTAKE
    assert not Message.objects.exists()
    assert not one.showings.exists()


def test_nobody_is_asked_about_words_that_somebody_else_is_said_to_have_said(manager):
    one = lives.taken_in(manager, lives.speaker())
    lives.taken_in(manager)

    with pytest.raises(Refused, match="Only one can have said so"):
        actions.ask_person(one, by=manager, on=today())
    assert not Message.objects.exists()


@pytest.mark.parametrize("life", [lives.approved, lives.ready])
def test_whoever_approved_exactly_this_is_not_asked_again(manager, life):
    one = life(manager)
    status = one.status

    with pytest.raises(Refused, match="approved exactly this already"):
        actions.ask_person(one, by=manager, on=today())
    one.refresh_from_db()
    assert one.status == status

    actions.choose(one, parts=["It simply works"], by=manager, on=today())
    assert actions.ask_person(one, by=manager, on=today()).status == Status.PERSON_APPROVAL


def test_whose_consent_has_ended_is_asked_again_though_the_words_are_as_approved(manager):
    one = lives.ready(manager)
    Consent.objects.update(ended_on=today())

    assert actions.ask_person(one, by=manager, on=today()).status == Status.PERSON_APPROVAL


def test_who_is_to_say_again_whether_they_still_mean_it_is_asked_before_the_day_is_over(manager):
    one = lives.approved(manager)
    Endorsement.objects.update(reconfirm_by=add_months(today(), 1))

    assert actions.ask_person(one, by=manager, on=today()).status == Status.PERSON_APPROVAL


def test_whoever_answered_that_they_do_not_know_what_ties_them_to_us_is_asked_again(manager):
    one = lives.approved(manager)
    one.connections.update(tie=Tie.UNKNOWN)

    assert actions.ask_person(one, by=manager, on=today()).status == Status.PERSON_APPROVAL


def test_of_what_is_published_the_refusal_says_what_to_do(manager):
    with pytest.raises(Refused, match="This is published"):
        actions.ask_person(lives.published(manager), by=manager, on=today())
