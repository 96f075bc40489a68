"""What does a link let its holder do? Its own object for its own person, once; nothing with a token that is not whole.

Whatever cannot be done is answered with a kind sentence, and changes nothing.
"""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Contact, Hardship, Issue
from customers.models.contact import ContactStatus
from references import actions as references
from references import ledger, links
from references.actions.claims import claim
from references.models import (
    Claim,
    Consent,
    ConsentEvent,
    CycleStep,
    Link,
    Pause,
    Purpose,
    ReconsentCycle,
    Reference,
    UseConsent,
)
from refprogram.dates import today
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from requests.models import Status
from tests import stages
from tests.factories import ActivityFactory, ConsentFactory, ReferenceFactory, UseFactory, at_home, confirms, days_ago
from tests.portal.test_views import but_for, everything

pytestmark = pytest.mark.django_db

GONE = "There is nothing here any more"
CHANGED = "This page has changed since you opened it. Nothing was changed; please look at it again."
PURPOSES = ("ask", "check_in", "feedback", "words", "home")


@pytest.fixture
def reference(call, manager) -> Reference:
    """Somebody who agreed to calls on their own page, and is said to agree to visits."""
    reference = ReferenceFactory(checked_on=days_ago(160), agreed_to=())
    told = {"audiences": ["prospect"], "said_on": days_ago(2), "channel": "call", "by": manager, "on": days_ago(2)}
    claim(reference, call, **told)
    confirms(reference)
    claim(reference, ActivityFactory(code="visit", name="Site visit"), **told)
    return Reference.objects.select_related("contact").get(pk=reference.pk)


@pytest.fixture
def visit(reference):
    return ActivityFactory(code="visit")


@pytest.fixture
def token(reference) -> str:
    return minted(reference, Purpose.HOME)


@pytest.fixture
def other(call) -> Reference:
    """Somebody else, who agreed to quotes alone."""
    return ReferenceFactory(agreed_to=[ActivityFactory(code="quote")])


def minted(reference, purpose, **of) -> str:
    return links.mint(purpose=purpose, reference=reference.pk, on=today(), **of).split("/")[-2]


def of_purpose(purpose, reference, request) -> str:
    """Return a token of this purpose for this person."""
    if purpose == Purpose.ASK:
        ask = stages.asked(request.getfixturevalue("rep"), request.getfixturevalue("manager"), reference)
        return minted(reference, purpose, use_consent=stages.question_of(ask))
    if purpose == Purpose.CHECK_IN:
        step = ReconsentCycle.objects.create(
            reference=reference, cycle_start=days_ago(160), step=CycleStep.FIRST_LETTER, on=today()
        )
        return minted(reference, purpose, cycle_step=step)
    if purpose == Purpose.FEEDBACK:
        return minted(reference, purpose, use=UseFactory(use_consent__reference=reference))
    return minted(reference, purpose)


def at(token, panel="page", *rest) -> str:
    return reverse(f"portal:{panel}", args=[token, *rest])


def seal_of(page, form="<main") -> str:
    return re.search(r'name="seen" value="(\w+)"', page.text.partition(form)[2]).group(1)


# A token that is not whole


MANGLED = {
    "cut short": lambda token: [token[:length] for length in range(1, len(token))],
    "cut at the front": lambda token: [token[length:] for length in range(1, len(token))],
    "with more behind": lambda token: [token + more for more in ("=", "a", " ", ".", ")", ">", "%20", "…", token)],
    "with more before": lambda token: [more + token for more in ("=", " ", "<", "a")],
    "in other letters": lambda token: [token.upper(), token.lower(), token.swapcase()],
    "with one letter changed": lambda token: [
        token[:place] + ("B" if token[place] == "A" else "A") + token[place + 1 :] for place in range(len(token))
    ],
    "its own hash": lambda token: [links.hash_of(token)],
    "made up": lambda token: ["A" * 43, "null", "undefined", "0", "-1", "' OR 1=1 --", "{token}"],
}


@pytest.mark.parametrize("how", MANGLED)
def test_a_token_that_is_not_whole_opens_nothing_and_stops_nothing(client, token, call, how):
    before, pages = everything(), []

    for wrong in MANGLED[how](token):
        pages.append(client.get(at(wrong)))
        pages.append(client.post(at(wrong, "stop", call.pk), {"choice": "stop"}))

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert GONE in pages[0].text
    assert everything() == before


