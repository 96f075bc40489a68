"""How well does somebody speak on a topic? As a reference manager judges it, outside a talk with them (seed 001)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.models import Topic
from customers.models.source import Source
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.models import Reference, TopicStrength


@transaction.atomic
def rate_topic(reference: Reference, *, topic: Topic, rating: int, by: Any, on: date) -> TopicStrength:
    """Keep how well somebody speaks on one topic, from 1 to 5; the newest rating counts, and says whose it is."""
    if not by.has_perm("references.rate_topic"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    judged = {"rating": rating, "source": Source.STAFF, "on": on, "by": by}
    strength, _ = TopicStrength.objects.update_or_create(reference=reference, topic=topic, defaults=judged)
    note_down(reference, "rate_topic", by=by, about=f"strength-{strength.pk}")
    announce(reference, on=on)
    return strength
