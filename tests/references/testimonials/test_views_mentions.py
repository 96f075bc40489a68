"""Is a word about us written down once, and its author asked as soon as somebody knows what was said, and by whom?"""

from html import unescape

import pytest
from django.urls import reverse

from references.testimonials import actions
from references.testimonials.models import Endorsement, Mention, Status
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import CustomerFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
MENTIONS = reverse("testimonials:mentions")
NOTE = reverse("testimonials:note_mention")


def seen(client, user, path, **query):
    client.force_login(user)
    response = client.get(path, query)
    assert response.status_code == 200
    return unescape(response.text)


def asking(mention):
    return reverse("testimonials:ask_mention", args=[mention.pk])


def noted(by, **more):
    given = {
        "where": "https://reviews.example/7",
        "words": "They are good.",
        "by_whom": "G. Pryce",
        "tone": "good",
        "seen_on": today(),
        "customer": None,
    }
    return actions.note_mention(**given | more, by=by, on=today())


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_whoever_comes_across_a_word_about_us_notes_it(client, who, request):
    CustomerFactory(name="Fernhill Dairies", owner=request.getfixturevalue(who))
    client.force_login(request.getfixturevalue(who))

    answer = client.post(
        NOTE,
        {
            "where": "A fair",
            "words": "Good.",
            "tone": "good",
            "seen_on": today().isoformat(),
            "company": "fernhill dairies",
        },
    )

    assert answer.url == MENTIONS
    assert Mention.objects.get().customer.name == "Fernhill Dairies"
    assert not Endorsement.objects.exists()


def test_a_company_that_is_nobodys_name_is_not_guessed(client, rep):
    CustomerFactory(name="Fernhill Dairies", owner=rep)
    CustomerFactory(name="Hidden Works")
    client.force_login(rep)

    for company in ("Fernhill", "Hidden Works"):
        answer = client.post(
            NOTE, {"where": "A fair", "tone": "good", "seen_on": today().isoformat(), "company": company}
        )
        assert answer.status_code == 422, company
    assert not Mention.objects.exists()


def test_its_author_is_asked_after_somebody_has_said_who_it_is(client, manager, rep):
    lives.quote()
    mention = noted(rep)
    client.force_login(manager)

    answer = client.post(reverse("testimonials:ask_mention", args=[mention.pk]))

    taken = Endorsement.objects.get()
    assert answer.url == reverse("testimonials:identify", args=[taken.pk])
    assert (taken.speaker.name, taken.source, taken.status) == ("G. Pryce", mention.where, Status.INTAKE)
    assert client.post(reverse("testimonials:ask_mention", args=[mention.pk])).status_code == 409
    assert taken.get_absolute_url() in seen(client, manager, MENTIONS)
    assert taken.get_absolute_url() not in seen(client, rep, MENTIONS)


def test_a_mention_may_be_let_be(client, manager, rep):
    mention = noted(rep)
    assert mention.where in seen(client, manager, MENTIONS, show="waiting")

    client.post(reverse("testimonials:settle_mention", args=[mention.pk]))

    assert mention.where not in seen(client, manager, MENTIONS, show="waiting")
    assert "Let be" in seen(client, manager, MENTIONS)


def test_mentions_cost_the_same_for_one_and_for_five(client, manager, rep, django_assert_max_num_queries):
    noted(rep)
    client.force_login(manager)
    with django_assert_max_num_queries(8) as few:
        client.get(MENTIONS)
    for number in range(4):
        noted(rep, where=f"Fair {number}", customer=CustomerFactory())
    with django_assert_max_num_queries(8) as many:
        client.get(MENTIONS)

    assert len(few) == len(many)


@pytest.mark.parametrize("missing", [{"words": ""}, {"by_whom": ""}, {"words": "", "by_whom": ""}, {"by_whom": "  "}])
def test_what_is_missing_is_said_on_the_way_to_its_author(client, manager, rep, missing):
    lives.quote()
    mention = noted(rep, **missing)
    page = seen(client, manager, MENTIONS)
    assert f'href="{asking(mention)}"' in page
    assert f'action="{asking(mention)}"' not in page
    form = seen(client, manager, asking(mention))
    given = {"words": "They are good.", "by_whom": "G. Pryce"}
    for name in given:
        assert (f'name="{name}"' in form) is (name in missing)

    assert client.post(asking(mention), {}).status_code == 422
    answer = client.post(asking(mention), given)

    taken = Endorsement.objects.get()
    assert answer.url == reverse("testimonials:identify", args=[taken.pk])
    assert (taken.speaker.name, taken.versions.get().text) == ("G. Pryce", "They are good.")
    mention.refresh_from_db()
    assert (mention.words, mention.by_whom, mention.endorsement) == ("They are good.", "G. Pryce", taken)


def test_what_was_noted_is_not_changed_on_the_way(client, manager, rep):
    lives.quote()
    mention = noted(rep, by_whom="")
    client.force_login(manager)

    client.post(asking(mention), {"words": "They are the best.", "by_whom": "G. Pryce"})

    assert Endorsement.objects.get().versions.get().text == "They are good."


def test_who_knows_the_author_now_completes_what_was_noted(rep, manager):
    mention = noted(rep, by_whom="")

    assert noted(manager, where="HTTPS://reviews.example/7/") == mention
    mention.refresh_from_db()
    assert (mention.by_whom, mention.noted_by, mention.where) == ("G. Pryce", rep, "https://reviews.example/7")
    with pytest.raises(Refused, match="written down already"):
        noted(manager, by_whom="Somebody else")
    with pytest.raises(Refused, match="written down already"):
        noted(manager, by_whom="")
    assert Mention.objects.count() == 1


def test_what_is_decided_is_not_completed(rep, manager):
    mention = noted(rep, by_whom="")
    actions.settle_mention(mention, by=manager, on=today())

    with pytest.raises(Refused, match="written down already"):
        noted(manager)


def test_an_event_is_one_place_and_other_words_there_are_another_mention(rep):
    noted(rep, where="Leeds Logistics Fair")

    assert noted(rep, where="Leeds Logistics Fair", words="They listen.")
    with pytest.raises(Refused, match="written down already"):
        noted(rep, where=" Leeds Logistics Fair")
