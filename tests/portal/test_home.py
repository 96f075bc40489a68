"""Is everything on a person's own page theirs to decide, with one press each, and does nothing happen without one?"""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from customers.models import Hardship, Issue
from references import links
from references.actions.claims import claim
from references.models import Claim, Consent, ConsentChannel, Link, PageSeen, Pause, Purpose, UseFeedback
from refprogram.dates import today
from refprogram.outbox.models import Message
from tests.factories import ReferenceFactory, UseFactory, days_ago
from tests.portal.test_views import everything

pytestmark = pytest.mark.django_db

PANELS = ("agree", "stop", "limits", "pause", "mail", "complain")


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


@pytest.fixture
def token(reference):
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).split("/")[-2]


@pytest.fixture
def home(token):
    return reverse("portal:home", args=[token])


def at(token, panel, *rest):
    return reverse(f"portal:{panel}", args=[token, *rest])


def seal_of(page):
    return re.search(r'name="seen" value="(\w+)"', page.text).group(1)


def test_the_page_of_a_home_link_is_the_home_page_and_costs_five_queries(client, token, home):
    for path in (at(token, "page"), home):
        with assertNumQueries(5):
            page = client.get(path)
        assert page.status_code == 200
        assert page.text.count("<h1") == 1
        assert "Reference call" in page.text
    assert not Session.objects.exists()


def test_opening_it_changes_nothing_and_no_form_is_sent_without_a_press(client, token, home, call):
    before = everything()

    client.get(home)
    client.head(home)
    for panel in PANELS:
        rest = [call.pk] if panel in {"agree", "stop"} else []
        assert client.post(at(token, panel, *rest)).status_code == 422
        for look in (client.get, client.head):
            assert look(at(token, panel, *rest) + "?lang=de").headers["Location"] == f"{home}?lang=de"

    assert everything() == before


def test_stopping_is_one_press_and_undoing_it_another_on_the_words_that_were_shown(client, token, home, call):
    client.post(at(token, "stop", call.pk), {"choice": "stop"})
    assert not Consent.objects.unended().exists()

    page = client.get(home)
    assert "Stopped on" in page.text
    client.post(at(token, "agree", call.pk), {"choice": "agree", "seen": seal_of(page)})

    assert Consent.objects.unended().get().granted_on == today()
    assert "{company}" not in PageSeen.objects.latest("pk").html


def test_a_yes_to_words_that_were_not_shown_is_not_taken(client, token, call):
    client.post(at(token, "stop", call.pk), {"choice": "stop"})
    before = everything()

    old = client.post(at(token, "agree", call.pk), {"choice": "agree", "seen": "0" * 64})

    assert old.status_code == 409
    assert "This page has changed since you opened it." in old.text
    assert everything() == before


@pytest.mark.parametrize(("choice", "agreed"), [("agree", True), ("stop", False)])
def test_what_somebody_said_for_them_counts_when_they_say_so(
    client, token, home, call, reference, manager, choice, agreed
):
    Consent.objects.all().delete()
    claim(reference, call, audiences=["press"], said_on=today(), channel=ConsentChannel.CALL, by=manager, on=today())
    page = client.get(home)
    assert "Yes, that is right" in page.text
    assert "the press" in page.text

    client.post(at(token, choice, call.pk), {"choice": choice, "seen": seal_of(page)})

    assert Consent.objects.unended().exists() == agreed
    assert not Claim.objects.open().exists()


def test_limits_are_kept_and_shown_again(client, token, home, call, reference):
    said = {"choice": "save", "max_per_quarter": "2", "months": ["7", "12"], "best_time": "mornings"}
    client.post(at(token, "limits"), {**said, "activities": [call.pk], "language": "de"})

    kept = reference.preference
    assert (kept.max_per_quarter, kept.best_time, kept.source) == (2, "mornings", "customer")
    assert list(kept.quiet_months.values_list("month", flat=True)) == [7, 12]
    assert "Meine Grenzen" in client.get(home).text


def test_a_pause_holds_until_the_day_and_ends_when_they_say_so(client, token, home):
    until = today() + timedelta(days=40)
    client.post(at(token, "pause"), {"choice": "until", "until": until.isoformat()})
    assert Pause.objects.active(on=until).exists()
    assert "Nobody asks you for anything until" in client.get(home).text

    client.post(at(token, "pause"), {"choice": "calmer"})
    assert not Pause.objects.active(on=today()).exists()


