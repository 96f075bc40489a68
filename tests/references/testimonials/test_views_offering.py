"""Does whoever offers something learn before which words it takes down, and does the page say what happened?"""

from decimal import Decimal

import pytest
from django.urls import reverse

from references import actions as references
from references.actions.rewards import Reward
from references.models import Act
from references.testimonials.models import Status
from refprogram.dates import today
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


def of(reference):
    return reverse("testimonials:of_reference", args=[reference.pk])


def test_what_an_offer_takes_down_is_said_before_it_does(client, manager):
    person = lives.speaker()
    shown, ready = lives.published(manager, person), lives.ready(manager, person, text=lives.PLAIN)
    lives.asked(manager, person, text="It is fine.")
    lives.published(manager, text="Of somebody else.")
    client.force_login(manager)
    assert of(person) in client.get(reverse("references:offer_reward", args=[person.pk])).text

    said = client.get(of(person), headers={"HX-Request": "true"}).text
    references.offer_reward(
        person, act=Act.TESTIMONIAL, reward=Reward("A pen", Decimal(9), "EUR"), by=manager, on=today()
    )

    named = [one for one in (shown, ready) if f">E-{one.pk}</a>" in said]
    for one in named:
        one.refresh_from_db()
    assert [one.status for one in named] == [Status.SUSPENDED, Status.SUSPENDED]
    assert said.count("<li>") == 2
    assert "nothing comes down" in client.get(of(person)).text


def test_what_happened_names_the_sort_of_proof(client, manager):
    one = lives.proven(lives.approved(manager), manager)
    client.force_login(manager)

    page = client.get(one.get_absolute_url()).text

    assert "Proof added: proof of use" in page
    assert "Proof added: typicality" in page
