"""Does a customer who is not understood, comes late or comes often still find the way, in words of ours for them?"""

import re
from datetime import timedelta

import pytest
from allauth.core.ratelimit import consume
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Contact, ContactDetails
from references import links
from references.models import Consent, Link, Purpose
from refprogram.dates import today
from refprogram.outbox.models import Message
from tests.factories import ReferenceFactory, UseFactory, days_ago

pytestmark = pytest.mark.django_db

BUTTON = {"choice": "off"}


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


@pytest.fixture
def token(reference):
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).split("/")[-2]


def at(token, panel, *rest):
    return reverse(f"portal:{panel}", args=[token, *rest])


def limits_of_cache():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM accounts_cache")
        return cursor.fetchone()[0]


# How often, and how late


def test_whoever_only_looks_is_not_counted_and_locks_nobody_out(client, token, call):
    before = limits_of_cache()
    for _ in range(61):
        client.head(at(token, "home"))

    assert limits_of_cache() == before
    assert client.post(at(token, "stop", call.pk), {"choice": "stop"}).status_code == 302


def test_a_mail_provider_silences_letters_for_all_its_people_from_one_address(client, token, reference, rf, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "customer_answer": "60/10m/key,1/10m/ip"}
    consume(rf.post("/"), action="customer_answer", key="somebody else")
    assert client.post(at("nobody", "unsubscribe"), {"List-Unsubscribe": "One-Click"}).status_code == 429

    client.post(at(token, "unsubscribe"), {"List-Unsubscribe": "One-Click"})

    reference.contact.refresh_from_db()
    assert reference.contact.silent_since == today()


@pytest.mark.parametrize(("language", "said"), [("en", "It is stopped"), ("de", "Es ist beendet")])
def test_stopping_the_last_agreement_after_the_time_of_a_link_says_so(client, token, call, language, said):
    Link.objects.update(expires_on=days_ago(1))

    for _ in range(2):
        stopped = client.post(at(token, "stop", call.pk) + f"?lang={language}", {"choice": "stop"}, follow=True)
        assert (stopped.status_code, said in stopped.text) == (200, True)

    assert not Consent.objects.unended().exists()


def test_never_contacting_again_after_the_time_of_a_link_says_so(client, token):
    Link.objects.update(expires_on=days_ago(1))

    told = client.post(at(token, "wish", "object"), {"choice": "object"}, follow=True)

    assert told.status_code == 200
    assert "What you agreed to has ended, and nobody writes to you or asks you any more." in told.text
    assert 'value="object"' not in told.text


def test_who_agrees_to_nothing_still_silences_letters_and_sees_their_data_long_afterwards(client, token, reference):
    Consent.objects.update(ended_on=today())
    Link.objects.update(expires_on=today() - timedelta(days=200))

    for page in ("data", "data_json", "data_csv", "privacy", "unsubscribe"):
        assert client.get(at(token, page)).status_code == 200, page
    assert client.get(at(token, "home")).status_code == 404
    silenced = client.post(at(token, "unsubscribe"), BUTTON, follow=True)

    reference.contact.refresh_from_db()
    assert reference.contact.silent_since == today()
    assert "No automatic letters have gone to you since" in silenced.text


def test_who_is_forgotten_finds_nothing(client, token, reference):
    Contact.objects.update(status="erased", status_since=today())

    for page in ("data", "unsubscribe", "home"):
        assert client.get(at(token, page)).status_code == 404


# What is not taken


@pytest.fixture
def german(reference):
    Contact.objects.update(language="de")


@pytest.mark.parametrize(
    ("status", "said", "ask"),
    [
        (403, "Ihre Antwort hat uns nicht erreicht", lambda client, token: client.post(at(token, "stop", 1))),
        (404, "Hier ist nichts mehr", lambda client, token: client.get(f"/p/{token}/nowhere/?lang=de")),
        (400, "Das konnten wir nicht lesen", lambda client, token: client.get(f"/p/{token}/?lang=de&x=%00")),
        (405, "Das konnten wir nicht lesen", lambda client, token: client.put(at(token, "home"))),
    ],
)
def test_what_is_not_taken_gets_a_private_page_for_customers_in_their_language(token, german, status, said, ask):
    page = ask(Client(enforce_csrf_checks=status == 403), token)

    assert page.status_code == status
    assert said in page.text
    assert "Reference Desk" not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    assert int(page.headers.get("Content-Length", len(page.content))) == len(page.content)


