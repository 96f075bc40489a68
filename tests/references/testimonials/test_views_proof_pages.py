"""Who makes, lists and closes pages of chosen evidence, and who ever sees their address?"""

from datetime import timedelta

import pytest
from django.urls import reverse

from references.testimonials.models import ProofPage
from refprogram.dates import today
from tests.face.on_show import embedded, for_prospect, saying
from tests.references.testimonials import lives

LIST = "testimonials:proof_pages"
NEW = "testimonials:new_proof_page"


def sent(endorsement, **more):
    given = {"prospect": "Marlow Grocers", "expires_on": today() + timedelta(days=9), "chosen": [endorsement.pk]}
    return given | more


@pytest.mark.parametrize("who", ["manager", "rep"])
def test_whoever_makes_a_page_sees_its_address_once(client, manager, who, request):
    endorsement = lives.published(manager)
    client.force_login(request.getfixturevalue(who))
    form = client.get(reverse(NEW))
    assert lives.PLAIN in form.text

    made = client.post(reverse(NEW), sent(endorsement))
    address = made.text.partition('id="address" value="')[2].partition('"')[0]

    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert lives.PLAIN in client.get(address[address.index("/voices/") :]).text
    assert address not in client.get(reverse(LIST)).text
    assert "Marlow Grocers" in client.get(reverse(LIST)).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"prospect": " "},
        {"chosen": []},
        {"chosen": ["999999"]},
        {"chosen": ["x"]},
        {"expires_on": ""},
        {"expires_on": "2020-01-01"},
        {"expires_on": (today() + timedelta(days=91)).isoformat()},
    ],
    ids=str,
)
def test_what_is_not_right_comes_back_with_what_was_typed(client, manager, wrong):
    endorsement = lives.published(manager)
    client.force_login(manager)

    page = client.post(reverse(NEW), sent(endorsement, **wrong))

    assert page.status_code == 422
    assert "Marlow Grocers" in page.text or "prospect" in wrong
    assert not ProofPage.objects.exists()


def test_only_published_words_are_offered_and_taken(client, manager, rep):
    waiting = lives.ready(manager)
    client.force_login(rep)

    assert lives.PLAIN not in client.get(reverse(NEW)).text
    assert client.post(reverse(NEW), sent(waiting)).status_code == 422


def test_a_rep_sees_and_closes_their_own_pages_and_a_manager_all(client, manager, rep, other_rep):
    page, address = for_prospect(rep, lives.published(manager))
    close = reverse("testimonials:close_proof_page", args=[page.pk])

    client.force_login(other_rep)
    assert "Marlow Grocers" not in client.get(reverse(LIST)).text
    assert client.post(close).status_code == 404
    client.force_login(manager)
    assert "Marlow Grocers" in client.get(reverse(LIST)).text
    client.force_login(rep)
    assert client.post(close).status_code == 302

    assert client.get(address).status_code == 410
    assert "Marlow Grocers" not in client.get(reverse(LIST)).text
    assert "Closed" in client.get(reverse(LIST), {"show": "all"}).text
    assert client.post(close).status_code == 409


def test_the_list_says_how_often_a_page_was_opened(client, manager):
    _, address = for_prospect(manager)
    for _ in range(3):
        client.get(address)
    client.force_login(manager)

    assert '<td class="text-nowrap">3' in client.get(reverse(LIST)).text


def test_the_list_and_the_form_cost_the_same_for_one_and_for_four(client, manager, django_assert_max_num_queries):
    client.force_login(manager)
    for_prospect(manager)
    cost = {}
    for name in (LIST, NEW):
        with django_assert_max_num_queries(40) as seen:
            client.get(reverse(name))
        cost[name] = len(seen)

    for number in (1, 2, 3):
        for_prospect(manager, lives.published(manager, text=saying(number)))

    for name in (LIST, NEW):
        with django_assert_max_num_queries(cost[name]):
            client.get(reverse(name))


def test_the_fragment_is_what_a_fresh_page_shows(client, manager):
    for_prospect(manager)
    client.force_login(manager)

    fragment = client.get(reverse(LIST), headers={"HX-Request": "true"})

    assert "<html" not in fragment.text
    assert "Marlow Grocers" in fragment.text


def test_the_line_for_a_website_is_there_to_copy_with_the_text(client, manager):
    placement = embedded(manager)
    client.force_login(manager)

    page = client.get(reverse("testimonials:copy_text", args=[placement.pk]))

    assert f"&lt;iframe src=&quot;{placement.frame_url}&quot;" in page.text.replace('"', "&quot;")


def test_what_they_approved_otherwise_is_not_offered(client, manager):
    endorsement = lives.published(manager)
    endorsement.reference.contact.title = "Chief of everything"
    endorsement.reference.contact.save()
    client.force_login(manager)

    assert lives.PLAIN not in client.get(reverse(NEW)).text
    assert client.post(reverse(NEW), sent(endorsement)).status_code == 422
