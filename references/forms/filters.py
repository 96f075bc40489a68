"""What narrows the list of people?"""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from customers.forms import typed
from customers.models import ContactDetails
from references.models import ActivityType, Reference


class ReferenceFilter(FilterSet):
    """What narrows the list of people; only who may read names can search by them."""

    q = CharFilter(method="named", label="Name or company", widget=typed(kind="search"))
    industry = CharFilter(
        field_name="contact__customer__industry",
        lookup_expr="icontains",
        label="Industry",
        widget=typed(),
    )
    region = CharFilter(
        field_name="contact__customer__region",
        lookup_expr="icontains",
        label="Region",
        widget=typed(),
    )
    activity = ChoiceFilter(method="judged_for_it", label="For", empty_label="Any use", choices=())

    class Meta:
        model = Reference
        fields = ()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        if not user.has_perm("customers.read_details"):
            del self.filters["q"]
        self.uses = dict(ActivityType.objects.offered().values_list("pk", "name"))
        self.filters["activity"].extra["choices"] = tuple(self.uses.items())

    def named(self, references: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        people = ContactDetails.objects.visible_to(self.user).filter(Q(name__icontains=value) | Q(email__iexact=value))
        return references.filter(Q(contact__in=people.values("contact")) | Q(contact__customer__name__icontains=value))

    @property
    def use(self) -> int | None:
        """Return the use that people are judged for, by key; None means any."""
        chosen = self.form.cleaned_data.get("activity") if self.is_bound and self.form.is_valid() else ""
        return int(chosen) if chosen else None

    @property
    def use_name(self) -> str:
        return self.uses[self.use] if self.use else ""

    def judged_for_it(self, references: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        """Narrow nothing: which use is meant is a term of the judging, and says who may be asked for it."""
        return references