def test_an_address_without_its_last_stroke_is_kept_by_nobody(client, token):
    moved = client.get(f"/p/{token}")

    assert moved.status_code == 301
    assert "no-store" in moved.headers["Cache-Control"]


def test_the_language_is_switched_after_a_refused_form_too(client, token):
    refused = client.post(at(token, "complain"), {"words": ""})
    assert 'href="?lang=de"' in refused.text

    switched = client.get(at(token, "complain") + "?lang=de", follow=True)
    assert switched.status_code == 200
    assert "Ihre Entscheidungen" in switched.text or 'lang="de"' in switched.text


# What a refused form says


@pytest.mark.parametrize(
    ("panel", "sent", "place"),
    [
        (("complain",), {"words": ""}, "div_complaint_words"),
        (("pause",), {"choice": "until", "until": ""}, "div_pause_until"),
        (("wish", "correct"), {"choice": "correct", "name": ""}, "div_id_name"),
    ],
)
def test_a_refused_form_says_so_at_the_top_with_a_way_to_the_field(client, token, panel, sent, place):
    page = client.post(at(token, *panel), sent)

    assert page.status_code == 422
    assert page.text.index('role="alert"') < page.text.index("<h1")
    assert page.text.count(f'href="#{place}"') == page.text.count(f'id="{place}"') == 1


@pytest.mark.parametrize("wish", ["erase", "object", "restrict"])
def test_a_box_that_was_not_ticked_is_asked_for_once_with_a_way_to_it(client, token, wish):
    page = client.post(at(token, "wish", wish), {}).text

    assert page.count("Nothing was changed. Please tick the box first.") == 1
    assert f'<a href="#{wish}">Go there</a>' in page


@pytest.mark.parametrize(
    ("panel", "sent"),
    [
        (("complain",), {"words": "Nobody calls back"}),
        (("pause",), {"choice": "until", "until": "2031-05-04"}),
        (("wish", "correct"), {"choice": "correct", "name": "Inga Solheim"}),
    ],
)
def test_words_that_came_too_fast_are_still_there(client, token, panel, sent):
    Link.objects.update(letter=Message.objects.create(kind="x", to="contact:1", key="fast", sent_at=timezone.now()))

    fast = client.post(at(token, *panel), sent)

    assert fast.status_code == 409
    assert next(value for name, value in sent.items() if name != "choice") in fast.text


# What was done


@pytest.mark.parametrize(
    ("panel", "sent", "said"),
    [
        (("limits",), {"choice": "save"}, "We noted your limits."),
        (("wish", "correct"), {"choice": "correct", "name": "Inga Solheim"}, "We noted your correction."),
        (("wish", "restrict"), {"choice": "restrict"}, "From now on we keep your data and use it for nothing."),
    ],
)
def test_each_press_is_told_of(client, token, panel, sent, said):
    page = client.post(at(token, *panel) + "?lang=en", sent, follow=True).text

    assert page.count(said) == 1
    assert 'role="status"' in page


def test_a_page_says_nothing_but_what_it_knows_whatever_stands_in_its_address(client, token):
    assert 'role="status"' not in client.get(at(token, "data"), {"done": "<b>you won</b>"}).text


def test_a_no_to_being_asked_again_is_told_of(client, call, reference):
    use = UseFactory(use_consent__reference=reference, use_consent__activity=call, activity=call, reference=reference)
    path = "/" + links.mint(purpose=Purpose.FEEDBACK, reference=reference.pk, on=today(), use=use).split("/", 3)[3]

    assert "what you had agreed to for it has ended" in client.post(path, {"again": "no"}, follow=True).text


def test_what_ran_out_is_agreed_to_again_and_not_undone(client, token):
    Consent.objects.update(granted_on=days_ago(200), expires_on=days_ago(10))

    page = client.get(at(token, "home")).text

    assert "Ran out on" in page
    assert re.search(r"Agree to it again<", page)
    assert "Undo" not in page


def test_a_name_keeps_no_marks_that_turn_the_writing_around(client, token):
    sent = {"choice": "correct", "name": "Inga \u202eSolheim\u2066", "title": "\u200fCOO"}

    assert client.post(at(token, "wish", "correct"), sent).status_code == 302
    assert ContactDetails.objects.get().name == "Inga Solheim"
    assert Contact.objects.get().title == "COO"


def test_boxes_of_the_data_page_look_like_boxes(client, token):
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', client.get(at(token, "data")).text)

    assert len(boxes) == 3
    assert all('class="form-check-input"' in box for box in boxes)
