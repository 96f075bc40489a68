"""Letters in the Django admin: to look one up; what becomes of it is decided on /outbox/."""

from django.contrib import admin

from refprogram.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("id", "kind", "to", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("=id", "key", "to", "message_id")
    ordering = ("-id",)
    exclude = ("lease_token",)
