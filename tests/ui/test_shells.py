"""Do the frames around every page hold: sign-in, errors, refusals, the customer's page?"""

import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from allauth.usersessions.models import UserSession
from django.template.loader import render_to_string
from django.urls import reverse


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "429", "500", "503"])
def test_an_error_page_needs_no_request_and_says_what_to_do(code):
    page = render_to_string(f"{code}.html", {"sentences": ["It has moved on."], "written": []})

    words = re.sub(r"<[^>]+>", " ", page.partition("<h1>")[2])
    assert page.count("<h1>") == 1
    assert 'href="#main"' in page
    assert len(words.split()) > 15
    assert "Traceback" not in page


def test_a_form_that_is_not_taken_fits_who_signed_in_and_who_came_by_a_link():
    page = render_to_string("403_csrf.html")

    for cause in ("the page was open for too long", "your browser keeps no cookies", "signed in again"):
        assert cause in page
    assert "Allow cookies here" in page


def test_what_is_said_of_private_notes_is_true():
    page = render_to_string("references/_left_in_peace.html", {"hardships": [], "page": {"next_url": ""}, "perms": {}})

    assert "Private notes stand here and on the customer’s own page, for reference managers only." in page
    assert "never leave" not in page


def test_sessions_are_listed_in_the_programs_own_hours(client, manager, settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    client.force_login(manager)
    UserSession.objects.create(
        user=manager,
        session_key=client.session.session_key,
        ip="192.0.2.1",
        created_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
    )

    assert "21 Nov 2026, 00:30" in client.get(reverse("usersessions_list")).text


def test_a_refusal_lists_its_sentences_on_a_page_and_in_a_fragment():
    sentences = ["Somebody was faster.", "An <issue> was opened."]

    page = render_to_string("409.html", {"sentences": sentences, "written": ["What I wrote <here>"]})
    fragment = render_to_string("_refused.html", {"sentences": sentences, "written": ["What I wrote <here>"]})

    for drawn in (page, fragment):
        assert re.findall(r"<li>(.*?)</li>", drawn) == ["Somebody was faster.", "An &lt;issue&gt; was opened."]
        assert "What I wrote &lt;here&gt;</textarea>" in drawn
    assert "<html" not in fragment
    assert "data-focus" in fragment


@pytest.mark.parametrize("shell", ["base.html", "entrance.html"])
def test_every_shell_has_the_place_that_refusals_are_swapped_into(shell, rf, rep):
    request = rf.get("/")
    request.user = rep
    page = render_to_string(shell, request=request)

    config = json.loads(unescape(re.search(r"name=\"htmx-config\" content='(.*?)'", page).group(1)))
    refused = next(rule for rule in config["responseHandling"] if rule["code"] == "409")
    assert refused["swap"]
    assert page.count(f'id="{refused["target"].removeprefix("#")}"') == 1
    assert next(rule for rule in config["responseHandling"] if rule["code"] == "422")["swap"]
    assert not config["includeIndicatorStyles"]
    assert not config["allowEval"]
    assert config["historyCacheSize"] == 0
    assert page.count("<main") == page.count("</main>") == 1


def test_the_customers_frame_has_no_menu_and_is_not_indexed(rf, settings):
    settings.PROGRAM_COMPANY = "Castor & Sons"

    page = render_to_string("portal/base.html", request=rf.get("/p/x/"))

    assert "<nav" not in page
    assert "<script" not in page
    assert "We did not get an answer" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="referrer" content="same-origin">' in page
    assert "Castor &amp; Sons" in page


def test_the_staff_frame_says_who_is_here_and_signs_out_by_post(client, manager):
    client.force_login(manager)

    page = client.get(reverse("ui:gallery")).text

    assert str(manager) in page
    assert manager.get_role_display() in page
    assert f'<form method="post" action="{reverse("account_logout")}">' in page
    assert page.index('class="skip"') < page.index('class="sidebar"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Ask for a new password"),
        ("account_reset_password_done", "Look at your mail"),
        ("account_reset_password_from_key_done", "Your new password is saved"),
        ("account_inactive", "This account is closed"),
    ],
)
def test_the_doors_have_our_look(name, words, client):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert "entrance.html" in {template.name for template in page.templates}
    assert f"<h1>{words}</h1>" in page.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_logout", "Sign out"),
        ("account_change_password", "Change your password"),
        ("usersessions_list", "Where you are signed in"),
        ("account_reauthenticate", "Your password again"),
    ],
)
def test_the_pages_of_an_account_have_our_look(name, words, client, rep):
    client.force_login(rep)

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert f"<h1>{words}</h1>" in page.text


@pytest.mark.django_db
def test_a_link_for_a_new_password_that_is_used_up_says_how_to_go_on(client):
    page = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "used-up"}))

    assert "<h1>This link is used up</h1>" in page.text
    assert reverse("account_reset_password") in page.text


def test_a_new_password_is_chosen_by_a_link_in_a_mail(client, rep, mailoutbox, settings):
    settings.PUBLIC_BASE_URL = "https://desk.example.org"

    asked = client.post(reverse("account_reset_password"), {"email": rep.email}, follow=True)
    (mail,) = mailoutbox
    link = re.search(r"https://desk\.example\.org(/\S+)", mail.body).group(1)
    form = client.get(link, follow=True)
    saved = client.post(
        form.request["PATH_INFO"], {"password1": "a-long-new-password", "password2": "a-long-new-password"}, follow=True
    )

    assert "Look at your mail" in asked.text
    assert "<h1>Choose a new password</h1>" in form.text
    assert "Your new password is saved" in saved.text
    rep.refresh_from_db()
    assert rep.check_password("a-long-new-password")


def test_a_stranger_asking_for_a_password_gets_no_mail_and_the_same_page(client, db, mailoutbox):
    asked = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)

    assert "Look at your mail" in asked.text
    assert not mailoutbox
