"""Are the words that may answer a prospect ones that may be shown, and like what is asked for?"""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from references.models import ConsentAudience
from references.testimonials.actions import suspend
from refprogram.dates import today
from tests.factories import ProductFactory, TopicFactory, TopicStrengthFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def fitting(**like):
    return f"{reverse('testimonials:fitting')}?{urlencode(like, doseq=True)}"


def said(number):
    return f"It simply works, and the people behind it listen to us, said number {number}."


def words(manager, number, *, rating=None, topic=None, product=None, **customer):
    """Have somebody's words published; they are known to speak as well on a topic as `rating` says."""
    reference = lives.speaker(**{f"customer__{name}": value for name, value in customer.items()})
    if rating:
        TopicStrengthFactory(reference=reference, topic=topic, rating=rating)
    made = lives.published(manager, reference, text=said(number))
    if product:
        type(made).objects.filter(pk=made.pk).update(product=product)
    return made


def order(text):
    places = {number: text.find(said(number)) for number in range(9)}
    return [number for number, place in sorted(places.items(), key=lambda pair: pair[1]) if place >= 0]


def test_whose_topic_it_is_comes_first_then_the_product_then_the_industry(client, rep, manager):
    topic, product = TopicFactory(), ProductFactory()
    words(manager, 1, industry="Retail")
    words(manager, 2, industry="Energy", product=product)
    words(manager, 3, industry="Energy", rating=4, topic=topic)
    words(manager, 4, industry="Energy", rating=3, topic=topic)
    words(manager, 5, industry="Energy")
    client.force_login(rep)

    page = client.get(fitting(topic=[topic.pk], industry="retail", product=product.pk))

    assert order(page.text) == [3, 2, 1]
    assert "no customer has to be asked" in page.text


@pytest.mark.parametrize("why", ["suspended", "not for prospects"])
def test_what_may_not_be_shown_is_not_offered(client, rep, manager, why):
    made = words(manager, 1, industry="Retail")
    client.force_login(rep)
    assert order(client.get(fitting(industry="Retail")).text) == [1]

    if why == "suspended":
        suspend(made, by=manager, on=today())
    else:
        ConsentAudience.objects.filter(consent__reference=made.reference, audience="prospect").delete()

    page = client.get(fitting(industry="Retail")).text
    assert order(page) == []
    assert "Nothing that is approved fits this" in page


def test_nothing_named_fits_nothing(client, rep, manager):
    words(manager, 1, industry="")
    client.force_login(rep)

    for like in ({}, {"industry": " "}, {"topic": "x"}, {"product": "9" * 30}, {"topic": ["-1", "٣"]}):
        assert order(client.get(fitting(**like)).text) == []


def test_the_panel_is_what_the_page_shows_and_only_who_may_makes_a_page_of_it(client, rep, executive, manager):
    words(manager, 1, industry="Retail")
    client.force_login(rep)
    panel = client.get(fitting(industry="Retail"), headers=HTMX).text
    assert "<html" not in panel
    assert panel.strip() in client.get(fitting(industry="Retail")).text
    assert reverse("testimonials:new_proof_page") in panel

    client.force_login(executive)
    assert reverse("testimonials:new_proof_page") not in client.get(fitting(industry="Retail"), headers=HTMX).text


def test_more_words_cost_as_many_queries(client, rep, manager):
    client.force_login(rep)

    for number in (1, 2):
        words(manager, number, industry="Retail")
        with assertNumQueries(8):
            client.get(fitting(industry="Retail"))
