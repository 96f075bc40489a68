"""What does somebody read who answers twice, late, or after a word on the phone?"""

import pytest

from references.models import Answer, Use, UseConsent, UseState
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Status
from tests import stages
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


def test_it_says_who_will_be_there_or_how_to_hear_it_first(client, ask, address):
    assert "Somebody of Marlow Grocers." in client.get(address).text

    UseConsent.objects.update(attending="Their head of IT")

    assert "Their head of IT" in client.get(address).text


def test_who_will_be_there_is_asked_along(rep, manager):
    reference = stages.zephyrine()
    ask = stages.in_review(rep, manager, role="Their head of IT")
    actions.match(ask, reference=reference.pk, by=manager, on=stages.today())
    actions.ask_customer(ask, reference=reference.pk, by=manager, on=stages.today())

    assert stages.question_of(ask).attending == "Their head of IT"


def test_after_a_yes_one_press_takes_it_back(client, ask, address):
    stages.answered(ask, Answer.YES)
    assert "I would rather not after all" in client.get(address).text

    answer = client.post(address, {"answer": "no"}, follow=True)

    ask.refresh_from_db()
    assert ask.status == Status.DECLINED_BY_CUSTOMER
    assert Use.objects.get().state == UseState.RELEASED
    assert "You said no." in answer.text
    assert "I would rather not after all" not in answer.text


def test_after_it_took_place_there_is_nothing_to_take_back(client, ask, address, manager):
    stages.answered(ask, Answer.YES)
    actions.complete(ask, by=manager, on=stages.today())

    assert "I would rather not after all" not in client.get(address).text
    assert client.post(address, {"answer": "no"}).status_code == 409


def test_a_word_on_the_phone_is_put_to_them_once_more(client, ask, address, manager):
    stages.heard(ask, Answer.YES, by=manager)
    page = client.get(address).text
    assert "Maya Okafor noted that you said yes on" in page
    seal = page.partition('name="seen" value="')[2].partition('"')[0]

    assert client.post(address, {"answer": "yes", "seen": seal}).status_code == 302

    assert UseConsent.objects.get().heard_by is None
    assert "Maya Okafor noted" not in client.get(address).text


@pytest.mark.parametrize("answer", ["no", "not_now"])
def test_a_word_on_the_phone_that_is_not_right_is_called_off(client, ask, address, manager, answer):
    stages.heard(ask, Answer.YES, by=manager)
    seal = client.get(address).text.partition('name="seen" value="')[2].partition('"')[0]

    client.post(address, {"answer": answer, "seen": seal, "words": "That was somebody else"})

    ask.refresh_from_db()
    assert ask.status == Status.DECLINED_BY_CUSTOMER
    assert UseConsent.objects.get().words == "That was somebody else"


def test_whoever_writes_while_it_is_called_off_loses_no_word(client, ask, address, rep):
    page = client.get(address).text
    seal = page.partition('name="seen" value="')[2].partition('"')[0]
    actions.cancel(ask, by=rep)

    late = client.post(address, {"answer": "yes", "seen": seal, "words": "Gladly, on a Tuesday"})

    assert late.status_code == 409
    assert "Gladly, on a Tuesday" in late.text
    assert "hears that you answered, and not what you chose" in late.text
    assert Message.objects.filter(kind="request_answered_late").count() == 1
    assert UseConsent.objects.get().answer == ""


def test_looking_at_what_is_off_tells_nobody(client, ask, address, rep):
    actions.cancel(ask, by=rep)

    assert client.get(address).status_code == 200

    assert not Message.objects.filter(kind="request_answered_late").exists()


@pytest.mark.parametrize("how", ["asked", "heard", "answered", "taken back"])
def test_each_page_asks_little(client, ask, address, manager, rep, how, django_assert_max_num_queries):
    if how == "heard":
        stages.heard(ask, Answer.YES, by=manager)
    elif how == "answered":
        stages.answered(ask, Answer.YES)
    elif how == "taken back":
        actions.cancel(ask, by=rep)

    with django_assert_max_num_queries(5):
        client.get(address)
