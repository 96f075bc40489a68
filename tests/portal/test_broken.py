"""Does a customer whose page failed on our side read whose fault it is, in their own language?"""

from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from customers.models import Contact
from references import links
from references.models import Consent, Purpose
from refprogram.dates import today
from tests.factories import ReferenceFactory

pytestmark = pytest.mark.django_db

STAFFS = "Go back and look whether your last step was saved"
IN_GERMAN = "Bei uns ist etwas schiefgegangen"


@pytest.fixture
def reference(call):
    reference = ReferenceFactory(agreed_to=[call])
    Contact.objects.update(language="de")
    return reference


@pytest.fixture
def token(reference):
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).split("/")[-2]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def broken(monkeypatch):
    """Let whatever a page quotes be out of reach."""
    monkeypatch.setattr("refprogram.portal.affairs.texts_of", Mock(side_effect=OperationalError("gone")))


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("query", "said"),
    [("", IN_GERMAN), ("?lang=en", "Something broke on our side"), ("?lang=xx", IN_GERMAN)],
)
def test_a_page_that_failed_says_so_to_a_customer_in_their_language(client, token, query, said):
    page = client.get(reverse("portal:home", args=[token]) + query)

    assert page.status_code == 500
    assert said in page.text
    assert STAFFS not in page.text
    assert "Reference Desk" not in page.text
    assert token not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.usefixtures("broken")
def test_a_press_that_failed_says_so_too_and_did_nothing(client, token, call):
    page = client.post(reverse("portal:stop", args=[token, call.pk]), {"choice": "stop"})

    assert page.status_code == 500
    assert IN_GERMAN in page.text
    assert Consent.objects.unended().exists()


def test_when_the_database_is_gone_the_page_needs_none_and_speaks_as_the_browser_does(client, token, monkeypatch):
    monkeypatch.setattr(links, "find", Mock(side_effect=OperationalError("gone")))

    with assertNumQueries(0):
        page = client.get(reverse("portal:home", args=[token]), headers={"accept-language": "de-AT,de;q=0.9"})

    assert page.status_code == 500
    assert IN_GERMAN in page.text


def test_when_the_middleware_fails_as_well_the_page_still_comes(client, token, monkeypatch):
    monkeypatch.setattr(links, "find", Mock(side_effect=OperationalError("gone")))

    page = client.put(reverse("portal:home", args=[token]))

    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert STAFFS not in page.text


def test_staff_read_their_own_page(client, monkeypatch, executive):
    monkeypatch.setattr("refprogram.today.numbers.outcome", Mock(side_effect=OperationalError("gone")))
    client.force_login(executive)

    page = client.get(reverse("today:home"), headers={"accept-language": "de"})

    assert page.status_code == 500
    assert STAFFS in page.text
