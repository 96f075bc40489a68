"""Does each button take its step, once, for those who may press it, and say so when it cannot?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Contact
from references.models import Judgement, ThankYou
from refprogram.dates import today
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Assignment, ReferenceRequest, Status
from tests import stages
from tests.factories import IssueFactory, ReferenceFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


# A request one press before the step, what is pressed along, where it leads, and who may press it.
def whom(ask):
    """Return what the button to ask the chosen person carries."""
    return {"reference": ask.assignments.latest("pk").reference_id}


def by_phone(ask):
    return whom(ask) | {"answer": "yes", "how": "call", "said_on": today().isoformat()}


STEPS = {
    "submit": (lambda rep, manager: stages.drafted(rep), {}, Status.SUBMITTED, {"rep"}),
    "take_up": (lambda rep, manager: stages.submitted(rep), {}, Status.IN_REVIEW, {"manager"}),
    "ask_customer": (stages.matched, whom, Status.AWAITING_CUSTOMER, {"manager"}),
    "resume": (
        lambda rep, manager: stages.answered(stages.asked(rep, manager), "no"),
        {},
        Status.IN_REVIEW,
        {"manager"},
    ),
    "complete": (stages.confirmed, {}, Status.COMPLETED, {"manager"}),
    "let_go": (lambda rep, manager: stages.lapsed(rep, manager), {}, Status.IN_REVIEW, {"manager"}),
    "record_answer": (stages.asked, by_phone, Status.CONFIRMED, {"manager"}),
    "give_up": (stages.in_review, {"because": "too_late"}, Status.UNFULFILLED, {"manager"}),
    "close": (stages.completed, {"note": ""}, Status.CLOSED, {"manager"}),
    "cancel": (stages.in_review, {"note": "Deal lost"}, Status.CANCELLED, {"rep", "manager"}),
}
EVERYBODY = ("rep", "manager", "executive", "admin")
each = pytest.mark.parametrize("verb", STEPS)


def at(ask, verb="detail"):
    return reverse(f"requests:{verb}", args=[ask.pk])


def steady(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


@pytest.fixture
def prepared(rep, manager):
    def prepare(verb):
        make, data, target, may = STEPS[verb]
        ask = make(rep, manager)
        return ask, data(ask) if callable(data) else data, target, may

    return prepare


@each
def test_each_button_takes_its_step_and_leads_back(client, prepared, verb, request):
    ask, data, target, may = prepared(verb)
    client.force_login(request.getfixturevalue(sorted(may)[0]))

    answer = client.post(at(ask, verb), data)

    ask.refresh_from_db()
    assert ask.status == target
    assert answer.headers["Location"] == ask.get_absolute_url()


@each
def test_what_htmx_swaps_in_is_what_a_fresh_page_shows(client, prepared, verb, request):
    ask, data, _, may = prepared(verb)
    client.force_login(request.getfixturevalue(sorted(may)[0]))

    swapped = client.post(at(ask, verb), data, headers=HTMX)

    assert "<html" not in swapped.text
    assert swapped.text.lstrip().startswith('<div id="work">')
    assert steady(swapped.text) in steady(client.get(at(ask)).text)


@each
def test_looking_at_the_address_of_a_step_takes_none(client, prepared, verb, request):
    ask, _, _, may = prepared(verb)
    before = ask.status
    client.force_login(request.getfixturevalue(sorted(may)[0]))

    for method in ("get", "head", "options", "put", "delete"):
        assert getattr(client, method)(at(ask, verb)).status_code == 405
    ask.refresh_from_db()
    assert ask.status == before


@each
def test_the_wrong_role_takes_no_step(client, prepared, verb, request):
    ask, data, _, may = prepared(verb)
    before = ask.status

    for who in set(EVERYBODY) - may:
        client.force_login(request.getfixturevalue(who))
        assert client.post(at(ask, verb), data).status_code == 403

    ask.refresh_from_db()
    assert ask.status == before


@pytest.mark.parametrize("verb", ["submit", "cancel"])
def test_somebody_elses_request_cannot_be_moved(client, prepared, other_rep, verb):
    ask, data, *_ = prepared(verb)
    before = ask.status
    client.force_login(other_rep)

    assert client.post(at(ask, verb), data).status_code == 404
    ask.refresh_from_db()
    assert ask.status == before


@each
def test_a_step_without_its_token_is_not_taken(prepared, verb, request):
    ask, data, target, may = prepared(verb)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(request.getfixturevalue(sorted(may)[0]))

    assert strict.post(at(ask, verb), data).status_code == 403
    ask.refresh_from_db()
    assert ask.status != target


@pytest.mark.parametrize("verb", sorted(STEPS.keys() - {"submit"}))
def test_of_two_presses_one_wins_and_the_other_is_told(client, prepared, verb, request, other_manager, rep):
    ask, data, _, may = prepared(verb)
    other = other_manager if "manager" in may else rep
    client.force_login(request.getfixturevalue(sorted(may)[0]))
    client.post(at(ask, verb), data)
    events = ask.events.count()

    client.force_login(other)
    late = client.post(at(ask, verb), data)
    swapped = client.post(at(ask, verb), data, headers=HTMX)

    assert (late.status_code, swapped.status_code) == (409, 409)
    assert "Nothing was changed" in late.text or "Nobody is chosen" in late.text
    assert "<html" not in swapped.text
    assert ask.events.count() == events


def test_whoever_presses_twice_to_send_their_request_has_sent_it_once(client, prepared, rep):
    ask, *_ = prepared("submit")
    client.force_login(rep)

    answers = [client.post(at(ask, "submit")) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [ask.get_absolute_url()] * 2
    assert ask.events.filter(verb="submit").count() == 1


def test_choosing_somebody_keeps_the_verdict_it_used(client, rep, manager):
    ask, reference = stages.in_review(rep, manager), ReferenceFactory()
    client.force_login(manager)

    client.post(at(ask, "match"), {"reference": reference.pk})

    ask.refresh_from_db()
    assert ask.status == Status.MATCHED
    assert Assignment.objects.get().reference == reference
    assert Judgement.objects.get().decision == "match"


def test_choosing_swaps_in_what_a_fresh_page_shows(client, rep, manager):
    ask, reference = stages.in_review(rep, manager), ReferenceFactory()
    client.force_login(manager)

    swapped = client.post(at(ask, "match"), {"reference": reference.pk}, headers=HTMX)

    assert reference.contact.customer.name in swapped.text
    assert steady(swapped.text) in steady(client.get(at(ask)).text)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Choose a person first."),
        ({"reference": "999999"}, "not here any more"),
        ({"reference": "x"}, "not here any more"),
        ({"reference": "9" * 30}, "not here any more"),
    ],
)
def test_choosing_nobody_keeps_the_page_and_says_so(client, rep, manager, data, says):
    ask = stages.in_review(rep, manager)
    ReferenceFactory()
    client.force_login(manager)

    for headers in ({}, HTMX):
        answer = client.post(at(ask, "match"), data, headers=headers)
        assert answer.status_code == 422
        assert says in answer.text
        assert "1 person you may ask" in answer.text
    ask.refresh_from_db()
    assert ask.status == Status.IN_REVIEW


def test_a_person_with_trouble_cannot_be_chosen_by_hand_either(client, rep, manager):
    ask, reference = stages.in_review(rep, manager), ReferenceFactory(customer__in_trouble=True)
    client.force_login(manager)

    refused = client.post(at(ask, "match"), {"reference": reference.pk})

    assert refused.status_code == 409
    assert "Open issue since" in refused.text
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_managers_choose(client, rep, manager, who, request):
    ask, reference = stages.in_review(rep, manager), ReferenceFactory()
    client.force_login(request.getfixturevalue(who))

    assert client.post(at(ask, "match"), {"reference": reference.pk}).status_code == 403
    assert client.get(at(ask, "match")).status_code == 405


def test_trouble_between_choosing_and_asking_is_told_with_every_reason(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.matched(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer)
    client.force_login(manager)

    refused = client.post(at(ask, "ask_customer"), whom(ask), headers=HTMX)

    assert refused.status_code == 409
    assert "Open issue since" in refused.text
    assert not Message.objects.filter(kind="question_to_customer").exists()


def test_two_managers_take_up_one_request_and_one_of_them_has_it(client, rep, manager, other_manager):
    ask = stages.submitted(rep)
    client.force_login(manager)
    client.post(at(ask, "take_up"))
    client.force_login(other_manager)

    late = client.post(at(ask, "take_up"))

    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert ReferenceRequest.objects.get().manager == manager


def test_giving_up_needs_a_reason_and_something_else_needs_a_sentence(client, rep, manager):
    ask = stages.in_review(rep, manager)
    client.force_login(manager)

    for headers in ({}, HTMX):
        for data, says in (({}, "Choose why."), ({"because": "other", "note": " "}, "Say in a sentence why")):
            answer = client.post(at(ask, "give_up"), data, headers=headers)
            assert answer.status_code == 422
            assert says in answer.text
            assert "<details open>" in answer.text
    ask.refresh_from_db()
    assert ask.status == Status.IN_REVIEW


def test_only_what_took_place_is_closed_and_a_word_may_be_missing(client, rep, manager):
    ask = stages.in_review(rep, manager)
    client.force_login(manager)
    assert client.post(at(ask, "close"), {"note": "x"}).status_code == 409

    done = stages.completed(rep, manager)
    client.post(at(done, "close"), {"note": ""})
    done.refresh_from_db()
    assert done.status == Status.CLOSED


def test_a_word_that_is_too_long_comes_back(client, rep):
    ask = stages.submitted(rep)
    client.force_login(rep)

    answer = client.post(at(ask, "cancel"), {"note": "x" * 4_001})

    assert answer.status_code == 422
    assert "x" * 4_001 in answer.text
    assert "<details open>" in answer.text


def test_the_whole_way_by_pressing_buttons(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.drafted(rep)
    client.force_login(rep)
    client.post(at(ask, "submit"))
    client.force_login(manager)
    client.post(at(ask, "take_up"))
    client.post(at(ask, "match"), {"reference": reference.pk})
    client.post(at(ask, "ask_customer"), whom(ask))
    stages.answered(ask, "yes")
    client.force_login(rep)
    assert stages.NAME in client.post(at(ask, "reveal")).text
    client.force_login(manager)
    client.post(at(ask, "complete"))
    assert ThankYou.objects.owed().exists()
    client.post(at(ask, "close"), {"note": ""})

    ask.refresh_from_db()
    assert ask.status == Status.CLOSED


def test_what_was_stopped_elsewhere_is_told_to_whoever_presses_next(client, rep, manager):
    ask = stages.matched(rep, manager)
    actions.cancel(ask, by=rep)
    client.force_login(manager)

    assert client.post(at(ask, "ask_customer"), whom(ask)).status_code == 409


def test_an_old_button_does_not_ask_whoever_was_chosen_since(client, rep, manager, other_manager):
    ask, other = stages.matched(rep, manager), ReferenceFactory()
    old = whom(ask)
    actions.match(ask, reference=other.pk, by=other_manager, on=today())
    client.force_login(manager)

    late = client.post(at(ask, "ask_customer"), old, headers=HTMX)

    assert late.status_code == 409
    assert "chose another person in the meantime" in late.text
    assert not Message.objects.filter(kind="question_to_customer").exists()
    assert client.post(at(ask, "ask_customer")).status_code == 422, "and a button that names nobody asks nobody"


def test_whoever_answered_no_is_not_offered_again(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.answered(stages.asked(rep, manager, reference), "no")
    actions.resume(ask, by=manager)
    client.force_login(manager)

    page = client.get(at(ask)).text
    refused = client.post(at(ask, "match"), {"reference": reference.pk})

    assert f'value="{reference.pk}"' not in page
    assert "Asked before" in page
    assert refused.status_code == 409
    assert "answered this request already" in refused.text


def test_of_whoever_wants_no_letters_the_manager_reads_that_none_reached_them(client, rep, manager):
    ask = stages.asked(rep, manager)
    client.force_login(manager)
    assert "They want no letters" not in client.get(ask.get_absolute_url()).text
    Contact.objects.update(silent_since=today())

    text = client.get(ask.get_absolute_url()).text

    assert "They want no letters, so none reaches them: ask them yourself" in text
