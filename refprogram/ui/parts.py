"""What does a component have to be given? Small values without any domain, one for each part that repeats.

A component reads attributes, so an object of another app with the same names serves as well (a finding, a page).
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Action:
    """A next step: a link, or with `post` a form of one button; `because` says why it cannot be taken now."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    quiet: bool = False
    post: bool = False
    because: str = ""


@dataclass(frozen=True)
class Crumb:
    """One place above this page; without an address it is text."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """One choice of a filter; a count of None shows no number."""

    label: str
    url: str
    current: bool = False
    count: int | str | None = None


@dataclass(frozen=True)
class VerdictRow:
    """The answer for one activity: what, why, since when, what clears it and who may."""

    name: str
    level: int | None
    because: str
    since: date | None = None
    clears: str = ""
    who: str = ""
    action: Action | None = None


@dataclass(frozen=True)
class Limit:
    """How much of a limit is used up; without one (`most` is None) there is no share to show."""

    label: str
    used: int
    most: int | None = None

    @property
    def percent(self) -> int | None:
        if self.most is None:
            return None
        return min(100, 100 * self.used // self.most) if self.most else 100


@dataclass(frozen=True)
class Task:
    """One row of a queue. `due` is a day, `when` free words instead; `level` tints, and with `badge` also says it."""

    title: str
    text: str
    icon: str = "clock"
    key: str = ""
    level: int | None = None
    badge: bool = False
    url: str = ""
    due: date | None = None
    when: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One line of why somebody fits: "+" speaks for them, "-" against, "?" is not known."""

    sign: str
    text: str


@dataclass(frozen=True)
class Match:
    """A person who may be asked, offered as one choice of a form."""

    value: int | str
    person: str
    company: str
    level: int | None
    text: str = ""
    reasons: tuple[Reason, ...] = ()
    word: str = ""
    url: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Happening:
    """One line of a timeline."""

    when: date | datetime | str
    text: str
    level: int | None = None
    by: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of a short way; `state` is "done", "current" or empty for what is still to come."""

    label: str
    state: str = ""
