"""Is the sheet of a talk a script that keeps what was typed, and says at each question what cannot be?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Deployment, Issue
from customers.models.issue import IssueKind
from references.models import (
    Audience,
    Channel,
    CheckIn,
    CheckInDraft,
    Claim,
    Consent,
    CueKind,
    HasRecommended,
    Mood,
    Outcome,
    ReferenceEvent,
    Result,
    StorySeed,
    TopicStrength,
)
from refprogram.dates import today
from tests.factories import (
    CheckInFactory,
    CompanyPermissionFactory,
    ContactDetailsFactory,
    ContactFactory,
    ContactPreferenceFactory,
    ProductFactory,
    ReferenceFactory,
    TopicFactory,
    TopicStrengthFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NAME, PHONE, NOTE = "Zephyrine Quist", "+44 20 7946 0991", "Prefers mornings"


def steady(text: str) -> str:
    """Take out what differs from one drawing of a form to the next: the mask of its token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def at(view: str, row) -> str:
    return reverse(f"references:{view}", args=[row.pk])


def person(**options):
    contact = ContactFactory(title="Head of Yards", details=None)
    ContactDetailsFactory(contact=contact, name=NAME, phone=PHONE)
    return ReferenceFactory(contact=contact, **options)


def talk(call, **typed):
    usual = {
        "happened_on": today().isoformat(),
        "channel": Channel.CALL,
        "heard": "myself",
        "outcome": Outcome.WILLING,
        "mood": Mood.WILLING,
        "activities": [call.pk],
        "note": NOTE,
    }
    return usual | typed


def told(call, **typed):
    return talk(call, heard="told", mood="", activities=[]) | typed


def test_a_direct_talk_verifies_somebody_and_is_seen_in_their_file(client, manager, call):
    """Row 3.9."""
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    client.force_login(manager)

    answer = client.post(at("check_in", reference), talk(call), follow=True)

    checkin, said = CheckIn.objects.get(), Claim.objects.get()
    assert (checkin.by, checkin.direct, checkin.on, checkin.mood) == (manager, True, today(), Mood.WILLING)
    assert (said.activity, said.said_on) == (call, today())
    assert not Consent.objects.exists(), "it counts once they confirm it themselves"
    assert answer.redirect_chain == [(at("detail", reference), 302)]
    assert NOTE in answer.text


def test_second_hand_news_is_kept_and_verifies_nobody(client, manager, call):
    """Row 3.9."""
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    client.force_login(manager)

    page = client.post(at("check_in", reference), told(call), follow=True).text

    assert not CheckIn.objects.get().direct
    assert CheckIn.objects.get().mood == ""
    assert "not known" in page


def test_the_answers_to_all_six_questions_are_in_the_file_afterwards(client, manager, call):
    """Rows 3.7, 3.11, 4.1, 4.2 and 1.8: asked once, seen with who said so and when."""
    reference, product, topic = person(checked_on=None, agreed_to=()), ProductFactory(), TopicFactory(name="Reporting")
    answers = {
        "mood": Mood.HESITANT,
        "cues": [CueKind.IF_YOU_NEED],
        "problem_kind": IssueKind.BILLING,
        "severity": "1",
        "what": "Billed twice in May",
        "products": [product.pk],
        "metric": "Hours for the closing",
        "before": "40",
        "after": "6",
        "evidence": "Their own report",
        "story": "on",
        "title": "Director of Yards",
        "email": "zq@yards.example",
        "likes": [call.pk],
        "max_per_quarter": "1",
        "words": "Never in December",
        "has_recommended": HasRecommended.YES,
        "recommended_to": "A friend at Marlow",
        "would_recommend": "yes",
        "audiences": [Audience.ANALYST],
        "topic_2": topic.pk,
        "rating_2": "4",
    }
    client.force_login(manager)

    answer = client.post(at("check_in", reference), talk(call, **answers), follow=True)

    day = today().strftime("%-d %b %Y")
    assert answer.redirect_chain == [(at("detail", reference), 302)]
    for words in (
        "Director of Yards",
        "zq@yards.example",
        f"Hesitant, heard on {day}",
        "“If you really need it”",
        "They said yes, but did not sound at ease.",
        f"They would, said on {day}",
        f"They have, said on {day}",
        "A friend at Marlow",
        "Advocate",
        "40 → 6, Their own report",
        f"from the customer, {day}",
        "4 of 5",
        "1 within 90 days",
        "Never in December",
        "A result",
        f"proposed on {day} by {manager}",
    ):
        assert words in answer.text, words
    assert Issue.objects.get().summary == "Billed twice in May"
    assert Deployment.objects.get().product == product
    assert StorySeed.objects.get().result == Result.objects.get()
    assert TopicStrength.objects.get().rating == 4


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"has_recommended": HasRecommended.YES, "recommended_to": "A friend at Marlow, in May"}, "They have"),
        ({"has_recommended": HasRecommended.YES}, "They have"),
        ({"would_recommend": "yes"}, "They would"),
        ({"would_recommend": "no"}, "They would not"),
    ],
)
def test_whether_they_recommended_us_is_asked_and_kept_with_its_day(client, manager, call, answers, words):
    """Row 4.1: yes, with whom and when if they like to say; would; or no."""
    reference = person()
    client.force_login(manager)

    page = client.post(at("check_in", reference), talk(call, **answers), follow=True).text

    assert f"{words}, said on {today().strftime('%-d %b %Y')}" in page
    assert ("A friend at Marlow, in May" in page) == ("recommended_to" in answers)


