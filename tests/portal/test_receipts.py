"""Does what was noted stay true after somebody has changed their mind on their own page?"""

import pytest
from django.urls import reverse

from references import actions, links
from references.models import Answer, Consent, CycleStep, Pause, Purpose, ReconsentCycle
from refprogram.dates import today
from refprogram.rights import actions as rights
from requests import actions as requests
from requests.models import Assignment
from tests import stages
from tests.factories import ConsentFactory, ReferenceFactory, at_home, days_ago, seen
from tests.portal.test_views import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Reader()


@pytest.fixture
def ask(rep, manager):
    return stages.asked(rep, manager)


@pytest.fixture
def address(ask):
    return stages.link_to(stages.question_of(ask))


@pytest.fixture
def reference(call):
    return ReferenceFactory(checked_on=days_ago(160), agreed_to=[call])


@pytest.fixture
def check(reference):
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=days_ago(160), step=CycleStep.FIRST_LETTER, on=today()
    )
    token = links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=step).split("/")[-2]
    return reverse("portal:page", args=[token])


def stop(reference, call):
    actions.stop(reference, call, evidence=seen(), by=at_home(reference), on=today())


def object_to(reference, _):
    rights.leave_for_good(reference, by=at_home(reference), on=today())


def restrict(reference, _):
    rights.restrict(reference, by=at_home(reference), on=today())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (stop, "What you had agreed to has ended since, so nothing comes of it."),
        (object_to, "never to contact you about this again, and nobody does"),
        (restrict, "to use nothing that we know of you, and we do not"),
    ],
)
def test_after_a_yes_and_a_change_of_mind_nobody_promises_to_get_back(client, ask, address, call, change, says):
    client.post(address, {"answer": "yes"})
    change(Assignment.objects.get(ask=ask).reference, call)

    receipt = client.get(address).text

    assert says in receipt
    assert "We arrange it with you" not in receipt
    assert "we will get back to you" not in receipt


@pytest.mark.parametrize("answer", Answer.values)
def test_who_never_wants_to_hear_of_it_again_is_promised_no_call(client, reference, check, answer):
    client.post(check, {"answer": answer})
    object_to(reference, None)

    receipt = client.get(check).text

    assert "never to contact you about this again, and nobody does" in receipt
    assert "get in touch" not in receipt


def test_a_no_that_was_undone_is_told_as_such(client, reference, check, call):
    client.post(check, {"answer": "no"})
    ConsentFactory(reference=reference, activity=call)

    receipt = client.get(check).text

    assert "Since then you agreed to what stands below." in receipt
    assert "has ended" not in receipt


def test_after_not_now_the_rest_is_told_as_long_as_it_lasts(client, reference, check):
    client.post(check, {"answer": "not_now"})
    assert "Nobody asks you for three months" in client.get(check).text

    Pause.objects.update(ended_on=today())

    receipt = client.get(check).text
    assert "That rest is over now" in receipt
    assert "three months" not in receipt


def test_after_not_now_and_a_stop_nothing_is_said_to_stay(client, reference, check, call):
    client.post(check, {"answer": "not_now"})
    stop(reference, call)

    receipt = client.get(check).text
    assert "At the moment you have agreed to nothing" in receipt
    assert "stays as it is" not in receipt


@pytest.mark.parametrize(("change", "by_us"), [(stop, False), (object_to, False), (None, True)])
def test_a_question_that_they_made_us_take_back_is_not_called_nothing_they_did(
    client, ask, address, rep, call, change, by_us
):
    if change:
        change(Assignment.objects.get(ask=ask).reference, call)
    else:
        requests.cancel(ask, by=rep)

    page = client.get(address).text

    assert "There is nothing for you to do" in page
    assert ("it was nothing you did" in page) == by_us


# Nothing to answer


def test_who_agrees_to_nothing_is_shown_the_way_home_and_no_question(client, check):
    Consent.objects.update(ended_on=today())

    page = client.get(check)

    assert page.status_code == 200
    assert "At the moment you have agreed to nothing" in page.text
    assert "Everything you agreed to, and how to stop it" in page.text
    assert "six more months" not in page.text
    assert 'type="radio"' not in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize("answer", Answer.values)
def test_an_answer_to_what_nobody_asks_any_more_changes_nothing_and_is_told(client, reference, check, answer):
    Consent.objects.update(ended_on=today())

    late = client.post(check, {"answer": answer})

    assert late.status_code == 409
    assert "Nothing was changed" in late.text
    assert not reference.checkins.filter(channel="link").exists()
