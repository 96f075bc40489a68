"""What is kept of words on their way into the world: the words, their dossier, and every place they are shown at."""

from references.testimonials.models.attachment import Attachment, AttachmentKind
from references.testimonials.models.connection import AskedOf, Connection, Tie
from references.testimonials.models.endorsement import (
    Endorsement,
    EndorsementEvent,
    Kind,
    Origin,
    Speaker,
    Status,
)
from references.testimonials.models.mention import Mention, Tone
from references.testimonials.models.placement import Channel, Placement, ProofPage, Takedown
from references.testimonials.models.proof import (
    BodyDecision,
    Credential,
    Evaluation,
    Finding,
    Substantiation,
    Typicality,
    UseProof,
)
from references.testimonials.models.words import Approval, Naming, SaidBy, Showing, Verdict, Words

__all__ = [
    "Approval",
    "AskedOf",
    "Attachment",
    "AttachmentKind",
    "BodyDecision",
    "Channel",
    "Connection",
    "Credential",
    "Endorsement",
    "EndorsementEvent",
    "Evaluation",
    "Finding",
    "Kind",
    "Mention",
    "Naming",
    "Origin",
    "Placement",
    "ProofPage",
    "SaidBy",
    "Showing",
    "Speaker",
    "Status",
    "Substantiation",
    "Takedown",
    "Tie",
    "Tone",
    "Typicality",
    "UseProof",
    "Verdict",
    "Words",
]
