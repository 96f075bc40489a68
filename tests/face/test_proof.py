"""What does one prospect see behind their address, for how long, and what do we count?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from references.testimonials import actions
from references.testimonials.models import Placement, ProofPage
from refprogram.dates import today
from refprogram.errors import Refused
from tests.face.on_show import for_prospect, with_photo
from tests.references.testimonials import lives


def views():
    return ProofPage.objects.get().views


def test_the_page_shows_what_was_chosen_and_says_that_we_count(client, manager):
    lives.published(manager, text=f"{lives.PLAIN} Nobody chose this.")
    _, address = for_prospect(manager)

    page = client.get(address)

    assert page.status_code == 200
    for said in ("It simply works", "Marlow Grocers", "Selected by us", "Published by Northquay"):
        assert said in page.text
    assert "We count how often this page is opened." in page.text
    assert "Nobody chose this" not in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("state", ["open", "over", "none"])
def test_its_address_stays_out_of_caches_search_engines_and_logs(client, manager, state):
    page, address = for_prospect(manager)
    if state == "over":
        actions.close_proof_page(page, by=manager, on=today())
    answer = client.get(address if state != "none" else "/voices/for/nothing/")

    assert answer.status_code == {"open": 200, "over": 410, "none": 404}[state]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "DENY"
    assert "ETag" not in answer.headers
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_token_is_long_and_only_its_hash_is_kept(manager):
    page, address = for_prospect(manager)
    token = address.split("/")[-2]

    assert len(token) == 43  # 256 bits
    assert page.token_hash != token
    assert token not in str(ProofPage.objects.values().get())


def test_it_counts_whoever_opens_it_and_no_program_that_looks_ahead(client, manager):
    _, address = for_prospect(manager)

    client.get(address)
    client.get(address)
    client.head(address)
    client.get(address, headers={"Sec-Purpose": "prefetch"})
    client.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    client.get(address, headers={"Purpose": "prefetch"})

    assert views() == 2
    assert ProofPage.objects.get().last_viewed_on == today()


def test_what_is_over_or_was_never_there_is_not_counted(client, manager):
    page, address = for_prospect(manager)
    actions.close_proof_page(page, by=manager, on=today())

    client.get(address)
    client.get("/voices/for/nothing/")

    assert views() == 0


def test_after_its_last_day_it_says_so_kindly(client, manager, time_machine):
    _, address = for_prospect(manager, until=today() + timedelta(days=3))
    time_machine.move_to(f"{today() + timedelta(days=3)}T12:00:00Z")
    assert client.get(address).status_code == 200
    time_machine.move_to(f"{today() + timedelta(days=1)}T12:00:00Z")

    answer = client.get(address)

    assert answer.status_code == 410
    assert "will gladly make you a new one" in answer.text
    assert "It simply works" not in answer.text


def test_words_that_are_taken_down_are_gone_and_the_rest_stays(client, manager):
    gone = lives.published(manager, text=f"{lives.PLAIN} This goes.")
    _, address = for_prospect(manager, gone, lives.published(manager, text=f"{lives.PLAIN} This stays."))

    actions.suspend(gone, by=manager, on=today())
    page = client.get(address)

    assert "This goes" not in page.text
    assert "This stays" in page.text


def test_a_page_without_words_says_so(client, manager):
    endorsement = lives.published(manager)
    _, address = for_prospect(manager, endorsement)
    lives.says_no(endorsement)

    assert "has been taken down since" in client.get(address).text


def test_a_picture_is_there_for_whoever_has_the_address_and_for_nobody_else(client, manager):
    endorsement = with_photo(manager)
    picture = endorsement.attachments.get(kind="photo")
    page, address = for_prospect(manager, endorsement)
    behind = f"{address}photo/{picture.pk}/"

    assert behind in client.get(address).text
    assert client.get(behind)["Content-Type"] == "image/jpeg"
    assert client.get(behind)["Cache-Control"] == "no-store"
    assert client.get(f"/voices/photo/{picture.pk}/").status_code == 404
    actions.close_proof_page(page, by=manager, on=today())
    assert client.get(behind).status_code == 404
    assert client.get(f"/voices/for/nothing/photo/{picture.pk}/").status_code == 404


def test_many_words_cost_as_many_queries_as_one(client, manager, django_assert_num_queries):
    _, one = for_prospect(manager, lives.published(manager))
    _, many = for_prospect(
        manager, *(lives.published(manager, text=f"{lives.PLAIN} {x}.") for x in ("So", "Yes", "Ay"))
    )

    for address in (one, many):
        with django_assert_num_queries(10):
            client.get(address)


def test_a_rep_makes_one_of_published_words_and_closes_their_own(client, manager, rep, other_rep):
    page, address = for_prospect(rep, lives.published(manager))

    with pytest.raises(Refused):
        actions.close_proof_page(page, by=other_rep, on=today())
    assert client.get(address).status_code == 200
    actions.close_proof_page(page, by=rep, on=today())

    assert client.get(address).status_code == 410
    assert not Placement.objects.still_up()


def test_a_manager_closes_anybodys_and_only_once(manager, rep):
    page, _ = for_prospect(rep, lives.published(manager))

    actions.close_proof_page(page, by=manager, on=today())

    with pytest.raises(Refused, match="over already"):
        actions.close_proof_page(page, by=manager, on=today())


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_nobody_else_makes_one(request, manager, who):
    endorsement = lives.published(manager)

    with pytest.raises(PermissionDenied):
        for_prospect(request.getfixturevalue(who), endorsement)


def test_words_that_are_not_published_are_on_no_page(manager):
    with pytest.raises(Refused, match="Only published words"):
        for_prospect(manager, lives.published(manager), lives.ready(manager, text=lives.PLAIN))

    assert not ProofPage.objects.exists()


def test_it_stands_for_ninety_days_at_most_for_somebody_and_with_something(manager):
    endorsement = lives.published(manager)
    wrong = [
        {"expires_on": today() + timedelta(days=91)},
        {"expires_on": today() - timedelta(days=1)},
        {"endorsements": []},
        {"prospect": "  "},
    ]
    for one in wrong:
        given = {"prospect": "Marlow", "endorsements": [endorsement], "expires_on": today(), "by": manager}
        with pytest.raises(Refused):
            actions.make_proof_page(**given | one, on=today())

    assert not ProofPage.objects.exists()
