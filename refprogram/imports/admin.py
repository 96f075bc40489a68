"""What may an admin see of imports? Every run and every remembered row; nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from refprogram.imports.models import ImportedRow, ImportRun


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    list_display = (
        "started_at",
        "kind",
        "source",
        "file_name",
        "read",
        "created",
        "updated",
        "unchanged",
        "unmatched",
        "rejected",
        "by",
        "finished_at",
    )
    list_filter = ("kind", "started_at")
    list_select_related = ("by",)
    search_fields = ("source", "file_name", "sha256")
    ordering = ("-id",)


@admin.register(ImportedRow)
class ImportedRowAdmin(ReadOnly):
    list_display = ("id", "kind", "source", "identity", "object_id")
    list_filter = ("kind",)
    search_fields = ("source", "=identity", "=object_id")
    ordering = ("-id",)
    show_full_result_count = False
