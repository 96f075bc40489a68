"""How long do we keep what? One row a class of data: what it holds, for how long, who says so, and what removes it.

What is not in this table is in `kept.py`, with the reason why it stays. The scope that finds what is over its time and
the action that removes it belong to the app whose data it is, so the preview counts what the purge removes.
"""

from django.utils.translation import gettext_noop

from customers import actions as customers
from customers.models import HardshipNote, Issue, SurveyResponse, contact, hardship, issue, survey
from references import actions as references
from references.models import (
    CheckIn,
    CheckInDraft,
    Claim,
    Link,
    Nomination,
    ToldUse,
    UseConsent,
    UseFeedback,
    checkin,
    claim,
    consent,
    feedback,
    link,
    nomination,
    told,
)
from references.referrals import actions as referrals
from references.referrals.models import Compliment, Referral, compliment, referral
from references.testimonials import actions as testimonials
from references.testimonials.models import Endorsement, Mention, endorsement, mention
from refprogram.accounts import actions as accounts
from refprogram.outbox import actions as outbox
from refprogram.outbox import models as letters
from refprogram.outbox.models import Message
from refprogram.rights import actions, closing
from refprogram.rights.classes_of_requests import OF_REQUESTS
from refprogram.rights.dataclass import DAYS, MONTHS, DataClass
from refprogram.rights.forgotten import left_long_ago, quarantine_over
from refprogram.rights.models import KEPT_MONTHS, RightsRequest

# What goes with somebody's words, whenever they go.
WITH_WORDS = tuple(
    f"testimonials.{name}"
    for name in (
        *("Approval", "Attachment", "BodyDecision", "Connection", "Credential"),
        *("EndorsementEvent", "Evaluation", "Placement", "Showing", "Speaker", "Substantiation"),
        *("Takedown", "Typicality", "UseProof", "Words"),
    )
)
LIMITATION = "As long as somebody may usually still claim something."

