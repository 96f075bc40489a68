"""What of referrals goes when somebody who was asked is forgotten? The words, and the link to whom they introduced."""

from datetime import date

from django.db import transaction

from customers.models.survey import ERASED
from references.models import Reference
from references.referrals.models import Compliment, Introduced, Referral, ReferralAsk
from references.referrals.workflow import ASKS, THE_PROGRAM


@transaction.atomic
def forget_asks(reference: Reference, *, on: date) -> None:
    """Delete in which words somebody was asked and praised us, and that it was them who introduced anybody.

    Whom they introduced stays as long as that person lets us: it is their own data.
    """
    mine = ReferralAsk.objects.filter(reference=reference)
    for ask in mine.open().order_by("pk"):
        ASKS.take("drop_ask", ask, by=THE_PROGRAM)
    mine.exclude(asked_on=None).update(circle=ERASED, sentence=ERASED)
    Compliment.objects.filter(reference=reference).update(words="")
    Introduced.objects.filter(referral__ask__reference=reference).update(words="")
    Referral.objects.filter(ask__reference=reference).update(ask=None)
