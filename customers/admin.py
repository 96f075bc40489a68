"""Customers in the Django admin: topics and products are configured here, everything else is looked up.

What an admin may see or change is answered by the roles page. The private notes about hard times are not registered:
they are for reference managers alone.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from customers.models import (
    Contact,
    ContactDetails,
    Contract,
    Customer,
    CustomerEvent,
    Deployment,
    Hardship,
    Issue,
    Product,
    Relationship,
    SurveyResponse,
    Topic,
)


def rows_of(model: type[Model], column: str, pk: int, words: str) -> str:
    """Return a link to the rows of a table that belong to one row of another."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}__id__exact={}">{}</a>', url, column, pk, words)


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ("name", "industry", "region", "country", "owner", "external_id")
    list_select_related = ("owner",)
    list_filter = (("owner", admin.EmptyFieldListFilter), ("parent", admin.EmptyFieldListFilter))
    search_fields = ("name", "=external_id", "domain")
    ordering = ("name", "pk")
    show_full_result_count = False
    raw_id_fields = ("parent", "owner")
    readonly_fields = ("see_also",)

    @admin.display(description="see also")
    def see_also(self, customer: Customer) -> str:
        return format_html(
            "{}, {}, {}, {}, {}, {}, {}, {}",
            rows_of(Contact, "customer", customer.pk, "contacts"),
            rows_of(Issue, "customer", customer.pk, "issues"),
            rows_of(Hardship, "customer", customer.pk, "hardships"),
            rows_of(SurveyResponse, "customer", customer.pk, "answers to surveys"),
            rows_of(Contract, "customer", customer.pk, "contracts"),
            rows_of(Relationship, "customer", customer.pk, "other companies"),
            rows_of(Deployment, "customer", customer.pk, "products in use"),
            rows_of(CustomerEvent, "customer", customer.pk, "what we did"),
        )


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "title", "status", "status_since", "language", "time_zone")
    list_select_related = ("customer",)
    list_filter = ("status",)
    search_fields = ("=id", "customer__name", "details__name", "=details__email", "=external_id")
    ordering = ("-id",)
    show_full_result_count = False
    raw_id_fields = ("customer",)


@admin.register(ContactDetails)
class ContactDetailsAdmin(admin.ModelAdmin):
    list_display = ("name", "email", "phone", "contact")
    list_select_related = ("contact",)
    search_fields = ("name", "=email", "=contact__id")
    ordering = ("name", "pk")
    show_full_result_count = False
    raw_id_fields = ("contact",)


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "kind", "severity", "opened_on", "resolved_on", "owner", "source")
    list_select_related = ("customer", "owner")
    list_filter = ("severity", "kind", "source", ("resolved_on", admin.EmptyFieldListFilter), "may_be_told")
    search_fields = ("=id", "=external_id", "customer__name")
    date_hierarchy = "opened_on"
    ordering = ("-opened_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer", "opened_by", "owner")
    filter_horizontal = ("topics",)


@admin.register(Hardship)
class HardshipAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "kind", "since", "review_on", "ended_on")
    list_select_related = ("customer",)
    list_filter = ("kind", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = ("=id", "customer__name")
    date_hierarchy = "since"
    ordering = ("-since", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer",)


@admin.register(SurveyResponse)
class SurveyResponseAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "series", "scale", "score", "tone", "answered_on", "handled_on", "source")
    list_select_related = ("customer",)
    list_filter = ("series", "scale", "tone", "source", ("handled_on", admin.EmptyFieldListFilter))
    search_fields = ("=id", "=external_id", "customer__name")
    date_hierarchy = "answered_on"
    ordering = ("-answered_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer", "contact", "handled_by")


@admin.register(Contract)
class ContractAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "renews_on", "negotiating_since", "external_id")
    list_select_related = ("customer",)
    list_filter = (("negotiating_since", admin.EmptyFieldListFilter),)
    search_fields = ("=id", "=external_id", "customer__name")
    date_hierarchy = "renews_on"
    ordering = ("-renews_on", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer",)


@admin.register(Relationship)
class RelationshipAdmin(admin.ModelAdmin):
    list_display = ("id", "customer", "kind", "other", "domain")
    list_select_related = ("customer",)
    list_filter = ("kind",)
    search_fields = ("=id", "other", "=domain", "customer__name")
    ordering = ("other", "pk")
    show_full_result_count = False
    raw_id_fields = ("customer",)


@admin.register(Deployment)
class DeploymentAdmin(admin.ModelAdmin):
    list_display = ("customer", "product", "since", "until")
    list_select_related = ("customer", "product")
    list_filter = ("product",)
    search_fields = ("customer__name", "product__name")
    date_hierarchy = "since"
    ordering = ("-since", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer", "product")


@admin.register(CustomerEvent)
class CustomerEventAdmin(admin.ModelAdmin):
    list_display = ("at", "customer", "verb", "about", "actor", "acted_as")
    list_select_related = ("customer", "actor")
    list_filter = ("verb", "acted_as")
    search_fields = ("customer__name", "=about")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
    raw_id_fields = ("customer", "actor")


class KeptWhileInUse(admin.ModelAdmin):
    """Refuse to delete what other rows name, with their number instead of a list of each of them.

    Each kind of row says who uses some of them (`users_of`), or nothing when nobody does.
    """

    users_of: Callable[[Sequence[Any] | QuerySet[Any]], str]

    def get_deleted_objects(self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest) -> Any:
        if users := self.users_of(objs):
            return [str(row) for row in objs], {}, set(), [f"{users}; it cannot be deleted."]
        return super().get_deleted_objects(objs, request)


@admin.register(Topic)
class TopicAdmin(KeptWhileInUse):
    list_display = ("name", "is_standard")
    list_filter = ("is_standard",)
    search_fields = ("name",)
    ordering = ("name",)
    readonly_fields = ("is_standard",)

    def users_of(self, rows: Sequence[Any] | QuerySet[Any]) -> str:
        if standard := [topic.name for topic in rows if topic.is_standard]:
            return f"Every list of topics has {' and '.join(f'“{name}”' for name in standard)}"
        used = Issue.objects.filter(topics__in=[topic.pk for topic in rows]).distinct().count()
        return f"{used} {'issue speaks' if used == 1 else 'issues speak'} of it" if used else ""


@admin.register(Product)
class ProductAdmin(KeptWhileInUse):
    list_display = ("name", "family", "external_id")
    search_fields = ("name", "family", "=external_id")
    ordering = ("name",)

    def users_of(self, rows: Sequence[Any] | QuerySet[Any]) -> str:
        used = Deployment.objects.filter(product__in=[product.pk for product in rows]).count()
        return f"{used} {'customer runs' if used == 1 else 'customers run'} it" if used else ""
