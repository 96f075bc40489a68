"""Which kinds of letter are there, and what does each say, to which address, and may it still go?

A port: each app registers its kinds in `AppConfig.ready()`, and the sender knows nothing else about them. Whoever knows
a sort of recipient registers its guard as well, which is asked before any letter to them, of whatever kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

from refprogram.outbox.models import Message


@dataclass(frozen=True)
class Letter:
    """What a person reads: a subject, plain text, the same as HTML if there is one, and headers beyond the usual."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of letter.

    The three questions are asked in one short transaction, at the moment of sending and again at every retry:
    `may_go` answers "" or the sentence why this letter must not go any more, `address` where it goes now (None: nobody
    to write to), and `render` what it says; `render` may write, for instance the hash of a link's token.
    """

    code: str
    render: Callable[[Message], Letter]
    address: Callable[[Message], str | None]
    may_go: Callable[[Message], str]


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
