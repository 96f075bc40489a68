"""What do a rep, a manager and an executive see after a talk, and where do they say how it was?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.models import TopicStrength, UseFeedback
from refprogram.dates import today
from requests import links
from requests.actions import after
from requests.actions.after import Said
from requests.models import Feedback, Invitation, MatteredLetter, MatteredState, Side, Status, Way
from tests.factories import (
    FeedbackFactory,
    HardshipFactory,
    MatteredLetterFactory,
    NominationFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    TopicStrengthFactory,
    UserFactory,
    days_ago,
    heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep):
    return ReferenceRequestFactory(requested_by=rep, status=Status.COMPLETED)


@pytest.fixture
def assignment(ask):
    return heard(ask, ReferenceFactory(contact__details__name="Zephyrine Quist"), expected=4)


def to(name, ask):
    return reverse(f"requests:{name}", args=[ask.pk])


def test_the_page_says_who_said_what_how_and_both_grades(client, ask, assignment, rep, manager):
    after.note_feedback(ask, said=Said("partly", "helped", "The honesty"), way=Way.PHONE, by=manager, on=today())
    client.force_login(rep)

    page = client.get(to("after", ask)).text

    for words in ("on the phone, noted by", "The honesty", "Partly", "Our colleague", "has not said how it was"):
        assert words in page
    assert re.search(r"Expected</dt><dd>4 of 5", page)
    assert re.search(r"What came of it</dt><dd>4 of 5", page)
    assert "Zephyrine" not in page


def test_what_the_person_said_is_for_those_who_may_read_reasons_alone(client, ask, assignment, rep, manager):
    UseFeedback.objects.create(use=assignment.use, went="badly", words="A canary sang", on=today())
    client.force_login(rep)

    page = client.get(to("after", ask)).text

    assert "told the reference managers" in page
    assert "Not well" not in page
    assert "A canary sang" not in page
    assert re.search(r"What came of it</dt><dd><span class=.muted.>Not known", page)
    client.force_login(manager)
    whole = client.get(to("after", ask)).text
    assert "A canary sang" in whole
    assert re.search(r"What came of it</dt><dd>1 of 5", whole)


def test_the_fragment_is_what_the_page_of_the_request_loads(client, ask, assignment, rep):
    client.force_login(rep)

    fresh = client.get(to("after", ask)).text
    swapped = client.get(to("after", ask), headers={"HX-Request": "true"}).text

    assert swapped.strip() in fresh
    assert to("after", ask) in client.get(ask.get_absolute_url()).text


def test_a_rep_says_how_it_was_and_is_thanked(client, ask, assignment, rep):
    client.force_login(rep)
    url = to("give_feedback", ask)
    assert "What did it do for the deal?" in client.get(url).text

    empty = client.post(url, {})
    assert empty.status_code == 422
    assert empty.text.count("Nothing was changed.") == 1
    answer = client.post(url, {"effect": "helped", "words": "She knew it all"}, follow=True)

    assert "Thank you." in answer.text
    assert Feedback.objects.get().side == Side.REP
    assert client.post(url, {"effect": "harm"}).status_code == 409


def test_what_a_prospect_told_needs_to_say_how(client, ask, assignment, manager):
    client.force_login(manager)
    url = to("note_feedback", ask)

    refused = client.post(url, {"answered": "yes", "words": "Kept"})
    assert refused.status_code == 422
    assert "Say how they told you." in refused.text
    assert "Kept" in refused.text
    client.post(url, {"answered": "yes", "way": "in_person"})

    assert Feedback.objects.get().way == Way.IN_PERSON


def test_a_prospect_is_asked_by_letter_or_by_a_link_that_is_shown_once(client, ask, assignment, rep):
    client.force_login(rep)

    shown = client.post(to("link_for_prospect", ask))
    (token,) = re.findall(r"/p/heard/([\w-]{43})/", shown.text)
    assert links.find(token, on=today()).assignment == assignment
    assert "no-store" in shown["Cache-Control"]
    assert "/p/heard/" not in client.get(to("after", ask)).text
    assert client.get(to("link_for_prospect", ask)).status_code == 405

    client.post(to("ask_prospect", ask), {"email": "ola@marlow.example", "language": "de"})
    assert (Invitation.objects.get().email, Invitation.objects.get().language) == ("ola@marlow.example", "de")
    again = client.post(to("ask_prospect", ask), {"email": "ola@marlow.example", "language": "de"})
    assert again.status_code == 409


def test_above_a_new_request_stands_what_they_have_not_said_yet_and_stops_nobody(client, ask, assignment, rep):
    client.force_login(rep)

    page = client.get(reverse("requests:new"))
    assert (page.status_code, to("give_feedback", ask) in page.text) == (200, True)
    assert to("give_feedback", ask) in client.get("/").text

    FeedbackFactory(assignment=assignment, side=Side.REP)
    assert to("give_feedback", ask) not in client.get(reverse("requests:new")).text
    assert to("give_feedback", ask) not in client.get("/").text


def test_what_a_prospect_says_of_a_topic_is_offered_and_only_a_managers_press_takes_it_over(
    client, ask, assignment, rep, manager
):
    topic = ask.topics.get().topic
    TopicStrengthFactory(reference=assignment.reference, topic=topic, rating=5)
    after.note_feedback(ask, said=Said(topics={topic.pk: 2}), way=Way.PHONE, by=manager, on=today())
    assert TopicStrength.objects.get().rating == 5, "nothing is taken over by itself"
    client.force_login(rep)
    assert "Take it over" not in client.get(to("after", ask)).text
    client.force_login(manager)
    assert "the prospect says 2 of 5, we say 5 of 5." in client.get(to("after", ask)).text

    client.post(reverse("requests:keep_rating", args=[ask.pk, topic.pk]))

    strength = TopicStrength.objects.get()
    assert (strength.rating, strength.by, strength.on) == (2, manager, today())
    assert "Take it over" not in client.get(to("after", ask)).text


# The letter that it mattered


def test_a_manager_finds_a_draft_on_their_page_of_today_changes_and_sends_it(client, manager):
    letter = MatteredLetterFactory()
    url = reverse("requests:mattered", args=[letter.pk])
    listed = reverse("requests:list_mattered")
    client.force_login(manager)
    assert listed in client.get("/").text
    assert url in client.get(listed).text
    assert letter.words in client.get(url).text

    assert client.post(url, {"words": ""}).status_code == 422
    client.post(url, {"words": "In other words"})

    letter.refresh_from_db()
    assert (letter.state, letter.words) == (MatteredState.SENT, "In other words")
    assert listed not in client.get("/").text
    assert "No letter waits." in client.get(listed).text
    assert "Sent" in client.get(url).text


def test_in_a_hard_time_the_page_says_why_it_cannot_be_sent(client, manager):
    letter = MatteredLetterFactory()
    HardshipFactory(customer=letter.reference.contact.customer)
    client.force_login(manager)

    page = client.get(reverse("requests:mattered", args=[letter.pk])).text

    assert "automated mail to them has stopped" in page
    assert "Send it" not in page
    client.post(reverse("requests:drop_mattered", args=[letter.pk]))
    assert MatteredLetter.objects.get().state == MatteredState.DROPPED


# Calibration


def a_talk(customer="Halvorsen", *, expected=4, answered="no", nominated_by=None, on=None):
    reference = ReferenceFactory(customer__name=customer)
    if nominated_by:
        NominationFactory(reference=reference, nominated_by=nominated_by)
    found = heard(ReferenceRequestFactory(status=Status.COMPLETED), reference, expected=expected, on=on)
    FeedbackFactory(assignment=found, answered=answered)
    return found


def lines(response, place):
    return {
        line.name: (line.talks, line.expected, line.actual, line.gap) for line in response.context["reports"][place][2]
    }


def test_grades_are_compared_by_customer_and_by_nominator_the_worst_first(client, manager):
    seller = UserFactory(first_name="Rolf", last_name="Adler")
    a_talk("Seems good", nominated_by=seller)
    a_talk("Is good", expected=3, answered="yes", nominated_by=seller)
    client.force_login(manager)

    report = client.get(reverse("requests:calibration"))

    assert list(lines(report, 0)) == ["Seems good", "Is good"]
    assert lines(report, 0)["Seems good"] == (1, "4.0", "1.0", "-3.0")
    assert lines(report, 1) == {"Rolf Adler": (2, "3.5", "3.0", "-0.5")}


def test_each_number_leads_to_exactly_its_talks(client, executive):
    seller = UserFactory()
    for customer in ("One", "One", "Two"):
        a_talk(customer, nominated_by=seller if customer == "Two" else None)
    client.force_login(executive)
    report = client.get(reverse("requests:calibration"))

    for _, _, found in report.context["reports"]:
        for line in found:
            shown = client.get(reverse("requests:calibration") + line.url)
            assert len(shown.context["talks"]) == line.talks
            for talk in shown.context["talks"]:
                assert talk.assignment.ask.get_absolute_url() in shown.text


def test_managers_and_executives_find_it_above_the_requests(client, manager, executive, rep):
    found = {}
    for who in (manager, executive, rep):
        client.force_login(who)
        found[who] = reverse("requests:calibration") in client.get(reverse("requests:list")).text

    assert list(found.values()) == [True, True, False]


def test_a_talk_without_both_grades_or_of_long_ago_does_not_count(client, manager):
    a_talk(expected=None)
    a_talk(answered="")
    a_talk(on=days_ago(365))
    client.force_login(manager)

    assert client.get(reverse("requests:calibration")).context["talks"] == []


def test_one_talk_costs_as_many_queries_as_six(client, manager):
    client.force_login(manager)
    counts = []
    for more in (1, 5):
        for _ in range(more):
            a_talk(nominated_by=UserFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("requests:calibration"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
