"""Are the two grades what their formula says, whatever is left out?"""

import pytest

from references.models import Went
from requests.grades import POINTS, PROSPECT, REFERENCE, REP, actual, expected
from requests.models import Answered, Effect

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("strengths", "careful", "grade"),
    [
        ([5, 5, 5], False, 5),
        ([], False, 3),
        ([None], False, 3),
        ([5], True, 4),
        ([1], True, 1),  # never below the lowest
        ([5, 1, 1], False, 3),  # (3 * 5 + 2 * 1 + 1) / 6; without weights 2.3
        ([1, 5, 5], False, 3),  # (3 * 1 + 2 * 5 + 5) / 6; without weights 3.7
        ([5, None, None], False, 4),  # (3 * 5 + 2 * 3 + 3) / 6 is 4
        ([4, 4, 1], False, 4),  # 3.5, a half goes upwards
    ],
)
def test_the_first_topic_counts_three_times_and_what_nobody_knows_is_the_middle(strengths, careful, grade):
    assert expected(strengths, careful=careful) == grade


@pytest.mark.parametrize(
    ("sides", "grade"),
    [
        ([], None),
        ([(PROSPECT, []), (REP, [])], None),
        ([(PROSPECT, [5, 5, 4])], 5),
        ([(PROSPECT, [5]), (REP, [1]), (REFERENCE, [1])], 3),  # (3 * 5 + 2 * 1 + 1) / 6; without weights 2.3
        ([(REP, [5]), (REFERENCE, [1])], 4),  # (2 * 5 + 1) / 3; without weights 3
        ([(PROSPECT, [5]), (REP, [5]), (REFERENCE, [1])], 4),  # 26 / 6 is 4.3
        ([(PROSPECT, []), (REFERENCE, [1])], 1),
        ([(PROSPECT, [4, 5])], 5),  # 4.5, a half goes upwards
    ],
)
def test_the_prospect_counts_three_times_and_whoever_said_nothing_not_at_all(sides, grade):
    assert actual(sides) == grade


def test_every_answer_has_its_points():
    assert POINTS.keys() == {*Answered.values, *Effect.values, *Went.values}
