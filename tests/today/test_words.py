"""Does a manager's day hold the words that wait for somebody here, each once, with its next step?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from references import actions as references
from references.testimonials import actions
from references.testimonials.models import EndorsementEvent, Tie
from refprogram.dates import today
from tests.factories import at_home
from tests.factories import seen as evidence
from tests.references.testimonials import lives
from tests.today.test_views import rows, seen

pytestmark = pytest.mark.django_db
HEADING = "Words of customers to see to"


def handed_in(manager):
    lives.quote()
    return actions.hand_in(
        text="They listen.", tie=Tie.NONE, nature="", picture=None, by=lives.holder(lives.speaker()), on=today()
    )


def said_differently(manager):
    one = lives.asked(manager)
    actions.change_words(one, text="It works, mostly.", by=lives.holder(one.reference), on=today())
    return one


def resumed(manager):
    one = lives.published(manager)
    actions.suspend(one, by=manager, on=today())
    return actions.resume(one, by=manager)


def came_down(manager):
    one = lives.published(manager)
    actions.tie(one, tie=Tie.MONEY, nature="", by=manager, on=today())
    return one


def taken_back(manager):
    return lives.says_no(lives.published(manager))


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (handed_in, "wrote about us"),
        (said_differently, "says it differently"),
        (lives.approved, "approved their words"),
        (resumed, "is taken up again"),
        (lives.ready, "may be published"),
        (came_down, "came down by itself"),
        (taken_back, "took the words back"),
    ],
)
def test_what_a_turn_left_to_us_stands_in_a_managers_day(client, manager, rep, how, says):
    one = how(manager)

    html = seen(client, manager)

    (row,) = rows(html, HEADING)
    assert f": {says}" in row
    assert f'id="row-words-{one.pk}"' in html
    assert one.get_absolute_url() in html
    assert rows(seen(client, rep), HEADING) == []


def suspended_by_us(manager):
    return actions.suspend(lives.published(manager), by=manager, on=today())


def asked_anew(manager):
    one = said_differently(manager)
    EndorsementEvent.objects.filter(endorsement=one).update(at=timezone.now() - timedelta(days=1))
    return actions.ask_person(one, by=manager, on=today() + timedelta(days=1))


@pytest.mark.parametrize("how", [lives.taken_in, lives.asked, asked_anew, lives.published, suspended_by_us])
def test_what_waits_for_nobody_here_does_not(client, manager, how):
    how(manager)

    assert rows(seen(client, manager), HEADING) == []


def test_words_taken_back_are_told_of_for_a_week(client, manager):
    one = taken_back(manager)
    for ago, stands in ((6, True), (7, False)):
        EndorsementEvent.objects.filter(endorsement=one).update(at=timezone.now() - timedelta(days=ago))

        assert bool(rows(seen(client, manager), HEADING)) is stands


def test_words_that_a_stop_takes_back_are_told_of_as_well(client, manager):
    one = lives.published(manager)

    references.stop(one.reference, one.activity, evidence=evidence(), by=at_home(one.reference), on=today())

    (row,) = rows(seen(client, manager), HEADING)
    assert "took the words back" in row


def test_mentions_to_decide_about_are_one_row(client, manager, rep):
    for number in (1, 2):
        actions.note_mention(
            where=f"https://reviews.example/{number}",
            words="",
            by_whom="",
            tone="mixed",
            seen_on=today(),
            customer=None,
            by=rep,
            on=today(),
        )

    html = seen(client, manager)

    (row,) = rows(html, "Mentions")
    assert "2 mentions of us to decide about" in row
    assert f"{reverse('testimonials:mentions')}?show=waiting" in html
    assert rows(seen(client, rep), "Mentions") == []
