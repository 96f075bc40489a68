"""What may an admin see of imports? Every run and every remembered row; nothing can be changed here."""

from django.contrib import admin

from refprogram.imports.models import ImportedRow, ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
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
class ImportedRowAdmin(admin.ModelAdmin):
    list_display = ("id", "kind", "source", "identity", "object_id")
    list_filter = ("kind",)
    search_fields = ("source", "=identity", "=object_id")
    ordering = ("-id",)
    show_full_result_count = False
