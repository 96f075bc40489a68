"""What do answers to surveys do? Two series, a red flag, comments that a person reads, and a follow-up.

Rows 3.4, 1.1 and 4.3.
"""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import actions
from customers.models import Customer, CustomerEvent, SurveyResponse
from customers.models.source import Source
from customers.models.survey import Scale, Series, Tone
from references.eligibility import BLOCKED, CLEAR, WARNING, judged
from references.facts import Ask
from references.models import Mood, Reference
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.pages import ROWS
from tests.factories import (
    CheckInFactory,
    ContactDetailsFactory,
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    ReferenceFactory,
    SurveyResponseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
COMMENT, HANDLING = "Nobody rang back for nine days", "Sent two engineers"
ON = {"on": today()}


def at(view, row=None):
    return reverse(f"customers:{view}", args=[row.pk] if row else [])


def flag(reference):
    """Judge the rule now, with today's facts."""
    return judged(Reference.objects.filter(pk=reference.pk), Ask(on=today())).get().survey_red_flag


@pytest.fixture
def reference():
    return ReferenceFactory()


@pytest.fixture
def customer(reference):
    return reference.contact.customer


# The red flag


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ({"scale": Scale.NPS, "score": 6}, BLOCKED),
        ({"scale": Scale.NPS, "score": 7}, CLEAR),
        ({"scale": Scale.CSAT, "score": 2}, BLOCKED),
        ({"scale": Scale.CSAT, "score": 3}, CLEAR),
        ({"score": 10, "comment": COMMENT, "tone": Tone.NEGATIVE}, BLOCKED),
        ({"score": 10, "comment": COMMENT, "tone": Tone.UNREAD}, WARNING),
        ({"score": 10, "comment": "Good people", "tone": Tone.FINE}, CLEAR),
        ({"score": 2, "series": Series.TRANSACTION}, BLOCKED),
    ],
)
def test_an_unhappy_answer_is_a_red_flag(reference, customer, answer, level):
    """Row 3.4: a low score, or a comment that a person found unhappy whatever the score; an unread one is told."""
    assert flag(reference) == CLEAR

    SurveyResponseFactory(customer=customer, **answer)

    assert flag(reference) == level


def test_a_follow_up_and_a_good_talk_after_it_clear_the_flag(reference, customer, manager):
    """Row 3.4: neither is enough alone, and a talk before the follow-up does not count."""
    answer = SurveyResponseFactory(customer=customer, score=2, answered_on=days_ago(10))
    CheckInFactory(reference=reference, on=days_ago(6))
    assert flag(reference) == BLOCKED, "a good talk alone"

    actions.follow_up(answer, handled_on=days_ago(5), handling=HANDLING, by=manager, **ON)
    assert flag(reference) == BLOCKED, "a follow-up, and only an earlier talk"

    CheckInFactory(reference=reference, on=days_ago(2))
    assert flag(reference) == CLEAR


@pytest.mark.parametrize("mood", [Mood.HESITANT, Mood.UNHAPPY])
def test_a_talk_that_goes_badly_clears_nothing(reference, customer, manager, mood):
    answer = SurveyResponseFactory(customer=customer, score=2)
    actions.follow_up(answer, handled_on=days_ago(5), handling=HANDLING, by=manager, **ON)

    CheckInFactory(reference=reference, on=days_ago(2), mood=mood)

    assert flag(reference) == BLOCKED


def test_a_later_good_answer_speaks_for_its_own_series_only(reference, customer):
    """Row 1.1: neither series is averaged into the other, or stands for it."""
    SurveyResponseFactory(customer=customer, score=2, answered_on=days_ago(10))
    SurveyResponseFactory(customer=customer, score=10, series=Series.TRANSACTION, answered_on=days_ago(3))
    assert flag(reference) == BLOCKED

    SurveyResponseFactory(customer=customer, score=9, answered_on=days_ago(2))
    assert flag(reference) == CLEAR


def test_of_two_answers_on_one_day_the_unhappy_one_counts(reference, customer):
    SurveyResponseFactory(customer=customer, score=2, answered_on=days_ago(3))
    SurveyResponseFactory(customer=customer, score=10, answered_on=days_ago(3))

    assert flag(reference) == BLOCKED


def test_every_unhappy_series_needs_its_own_follow_up_and_a_talk_after_the_last(reference, customer, manager):
    one = SurveyResponseFactory(customer=customer, score=2)
    other = SurveyResponseFactory(customer=customer, score=1, scale=Scale.CSAT, series=Series.TRANSACTION)
    actions.follow_up(one, handled_on=days_ago(8), handling=HANDLING, by=manager, **ON)
    CheckInFactory(reference=reference, on=days_ago(6))
    assert flag(reference) == BLOCKED

    actions.follow_up(other, handled_on=days_ago(4), handling=HANDLING, by=manager, **ON)
    assert flag(reference) == BLOCKED

    CheckInFactory(reference=reference, on=days_ago(4))
    assert flag(reference) == BLOCKED, "a talk on the day of the follow-up is no later one"

    CheckInFactory(reference=reference, on=days_ago(3))
    assert flag(reference) == CLEAR


