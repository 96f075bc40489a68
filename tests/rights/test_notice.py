"""Does every first letter to somebody whom others told us of say where we have their data from? (row 14 of 6.3)"""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from customers.models import Contact
from customers.models.contact import ToldBy
from references import links
from references.actions import check_in, nominate
from references.cycle import take_due_steps
from references.models import Outcome, Purpose, Reference
from references.notices import SIX_MONTH_CHECK, SMALL_QUESTIONS, contact_address, letter_to_customer
from references.referrals import notices as referrals
from references.referrals.notices import introduced_address
from references.testimonials.notices import WORDS_TO_APPROVE, WORDS_WANTED, letter_wanting_words
from refprogram.accounts.mailbox import mailbox
from refprogram.dates import today
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from refprogram.outbox.reading import opened
from requests import actions
from requests.actions.mattered import send_mattered
from requests.letters import MATTERED, prospect_address
from requests.notices import QUESTION, QUESTION_AGAIN, QUESTION_TAKEN_BACK, YES_TO_CONFIRM
from requests.notices_of_meetings import AGREED, OFF, OFFERED
from tests import stages
from tests.factories import CustomerFactory, MatteredLetterFactory, ReferenceFactory, ReferralAskFactory, days_ago
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
HEADING = {"": "Where we have your data from", "de": "Woher wir Ihre Daten haben"}
SOURCE = {"": "A colleague of ours gave us your name", "de": "Jemand aus unserem Haus hat uns Ihren Namen"}
# What Article 14 has everybody told, as it stands in the letter.
SAID = {
    "": (
        *("Northquay", "references@localhost", "What for", "legitimate interest", "Article 6(1)(f)", "Who sees it"),
        *("How long", "30 days", "data protection authority", "correct", "deleted", "/p/…/data/"),
    ),
    "de": (
        *("Northquay", "references@localhost", "Wozu", "berechtigtes Interesse", "Artikel 6 Absatz 1", "Wer es sieht"),
        *("Wie lange", "30 Tagen", "Datenschutzbehörde", "berichtigen", "löschen", "/p/…/data/"),
    ),
}


def a_referral_ask(rep, manager):
    with transaction.atomic():
        referrals.put_question(ReferralAskFactory(reference=stages.zephyrine(), asked=True))
    return Message.objects.get(kind=referrals.QUESTION)


def words_to_approve(rep, manager):
    lives.asked(manager, stages.zephyrine())
    return Message.objects.get(kind=WORDS_TO_APPROVE)


def of_the_cycle(**of):
    reference = stages.zephyrine()
    return letter_to_customer(reference=reference.pk, contact=reference.contact_id, on=today(), **of)


def the_letter(kind, stage):
    """Return a function that reaches a stage and returns the letter of this kind that it wrote to the customer."""

    def written(rep, manager):
        stage(rep, manager)
        return Message.objects.get(kind=kind)

    return written


def it_mattered(rep, manager):
    send_mattered(MatteredLetterFactory(reference=stages.zephyrine()), words="They came.", by=manager, on=today())
    return Message.objects.get(kind=MATTERED)


# One letter of each kind that goes to a customer. A new kind without its row fails.
LETTERS = {
    QUESTION: the_letter(QUESTION, stages.asked),
    QUESTION_TAKEN_BACK: the_letter(
        QUESTION_TAKEN_BACK, lambda rep, manager: actions.cancel(stages.asked(rep, manager), by=rep)
    ),
    QUESTION_AGAIN: the_letter(QUESTION_AGAIN, lambda rep, manager: stages.silent(stages.asked(rep, manager), manager)),
    YES_TO_CONFIRM: the_letter(
        YES_TO_CONFIRM, lambda rep, manager: stages.heard(stages.asked(rep, manager), "yes", by=manager)
    ),
    OFFERED: the_letter(OFFERED, lambda rep, manager: stages.offers(stages.confirmed(rep, manager), rep)),
    AGREED: the_letter(AGREED, stages.scheduled),
    OFF: the_letter(OFF, lambda rep, manager: actions.unschedule(stages.scheduled(rep, manager), by=rep)),
    SIX_MONTH_CHECK: lambda rep, manager: of_the_cycle(cycle_step=1),
    SMALL_QUESTIONS: lambda rep, manager: of_the_cycle(),
    referrals.QUESTION: a_referral_ask,
    WORDS_TO_APPROVE: words_to_approve,
    MATTERED: it_mattered,
    WORDS_WANTED: lambda rep, manager: letter_wanting_words(stages.zephyrine(), on=today()),
}
each = pytest.mark.parametrize("code", LETTERS)
in_both_languages = pytest.mark.parametrize("language", HEADING)


