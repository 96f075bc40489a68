"""Requests in the Django admin: to look them up; every step is taken on the pages, where the rules are asked.

That nothing can be changed here is said once, by the roles page.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from requests.models import (
    Assignment,
    Feedback,
    Invitation,
    InvitationLink,
    MatteredLetter,
    Meeting,
    Opportunity,
    Override,
    ReferenceRequest,
    RequestEvent,
    RequestNote,
    Slot,
    Supplied,
    TopicFeedback,
    WantedTopic,
)


class EventLines(admin.TabularInline):
    model = RequestEvent
    fields = ("seq", "verb", "actor", "acted_as", "at", "judgement")
    readonly_fields = fields
    ordering = ("seq",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor", "judgement")


class TopicLines(admin.TabularInline):
    model = WantedTopic
    fields = ("rank", "topic")
    readonly_fields = fields
    ordering = ("rank",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("topic")


class AssignmentLines(admin.TabularInline):
    model = Assignment
    fields = ("reference", "use_consent", "use", "expected", "created_at", "ended_at")
    readonly_fields = fields
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("reference", "use_consent", "use")


@admin.register(ReferenceRequest)
class ReferenceRequestAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = (
        "__str__",
        "opportunity",
        "activity",
        "status",
        "needed_by",
        "requested_by",
        "manager",
        "created_at",
    )
    list_filter = ("status", "activity", "audience", "depth", "needed_by")
    list_select_related = ("opportunity", "activity", "requested_by", "manager")
    search_fields = ("=pk", "opportunity__account", "opportunity__name", "requested_by__email", "matters_most")
    date_hierarchy = "needed_by"
    ordering = ("-pk",)
    inlines = (TopicLines, AssignmentLines, EventLines)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave other people's drafts to their authors, here as on the pages."""
        return (
            super().get_queryset(request).filter(pk__in=ReferenceRequest.objects.visible_to(request.user).values("pk"))
        )


@admin.register(Opportunity)
class OpportunityAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("account", "name", "product", "value", "currency", "stage", "close_on", "closed_on", "owner")
    list_filter = ("stage", "currency", "close_on", "closed_on", "source")
    list_select_related = ("owner", "product")
    search_fields = ("account", "domain", "name", "=external_id", "owner__email")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the deals of other people's drafts to their authors."""
        return super().get_queryset(request).filter(pk__in=Opportunity.objects.visible_to(request.user).values("pk"))


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "ask", "reference", "use_consent", "use", "created_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("ask", "reference", "use_consent", "use")
    search_fields = ("=ask__pk", "=reference__pk", "ask__opportunity__account")
    ordering = ("-pk",)


@admin.register(Slot)
class SlotAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "assignment", "place", "offered_by", "starts_at", "ends_at")
    list_filter = ("offered_by",)
    list_select_related = ("assignment",)
    search_fields = ("=assignment__ask__pk", "=assignment__reference__pk")
    ordering = ("-pk",)


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "assignment", "starts_at", "ends_at", "sequence", "called_off_at")
    list_filter = (("called_off_at", admin.EmptyFieldListFilter), "starts_at")
    list_select_related = ("assignment",)
    search_fields = ("=assignment__ask__pk", "=assignment__reference__pk")
    ordering = ("-pk",)


@admin.register(Override)
class OverrideAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "ask", "reference", "findings", "given_by", "given_on", "until", "ended_at")
    list_filter = ("given_on", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("ask", "reference", "given_by")
    search_fields = ("=ask__pk", "=reference__pk", "given_by__email", "reason")
    ordering = ("-pk",)


@admin.register(Supplied)
class SuppliedAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "ask", "endorsement", "on")
    list_filter = ("on",)
    list_select_related = ("ask", "endorsement")
    search_fields = ("=ask__pk", "=endorsement__pk", "ask__opportunity__account")
    ordering = ("-pk",)


@admin.register(WantedTopic)
class WantedTopicAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "ask", "rank", "topic")
    list_filter = ("rank",)
    list_select_related = ("ask", "topic")
    search_fields = ("=ask__pk", "topic__name", "ask__opportunity__account")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave what other people's drafts are about to their authors."""
        return super().get_queryset(request).filter(ask__in=ReferenceRequest.objects.visible_to(request.user))


@admin.register(RequestEvent)
class RequestEventAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("at", "ask", "seq", "verb", "actor", "acted_as", "judgement")
    list_filter = ("verb", "acted_as", "at")
    list_select_related = ("ask", "actor", "judgement")
    search_fields = ("=ask__pk", "actor__email")
    ordering = ("-pk",)


@admin.register(RequestNote)
class RequestNoteAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "event", "text")
    list_select_related = ("event",)
    search_fields = ("=event__ask__pk", "text")
    ordering = ("-pk",)


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "assignment", "side", "way", "answered", "effect", "on", "noted_by")
    list_filter = ("side", "way", "answered", "effect")
    list_select_related = ("assignment", "noted_by")
    search_fields = ("=assignment__ask__pk", "=assignment__reference__pk", "words")
    ordering = ("-pk",)


@admin.register(TopicFeedback)
class TopicFeedbackAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "feedback", "topic", "rating")
    list_select_related = ("feedback", "topic")
    search_fields = ("=feedback__pk", "topic__name")
    ordering = ("-pk",)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "assignment", "invited_by", "invited_on", "expires_on")
    list_select_related = ("assignment", "invited_by")
    search_fields = ("=assignment__ask__pk", "invited_by__email")
    ordering = ("-pk",)


@admin.register(InvitationLink)
class InvitationLinkAdmin(admin.ModelAdmin):
    """Links by what they are for; not even the hash of a token is shown, nor found letter by letter."""

    show_full_result_count = False
    list_display = ("id", "invitation", "minted_at")
    list_select_related = ("invitation",)
    search_fields = ("=invitation__assignment__ask__pk",)
    exclude = ("token_hash",)
    ordering = ("-pk",)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return not lookup.startswith("token_hash") and super().lookup_allowed(lookup, value, request)


@admin.register(MatteredLetter)
class MatteredLetterAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_display = ("id", "opportunity", "reference", "state", "drafted_on", "decided_on", "decided_by")
    list_filter = ("state",)
    list_select_related = ("opportunity", "reference", "decided_by")
    search_fields = ("=opportunity__pk", "opportunity__account", "=reference__pk")
    ordering = ("-pk",)
