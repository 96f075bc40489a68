"""What do people wish done with their data, who wrote or called instead of using their page? Three of them, told."""

from collections.abc import Iterator
from datetime import date

from customers.models import ContactDetails
from references.models import Reference
from refprogram.accounts.models import User
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life
from refprogram.rights import queue
from refprogram.rights.models import RightsRequest, Way, Wish


def wishes(cast: Cast) -> Iterator[Life]:
    admin = cast.people["admin"]
    yield _of_somebody_unknown(admin)
    yield _to_see_everything(admin)
    yield _to_be_deleted(admin)


def _to_see_everything(admin: User) -> Life:
    """Wait for an answer that is nearly due, from somebody whom we found."""
    on = yield 26
    details = ContactDetails.objects.select_related("contact").order_by("pk")[7]
    case = _written_down(
        Wish.ACCESS, Way.EMAIL, details.name, "I would like to know what you hold about me.", admin, on=on
    )
    yield 25
    queue.identify(case, reference=Reference.objects.get(contact=details.contact), by=admin)


def _to_be_deleted(admin: User) -> Life:
    """Wait for somebody to find out whom it is about."""
    on = yield 4
    _written_down(Wish.ERASURE, Way.POST, "Hilde Brandvold", "Please remove me from your lists.", admin, on=on)


def _of_somebody_unknown(admin: User) -> Life:
    """Be answered long ago: we hold nothing about them."""
    on = yield 70
    case = _written_down(Wish.ACCESS, Way.PHONE, "Otto Grasmann", "Which data do you have of me?", admin, on=on)
    on = yield 62
    queue.nothing_held(case, by=admin, on=on)


def _written_down(wish: str, way: str, writer: str, note: str, admin: User, *, on: date) -> RightsRequest:
    return queue.write_down(wish=wish, way=way, received_on=on, writer=writer, note=note, by=admin)
