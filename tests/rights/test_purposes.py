"""Does everybody learn what we use their data for, on which basis, and is the record that the law asks for complete?"""

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from references import links
from references.models import Link, Purpose
from refprogram.accounts.roles import GRANTS, Role
from refprogram.dates import today
from refprogram.rights.purposes import BASES, INTEREST, OF_OUR_OWN, PURPOSES
from refprogram.rights.retention import CLASSES
from tests.factories import ReferenceFactory, UserFactory, days_ago


@pytest.fixture
def token(db, call):
    reference = ReferenceFactory(agreed_to=[call])
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).rstrip("/").rpartition("/")[2]


@pytest.mark.once
@pytest.mark.parametrize("purpose", [*PURPOSES, *OF_OUR_OWN], ids=lambda purpose: purpose.code)
def test_a_purpose_has_a_basis_and_an_interest_of_ours_is_weighed(purpose):
    assert purpose.basis in BASES
    assert bool(purpose.balance) == (purpose.basis == INTEREST)


def test_the_record_of_processing_names_every_purpose_and_how_long_each_class_is_kept(client, db):
    client.force_login(UserFactory(role=Role.ADMIN))

    record = client.get(reverse("rights:processing")).text

    for purpose in (*PURPOSES, *OF_OUR_OWN):
        assert escape(str(purpose.what_for)) in record
        assert escape(purpose.balance) in record
    for one in CLASSES:
        assert escape(one.name) in record
    assert "no legal advice" in record


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_person_reads_every_purpose_and_its_basis_in_their_language(client, token, language):
    shown = client.get(reverse("portal:privacy", args=[token]), {"lang": language}).text

    with override(language):
        for purpose in PURPOSES:
            assert escape(str(purpose.what_for)) in shown
            basis = str(BASES[purpose.basis])
            assert escape(basis[:1].upper() + basis[1:]) in shown


def test_whoever_may_read_names_and_roles_is_said_to(client, token):
    """Admins read names, numbers and receipts; executives read role and company, as our sales people do."""
    assert {role for role in Role if "customers.read_details" in GRANTS[role]} == {Role.REFERENCE_MANAGER, Role.ADMIN}
    shown = client.get(reverse("portal:privacy", args=[token])).text

    for purpose in PURPOSES:
        assert "whoever runs this program" in str(purpose.seen_by) or str(purpose.seen_by) == "nobody"
    assert "our sales people and executives see your role and company" in shown
    assert "To answer in time what you wish done with your data" in shown
    assert str(OF_OUR_OWN[0].what_for) not in shown, "it is about our own people"


def test_every_page_of_theirs_leads_to_the_notice(client, token):
    notice = reverse("portal:privacy", args=[token])

    for name in ("page", "home", "data", "unsubscribe", "privacy"):
        assert f'href="{notice}"' in client.get(reverse(f"portal:{name}", args=[token])).text


def test_the_notice_is_there_after_the_links_time_as_long_as_they_agree_to_something(client, token):
    Link.objects.update(expires_on=days_ago(1))

    assert client.get(reverse("portal:privacy", args=[token])).status_code == 200
