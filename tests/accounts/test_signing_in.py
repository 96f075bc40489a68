"""Who gets in, how often may they try, and how does a session end?"""

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from refprogram.accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_before():
    cache.clear()


@pytest.fixture
def person(rep):
    return User.objects.get(pk=rep.pk)


def sign_in(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def inside(client):
    return client.get("/accounts/sessions/").status_code == 200


def test_an_address_and_a_password_open_the_door(client, person):
    answer = sign_in(client, person.email.upper())

    assert answer.status_code == 302
    assert inside(client)


def test_a_wrong_password_is_told_and_nothing_else(client, person):
    answer = sign_in(client, person.email, "wrong")
    unknown = sign_in(client, "nobody@northquay.example", "wrong")

    assert answer.status_code == 200
    assert not inside(client)
    told = [str(page.context["form"].non_field_errors()) for page in (answer, unknown)]
    assert told[0] == told[1], "a stranger must not learn which addresses exist"


def test_guessing_is_stopped_even_with_the_right_password_next(client, person):
    for _ in range(5):
        sign_in(client, person.email, "wrong")

    answer = sign_in(client, person.email)

    assert "Too many failed login attempts" in answer.text
    assert not inside(client)


def test_the_admin_has_no_door_of_its_own(client, admin):
    wrong = {"username": admin.email, "password": "wrong"}

    answers = [client.post("/admin/login/?next=/admin/", wrong) for _ in range(5)]
    answers.append(client.post("/admin/login/?next=/admin/", wrong | {"password": PASSWORD}))

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/accounts/login/?next=%2Fadmin%2F")}
    assert not inside(client)


def test_guessing_on_the_way_to_the_admin_is_stopped_too(client, admin):
    door = client.get("/admin/customers/topic/", follow=True).redirect_chain[-1][0]
    for _ in range(5):
        client.post(door, {"login": admin.email, "password": "wrong"})

    answer = client.post(door, {"login": admin.email, "password": PASSWORD})

    assert "Too many failed login attempts" in answer.text
    assert client.get("/admin/customers/topic/").status_code == 302


def test_the_door_leads_an_admin_on_to_the_admin(client, admin):
    door = client.get("/admin/customers/topic/", follow=True).redirect_chain[-1][0]

    signed_in = client.post(door, {"login": admin.email, "password": PASSWORD, "next": "/admin/customers/topic/"})

    assert signed_in.url == "/admin/customers/topic/"
    assert client.get(signed_in.url).status_code == 200


PROXY = {"REMOTE_ADDR": "10.0.0.1"}


def locked_out(hops):
    """Say who is kept out after each of these clients, all behind one proxy, has guessed once, then the last again."""
    answers = [
        Client(headers={"x-forwarded-for": hop}).post(
            "/accounts/login/", {"login": f"{place}@northquay.example", "password": "wrong"}, **PROXY
        )
        for place, hop in enumerate(hops)
    ]
    return ["Too many failed login attempts" in answer.text for answer in answers]


def test_behind_a_proxy_each_client_has_its_own_limit(settings):
    settings.BEHIND_PROXY = True

    assert not any(locked_out([f"198.51.100.{n}" for n in range(11)]))
    assert locked_out([f"203.0.113.{n}, 192.0.2.9" for n in range(11)])[-1], "only the proxy's own hop counts"


@pytest.mark.parametrize("hop", ["", "unknown", "192.0.2.9:4711"])
def test_a_hop_that_is_no_address_counts_as_the_proxy(settings, hop):
    settings.BEHIND_PROXY = True

    assert locked_out([hop] * 11)[-1]


def test_without_a_proxy_nobody_chooses_the_address_they_count_for():
    assert locked_out([f"198.51.100.{n}" for n in range(11)])[-1]


def test_attempts_are_counted_in_the_database_and_not_in_a_process():
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_every_page_but_the_doors_asks_who_you_are(client):
    answer = client.get("/customers/")

    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/customers/"


def test_nobody_signs_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/accounts/signup/").status_code in {302, 404}


def test_one_press_ends_the_sessions_elsewhere(person):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, person.email)
        assert inside(browser)

    here.post("/accounts/sessions/")

    assert inside(here)
    assert not inside(elsewhere)


def test_signing_out_takes_a_press(client, person):
    sign_in(client, person.email)
    client.get("/accounts/logout/")
    assert inside(client)

    client.post("/accounts/logout/")
    assert not inside(client)


def test_an_account_that_is_switched_off_is_out_at_once(client, person):
    sign_in(client, person.email)

    User.objects.filter(pk=person.pk).update(is_active=False)

    assert not inside(client)


def test_a_new_password_ends_the_sessions_elsewhere(person):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, person.email)
    new = "another-long-enough-password"

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert inside(here)
    assert not inside(elsewhere)


def test_the_link_for_a_new_password_does_not_believe_the_host(person, settings):
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    Client(headers={"host": "evil.example"}).post("/accounts/password/reset/", {"email": person.email})

    assert settings.PUBLIC_BASE_URL + "/accounts/password/reset/key/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_a_stranger_is_not_written_to(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    client.post("/accounts/password/reset/", {"email": "nobody@elsewhere.example"})

    assert mail.outbox == []


def test_the_session_cookie_is_for_the_server_alone(client, person):
    sign_in(client, person.email)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_two_people_do_not_see_each_others_sessions(client, person):
    sign_in(Client(), UserFactory(email="else@northquay.example").email)
    sign_in(client, person.email)

    assert len(client.get("/accounts/sessions/").context["sessions"]) == 1
