"""Has somebody said thank you?"""

from datetime import date
from typing import Any

from django.db import transaction

from references.actions.noted import hold_with_colleagues, note_down
from references.actions.rewards import Reward, answer_reward, give_reward, offer_reward
from references.models import Act, RewardAnswer, RewardEntry, ThankYou, ThankYouKind
from refprogram.errors import Refused


@transaction.atomic
def thank(thank_you: ThankYou, *, kind: str, by: Any, on: date, gift: Reward | None = None) -> ThankYou:
    """Write down that somebody said thank you, and how; a gift goes into the ledger of rewards with it.

    Raises `Refused` where such a gift may not be taken, and for a gift of which nobody says what it is.
    """
    hold_with_colleagues(thank_you.use.reference, by=by)
    if not ThankYou.objects.owed().filter(pk=thank_you.pk).update(kind=kind, thanked_on=on, thanked_by=by):
        raise Refused("Somebody has already said thank you for this. Twice does no harm, but it is written down once.")
    if kind == ThankYouKind.GIFT:
        _give(thank_you, gift, by=by, on=on)
    note_down(thank_you.use.reference, "thank", by=by, about=f"thankyou-{thank_you.pk}")
    thank_you.refresh_from_db()
    return thank_you


def _give(thank_you: ThankYou, gift: Reward | None, *, by: Any, on: date) -> None:
    if gift is None:
        raise Refused("Say what the gift was and what it is worth: whoever receives one is said to have received it.")
    entry = offer_reward(thank_you.use.reference, act=Act.ACTIVITY, reward=gift, by=by, on=on)
    RewardEntry.objects.filter(pk=entry.pk).update(thank_you=thank_you)
    give_reward(answer_reward(entry, answer=RewardAnswer.ACCEPTED, by=by, on=on), by=by, on=on)
