"""References in the Django admin: the catalogue of activities is configured here, everything else is looked up.

What an admin may see or change is answered by the roles page: consents, check-ins, uses and verdicts are facts, and the
same pages and actions change them for everybody.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from customers.admin import rows_of
from references import admin_of_consent
from references.models import (
    ActivityType,
    CheckIn,
    Claim,
    CompanyPermission,
    Consent,
    ConsentEvent,
    ContactPreference,
    Cue,
    Judgement,
    Link,
    Nomination,
    NominationEvent,
    QuietMonth,
    ReconsentCycle,
    Reference,
    ReferenceEvent,
    Result,
    RewardEntry,
    Standing,
    StandingCheck,
    StorySeed,
    ThankYou,
    TopicStrength,
    Use,
    UseConsent,
)

assert admin_of_consent  # importing it registers what it shows

STAYS = "Somebody agreed to this, as it is. Offer a new activity instead of another name, and offer this one no more."
OF_A_PERSON = ("=reference__id", "reference__contact__customer__name", "reference__contact__details__name")


class AboutAPerson(admin.ModelAdmin):
    """A table of facts, each about one reference."""

    list_select_related: ClassVar[tuple[str, ...]] = ("reference",)
    search_fields: ClassVar[tuple[str, ...]] = OF_A_PERSON
    show_full_result_count = False
    raw_id_fields: ClassVar[tuple[str, ...]] = ("reference",)


class CueInline(admin.TabularInline):
    model = Cue
    extra = 0


class QuietMonthInline(admin.TabularInline):
    model = QuietMonth
    extra = 0


@admin.register(ActivityType)
class ActivityTypeAdmin(admin.ModelAdmin):
    list_display = (
        "name",
        "code",
        "mode",
        "public",
        "minutes",
        "weight",
        "max_per_quarter",
        "rest_days",
        "confirm_each_use",
        "is_active",
    )
    list_filter = ("is_active", "mode", "public")
    search_fields = ("name", "code")
    ordering = ("name",)

    def get_fieldsets(self, request: HttpRequest, obj: ActivityType | None = None) -> Any:
        """Say why what people agreed to is only looked at."""
        ((title, options),) = super().get_fieldsets(request, obj)
        return [(title, {**options, "description": STAYS if obj and _is_agreed(obj) else ""})]

    def get_readonly_fields(self, request: HttpRequest, obj: ActivityType | None = None) -> tuple[str, ...]:
        """Keep the code, by which the ledger names it; and what somebody agreed to as they read it."""
        if obj is None:
            return ()
        return ("code", "name", "mode", "public") if _is_agreed(obj) else ("code",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: ActivityType | None = None) -> dict[str, Any]:
        return {} if obj else {"code": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: ActivityType | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and _is_agreed(obj))


def _is_agreed(activity: ActivityType) -> bool:
    """Say whether anybody agreed to it, refused it or was said to agree."""
    named = ConsentEvent.objects.filter(purpose=activity.code)
    return any(rows.exists() for rows in (*(of.objects.filter(activity=activity) for of in (Consent, Claim)), named))


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
            "{}, {}, {}, {}, {}, {}, {}, {}, {}",
            rows_of(CheckIn, "reference", reference.pk, "check-ins"),
            rows_of(Consent, "reference", reference.pk, "consents"),
            rows_of(Nomination, "reference", reference.pk, "nominations"),
            rows_of(TopicStrength, "reference", reference.pk, "topics"),
            rows_of(Result, "reference", reference.pk, "results"),
            rows_of(StorySeed, "reference", reference.pk, "stories"),
            rows_of(Use, "reference", reference.pk, "uses"),
            rows_of(Judgement, "reference", reference.pk, "verdicts"),
            rows_of(ReferenceEvent, "reference", reference.pk, "what we did"),
        )


@admin.register(Nomination)
class NominationAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "nominated_by", "nominated_on", "status", "reviewed_on", "reviewed_by")
    list_select_related = ("reference", "nominated_by", "reviewed_by")
    list_filter = ("status",)
    search_fields = (*OF_A_PERSON, "nominated_by__email")
    date_hierarchy = "nominated_on"
    ordering = ("-nominated_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "nominated_by", "reviewed_by")


@admin.register(NominationEvent)
class NominationEventAdmin(admin.ModelAdmin):
    list_display = ("at", "nomination", "verb", "actor", "acted_as")
    list_select_related = ("nomination", "actor")
    list_filter = ("verb",)
    search_fields = ("=nomination__id", "nomination__reference__contact__customer__name")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    raw_id_fields = ("nomination", "actor")


@admin.register(CheckIn)
class CheckInAdmin(admin.ModelAdmin):
    list_display = ("on", "reference", "channel", "direct", "outcome", "mood", "by")
    list_select_related = ("reference", "by")
    list_filter = ("channel", "direct", "outcome", "mood")
    inlines = (CueInline,)
    search_fields = OF_A_PERSON
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("reference", "by")


@admin.register(CompanyPermission)
class CompanyPermissionAdmin(admin.ModelAdmin):
    list_display = ("customer", "activity", "approver", "granted_on", "valid_until", "ended_on", "recorded_by")
    list_select_related = ("customer", "activity", "recorded_by")
    list_filter = ("activity", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = ("customer__name", "document", "approver")
    date_hierarchy = "granted_on"
    ordering = ("-granted_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer", "activity", "recorded_by")


@admin.register(ContactPreference)
class ContactPreferenceAdmin(AboutAPerson):
    list_display = ("reference", "max_per_quarter", "source", "on")
    list_filter = ("source",)
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    filter_horizontal = ("activities",)
    inlines = (QuietMonthInline,)


@admin.register(TopicStrength)
class TopicStrengthAdmin(AboutAPerson):
    list_display = ("reference", "topic", "rating", "source", "on", "by")
    list_select_related = ("reference", "topic", "by")
    list_filter = ("rating", "source")
    search_fields = (*OF_A_PERSON, "topic__name")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    raw_id_fields = ("reference", "topic", "by")


@admin.register(Result)
class ResultAdmin(AboutAPerson):
    list_display = ("reference", "metric", "before", "after", "source", "on")
    list_filter = ("source",)
    search_fields = (*OF_A_PERSON, "metric")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
    raw_id_fields = ("reference", "checkin")


@admin.register(StorySeed)
class StorySeedAdmin(AboutAPerson):
    list_display = ("reference", "kind", "result", "issue", "proposed_on", "proposed_by")
    list_select_related = ("reference", "result", "issue", "proposed_by")
    list_filter = ("kind",)
    date_hierarchy = "proposed_on"
    ordering = ("-proposed_on", "-pk")
    raw_id_fields = ("reference", "result", "issue", "proposed_by")


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
    raw_id_fields = ("reference", "activity", "use_consent", "told")


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


@admin.register(RewardEntry)
class RewardEntryAdmin(AboutAPerson):
    list_display = ("id", "reference", "act", "kind", "value", "currency", "offered_on", "answer", "given_on")
    list_filter = ("act", "kind", "answer", ("given_on", admin.EmptyFieldListFilter))
    date_hierarchy = "offered_on"
    ordering = ("-offered_on", "-pk")
    raw_id_fields = ("reference", "offered_by", "thank_you")


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


@admin.register(Standing)
class StandingAdmin(AboutAPerson):
    list_display = ("reference", "worst", "judged_on", "next_change")
    list_filter = ("worst",)
    date_hierarchy = "judged_on"
    ordering = ("-worst", "pk")


@admin.register(StandingCheck)
class StandingCheckAdmin(admin.ModelAdmin):
    list_display = ("on", "at", "differed")
    search_fields = ("=on",)
    date_hierarchy = "on"
    ordering = ("-on",)
