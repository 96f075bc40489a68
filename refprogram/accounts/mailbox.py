"""Where does a letter to somebody who works here go?"""

from collections.abc import Iterator

from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.outbox.models import Message


def mailbox(message: Message) -> str | None:
    """Turn ``user:7`` into an address; an account that is switched off has none."""
    found = User.objects.filter(pk=int(message.to.removeprefix("user:")), is_active=True).first()
    return found.email if found else None


def nothing_against(message: Message) -> str:
    """Guard the letters to our own people, who get every one: an account that is switched off has no address."""
    return ""


def managers() -> Iterator[User]:
    """Return the reference managers who work here now."""
    yield from User.objects.filter(role=Role.REFERENCE_MANAGER, is_active=True).order_by("pk")
