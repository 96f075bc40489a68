"""What is made up about a customer? Itself, what went wrong, what they answered and what they signed."""

from datetime import timedelta

from bench.making import INDUSTRIES, REGIONS, Making
from bench.people import add_person
from customers.models import (
    Contract,
    Customer,
    CustomerEvent,
    Deployment,
    Hardship,
    Issue,
    Relationship,
    SurveyResponse,
)
from references.models import CompanyPermission

KINDS = ("support", "contract", "billing", "sales_relationship", "unresponsive", "other")
HARD_TIMES = ("layoffs", "restructuring", "merger", "leadership_change", "incident", "bereavement")


def add_customer(making: Making) -> None:
    dice = making.random
    name = f"{making.word()} {making.word()} {dice.choice(('Mills', 'Group', 'Yards', 'Works', 'Foods'))}"
    since = making.ago(200, 4000)
    policy = dice.choices(("", "public", "private", "ask", "none"), (70, 10, 10, 7, 3))[0]
    key = making.add(
        Customer,
        name=name,
        name_key=name.casefold(),
        domain=f"{name.replace(' ', '-').lower()}.example",
        industry=dice.choice(INDUSTRIES),
        region=dice.choice(REGIONS),
        country=dice.choice(("Arland", "Belmor", "Castrel")),
        employees=dice.randint(10, 90_000),
        customer_since=since,
        reference_policy=policy,
        owner_id=making.rep(),
    )
    making.add(Deployment, customer_id=key, product_id=dice.randint(1, 30), since=since)
    _issues(making, key)
    _hardships(making, key)
    _surveys(making, key)
    _papers(making, key)
    for _ in range(dice.choices((1, 2, 3), (60, 30, 10))[0]):
        add_person(making, key)


def _issues(making: Making, customer: int) -> None:
    through = Issue.topics.through
    seq = 0
    for _ in range(making.random.choices((0, 1, 2, 3), (40, 35, 15, 10))[0]):
        opened = making.ago(11, 700)
        resolved = None if making.chance(5) else opened + timedelta(days=making.random.randint(1, 11))
        recovery = making.random.randint(1, 5) if resolved and making.chance(30) else None
        key = making.add(
            Issue,
            customer_id=customer,
            kind=making.random.choice(KINDS),
            severity=making.random.choices((1, 2, 3, 4), (40, 35, 20, 5))[0],
            summary="What they told us, in two or three sentences, as somebody wrote it down.",
            opened_on=opened,
            resolved_on=resolved,
            recovery=recovery,
            may_be_told=recovery is not None and recovery > 3,
            opened_by_id=making.rep(),
        )
        making.add(through, issue_id=key, topic_id=making.random.choice(making.topics))
        for verb, day in (("open_issue", opened), ("resolve_issue", resolved)):
            if day:
                seq += 1
                making.event(CustomerEvent, verb, day, seq=seq, customer_id=customer, about=f"issue-{key}")


def _hardships(making: Making, customer: int) -> None:
    if not making.chance(8):
        return
    since = making.ago(5, 300)
    over = None if making.chance(40) else min(making.on, since + timedelta(days=making.random.randint(10, 200)))
    review = since + timedelta(days=90)
    kind = making.random.choice(HARD_TIMES)
    making.add(Hardship, customer_id=customer, kind=kind, since=since, review_on=review, ended_on=over)


def _surveys(making: Making, customer: int) -> None:
    for _ in range(making.random.choices((0, 1, 2, 3), (60, 20, 12, 8))[0]):
        series, scale, best = making.random.choice((("relationship", "nps", 10), ("transaction", "csat", 5)))
        score = best - making.random.choices((0, 1, 2, 4), (45, 30, 15, 10))[0]
        answered = making.ago(3, 400)
        handled = answered + timedelta(days=2) if score < best - 2 and making.chance(80) else None
        words = "A line or two that they wrote." if making.chance(30) else ""
        making.add(
            SurveyResponse,
            customer_id=customer,
            series=series,
            scale=scale,
            score=score,
            comment=words,
            tone=making.random.choices(("fine", "negative", "unread"), (88, 7, 5))[0] if words else "",
            answered_on=answered,
            handled_on=handled,
            handled_by_id=handled and making.manager(),
        )


def _papers(making: Making, customer: int) -> None:
    dice = making.random
    if making.chance(80):
        renews = making.on + timedelta(days=dice.randint(-60, 700))
        negotiating = making.ago(1, 60) if making.chance(3) else None
        making.add(Contract, customer_id=customer, renews_on=renews, negotiating_since=negotiating)
    if making.chance(15):
        making.add(
            CompanyPermission,
            customer_id=customer,
            activity_id=dice.choice((None, 3, 4, 5)),
            document="Clause 12 of the contract",
            approver="Head of communication",
            granted_on=making.ago(30, 600),
            valid_until=making.on + timedelta(days=dice.randint(-20, 400)) if making.chance(60) else None,
            recorded_by_id=making.manager(),
        )
    if making.chance(5):
        kind = dice.choice(("competitor", "same_group", "supplier"))
        other = f"{making.word()} {making.word()}"
        making.add(Relationship, customer_id=customer, other=other, name_key=other.casefold(), kind=kind)
