"""How do people read the copy of what we keep about them? In their language: fields, codes and days in words.

The files for programs keep the names and codes of `copy`; this is the page of the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models.contact import ToldBy
from refprogram.rights.copy import Rows
from refprogram.ui.templatetags.ui import day, instant

FIELDS: dict[str, Any] = {
    "about": _("About"),
    "after": _("After"),
    "again": _("Again?"),
    "answer": _("Answer"),
    "answer_until": _("We answer until"),
    "answered_on": _("Answered on"),
    "asked_on": _("Asked on"),
    "at": _("When"),
    "before": _("Before"),
    "best_time": _("Best time"),
    "came_to": _("What came of it"),
    "comment": _("Your comment"),
    "company": _("Company"),
    "deal_of": _("For a talk with"),
    "digest": _("Seal"),
    "email": _("E-mail"),
    "ended_on": _("Ended on"),
    "evidence": _("Evidence"),
    "for": _("For"),
    "has_recommended": _("Have you recommended us?"),
    "how": _("How"),
    "how_we_followed_up": _("How we followed up"),
    "how_well_1_to_5": _("How well, from 1 to 5"),
    "how_you_sounded": _("How you sounded to us"),
    "key_in_another_system": _("Key in another system"),
    "kind": _("Letter"),
    "known_problems": _("Known problems"),
    "known_from": _("How we know of you"),
    "known_since": _("Known since"),
    "language": _("Language"),
    "length": _("Length"),
    "name": _("Name"),
    "no_letters_since": _("No automatic letters since"),
    "note": _("Our note"),
    "number": _("Number"),
    "on": _("On"),
    "outcome": _("What you said"),
    "page": _("Page with the seal"),
    "phone": _("Phone"),
    "received_on": _("Received on"),
    "recommended_to": _("Recommended to"),
    "role": _("Role"),
    "said_on": _("Said on"),
    "score": _("Score"),
    "sent_at": _("Sent"),
    "since": _("Since"),
    "solved_on": _("Solved on"),
    "state": _("State"),
    "status": _("State"),
    "stopped_on": _("Stopped on"),
    "time_zone": _("Time zone"),
    "to": _("To"),
    "topic": _("Topic"),
    "until": _("Until"),
    "uses_within_90_days": _("At most, within 90 days"),
    "went": _("How it went"),
    "what": _("What"),
    "what_it_said": _("What it said"),
    "what_we_did": _("What we did"),
    "who_heard_it": _("Who heard it"),
    "who_says_so": _("Who says so"),
    "who_wanted_to_hear": _("Who wanted to hear it"),
    "why": _("Why"),
    "why_it_took_longer": _("Why it takes longer"),
    "why_not": _("Why not"),
    "words": _("Words"),
    "would_recommend": _("Would you recommend us?"),
    "your_words": _("Your words"),
}

CHANNELS: dict[str, Any] = {
    "link": _("your own page"),
    "call": _("a call"),
    "meeting": _("a meeting"),
    "email": _("an e-mail"),
    "import": _("a file"),
    "clock": _("the calendar"),
}
WAYS: dict[str, Any] = {"email": _("an e-mail"), "post": _("a letter"), "phone": _("a call"), "other": _("another way")}
YES_NO: dict[str, Any] = {"yes": _("Yes"), "no": _("No"), "not_yet": _("Not yet")}
ANSWERS: dict[str, Any] = {**YES_NO, "not_now": _("Not now"), "talk": _("Talk to me first")}
# The codes of each field, by the section and the field; whatever is not in here is shown as it is.
CODES: dict[tuple[str, str], Mapping[str, Any]] = {
    ("who you are", "status"): {
        "active": _("We may write to you"),
        "bounced": _("Mail to you comes back"),
        "left": _("You have left this company"),
        "away": _("You are out of office"),
        "restricted": _("We keep it and do not use it"),
        "objected": _("We never contact you"),
        "erased": _("Deleted"),
    },
    ("who you are", "known_from"): dict(ToldBy.choices),
    ("who you are", "language"): dict(settings.LANGUAGES),
    ("what we were told you agree to", "how"): CHANNELS,
    ("what we were told you agree to", "came_to"): {
        "confirmed": _("You said that it is right"),
        "refused": _("You said that it is not so"),
        "replaced": _("A newer one took its place"),
        "ran_out": _("You never said so, and it ran out"),
    },
    ("your limits", "best_time"): {"mornings": _("Mornings"), "afternoons": _("Afternoons")},
    ("what we asked you", "answer"): ANSWERS,
    ("what you did for us", "state"): {
        "booked": _("Arranged"),
        "done": _("It took place"),
        "released": _("Called off"),
    },
    ("how you said it went", "went"): {"well": _("Well"), "so_so": _("So-so"), "badly": _("Not well")},
    ("how you said it went", "length"): {"right": _("About right"), "long": _("Too long")},
    ("how you said it went", "again"): {
        "yes": _("Yes, ask me again"),
        "later": _("Later perhaps"),
        "no": _("No, please stop asking me for this"),
    },
    ("talks with you, and what we noted", "how"): CHANNELS,
    ("talks with you, and what we noted", "outcome"): {
        "willing": _("You would, gladly"),
        "not_willing": _("You would rather not"),
    },
    ("talks with you, and what we noted", "how_you_sounded"): {
        "delighted": _("Delighted"),
        "willing": _("At ease"),
        "hesitant": _("Hesitant"),
        "unhappy": _("Unhappy"),
    },
    ("talks with you, and what we noted", "would_recommend"): YES_NO,
    ("talks with you, and what we noted", "has_recommended"): YES_NO,
    ("topics you can speak about", "who_says_so"): {
        "customer": _("You"),
        "staff": _("One of us"),
        "imported": _("A file"),
    },
    ("who of us proposed you", "came_to"): {
        "waiting": _("Somebody will look at it"),
        "accepted": _("We wanted to talk to you"),
        "declined": _("Not now"),
    },
    ("letters to you", "kind"): {
        "question_to_customer": _("One question"),
        "question_taken_back": _("No longer needed"),
        "six_month_check": _("Is it still right?"),
        "small_questions": _("Two minutes for us?"),
    },
    ("letters to you", "state"): {
        "queued": _("Waiting"),
        "leased": _("Being prepared"),
        "sending": _("Being sent"),
        "sent": _("Sent"),
        "failed": _("It did not arrive"),
        "uncertain": _("It may not have arrived"),
        "cancelled": _("Not sent"),
        "quarantined": _("Set aside"),
    },
    ("who got your name and number", "to"): {"one of our sales people": _("one of our sales people")},
    ("what you asked us to do with your data", "what"): {
        "access": _("See what we keep"),
        "correction": _("Correct something"),
        "erasure": _("Delete everything"),
        "restriction": _("Keep it, but do not use it"),
        "objection": _("Never be contacted again"),
        "portability": _("Take your data along"),
    },
    ("what you asked us to do with your data", "how"): WAYS,
    ("what you asked us to do with your data", "state"): {
        "open": _("Open"),
        "answered": _("Answered"),
        "refused": _("Refused"),
    },
    ("what you asked us to do with your data", "came_to"): {
        "done": _("Done as you wished"),
        "nothing": _("We hold nothing about you"),
        "deleted": _("Everything about you was deleted before"),
    },
    ("receipts of every yes and no", "what"): {
        "requested": _("We asked you"),
        "granted": _("You said yes"),
        "refused": _("You said no"),
        "not_now": _("You said “not now”"),
        "withdrawn": _("You stopped it"),
        "expired": _("It ran out"),
        "superseded": _("A newer yes took its place"),
        "claimed": _("We were told that you agree"),
    },
    ("receipts of every yes and no", "how"): CHANNELS,
    ("receipts of every yes and no", "language"): dict(settings.LANGUAGES),
}
# What is too long to stand in a row, and what only a program compares.
LONG, FOR_PROGRAMS = {"what_it_said", "words"}, {"digest", "page"}
# Names an activity; the usual ones are named in each language.
ACTIVITY = "for"


@dataclass(frozen=True)
class Line:
    """One field of one row, in words; `look` is how it stands on a page: "", "long" or "code"."""

    label: str
    value: Any
    look: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[list[Line]]


def to_read(copy: Mapping[str, Rows]) -> list[Section]:
    """Return a copy for people, in the language they read; fields that are empty are left out."""
    return [Section(gettext(title), [_row(title, row) for row in rows]) for title, rows in copy.items()]


def _row(title: str, row: dict[str, Any]) -> list[Line]:
    return [_line(title, field, value) for field, value in row.items() if value not in (None, "")]


def _line(title: str, field: str, value: Any) -> Line:
    look = "long" if field in LONG else "code" if field in FOR_PROGRAMS else ""
    told = gettext(value) if field == ACTIVITY and value else _in_words(CODES.get((title, field), {}), value)
    return Line(str(FIELDS[field]), told, look)


def _in_words(codes: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return str(YES_NO["yes" if value else "no"])
    return str(codes.get(value, strip_tags(value))) if isinstance(value, str) else value
