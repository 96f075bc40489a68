"""Does whoever has a page already learn at once that it changed, and pay one query when it did not?"""

from datetime import timedelta

import pytest
from django.urls import reverse

from customers.models import Contact, ContactDetails, Customer
from references.actions.consents import stop
from references.testimonials import actions
from references.testimonials.models import Placement, Substantiation, Tie
from refprogram.dates import today
from tests.face.on_show import SITE, on_wall
from tests.references.testimonials import lives


@pytest.fixture
def both(manager):
    """The same words on the wall and in a frame."""
    placement = on_wall(manager)
    return placement, lives.placed(placement.endorsement, manager, channel="embed", address=f"{SITE}/customers")


@pytest.fixture
def addresses(both):
    """Where they are to be seen: the wall first."""
    return [
        "/voices/",
        reverse("face:embed", args=[both[1].pk]),
        reverse("face:embed_json", args=[both[1].pk]),
    ]


@pytest.fixture
def known(client, addresses):
    """What somebody has seen of each page."""
    answers = [client.get(address) for address in addresses]
    assert all(lives.PLAIN in answer.content.decode() for answer in answers)
    return answers


def asked_again(client, addresses, known):
    return [
        client.get(address, headers={"If-None-Match": answer["ETag"]})
        for address, answer in zip(addresses, known, strict=True)
    ]


def says_no(words, manager):
    lives.says_no(words)


def stops(words, manager):
    stop(words.reference, words.activity, by=lives.holder(words.reference), on=today())


def is_taken_down(words, manager):
    for placement in Placement.objects.still_up():
        actions.take_down(placement, proof="Looked at it", by=manager, on=today())


def is_not_as_approved(words, manager):
    for placement in Placement.objects.still_up():
        actions.look_at(placement, as_approved=False, by=manager, on=today())


def loses_a_proof(words, manager):
    actions.drop(Substantiation.objects.get(endorsement=words), by=manager, on=today())


def has_its_day(words, manager):
    Placement.objects.update(starts_on=today() - timedelta(days=2), until=today() - timedelta(days=1))


GONE = {
    "suspended": lambda words, by: actions.suspend(words, by=by, on=today()),
    "retired": lambda words, by: actions.retire(words, by=by, on=today()),
    "refused by the person": says_no,
    "stopped by the person": stops,
    "forgotten": lambda words, by: actions.forget(words.reference, on=today()),
    "taken down": is_taken_down,
    "not as approved": is_not_as_approved,
    "tied to us after all": lambda words, by: actions.tie(words, tie=Tie.GIFT, nature="", by=by, on=today()),
    "not proven any more": loses_a_proof,
    "past its last day": has_its_day,
    # What is no step of the words, and was announced by nobody: nobody may go on reading the old name.
    "another title": lambda words, by: Contact.objects.update(title="Chief of everything"),
    "another name": lambda words, by: ContactDetails.objects.update(name="Somebody Else"),
    "another company": lambda words, by: Customer.objects.update(name="Another Company"),
    "restricted": lambda words, by: Contact.objects.update(status="restricted", status_since=today()),
}


@pytest.mark.parametrize("way", GONE)
def test_words_are_gone_at_once_from_every_page_whichever_way_they_go(client, manager, both, addresses, known, way):
    GONE[way](both[0].endorsement, manager)

    after = asked_again(client, addresses, known)

    assert [answer.status_code for answer in after] == [200, 404, 404]
    assert not [answer for answer in after if lives.PLAIN in answer.content.decode()]


def test_words_that_are_said_again_are_a_new_page(client, both, addresses, time_machine):
    time_machine.move_to(f"{today() + timedelta(days=40)}T12:00:00Z")
    before = [client.get(address) for address in addresses]
    lives.says_yes(both[0].endorsement)

    after = asked_again(client, addresses, before)

    assert [answer.status_code for answer in after] == [200, 200, 200]
    assert "said again on" in after[0].text
    assert "dateModified" in after[2].json()


def test_another_day_is_a_new_page(client, addresses, known, time_machine):
    time_machine.move_to(f"{today() + timedelta(days=1)}T12:00:00Z")

    assert [answer.status_code for answer in asked_again(client, addresses, known)] == [200, 200, 200]


def test_words_that_nobody_said_again_for_six_months_are_not_shown_though_no_sweep_ran(
    client, addresses, known, time_machine
):
    time_machine.move_to(f"{today() + timedelta(days=190)}T12:00:00Z")

    after = asked_again(client, addresses, known)

    assert [answer.status_code for answer in after] == [200, 404, 404]
    assert not [answer for answer in after if lives.PLAIN in answer.content.decode()]


def test_each_step_that_leaves_words_where_they_are_is_a_new_page_too(client, manager, both, addresses, known):
    """A block is drawn from what the actions write down, and each of them leaves an event: all are in the tag."""
    for step in (
        lambda: actions.look_at(both[1], as_approved=True, by=manager, on=today()),
        lambda: actions.tie(both[0].endorsement, tie=Tie.NONE, nature="", by=manager, on=today()),
        lambda: lives.substantiated(both[0].endorsement, manager),
    ):
        step()
        after = asked_again(client, addresses, known)
        assert [answer.status_code for answer in after] == [200, 200, 200]
        known = after


def test_more_words_are_a_new_wall_and_the_same_frame(client, manager, addresses, known):
    on_wall(manager, text=lives.PLAIN)

    assert [answer.status_code for answer in asked_again(client, addresses, known)] == [200, 304, 304]


def test_who_knows_it_pays_one_query_and_may_keep_it_less_than_a_minute(
    client, addresses, known, django_assert_num_queries
):
    with django_assert_num_queries(3):
        again = asked_again(client, addresses, known)

    assert [answer.status_code for answer in again] == [304, 304, 304]
    assert [answer["ETag"] for answer in again] == [answer["ETag"] for answer in known]
    assert not any(answer.content for answer in again)
    for answer in (*known, *again):
        assert answer["Cache-Control"] == "public, max-age=30, must-revalidate"
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_each_page_has_a_tag_of_its_own(known):
    assert len({answer["ETag"] for answer in known}) == 3


def test_another_release_is_another_page(client, addresses, known, monkeypatch):
    monkeypatch.setattr("refprogram.face.fresh._form", lambda: "drawn in another way")

    assert [answer.status_code for answer in asked_again(client, addresses, known)] == [200, 200, 200]


def test_a_company_with_another_name_is_another_page(client, addresses, known, settings):
    settings.PROGRAM_COMPANY = "Southquay"

    assert [answer.status_code for answer in asked_again(client, addresses, known)] == [200, 200, 200]