def test_a_question_that_nobody_asked_is_not_known(client, manager, call):
    """Row 4.2: would and has are two facts; neither is taken from the other."""
    reference = person(checked_on=None)
    CheckInFactory(reference=reference, would_recommend="yes")
    client.force_login(manager)

    page = client.get(at("detail", reference)).text

    assert "They would, said on" in page
    assert re.search(r"Have they\?</dt><dd><span class=\"muted\">Not known", page)
    assert "Advocate" not in page


def test_the_file_says_from_whom_and_since_when_each_thing_is_known(client, manager):
    """Row 1.8, and the freshness of every positive fact."""
    reference = person()
    TopicStrengthFactory(reference=reference, topic__name="Yard screens", rating=3, source="imported")
    ContactPreferenceFactory(reference=reference)
    day = days_ago(30).strftime("%-d %b %Y")
    client.force_login(manager)

    page = client.get(at("detail", reference)).text

    assert re.search(rf"Yard screens</b> 3 of 5<div class=\"xs muted\">from an import, {day}", page)
    assert f"from the customer, {day}" in page
    assert "Every public use" in page


WRONG = [
    ({"happened_on": "+1"}, "still to come"),
    ({"happened_on": "-40"}, "is written down already"),
    ({"happened_on": "0001-01-01"}, "Look at the year"),
    ({"channel": "link"}, "Select a valid choice"),
    ({"channel": ""}, "This field is required"),
    ({"heard": ""}, "This field is required"),
    ({"outcome": ""}, "This field is required"),
    ({"mood": ""}, "say how they sounded"),
    ({"mood": "sad"}, "Select a valid choice"),
    ({"heard": "told", "mood": ""}, "Only they can agree to something"),
    ({"heard": "told", "activities": []}, "Only somebody who heard them"),
    ({"heard": "told", "activities": [], "mood": "", "max_per_quarter": "2"}, "Only they can say how often"),
    ({"outcome": Outcome.NOT_WILLING}, "They would rather not"),
    ({"activities": [], "audiences": [Audience.PRESS]}, "nobody to hear it"),
    ({"activities": ["999"]}, "Select a valid choice"),
    ({"audiences": ["aliens"]}, "Select a valid choice"),
    ({"cues": ["sighed"]}, "Select a valid choice"),
    ({"what": "Billed twice"}, "Needed as well"),
    ({"problem_kind": "billing", "what": "Billed twice"}, "Needed as well"),
    ({"before": "40"}, "Needed as well"),
    ({"metric": "Hours"}, "Needed as well"),
    ({"rating_1": "5"}, "Needed as well"),
    ({"topic_1": "999999", "rating_1": "5"}, "Select a valid choice"),
    ({"recommended_to": "A friend"}, "only when they have recommended us"),
    ({"email": "not an address"}, "Enter a valid email address"),
    ({"max_per_quarter": "91"}, "less than or equal to 90"),
    ({"max_per_quarter": "-1"}, "greater than or equal to 0"),
    ({"note": NOTE + "x" * 4_000}, "at most 4000 characters"),
]


