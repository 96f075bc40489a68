"""Does a rep read when to expect it and whether it is late, in words that promise nothing?"""

from datetime import UTC, datetime, timedelta

import pytest

from references.models import Answer
from refprogram.dates import today
from requests.clocks import timed
from requests.models import ReferenceRequest, RequestEvent, Status
from requests.views.progress import TOO_FEW, clocks, late, progress_of
from tests import stages

pytestmark = pytest.mark.django_db


def moved(ask, verb, *, days) -> None:
    RequestEvent.objects.filter(ask=ask, verb=verb).update(at=datetime.now(UTC) - timedelta(days=days))


def told(ask):
    row = timed(ReferenceRequest.objects).get(pk=ask.pk)
    return progress_of([row], on=today())[ask.pk]


def five_that_took(days, rep, manager) -> None:
    for _ in range(5):
        ask = stages.confirmed(rep, manager, stages.ReferenceFactory())
        moved(ask, "submit", days=30)
        moved(ask, "confirm", days=30 - days)


def test_of_too_few_it_says_that_nobody_can_say(rep):
    assert told(stages.submitted(rep)).when == TOO_FEW


def test_it_says_what_is_usual_and_no_more_than_that(rep, manager):
    five_that_took(4, rep, manager)
    ask = stages.submitted(rep)

    assert told(ask).when.startswith("Usually by ")
    moved(ask, "submit", days=9)
    assert told(ask).when == "It takes longer than usual"


def test_what_came_says_when_and_how_early(rep, manager):
    ask = stages.confirmed(rep, manager)
    ReferenceRequest.objects.update(needed_by=today() + timedelta(days=3))

    assert told(ask).when.endswith("3 days early")
    assert told(ask).late == ""


@pytest.mark.parametrize(
    ("days", "taken", "says"),
    [(0, False, ""), (8, False, "Nobody took it up in time"), (8, True, "Longer than we aim for")],
)
def test_it_says_what_is_late(rep, manager, days, taken, says):
    ask = stages.in_review(rep, manager) if taken else stages.submitted(rep)
    moved(ask, "submit", days=days)

    assert told(ask).late.startswith(says)
    assert bool(told(ask).late) == bool(says)


def test_past_its_day_it_says_that_alone(rep):
    ask = stages.submitted(rep)
    ReferenceRequest.objects.update(needed_by=today() - timedelta(days=1))

    row = timed(ReferenceRequest.objects).get()
    assert late(row, on=today()) == "Past the day it was needed"
    assert told(ask).late == "Past the day it was needed"


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED, Status.UNFULFILLED])
def test_what_is_over_is_not_late_any_more(rep, status):
    ask = stages.submitted(rep)
    moved(ask, "submit", days=20)
    because = "other" if status == Status.UNFULFILLED else ""
    ReferenceRequest.objects.update(status=status, unfulfilled_because=because)

    assert (told(ask).when, told(ask).late) == ("", "")
    assert clocks(timed(ReferenceRequest.objects).get(), on=today()) == []


def test_the_page_tells_both_clocks(client, rep, manager):
    ask = stages.answered(stages.asked(rep, manager), Answer.YES)
    client.force_login(rep)

    page = client.get(ask.get_absolute_url()).text

    assert "Taken up" in page
    assert page.count(", in time") == 2
    assert "Before it was needed" in page


def test_the_list_says_who_has_the_ball_and_when_it_may_come(client, rep, manager):
    stages.asked(rep, manager)
    client.force_login(rep)

    page = client.get("/requests/").text

    assert "The customer" in page
    assert TOO_FEW in page


def test_many_cost_as_much_as_one(rep, django_assert_num_queries):
    for _ in range(3):
        stages.submitted(rep)
    rows = list(timed(ReferenceRequest.objects))

    with django_assert_num_queries(2):
        progress_of(rows, on=today())
