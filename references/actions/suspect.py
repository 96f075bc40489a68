"""What becomes of an answer that came faster than anybody reads? It is not carried out, and it is remembered."""

from datetime import datetime

from references.models import Link


def mark_suspect(link: Link, *, at: datetime) -> None:
    """Remember that a link was answered by something that does not read."""
    Link.objects.filter(pk=link.pk, suspect_at=None).update(suspect_at=at)
