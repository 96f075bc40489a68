"""Letters in the Django admin: to look one up; what becomes of it is decided on /outbox/."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from refprogram.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("id", "kind", "to", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("=id", "key", "to", "message_id")
    ordering = ("-id",)
    exclude = ("lease_token",)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse to filter by what is not shown: an answer to "begins with a?" shows it letter by letter."""
        return not lookup.startswith("lease_token") and super().lookup_allowed(lookup, value, request)
