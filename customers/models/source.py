"""Who says so? Every good thing we believe about a customer keeps where it comes from."""

from django.db import models


class Source(models.TextChoices):
    CUSTOMER = "customer", "the customer"
    STAFF = "staff", "our staff"
    IMPORTED = "imported", "an import"