def test_a_follow_up_that_lies_ahead_has_not_happened(reference, customer, manager):
    SurveyResponseFactory(customer=customer, score=2, handled_on=days_ago(-2), handled_by=manager)
    CheckInFactory(reference=reference, on=days_ago(0))

    assert customer_knows(customer) == (days_ago(10), None)
    assert flag(reference) == BLOCKED


def customer_knows(customer):
    facts = Customer.objects.with_facts(on=today()).get(pk=customer.pk)
    return facts.survey_unhappy_on, facts.survey_handled_on


@pytest.mark.kept_by_actions
def test_what_is_kept_follows_in_the_same_transaction(manager):
    """An answer, a comment read and a follow-up are announced: lists know at once."""
    contact = ContactFactory()
    reference = actions_open_file(contact, manager)
    answer = actions.record_answer(
        contact.customer,
        series=Series.RELATIONSHIP,
        scale=Scale.NPS,
        score=10,
        comment=COMMENT,
        answered_on=days_ago(3),
        by=manager,
        **ON,
    )
    assert kept(reference).survey_unread_on == days_ago(3)

    actions.read_comment(answer, tone=Tone.NEGATIVE, was=Tone.UNREAD, by=manager, **ON)
    assert (kept(reference).survey_unread_on, kept(reference).survey_unhappy_on) == (None, days_ago(3))

    actions.follow_up(answer, handled_on=days_ago(1), handling=HANDLING, by=manager, **ON)
    assert kept(reference).survey_handled_on == days_ago(1)


def actions_open_file(contact, manager):
    actions.set_policy(contact.customer, policy="", by=manager, **ON)
    return Reference.objects.get(contact=contact)


def kept(reference):
    return Reference.objects.select_related("standing").get(pk=reference.pk).standing


# What is written down


def test_a_comment_is_read_once_and_a_slip_is_mended(manager):
    answer = SurveyResponseFactory(comment=COMMENT, tone=Tone.UNREAD, score=9)
    actions.read_comment(answer, tone=Tone.FINE, was=Tone.UNREAD, by=manager, **ON)

    with pytest.raises(Refused, match="before you"):
        actions.read_comment(answer, tone=Tone.NEGATIVE, was=Tone.UNREAD, by=manager, **ON)
    assert SurveyResponse.objects.get().tone == Tone.FINE

    actions.read_comment(answer, tone=Tone.NEGATIVE, was=Tone.FINE, by=manager, **ON)
    assert SurveyResponse.objects.get().tone == Tone.NEGATIVE


def test_an_answer_is_followed_up_once_by_somebody(manager, other_manager):
    answer = SurveyResponseFactory(score=2)
    actions.follow_up(answer, handled_on=today(), handling=HANDLING, by=manager, **ON)

    with pytest.raises(Refused, match="before you"):
        actions.follow_up(answer, handled_on=today(), handling="Again", by=other_manager, **ON)

    stored = SurveyResponse.objects.get()
    assert (stored.handled_by, stored.handled_on, stored.handling) == (manager, today(), HANDLING)


def test_what_staff_write_down_is_said_by_staff(customer, manager):
    """Provenance: an answer by hand is our word; without a tone its comment waits to be read."""
    answer = actions.record_answer(
        customer,
        series=Series.TRANSACTION,
        scale=Scale.CSAT,
        score=4,
        comment="Fine",
        answered_on=days_ago(3),
        by=manager,
        **ON,
    )

    assert (answer.source, answer.tone) == (Source.STAFF, Tone.UNREAD)
    event = CustomerEvent.objects.get(verb="record_answer")
    assert (event.about, event.actor) == (f"survey-{answer.pk}", manager)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": Scale.CSAT, "score": 0},
        {"scale": Scale.CSAT, "score": 6},
        {"scale": Scale.NPS, "score": 11},
        {"comment": COMMENT, "tone": ""},
        {"comment": "", "tone": Tone.FINE},
        {"answered_on": days_ago(3), "handled_on": days_ago(4), "handled": True},
        {"handled_on": days_ago(1)},
    ],
)
def test_both_databases_refuse_what_the_forms_would(wrong, manager):
    if wrong.pop("handled", False):
        wrong["handled_by"] = manager
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyResponseFactory(**wrong)


# The forms


ANSWER = {"series": "relationship", "scale": "nps", "score": "4", "answered_on": days_ago(2).isoformat()}