# A link of somebody else, or for something else


def test_nobody_stops_or_confirms_for_somebody_else(client, token, reference, other):
    quote = ActivityFactory(code="quote")
    claim(
        other,
        ActivityFactory(code="talk"),
        audiences=[],
        said_on=today(),
        channel="call",
        by=at_home(other),
        on=today(),
    )
    before = everything()

    stopped = client.post(at(token, "stop", quote.pk), {"choice": "stop"})
    agreed = client.post(at(token, "agree", ActivityFactory(code="talk").pk), {"choice": "agree", "seen": "0" * 64})
    unknown = client.post(at(token, "stop", 999_999), {"choice": "stop"})

    assert [page.status_code for page in (stopped, agreed, unknown)] == [409, 409, 409]
    assert all(CHANGED in page.text for page in (stopped, agreed, unknown))
    assert everything() == before


ANSWERS = {"ask": {"answer": "yes"}, "check_in": {"answer": "no"}, "feedback": {"went": "badly", "again": "no"}}
ALIKE = {"ask", "check_in"}  # both ask the same four answers, and whatever is sent is to the question of the link
FOREIGN = [
    (purpose, other) for purpose in PURPOSES for other in ANSWERS if purpose != other and {purpose, other} != ALIKE
]


@pytest.mark.parametrize(("purpose", "other"), FOREIGN)
def test_a_link_takes_no_answer_that_is_for_another_purpose(client, reference, request, purpose, other):
    path = at(of_purpose(purpose, reference, request))
    seal = {"seen": seal_of(client.get(path))} if purpose in ALIKE else {}
    before = everything()

    sent = client.post(path, ANSWERS[other] | seal)

    assert sent.status_code == 422
    assert "any answer is fine" in sent.text if purpose in ALIKE else "Nothing was changed." in sent.text
    assert everything() == before


@pytest.mark.parametrize("purpose", ["ask", "check_in", "feedback"])
def test_an_answer_after_the_time_of_its_link_is_told_that_it_changed_nothing(client, reference, request, purpose):
    path = at(of_purpose(purpose, reference, request))
    seal = {"seen": seal_of(client.get(path))} if purpose in ALIKE else {}
    Link.objects.update(expires_on=days_ago(1))
    before = everything()

    late = client.post(path, ANSWERS[purpose] | seal)

    assert late.status_code == 422
    assert "Nothing was changed." in late.text
    assert "Reference call" in late.text
    assert everything() == before


# Whoever only looks


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_scanner_that_looks_at_every_page_of_a_link_changes_nothing(client, reference, request, purpose):
    token = of_purpose(purpose, reference, request)
    before = everything()

    for page in ("page", "home", "words", "unsubscribe", "data", "privacy", "data_json", "data_csv"):
        for look, status in (("get", 200), ("head", 200), ("options", 405)):
            assert getattr(client, look)(at(token, page)).status_code == status, (page, look)

    assert everything() == before
    assert "sessionid" not in client.cookies


# Twice, from an old page, after a withdrawal

PRESSED_TWICE = {
    "stop": ("stop", {"choice": "stop"}),
    "limits": ("limits", {"choice": "save", "max_per_quarter": "2"}),
    "pause": ("pause", {"choice": "until", "until": today().isoformat()}),
    "for good": ("pause", {"choice": "open"}),
    "company": ("pause", {"choice": "company"}),
    "calmer": ("pause", {"choice": "calmer"}),
    "mail": ("mail", {"choice": "off"}),
    "complain": ("complain", {"words": "Nobody calls back"}),
}


@pytest.mark.parametrize("button", PRESSED_TWICE)
def test_a_form_that_is_sent_twice_does_it_once_and_is_no_mistake(client, token, reference, call, button):
    panel, sent = PRESSED_TWICE[button]
    path = at(token, panel, *([call.pk] if panel == "stop" else []))

    def came_to() -> list:
        reference.contact.refresh_from_db()
        pauses = Pause.objects.active(on=today()).filter(reference=reference)
        return [
            Consent.objects.unended().count(),
            Claim.objects.open().count(),
            ConsentEvent.objects.count(),
            pauses.values_list("until").count(),
            Hardship.objects.active(on=today()).count(),
            Issue.objects.count(),
            reference.contact.silent_since,
        ]

    assert client.post(path, sent).status_code == 302
    once = came_to()
    assert client.post(path, sent).status_code == 302

    assert came_to() == once


