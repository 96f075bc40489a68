"""How good should a talk have been, and how good was it? Two grades from 1 to 5, one pure function each (seed 001).

Expected: how well the person speaks on each wanted topic, from 1 to 5, 3 where nobody knows; the first topic counts
three times, the second twice, the third once. Where the verdict says "use with care" it is one less.

Actual: each answer is worth 5, 3 or 1, each rating of a topic what it says; what one side said is the mean of it. The
prospect counts three times, our colleague twice, the person themselves once; who said nothing counts nothing.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from references.models import Went
from requests.models import Answered, Effect

NOT_KNOWN = 3
LOWEST, HIGHEST = 1, 5
WEIGHT_OF_RANK = (3, 2, 1)
PROSPECT, REP, REFERENCE = 3, 2, 1
POINTS: dict[str, int] = {
    Answered.YES: 5,
    Answered.PARTLY: 3,
    Answered.NO: 1,
    Effect.HELPED: 5,
    Effect.NOTHING: 3,
    Effect.HARM: 1,
    Went.WELL: 5,
    Went.SO_SO: 3,
    Went.BADLY: 1,
}


def expected(strengths: Sequence[int | None], *, careful: bool) -> int:
    """Return the expected grade from how well the person is known to speak on the wanted topics, in their order."""
    weighed = [
        (weight, NOT_KNOWN if known is None else known)
        for weight, known in zip(WEIGHT_OF_RANK, strengths, strict=False)
    ]
    return _whole(_mean(weighed or [(1, NOT_KNOWN)]) - careful)


def actual(sides: Iterable[tuple[int, Sequence[int]]]) -> int | None:
    """Return the grade that came of it, None when nobody said anything; each side is its weight and its points."""
    said = [(weight, _mean([(1, point) for point in points])) for weight, points in sides if points]
    return _whole(_mean(said)) if said else None


def _mean(weighed: Sequence[tuple[int, int | Fraction]]) -> Fraction:
    total = sum((weight * Fraction(value) for weight, value in weighed), start=Fraction())
    return total / sum(weight for weight, _ in weighed)


def _whole(grade: Fraction) -> int:
    """Round to the nearest grade, a half upwards."""
    return min(max(int(grade + Fraction(1, 2)), LOWEST), HIGHEST)