@pytest.mark.parametrize(("typed", "words"), WRONG)
def test_a_check_in_that_cannot_be_is_refused_and_kept(client, manager, call, typed, words):
    reference = ReferenceFactory(checked_on=days_ago(30))
    days = {
        name: (today() + timedelta(days=int(value))).isoformat()
        if name == "happened_on" and value[0] in "+-"
        else value
        for name, value in typed.items()
    }
    client.force_login(manager)

    whole = client.post(at("check_in", reference), talk(call, **days))
    part = client.post(at("check_in", reference), talk(call, **days), headers=HTMX)

    assert whole.status_code == part.status_code == 422
    assert words in whole.text
    assert NOTE in whole.text
    assert steady(part.text) in steady(whole.text)
    assert CheckIn.objects.count() == 1


def test_a_topic_is_rated_once_a_talk(client, manager, call):
    topic = TopicFactory()
    twice = {"topic_1": topic.pk, "rating_1": "5", "topic_3": topic.pk, "rating_3": "1"}
    client.force_login(manager)

    answer = client.post(at("check_in", ReferenceFactory()), talk(call, **twice))

    assert answer.status_code == 422
    assert "Each topic once" in answer.text


def test_the_same_sheet_saved_again_is_told_and_not_written_down_twice(client, manager, call):
    reference = ReferenceFactory(checked_on=None)
    client.force_login(manager)
    client.post(at("check_in", reference), talk(call, begun="0"))

    answer = client.post(at("check_in", reference), talk(call, begun="0"))

    assert answer.status_code == 409
    assert "You have saved this sheet already" in answer.text
    assert CheckIn.objects.count() == 1


def test_the_page_says_what_is_known_and_ticks_nothing_for_them(client, manager, call):
    """Whoever calls asks; what they agreed to before is beside the questions, not in the answers."""
    reference = person()
    in_use = Deployment.objects.create(
        customer=reference.contact.customer, product=ProductFactory(name="Yard Screen"), since=days_ago(90)
    )
    ProductFactory(name="Gate Camera")
    client.force_login(manager)

    with CaptureQueriesContext(connection) as counted:
        page = client.get(at("check_in", reference)).text
    form = page.partition('id="check-in"')[2].partition("</form>")[0]

    assert len(counted) <= 30
    assert NAME in page
    assert PHONE in page
    assert re.search(r"Reference call <span class=\"muted\">until .*, for a prospect", page)
    ticked = re.findall(r"<input[^>]*\bchecked[^>]*>", form)
    assert [re.search(r'name="(\w+)"', one).group(1) for one in ticked] == ["story"]
    assert "Gate Camera" in form
    assert in_use.product.name not in form
    for question in ("still happy", "anything wrong", "anything new", "gone well", "changed?", "recommended us"):
        assert question in form, question


