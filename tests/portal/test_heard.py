"""Can a prospect say how it was in a minute, without a login, once, and without learning a name?"""

import pytest
from django.urls import reverse

from refprogram.dates import today
from requests import links
from requests.models import Effect, Feedback, TopicFeedback
from tests.factories import InvitationFactory, ReferenceFactory, ReferenceRequestFactory, TopicFactory, heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    reference = ReferenceFactory(contact__details__name="Zephyrine Quist", customer__name="Kestrelholm Ferries")
    ask = ReferenceRequestFactory(status="completed", topics=[TopicFactory(name="Reporting")])
    return InvitationFactory(assignment=heard(ask, reference), language="en")


@pytest.fixture
def url(invitation):
    return reverse("portal:heard", args=[links.mint(invitation=invitation.pk).split("/")[-2]])


def test_three_questions_and_a_box_and_nothing_is_chosen_beforehand(client, url):
    page = client.get(url).text

    for question in ("what mattered most", "How well was this answered: Reporting?", "your decision", "surprising"):
        assert question in page
    assert "checked" not in page
    for canary in ("Zephyrine", "Kestrelholm"):
        assert canary not in page


def test_what_they_say_is_kept_and_thanked_for(client, url, invitation):
    topic = invitation.assignment.ask.topics.get().topic_id

    answer = client.post(url, {"answered": "partly", f"topic_{topic}": "4", "effect": "helped", "words": "The honesty"})

    assert "Thank you for telling us" in answer.text
    kept = Feedback.objects.get()
    assert (kept.answered, kept.effect, kept.words) == ("partly", Effect.HELPED, "The honesty")
    assert TopicFeedback.objects.get().rating == 4


def test_each_question_may_be_left_out_but_not_all_of_them(client, url):
    refused = client.post(url, {})
    assert (refused.status_code, Feedback.objects.count()) == (422, 0)
    assert "leave out the rest" in refused.text

    assert client.post(url, {"words": "Fine"}).status_code == 200
    assert Feedback.objects.get().answered == ""


def test_it_is_said_once(client, url):
    client.post(url, {"answered": "yes"})

    late = client.post(url, {"answered": "no"})

    assert (late.status_code, Feedback.objects.get().answered) == (409, "yes")
    assert "told us already" in late.text
    assert client.get(url).status_code == 200


def test_after_its_time_and_for_a_stranger_it_leads_nowhere(client, url, invitation):
    invitation.invited_on = invitation.expires_on = today()
    invitation.save()

    gone = client.get(url)

    assert gone.status_code == 404
    unknown = client.get(reverse("portal:heard", args=["x" * 43]))
    assert unknown.status_code == 404
    assert gone.text == unknown.text


def test_it_speaks_the_language_that_our_colleague_chose(client, url, invitation):
    invitation.language = "de"
    invitation.save()

    assert "Wie war es für Sie?" in client.get(url).text


def test_nobody_tries_addresses_out(client, url):
    assert [client.post(url, {}).status_code for _ in range(61)] == [422] * 60 + [429]


def test_a_page_costs_at_most_five_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get(url)
