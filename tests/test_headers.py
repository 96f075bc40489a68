"""What is every browser told before it shows a page of ours, whichever shell the page has?"""

import pytest
from django.urls import reverse

from references import links
from references.models import CycleStep, Purpose, ReconsentCycle
from refprogram.dates import add_months, today
from tests.factories import ReferenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal_page(db):
    """The address in a customer's letter."""
    cycle = ReconsentCycle.objects.create(
        reference=ReferenceFactory(checked_on=add_months(today(), -5)),
        cycle_start=add_months(today(), -5),
        step=CycleStep.FIRST_LETTER,
        on=today(),
    )
    url = links.mint(purpose=Purpose.CHECK_IN, reference=cycle.reference_id, on=today(), cycle_step=cycle)
    return reverse("portal:page", args=[url.split("/")[-2]])


PAGES = {
    "staff": ("manager", "/customers/", 200),
    "admin": ("admin", "/admin/customers/topic/", 200),
    "nothing there": ("manager", "/nothing/", 404),
    "entrance": (None, "/accounts/login/", 200),
    "wall": (None, "/voices/", 200),
    "nothing public": (None, "/voices/embed/1/", 404),
    "portal": (None, None, 200),
    "a link that is none": (None, "/p/nothing/", 404),
}


@pytest.fixture(params=PAGES)
def answer(request, client, portal_page):
    who, address, status = PAGES[request.param]
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.get(address or portal_page)
    assert answer.status_code == status
    return answer


def test_a_page_loads_from_here_alone_and_stands_in_no_frame(answer):
    policy = dict(line.strip().split(" ", 1) for line in answer["Content-Security-Policy"].split(";") if line.strip())

    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_no_other_site_learns_where_somebody_was(answer):
    assert answer["Referrer-Policy"] == "same-origin"


def test_no_browser_guesses_what_a_file_is(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