CLASSES = (
    DataClass(
        "private_notes",
        name="Private notes on hard times",
        holds="What a customer told one of us in confidence.",
        counted_from="the end of the hard time",
        time=(hardship.NOTE_MONTHS, MONTHS),
        over=HardshipNote.objects.outlived,
        remove=customers.purge_notes,
    ),
    DataClass(
        "talk_notes",
        name="Notes of talks",
        holds="What one of us noted of a check-in, and whom somebody says they recommended us to.",
        counted_from="the talk",
        time=(checkin.NOTE_MONTHS, MONTHS),
        over=CheckIn.objects.outlived,
        remove=references.purge_talk_notes,
        told=gettext_noop("What we noted of a talk with you: %(number)s months."),
    ),
    DataClass(
        "drafts",
        name="Sheets of talks that nobody saved",
        holds="What one of us typed.",
        counted_from="the last letter typed",
        time=(checkin.DRAFT_DAYS, DAYS),
        over=CheckInDraft.objects.outlived,
        remove=references.purge_drafts,
    ),
    DataClass(
        "nominations",
        name="Words of nominations",
        holds="Why one of us proposed somebody, and which problems they knew of.",
        counted_from="the review",
        time=(nomination.WORDS_MONTHS, MONTHS),
        over=Nomination.objects.outlived,
        remove=references.purge_nomination_words,
        told=gettext_noop("Why one of us proposed you: %(number)s months after somebody looked at it."),
    ),
    DataClass(
        "witnesses",
        name="Who else heard a yes",
        holds="A name or a place that one of us wrote down with a yes by telephone.",
        counted_from="the day it was confirmed, or not",
        time=(claim.WITNESS_MONTHS, MONTHS),
        over=Claim.objects.outlived,
        remove=references.purge_witnesses,
        told=gettext_noop("Who else heard your yes on the phone: %(number)s months after you confirmed it, or not."),
    ),
    DataClass(
        "answers",
        name="Words with an answer",
        holds="What somebody added to their yes or no to one question.",
        counted_from="the answer",
        time=(consent.WORDS_MONTHS, MONTHS),
        over=UseConsent.objects.outlived,
        remove=references.purge_answer_words,
        told=gettext_noop("What you added to an answer: %(number)s months."),
    ),
    DataClass(
        "feedback",
        name="Words after a use",
        holds="How somebody said that it went.",
        counted_from="the day they said it",
        time=(feedback.WORDS_MONTHS, MONTHS),
        over=UseFeedback.objects.outlived,
        remove=references.purge_feedback_words,
        told=gettext_noop("In which words you said how it went: %(number)s months."),
    ),
    DataClass(
        "told_uses",
        name="Words about uses outside the program",
        holds="In which words one of us told that somebody helped, without a request here.",
        counted_from="the day they told it",
        time=(told.WORDS_MONTHS, MONTHS),
        over=ToldUse.objects.outlived,
        remove=references.purge_told_words,
        told=gettext_noop("In which words one of us told how you helped: %(number)s months."),
    ),
    DataClass(
        "compliments",
        name="Words of compliments",
        holds="In which words somebody praised us.",
        counted_from="the day they were heard",
        time=(compliment.WORDS_MONTHS, MONTHS),
        over=Compliment.objects.outlived,
        remove=referrals.purge_compliment_words,
        told=gettext_noop("In which words you praised us: %(number)s months."),
    ),
    DataClass(
        "surveys",
        name="Words in surveys",
        holds="What somebody wrote, and how we followed up. What nobody has read stays, and an unhappy last word.",
        counted_from="the answer",
        time=(survey.WORDS_MONTHS, MONTHS),
        over=SurveyResponse.objects.outlived,
        remove=customers.purge_survey_words,
        told=gettext_noop("What you wrote in a survey: %(number)s months."),
    ),
    DataClass(
        "issues",
        name="Words about what was wrong",
        holds="What was wrong, and what we did about it. What a customer agreed may be told stays.",
        counted_from="the day it was put right",
        time=(issue.WORDS_MONTHS, MONTHS),
        over=Issue.objects.outlived,
        remove=customers.purge_issue_words,
        because=LIMITATION,
        told=gettext_noop("What you told us was not right: %(number)s months after it was put right."),
    ),
    *OF_REQUESTS,
    DataClass(
        "words_never_shown",
        name="Words that were never shown",
        holds="What somebody said about us, who is said to have said it, and what was noted to prove it.",
        counted_from="the day they came in, when nobody works on them",
        time=(endorsement.NEVER_SHOWN_MONTHS, MONTHS),
        over=Endorsement.objects.never_shown_outlived,
        remove=testimonials.purge_never_shown,
        told=gettext_noop("What you said about us and nobody showed: %(number)s months."),
        with_it=WITH_WORDS,
    ),
    DataClass(
        "words_shown",
        name="Words that were shown, and their proof",
        holds="What somebody said about us, where it was shown, and all that proves that we might.",
        counted_from="the day they were last shown anywhere",
        time=(endorsement.SHOWN_MONTHS, MONTHS),
        over=Endorsement.objects.shown_outlived,
        remove=testimonials.purge_shown,
        because=LIMITATION,
        told=gettext_noop("What you said about us, with its proof: %(number)s months after it was last shown."),
    ),
    DataClass(
        "mentions",
        name="What others say about us",
        holds="A word about us that one of us came across, and who is said to have said it.",
        counted_from="the day somebody saw it",
        time=(mention.KEPT_MONTHS, MONTHS),
        over=Mention.objects.outlived,
        remove=testimonials.purge_mentions,
        told=gettext_noop("What you said about us somewhere, as one of us noted it: %(number)s months."),
    ),
    DataClass(
        "rights_requests",
        name="Rights requests that are closed",
        holds="What somebody wished done with their data, and what came of it. Who wrote goes with the answer.",
        counted_from="the answer",
        time=(KEPT_MONTHS, MONTHS),
        over=RightsRequest.objects.outlived,
        remove=closing.purge,
        because=LIMITATION,
        told=gettext_noop("That you wished something done with your data: %(number)s months after our answer."),
        with_it=("rights.RightsRequestEvent",),
    ),
    DataClass(
        "links",
        name="Links that nobody answered on",
        holds="For whom a secret address was, and until when. Whoever agrees to anything keeps theirs.",
        counted_from="the last day on which it did something",
        time=(link.UNUSED_MONTHS, MONTHS),
        over=Link.objects.outlived,
        remove=references.purge_links,
        told=gettext_noop("A link that you never answered on: %(number)s months after it ran out."),
    ),
    DataClass(
        "letters",
        name="Where letters went",
        holds="A fingerprint of the address, and what its mail server said. That a letter was written stays.",
        counted_from="the day it was written",
        time=(letters.TRACE_MONTHS, MONTHS),
        over=Message.objects.outlived,
        remove=outbox.purge_traces,
        told=gettext_noop("A fingerprint of the address that a letter went to: %(number)s months."),
    ),
    DataClass(
        "quarantine",
        name="People whom only a colleague told us of",
        holds="Who they are and why they were proposed. A talk, or a letter that arrived, ends it.",
        counted_from="the nomination",
        time=(contact.QUARANTINE_DAYS, DAYS),
        over=quarantine_over,
        remove=actions.forget_the_quarantined,
        because="The law: GDPR 14.3.",
        told=gettext_noop("If only a colleague of ours told us of you, and nobody contacts you: %(number)s days."),
    ),
    DataClass(
        "introduced",
        name="People whom a customer introduced, and nobody contacted",
        holds="Who they are and how to reach them. The first letter, or a call, ends it.",
        counted_from="the introduction",
        time=(referral.UNREACHED_DAYS, DAYS),
        over=Referral.objects.never_reached,
        remove=referrals.forget_unreached,
        because="The law: GDPR 14.3.",
        with_it=("referrals.Introduced", "referrals.IntroducedLink"),
    ),
    DataClass(
        "introduced_quiet",
        name="People whom a customer introduced, and with whom nothing happens any more",
        holds="Who they are and how to reach them. What came of it stays, without a name.",
        counted_from="the last step",
        time=(referral.QUIET_MONTHS, MONTHS),
        over=Referral.objects.quiet,
        remove=referrals.purge_quiet,
    ),
    DataClass(
        "left",
        name="People who left their company",
        holds="Who they are, what they said and what we wrote of them. Whoever still agrees to anything stays.",
        counted_from="the day they left",
        time=(actions.LEFT_MONTHS, MONTHS),
        over=left_long_ago,
        remove=actions.forget_who_left,
        told=gettext_noop("Everything else, after you have left your company: %(number)s months."),
    ),
    DataClass(
        "sessions",
        name="Sessions of our own people",
        holds="Who is signed in.",
        counted_from="the end of the session",
        time=(accounts.SESSION_DAYS, DAYS),
        over=accounts.sessions_outlived,
        remove=accounts.purge_sessions,
    ),
    DataClass(
        "devices",
        name="Devices of our own people",
        holds="From which network and with which browser somebody signed in.",
        counted_from="the day it was last seen",
        time=(accounts.DEVICE_DAYS, DAYS),
        over=accounts.devices_outlived,
        remove=accounts.purge_devices,
    ),
    DataClass(
        "admin_log",
        name="Log of the Django admin",
        holds="Which setting or account one of us changed.",
        counted_from="the change",
        time=(accounts.LOG_MONTHS, MONTHS),
        over=accounts.log_outlived,
        remove=accounts.purge_log,
    ),
)