def test_the_page_costs_the_same_however_much_is_known(client, manager, call):
    reference = person()
    client.force_login(manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(at("check_in", reference)).status_code == 200
        return len(counted)

    def more() -> None:
        for _ in range(3):
            CheckInFactory(reference=reference)
            TopicStrengthFactory(reference=reference)
            CompanyPermissionFactory(customer=reference.contact.customer)
            ProductFactory()

    more()
    ContactPreferenceFactory(reference=reference)
    three = cost()
    more()

    assert cost() == three


# Row 3.9: who may


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_whoever_may_not_verify_gets_403_and_an_entry(client, call, who, request):
    """Row 3.9: 403 and an audit entry; the customer is as unverified as before."""
    user = request.getfixturevalue(who)
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    client.force_login(user)

    assert client.get(at("check_in", reference)).status_code == 403
    assert not ReferenceEvent.objects.exists()
    assert client.post(at("check_in", reference), talk(call)).status_code == 403

    event = ReferenceEvent.objects.get()
    assert (event.reference, event.verb, event.actor) == (reference, "check_in_refused", user)
    assert not CheckIn.objects.exists()


def test_a_rep_who_tries_for_somebody_who_is_not_there_gets_the_same_answer(client, rep, call):
    client.force_login(rep)

    assert client.post(reverse("references:check_in", args=[999]), talk(call)).status_code == 403
    assert client.post(reverse("references:check_in_draft", args=[999])).status_code == 403


def test_a_manager_finds_no_sheet_for_somebody_who_is_not_there(client, manager, call):
    client.force_login(manager)

    assert client.post(reverse("references:check_in", args=[999]), talk(call)).status_code == 404
    assert client.post(reverse("references:check_in_draft", args=[999])).status_code == 404


# The draft


def test_what_was_typed_is_kept_and_the_page_opens_with_it(client, manager, call):
    reference, topic = ReferenceFactory(), TopicFactory(name="Reporting")
    half = {
        "happened_on": days_ago(3).isoformat(),
        "heard": "myself",
        "cues": [CueKind.BUSY, CueKind.MAYBE],
        "activities": [call.pk],
        "note": NOTE,
        "topic_1": topic.pk,
    }
    client.force_login(manager)

    answer = client.post(at("check_in_draft", reference), half, follow=True)

    form = answer.text.partition('id="check-in"')[2].partition("</form>")[0]
    assert answer.redirect_chain == [(at("check_in", reference), 302)]
    assert re.search(r"Draft saved \d\d:\d\d\.", form)
    assert NOTE in form
    assert days_ago(3).isoformat() in form
    ticked = re.findall(r"<input[^>]*\bchecked[^>]*>", form)
    assert {re.search(r'value="(\w+)"', one).group(1) for one in ticked} == {"myself", "maybe", "busy", str(call.pk)}
    assert re.search(rf'<option value="{topic.pk}" selected', form)


def test_htmx_is_told_when_the_draft_was_kept_in_the_words_of_the_page(client, manager):
    reference = ReferenceFactory()
    client.force_login(manager)

    part = client.post(at("check_in_draft", reference), {"note": NOTE}, headers=HTMX)
    page = client.get(at("check_in", reference)).text

    assert part.status_code == 200
    assert re.fullmatch(r'<div id="draft".*Draft saved \d\d:\d\d.*</div>\s*', part.text)
    assert part.text.strip() in page
    assert f'hx-post="{at("check_in_draft", reference)}"' in page
    assert "delay:2s from:closest form" in page


def test_a_draft_of_another_day_says_which(client, manager, settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    reference = ReferenceFactory()
    client.force_login(manager)
    client.post(at("check_in_draft", reference), {"note": NOTE})
    CheckInDraft.objects.update(saved_at="2026-03-02T09:15Z")

    assert "Draft saved 2 Mar 2026, 10:15." in client.get(at("check_in", reference)).text


def test_drafts_of_two_people_never_mix(client, manager, other_manager):
    reference, neighbour = ReferenceFactory(), ReferenceFactory()
    client.force_login(manager)
    client.post(at("check_in_draft", reference), {"note": "Mine alone"})
    client.force_login(other_manager)

    theirs = client.get(at("check_in", reference)).text
    client.post(at("check_in_draft", reference), {"note": "Theirs alone"})
    client.force_login(manager)
    mine, beside = (client.get(at("check_in", one)).text for one in (reference, neighbour))

    assert "Mine alone" not in theirs
    assert "Draft saved" not in theirs
    assert "Mine alone" in mine
    assert "Theirs alone" not in mine
    assert "Mine alone" not in beside


def test_starting_afresh_forgets_only_ones_own_draft(client, manager, other_manager):
    reference = ReferenceFactory()
    for user in (manager, other_manager):
        client.force_login(user)
        client.post(at("check_in_draft", reference), {"note": NOTE})

    answer = client.post(at("check_in_draft", reference), {"note": NOTE, "afresh": "1"}, follow=True)

    assert answer.redirect_chain == [(at("check_in", reference), 302)]
    assert NOTE not in answer.text
    assert CheckInDraft.objects.get().by == manager


def test_a_saved_sheet_leaves_no_draft_not_even_one_that_was_on_its_way(client, manager, call):
    reference = ReferenceFactory(checked_on=None)
    client.force_login(manager)
    client.post(at("check_in_draft", reference), {"note": NOTE, "begun": "0"})
    client.post(at("check_in", reference), talk(call, begun="0"))

    late = client.post(at("check_in_draft", reference), {"note": NOTE, "begun": "0"}, headers=HTMX)

    assert "Draft saved" not in late.text
    assert not CheckInDraft.objects.exists()


@pytest.mark.parametrize("begun", ["", "x", "-1", "²", "9" * 40, "9" * 19])
def test_whatever_the_draft_says_of_its_beginning_it_is_kept(client, manager, begun):
    reference = ReferenceFactory()
    client.force_login(manager)

    client.post(at("check_in_draft", reference), {"note": "ab", "begun": begun, "strange": "field"})

    assert CheckInDraft.objects.get().typed == {"note": ["ab"]}


def test_a_draft_that_names_what_is_gone_still_opens(client, manager):
    reference = ReferenceFactory()
    CheckInDraft.objects.create(
        reference=reference,
        by=manager,
        typed={"products": ["999"], "topic_1": ["x"], "happened_on": ["soon"], "gone": ["1"], "severity": ["9"]},
    )
    client.force_login(manager)

    assert client.get(at("check_in", reference)).status_code == 200
