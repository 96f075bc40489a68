"""What changes the words that people agree to? A new version; the older ones stay."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from references.ledger import digest_of
from references.models import ActivityType, ConsentText
from refprogram.errors import Refused

FURTHEST = timedelta(days=366)


def write_text(
    *, activity: ActivityType | None, language: str, body: str, asks_again: bool, from_on: date, by: Any, on: date
) -> ConsentText:
    """Write down the next version of a text, in force from a day on that has not passed; of two at once, one wins.

    It begins no earlier than the version before it, which would else be lost, and within a year.
    """
    if not by.has_perm("references.write_text"):
        raise PermissionDenied
    if from_on < on:
        raise Refused("This day has passed; what was read until today stays as it was. Nothing was written down.")
    versions = ConsentText.objects.filter(activity=activity, language=language)
    if from_on > on + FURTHEST:
        raise Refused("This is more than a year away. Nothing was written down.")
    known = versions.aggregate(last=Max("version"), planned=Max("from_on"))
    if known["planned"] and from_on < known["planned"]:
        raise Refused("Another version is planned for later; begin no earlier than it does. Nothing was written down.")
    try:
        with transaction.atomic():
            return ConsentText.objects.create(
                activity=activity,
                language=language,
                version=(known["last"] or 0) + 1,
                body=body,
                digest=digest_of(body),
                asks_again=asks_again,
                from_on=from_on,
            )
    except IntegrityError as error:
        raise Refused("Somebody else wrote a new version at the same moment. Look at it first.") from error
