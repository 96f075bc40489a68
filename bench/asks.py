"""What is made up about a request? The deal, the wish, how far it is, and who was given to it."""

from datetime import date, timedelta

from bench.making import INDUSTRIES, REGIONS, Making
from bench.people import add_question, add_use
from references.models.wish import SizeBand
from requests.models import Assignment, Opportunity, ReferenceRequest, RequestEvent, WantedTopic

# Of a hundred requests: most are over, one in five is on somebody's desk.
OVER = {"closed": 55, "completed": 12, "cancelled": 8, "expired": 6}
WITH_SOMEBODY = {"matched": 3, "awaiting_customer": 4, "confirmed": 2}
STATES = {**OVER, **WITH_SOMEBODY, "submitted": 3, "in_review": 4, "needs_review": 2, "declined_by_customer": 1}


def add_request(making: Making, status: str) -> None:
    dice = making.random
    needed = making.ago(1, 500) if status in OVER else making.on + timedelta(days=dice.randint(1, 40))
    rep, manager = making.rep(), making.manager() if status != "submitted" else None
    prospect = f"{making.word()} {making.word()}"
    deal = making.add(
        Opportunity,
        name="A new plant",
        account=prospect,
        domain=f"{prospect.replace(' ', '-').lower()}.example",
        value=dice.randint(10, 900) * 1000,
        close_on=needed + timedelta(days=30),
        owner_id=rep,
    )
    began = min(making.on, needed) - timedelta(days=dice.randint(1, 20))
    ask = making.add(
        ReferenceRequest,
        opportunity_id=deal,
        requested_by_id=rep,
        activity_id=dice.choices((1, 2, 3, 4), (70, 15, 10, 5))[0],
        depth=dice.choice(("quick", "use_case", "long_history")),
        matters_most="How long it took, and what support is like.",
        industry=dice.choice(INDUSTRIES),
        region=dice.choice(REGIONS),
        size=dice.choice(SizeBand.values),
        product_id=dice.randint(1, 30),
        trouble=making.chance(10),
        needed_by=needed,
        status=status,
        manager_id=manager,
        created_at=making.at(began),
    )
    for rank, topic in enumerate(dice.sample(making.topics, min(2, len(making.topics))), start=1):
        making.add(WantedTopic, ask_id=ask, topic_id=topic, rank=rank)
    making.event(RequestEvent, "submit", began, seq=1, ask_id=ask)
    if manager:
        making.event(RequestEvent, "take_up", began, seq=2, ask_id=ask)
    if making.willing and status in (*WITH_SOMEBODY, "completed"):
        _given(making, ask, status, began)


def _given(making: Making, ask: int, status: str, began: date) -> None:
    """Put somebody on a request, each person on one at most."""
    reference = making.willing.pop(making.random.randrange(len(making.willing)))
    question = use = None
    if status != "matched":
        question = add_question(making, reference, began, answer="" if status == "awaiting_customer" else "yes", days=1)
    if question and status in ("confirmed", "completed"):
        ahead = timedelta(days=-1 if status == "completed" else 9)
        use = add_use(making, reference, question, making.on + ahead)
    chosen = {"reference_id": reference, "use_consent_id": question, "use_id": use}
    making.add(Assignment, ask_id=ask, created_at=making.at(began), **chosen)
