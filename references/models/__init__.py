"""What a reference is made of, one kind of fact a file."""

from references.models.activity import ActivityType, Mode
from references.models.checkin import Channel, CheckIn, Outcome
from references.models.consent import Answer, Consent, UseConsent
from references.models.cycle import CycleStep, ReconsentCycle
from references.models.judgement import Judgement
from references.models.link import Link, Purpose
from references.models.nomination import Nomination
from references.models.reference import Reference, ReferenceEvent
from references.models.thanks import ThankYou, ThankYouKind
from references.models.use import Use, UseState

__all__ = [
    "ActivityType",
    "Answer",
    "Channel",
    "CheckIn",
    "Consent",
    "CycleStep",
    "Judgement",
    "Link",
    "Mode",
    "Nomination",
    "Outcome",
    "Purpose",
    "ReconsentCycle",
    "Reference",
    "ReferenceEvent",
    "ThankYou",
    "ThankYouKind",
    "Use",
    "UseConsent",
    "UseState",
]
