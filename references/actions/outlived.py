"""Which words about people go because their time is over? What they did and agreed to stays, without the words."""

from datetime import date

from django.db.models import Case, Value, When

from customers.models.survey import ERASED
from references.models import CheckIn, CheckInDraft, Claim, Link, Nomination, ToldUse, UseConsent, UseFeedback
from refprogram.batches import in_batches


def purge_talk_notes(*, on: date) -> int:
    """Delete what was noted of talks 24 months ago, and return of how many."""
    return in_batches(CheckIn.objects.outlived(on=on), lambda rows: rows.update(note="", recommended_to=""))


def purge_drafts(*, on: date) -> int:
    """Delete sheets that nobody has saved for 30 days, and return how many."""
    return in_batches(CheckInDraft.objects.outlived(on=on), lambda rows: rows.delete())


def purge_witnesses(*, on: date) -> int:
    """Delete who else heard a yes that was settled 12 months ago, and return of how many."""
    return in_batches(Claim.objects.outlived(on=on), lambda rows: rows.update(witness=""))


def purge_answer_words(*, on: date) -> int:
    """Delete what people added to answers of 24 months ago, and return to how many."""
    return in_batches(UseConsent.objects.outlived(on=on), lambda rows: rows.update(words=""))


def purge_feedback_words(*, on: date) -> int:
    """Delete in which words people said 24 months ago how it went, and return how many."""
    return in_batches(UseFeedback.objects.outlived(on=on), lambda rows: rows.update(words=""))


def purge_told_words(*, on: date) -> int:
    """Delete in which words uses outside the program were told 24 months ago, and return of how many."""
    return in_batches(ToldUse.objects.outlived(on=on), lambda rows: rows.update(words=""))


def purge_nomination_words(*, on: date) -> int:
    """Delete the words of nominations that were reviewed 24 months ago, and return of how many."""
    reason = Case(When(reason="", then=Value("")), default=Value(ERASED))
    return in_batches(
        Nomination.objects.outlived(on=on), lambda rows: rows.update(why="", known_problems=ERASED, reason=reason)
    )


def purge_links(*, on: date) -> int:
    """Delete links that nobody answered on and that ran out 12 months ago, and return how many."""
    return in_batches(Link.objects.outlived(on=on), lambda rows: rows.delete())
