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
from references.models.consent import Answer, Consent, ConsentAudience, UseConsent
from references.models.cycle import CycleStep, ReconsentCycle
from references.models.judgement import Judgement
from references.models.link import Link, Purpose
from references.models.nomination import Nomination, NominationEvent, NominationStage, NominationStatus
from references.models.permission import CompanyPermission
from references.models.preference import ContactPreference
from references.models.reference import Reference, ReferenceEvent
from references.models.standing import Standing, StandingCheck
from references.models.strength import Result, StoryKind, StorySeed, TopicStrength
from references.models.thanks import ThankYou, ThankYouKind
from references.models.use import Use, UseState
from references.models.wish import Audience, Depth

__all__ = [
    "ActivityType",
    "Answer",
    "Audience",
    "Channel",
    "CheckIn",
    "CheckInDraft",
    "CompanyPermission",
    "Consent",
    "ConsentAudience",
    "ContactPreference",
    "Cue",
    "CueKind",
    "CycleStep",
    "Depth",
    "HasRecommended",
    "Judgement",
    "Link",
    "Mode",
    "Mood",
    "Nomination",
    "NominationEvent",
    "NominationStage",
    "NominationStatus",
    "Outcome",
    "Purpose",
    "ReconsentCycle",
    "Reference",
    "ReferenceEvent",
    "Result",
    "Standing",
    "StandingCheck",
    "StoryKind",
    "StorySeed",
    "ThankYou",
    "ThankYouKind",
    "TopicStrength",
    "Use",
    "UseConsent",
    "UseState",
    "WouldRecommend",
]
