"""What does anybody see on the wall, and how little does it cost to see it again?"""

import pytest
from django.urls import reverse

from references.testimonials import actions
from references.testimonials.block import SELECTED
from references.testimonials.models import Naming
from refprogram.dates import today
from tests.face.on_show import embedded, on_wall, saying, with_photo
from tests.references.testimonials import lives

WALL = "/voices/"


def test_anybody_sees_the_words_with_what_stands_beside_them(client, manager):
    placement = on_wall(manager)
    company = placement.endorsement.reference.contact.customer.name

    page = client.get(WALL)

    assert page.status_code == 200
    for said in ("“It simply works", company, "Said on", "received nothing for it", SELECTED, "Published by Northquay"):
        assert page.text.count(said) == 1, said
    assert "<script" not in page.text


def test_it_is_the_same_page_whoever_looks_and_nobody_asks_who_it_is(client, manager, django_assert_num_queries):
    on_wall(manager)
    client.get(WALL)  # the first look of a connection plans what every look asks
    with django_assert_num_queries(8):
        stranger = client.get(WALL)
    client.force_login(manager)

    with django_assert_num_queries(8):
        colleague = client.get(WALL)

    assert colleague.content == stranger.content
    assert not colleague.cookies
    assert client.get("/").status_code == 200, "they are still signed in"
    assert "Cookie" not in stranger.headers.get("Vary", "") + colleague.headers.get("Vary", "")


def test_only_what_is_placed_on_the_wall_stands_there(client, manager):
    lives.published(manager)
    embedded(manager, text=saying(1))
    lives.placed(lives.published(manager, text=saying(2)), manager, channel="website")

    page = client.get(WALL)

    assert "It simply works" not in page.text
    assert "Nothing is shown here at present" in page.text


@pytest.mark.parametrize(("days", "there"), [((0, 0), True), ((1, 2), False), ((-2, -1), False), ((-2, 0), True)])
def test_words_stand_there_from_their_first_day_to_their_last(client, manager, days, there):
    placement = on_wall(manager)
    first, last = (lives.days_ago(-away) for away in days)
    type(placement).objects.filter(pk=placement.pk).update(starts_on=first, until=last)

    assert ("It simply works" in client.get(WALL).text) is there


@pytest.mark.parametrize("naming", [Naming.ROLE, Naming.NOBODY])
def test_nobody_is_named_further_than_they_let_us(client, manager, naming):
    endorsement = lives.says_yes(lives.asked(manager), naming=naming)
    ready = actions.clear(lives.proven(endorsement, manager), by=manager, on=today())
    lives.placed(actions.publish(ready, by=manager, on=today()), manager, channel="wall")
    contact = endorsement.reference.contact

    page = client.get(WALL)

    assert contact.details.name not in page.text
    assert (contact.customer.name in page.text) is (naming == Naming.ROLE)


def test_code_in_words_is_shown_and_not_run(client, manager):
    placement = on_wall(manager)
    contact = placement.endorsement.reference.contact
    evil = "<script>alert(1)</script>"
    placement.endorsement.reference.contact.details.__class__.objects.filter(contact=contact).update(name=evil)
    approval = placement.approval
    block = lives.dossier_of(placement.endorsement_id, on=today()).block
    type(approval).objects.filter(pk=approval.pk).update(digest=block.digest)

    page = client.get(WALL)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert evil not in page.text


def test_many_words_cost_as_many_queries_as_few_and_stand_on_pages(
    client, manager, monkeypatch, django_assert_num_queries
):
    placements = [on_wall(manager, text=f"{lives.PLAIN} This is number {letter}.") for letter in "abc"]
    client.get(WALL)
    with django_assert_num_queries(8):
        client.get(WALL)
    monkeypatch.setattr("refprogram.face.wall.AT_ONCE", 2)
    client.get(WALL)
    with django_assert_num_queries(8):
        first = client.get(WALL)
    after = f"?before={placements[1].pk}"

    second = client.get(WALL + after)

    assert "number c" in first.text
    assert "number b" in first.text
    assert "number a" not in first.text
    assert after in first.text
    assert "number a" in second.text
    assert "number b" not in second.text
    assert first["ETag"] != second["ETag"]


@pytest.mark.parametrize("before", ["x", "-1", "0" * 40, "9" * 18, "9" * 30, "٣", "1.5"])
def test_an_address_that_nobody_gave_out_is_no_error(client, manager, before):
    on_wall(manager)

    assert client.get(WALL, {"before": before}).status_code == 200


def test_a_picture_is_there_for_whoever_stands_there_by_name(client, manager):
    endorsement = with_photo(manager)
    picture = endorsement.attachments.get(kind="photo")
    address = reverse("face:photo", args=[picture.pk])
    assert client.get(address).status_code == 404

    lives.placed(endorsement, manager, channel="wall")
    seen = client.get(address)

    assert address in client.get(WALL).text
    assert seen.status_code == 200
    assert seen["Content-Type"] == "image/jpeg"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen.content[:3] == b"\xff\xd8\xff"
    assert client.get(address, headers={"If-None-Match": seen["ETag"]}).status_code == 304
    actions.suspend(endorsement, by=manager, on=today())
    assert client.get(address, headers={"If-None-Match": seen["ETag"]}).status_code == 404


def test_a_paper_of_the_dossier_is_no_picture(client, manager):
    endorsement = with_photo(manager)
    lives.placed(endorsement, manager, channel="wall")
    endorsement.attachments.update(kind="paper")

    assert client.get(reverse("face:photo", args=[endorsement.attachments.get().pk])).status_code == 404


@pytest.mark.parametrize("key", [0, 10**18, 10**30])
def test_a_picture_that_is_not_there_is_no_error(client, db, key):
    assert client.get(f"/voices/photo/{key}/").status_code == 404