def test_what_two_people_complain_of_alike_is_two_complaints(client, token, reference):
    colleague = ReferenceFactory(customer=reference.contact.customer)
    for one in (token, minted(colleague, Purpose.HOME)):
        client.post(at(one, "complain"), {"words": "Nobody calls back"})

    assert Issue.objects.count() == 2


def test_a_yes_that_is_pressed_twice_counts_once(client, token, visit):
    page = client.get(at(token, "home"))
    sent = {"choice": "agree", "seen": seal_of(page, at(token, "agree", visit.pk))}
    assert client.post(at(token, "agree", visit.pk), sent).status_code == 302
    events = ConsentEvent.objects.count()

    again = client.post(at(token, "agree", visit.pk), sent)

    assert again.status_code == 409
    assert CHANGED in again.text
    assert ConsentEvent.objects.count() == events
    assert Consent.objects.unended().filter(activity=visit).count() == 1


def test_a_yes_from_an_old_page_does_not_undo_a_stop(client, token, visit):
    page = client.get(at(token, "home"))
    sent = {"choice": "agree", "seen": seal_of(page, at(token, "agree", visit.pk))}
    client.post(at(token, "stop", visit.pk), {"choice": "stop"})
    before = everything()

    late = client.post(at(token, "agree", visit.pk), sent)

    assert late.status_code == 409
    assert CHANGED in late.text
    assert everything() == before


@pytest.mark.parametrize("purpose", ["ask", "check_in"])
def test_an_answer_from_an_old_page_is_not_taken_after_a_withdrawal(client, reference, request, call, purpose):
    path = at(of_purpose(purpose, reference, request))
    sent = {"answer": "yes", "seen": seal_of(client.get(path))}
    references.stop(reference, call, by=at_home(reference), on=today())
    before = everything()

    late = client.post(path, sent)

    sentence = {"ask": "This is no longer needed", "check_in": CHANGED}[purpose]
    assert late.status_code == 409
    assert sentence in late.text
    told = {"requests.RequestEvent", "outbox.Message"} if purpose == "ask" else set()
    assert but_for(everything(), told) == but_for(before, told)
    assert not Consent.objects.unended().exists()


def test_a_link_that_was_used_still_stops_what_it_agreed_to(client, reference, request, call):
    token = of_purpose("check_in", reference, request)
    client.post(at(token), {"answer": "yes", "seen": seal_of(client.get(at(token)))})

    assert client.post(at(token, "stop", call.pk), {"choice": "stop"}).status_code == 302

    assert not Consent.objects.unended().filter(activity=call).exists()


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_that_was_taken_away_or_ran_out_opens_nothing_whatever_it_was_for(client, reference, request, purpose):
    token, taken_away = of_purpose(purpose, reference, request), of_purpose("home", reference, request)
    for activity in ActivityFactory._meta.model.objects.all():
        references.stop(reference, activity, by=at_home(reference), on=today())
    Link.objects.filter(token_hash=links.hash_of(taken_away)).delete()
    Link.objects.update(expires_on=days_ago(1))

    for one in (token, taken_away):
        assert client.get(at(one)).status_code == client.post(at(one), {"answer": "yes"}).status_code == 404


# Who left, and who works elsewhere by now


@pytest.fixture
def who_left(reference) -> Reference:
    Contact.objects.filter(pk=reference.contact_id).update(status=ContactStatus.LEFT, status_since=today())
    reference.refresh_from_db()
    return reference


LEFT = "As far as we know you have left the company, so there is nothing to agree to."


def test_who_left_still_stops_what_they_agreed_to(client, token, who_left, call, visit):
    for activity in (call, visit):
        assert client.post(at(token, "stop", activity.pk), {"choice": "stop"}).status_code == 302

    assert not Consent.objects.unended().exists()
    assert not Claim.objects.open().exists()
    assert not [*ledger.broken(), *ledger.unproven()]