def test_a_day_that_has_passed_is_refused_kindly(client, token):
    late = client.post(at(token, "pause"), {"choice": "until", "until": days_ago(1).isoformat()})

    assert late.status_code == 409
    assert "This day has passed." in late.text


def test_a_company_that_goes_through_something_is_left_alone_until_they_say_it_is_calmer(client, token):
    client.post(at(token, "pause"), {"choice": "company"})
    assert Hardship.objects.active(on=today()).exists()

    client.post(at(token, "pause"), {"choice": "calmer"})
    assert not Hardship.objects.active(on=today()).exists()


def test_what_is_not_right_is_written_down_in_their_words_and_its_status_is_shown(client, token, home):
    client.post(at(token, "complain"), {"words": "Nobody calls back"})

    issue = Issue.objects.get()
    assert (issue.summary, issue.source, issue.opened_by) == ("Nobody calls back", "customer", None)
    assert "It is being looked at" in client.get(home).text


def test_a_mail_program_silences_letters_without_a_page_and_they_can_be_switched_on_again(token, reference):
    one_click = Client(enforce_csrf_checks=True).post(at(token, "unsubscribe"), {"List-Unsubscribe": "One-Click"})
    reference.contact.refresh_from_db()
    assert (one_click.status_code, one_click.content) == (200, b"")
    assert reference.contact.silent_since == today()
    assert Consent.objects.unended().exists()

    Client().post(at(token, "mail"), {"choice": "on"})
    reference.contact.refresh_from_db()
    assert reference.contact.silent_since is None


def test_letters_are_silenced_however_fast_and_however_late(client, token, reference):
    letter = Message.objects.create(kind="six_month_check", to="contact:1", key="fast", sent_at=timezone.now())
    for link in ({"letter": letter}, {"letter": None, "expires_on": days_ago(1)}):
        Link.objects.update(**link)

        assert client.get(at(token, "unsubscribe")).status_code == 200
        client.post(at(token, "unsubscribe"), {"List-Unsubscribe": "One-Click"})

        reference.contact.refresh_from_db()
        assert reference.contact.silent_since == today()
        type(reference.contact).objects.update(silent_since=None)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "None of your words are shown anywhere."), ("de", "Ihre Worte stehen nirgends.")]
)
def test_the_page_says_where_their_words_are(client, home, language, said):
    assert said in client.get(home, {"lang": language}).text


def test_after_its_time_a_link_only_stops(client, token, home, call):
    Link.objects.update(expires_on=days_ago(1))

    page = client.get(home).text
    assert "Reference call" in page
    assert "My limits" not in page
    for panel in ("limits", "pause", "mail", "complain"):
        assert client.post(at(token, panel), {"choice": "save"}).status_code == 404
    assert client.post(at(token, "agree", call.pk), {"choice": "agree"}).status_code == 404
    client.post(at(token, "stop", call.pk), {"choice": "stop"})

    assert not Consent.objects.unended().exists()
    assert client.get(home).status_code == 404


def test_an_answer_that_comes_faster_than_anybody_reads_is_asked_for_once_more(client, token, call):
    letter = Message.objects.create(kind="six_month_check", to="contact:1", key="fast", sent_at=timezone.now())
    Link.objects.update(letter=letter)

    fast = client.post(at(token, "stop", call.pk), {"choice": "stop"})

    assert fast.status_code == 409
    assert "That came faster than anybody reads" in fast.text
    assert Link.objects.get().suspect_at
    assert Consent.objects.unended().exists()


def test_the_sixty_first_answer_in_ten_minutes_waits(client, token):
    sent = [client.post(at(token, "mail")).status_code for _ in range(61)]

    assert sent == [422] * 60 + [429]


def test_feedback_is_given_once_and_a_no_stops_that_activity(client, call, reference):
    use = UseFactory(use_consent__reference=reference, use_consent__activity=call, activity=call, reference=reference)
    path = "/" + links.mint(purpose=Purpose.FEEDBACK, reference=reference.pk, on=today(), use=use).split("/", 3)[3]
    assert client.post(path, {}).status_code == 422

    client.post(path, {"went": "well", "again": "no"})

    assert UseFeedback.objects.get().went == "well"
    assert not Consent.objects.unended().exists()
    assert client.post(path, {"went": "badly"}).status_code == 409
