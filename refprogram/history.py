"""Who did what, when? One append-only event table an aggregate, each with a real foreign key."""

from typing import Any

from django.conf import settings
from django.db import models


class ActedAs(models.TextChoices):
    STAFF = "staff", "our staff"
    CUSTOMER = "customer", "the customer"
    CLOCK = "clock", "the program"


class Event(models.Model):
    """One thing that happened to one aggregate; written by `steps.take` and by actions, never changed.

    Holds no name, address or free text: a note lies in its own row and can be erased without touching history.
    """

    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acted_as = models.CharField(max_length=10, choices=ActedAs)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


def remember(event: type[Event], *, verb: str, by: Any, of: dict[str, Any], **columns: Any) -> Any:
    """Append one event to an aggregate, whose row the caller holds locked: `of` names its foreign key and the row."""
    last = event._default_manager.filter(**of).aggregate(last=models.Max("seq"))["last"] or 0
    return event._default_manager.create(seq=last + 1, verb=verb, **of, **acting(by), **columns)


def acting(by: Any) -> dict[str, Any]:
    """Return the two columns that say who acts: a user, the holder of a customer's link, or the program itself."""
    return {"actor": by if by.acted_as == ActedAs.STAFF else None, "acted_as": by.acted_as}
