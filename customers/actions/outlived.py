"""Which words about customers go because their time is over? The facts they were about stay."""

from datetime import date

from customers.models import Issue, SurveyResponse
from refprogram.batches import in_batches


def purge_survey_words(*, on: date) -> int:
    """Delete what was written in and about surveys 24 months ago, and return how many answers that concerned."""
    return in_batches(
        SurveyResponse.objects.outlived(on=on), lambda rows: rows.update(comment="", tone="", handling="")
    )


def purge_issue_words(*, on: date) -> int:
    """Delete the words about what was resolved 36 months ago, and return of how many issues."""
    return in_batches(Issue.objects.outlived(on=on), lambda rows: rows.update(summary="", resolution="", response=""))
