"""Thresholds in the Django admin: each figure with its bounds. None is added or taken away; the rules know them all."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from refprogram.doorbell import ring
from refprogram.thresholds.models import FIGURES, Threshold


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin):
    list_display = ("code", "value", "usual", "bounds")
    search_fields = ("code",)
    ordering = ("code",)
    readonly_fields = ("code", "usual", "bounds")

    @admin.display(description="to begin with")
    def usual(self, threshold: Threshold) -> int:
        return FIGURES[threshold.code].default

    @admin.display(description="possible")
    def bounds(self, threshold: Threshold) -> str:
        figure = FIGURES[threshold.code]
        return f"{figure.lowest} to {figure.highest}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Threshold, form: "ModelForm[Threshold]", change: bool) -> None:
        """Have everybody judged anew after a change: what is kept of people rests on these figures."""
        super().save_model(request, obj, form, change)
        if form.changed_data:
            ring("references.recompute_standing")
