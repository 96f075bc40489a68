"""What did we know on a day, in words? Every fact of a kept verdict under its name, in the order people ask."""

from typing import Any

from customers.models import Topic
from references.facts import NO_LAST_DAY
from references.models import Judgement
from references.verdicts import in_words

Pairs = list[tuple[str, Any]]

COMPANY = {
    "issue_severity": "Worst open issue",
    "issue_kind": "Its kind",
    "issue_since": "Open since",
    "recovered_on": "Last issue resolved",
    "survey_unhappy_on": "Unhappy answer to a survey",
    "survey_handled_on": "Followed up on",
    "survey_unread_on": "Answer nobody had read",
    "hardship_since": "In a hard time since",
    "hardship_kind": "Its kind",
    "hardship_review_on": "To be looked at again",
    "renews_on": "Contract renews",
    "negotiating_since": "Negotiated since",
    "reference_policy": "The company’s policy",
    "permission_until": "The company’s permission holds until",
    "prospect_relation": "What they are to the prospect",
}
PERSON = {
    "contact_status": "Could be reached",
    "contact_status_since": "Since",
    "contact_back_on": "Back on",
    "paused_since": "Wanted to be left alone since",
    "paused_until": "Until",
    "quiet_month": "A month in which nobody asks them",
    "verified_on": "First spoken to",
    "checked_on": "Last spoken to",
    "heard_on": "Last said yes themselves",
    "nominated_on": "Last nominated",
    "told_on": "Last good word from somebody else",
    "mood": "How they sounded",
    "mood_on": "When",
    "willing_on": "Last at ease",
    "cheered_on": "Happy again",
    "late_yes_on": "Last yes that came late",
    "declined_twice_on": "Declined twice, the second time on",
    "hedged_on": "Last sign of hesitation in a talk",
}
USE = {
    "consent_until": "They agree until",
    "audience_agreed": "They agreed to this audience",
    "customer_cap": "Their own limit within 90 days",
    "recent_uses": "Uses within 90 days",
    "first_recent_use_on": "The first of them",
    "recent_load": "The weight of them",
    "activity_uses": "Uses of this kind within 90 days",
    "activity_cap": "Our limit for this kind",
    "activity_weight": "The weight of this kind",
    "activity_is_public": "Shown to the world",
    "activity_is_live": "Takes their time",
    "was_asked": "Asked about it already",
    "rest_until": "Last day of rest",
    "conflict_topic": "Topic that went badly or that they are weak on",
    "conflict_on": "When",
    "owes_thanks": "We owed them a thank-you",
    "being_asked": "Being asked about another request",
    "is_booked": "Booked for another request",
}


def known(judgement: Judgement) -> list[tuple[str, Pairs]]:
    """Return every fact of a kept verdict in three groups; what was not known then is None."""
    groups = {"About their company": COMPANY, "About the person": PERSON, "About this use": USE}
    return [
        (title, [(label, _said(judgement, name)) for name, label in names.items()]) for title, names in groups.items()
    ]


def _said(judgement: Judgement, name: str) -> Any:
    """Put one fact into words; a permission that nobody has limited has no last day."""
    return "No last day" if getattr(judgement, name) == NO_LAST_DAY else in_words(judgement, name)


def wished(judgement: Judgement) -> Pairs:
    """Return what was asked for that day; a topic that has gone since is named by its number."""
    names = dict(Topic.objects.filter(pk__in=judgement.topics).values_list("pk", "name"))
    topics = ", ".join(names.get(topic, f"topic {topic}") for topic in judgement.topics)
    return [
        ("Activity", judgement.activity.name if judgement.activity else "Any"),
        ("Who hears it", in_words(judgement, "audience")),
        ("How deep they dig", in_words(judgement, "depth")),
        ("Prospect", judgement.prospect),
        ("Its web domain", judgement.prospect_domain),
        ("What matters most", topics),
    ]