def test_a_manager_writes_down_an_answer_with_who_gave_it(client, manager, customer, reference):
    client.force_login(manager)

    page = client.post(
        at("record_answer", customer),
        ANSWER | {"comment": COMMENT, "tone": "negative", "contact": reference.contact.pk},
    )

    assert page.status_code == 302
    stored = SurveyResponse.objects.get()
    assert (stored.score, stored.contact, stored.tone, stored.source) == (4, reference.contact, "negative", "staff")
    assert flag(reference) == BLOCKED


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"scale": "csat", "score": "7"}, "A score is 0 to 10 on the first scale and 1 to 5 on the second."),
        ({"score": "11"}, "less than or equal to 10"),
        ({"answered_on": (today().replace(year=today().year + 1)).isoformat()}, "This day is still to come."),
        ({"comment": COMMENT}, "Say how what they wrote sounds"),
        ({"tone": "fine"}, "Write down what they wrote"),
        ({"contact": "999999"}, "Select a valid choice"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_stays_as_it_was_typed(client, manager, customer, changed, sentence):
    client.force_login(manager)

    page = client.post(at("record_answer", customer), ANSWER | changed)

    assert page.status_code == 422
    assert sentence in page.text
    for name, value in (ANSWER | changed).items():
        if name in {"score", "answered_on"}:
            assert f'value="{value}"' in page.text
    assert not SurveyResponse.objects.exists()


def test_nobody_of_another_company_gave_an_answer(client, manager, customer):
    stranger = ContactFactory()
    client.force_login(manager)

    page = client.post(at("record_answer", customer), ANSWER | {"contact": stranger.pk})

    assert page.status_code == 422


def test_nobody_follows_up_before_the_answer_came(client, manager, customer):
    answer = SurveyResponseFactory(customer=customer, score=2, answered_on=days_ago(3))
    client.force_login(manager)
    what = {"handling": HANDLING}

    early = client.post(at("follow_up", answer), what | {"handled_on": days_ago(4).isoformat()})
    late = client.post(at("follow_up", answer), what | {"handled_on": days_ago(-1).isoformat()})
    right = client.post(at("follow_up", answer), what | {"handled_on": days_ago(1).isoformat()})

    assert (early.status_code, late.status_code, right.status_code) == (422, 422, 302)
    assert "Nobody can follow up before the answer came." in early.text
    assert HANDLING in early.text
    assert SurveyResponse.objects.get().handled_by == manager


# The pages


def told(page, name):
    """Return what stands in one column of the card of satisfaction."""
    card = re.search(r'<section class="card" id="satisfaction">.*?</section>', page, re.DOTALL)[0]
    return re.split(rf"<h3[^>]*>{name}", card)[1].split("<h3")[0]


def test_the_page_of_a_customer_shows_two_lists_newest_first_beside_the_renewal(client, manager, customer):
    """Rows 1.1 and 4.3: each series has its own list with days and no average; the contract stands next to them."""
    for days, score in ((40, 3), (10, 9), (20, 7)):
        SurveyResponseFactory(customer=customer, score=score, answered_on=days_ago(days))
    SurveyResponseFactory(
        customer=customer,
        series=Series.TRANSACTION,
        scale=Scale.CSAT,
        score=4,
        answered_on=days_ago(5),
        source=Source.CUSTOMER,
    )
    contract = ContractFactory(customer=customer, negotiating_since=days_ago(1))
    client.force_login(manager)

    page = client.get(at("detail", customer)).text

    assert re.findall(r"\d+ of \d+", told(page, "Relationship")) == ["9 of 10", "7 of 10", "3 of 10"]
    assert re.findall(r"\d+ of \d+", told(page, "Transaction")) == ["4 of 5"]
    assert "from an import" in told(page, "Relationship")
    assert "said by the customer" in told(page, "Transaction")
    assert "verage" not in re.sub("Never averaged", "", page)
    assert str(contract.renews_on.year) in told(page, "Renewal")
    assert "Being negotiated since" in told(page, "Renewal")


@pytest.mark.parametrize("who", ["rep", "executive"])
@pytest.mark.parametrize("view", ["detail", "surveys"])
def test_who_may_not_read_complaints_sees_the_score_and_no_word(client, request, rep, manager, who, view):
    """Row 3.4: the comment is complaint text, and so is what we did about it."""
    contact = ContactFactory(customer__owner=rep, details=None)
    ContactDetailsFactory(contact=contact, name="Zephyrine Quist")
    SurveyResponseFactory(
        customer=contact.customer,
        contact=contact,
        score=9,
        comment=COMMENT,
        tone=Tone.NEGATIVE,
        handled_on=today(),
        handled_by=manager,
        handling=HANDLING,
    )
    client.force_login(request.getfixturevalue(who))

    page = client.get(at(view, contact.customer)).text

    assert "9 of 10" in page
    assert not re.search(f"{COMMENT}|{HANDLING}|Zephyrine|Unhappy|Not read|Follow up", page)


@pytest.mark.parametrize("who", ["manager", "admin"])
def test_who_reads_complaints_reads_the_comment_and_what_we_did(client, request, manager, customer, who):
    SurveyResponseFactory(
        customer=customer,
        comment=COMMENT,
        tone=Tone.NEGATIVE,
        handled_on=today(),
        handled_by=manager,
        handling=HANDLING,
    )
    client.force_login(request.getfixturevalue(who))

    page = client.get(at("surveys", customer)).text

    assert all(words in page for words in (COMMENT, HANDLING, "Unhappy"))


def test_all_answers_of_one_customer_are_one_series_at_a_time(client, manager, customer):
    SurveyResponseFactory(customer=customer, score=8)
    SurveyResponseFactory(customer=customer, series=Series.TRANSACTION, scale=Scale.CSAT, score=5)
    SurveyResponseFactory(score=1)
    client.force_login(manager)

    whole, part = client.get(at("surveys", customer)), client.get(at("surveys", customer), headers=HTMX)
    other = client.get(at("surveys", customer), {"series": "transaction"}).text
    nonsense = client.get(at("surveys", customer), {"series": "average"}).text

    assert re.findall(r"\d+ of \d+", whole.text) == ["8 of 10"] == re.findall(r"\d+ of \d+", nonsense)
    assert re.findall(r"\d+ of \d+", other) == ["5 of 5"]
    assert part.text.strip() in whole.text
    assert "<html" not in part.text


def test_the_answers_of_a_customer_are_paged_at_a_constant_number_of_queries(client, manager, customer):
    client.force_login(manager)
    SurveyResponseFactory.create_batch(2, customer=customer, comment=COMMENT, tone=Tone.NEGATIVE)
    pages = ("surveys", "detail")
    few = [asked(client, at(view, customer)) for view in pages] + [asked(client, at("surveys_to_read"))]
    SurveyResponseFactory.create_batch(ROWS + 5, customer=customer, comment=COMMENT, tone=Tone.UNREAD)

    assert [asked(client, at(view, customer)) for view in pages] + [asked(client, at("surveys_to_read"))] == few
    assert "Next" in client.get(at("surveys", customer)).text


def asked(client, url):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# Comments to read


def steady(text):
    """Take out what differs from one drawing of a form to the next: the mask of its token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def test_comments_that_nobody_has_read_are_read_one_by_one(client, manager, customer, reference):
    """Row 3.4: a good score with bad news is found by a person, and then blocks."""
    answer = SurveyResponseFactory(customer=customer, score=10, comment=COMMENT, tone=Tone.UNREAD)
    SurveyResponseFactory(comment="Read before", tone=Tone.FINE)
    client.force_login(manager)
    whole, part = client.get(at("surveys_to_read")), client.get(at("surveys_to_read"), headers=HTMX)
    assert COMMENT in whole.text
    assert "Read before" not in whole.text
    assert steady(part.text) in steady(whole.text)

    left = client.post(at("read_comment", answer), {"tone": "negative", "was": "unread"}, headers=HTMX)

    assert left.status_code == 200
    assert "Every comment has been read." in left.text
    assert flag(reference) == BLOCKED


def test_the_second_reader_is_told_and_changes_nothing(client, manager, other_manager):
    answer = SurveyResponseFactory(comment=COMMENT, tone=Tone.UNREAD)
    client.force_login(other_manager)
    client.post(at("read_comment", answer), {"tone": "negative", "was": "unread"})
    client.force_login(manager)

    late = client.post(at("read_comment", answer), {"tone": "fine", "was": "unread"})

    assert late.status_code == 409
    assert "Somebody read this comment before you." in late.text
    assert SurveyResponse.objects.get().tone == Tone.NEGATIVE


def test_an_answer_without_a_comment_has_nothing_to_read(client, manager):
    answer = SurveyResponseFactory()
    client.force_login(manager)

    assert client.get(at("read_comment", answer)).status_code == 404


def test_from_the_customers_page_a_manager_reads_and_follows_up(client, manager):
    customer = CustomerFactory()
    answer = SurveyResponseFactory(customer=customer, score=3, comment=COMMENT, tone=Tone.UNREAD)
    client.force_login(manager)
    page = client.get(at("detail", customer)).text

    assert at("read_comment", answer) in page
    assert at("follow_up", answer) in page
    assert client.post(at("read_comment", answer), {"tone": "fine", "was": "unread"}).url == at("detail", customer)
    actions.follow_up(answer, handled_on=today(), handling=HANDLING, by=manager, **ON)
    assert at("follow_up", answer) not in client.get(at("detail", customer)).text
