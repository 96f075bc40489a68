"""Referrals in the Django admin: the library is configured here; who was introduced is not even looked up."""

from typing import ClassVar

from django.contrib import admin

from references.referrals.models import (
    Compliment,
    Referral,
    ReferralAsk,
    ReferralAskEvent,
    ReferralEvent,
    ReferralPlan,
    ReferralTemplate,
)

OF_A_PERSON = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")


@admin.register(ReferralTemplate)
class ReferralTemplateAdmin(admin.ModelAdmin):
    list_display = ("frame", "language", "sentence", "is_active")
    list_filter = ("frame", "language", "is_active")
    search_fields = ("sentence",)
    ordering = ("language", "frame", "pk")


class LookedUp(admin.ModelAdmin):
    show_full_result_count = False


@admin.register(ReferralAsk)
class ReferralAskAdmin(LookedUp):
    list_display = ("due_on", "reference", "because", "status", "frame", "asked_on", "answered_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("reference",)
    list_filter = ("status", "because", "frame")
    search_fields = OF_A_PERSON
    ordering = ("-due_on", "-pk")
    raw_id_fields = ("reference", "asked_by", "followed_up_by")


@admin.register(Referral)
class ReferralAdmin(LookedUp):
    list_display = ("introduced_on", "status", "moved_on", "owner")
    list_select_related: ClassVar[tuple[str, ...]] = ("owner",)
    list_filter = ("status",)
    search_fields = ("=id",)
    ordering = ("-introduced_on", "-pk")
    raw_id_fields = ("ask", "owner")


@admin.register(Compliment)
class ComplimentAdmin(LookedUp):
    list_display = ("on", "reference", "heard_by", "thanked_on", "thanked_by")
    list_select_related: ClassVar[tuple[str, ...]] = ("reference", "heard_by", "thanked_by")
    search_fields = OF_A_PERSON
    ordering = ("-on", "-pk")
    raw_id_fields = ("reference", "heard_by", "thanked_by")


@admin.register(ReferralPlan)
class ReferralPlanAdmin(LookedUp):
    list_display = ("quarter", "segment", "value", "planned", "planned_by")
    list_select_related: ClassVar[tuple[str, ...]] = ("planned_by",)
    search_fields = ("value",)
    ordering = ("-quarter", "segment", "value")


@admin.register(ReferralAskEvent)
class ReferralAskEventAdmin(LookedUp):
    list_display = ("at", "ask", "verb", "actor", "acted_as")
    list_select_related: ClassVar[tuple[str, ...]] = ("ask", "actor")
    search_fields = ("=ask__id",)
    ordering = ("-at", "-pk")
    raw_id_fields = ("ask", "actor")


@admin.register(ReferralEvent)
class ReferralEventAdmin(LookedUp):
    list_display = ("at", "referral", "verb", "actor", "acted_as")
    list_select_related: ClassVar[tuple[str, ...]] = ("referral", "actor")
    search_fields = ("=referral__id",)
    ordering = ("-at", "-pk")
    raw_id_fields = ("referral", "actor")