def test_who_left_is_offered_nothing_to_agree_to(client, token, who_left, visit):
    page = client.get(at(token, "home")).text

    assert at(token, "agree", visit.pk) not in page
    assert at(token, "stop", visit.pk) in page


def test_who_left_agrees_to_nothing_new(client, token, request, visit):
    page = client.get(at(token, "home"))
    request.getfixturevalue("who_left")
    before = everything()

    answer = client.post(
        at(token, "agree", visit.pk), {"choice": "agree", "seen": seal_of(page, at(token, "agree", visit.pk))}
    )

    assert answer.status_code == 409
    assert LEFT in answer.text
    assert everything() == before


def test_who_left_renews_nothing_and_may_still_say_no(client, who_left, request):
    token = of_purpose("check_in", who_left, request)
    seal = seal_of(client.get(at(token)))
    before = everything()

    yes = client.post(at(token), {"answer": "yes", "seen": seal})
    assert (yes.status_code, LEFT in yes.text) == (409, True)
    assert everything() == before

    assert client.post(at(token), {"answer": "no", "seen": seal}).status_code == 302
    assert not Consent.objects.unended().exists()


def test_who_left_hears_it_in_german_too(client, token, request, visit):
    path = at(token, "agree", visit.pk)
    page = client.get(at(token, "home") + "?lang=de")
    request.getfixturevalue("who_left")

    answer = client.post(path + "?lang=de", {"choice": "agree", "seen": seal_of(page, path)})

    assert "Soweit wir wissen, haben Sie das Unternehmen verlassen" in answer.text


def test_the_yes_of_somebody_who_left_to_one_question_promises_nothing(client, reference, request):
    token = of_purpose("ask", reference, request)
    seal = seal_of(client.get(at(token)))
    Contact.objects.filter(pk=reference.contact_id).update(status=ContactStatus.LEFT, status_since=today())

    client.post(at(token), {"answer": "yes", "seen": seal})

    assert UseConsent.objects.get().answer == "yes"
    assert stages.ReferenceRequest.objects.get().status == Status.NEEDS_REVIEW


def test_who_works_elsewhere_by_now_is_somebody_new_there_and_the_old_link_is_for_the_old_company(
    client, token, reference, call, visit
):
    """What they agreed to, they agreed to for the old company; a file brings none of it along."""
    details = reference.contact.details
    ReferenceFactory(customer__name="New Harbour AS", agreed_to=())
    rows = f"customer,name,email\nNew Harbour AS,{details.name},{details.email}\n"
    run(prepare(kinds.find("contacts"), BytesIO(rows.encode()), file_name="people.csv"), by=None, on=today())

    moved = Reference.objects.get(contact__customer__name="New Harbour AS", contact__details__email=details.email)
    assert moved.pk != reference.pk
    assert not moved.consents.exists()
    assert not moved.claims.exists()

    ConsentFactory(reference=moved, activity=call)
    assert client.post(at(token, "stop", call.pk), {"choice": "stop"}).status_code == 302

    assert Consent.objects.unended().get().reference == moved
    assert reference.contact.customer.name in client.get(at(token, "data_json")).text
    assert "New Harbour" not in client.get(at(token, "data_json")).text


# What a page costs


@pytest.mark.parametrize("lived", ["", "answered", "after its time"])
@pytest.mark.parametrize("page", ["page", "home", "unsubscribe", "privacy"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_page_of_every_link_costs_five_queries_at_most(client, reference, request, purpose, page, lived):
    token = of_purpose(purpose, reference, request)
    if lived == "answered" and purpose in {"ask", "check_in"}:
        client.post(at(token), {"answer": "not_now", "seen": seal_of(client.get(at(token)))})
    elif lived == "answered" and purpose == "feedback":
        client.post(at(token), {"went": "well"})
    elif lived == "after its time":
        Link.objects.update(expires_on=days_ago(1))

    fresh = Client()
    with CaptureQueriesContext(connection) as spent:
        answer = fresh.get(at(token, page))

    assert answer.status_code == 200
    assert len(spent) <= 5, [query["sql"] for query in spent]
    assert "sessionid" not in fresh.cookies
