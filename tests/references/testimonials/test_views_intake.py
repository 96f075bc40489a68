"""Do words come in as they were written, and is nobody guessed to have said them?"""

from html import unescape

import pytest
from django.urls import reverse

from references.models import ReferenceEvent
from references.testimonials.models import Endorsement, Origin, SaidBy, Status
from tests.factories import CustomerFactory, ReferenceFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
NEW = reverse("testimonials:new")
MENTIONS = reverse("testimonials:mentions")
NOTE = reverse("testimonials:note_mention")
WORDS = "It is <b>good</b>.\r\nReally."
TYPED = {"text": WORDS, "name": "Gareth Pryce", "organization": "Fernhill", "source": "Mail of today"}


def called(name, company):
    reference = ReferenceFactory(customer=CustomerFactory(name=company), agreed_to=())
    details = reference.contact.details
    details.name = name
    details.save()
    return reference


def seen(client, user, path, **query):
    client.force_login(user)
    response = client.get(path, query)
    assert response.status_code == 200
    return unescape(response.text)


def test_words_that_nobody_asked_for_are_kept_word_for_word_and_shown_nowhere(client, manager):
    lives.quote()
    client.force_login(manager)

    answer = client.post(NEW, TYPED)

    taken = Endorsement.objects.get()
    assert answer.url == reverse("testimonials:identify", args=[taken.pk])
    assert (taken.origin, taken.status, taken.reference, taken.owner) == (
        Origin.UNSOLICITED,
        Status.INTAKE,
        None,
        manager,
    )
    words = taken.versions.get()
    assert (words.text, words.said_by) == ("It is <b>good</b>.\nReally.", SaidBy.TOLD)
    page = client.get(taken.get_absolute_url()).text
    assert "<b>good</b>" not in page
    assert "There is code in these words" in page or "Choose which of their words" in page


@pytest.mark.parametrize("missing", ["text", "name", "source"])
def test_what_is_missing_is_said_and_the_rest_stays(client, manager, missing):
    lives.quote()
    client.force_login(manager)

    answer = client.post(NEW, TYPED | {missing: "  "})

    assert answer.status_code == 422
    assert "Fernhill" in answer.text
    assert not Endorsement.objects.exists()


def test_the_same_words_of_the_same_person_are_taken_in_once(client, manager):
    lives.quote()
    client.force_login(manager)
    client.post(NEW, TYPED)

    again = client.post(NEW, TYPED | {"text": "it is <b>GOOD</b>, really!"})
    assert again.status_code == 409
    assert (
        'readonly aria-label="What you had written 1">it is &lt;b&gt;GOOD&lt;/b&gt;, really!</textarea>' in again.text
    )
    assert Endorsement.objects.count() == 1


def test_a_person_at_three_companies_is_three_rows_and_nobody_is_chosen(client, manager):
    taken = lives.taken_in(manager)
    for company in ("Fernhill Dairies", "Marlow Grocers", "Tern Island Ferries"):
        called("Gareth Pryce", company)
    called("Ana Sousa", "Fernhill Dairies Two")

    page = seen(client, manager, reverse("testimonials:identify", args=[taken.pk]))

    assert page.count("It was them") == 3
    assert "Somebody of this name is at several companies." in page
    assert "Ana Sousa" not in page
    taken.refresh_from_db()
    assert taken.reference is None


def test_whoever_is_chosen_is_asked_next(client, manager):
    taken = lives.taken_in(manager)
    person = called("Gareth Pryce", "Fernhill Dairies")
    client.force_login(manager)

    answer = client.post(reverse("testimonials:identify", args=[taken.pk]), {"reference": person.pk})

    assert answer.url == taken.get_absolute_url()
    taken.refresh_from_db()
    assert taken.reference == person


@pytest.mark.parametrize("sent", [{}, {"reference": "0"}, {"reference": "x"}, {"reference": str(10**30)}])
def test_nobody_is_no_choice(client, manager, sent):
    taken = lives.taken_in(manager)
    client.force_login(manager)

    assert client.post(reverse("testimonials:identify", args=[taken.pk]), sent).status_code == 422


def test_once_they_were_asked_their_words_stay_theirs(client, manager):
    asked = lives.asked(manager)
    other = called("Ana Sousa", "Other Works")
    client.force_login(manager)

    answer = client.post(reverse("testimonials:identify", args=[asked.pk]), {"reference": other.pk})

    assert answer.status_code == 409


def test_another_name_can_be_looked_for(client, manager):
    taken = lives.taken_in(manager)
    called("Ana Sousa", "Other Works")

    page = seen(client, manager, reverse("testimonials:identify", args=[taken.pk]), q="sousa")

    assert "Ana Sousa" in page
    assert "We know nobody like this." in seen(
        client, manager, reverse("testimonials:identify", args=[taken.pk]), q="nobody at all"
    )


def test_the_search_costs_the_same_for_one_and_for_many(client, manager, django_assert_max_num_queries):
    taken = lives.taken_in(manager)
    client.force_login(manager)
    address = reverse("testimonials:identify", args=[taken.pk])
    called("Gareth Pryce", "A")
    with django_assert_max_num_queries(10) as few:
        client.get(address)
    for company in "BCDE":
        called("Gareth Pryce", company)
    with django_assert_max_num_queries(10) as many:
        client.get(address)

    assert len(few) == len(many)


def test_somebody_is_asked_from_their_own_file_whether_they_would_write(client, manager, rep):
    person = lives.speaker()
    address = reverse("testimonials:invite", args=[person.pk])
    assert address in seen(client, manager, person.get_absolute_url())
    assert address not in seen(client, rep, person.get_absolute_url())
    client.force_login(manager)

    answer = client.post(address)

    assert answer.url == person.get_absolute_url()
    assert ReferenceEvent.objects.filter(reference=person, verb="invite").exists()
