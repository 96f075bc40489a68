"""How is the fictional program put together? Cast, customers, lives and deals, told by the diary up to a day."""

from datetime import date, timedelta

from django.db import transaction

from customers.models import Customer, Deployment
from customers.models.customer import name_key
from references.models import CycleStep, Link, Purpose, ReconsentCycle, UseConsent
from references.standing import sweep
from refprogram.accounts.models import User
from refprogram.management.seed.after import afterwards
from refprogram.management.seed.cast import ACCOUNTS, Cast, address, hire
from refprogram.management.seed.companies import Played, companies
from refprogram.management.seed.deals import tell
from refprogram.management.seed.diary import Diary
from refprogram.management.seed.knowledge import known
from refprogram.management.seed.lives import LIVES, Lived
from refprogram.management.seed.rewards import rewards
from refprogram.management.seed.voices import voices
from refprogram.management.seed.wanted import deals
from refprogram.management.seed.wishes import wishes
from refprogram.outbox.models import Message, State

# The first so many lives are of people who may be asked; requests choose among them, so that no life gets in the way.
SPEAKERS = 55
STILL_ANSWERED = timedelta(days=10)


def is_there() -> bool:
    """Say whether this database holds the fictional program already."""
    return User.objects.filter(email=address(ACCOUNTS[0][0])).exists()


@transaction.atomic
def put_together(*, on: date) -> None:
    """Write the whole program, all of it or nothing."""
    cast = hire()
    customers = [_customer(played, place, cast, on=on) for place, played in enumerate(companies())]
    lived = [
        Lived(cast, played, customer, rep=_rep(cast, place), manager=_manager(cast, place), number=place + 1)
        for place, (played, customer) in enumerate(zip(companies(), customers, strict=True))
    ]
    lives = [lead(me) for lead, me in zip(LIVES, lived, strict=True)]
    learned = [known(me, today=on) for me in lived]
    speakers = {customer.pk for customer in customers[:SPEAKERS]}
    diary = Diary(on=on)
    told = (tell(deal, cast=cast, speakers=speakers, today=on) for deal in deals())
    others = [*wishes(cast), *rewards(cast), *voices(cast, speakers=speakers), *afterwards(cast)]
    diary.tell([*lives, *learned, *told, *others])
    _leave_letters_to_be_sent(diary)
    sweep(on=on)


def _customer(played: Played, place: int, cast: Cast, *, on: date) -> Customer:
    since = date(played.since, 1 + place % 12, 1 + place % 28)
    customer = Customer.objects.create(
        name=played.name,
        name_key=name_key(played.name),
        external_id=f"NQ-{1000 + place}",
        domain=played.domain,
        industry=played.industry,
        country=played.country,
        region=played.region,
        city=played.city,
        employees=played.employees,
        customer_since=since,
    )
    for product in {place % 4, place * 7 // 3 % 4}:
        started = min(since + timedelta(days=30 * (product + 1)), on)
        Deployment.objects.create(customer=customer, product=cast.products[product], since=started)
    return customer


def _rep(cast: Cast, place: int) -> User:
    return cast.people["rep" if place % 3 else "rep2"]


def _manager(cast: Cast, place: int) -> User:
    return cast.people["manager2" if place % 4 == 3 else "manager"]


def _leave_letters_to_be_sent(diary: Diary) -> None:
    """Queue again what a customer may still answer, so that the outbox sends it with a link that works.

    One old letter failed and of one nobody knows, because such things happen and somebody has to see them.
    """
    open_questions = [f"question-{pk}" for pk in UseConsent.objects.open().values_list("pk", flat=True)]
    answered = Link.objects.filter(purpose=Purpose.CHECK_IN, used_at__isnull=False).values("reference")
    since = diary.on - STILL_ANSWERED
    unanswered = ReconsentCycle.objects.filter(on__gte=since).exclude(reference__in=answered)
    checks = [f"cycle-{pk}" for pk in unanswered.exclude(step=CycleStep.ESCALATION).values_list("pk", flat=True)]
    for live in (Message.objects.filter(key__in=keys) for keys in (open_questions, checks)):
        live.update(state=State.QUEUED, sent_at=None, next_at=diary.began, attempts=0)
    letters = Message.objects.filter(kind="six_month_check", state=State.SENT).order_by("-pk")
    failed, unknown = letters[:2]
    Message.objects.filter(pk=failed.pk).update(
        state=State.FAILED, sent_at=None, last_error="550 to RCPT: no such mailbox here"
    )
    Message.objects.filter(pk=unknown.pk).update(
        state=State.UNCERTAIN,
        sent_at=None,
        last_error="The mail server was given the letter and did not confirm it (TimeoutError).",
    )
