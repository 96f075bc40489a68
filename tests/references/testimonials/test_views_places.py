"""Does a text leave the program only for a place that is written down, and does it come down with a proof?"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from customers.models import Contact
from references.models import Audience
from references.testimonials import actions
from references.testimonials.models import Placement, Takedown, Tie, UseProof
from references.testimonials.models.placement import LOOK_AGAIN_DAYS
from refprogram.dates import today
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
PLACES = reverse("testimonials:placements")
SITE = "https://northquay.example/customers"
HTMX = {"HX-Request": "true"}


def of(row, name):
    return reverse(f"testimonials:{name}", args=[row.pk])


def seen(client, user, path, **query):
    client.force_login(user)
    response = client.get(path, query)
    assert response.status_code == 200
    return unescape(response.text)


def long_unseen(placement):
    Placement.objects.filter(pk=placement.pk).update(looked_on=today() - timedelta(days=LOOK_AGAIN_DAYS))
    return placement


def test_without_a_place_no_text_is_offered_and_with_one_it_is(client, manager):
    endorsement = lives.published(manager)
    assert "Copy text" not in seen(client, manager, of(endorsement, "detail"))

    answer = client.post(
        of(endorsement, "place"), {"channel": "website", "address": SITE, "starts_on": today().isoformat()}
    )

    assert answer.status_code == 302
    placement = Placement.objects.get()
    assert (placement.address, placement.placed_by) == (SITE, manager)
    assert of(placement, "copy_text") in seen(client, manager, of(endorsement, "detail"))


@pytest.mark.parametrize("who", ["manager", "rep", "executive", "admin"])
def test_a_copied_text_holds_all_that_has_to_stand_beside_it(client, manager, who, request):
    endorsement = lives.says_yes(lives.asked(manager), tie=Tie.TRAVEL)
    cleared = actions.clear(lives.proven(endorsement, manager), by=manager, on=today())
    placement = lives.placed(actions.publish(cleared, by=manager, on=today()), manager)

    page = seen(client, request.getfixturevalue(who), of(placement, "copy_text"))

    plain, html = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    for text in (plain, html):
        assert f"“{lives.TEXT}”" in text
        assert "We have paid for their travel or for an event of theirs." in text
        assert endorsement.reference.contact.customer.name in text
    assert html.startswith("<figure>")


def test_a_copied_text_is_not_code(client, manager):
    endorsement = lives.published(manager)
    Contact.objects.filter(pk=endorsement.reference.contact_id).update(title="<script>alert(1)</script>")
    placement = Placement.objects.create(
        endorsement=endorsement,
        channel="website",
        address=SITE,
        starts_on=today(),
        placed_by=manager,
        looked_on=today(),
    )
    client.force_login(manager)

    answer = client.get(of(placement, "copy_text"))

    assert "<script>alert" not in answer.text  # it is not what they approved either
    assert answer.status_code == 409


@pytest.mark.parametrize("end", ["suspended", "down", "to come down", "over", "to come"])
def test_what_is_not_shown_there_today_is_not_copied(client, manager, end):
    endorsement = lives.published(manager)
    days = {
        "over": {"starts_on": today() - timedelta(days=9), "until": today() - timedelta(days=1)},
        "to come": {"starts_on": today() + timedelta(days=1)},
    }
    placement = lives.placed(endorsement, manager, **days.get(end, {}))
    if end == "suspended":
        actions.suspend(endorsement, by=manager, on=today())
    if end == "down":
        actions.take_down(placement, proof="Looked", by=manager, on=today())
    if end == "to come down":
        actions.look_at(placement, as_approved=False, by=manager, on=today())
    client.force_login(manager)

    assert client.get(of(placement, "copy_text")).status_code == 404


def test_what_became_untrue_is_not_copied_even_before_the_night_takes_it_down(client, manager):
    endorsement = lives.published(manager)
    placement = lives.placed(endorsement, manager)
    UseProof.objects.update(dropped_on=today())
    client.force_login(manager)

    answer = client.get(of(placement, "copy_text"))

    assert answer.status_code == 409
    assert "may not be shown any more" in answer.text
    assert lives.PLAIN not in answer.text


def test_a_place_before_people_they_did_not_agree_to_is_refused(client, manager):
    yes = lives.says_yes(lives.asked(manager), audiences=[Audience.PROSPECT])
    endorsement = actions.publish(
        actions.clear(lives.proven(yes, manager), by=manager, on=today()), by=manager, on=today()
    )
    client.force_login(manager)

    sent = {"channel": "press", "address": "The Courier", "starts_on": today().isoformat()}
    answer = client.post(of(endorsement, "place"), sent)

    assert answer.status_code == 409
    assert not Placement.objects.exists()


def test_what_came_down_needs_a_proof(client, manager):
    placement = lives.placed(lives.published(manager), manager)
    client.force_login(manager)

    empty = client.post(of(placement, "take_down"), {})
    answer = client.post(of(placement, "take_down"), {"proof": "Looked at it at noon"})

    assert empty.status_code == 422
    assert answer.status_code == 302
    assert Takedown.objects.get().proof == "Looked at it at noon"
    assert "Looked at it at noon" in seen(client, manager, of(placement.endorsement, "detail"))


def test_a_withdrawal_brings_takedowns_onto_the_page_and_to_a_managers_day(client, manager, rep):
    endorsement = lives.published(manager)
    lives.placed(endorsement, manager)
    lives.placed(endorsement, manager, channel="wall")
    lives.says_no(endorsement)

    page, day = seen(client, manager, PLACES), seen(client, manager, "/")

    assert SITE in page
    assert "Have to come down <b>1</b>" in page
    assert "Words that have to come down" in day
    assert SITE in day
    assert "have to come down" not in seen(client, rep, "/")


def test_what_nobody_has_looked_at_for_long_is_shown_and_looked_at_from_the_list(client, manager):
    placement = long_unseen(lives.placed(lives.published(manager), manager))
    lives.placed(placement.endorsement, manager, channel="wall")
    assert "Places to look at again" in seen(client, manager, "/")
    assert "To look at <b>1</b>" in seen(client, manager, PLACES, show="look")

    answer = client.post(of(placement, "look_at"), {"as_approved": "yes", "list": "1"})

    assert answer.url == PLACES
    assert "To look at <b>0</b>" in seen(client, manager, PLACES, show="look")
    assert "Places to look at again" not in seen(client, manager, "/")


def test_what_is_not_as_approved_has_to_come_down(client, manager):
    placement = lives.placed(lives.published(manager), manager)
    client.force_login(manager)

    client.post(of(placement, "look_at"), {"as_approved": "no"})

    assert Takedown.objects.get().placement == placement
    assert client.post(of(placement, "look_at"), {"as_approved": "perhaps"}).status_code == 422


def test_a_wrong_look_is_mended_where_it_can_be_and_offered_nowhere_else(client, manager):
    placement = lives.placed(lives.published(manager), manager)
    page = of(placement.endorsement, "detail")
    client.force_login(manager)
    client.post(of(placement, "look_at"), {"as_approved": "no"})
    assert "As approved after all" in client.get(page).text
    assert "Not as approved" not in client.get(page).text

    answer = client.post(of(placement, "look_at"), {"as_approved": "yes"}, follow=True)

    assert "it is there as approved, and stays" in answer.text
    assert not Takedown.objects.exists()
    actions.suspend(placement.endorsement, by=manager, on=today())
    assert "As approved after all" not in client.get(page).text


def test_a_place_that_is_to_come_says_from_when_its_text_can_be_copied(client, manager):
    endorsement = lives.published(manager)
    client.force_login(manager)

    for channel, starts, says in (("website", "2099-01-01", "from 1 Jan 2099 on."), ("wall", "", "place now.")):
        given = {"channel": channel, "address": SITE, "starts_on": starts or today().isoformat()}
        assert says in client.post(of(endorsement, "place"), given, follow=True).text


def test_a_rep_sees_the_places_that_the_world_sees(client, manager, rep):
    endorsement = lives.published(manager)
    lives.placed(endorsement, manager)
    lives.placed(endorsement, manager, channel="print", address="A leaflet", starts_on=today() + timedelta(days=9))

    page = seen(client, rep, of(endorsement, "detail"))

    assert SITE in page
    assert "A leaflet" not in page
    assert "Took it down" not in page


@pytest.mark.parametrize("show", ["down", "look", "all"])
def test_places_cost_the_same_for_one_and_for_four(client, manager, django_assert_max_num_queries, show):
    def fill(times):
        for number in range(times):
            endorsement = lives.published(manager, text=f"It works, said {times} of {number}.")
            long_unseen(lives.placed(endorsement, manager, channel="social", address="@northquay"))
            actions.look_at(lives.placed(endorsement, manager), as_approved=False, by=manager, on=today())

    fill(1)
    client.force_login(manager)
    with django_assert_max_num_queries(9) as few:
        client.get(PLACES, {"show": show})
    fill(3)
    with django_assert_max_num_queries(9) as many:
        client.get(PLACES, {"show": show})

    assert len(few) == len(many)


def test_the_fragment_of_places_is_what_a_fresh_page_shows(client, manager):
    lives.placed(lives.published(manager), manager)
    client.force_login(manager)

    fragment = client.get(PLACES, {"show": "all"}, headers=HTMX)

    assert "<html" not in fragment.text
    without = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", fragment.text.strip())
    assert without in re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", client.get(PLACES, {"show": "all"}).text)
