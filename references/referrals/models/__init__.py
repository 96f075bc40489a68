"""What a referral is made of, one kind of fact a file."""

from references.referrals.models.ask import AskStatus, Because, ReferralAsk, ReferralAskEvent
from references.referrals.models.compliment import Compliment
from references.referrals.models.plan import ReferralPlan, Segment
from references.referrals.models.referral import (
    Introduced,
    IntroducedLink,
    Referral,
    ReferralEvent,
    ReferralStatus,
)
from references.referrals.models.template import Frame, ReferralTemplate

__all__ = [
    "AskStatus",
    "Because",
    "Compliment",
    "Frame",
    "Introduced",
    "IntroducedLink",
    "Referral",
    "ReferralAsk",
    "ReferralAskEvent",
    "ReferralEvent",
    "ReferralPlan",
    "ReferralStatus",
    "ReferralTemplate",
    "Segment",
]
