"""Which kinds of letter are there, and what does each say, to which address, and may it still go?

A port: each app registers its kinds in `AppConfig.ready()`, and the sender knows nothing else about them. Whoever knows
a sort of recipient registers its guard as well, which is asked before any letter to them, of whatever kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from refprogram.outbox.models import Message


@dataclass(frozen=True)
class Enclosure:
    """A text file that a letter brings along, made with it and kept nowhere; `about` are parameters of its type."""

    name: str
    content_type: str
    text: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """What a person reads: a subject, plain text, the same as HTML if there is one, and headers beyond the usual.

    What it brings along leaves with it and is stored as little as its words are.
    """

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()


# Makes a secret address and returns it whole: for a letter that leaves a new one, for a preview one that leads nowhere.
Mint = Callable[..., str]


@dataclass(frozen=True)
class Kind:
    """One kind of letter.

    The three questions are asked in one short transaction, at the moment of sending and again at every retry:
    `may_go` answers "" or the sentence why this letter must not go any more, `address` where it goes now (None: nobody
    to write to), and `render` what it says. A letter with secret addresses names what makes them, `mint`, and `render`
    is given that as well: it writes nothing itself, so a preview renders the same letter and mints nothing. Where
    letters keep hours or wait for somebody, `not_before` says when this one may go at the earliest.
    """

    code: str
    render: Callable[..., Letter]
    address: Callable[[Message], str | None]
    may_go: Callable[[Message], str]
    mint: Mint | None = None
    not_before: Callable[[Message], datetime | None] = lambda message: None

    def composed(self, message: Message) -> Letter:
        """Write a letter that leaves; its secret addresses are new and work."""
        return self.render(message, self.mint) if self.mint else self.render(message)

    def preview(self, message: Message) -> Letter:
        """Write a letter as it would leave now, with real facts and an address that leads nowhere; stores nothing.

        The message need not be stored either.
        """
        return self.render(message, _leads_nowhere) if self.mint else self.render(message)


def _leads_nowhere(**of: Any) -> str:
    return f"{settings.PUBLIC_BASE_URL}/p/…/"


Guard = Callable[[Message], str]

_register: dict[str, Kind] = {}
_guards: dict[str, Guard] = {}


def register(*kinds: Kind) -> None:
    """Make kinds of letter known; a code that is taken already stops the start."""
    for new in kinds:
        if new.code in _register:
            raise ImproperlyConfigured(
                f"The kind of letter {new.code!r} is registered twice; each needs a code of its own."
            )
        _register[new.code] = new


def kind(code: str) -> Kind | None:
    """Return the kind that has a code, or None when this release does not know it."""
    return _register.get(code)


def codes() -> list[str]:
    """Return the codes of every kind that is known, sorted."""
    return sorted(_register)


def guard(prefix: str, *, answer: Guard) -> None:
    """Have a question asked before any letter to one sort of recipient ("contact:") leaves, whatever its kind.

    `answer` returns "" or the sentence why this recipient must not be written to now. A kind cannot pass it by, not
    even one that is only the echo of somebody's click: every word in the outbox is the program's, so every letter is
    automated. Who wants to write to such a person does so themselves. A sort of recipient has one guard, and without
    one nothing is sent to it.
    """
    if prefix in _guards:
        raise ImproperlyConfigured(f"Letters to {prefix!r} have two guards; say in one of them all that is asked.")
    _guards[prefix] = answer


def guard_of(message: Message) -> Guard | None:
    """Return the guard of a letter's recipient, or None when no app answers for recipients of that sort."""
    sort, colon, _ = message.to.partition(":")
    return _guards.get(sort + colon)
