"""Who speaks for a customer? People, not companies, give references."""

from __future__ import annotations

from typing import Any

from django.db import models

from refprogram.accounts.roles import Role
from refprogram.columns import at_most


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> ContactQuerySet:
        """Return the people somebody may see by role and company; their names lie in `ContactDetails`."""
        return self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()


class Contact(models.Model):
    """A person at a customer, without a name: what identifies them lies in their details."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="contacts")
    external_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = (*at_most("contact", external_id=200, title=200, language=10, time_zone=60),)

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs and admin histories."""
        return f"contact {self.pk}"


class ContactDetailsQuerySet(models.QuerySet["ContactDetails"]):
    def visible_to(self, user: Any) -> ContactDetailsQuerySet:
        """Return names and addresses for those who may read them all; a rep gets one by a logged reveal only."""
        return self.all() if user.has_perm("customers.read_details") else self.none()


class ContactDetails(models.Model):
    """Name and address of a contact, apart, so that forgetting a check shows nothing instead of everything."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="details")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)

    objects = ContactDetailsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "contact details"
        constraints = (*at_most("contactdetails", name=200, email=254, phone=60),)

    def __str__(self) -> str:
        return f"details of contact {self.contact_id}"
