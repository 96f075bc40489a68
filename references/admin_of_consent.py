"""Consent in the Django admin: what was said, told, paused and wished for is looked up, and nothing of it changed."""

from django.contrib import admin

from references.models import (
    Claim,
    ClaimAudience,
    Consent,
    ConsentAudience,
    ConsentEvent,
    ConsentText,
    CycleQuestion,
    LetterPause,
    Pause,
    ToldUse,
    UseFeedback,
)


class ClaimAudienceInline(admin.TabularInline):
    model = ClaimAudience
    extra = 0


class ConsentAudienceInline(admin.TabularInline):
    model = ConsentAudience
    extra = 0


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ("reference", "activity", "granted_on", "expires_on", "ended_on", "recorded_by")
    list_select_related = ("reference", "activity", "recorded_by")
    list_filter = ("activity", ("ended_on", admin.EmptyFieldListFilter))
    inlines = (ConsentAudienceInline,)
    search_fields = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")
    date_hierarchy = "granted_on"
    ordering = ("-granted_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "activity", "recorded_by")


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "activity", "channel", "said_on", "expires_on", "outcome", "settled_on")
    list_select_related = ("reference", "activity")
    list_filter = ("outcome", "channel", "activity")
    search_fields = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")
    date_hierarchy = "said_on"
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("reference", "recorded_by")
    inlines = (ClaimAudienceInline,)


@admin.register(ConsentEvent)
class ConsentEventAdmin(admin.ModelAdmin):
    """The ledger itself; it names nobody, so nobody is found in it by name."""

    list_display = ("id", "subject", "seq", "kind", "purpose", "about", "channel", "on")
    list_filter = ("kind", "channel")
    search_fields = ("=subject", "=about")
    date_hierarchy = "on"
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    list_display = ("activity", "language", "version", "asks_again", "from_on")
    list_select_related = ("activity",)
    list_filter = ("language", "asks_again")
    search_fields = ("body",)
    ordering = ("-from_on", "-pk")


@admin.register(Pause)
class PauseAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "since", "until", "ended_on")
    list_select_related = ("reference",)
    search_fields = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")
    date_hierarchy = "since"
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("reference",)


@admin.register(UseFeedback)
class UseFeedbackAdmin(admin.ModelAdmin):
    list_display = ("id", "use", "went", "length", "again", "on")
    list_select_related = ("use",)
    list_filter = ("went", "again")
    search_fields = ("=use__reference__id", "use__reference__contact__customer__name")
    date_hierarchy = "on"
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("use",)


@admin.register(LetterPause)
class LetterPauseAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "began_at", "ended_at")
    list_select_related = ("reference",)
    search_fields = ("=reference__id",)
    ordering = ("-id",)


@admin.register(CycleQuestion)
class CycleQuestionAdmin(admin.ModelAdmin):
    list_display = ("id", "on")
    search_fields = ("=id",)
    date_hierarchy = "on"
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(ToldUse)
class ToldUseAdmin(admin.ModelAdmin):
    list_display = ("id", "activity", "on", "told_by", "told_on", "dropped_on")
    list_select_related = ("activity", "told_by")
    list_filter = ("activity", ("dropped_on", admin.EmptyFieldListFilter))
    search_fields = ("=id", "told_by__email")
    date_hierarchy = "told_on"
    ordering = ("-told_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("activity", "told_by")
