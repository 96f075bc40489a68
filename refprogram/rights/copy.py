"""What do we keep about a person? Everything, in sections of rows, for them to read and to take along (GDPR 15, 20).

The names of the fields are those below, in every copy the same. A colleague of ours is "one of us", and a company that
asked is named because the person was told its name when they were asked. Words and pages stand as they were, with the
names in them; what was noted on a request that others were chosen for too is left out, because it may speak of them.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from customers.models import Issue, SurveyResponse
from references.models import (
    ActivityType,
    CheckIn,
    Claim,
    Consent,
    ConsentEvent,
    ContactPreference,
    Judgement,
    LedgerKey,
    Link,
    Nomination,
    PageSeen,
    Pause,
    Purpose,
    Reference,
    ReferenceEvent,
    Result,
    RewardEntry,
    TopicStrength,
    Use,
    UseConsent,
    UseFeedback,
)
from references.referrals.models import Compliment, Referral, ReferralAsk
from references.testimonials.models import Attachment, Connection, Credential, Endorsement, Placement
from refprogram.outbox.models import Message
from refprogram.rights.models import RightsRequest
from requests.models import (
    Assignment,
    Feedback,
    MatteredLetter,
    Meeting,
    Override,
    RequestEvent,
    RequestNote,
    Slot,
    TopicFeedback,
)

Rows = list[dict[str, Any]]

# Each column as it is called in a copy, and where it comes from.
CONSENTS = {"for": "activity__name", "since": "granted_on", "until": "expires_on", "stopped_on": "ended_on"}
CLAIMS = {"for": "activity__name", "said_on": "said_on", "until": "expires_on", "how": "channel", "came_to": "outcome"}
LIMITS = {"uses_within_90_days": "max_per_quarter", "best_time": "best_time", "words": "words", "since": "on"}
PAUSES = {"since": "since", "until": "until", "ended_on": "ended_on"}
QUESTIONS = {
    "for": "activity__name",
    "who_wanted_to_hear": "audience",
    "about": "about",
    "who_will_be_there": "attending",
    "asked_on": "asked_on",
    "asked_again_on": "chased_on",
    "answer": "answer",
    "answered_on": "answered_on",
    "how": "heard_how",
    "your_words": "words",
}
USES = {
    "for": "activity__name",
    "who_heard_it": "use_consent__audience",
    "on": "on",
    "state": "state",
    "note": "told__words",
}
TALKED = {
    "who_heard_it": "assignment__use_consent__audience",
    "begins_at": "starts_at",
    "ends_at": "ends_at",
    "called_off_at": "called_off_at",
}
OFFERED = {"who_wanted_to_hear": "assignment__use_consent__audience", "begins_at": "starts_at", "ends_at": "ends_at"}
FEEDBACK = {"on": "on", "went": "went", "length": "length", "again": "again", "your_words": "words"}
HEARD = {"on": "on", "who": "side", "answered_well": "answered", "helped": "effect", "their_words": "words"}
RATED = {"on": "feedback__on", "who": "feedback__side", "topic": "topic__name", "how_well_1_to_5": "rating"}
EXPECTED = {"for": "ask__activity__name", "who_wanted_to_hear": "use_consent__audience", "grade_1_to_5": "expected"}
MATTERED = {"drafted_on": "drafted_on", "state": "state", "our_words": "words"}
REWARDS = {
    "what_for": "act",
    "sort": "kind",
    "what": "what",
    "worth": "value",
    "currency": "currency",
    "offered_on": "offered_on",
    "answer": "answer",
    "answered_on": "answered_on",
    "given_on": "given_on",
}
ASKS = {
    "why": "because",
    "circle": "circle",
    "question": "sentence",
    "asked_on": "asked_on",
    "came_to": "status",
    "answered_on": "answered_on",
}
INTRODUCTIONS = {"on": "introduced_on", "came_to": "status"}
COMPLIMENTS = {"on": "on", "your_words": "words"}
TALKS = {
    "on": "on",
    "how": "channel",
    "outcome": "outcome",
    "how_you_sounded": "mood",
    "would_recommend": "would_recommend",
    "has_recommended": "has_recommended",
    "recommended_to": "recommended_to",
    "note": "note",
}
CHECKS = {"at": "used_at", "answer": "answer"}
RESULTS = {"what": "metric", "before": "before", "after": "after", "evidence": "evidence", "on": "on"}
TOPICS = {"topic": "topic__name", "how_well_1_to_5": "rating", "who_says_so": "source", "on": "on"}
PROPOSALS = {
    "on": "nominated_on",
    "why": "why",
    "known_problems": "known_problems",
    "came_to": "status",
    "why_not": "reason",
}
SURVEYS = {"on": "answered_on", "score": "score", "comment": "comment", "how_we_followed_up": "handling"}
COMPLAINTS = {"on": "opened_on", "your_words": "summary", "what_we_did": "response", "solved_on": "resolved_on"}
LETTERS = {"kind": "kind", "state": "state", "sent_at": "sent_at"}
JUDGEMENTS = {"at": "at", "for": "activity__name", "what_for": "decision", "came_to": "worst"}
SET_ASIDE = {"for": "ask__activity__name", "since": "given_on", "until": "until", "why": "reason"}
NOTES = {"at": "event__at", "note": "text"}
GIVEN_OUT = {"at": "at", "deal_of": "ask__opportunity__account"}
RECEIPTS = {
    "number": "seq",
    "at": "at",
    "what": "kind",
    "for": "purpose",
    "until": "until",
    "how": "channel",
    "language": "language",
    "words": "text__body",
    "page": "shown",
    "digest": "digest",
}
PAGES = {"page": "digest", "what_it_said": "html"}
# Who wrote is left out: it may have been somebody else, for them.
WISHES = {
    "what": "wish",
    "how": "way",
    "received_on": "received_on",
    "answer_until": "due_on",
    "why_it_took_longer": "extended_because",
    "your_words": "note",
    "state": "state",
    "came_to": "outcome",
    "answered_on": "answered_on",
    "why_not": "refused_because",
}
SAID = {"came_on": "came_on", "how": "origin", "what": "kind", "state": "status"}
TIES = {"on": "on", "what": "tie", "words": "nature", "who_says_so": "asked_of"}
PLACES = {"how": "channel", "where": "address", "since": "starts_on", "until": "until", "ended_on": "ended_on"}
FILES = {"what": "kind", "name": "name", "on": "on"}
SKILLS = {"what": "field", "why": "relevance", "evidence": "document", "on": "recorded_on"}
# Of which there are several in one row, by the section.
LISTS = {
    "what you agreed to": {"who_may_hear": "audiences__audience"},
    "what we were told you agree to": {"who_may_hear": "audiences__audience"},
    "your limits": {"quiet_months": "quiet_months__month", "likes_best": "activities__name"},
    "talks with you, and what we noted": {"signs_of_hesitation": "cues__kind"},
    "what you said about us, to be shown": {"your_words": "versions__text"},
}


def copy_of(reference: Reference) -> dict[str, Rows]:
    """Return everything that is kept about a person, section by section; an empty one says that there is nothing."""
    return {title: section(reference) for title, section in SECTIONS.items()}


def as_json(copy: dict[str, Rows]) -> str:
    """Return a copy for another program."""
    return json.dumps(copy, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def as_csv(copy: dict[str, Rows]) -> str:
    """Return a copy for a spreadsheet: one line a value. What a spreadsheet would run as a formula is made text."""
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(("section", "row", "field", "value"))
    for title, rows in copy.items():
        for number, row in enumerate(rows, start=1):
            table.writerows((title, number, field, _inert(value)) for field, value in row.items())
    return lines.getvalue()


def _inert(value: Any) -> str:
    plain = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@", "\t", "\r") else plain


def _rows(found: Any, columns: dict[str, str], title: str = "") -> Rows:
    values = found.order_by("pk").values_list("pk", *columns.values())
    rows = {key: dict(zip(columns, row, strict=True)) for key, *row in values}
    for name, column in LISTS.get(title, {}).items():
        for row in rows.values():
            row[name] = []
        for key, value in found.filter(**{f"{column}__isnull": False}).order_by("pk", column).values_list("pk", column):
            rows[key][name].append(value)
    return list(rows.values())


def _of(model: Any, columns: dict[str, str], title: str = "", by: str = "reference") -> Callable[[Reference], Rows]:
    return lambda reference: _rows(model._default_manager.filter(**{by: reference}), columns, title)


def _profile(reference: Reference) -> Rows:
    contact = reference.contact
    details = getattr(contact, "details", None)
    return [
        {
            "name": details.name if details else "",
            "email": details.email if details else "",
            "phone": details.phone if details else "",
            "role": contact.title,
            "company": contact.customer.name,
            "language": contact.language,
            "time_zone": contact.time_zone,
            "key_in_another_system": contact.external_id,
            "status": contact.status,
            "no_letters_since": contact.silent_since,
            "known_since": reference.opened_on,
            "known_from": contact.told_by,
        }
    ]


def _complaints(reference: Reference) -> Rows:
    told = ReferenceEvent.objects.filter(reference=reference, verb="complain")
    keys = [int(about.removeprefix("issue-")) for about in told.values_list("about", flat=True)]
    return _rows(Issue.objects.filter(pk__in=keys), COMPLAINTS)


def _receipts(reference: Reference) -> Rows:
    key = LedgerKey.objects.filter(reference=reference).first()
    if key is None:
        return []
    names = dict(ActivityType.objects.values_list("code", "name"))
    rows = _rows(ConsentEvent.objects.filter(subject=key.subject), RECEIPTS)
    company = settings.PROGRAM_COMPANY
    return [
        {
            **row,
            "for": names.get(row["for"], row["for"]),
            "words": row["words"] and row["words"].replace("{company}", company),
        }
        for row in rows
    ]


def _given_out(reference: Reference) -> Rows:
    """Tell to whom of us their name and number were shown, and for which deal; who it was is one of us."""
    shown = RequestEvent.objects.filter(verb="reveal", judgement__reference=reference)
    return [{"to": "one of our sales people", **row} for row in _rows(shown, GIVEN_OUT)]


def _checks(reference: Reference) -> Rows:
    """Tell what they answered to each check, by one letter or the other."""
    return _rows(Link.objects.filter(reference=reference, purpose=Purpose.CHECK_IN).exclude(answer=""), CHECKS)


def _notes(reference: Reference) -> Rows:
    """Tell what was noted at the end of requests for which nobody but them was chosen."""
    chosen = Assignment.objects.filter(ask=OuterRef("event__ask"))
    mine, others = chosen.filter(reference=reference), chosen.exclude(reference=reference)
    return _rows(RequestNote.objects.filter(Exists(mine), ~Exists(others)), NOTES)


def _expected(reference: Reference) -> Rows:
    """Tell which grade a talk with them should have had, of each request for which they were chosen."""
    return _rows(Assignment.objects.filter(reference=reference, expected__isnull=False), EXPECTED)


def _letters(reference: Reference) -> Rows:
    return _rows(Message.objects.filter(to=f"contact:{reference.contact_id}"), LETTERS)


SECTIONS: dict[str, Callable[[Reference], Rows]] = {
    gettext_noop("who you are"): _profile,
    gettext_noop("what you agreed to"): _of(Consent, CONSENTS, "what you agreed to"),
    gettext_noop("what we were told you agree to"): _of(Claim, CLAIMS, "what we were told you agree to"),
    gettext_noop("your limits"): _of(ContactPreference, LIMITS, "your limits"),
    gettext_noop("times in which you wanted to be left alone"): _of(Pause, PAUSES),
    gettext_noop("what we asked you"): _of(UseConsent, QUESTIONS),
    gettext_noop("what you did for us"): _of(Use, USES),
    gettext_noop("times that were agreed with you"): _of(Meeting, TALKED, by="assignment__reference"),
    gettext_noop("times that are on offer now"): _of(Slot, OFFERED, by="assignment__reference"),
    gettext_noop("how you said it went"): _of(UseFeedback, FEEDBACK, by="use__reference"),
    gettext_noop("how others said you were heard"): _of(Feedback, HEARD, by="assignment__reference"),
    gettext_noop("how well others said you spoke on a topic"): _of(
        TopicFeedback, RATED, by="feedback__assignment__reference"
    ),
    gettext_noop("how good we expected a talk with you to be"): _expected,
    gettext_noop("what we wrote of what came of your help"): _of(MatteredLetter, MATTERED),
    gettext_noop("what we offered or gave you"): _of(RewardEntry, REWARDS),
    gettext_noop("what you answered when we asked whether it is still right"): _checks,
    gettext_noop("talks with you, and what we noted"): _of(CheckIn, TALKS, "talks with you, and what we noted"),
    gettext_noop("whether you know somebody, as we asked you"): _of(ReferralAsk, ASKS),
    gettext_noop("whom you introduced to us, without their names"): _of(Referral, INTRODUCTIONS, by="ask__reference"),
    gettext_noop("what you said in our praise"): _of(Compliment, COMPLIMENTS),
    gettext_noop("results you told us of"): _of(Result, RESULTS),
    gettext_noop("topics you can speak about"): _of(TopicStrength, TOPICS),
    gettext_noop("who of us proposed you"): _of(Nomination, PROPOSALS),
    gettext_noop("what you answered in surveys"): lambda reference: _rows(
        SurveyResponse.objects.filter(contact=reference.contact_id), SURVEYS
    ),
    gettext_noop("what you told us was not right"): _complaints,
    gettext_noop("what you said about us, to be shown"): _of(Endorsement, SAID, "what you said about us, to be shown"),
    gettext_noop("where your words are shown"): _of(Placement, PLACES, by="endorsement__reference"),
    gettext_noop("what ties you to us"): _of(Connection, TIES, by="endorsement__reference"),
    gettext_noop("pictures and papers with your words"): _of(Attachment, FILES, by="endorsement__reference"),
    gettext_noop("why you can judge what we make"): _of(Credential, SKILLS, by="endorsement__reference"),
    gettext_noop("when we looked whether you could be asked"): _of(Judgement, JUDGEMENTS),
    gettext_noop("what we set aside to ask you all the same"): _of(Override, SET_ASIDE),
    gettext_noop("what we noted on requests for which you alone were chosen"): _notes,
    gettext_noop("letters to you"): _letters,
    gettext_noop("who got your name and number"): _given_out,
    gettext_noop("what you asked us to do with your data"): _of(RightsRequest, WISHES),
    gettext_noop("receipts of every yes and no"): _receipts,
    gettext_noop("pages as you saw them when you answered"): _of(PageSeen, PAGES),
}
