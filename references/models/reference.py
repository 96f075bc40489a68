"""Which people have a file with the program? One row a contact; whether they may be used is computed, never kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse

from customers.models.contact import hidden_from
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.history import ActedAs, Event


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def visible_to(self, user: Any) -> ReferenceQuerySet:
        """Return the files somebody may see; a rep sees all, but as role, sector and region (see `known_to`).

        Nobody sees whom we forgot, and only an admin who wants their data kept and not used (GDPR 17, 18).
        """
        return self.exclude(contact__status__in=hidden_from(user))

    def known_to(self, user: Any) -> ReferenceQuerySet:
        """Return the files whose company somebody may know: a rep's own accounts, everything for others here."""
        return self.filter(contact__customer__owner=user) if user.role == Role.SALES_REP else self.all()

    def of_customers(self, customers: Iterable[int]) -> ReferenceQuerySet:
        return self.filter(contact__customer__in=customers)

    def hold(self, pk: int) -> Reference:
        """Lock one reference until the transaction ends; judge it only after this, in a second query.

        A PostgreSQL statement that waited for a lock still sees the other tables as they were before it waited, so
        locking and judging in one query would let two requests take the same free person.
        """
        return self.select_for_update(of=("self",)).get(pk=pk)

    def hold_all(self) -> list[int]:
        """Lock these references in order of their key, so that no two transactions wait for each other."""
        return list(self.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


class Reference(models.Model):
    """The program's file on one contact, opened with the first nomination or import of that contact."""

    contact = models.OneToOneField("customers.Contact", on_delete=models.CASCADE, related_name="+")
    opened_on = models.DateField()

    objects = ReferenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"reference {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("references:detail", args=[self.pk])


class ReferenceEvent(Event):
    """What we did with a reference: ids and codes only; `about` names the row, such as ``checkin-7``."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="events")
    about = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            *at_most("reference_event", verb=40, about=40),
            *one_of("reference_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("reference", "seq"), name="reference_event_seq"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"
