"""At which figure does a rule fire? One row a threshold; without a row the default of the specification holds."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from refprogram.columns import at_most


@dataclass(frozen=True)
class Figure:
    """What a threshold is, its default and its bounds: the six months an admin may only shorten."""

    label: str
    default: int
    lowest: int
    highest: int


FIGURES = {
    "check_in_months": Figure("months that a check-in is good for", 6, 1, 6),
    "check_in_due_months": Figure("months after which a check-in is due", 5, 1, 5),
    "recovery_days": Figure("days of care after something was put right", 30, 14, 365),
    "late_yes_days": Figure("days after which a yes came late", 7, 1, 30),
    "hesitation_cues": Figure("signs of hesitation that count as hesitation", 2, 1, 3),
    "nps_unhappy": Figure("the best score from 0 to 10 that is an unhappy one", 6, 6, 8),
    "csat_unhappy": Figure("the best score from 1 to 5 that is an unhappy one", 2, 2, 4),
    "weak_topic": Figure("the best rating from 1 to 5 that makes somebody weak on a topic", 2, 1, 4),
    "well_recovered": Figure("the customer's rating from 1 to 5 from which a recovery went well", 4, 4, 5),
    "program_load": Figure("weight of uses within 90 days that is enough for anybody", 4, 1, 20),
    "renewal_days": Figure("days before a renewal in which to take care", 90, 30, 365),
    "nomination_days": Figure("days that a nomination may wait", 7, 1, 30),
    "chase_days": Figure("business days without an answer, after which we write once more", 3, 1, 15),
    "workday_begins": Figure("hour at which a working day begins", 9, 1, 12),
    "workday_ends": Figure("hour at which a working day ends", 17, 13, 24),
    "first_response_days": Figure("business days within which a request is taken up", 1, 1, 10),
    "fulfil_days": Figure("business days within which a request is fulfilled", 2, 1, 30),
}


class ThresholdManager(models.Manager["Threshold"]):
    def in_force(self) -> dict[str, int]:
        """Return every figure as it holds now, in one query."""
        return {code: figure.default for code, figure in FIGURES.items()} | dict(self.values_list("code", "value"))


class Threshold(models.Model):
    """One figure that an admin has set."""

    code = models.CharField(max_length=40, unique=True, choices=[(code, f.label) for code, f in FIGURES.items()])
    value = models.PositiveSmallIntegerField()

    objects = ThresholdManager()

    class Meta:
        constraints = (
            *at_most("threshold", code=40),
            models.CheckConstraint(
                condition=Q(
                    *(Q(code=code, value__range=(f.lowest, f.highest)) for code, f in FIGURES.items()), _connector=Q.OR
                ),
                name="threshold_within_its_bounds",
                violation_error_message="This figure is outside its bounds.",
            ),
        )

    def __str__(self) -> str:
        return self.get_code_display()

    def clean(self) -> None:
        figure = FIGURES.get(self.code)
        if figure is None or self.value is None:
            return
        if not figure.lowest <= self.value <= figure.highest:
            raise ValidationError({"value": f"Use a number from {figure.lowest} to {figure.highest}."})
        known = Threshold.objects.in_force() | {self.code: self.value}
        if known["check_in_due_months"] >= known["check_in_months"]:
            raise ValidationError(
                {"value": "A check-in has to be due before it has run out: leave at least a month between the two."}
            )


class InForce(models.Func):
    """A figure as the database knows it at the moment of the query, to be compared with in a rule.

    Written as SQL by itself: a rule speaks of it in many places, and the query builder would take longer to spell the
    same subquery each time than the database takes to run it.
    """

    output_field = models.IntegerField()

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), self.code)

    def as_sql(self, compiler: Any, connection: Any, *given: Any, **context: Any) -> tuple[str, Any]:
        quote = connection.ops.quote_name
        table, code, value = map(quote, (Threshold._meta.db_table, "code", "value"))
        return f"COALESCE((SELECT {value} FROM {table} WHERE {code} = %s), %s)", [self.code, FIGURES[self.code].default]


def threshold(code: str) -> InForce:
    """Return a figure for use in a rule: what an admin has set, else the default."""
    return InForce(code)