def as_read(message, *, language="", told=True):
    """Return the text and the HTML of a letter, whoever it goes to having been told of by a colleague."""
    known = {"told_by": ToldBy.COLLEAGUE, "quarantined_on": days_ago(3)} if told else {}
    Contact.objects.filter(pk=int(message.to.removeprefix("contact:"))).update(language=language, **known)
    letter = kinds.kind(message.kind).preview(message)
    return letter.text, re.sub(r"\s+", " ", re.sub(r"<(?!a )[^>]*>", "", letter.html))


def test_every_kind_of_letter_to_a_customer_has_a_row_here():
    addresses = {code: kinds.kind(code).address for code in kinds.codes()}

    known = {contact_address, introduced_address, prospect_address, mailbox}
    assert set(addresses.values()) == known, "a new way to an address: does it lead to customers?"
    assert {code for code, address in addresses.items() if address is contact_address} == LETTERS.keys()


@each
@in_both_languages
def test_a_letter_says_it_all_while_the_notice_is_owed(code, language, rep, manager):
    for said in as_read(LETTERS[code](rep, manager), language=language):
        assert said.count(HEADING[language]) == 1
        assert SOURCE[language] in said
        assert [part for part in SAID[language] if part not in said] == []
        assert "\n\n\n" not in said


@each
def test_a_letter_to_whom_we_know_ourselves_or_who_was_told_says_nothing_of_it(code, rep, manager):
    message = LETTERS[code](rep, manager)
    said = as_read(message, told=False)
    Contact.objects.update(told_by=ToldBy.COLLEAGUE, quarantined_on=days_ago(3), noticed_on=days_ago(1))

    for text in (*said, *as_read(message)):
        assert HEADING[""] not in text


@each
def test_whoever_was_only_told_on_the_phone_reads_it_too(code, rep, manager):
    message = LETTERS[code](rep, manager)
    Contact.objects.update(told_by=ToldBy.COLLEAGUE, quarantined_on=days_ago(3), reached_on=days_ago(2))

    assert all(SOURCE[""] in said for said in as_read(message))


@pytest.mark.once
def test_the_address_that_reaches_us_is_the_one_that_letters_come_from():
    assert "references@localhost" in settings.DEFAULT_FROM_EMAIL


def test_from_the_nomination_to_the_letter_that_leaves_everything_is_told_once(rep, manager, call, client):
    nomination = nominate(
        CustomerFactory(owner=rep), name="Gareth Pryce", title="", email="gareth@fernhill.example", why="Likes it",
        known_problems="none known", by=rep, on=today(),
    )  # fmt: skip
    reference = nomination.reference
    check_in(
        reference, happened_on=today(), channel="call", direct=True, outcome=Outcome.WILLING, mood="willing",
        activities=[call], by=manager, on=today(),
    )  # fmt: skip
    assert take_due_steps(on=today()) == 1
    send_due()

    (first,) = Message.objects.filter(to=f"contact:{reference.contact_id}")
    assert first.state == State.SENT
    text = opened(first).text
    assert SOURCE[""] in " ".join(text.split())
    page = client.get(re.search(r"http\S+?(/p/\S+/data/)", text).group(1))
    assert HEADING[""] in page.text
    assert Contact.objects.get(pk=reference.contact_id).noticed_on == today()
    again = letter_to_customer(reference=reference.pk, contact=reference.contact_id, on=today())
    assert HEADING[""] not in kinds.kind(again.kind).preview(again).text


@in_both_languages
def test_their_own_page_goes_on_to_say_it_and_says_nothing_of_it_to_others(client, language):
    told = {"contact__told_by": ToldBy.COLLEAGUE, "contact__quarantined_on": days_ago(90)}
    pages = {}
    for reference in (ReferenceFactory(**told, contact__noticed_on=days_ago(80)), ReferenceFactory()):
        Contact.objects.update(language=language)
        address = links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
        token = address.rstrip("/").rpartition("/")[2]
        pages[reference.contact.told_by] = client.get(reverse("portal:data", args=[token])).text

    assert SOURCE[language] in pages[ToldBy.COLLEAGUE]
    assert HEADING[language] not in pages[ToldBy.BUSINESS]
    assert Reference.objects.count() == 2
