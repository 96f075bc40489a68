"""Is this step possible now? Two tables: the life of an ask, and the life of an introduction; the README draws both."""

from references.referrals.models import AskStatus, ReferralAskEvent, ReferralEvent, ReferralStatus
from refprogram.history import ActedAs
from refprogram.steps import Step, Workflow

ASKS = Workflow(
    "referrals",
    Step("send_ask", (AskStatus.DUE,), AskStatus.ASKED, "Ask them"),
    Step("introduce", (AskStatus.ASKED,), AskStatus.INTRODUCED),
    Step("nobody", (AskStatus.ASKED,), AskStatus.NOBODY_CAME_TO_MIND),
    Step("rather_not", (AskStatus.ASKED,), AskStatus.DECLINED),
    Step("drop_ask", (AskStatus.DUE, AskStatus.ASKED), AskStatus.DROPPED, "Let it go"),
    event=ReferralAskEvent,
    of="ask",
)

_OPEN = (
    ReferralStatus.INTRODUCED,
    ReferralStatus.NOTIFIED,
    ReferralStatus.CONTACTED,
    ReferralStatus.QUALIFIED,
)
REFERRALS = Workflow(
    "referrals",
    Step("notify", (ReferralStatus.INTRODUCED,), ReferralStatus.NOTIFIED, "I told them, and what we keep"),
    Step("miss", (ReferralStatus.NOTIFIED,), ReferralStatus.INTRODUCED),
    Step("contact", (ReferralStatus.NOTIFIED,), ReferralStatus.CONTACTED, "We have spoken"),
    Step("qualify", (ReferralStatus.CONTACTED,), ReferralStatus.QUALIFIED, "It may become something"),
    Step("win", (ReferralStatus.QUALIFIED,), ReferralStatus.WON, "They became a customer"),
    Step("lose", (ReferralStatus.CONTACTED, ReferralStatus.QUALIFIED), ReferralStatus.LOST, "It came to nothing"),
    Step("decline", _OPEN, ReferralStatus.DECLINED, "They would rather not"),
    Step("forget", _OPEN, ReferralStatus.FORGOTTEN),
    event=ReferralEvent,
    of="referral",
)


class TheProgram:
    """The program acting by itself: a letter left or came back, a time is over, or a person is to be left in peace."""

    acted_as = ActedAs.CLOCK

    def has_perm(self, permission: str) -> bool:
        return permission in {"referrals.notify", "referrals.miss", "referrals.forget", "referrals.drop_ask"}


THE_PROGRAM = TheProgram()
