"""Who may sign in? A person with an e-mail address and exactly one role."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.history import ActedAs


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, role: str, **fields: Any) -> "User":
        """Make an account; whoever is an admin may enter the Django admin, and nobody else may."""
        user = self.model(email=email.strip().lower(), role=role, is_staff=role == Role.ADMIN, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account of role admin; nobody has Django's own superuser flag, which would pass every rule."""
        fields.pop("is_superuser", None)
        fields.pop("is_staff", None)
        return self.create_user(email, password, **{**fields, "role": Role.ADMIN})

    def at_domain_of(self, email: str) -> models.QuerySet["User"]:
        """Return our colleagues whose addresses are at the domain of another address, or at one that it belongs to.

        Somebody at ``eu.northquay.example`` is one of those at ``northquay.example``; a country's ending is no domain.
        """
        parts = email.strip().casefold().rpartition("@")[2].split(".")
        domains = [".".join(parts[first:]) for first in range(max(len(parts) - 1, 1))]
        at_one = (models.Q(email__iendswith=f"@{domain}") for domain in domains if domain)
        return self.filter(reduce(or_, at_one, models.Q(pk=None)))

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """Somebody who works here; the role decides what kinds of thing they may do (`roles.GRANTS`)."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(max_length=20, choices=Role)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    acted_as = ActedAs.STAFF

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False),
                name="user_no_superuser",
                violation_error_message="Nobody is a superuser here; give the role admin instead.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_staff=True, role=Role.ADMIN)
                | (models.Q(is_staff=False) & ~models.Q(role=Role.ADMIN)),
                name="user_staff_is_admin",
                violation_error_message="The Django admin is for the role admin, and only for it.",
            ),
            *one_of("user", role=Role),
            *at_most("user", email=254, first_name=150, last_name=150, password=128),
        )

    def __str__(self) -> str:
        return self.get_full_name() or self.email
