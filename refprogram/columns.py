"""How do both databases refuse the same values? SQLite knows no lengths or sizes, so columns state theirs."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

SMALL = 32_767  # the largest PositiveSmallIntegerField of PostgreSQL


def at_most(model: str, **lengths: int) -> list[models.CheckConstraint]:
    """Return one CHECK a text column, so that a value too long for PostgreSQL is too long for SQLite as well."""
    return [
        models.CheckConstraint(
            condition=LessThanOrEqual(Length(F(column)), length),
            name=f"{model}_{column}_length",
            violation_error_message=f"Use at most {length:,} characters.",
        )
        for column, length in lengths.items()
    ]


def one_of(model: str, *, blank: tuple[str, ...] = (), **choices: type[models.Choices]) -> list[models.CheckConstraint]:
    """Return one CHECK a column with choices, so that no file and no command stores a value that has no name."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{column}__in": [*([""] if column in blank else []), *known.values]}),
            name=f"{model}_{column}_known",
            violation_error_message="Choose one of the values that have a name.",
        )
        for column, known in choices.items()
    ]


def between(model: str, **bounds: tuple[int | Decimal, int | Decimal]) -> list[models.CheckConstraint]:
    """Return one CHECK a number column, so that a number too large for PostgreSQL is too large for SQLite as well."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{column}__range": (lowest, highest)}),
            name=f"{model}_{column}_range",
            violation_error_message=f"Use a number from {lowest:,} to {highest:,}.",
        )
        for column, (lowest, highest) in bounds.items()
    ]
