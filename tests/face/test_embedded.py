"""Where may words be embedded? On the one site that is written down, with all that stands beside them."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from references.testimonials import actions, world
from references.testimonials.dossier import dossier_of
from references.testimonials.models import Naming, Placement, Showing, Tie
from refprogram.dates import today
from refprogram.face.embedded import review_of
from tests.face.on_show import SITE, embedded, on_wall, saying, with_photo
from tests.references.testimonials import lives

NOT_THERE = [0, 999_999, 10**18, 10**30]


def frame_of(placement):
    return reverse("face:embed", args=[placement.pk])


def json_of(placement):
    return reverse("face:embed_json", args=[placement.pk])


def frames(answer):
    """Return who may put an answer into a frame."""
    return [rule.strip() for rule in answer["Content-Security-Policy"].split(";") if "frame-ancestors" in rule]


def test_the_page_for_a_frame_shows_the_words_with_what_stands_beside_them_and_no_script(client, manager):
    placement = embedded(manager)

    page = client.get(frame_of(placement))

    assert page.status_code == 200
    for said in ("“It simply works", "Said on", "received nothing for it", "Selected by us", "Published by Northquay"):
        assert said in page.text
    assert "<script" not in page.text
    assert "<a " not in page.text.split("<main", 1)[1]


@pytest.mark.parametrize("asked", ["at first", "again"])
def test_only_the_site_that_is_written_down_may_frame_it(client, manager, asked):
    placement = embedded(manager, address=f"{SITE}:8443/customers?of=ours")
    page = client.get(frame_of(placement))
    if asked == "again":
        page = client.get(frame_of(placement), headers={"If-None-Match": page["ETag"]})

    assert page.status_code == (304 if asked == "again" else 200)
    assert frames(page) == [f"frame-ancestors {SITE}:8443"]
    assert "X-Frame-Options" not in page.headers
    assert "default-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["our front page", "https://*/", "https://a.example; script-src *"])
def test_a_placement_that_names_no_site_may_be_framed_by_nobody(client, manager, address):
    page = client.get(frame_of(embedded(manager, address=address)))

    assert frames(page) == ["frame-ancestors 'none'"]
    assert page["X-Frame-Options"] == "DENY"


def test_whoever_writes_down_a_frame_names_the_page_that_it_stands_on(client, manager):
    endorsement = lives.published(manager)
    client.force_login(manager)
    form = {"channel": "embed", "starts_on": today().isoformat(), "until": ""}
    place = reverse("testimonials:place", args=[endorsement.pk])

    refused = client.post(place, form | {"address": "our front page"})
    taken = client.post(place, form | {"address": SITE})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "Write the whole address of the page" in refused.text
    assert Placement.objects.get().address == SITE


@pytest.mark.parametrize("key", NOT_THERE)
def test_what_is_embedded_nowhere_is_not_there_and_may_be_framed_by_nobody(client, db, key):
    for name in ("face:embed", "face:embed_json"):
        page = client.get(reverse(name, args=[key]), headers={"Origin": SITE})

        assert page.status_code == 404
        assert frames(page) == ["frame-ancestors 'none'"]
        assert "Access-Control-Allow-Origin" not in page.headers


def test_a_placement_of_another_sort_is_not_there(client, manager):
    for placement in (on_wall(manager), lives.placed(lives.published(manager, text=saying(1)), manager)):
        assert client.get(frame_of(placement)).status_code == 404
        assert client.get(json_of(placement)).status_code == 404


def test_words_that_were_taken_down_leave_an_empty_frame_on_their_site(client, manager):
    placement = embedded(manager)
    actions.suspend(placement.endorsement, by=manager, on=today())

    page = client.get(frame_of(placement))
    answer = client.get(json_of(placement), headers={"Origin": SITE})

    assert page.status_code == answer.status_code == 404
    assert "It simply works" not in page.text
    assert frames(page) == [f"frame-ancestors {SITE}"]
    assert answer["Access-Control-Allow-Origin"] == SITE
    assert answer.json() == {"error": "Nothing is shown here."}


@pytest.mark.parametrize(
    "days",
    [{"starts_on": 20}, {"starts_on": -300, "until": -91}, {"starts_on": -300, "ended_on": -91}],
    ids=["yet to come", "over long ago", "ended long ago"],
)
def test_where_nothing_is_shown_yet_or_any_more_nobody_learns_the_site(client, manager, days):
    placement = embedded(manager)
    moved = {name: today() + timedelta(days=away) for name, away in days.items()}
    Placement.objects.filter(pk=placement.pk).update(**moved)

    page = client.get(frame_of(placement))
    answer = client.get(json_of(placement), headers={"Origin": SITE})

    assert page.status_code == answer.status_code == 404
    assert frames(page) == ["frame-ancestors 'none'"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_whoever_is_not_named_is_a_person_without_a_name_for_machines(client, manager):
    placement = embedded(manager)
    details = placement.endorsement.reference.contact.details
    named = client.get(json_of(placement)).json()["author"]
    Showing.objects.filter(endorsement=placement.endorsement).update(naming=Naming.NOBODY)
    shown = world.Shown(placement, dossier_of(placement.endorsement_id, on=today()).block)

    assert named["name"] == details.name
    assert review_of(shown)["author"] == {"@type": "Person"}


@pytest.mark.parametrize(
    ("origin", "let"),
    [
        (SITE, True),
        ("https://evil.example", False),
        ("http://northquay.example", False),
        (f"{SITE}:8443", False),
        (f"{SITE}.evil.example", False),
        ("null", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("asked", ["at first", "again"])
def test_only_scripts_of_that_site_read_the_json(client, manager, origin, let, asked):
    address = json_of(embedded(manager))
    known = {"If-None-Match": client.get(address)["ETag"]} if asked == "again" else {}

    answer = client.get(address, headers={"Origin": origin, **known})

    assert answer.status_code == (304 if asked == "again" else 200)
    assert answer.headers.get("Access-Control-Allow-Origin") == (SITE if let else None)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer["Vary"]


def test_the_json_is_a_review_in_the_terms_of_schema_org(client, manager):
    placement = embedded(manager)
    contact = placement.endorsement.reference.contact

    answer = client.get(json_of(placement))
    review = json.loads(answer.content)

    assert answer["Content-Type"] == "application/ld+json"
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "Review"
    assert review["reviewBody"] == lives.TEXT
    assert review["author"]["name"] == contact.details.name
    assert review["author"]["worksFor"] == {"@type": "Organization", "name": contact.customer.name}
    assert review["itemReviewed"] == review["publisher"] == {"@type": "Organization", "name": "Northquay"}
    assert review["datePublished"] == today().isoformat()
    assert review["text"] == f"“{lives.TEXT}” Received nothing for it."
    assert "Selected by us" in review["description"]
    assert review["url"].endswith(frame_of(placement))
    assert "image" not in review


def test_what_ties_them_to_us_stands_in_the_text_that_machines_read(client, manager):
    tied = lives.says_yes(lives.asked(manager), tie=Tie.TRAVEL)
    ready = actions.clear(lives.proven(tied, manager), by=manager, on=today())
    published = actions.publish(ready, by=manager, on=today())
    placement = lives.placed(published, manager, channel="embed")

    review = client.get(json_of(placement)).json()
    page = client.get(frame_of(placement))

    told = "We have paid for their travel or for an event of theirs."
    assert review["text"].endswith(told)
    assert told in review["description"]
    assert "reviewBody" not in review, "taken out alone, it would be without what has to stand beside it"
    assert f'<p lang="en">{told}</p>' in page.text
    assert "received nothing" not in page.text


def test_a_paraphrase_is_no_body_of_a_review_and_stands_without_marks(client, manager):
    endorsement = lives.taken_in(manager, lives.speaker())
    actions.choose(endorsement, paraphrase="It works for them.", by=manager, on=today())
    approved = lives.says_yes(actions.ask_person(endorsement, by=manager, on=today()))
    ready = actions.clear(lives.proven(approved, manager), by=manager, on=today())
    placement = lives.placed(actions.publish(ready, by=manager, on=today()), manager, channel="embed")

    review = client.get(json_of(placement)).json()

    assert "reviewBody" not in review
    assert review["text"].startswith("It works for them. ")
    assert "“" not in client.get(frame_of(placement)).text


def test_a_picture_has_an_address_for_machines(client, manager):
    placement = lives.placed(with_photo(manager), manager, channel="embed")

    address = client.get(json_of(placement)).json()["image"]

    assert client.get(address[address.index("/voices/") :]).status_code == 200


def test_a_frame_costs_one_query_again_and_few_at_first(client, manager, django_assert_num_queries):
    placement = embedded(manager)
    tag = client.get(frame_of(placement))["ETag"]

    for address in (frame_of(placement), json_of(placement)):
        with django_assert_num_queries(8):
            client.get(address)
    with django_assert_num_queries(1):
        assert client.get(frame_of(placement), headers={"If-None-Match": tag}).status_code == 304


def test_the_address_of_a_frame_is_whole(manager):
    placement = embedded(manager)

    assert Placement.objects.get(pk=placement.pk).frame_url == f"http://127.0.0.1:8000/voices/embed/{placement.pk}/"
