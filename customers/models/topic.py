"""What do issues and wishes speak of? One list of topics, kept by admins."""

from django.db import models

from refprogram.columns import at_most


class Topic(models.Model):
    """Something a prospect asks about and a customer is good or bad at telling, such as reporting or support."""

    name = models.CharField(max_length=200, unique=True)
    is_standard = models.BooleanField(
        default=False, help_text="Part of every list, because every prospect asks about it one day (seed 001)."
    )

    class Meta:
        constraints = (
            *at_most("topic", name=200),
            models.UniqueConstraint(models.functions.Lower("name"), name="topic_name_any_case"),
        )

    def __str__(self) -> str:
        return self.name
