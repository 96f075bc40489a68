"""How do people read the copy of what we keep about them? In their language: fields, codes and days in words.

The files for programs keep the names and codes of `copy`; this is the page of the same rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models.contact import ToldBy
from refprogram.rights.copy import Rows
from refprogram.rights.words_of_referrals import OF_REFERRALS
from refprogram.rights.words_of_talks import OF_TALKS
from refprogram.rights.words_of_testimonials import OF_TESTIMONIALS
from refprogram.ui.templatetags.ui import day, instant

FIELDS: dict[str, Any] = {
    "about": _("About"),
    "after": _("After"),
    "again": _("Again?"),
    "answer": _("Answer"),
    "answered_well": _("Did it answer what mattered most?"),
    "answer_until": _("We answer until"),
    "answered_on": _("Answered on"),
    "asked_again_on": _("Asked again on"),
    "asked_on": _("Asked on"),
    "at": _("When"),
    "before": _("Before"),
    "begins_at": _("Begins"),
    "best_time": _("Best time"),
    "called_off_at": _("Called off"),
    "came_to": _("What came of it"),
    "circle": _("Within"),
    "came_on": _("Came in on"),
    "comment": _("Your comment"),
    "company": _("Company"),
    "currency": _("Currency"),
    "deal_of": _("For a talk with"),
    "digest": _("Seal"),
    "drafted_on": _("Written on"),
    "email": _("E-mail"),
    "ended_on": _("Ended on"),
    "ends_at": _("Ends"),
    "evidence": _("Evidence"),
    "for": _("For"),
    "given_on": _("Given on"),
    "grade_1_to_5": _("Grade, from 1 to 5"),
    "has_recommended": _("Have you recommended us?"),
    "helped": _("What it did"),
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
    "likes_best": _("What you like best"),
    "name": _("Name"),
    "no_letters_since": _("No automatic letters since"),
    "note": _("Our note"),
    "number": _("Number"),
    "offered_on": _("Offered on"),
    "on": _("On"),
    "our_words": _("Our words"),
    "outcome": _("What you said"),
    "page": _("Page with the seal"),
    "phone": _("Phone"),
    "question": _("Our question"),
    "quiet_months": _("Months in which nobody asks you"),
    "received_on": _("Received on"),
    "recommended_to": _("Recommended to"),
    "role": _("Role"),
    "said_on": _("Said on"),
    "score": _("Score"),
    "sent_at": _("Sent"),
    "signs_of_hesitation": _("What sounded hesitant to us"),
    "since": _("Since"),
    "solved_on": _("Solved on"),
    "sort": _("Sort"),
    "state": _("State"),
    "status": _("State"),
    "stopped_on": _("Stopped on"),
    "their_words": _("Their words"),
    "time_zone": _("Time zone"),
    "to": _("To"),
    "topic": _("Topic"),
    "until": _("Until"),
    "uses_within_90_days": _("At most, within 90 days"),
    "went": _("How it went"),
    "what": _("What"),
    "what_for": _("What for"),
    "what_it_said": _("What it said"),
    "what_we_did": _("What we did"),
    "where": _("Where"),
    "who": _("Who"),
    "who_heard_it": _("Who heard it"),
    "who_may_hear": _("Who may hear it"),
    "who_says_so": _("Who says so"),
    "who_wanted_to_hear": _("Who wanted to hear it"),
    "who_will_be_there": _("Who will be there"),
    "why": _("Why"),
    "why_it_took_longer": _("Why it takes longer"),
    "why_not": _("Why not"),
    "words": _("Words"),
    "worth": _("Worth"),
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
AUDIENCES: dict[str, Any] = {
    "prospect": _("companies that think of working with us"),
    "analyst": _("analysts"),
    "press": _("the press"),
    "event": _("people at an event"),
}
# The codes of each field, by the section and the field; whatever is not in here is shown as it is.
CODES: dict[tuple[str, str], Mapping[Any, Any]] = {
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
    ("what you agreed to", "who_may_hear"): AUDIENCES,
    ("what we were told you agree to", "who_may_hear"): AUDIENCES,
    ("what we asked you", "how"): CHANNELS,
    ("what we were told you agree to", "how"): CHANNELS,
    ("what we were told you agree to", "came_to"): {
        "confirmed": _("You said that it is right"),
        "refused": _("You said that it is not so"),
        "replaced": _("A newer one took its place"),
        "ran_out": _("You never said so, and it ran out"),
    },
    ("your limits", "best_time"): {"mornings": _("Mornings"), "afternoons": _("Afternoons")},
    ("your limits", "quiet_months"): MONTHS,
    ("what we asked you", "answer"): ANSWERS,
    ("what you answered when we asked whether it is still right", "answer"): ANSWERS,
    ("what we offered or gave you", "what_for"): {
        "activity": _("Something you took part in"),
        "referral": _("A company you introduced us to"),
        "testimonial": _("Your own words about us, whatever they say"),
        "advice": _("Your advice"),
        "event": _("An event or a journey"),
        "favour": _("Another favour"),
    },
    ("what we offered or gave you", "sort"): {
        "gift": _("A gift"),
        "payment": _("Money"),
        "discount": _("A discount"),
        "travel": _("Travel or a ticket"),
    },
    ("what we offered or gave you", "answer"): {"accepted": _("You accepted"), "declined": _("You declined")},
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
    ("talks with you, and what we noted", "signs_of_hesitation"): {
        "maybe": _("“Maybe”"),
        "if_you_need": _("“If you really need it”"),
        "busy": _("“I am busy right now”"),
        "changed_subject": _("You changed the subject"),
    },
    ("talks with you, and what we noted", "would_recommend"): YES_NO,
    ("talks with you, and what we noted", "has_recommended"): YES_NO,
    **OF_REFERRALS,
    **OF_TALKS,
    **OF_TESTIMONIALS,
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
    ("when we looked whether you could be asked", "what_for"): {
        "publish": _("Showing your words"),
        "match": _("Choosing somebody for a request"),
        "ask_customer": _("Asking you"),
        "confirm": _("Arranging it after your yes"),
        "hold_back": _("Whether to go on with what was under way"),
        "reveal": _("Showing your name and number to our colleague in sales"),
        "override": _("Whether to ask you although something spoke against it"),
    },
    ("when we looked whether you could be asked", "came_to"): {
        0: _("Nothing spoke against it"),
        1: _("Nothing spoke against it"),
        2: _("Possible, with something to keep in mind"),
        3: _("Not at that time"),
        4: _("Not at all"),
    },
    ("letters to you", "kind"): {
        "question_to_customer": _("One question"),
        "question_again": _("One question, once more"),
        "yes_to_confirm": _("You said yes"),
        "question_taken_back": _("No longer needed"),
        "times_offered": _("When would it suit you?"),
        "talk_agreed": _("An agreed time"),
        "talk_off": _("A time that was called off"),
        "six_month_check": _("Is it still right?"),
        "small_questions": _("Two minutes for us?"),
        "referral_ask": _("Whether you know somebody"),
        "help_mattered": _("Your help mattered"),
        "words_to_approve": _("Your words, for you to approve"),
        "words_wanted": _("Would you say it in your own words?"),
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
# Name activities; the usual ones are named in each language.
ACTIVITIES = {"for", "likes_best"}
# Holds a page of ours, word for word; everything else is what somebody wrote, and stands as it is.
PAGE = "what_it_said"
END_OF_LINE = re.compile(r"</?(?:h[1-6]|p|dl|dt|dd|ul|li|section|br)\b[^>]*>")


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
    return [_line(title, field, value) for field, value in row.items() if value not in (None, "", [])]


def _line(title: str, field: str, value: Any) -> Line:
    look = "long" if field in LONG else "code" if field in FOR_PROGRAMS else ""
    if field == PAGE:
        told: Any = _plain(value)
    elif isinstance(value, list):
        told = ", ".join(str(_told(title, field, one)) for one in value)
    else:
        told = _told(title, field, value)
    return Line(str(FIELDS[field]), told, look)


def _plain(page: str) -> str:
    """Return what a page of ours said, one line for each of its parts."""
    lines = unescape(strip_tags(END_OF_LINE.sub("\n", page))).splitlines()
    return "\n".join(words for line in lines if (words := " ".join(line.split())))


def _told(title: str, field: str, value: Any) -> Any:
    if field in ACTIVITIES and isinstance(value, str):
        return gettext(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return str(YES_NO["yes" if value else "no"])
    said = CODES.get((title, field), {}).get(value)
    return value if said is None else str(said)
