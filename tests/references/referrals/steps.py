"""How does a referral come about? Each step as people take it."""

from references import links
from references.links import LinkHolder
from references.models import Link, Purpose
from references.referrals import actions
from references.referrals.actions import Somebody
from refprogram.dates import today
from tests.factories import ReferralAskFactory

CIRCLE = "the Leeds Logistics Forum"
OSWIN = Somebody(
    name="Oswin Tarrant", company="Tarrant Haulage", email="oswin@tarrant.example", words="Ask him about depots"
)


def asks(ask, *, by, circle=CIRCLE, sentence=f"Whom do you know at {CIRCLE}?"):
    return actions.send_ask(ask, frame="association", circle=circle, sentence=sentence, by=by, on=today())


def at_home(reference) -> LinkHolder:
    """Put somebody on their own page."""
    links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
    return LinkHolder(Link.objects.latest("pk"))


def introduces(ask, *, somebody=OSWIN):
    return actions.introduce(ask, somebody=somebody, by=at_home(ask.reference), on=today())


def introduced(**of):
    """Have somebody introduced by a person who was asked."""
    return introduces(ReferralAskFactory(asked=True, **of))
