"""How does a request end without a talk: with words that may be shown, or honestly without anything?"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from customers.models import ContactDetails
from references.models import Consent
from references.testimonials import actions as testimonials
from refprogram.dates import today
from refprogram.errors import Refused
from requests import actions
from requests.models import Assignment, ReferenceRequest, Status, Supplied, Unfulfilled
from tests import stages
from tests.factories import ReferenceFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(manager):
    return lives.published(manager)


@pytest.fixture
def ask(rep, manager):
    return stages.in_review(rep, manager)


def gives(ask, *pieces, by, **more):
    return actions.supply(ask, endorsements=[piece.pk for piece in pieces], by=by, on=today(), **more)


def test_what_was_given_is_written_down_and_is_a_fulfilment(ask, words, manager):
    gives(ask, words, by=manager)

    assert ask.status == Status.CONTENT_SUPPLIED
    assert Supplied.objects.get().endorsement == words
    clocked = ReferenceRequest.objects.clocked().get()
    assert clocked.fulfilled_at == ask.events.get(verb="supply").at


def test_whoever_was_chosen_is_let_go(rep, manager, words):
    ask = stages.matched(rep, manager)

    gives(ask, words, by=manager)

    assert not Assignment.objects.live().exists()


def test_nothing_is_nothing_to_give(ask, manager):
    with pytest.raises(Refused, match="at least one piece"):
        gives(ask, by=manager)

    assert ReferenceRequest.objects.get().status == Status.IN_REVIEW


@pytest.mark.parametrize("what", ["suspended", "consent ended", "another audience", "named otherwise"])
def test_only_what_may_be_shown_to_them_now_is_offered_and_given(ask, words, manager, what):
    assert [one.endorsement for one in actions.offered_content(ask, reader=manager, on=today())] == [words]
    if what == "suspended":
        testimonials.suspend(words, by=manager, on=today())
    elif what == "consent ended":
        Consent.objects.filter(reference=words.reference).update(ended_on=today())
    elif what == "another audience":
        ReferenceRequest.objects.update(audience="press")
        ask.refresh_from_db()
    else:
        ContactDetails.objects.filter(contact=words.reference.contact).update(name="Somebody Else")

    assert actions.offered_content(ask, reader=manager, on=today()) == []
    with pytest.raises(Refused, match=r"may not be shown to them|at least one piece"):
        gives(ask, words, by=manager)
    assert not Supplied.objects.exists()


def test_one_piece_that_may_not_be_shown_gives_nothing(ask, words, manager):
    other = lives.asked(manager, text=f"{lives.TEXT} In Bern as well.")

    with pytest.raises(Refused):
        gives(ask, words, other, by=manager)

    assert not Supplied.objects.exists()


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_a_reference_manager_gives_content_or_gives_up(ask, words, who, request):
    somebody = request.getfixturevalue(who)

    with pytest.raises((PermissionDenied, Refused)):
        gives(ask, words, by=somebody)
    with pytest.raises(PermissionDenied):
        actions.give_up(ask, because="too_late", by=somebody, on=today())


@pytest.mark.parametrize("because", [one for one in Unfulfilled if one != Unfulfilled.OTHER])
def test_it_ends_honestly_with_a_reason(ask, manager, because):
    actions.give_up(ask, because=because, by=manager, on=today())

    assert (ask.status, ask.unfulfilled_because) == (Status.UNFULFILLED, because)


@pytest.mark.parametrize(("because", "note"), [("", ""), ("tired", ""), ("other", " ")])
def test_without_a_reason_it_does_not_end(ask, manager, because, note):
    with pytest.raises(Refused, match="why it ends without a reference"):
        actions.give_up(ask, because=because, note=note, by=manager, on=today())

    assert ReferenceRequest.objects.get().status == Status.IN_REVIEW


def test_the_database_knows_that_a_reason_belongs_to_an_end_without_a_reference(ask):
    for wrong in ({"status": "unfulfilled"}, {"unfulfilled_because": "too_late"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReferenceRequest.objects.update(**wrong)


# The page


def test_where_nobody_suits_the_workbench_leads_to_what_else_may_help(client, ask, manager):
    client.force_login(manager)

    page = client.get(ask.get_absolute_url()).text

    assert "Nobody suitable for this, and that is a fine answer." in page
    assert reverse("requests:supply", args=[ask.pk]) in page


def test_it_offers_words_another_kind_of_help_and_somebody_new(client, ask, words, manager):
    visit = stages.ActivityFactory(code="visit", name="Site visit")
    for _ in range(2):
        ReferenceFactory(agreed_to=[visit])
    client.force_login(manager)

    page = client.get(reverse("requests:supply", args=[ask.pk])).text

    assert f'value="{words.pk}"' in page
    assert "Site visit: 2 people may be asked" in page
    assert reverse("references:nominate") in page


def test_it_is_given_by_a_press_and_the_rep_reads_it(client, ask, words, manager, rep):
    client.force_login(manager)
    address = reverse("requests:supply", args=[ask.pk])
    assert client.post(address, {}).status_code == 422

    assert client.post(address, {"pieces": [words.pk], "note": "Three lines that fit"}).status_code == 302

    client.force_login(rep)
    page = client.get(ask.get_absolute_url()).text
    assert words.get_absolute_url() in page
    assert "Three lines that fit" in page
    assert reverse("testimonials:new_proof_page") in page


def test_what_was_taken_back_since_is_not_to_be_used(client, ask, words, manager, rep):
    gives(ask, words, by=manager)
    testimonials.suspend(words, by=manager, on=today())
    client.force_login(rep)

    page = client.get(ask.get_absolute_url()).text

    assert words.get_absolute_url() not in page
    assert "Taken back since; do not use it" in page


def test_the_page_costs_the_same_however_much_there_is(client, ask, manager, django_assert_max_num_queries):
    for place in ("Bern", "Kiel", "Oslo"):
        lives.published(manager, text=f"{lives.TEXT} In {place} as well.")
    client.force_login(manager)

    with django_assert_max_num_queries(16):
        client.get(reverse("requests:supply", args=[ask.pk]))
