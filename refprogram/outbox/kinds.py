"""Which kinds of letter are there, and what does each say, to which address, and may it still go?

A port: each app registers its kinds in `AppConfig.ready()`, and the sender knows nothing else about them.
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


_register: dict[str, Kind] = {}


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
