"""References in the Django admin: the catalogue of activities is configured here, everything else is looked up.

What an admin may see or change is answered by the roles page: consents, check-ins, uses and verdicts are facts, and the
same pages and actions change them for everybody.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from customers.admin import rows_of
from references.models import (
    ActivityType,
    CheckIn,
    Consent,
    Judgement,
    Link,
    Nomination,
    ReconsentCycle,
    Reference,
    ReferenceEvent,
    ThankYou,
    Use,
    UseConsent,
)

OF_A_PERSON = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")


@admin.register(ActivityType)
class ActivityTypeAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "mode", "minutes", "confirm_each_use", "is_active")
    list_filter = ("is_active", "mode")
    search_fields = ("name", "code")
    ordering = ("name",)
    prepopulated_fields = {"code": ("name",)}  # noqa: RUF012 - the admin's own shape


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    list_display = ("id", "company", "contact", "opened_on")
    list_select_related = ("contact__customer",)
    search_fields = ("=id", "contact__customer__name", "contact__details__name", "=contact__details__email")
    date_hierarchy = "opened_on"
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("contact",)
    readonly_fields = ("see_also",)

    @admin.display(description="company", ordering="contact__customer__name")
    def company(self, reference: Reference) -> str:
        return reference.contact.customer.name

    @admin.display(description="see also")
    def see_also(self, reference: Reference) -> str:
        return format_html(
            "{}, {}, {}, {}, {}, {}",
            rows_of(CheckIn, "reference", reference.pk, "check-ins"),
            rows_of(Consent, "reference", reference.pk, "consents"),
            rows_of(Nomination, "reference", reference.pk, "nominations"),
            rows_of(Use, "reference", reference.pk, "uses"),
            rows_of(Judgement, "reference", reference.pk, "verdicts"),
            rows_of(ReferenceEvent, "reference", reference.pk, "what we did"),
        )


@admin.register(Nomination)
class NominationAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "nominated_by", "nominated_on")
    list_select_related = ("reference", "nominated_by")
    search_fields = (*OF_A_PERSON, "nominated_by__email")
    date_hierarchy = "nominated_on"
    ordering = ("-nominated_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "nominated_by")


@admin.register(CheckIn)
class CheckInAdmin(admin.ModelAdmin):
    list_display = ("on", "reference", "channel", "direct", "outcome", "by")
    list_select_related = ("reference", "by")
    list_filter = ("channel", "direct", "outcome")
    search_fields = OF_A_PERSON
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "by")


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ("reference", "activity", "granted_on", "expires_on", "ended_on", "recorded_by")
    list_select_related = ("reference", "activity", "recorded_by")
    list_filter = ("activity", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = OF_A_PERSON
    date_hierarchy = "granted_on"
    ordering = ("-granted_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "activity", "recorded_by")


@admin.register(UseConsent)
class UseConsentAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "activity", "audience", "asked_on", "answer", "answered_at", "taken_back_at")
    list_select_related = ("reference", "activity")
    list_filter = ("answer", "activity")
    search_fields = (*OF_A_PERSON, "audience")
    date_hierarchy = "asked_on"
    ordering = ("-asked_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "activity", "asked_by")


@admin.register(Use)
class UseAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "activity", "on", "state")
    list_select_related = ("reference", "activity")
    list_filter = ("state", "activity")
    search_fields = OF_A_PERSON
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "activity", "use_consent")


@admin.register(ThankYou)
class ThankYouAdmin(admin.ModelAdmin):
    list_display = ("id", "use", "due_on", "kind", "thanked_on", "thanked_by")
    list_select_related = ("use", "thanked_by")
    list_filter = ("kind", ("thanked_on", admin.EmptyFieldListFilter))
    search_fields = ("=use__reference__id", "use__reference__contact__customer__name")
    date_hierarchy = "due_on"
    ordering = ("-due_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("use", "thanked_by")


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin):
    """Links by what they are for; not even the hash of a token is shown."""

    list_display = ("id", "purpose", "reference", "minted_at", "expires_on", "used_at", "answer")
    list_select_related = ("reference",)
    list_filter = ("purpose", "answer", ("used_at", admin.EmptyFieldListFilter))
    search_fields = OF_A_PERSON
    date_hierarchy = "minted_at"
    ordering = ("-id",)
    exclude = ("token_hash",)
    show_full_result_count = False
    raw_id_fields = ("reference", "use_consent", "cycle_step")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse to filter by what is not shown: an answer to "begins with a?" shows it letter by letter."""
        return not lookup.startswith("token_hash") and super().lookup_allowed(lookup, value, request)


@admin.register(ReconsentCycle)
class ReconsentCycleAdmin(admin.ModelAdmin):
    list_display = ("reference", "cycle_start", "step", "on")
    list_select_related = ("reference",)
    list_filter = ("step",)
    search_fields = OF_A_PERSON
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference",)


@admin.register(Judgement)
class JudgementAdmin(admin.ModelAdmin):
    list_display = ("at", "reference", "decision", "activity", "worst", "on")
    list_select_related = ("reference", "activity")
    list_filter = ("worst", "decision")
    search_fields = OF_A_PERSON
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "activity")


@admin.register(ReferenceEvent)
class ReferenceEventAdmin(admin.ModelAdmin):
    list_display = ("at", "reference", "verb", "about", "actor", "acted_as")
    list_select_related = ("reference", "actor")
    list_filter = ("verb", "acted_as")
    search_fields = (*OF_A_PERSON, "=about")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "actor")
