"""Which papers and pictures belong to an endorsement? Kept in the database, so that a dossier is never without them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.testimonials.models.endorsement import Endorsement
from refprogram.columns import at_most, between, one_of

LARGEST = 5 * 1024 * 1024


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", "Their picture"
    PAPER = "paper", "A paper of the dossier"


class Attachment(models.Model):
    """One file, with what it really is: its type is read from its bytes, never from its name."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=50)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField(max_length=LARGEST)
    is_actual_person = models.BooleanField(default=False, help_text="The picture shows the person themselves.")
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            *at_most("attachment", name=200, content_type=50, digest=64),
            *one_of("attachment", kind=AttachmentKind),
            *between("attachment", size=(1, LARGEST)),
            models.UniqueConstraint(fields=("endorsement",), condition=Q(kind="photo"), name="attachment_one_photo"),
        )

    def __str__(self) -> str:
        return f"attachment {self.pk}"
