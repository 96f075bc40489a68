"""What narrows the list of customers?"""

from typing import Any

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from customers.forms.fields import typed
from customers.models import Customer

OPEN_ISSUE, LEFT_IN_PEACE, NONE_KNOWN = "issue", "hardship", "none"


class CustomerFilter(FilterSet):
    """What narrows the list of customers; what its reader may not know cannot be asked for either."""

    q = CharFilter(method="named", label="Name, domain or id", widget=typed(kind="search"))
    industry = CharFilter(lookup_expr="icontains", label="Industry", widget=typed(suggestions="industries"))
    region = CharFilter(lookup_expr="icontains", label="Region", widget=typed(suggestions="regions"))
    trouble = ChoiceFilter(
        method="in_trouble",
        label="Trouble",
        empty_label="Any",
        choices=((OPEN_ISSUE, "Open issue"), (LEFT_IN_PEACE, "Left in peace"), (NONE_KNOWN, "None known")),
    )

    class Meta:
        model = Customer
        fields = ()

    def __init__(self, *args: Any, knows_hardship: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.knows_hardship = knows_hardship
        if not knows_hardship:
            self.filters["trouble"].extra["choices"] = ((OPEN_ISSUE, "Open issue"), (NONE_KNOWN, "No open issue"))

    def named(self, customers: Any, name: str, value: str) -> QuerySet[Customer]:
        return customers.named_like(value)

    def in_trouble(self, customers: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == OPEN_ISSUE:
            return customers.filter(issue_severity__isnull=False)
        if value == LEFT_IN_PEACE:
            return customers.filter(hardship_since__isnull=False)
        calm = customers.filter(issue_severity=None)
        return calm.filter(hardship_since=None) if self.knows_hardship else calm
