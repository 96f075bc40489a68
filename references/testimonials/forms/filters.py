"""What narrows the list of endorsements?"""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from customers.forms import typed
from customers.models import ContactDetails
from references.testimonials.models import Endorsement, Kind, Naming
from refprogram.accounts.roles import Role

NOT_CHOSEN = "none"
LAST_KEY = 2**63 - 1


class EndorsementFilter(FilterSet):
    """What narrows the list; nobody finds words by a name that they may not read."""

    q = CharFilter(method="named", label="Who, company or number", widget=typed(kind="search"))
    kind = ChoiceFilter(
        method="of_kind", label="Kind", empty_label="Any kind", choices=(*Kind.choices, (NOT_CHOSEN, "Not chosen yet"))
    )

    class Meta:
        model = Endorsement
        fields = ()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        """The rows have been given `naming`, how much of the person their newest form shows."""
        super().__init__(*args, **options)
        self.user = user

    def of_kind(self, rows: QuerySet[Endorsement], name: str, value: str) -> QuerySet[Endorsement]:
        return rows.filter(kind="" if value == NOT_CHOSEN else value)

    def named(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        number = value.strip().upper().removeprefix("E-")
        if number.isascii() and number.isdecimal() and int(number) <= LAST_KEY:
            return rows.filter(pk=int(number))
        company = Q(reference__contact__customer__name__icontains=value)
        if self.user.role == Role.SALES_REP:
            # Whom the world does not see named, a search must not name either.
            return rows.filter(company & ~Q(naming=Naming.NOBODY))
        company |= Q(speaker__organization__icontains=value)
        if self.user.has_perm("customers.read_details"):
            people = ContactDetails.objects.visible_to(self.user).filter(
                Q(name__icontains=value) | Q(email__iexact=value)
            )
            company |= Q(reference__contact__in=people.values("contact")) | Q(speaker__name__icontains=value)
        return rows.filter(company)
