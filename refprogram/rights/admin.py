"""Rights requests in the Django admin: looked up, and nothing of them changed; they are answered on their own pages."""

from django.contrib import admin

from refprogram.rights.models import RightsRequest, RightsRequestEvent


@admin.register(RightsRequest)
class RightsRequestAdmin(admin.ModelAdmin):
    list_display = ("id", "wish", "way", "received_on", "due_on", "state", "outcome", "answered_on", "answered_by")
    list_select_related = ("answered_by",)
    list_filter = ("state", "wish", "way", "outcome")
    search_fields = ("=id", "=reference__id")
    date_hierarchy = "received_on"
    ordering = ("-received_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "answered_by")


@admin.register(RightsRequestEvent)
class RightsRequestEventAdmin(admin.ModelAdmin):
    list_display = ("at", "case", "verb", "actor", "acted_as")
    list_select_related = ("case", "actor")
    list_filter = ("verb",)
    search_fields = ("=case__id",)
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    raw_id_fields = ("case", "actor")
