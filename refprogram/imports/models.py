"""Which rows of other people's files do we know already, and which files did we read?"""

from django.conf import settings
from django.db import models

from refprogram.columns import at_most


class ImportRun(models.Model):
    """One file read once: the single event that a bulk import leaves. Without an end it was interrupted."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("content (SHA-256)", max_length=64)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "sha256", "-id"), name="import_run_by_content"),)
        constraints = (*at_most("import_run", kind=40, source=200, file_name=255, sha256=64),)

    def __str__(self) -> str:
        return f"{self.kind} from {self.source}"


class ImportedRow(models.Model):
    """A row we have stored: how its source tells it from others, what it said, and the key of what became of it.

    Both are hashes: a source's ids and contents can be personal, and this table outlives what it points to, so that a
    person who was erased here does not come back with the next file.
    """

    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    identity = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=40)

    class Meta:
        indexes = (models.Index(fields=("kind", "object_id"), name="imported_row_by_object"),)
        constraints = (
            *at_most("imported_row", source=200, kind=40, identity=60, fingerprint=40),
            models.UniqueConstraint(fields=("source", "kind", "identity"), name="imported_row_once"),
        )

    def __str__(self) -> str:
        return f"row {self.pk} of {self.source}"
