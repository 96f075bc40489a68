"""What a reference is made of, one kind of fact a file."""

from references.models.activity import ActivityType, Mode
from references.models.checkin import (
    Channel,
    CheckIn,
    CheckInDraft,
    Cue,
    CueKind,
    HasRecommended,
    Mood,
    Outcome,
    WouldRecommend,
)
from references.models.claim import Claim, ClaimAudience, ClaimOutcome
from references.models.consent import HEARD, Answer, Consent, ConsentAudience, UseConsent
from references.models.cycle import CycleQuestion, CycleStep, LetterPause, ReconsentCycle
from references.models.feedback import Again, Length, UseFeedback, Went
from references.models.judgement import Judgement
from references.models.ledger import (
    ConsentChannel,
    ConsentEvent,
    ConsentEventKind,
    ConsentText,
    LedgerKey,
    PageSeen,
)
from references.models.link import Link, Purpose
from references.models.nomination import Nomination, NominationEvent, NominationStage, NominationStatus
from references.models.pause import Pause
from references.models.permission import CompanyPermission
from references.models.preference import BestTime, ContactPreference, QuietMonth
from references.models.reference import Reference, ReferenceEvent
from references.models.reward import Act, RewardAnswer, RewardEntry, RewardKind
from references.models.standing import Standing, StandingCheck
from references.models.strength import Result, StoryKind, StorySeed, TopicStrength
from references.models.thanks import ThankYou, ThankYouKind
from references.models.told import ToldUse
from references.models.use import Use, UseState
from references.models.wish import Audience, Depth

__all__ = [
    "HEARD",
    "Act",
    "ActivityType",
    "Again",
    "Answer",
    "Audience",
    "BestTime",
    "Channel",
    "CheckIn",
    "CheckInDraft",
    "Claim",
    "ClaimAudience",
    "ClaimOutcome",
    "CompanyPermission",
    "Consent",
    "ConsentAudience",
    "ConsentChannel",
    "ConsentEvent",
    "ConsentEventKind",
    "ConsentText",
    "ContactPreference",
    "Cue",
    "CueKind",
    "CycleQuestion",
    "CycleStep",
    "Depth",
    "HasRecommended",
    "Judgement",
    "LedgerKey",
    "Length",
    "LetterPause",
    "Link",
    "Mode",
    "Mood",
    "Nomination",
    "NominationEvent",
    "NominationStage",
    "NominationStatus",
    "Outcome",
    "PageSeen",
    "Pause",
    "Purpose",
    "QuietMonth",
    "ReconsentCycle",
    "Reference",
    "ReferenceEvent",
    "Result",
    "RewardAnswer",
    "RewardEntry",
    "RewardKind",
    "Standing",
    "StandingCheck",
    "StoryKind",
    "StorySeed",
    "ThankYou",
    "ThankYouKind",
    "ToldUse",
    "TopicStrength",
    "Use",
    "UseConsent",
    "UseFeedback",
    "UseState",
    "Went",
    "WouldRecommend",
]
