"""Testimonials in the Django admin: everything is looked up, and nothing changed; the pages and actions do that."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from references.testimonials.models import (
    Approval,
    Attachment,
    BodyDecision,
    Connection,
    Credential,
    Endorsement,
    EndorsementEvent,
    Evaluation,
    Mention,
    Placement,
    ProofPage,
    Showing,
    Speaker,
    Substantiation,
    Takedown,
    Typicality,
    UseProof,
    Words,
)

WHOSE = ("=endorsement__id", "endorsement__reference__contact__customer__name")


class SpeakerInline(admin.TabularInline):
    model = Speaker
    extra = 0


@admin.register(Endorsement)
class EndorsementAdmin(admin.ModelAdmin):
    list_display = ("id", "reference", "kind", "status", "origin", "came_on", "published_on", "owner")
    list_select_related = ("reference", "owner")
    list_filter = ("status", "kind", "origin")
    search_fields = ("=id", "reference__contact__customer__name", "reference__contact__details__name", "speaker__name")
    date_hierarchy = "came_on"
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("reference", "owner")
    inlines = (SpeakerInline,)


class OfAnEndorsement(admin.ModelAdmin):
    """A table of rows that each belong to one endorsement."""

    list_select_related: ClassVar[tuple[str, ...]] = ("endorsement",)
    search_fields: ClassVar[tuple[str, ...]] = WHOSE
    show_full_result_count = False
    raw_id_fields: ClassVar[tuple[str, ...]] = ("endorsement",)


@admin.register(EndorsementEvent)
class EndorsementEventAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "verb", "about", "actor", "acted_as", "at")
    list_select_related = ("endorsement", "actor")
    list_filter = ("verb", "acted_as")


@admin.register(Words)
class WordsAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "number", "said_by", "on")


@admin.register(Showing)
class ShowingAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "naming", "on", "made_by")
    list_select_related = ("endorsement", "made_by")
    raw_id_fields = ("endorsement", "words")


@admin.register(Approval)
class ApprovalAdmin(admin.ModelAdmin):
    list_display = ("id", "showing", "answer", "on")
    list_select_related = ("showing",)
    list_filter = ("answer",)
    search_fields = ("=showing__endorsement__id",)
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("showing", "link")


@admin.register(Connection)
class ConnectionAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "asked_of", "tie", "on")
    list_filter = ("asked_of", "tie")


@admin.register(Attachment)
class AttachmentAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "kind", "name", "content_type", "size", "on")
    list_filter = ("kind", "content_type")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the files themselves where they are."""
        return super().get_queryset(request).defer("data")


@admin.register(UseProof, Substantiation, Typicality, Credential, Evaluation, BodyDecision)
class ProofAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "document", "recorded_by", "recorded_on", "dropped_on")
    list_select_related = ("endorsement", "recorded_by")
    raw_id_fields = ("endorsement", "attachment", "recorded_by")


@admin.register(Placement)
class PlacementAdmin(OfAnEndorsement):
    ordering = ("-id",)
    list_display = ("id", "endorsement", "channel", "address", "starts_on", "until", "ended_on", "looked_on")
    list_filter = ("channel",)
    raw_id_fields = ("endorsement", "approval", "proof_page", "placed_by")


@admin.register(Takedown)
class TakedownAdmin(admin.ModelAdmin):
    list_display = ("id", "placement", "asked_on", "due_on", "done_on", "done_by")
    list_select_related = ("placement", "done_by")
    search_fields = ("=placement__endorsement__id",)
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("placement", "done_by")


@admin.register(ProofPage)
class ProofPageAdmin(admin.ModelAdmin):
    """Pages for one prospect each; not even the hash of a token is shown."""

    list_display = ("id", "prospect", "made_by", "made_on", "expires_on", "closed_on", "views")
    list_select_related = ("made_by",)
    search_fields = ("=id", "prospect")
    exclude = ("token_hash",)
    ordering = ("-id",)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse to filter by what is not shown: an answer to "begins with a?" shows it letter by letter."""
        return not lookup.startswith("token_hash") and super().lookup_allowed(lookup, value, request)


@admin.register(Mention)
class MentionAdmin(admin.ModelAdmin):
    list_display = ("id", "where", "by_whom", "tone", "seen_on", "noted_by", "settled_on")
    list_select_related = ("noted_by",)
    list_filter = ("tone",)
    search_fields = ("where", "by_whom", "words")
    date_hierarchy = "seen_on"
    ordering = ("-id",)
    raw_id_fields = ("customer", "endorsement", "noted_by")
