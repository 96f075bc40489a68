"""May this reference be used for this ask? One level column a rule, over named facts, and a sentence for each.

A rule is written over the names that `references.facts` gives, as a `Case` whose conditions prove the milder answers
and whose default is the worst, so what is not known is never good news. The day and the wish are such names too: no
rule reads a clock. The database is the only interpreter: lists filter on a rule's column, a verdict reads the same
column, and a stored `Judgement` keeps the facts under the same names, so `levels()` judges it again.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from references.facts import FACTS, WISHED, Ask, derived, facts
from references.models import Depth, Reference
from references.models.checkin import ILL_AT_EASE
from references.rules import A_CHECK_IN, NOT_AVAILABLE, ONLY_THEY, REFERENCE_MANAGER, THE_CUSTOMER, Rule, level
from references.tables import Judging
from refprogram.dates import AddDays
from refprogram.thresholds.models import threshold

CLEAR, INFO, WARNING, BLOCKED, FORBIDDEN = range(5)

RULES = (
    Rule(
        "open_issue",
        level=level(
            (CLEAR, Q(issue_severity=None)),
            (WARNING, Q(issue_severity=Severity.LOW)),
            (BLOCKED, Q(issue_severity=Severity.MEDIUM)),
            otherwise=FORBIDDEN,
        ),
        rests_on=("issue_severity", "issue_kind", "issue_since"),
        since="issue_since",
        says="Open issue since {issue_since} ({issue_kind}, {issue_severity}).",
        tells="Open issue since {issue_since} ({issue_kind}); the reference manager can advise.",
        stops="An issue was opened at their company.",
        clears="The issue is resolved.",
        who="Whoever looks after the issue",
        kept=True,
    ),
    Rule(
        "recently_recovered",
        level=level(
            (CLEAR, Q(better_since=None) | Q(on__gte=AddDays(F("better_since"), threshold("recovery_days")))),
            (WARNING, ~Q(depth=Depth.LONG_HISTORY)),
            otherwise=BLOCKED,
        ),
        rests_on=("recovered_on", "cheered_on", "depth"),
        since="better_since",
        says="Something was put right on {better_since}; whoever digs will find it.",
        tells="Something was put right only recently; the reference manager can advise.",
        stops="Something was put right only a short while ago.",
        clears="Some weeks pass without trouble.",
        who="The calendar",
        kept=True,
    ),
    Rule(
        "survey_red_flag",
        level=level(
            (CLEAR, Q(survey_settled=True, survey_unread_on=None)), (WARNING, Q(survey_settled=True)), otherwise=BLOCKED
        ),
        rests_on=("survey_unhappy_on", "survey_handled_on", "survey_unread_on", "willing_on"),
        since="survey_since",
        says={
            WARNING: "Nobody has read what they wrote in the survey of {survey_since}.",
            BLOCKED: "Unhappy answer in the survey of {survey_since}, and no good talk after a follow-up yet.",
        },
        tells="An answer to a survey needs a look; the reference manager can advise.",
        stops="They sounded unhappy in a survey.",
        clears="Somebody reads it and follows up, and a later check-in goes well.",
        who=REFERENCE_MANAGER,
        kept=True,
    ),
    Rule(
        "never_verified",
        level=level((CLEAR, Q(verified_on__isnull=False)), otherwise=FORBIDDEN),
        rests_on=("verified_on",),
        says="No reference manager has ever spoken with them about this.",
        tells="Never spoken to directly by the reference manager.",
        stops="Nobody has spoken with them.",
        clears="A direct check-in with the customer.",
        who=REFERENCE_MANAGER,
        kept=True,
    ),
    Rule(
        "stale_check_in",
        level=level(
            (CLEAR, Q(verified_on=None)),  # never_verified says so already
            (CLEAR, Q(good_until__gte=F("on"))),
            otherwise=FORBIDDEN,
        ),
        rests_on=("verified_on", "checked_on"),
        since="good_until",
        says="Nobody has checked in since {checked_on}; that is too long.",
        tells="Last check-in too long ago.",
        stops="The last check-in is too old by now.",
        clears=A_CHECK_IN,
        who=REFERENCE_MANAGER,
        kept=True,
    ),
    Rule(
        "check_in_due",
        level=level(
            (CLEAR, Q(verified_on=None)),
            (CLEAR, Q(good_until__lt=F("on"))),  # stale_check_in says so already
            (CLEAR, Q(due_from__gt=F("on"))),
            otherwise=WARNING,
        ),
        rests_on=("verified_on", "checked_on"),
        since="due_from",
        says="Last check-in on {checked_on}; “do not use” after {good_until}.",
        tells="A check-in is due.",
        stops="A check-in is due.",
        clears=A_CHECK_IN,
        who=REFERENCE_MANAGER,
        kept=True,
    ),
    Rule(
        "secondhand_only",
        level=level((CLEAR, Q(secondhand_on=None) | Q(heard_on__gte=F("secondhand_on"))), otherwise=WARNING),
        rests_on=("nominated_on", "told_on", "heard_on"),
        since="secondhand_on",
        says="The newest good word, of {secondhand_on}, came from one of us and not from them.",
        tells="The newest good word came from one of us, not from them.",
        stops="Only one of us has said that they are willing.",
        clears=A_CHECK_IN,
        who=REFERENCE_MANAGER,
        kept=True,
    ),
    Rule(
        "hesitant",
        level=level(
            (CLEAR, (Q(mood=None) | ~Q(mood__in=ILL_AT_EASE)) & Q(hesitation_signs__lt=threshold("hesitation_cues"))),
            (WARNING, Q(activity_is_live=False)),
            otherwise=FORBIDDEN,
        ),
        rests_on=("mood", "mood_on", "willing_on", "late_yes_on", "declined_twice_on", "hedged_on"),
        since="hesitant_since",
        says="They have not been at ease since {hesitant_since}: a yes from them may be no yes.",
        tells={WARNING: "Ask the reference manager before you use this.", FORBIDDEN: NOT_AVAILABLE},
        stops="They sounded hesitant.",
        clears="A later check-in that goes well.",
        who=REFERENCE_MANAGER,
        private=True,
        kept=True,
    ),
    Rule(
        "hardship",
        level=level((CLEAR, Q(hardship_since=None)), otherwise=FORBIDDEN),
        rests_on=("hardship_since", "hardship_kind", "hardship_review_on"),
        since="hardship_since",
        says="Going through a hard time since {hardship_since} ({hardship_kind}); look at it again from "
        "{hardship_review_on}. Leave them in peace.",
        tells=NOT_AVAILABLE,
        stops="They are going through a hard time.",
        clears="The customer says that things are calmer, or a reference manager ends it after talking to them.",
        who=f"{THE_CUSTOMER} or a reference manager",
        private=True,
        kept=True,
    ),
    Rule(
        "no_consent",
        level=level((CLEAR, Q(consent_until__gte=F("on"))), otherwise=FORBIDDEN),
        rests_on=("consent_until",),
        since="consent_until",
        says="They have not agreed to this, or their yes has run out.",
        tells="Has not agreed to this kind of use.",
        stops="They no longer agree to this kind of use.",
        clears="The customer agrees to it.",
        who=THE_CUSTOMER,
    ),
    Rule(
        "company_permission_missing",
        level=level(
            (CLEAR, Q(permission_until__gte=F("on"))), (INFO, Q(activity_is_public=False)), otherwise=FORBIDDEN
        ),
        rests_on=("permission_until", "activity_is_public"),
        says={
            INFO: "Their company has given no permission for public use; a private talk does not need it.",
            FORBIDDEN: "Their company has given no permission for this public use.",
        },
        tells="No permission of the company for public use.",
        stops="Their company’s permission is missing.",
        clears="The company’s permission is written down.",
        who="The customer’s company",
    ),
    Rule(
        "policy_private_only",
        level=level(
            (CLEAR, Q(reference_policy__in=("", ReferencePolicy.PUBLIC))),
            (CLEAR, Q(reference_policy=ReferencePolicy.PRIVATE, activity_is_public=False)),
            (WARNING, Q(reference_policy=ReferencePolicy.ASK)),
            otherwise=FORBIDDEN,
        ),
        rests_on=("reference_policy", "activity_is_public"),
        says={
            WARNING: "Their company wants to be asked each time.",
            FORBIDDEN: "Their company’s policy does not allow this: {reference_policy}.",
        },
        tells="Their company’s policy stands in the way.",
        stops="Their company’s policy does not allow it.",
        clears="The company’s policy changes.",
        who="The customer’s company",
        kept=True,
    ),
    Rule(
        "over_cap_customer_set",
        level=level((CLEAR, Q(customer_cap=None) | Q(recent_uses__lt=F("customer_cap"))), otherwise=FORBIDDEN),
        rests_on=("customer_cap", "recent_uses", "first_recent_use_on"),
        says="They want at most {customer_cap} within 90 days, and there were {recent_uses}.",
        tells="Asked as often as they wish by now.",
        stops="They have been asked as often as they wish.",
        clears="90 days pass, or they choose a higher limit themselves.",
        who=THE_CUSTOMER,
    ),
    Rule(
        "over_cap_program",
        level=level(
            (
                CLEAR,
                Q(recent_load__lte=threshold("program_load") - F("activity_weight"))
                & (Q(activity_cap=None) | Q(activity_uses__lt=F("activity_cap")))
                & (Q(rest_until=None) | Q(rest_until__lt=F("on"))),
            ),
            otherwise=BLOCKED,
        ),
        rests_on=("recent_uses", "recent_load", "activity_weight", "activity_uses", "activity_cap", "rest_until"),
        says="Used enough for now: {recent_uses} within 90 days; last day of rest: {rest_until}.",
        tells="Used enough for now.",
        stops="They have done enough for us for now.",
        clears="They have rested.",
        who="The calendar",
    ),
    Rule(
        "topic_conflict",
        level=level((CLEAR, Q(conflict_topic=None)), otherwise=BLOCKED),
        rests_on=("conflict_topic", "conflict_on"),
        since="conflict_on",
        says="{conflict_topic} matters most to this prospect, and it went badly here or they speak about it poorly.",
        tells="Not the right one for a topic that matters most.",
        stops="A topic that matters most went badly there.",
        clears="Another request, or a reference manager’s reason for choosing them all the same.",
        who=REFERENCE_MANAGER,
    ),
    Rule(
        "audience_mismatch",
        level=level(
            (CLEAR, Q(audience="") | Q(audience_agreed=True)),
            (CLEAR, Q(consent_until=None) | Q(consent_until__lt=F("on"))),  # no_consent says so already
            (WARNING, Q(audience_agreed=None)),
            otherwise=FORBIDDEN,
        ),
        rests_on=("audience", "audience_agreed", "consent_until"),
        says={
            WARNING: "Nobody has asked them who may hear it: {audience}?",
            FORBIDDEN: "They did not agree to this audience: {audience}.",
        },
        tells="Has not agreed to this audience.",
        stops="They did not agree to this audience.",
        clears="The customer agrees to the audience.",
        who=THE_CUSTOMER,
    ),
    Rule(
        "contact_gone",
        level=level(
            (CLEAR, Q(contact_status=ContactStatus.ACTIVE)),
            (CLEAR, Q(contact_status=ContactStatus.AWAY, contact_back_on__lte=F("on"))),
            (BLOCKED, Q(contact_status__in=(ContactStatus.BOUNCED, ContactStatus.LEFT, ContactStatus.AWAY))),
            otherwise=FORBIDDEN,  # they want it so: no manager ever gets past that
        ),
        rests_on=("contact_status", "contact_status_since", "contact_back_on"),
        since="contact_status_since",
        says="Not to be reached since {contact_status_since}: {contact_status}.",
        tells="Cannot be reached at present.",
        stops="They cannot be reached.",
        clears={BLOCKED: "They are back, their address is mended, or somebody else takes over.", FORBIDDEN: ONLY_THEY},
        who={BLOCKED: REFERENCE_MANAGER, FORBIDDEN: THE_CUSTOMER},
        kept=True,
    ),
    Rule(
        "paused_by_customer",
        # What they were asked before is theirs to answer.
        level=level((CLEAR, Q(paused_since=None, quiet_month=False) | Q(was_asked=True)), otherwise=FORBIDDEN),
        rests_on=("paused_since", "paused_until", "quiet_month", "was_asked"),
        since="paused_since",
        says="They want to be left alone at present.",
        tells="They want to be left alone at present.",
        stops="They want to be left alone.",
        clears="They end the pause themselves, or the day comes.",
        who=THE_CUSTOMER,
        kept=True,
    ),
    Rule(
        "competes_with_prospect",
        level=level((CLEAR, Q(prospect_relation=None)), otherwise=WARNING),
        rests_on=("prospect_relation",),
        says="Their company and the prospect know each other: {prospect_relation}.",
        tells="Close to the prospect’s company; the reference manager decides.",
        stops="They are close to the prospect.",
        clears="A reference manager decides that it does no harm.",
        who=REFERENCE_MANAGER,
    ),
    Rule(
        "renewal_window",
        level=level((CLEAR, Q(renewal_from=None) | Q(renewal_from__gt=F("on"))), otherwise=WARNING),
        rests_on=("renews_on", "negotiating_since"),
        since="renewal_from",
        says="Their contract has been up for renewal since {renewal_from}: a favour weighs more now.",
        tells="Close to a renewal; the reference manager decides.",
        stops="Their contract is about to renew.",
        clears="The contract is renewed.",
        who="Whoever looks after the account",
        kept=True,
    ),
)


def levels(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add each rule's level, and the worst of them, to rows of facts: live ones, kept ones or those of a Judgement."""
    ruled: QuerySet[Any] = derived(rows).annotate(**{rule.code: rule.level for rule in RULES})
    with_worst: QuerySet[Any] = ruled.annotate(worst_level=Greatest(*(F(rule.code) for rule in RULES)))
    return with_worst


def judged(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Judge references for an ask; the rows are plain references, so a caller narrows before and orders after."""
    return over(facts(references, ask))


def over(known: QuerySet[Any], *, nth: int = 0) -> QuerySet[Any]:
    """Judge references over facts that were annotated to them; `nth` where one statement judges several times."""
    return _judging(connection.vendor, nth).over(known)


@lru_cache
def _judging(vendor: str, nth: int) -> Judging:
    sample = facts(Reference.objects.all(), Ask(on=date(2000, 1, 1)))
    return Judging(sample, nth=nth, facts=(*FACTS, *WISHED), rule=levels)


def eligible(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return, judged, those that no rule blocks; filters on the very columns that `verdict` reads."""
    return judged(references, ask).filter(worst_level__lt=BLOCKED)
