"""Who speaks for a customer? People, not companies, give references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.dates import AddDays

# So long do we keep somebody whom others told us of and whom nobody has contacted (GDPR 14).
QUARANTINE_DAYS = 30


class ContactStatus(models.TextChoices):
    ACTIVE = "active", "Reachable"
    BOUNCED = "bounced", "Mail comes back"
    LEFT = "left", "Left the company"
    AWAY = "away", "Out of office"
    RESTRICTED = "restricted", "Kept, not used"
    OBJECTED = "objected", "Does not want to be contacted"
    ERASED = "erased", "Erased"


# Only the person themselves, or an admin for them, decides on these, and no mark of ours undoes them.
THEIR_OWN_WISH = (ContactStatus.RESTRICTED, ContactStatus.OBJECTED, ContactStatus.ERASED)


class ToldBy(models.TextChoices):
    """Who told us of a person, as they read it themselves."""

    BUSINESS = "business", _("Our own business with your company")
    COLLEAGUE = "colleague", _("A colleague of ours")


_kept: tuple[Callable[[str], Q], ...] = ()


def keep(whose: Callable[[str], Q]) -> None:
    """Have words kept of people whom only an app above can name, by the path to them; `AppConfig.ready()` calls it."""
    global _kept
    if whose not in _kept:
        _kept = (*_kept, whose)


def kept(contact: str = "") -> Q:
    """Say whose words no calendar deletes: they want them kept, and it is for them to say what happens (GDPR 18).

    `contact` is the path to them; without one they are the people themselves.
    """
    restricted = Q(**{f"{contact}__status" if contact else "status": ContactStatus.RESTRICTED})
    return reduce(or_, (whose(contact or "pk") for whose in _kept), restricted)


def hidden_from(user: Any) -> list[str]:
    """Name the statuses of people whom somebody does not see: nobody the erased, admins alone the restricted."""
    return [ContactStatus.ERASED] if user.role == Role.ADMIN else [ContactStatus.ERASED, ContactStatus.RESTRICTED]


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> ContactQuerySet:
        """Return the people somebody may see by role and company; their names lie in `ContactDetails`."""
        mine = self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(status__in=hidden_from(user))

    def quarantined(self) -> ContactQuerySet:
        """Return whom we only know because others told us of them: nobody has talked with them or written to them."""
        untouched = Q(quarantined_on__isnull=False, reached_on=None, noticed_on=None)
        return self.filter(untouched).exclude(status__in=THEIR_OWN_WISH)

    def quarantine_over(self, *, on: date) -> ContactQuerySet:
        """Return those of them who have to be forgotten by a day, with the day it was due (`kept_until`)."""
        last = AddDays(F("quarantined_on"), QUARANTINE_DAYS)
        return self.quarantined().annotate(kept_until=last).filter(kept_until__lte=on)


class Contact(models.Model):
    """A person at a customer, without a name: what identifies them lies in their details."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="contacts")
    external_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=ContactStatus, default=ContactStatus.ACTIVE)
    status_since = models.DateField(null=True, blank=True)
    status_before = models.CharField(
        max_length=10, blank=True, choices=ContactStatus, help_text="What they are again when their restriction ends."
    )
    back_on = models.DateField(null=True, blank=True, help_text="The first day on which they are there again.")

    silent_since = models.DateField(
        null=True, blank=True, help_text="From this day on no automated mail goes to them: they said so."
    )
    told_by = models.CharField(
        max_length=10, choices=ToldBy, default=ToldBy.BUSINESS, help_text="How we came to know of them."
    )
    quarantined_on = models.DateField(null=True, blank=True, help_text="The day on which we were told of them.")
    reached_on = models.DateField(null=True, blank=True, help_text="The day of our first talk with them since.")
    noticed_on = models.DateField(
        null=True, blank=True, help_text="The day of the letter that said where we have their data from."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("contact", external_id=200, title=200, language=10, time_zone=60),
            *one_of(
                "contact", blank=("status_before",), status=ContactStatus, status_before=ContactStatus, told_by=ToldBy
            ),
            models.CheckConstraint(
                condition=Q(status_before="") | Q(status=ContactStatus.RESTRICTED),
                name="contact_status_before_a_restriction",
            ),
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
            models.CheckConstraint(
                condition=Q(told_by=ToldBy.BUSINESS, quarantined_on=None, reached_on=None, noticed_on=None)
                | (~Q(told_by=ToldBy.BUSINESS) & Q(quarantined_on__isnull=False)),
                name="contact_told_by_whom_and_when",
            ),
        )
        indexes = (
            models.Index(
                fields=["quarantined_on"],
                condition=Q(quarantined_on__isnull=False, reached_on=None, noticed_on=None),
                name="contact_in_quarantine",
            ),
        )

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs and admin histories."""
        return f"contact {self.pk}"

    @property
    def is_owed_notice(self) -> bool:
        """Say whether no letter has told them yet where we have their data from (GDPR 14)."""
        return self.quarantined_on is not None and self.noticed_on is None

    @property
    def forgotten_on(self) -> date | None:
        """Return the day on which we forget somebody in quarantine, if nobody has contacted them by then."""
        if self.quarantined_on is None or self.reached_on or self.noticed_on or self.status in THEIR_OWN_WISH:
            return None
        return self.quarantined_on + timedelta(days=QUARANTINE_DAYS)


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
