"""Whose words are these, as one reader may know them?

Names are for those who may read details. Everybody else here learns title and company, and a sales rep no more than the
world does.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from references.testimonials.models import Endorsement, Naming, Showing
from refprogram.accounts.roles import Role
from refprogram.ui.parts import Crumb

A_CUSTOMER = "A customer of ours"


@dataclass(frozen=True)
class Who:
    """Somebody who is said to have said something; what a reader may not know is empty."""

    name: str
    title: str
    company: str

    @property
    def called(self) -> str:
        return self.name or self.title or A_CUSTOMER

    @property
    def whole(self) -> str:
        """Return who it is within a sentence."""
        who = self.name or self.title or A_CUSTOMER.lower()
        return ", ".join(part for part in (who, self.company) if part)


def with_naming(rows: QuerySet[Endorsement]) -> QuerySet[Any]:
    """Add the newest form of each and how much of the person it shows, and fetch along whose words they are."""
    newest = Showing.objects.filter(endorsement=OuterRef("pk")).order_by("-pk")
    told: QuerySet[Any] = rows.select_related(
        "speaker", "owner", "reference__contact__details", "reference__contact__customer"
    ).annotate(form=Subquery(newest.values("pk")[:1]), naming=Subquery(newest.values("naming")[:1]))
    return told


def who(endorsement: Endorsement, naming: str | None, *, user: Any) -> Who:
    """Say whose words they are, to one reader."""
    contact = endorsement.reference.contact if endorsement.reference else None
    speaker = getattr(endorsement, "speaker", None)
    details = getattr(contact, "details", None)
    name = details.name if details else speaker.name if speaker and contact is None else ""
    title = contact.title if contact else speaker.title if speaker else ""
    company = contact.customer.name if contact else speaker.organization if speaker else ""
    if user.role == Role.SALES_REP:
        named, known = naming == Naming.FULL, naming in (Naming.FULL, Naming.ROLE)
        return Who(name if named else "", title if known else "", company if known else "")
    return Who(name if user.has_perm("customers.read_details") else "", title, company)


def reads_dossier(user: Any) -> bool:
    """Say whether somebody reads what was never published: a rep sees what the world sees."""
    return user.role != Role.SALES_REP


def above(endorsement: Endorsement) -> list[Crumb]:
    """Return what stands above a page that belongs to one endorsement."""
    return [
        Crumb("Endorsements", reverse("testimonials:list")),
        Crumb(f"E-{endorsement.pk}", endorsement.get_absolute_url()),
    ]
