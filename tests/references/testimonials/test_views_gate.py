"""Does the page of one endorsement say what shows each duty, what is missing now, and a way on that can be gone?"""

import re
from html import unescape

import pytest
from django.urls import reverse

from references.testimonials import actions
from references.testimonials.gate import CHECKS
from references.testimonials.models import Endorsement, Kind, Status, UseProof
from references.testimonials.views import evidence
from refprogram.dates import today
from tests.factories import HardshipFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
NOT_TYPICAL = {
    "finding": "not_typical",
    "usual": "Half of them cut planning time by 22%",
    "theirs": "Fernhill cut it by 44%",
    "sample": "38",
    "period": "in the first year",
    "document": "Survey",
}


def of(endorsement, name="detail", *more):
    return reverse(f"testimonials:{name}", args=[endorsement.pk, *more])


@pytest.fixture
def seen(client, manager):
    """Return what one page says, as a reader has it."""
    client.force_login(manager)

    def look(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return unescape(answer.text)

    return look


def words_in(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def changed(one):
    """Change what is drawn behind everybody's back, so that it is not as approved and nobody has noticed."""
    contact = one.reference.contact
    contact.title = "Chief of everything"
    contact.save()


def test_each_check_has_a_line_that_shows_it():
    assert evidence.SHOWN_BY.keys() == {check.code for check in CHECKS}


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (Kind.CONSUMER, ["Plan 8, 14 active users, admin console, ", "cut planning time by 40% (38 customers,"]),
        (Kind.EXPERT, ["Logistics planning, CV", "Planned one week twice"]),
        (Kind.ORGANIZATION, ["The board, ", "Minute of that day", "We do not own it"]),
    ],
)
def test_under_each_duty_stands_what_shows_it(manager, seen, kind, lines):
    one = lives.ready(manager, kind=kind)

    gate = seen(of(one)).partition('id="gate"')[2].partition("</section>")[0]
    page = words_in(gate)

    both = ["On their own page, ", "As taken down on ", "each with a document", "No other words here are the same"]
    for line in (*both, *lines):
        assert line in page
    assert "The picture is really them" not in page, "there is none"
    lines = re.findall(r'<span class="d-block xs muted">(.*?)</span>', gate)
    assert len(lines) == gate.count("<li")
    assert all(len(line) > 3 for line in lines), lines


def test_what_stands_in_the_dossier_is_told_by_the_questions_that_were_asked(manager, seen):
    lives_of = lives.ready(manager, kind=Kind.ORGANIZATION)

    page = words_in(seen(of(lives_of)).partition('id="dossier"')[2])

    assert "Which body decided? The board" in page
    assert "Do we pay for it? No" in page
    assert "Bodydecision" not in page
    assert "Which body decided?" in seen(of(lives_of, "export"))


def test_a_proof_that_takes_the_words_down_says_so(client, manager, seen):
    one = lives.published(manager)

    answer = client.post(of(one, "prove", "typical"), NOT_TYPICAL, follow=True)

    assert "so they are suspended" in answer.text
    one.refresh_from_db()
    assert one.status == Status.SUSPENDED
    assert "Cannot be published yet" in answer.text


def test_a_proof_that_changes_nothing_says_nothing_of_the_kind(client, manager, seen):
    one = lives.published(manager)

    answer = client.post(of(one, "tie"), {"tie": "none"}, follow=True)

    assert "Answered for our side." in answer.text
    assert "so they are suspended" not in answer.text


def test_of_what_is_published_and_not_true_any_more_the_page_says_suspend(client, manager, rep, seen):
    one = lives.published(manager)
    lives.placed(one, manager)
    assert 'id="place"' in seen(of(one))
    assert "Copy text" in seen(of(one))
    changed(one)

    page = seen(of(one))

    assert "Should not be shown any more" in page
    assert "Cannot be published yet" not in page
    assert "Suspend it first" in page
    assert "Ask them<span" not in page
    assert 'id="place"' not in page
    assert "Copy text" not in page
    client.force_login(rep)
    theirs = client.get(of(one)).text
    assert "They approved exactly this" not in theirs
    assert lives.PLAIN not in theirs.partition("<main")[2]
    assert "not what they approved any more" in theirs


def test_what_a_hard_time_forbids_to_publish_stays_and_says_so(manager, seen):
    one = lives.published(manager)
    HardshipFactory(customer=one.reference.contact.customer)

    page = seen(of(one))

    assert "Stays shown, and would not be published today" in page
    assert 'id="place"' in page


@pytest.mark.parametrize("verb", ["retire", "take_back"])
def test_of_what_is_over_the_page_offers_nothing(manager, seen, verb):
    one = lives.approved(manager)
    if verb == "retire":
        actions.retire(one, by=manager, on=today())
    else:
        lives.says_no(lives.asked(manager, one.reference, text=lives.PLAIN))
        one = Endorsement.objects.get(status=Status.WITHDRAWN)

    gate = seen(of(one)).partition('id="gate"')[2].partition("</section>")[0]

    assert "Not shown any more" in gate
    assert "<a " not in gate


def test_the_same_words_of_somebody_else_lead_to_them(manager, seen):
    mine = lives.taken_in(manager, lives.speaker())
    other = lives.taken_in(manager)

    assert f'href="{of(other)}">See the other' in seen(of(mine))

    actions.retire(other, by=manager, on=today())
    assert "See the other" not in seen(of(mine))


def test_whoever_takes_in_the_same_words_of_another_hears_it_at_once(client, manager, seen):
    one = lives.taken_in(manager)
    typed = {"text": lives.TEXT, "name": "Gareth Pryce", "organization": "Another Ltd", "source": "A mail"}

    answer = client.post(reverse("testimonials:new"), typed, follow=True)

    assert f"said to be somebody else’s as well: E-{one.pk}" in answer.text


@pytest.mark.parametrize("life", [lives.approved, lives.ready])
def test_nobody_is_offered_to_undo_an_approval_by_asking_again(client, manager, seen, life):
    one = life(manager)
    assert f'action="{of(one, "ask_person")}"' not in seen(of(one))
    assert client.post(of(one, "ask_person")).status_code == 409

    UseProof.objects.all().delete()
    actions.choose(one, parts=["It simply works"], by=manager, on=today())
    assert f'action="{of(one, "ask_person")}"' in seen(of(one))


def test_nobody_is_asked_for_whom_nobody_knows_and_the_button_says_so(manager, seen):
    page = seen(of(lives.taken_in(manager)))

    assert "Nobody knows yet who said this." in page
    assert "Ask the person</button>" in page
    assert "/ask-person/" not in page


def test_what_is_retired_for_good_is_asked_about_first(client, manager, seen):
    one = lives.approved(manager)
    assert f'href="{of(one, "retire")}"' in seen(of(one))
    assert f'action="{of(one, "retire")}"' not in seen(of(one))

    page = seen(of(one, "retire"))
    one.refresh_from_db()
    assert one.status == Status.DOSSIER
    assert "There is no way back" in page

    assert client.post(of(one, "retire")).status_code == 302
    one.refresh_from_db()
    assert one.status == Status.RETIRED
