"""Is everybody offered the pages of their role, and shown where they are?"""

import re

import pytest
from django.urls import reverse

from refprogram.ui import nav

EVERYBODY = ["Today", "Requests", "References", "Customers", "Do not use", "Nominations", "Endorsements"]


def offered(user, rf, path="/"):
    request = rf.get(path)
    request.user = user
    return nav.menu(request)


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("executive", ["Outside uses", "Overrides"]),
        ("rep", ["Ask for a reference", "Outside uses", "Proof pages", "Referrals"]),
        (
            "manager",
            [
                "Capacity",
                "Check-ins",
                "Consents",
                "Placements",
                "Proof pages",
                "Referrals",
                "Rewards",
                "Imports",
                "Outbox",
            ],
        ),
        ("admin", ["Consents", "Outside uses", "Rights requests", "Imports", "Outbox", "Admin"]),
    ],
)
def test_each_role_is_offered_its_pages(role, more, request, rf):
    labels = [link.label for link in offered(request.getfixturevalue(role), rf)]

    assert sorted(labels) == sorted(EVERYBODY + more)


@pytest.mark.parametrize("role", ["executive", "rep", "manager", "admin"])
def test_whatever_is_offered_opens(role, request, client, rf):
    user = request.getfixturevalue(role)
    client.force_login(user)

    for link in offered(user, rf):
        assert client.get(link.url).status_code == 200, link.label


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Today"]),
        ("/requests/", ["Requests"]),
        ("/requests/7/", ["Requests"]),
        ("/requests/new/", ["Ask for a reference"]),
        ("/references/7/", ["References"]),
        ("/references/do-not-use/", ["Do not use"]),
        ("/references/nominations/", ["Nominations"]),
        ("/referrals/introductions/7/", ["Referrals"]),
        ("/ui/", []),
    ],
)
def test_the_longest_address_that_fits_is_current(path, current, rep, rf):
    assert [link.label for link in offered(rep, rf, path) if link.current] == current


def test_a_page_marks_its_entry_once(client, manager):
    client.force_login(manager)

    page = client.get(reverse("customers:list")).text

    assert re.findall(r'<a class="item" href="([^"]+)" aria-current="page"', page) == [reverse("customers:list")]
