"""How do both databases refuse the same values? SQLite enforces no lengths, so every text column states its own."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


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
