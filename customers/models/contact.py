"""Who speaks for a customer? People, not companies, give references."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of


class ContactStatus(models.TextChoices):
    ACTIVE = "active", "Reachable"
    BOUNCED = "bounced", "Mail comes back"
    LEFT = "left", "Left the company"
    AWAY = "away", "Out of office"
    RESTRICTED = "restricted", "Kept, not used"
    OBJECTED = "objected", "Does not want to be contacted"
    ERASED = "erased", "Erased"


def hidden_from(user: Any) -> list[str]:
    """Name the statuses of people whom somebody does not see: nobody the erased, admins alone the restricted."""
    return [ContactStatus.ERASED] if user.role == Role.ADMIN else [ContactStatus.ERASED, ContactStatus.RESTRICTED]


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> ContactQuerySet:
        """Return the people somebody may see by role and company; their names lie in `ContactDetails`."""
        mine = self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(status__in=hidden_from(user))


class Contact(models.Model):
    """A person at a customer, without a name: what identifies them lies in their details."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="contacts")
    external_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=ContactStatus, default=ContactStatus.ACTIVE)
    status_since = models.DateField(null=True, blank=True)
    back_on = models.DateField(null=True, blank=True, help_text="The first day on which they are there again.")

    silent_since = models.DateField(
        null=True, blank=True, help_text="From this day on no automated mail goes to them: they said so."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("contact", external_id=200, title=200, language=10, time_zone=60),
            *one_of("contact", status=ContactStatus),
            models.CheckConstraint(
                condition=Q(status=ContactStatus.ACTIVE, status_since=None)
                | (~Q(status=ContactStatus.ACTIVE) & Q(status_since__isnull=False)),
                name="contact_gone_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(status=ContactStatus.AWAY, back_on__gt=models.F("status_since")),
                name="contact_back_after_leaving",
                violation_error_message="They can only be back after the day they left for.",
            ),
        )

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs and admin histories."""
        return f"contact {self.pk}"


class ContactDetailsQuerySet(models.QuerySet["ContactDetails"]):
    def visible_to(self, user: Any) -> ContactDetailsQuerySet:
        """Return names and addresses for those who may read them all; a rep gets one by a logged reveal only."""
        seen = self.exclude(contact__status__in=hidden_from(user))
        return seen if user.has_perm("customers.read_details") else self.none()


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
