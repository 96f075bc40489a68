"""Does a person's own page let them take one thing back, and does it say truly what stands and what a press does?"""

import re

import pytest
from django.urls import reverse

from references import actions as references
from references.models import Link, Purpose
from references.testimonials.forms import TieForm
from references.testimonials.models import Connection, Endorsement, Status, Tie
from refprogram.dates import today
from tests.factories import at_home, days_ago, seen
from tests.portal.test_views import everything
from tests.portal.test_words import WRITTEN, YES, Reader, page_for, status_of
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Reader()


@pytest.fixture
def shown(manager) -> Endorsement:
    one = lives.published(manager)
    lives.placed(one, manager)
    lives.placed(one, manager, channel="wall")
    return one


@pytest.fixture
def token(shown) -> str:
    return page_for(shown.reference, Purpose.HOME).split("/")[2]


@pytest.fixture
def asks_again(shown) -> str:
    """The address of somebody who is asked whether they still mean what is shown."""
    Endorsement.objects.update(reconfirm_by=today())
    return page_for(shown.reference)


def press(client, token, one, choice, **more):
    return client.post(reverse("portal:piece", args=[token, one.pk]), {"choice": choice}, **more)


def home(client, token) -> str:
    return client.get(reverse("portal:home", args=[token])).text


# One piece


def test_one_piece_is_taken_down_with_one_press_and_the_other_stays(client, token, shown, manager):
    other = lives.published(manager, shown.reference, text=lives.PLAIN)
    assert home(client, token).count('value="take_down"') == 2

    after = press(client, token, shown, "take_down", follow=True).text

    assert (status_of(shown), status_of(other)) == (Status.WITHDRAWN, Status.PUBLISHED)
    assert "You took this back. It is shown nowhere" in after
    assert "It has to come down by" in after


def test_their_name_is_taken_off_and_the_nameless_form_is_put_to_them(client, token, shown):
    asked = press(client, token, shown, "take_name_off", follow=True).text

    assert "We show it nowhere; you say whether we may." in asked
    assert "A customer of ours" in re.search(r"<figure.*?</figure>", asked, re.DOTALL).group()
    assert status_of(shown) == Status.PERSON_APPROVAL
    client.post(reverse("portal:words", args=[token]), YES)
    assert status_of(shown) == Status.DOSSIER
    assert 'value="take_name_off"' not in home(client, token)


def test_what_was_taken_back_is_put_to_them_again_when_they_ask(client, token, shown):
    press(client, token, shown, "take_down")

    asked = press(client, token, shown, "take_up", follow=True).text

    assert "May we show this?" in asked
    assert status_of(shown) == Status.PERSON_APPROVAL


def test_without_a_button_or_of_somebody_else_nothing_happens(client, token, shown, manager):
    stranger = lives.published(manager, text=lives.PLAIN)
    before = everything()

    assert press(client, token, shown, "").status_code == 422
    assert press(client, token, stranger, "take_down").status_code == 409
    assert client.get(reverse("portal:piece", args=[token, shown.pk])).status_code == 302
    assert everything() == before


def test_after_its_time_a_link_still_takes_one_piece_down(client, token, shown, manager):
    lives.published(manager, shown.reference, text=lives.PLAIN)
    lives.asked(manager, shown.reference, text="This waits for an answer.")
    Link.objects.update(expires_on=days_ago(1))
    page = home(client, token)
    assert "This waits for an answer." not in page, "nothing is answered here any more"
    assert page.count('value="take_down"') == 2
    assert "take_name_off" not in page

    assert press(client, token, shown, "take_down").status_code == 302
    assert status_of(shown) == Status.WITHDRAWN
    last = Endorsement.objects.get(status=Status.PUBLISHED)
    assert press(client, token, last, "take_down").status_code == 200
    assert client.get(reverse("portal:home", args=[token])).status_code == 404


# What the page says


def test_where_words_may_be_shown_is_said_as_it_was_asked(client, token, shown):
    page = home(client, token)

    assert "Where it may be shown: at events, on our website and in our sales material." in page
    assert "Who hears it" not in page


def test_after_a_stop_nothing_promises_to_undo_it(client, token, shown):
    references.stop(shown.reference, shown.activity, evidence=seen(), by=at_home(shown.reference), on=today())

    page = home(client, token)

    assert "Undo" not in page
    assert "agreeing again brings none of them back" in page
    assert "Should you agree again, it may be shown:" in page
    assert "Where it may be shown:" not in page
    assert "Ask me about it again" in page


# Asked again


def test_other_words_are_taken_when_they_are_asked_again_and_the_old_ones_come_down(client, asks_again, shown):
    assert "Write it below; what is shown comes down" in client.get(asks_again).text

    done = client.post(asks_again, {"answer": "otherwise", "words": "It works well for us."}, follow=True)

    assert "<blockquote>“It works well for us.”</blockquote>" in done.text
    assert status_of(shown) == Status.PERSON_APPROVAL
    assert not shown.placements.still_up().filter(channel="wall").exists()


def test_the_same_link_answers_again_when_it_is_asked_again(client, shown):
    path = page_for(shown.reference)
    for _ in range(2):
        Endorsement.objects.update(reconfirm_by=today())
        assert "Do you still mean this?" in client.get(path).text
        assert client.post(path, YES).status_code == 302
        assert "Do you still mean this?" not in client.get(path).text


def test_what_they_told_us_is_not_asked_as_if_nobody_had_said_it(client, manager):
    path = page_for(lives.speaker())
    asked = client.post(path, WRITTEN | {"tie": "other", "nature": "My cousin sells it."}, follow=True).text
    assert "You told us: Something else, “My cousin sells it”. Choose nothing to leave it so." in asked

    assert client.post(path, {"answer": "yes", "audiences": ["prospect"]}).status_code == 302

    told = Connection.objects.get()
    assert (told.tie, told.nature) == (Tie.OTHER, "My cousin sells it.")


def test_who_has_told_nothing_yet_is_asked(client, manager):
    path = page_for(lives.asked(manager).reference)

    assert client.post(path, {"answer": "yes", "audiences": ["prospect"]}).status_code == 422


# Nothing typed is dropped


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"words": "I would rather say this."}, "You wrote other words."),
        ({"words": "x" * 4_001}, "You wrote other words."),
        ({"tie": "none", "nature": "My cousin sells it."}, "You wrote a sentence below."),
        ({"tie": "gift", "nature": "-"}, "Please say it in words that a reader understands."),
        ({"tie": "gift", "nature": "<b>A pen</b>"}, "Please say it in words that a reader understands."),
    ],
)
def test_a_yes_beside_something_else_is_asked_about_and_nothing_is_lost(client, manager, sent, says):
    path = page_for(lives.asked(manager).reference)
    before = everything()

    answer = client.post(path, YES | sent)

    assert answer.status_code == 422
    assert says in answer.text
    assert list(sent.values())[-1][:20].replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert everything() == before


def test_money_is_a_choice_of_its_own(client, manager):
    one = lives.asked(manager)
    page = client.get(page_for(one.reference)).text

    assert "Beside your words it then says: “They have been paid by us.”" in page
    assert "Money from you" in page
    client.post(page_for(one.reference), YES | {"tie": "payment"})
    assert Connection.objects.get().tie == Tie.PAYMENT


def test_staff_say_in_words_what_ties_somebody():
    assert not TieForm({"tie": "gift", "nature": "..."}).is_valid()
    assert TieForm({"tie": "gift", "nature": "A fountain pen."}).is_valid()
