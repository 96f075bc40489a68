"""What does the menu offer, and to whom? The menu as data, and what every page's frame needs to know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

Allowed = Callable[[Any], bool]


def may(permission: str) -> Allowed:
    """Offer an entry to whoever holds a permission."""
    return lambda user: user.has_perm(permission)


@dataclass(frozen=True)
class Entry:
    """One line of the menu: its words, icon and address by name, and who is offered it."""

    label: str
    icon: str
    to: str
    allowed: Allowed


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it."""

    label: str
    icon: str
    url: str
    current: bool


MENU = (
    Entry("Today", "inbox", "today:home", lambda user: True),
    Entry("Requests", "list-checks", "requests:list", may("requests.view")),
    Entry("Ask for a reference", "plus", "requests:new", may("requests.submit")),
    Entry("Capacity", "gauge", "requests:capacity", may("requests.match")),
    Entry("Overrides", "shield-alert", "requests:overrides", may("requests.review_overrides")),
    Entry("References", "user-check", "references:list", may("references.view")),
    # Whoever settles them finds them above the references: their menu is long enough.
    Entry(
        "Outside uses",
        "footprints",
        "references:outside",
        lambda user: may("references.tell_use")(user) and not may("references.settle_told_use")(user),
    ),
    Entry("Customers", "building-2", "customers:list", may("customers.view")),
    Entry("Do not use", "shield-ban", "references:do_not_use", may("references.view")),
    Entry("Check-ins", "phone", "references:check_ins", may("references.check_in")),
    Entry("Consents", "square-check", "references:consents", may("references.read_receipts")),
    Entry("Rewards", "gift", "references:rewards", may("references.offer_reward")),
    Entry("Nominations", "sprout", "references:nominations", may("references.view")),
    Entry("Referrals", "user-plus", "referrals:board", may("referrals.view")),
    Entry("Endorsements", "quote", "testimonials:list", may("testimonials.view")),
    Entry("Placements", "map-pin", "testimonials:placements", may("testimonials.take_down")),
    Entry("Proof pages", "presentation", "testimonials:proof_pages", may("testimonials.make_proof_page")),
    Entry("Rights requests", "scale", "rights:list", may("rights.handle")),
    Entry("Imports", "file-up", "imports:page", may("imports.run")),
    # Where mail really leaves, its list is for admins; where it goes to a folder, whoever runs the program reads along.
    Entry(
        "Outbox",
        "mail",
        "outbox:list",
        lambda user: may("outbox.view" if settings.MAIL_FOLDER else "outbox.release")(user),
    ),
    Entry("Admin", "settings", "admin:index", lambda user: user.is_staff),
)


def menu(request: HttpRequest) -> list[Link]:
    """Return the entries this reader is offered; the longest address that fits is current."""
    offered = [(entry, reverse(entry.to)) for entry in MENU if entry.allowed(request.user)]
    here = max((url for _, url in offered if _holds(url, request.path)), key=len, default="")
    return [Link(entry.label, entry.icon, url, current=url == here) for entry, url in offered]


def _holds(url: str, path: str) -> bool:
    return path == url if url == reverse("today:home") else path.startswith(url)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the company's name and, when a page asks for it, the menu (context processor)."""
    return {"company": settings.PROGRAM_COMPANY, "menu": lambda: menu(request)}
