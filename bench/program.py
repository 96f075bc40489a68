"""What does a large program look like? Made-up customers with their people and their past, the same at every run.

The mix is meant to be that of a company with good manners and normal trouble: one customer in twenty has an open issue,
one in thirty goes through a hard time, two people in three have been spoken with, and some of that is long ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from bench.bulk import Table
from customers.models import (
    Contact,
    ContactDetails,
    Contract,
    Customer,
    CustomerEvent,
    Deployment,
    Hardship,
    Issue,
    Product,
    Relationship,
    SurveyResponse,
    Topic,
)
from references.models import (
    ActivityType,
    CheckIn,
    CompanyPermission,
    Consent,
    ConsentAudience,
    ContactPreference,
    Cue,
    Nomination,
    Reference,
    ReferenceEvent,
    ThankYou,
    TopicStrength,
    Use,
    UseConsent,
)
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.dates import add_months
from requests.models import Assignment, Opportunity, ReferenceRequest, RequestEvent, WantedTopic

SEED = 20261123
REPS, MANAGERS, TOPICS = 200, 8, 20
# (code, name, mode, public, weight, most in a quarter, days of rest)
ACTIVITIES = (
    ("call", "Reference call", "live", False, 1, 3, 14),
    ("visit", "Site visit", "live", False, 3, 1, 90),
    ("talk", "Talk at an event", "live", True, 3, 1, 90),
    ("quote", "Written quote", "content", True, 1, None, 0),
    ("story", "Written story", "content", True, 2, 1, 60),
)
INDUSTRIES = tuple(
    f"{word} {end}"
    for word in ("Harbour", "Timber", "Copper", "Orchard", "Glass", "Wool", "River", "Salt", "Paper", "Stone")
    for end in ("works", "trade")
)
REGIONS = ("North", "South", "East", "West", "Islands", "Highlands", "Coast", "Plains")
TITLES = ("Head of operations", "Plant manager", "Head of purchasing", "Finance lead", "IT lead", "Team lead")
FIRST = ("Al", "Bren", "Cor", "Dor", "El", "Fen", "Gal", "Hol", "Ister", "Jun", "Kel", "Lor", "Mar", "Nor", "Os", "Per")
SECOND = ("ba", "deth", "gan", "lin", "mora", "nix", "par", "quin", "rath", "sen", "tor", "vale", "wick", "xa", "yon")
KINDS = ("support", "contract", "billing", "sales_relationship", "unresponsive", "other")
HARD_TIMES = ("layoffs", "restructuring", "merger", "leadership_change", "incident", "bereavement")
CUES = ("maybe", "if_you_need", "busy", "changed_subject")
# Of a hundred requests: most are over, one in five is on somebody's desk.
OVER = {"closed": 55, "completed": 12, "cancelled": 8, "expired": 6}
WITH_SOMEBODY = {"matched": 3, "awaiting_customer": 4, "confirmed": 2}
STATES = {**OVER, **WITH_SOMEBODY, "submitted": 3, "in_review": 4, "needs_review": 2, "declined_by_customer": 1}


def put_together(customers: int, *, on: date) -> dict[str, int]:
    """Make a program up in an empty database, as of a day; return how many rows of what there are now."""
    Topic.objects.bulk_create([Topic(name=f"Topic {number}") for number in range(TOPICS)])
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    making = Making(random=Random(SEED), on=on, topics=topics)
    making.people_here()
    for _ in range(customers):
        making.customer()
    for status in STATES:
        making.request(status)
    for status in making.random.choices(list(STATES), list(STATES.values()), k=customers // 100):
        making.request(status)
    with transaction.atomic():
        return {table.model._meta.label: table.store() for table in making.tables.values()}


@dataclass
class Making:
    """A program in the making: the dice, the day, and the rows so far."""

    random: Random
    on: date
    topics: Sequence[int]
    tables: dict[type[models.Model], Table] = field(default_factory=dict)
    willing: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
        self.now = timezone.now()

    def add(self, model: type[models.Model], **values: Any) -> int:
        if model not in self.tables:
            self.tables[model] = Table(model)
        return self.tables[model].add(**values)

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def ago(self, fewest: int, most: int) -> date:
        return self.on - timedelta(days=self.random.randint(fewest, most))

    def at(self, day: date) -> datetime:
        return min(datetime(day.year, day.month, day.day, 10, 30, tzinfo=self.zone), self.now)

    def rep(self) -> int:
        return 1 + MANAGERS + self.random.randrange(REPS)

    def manager(self) -> int:
        return 1 + self.random.randrange(MANAGERS)

    # Who works here, and what there is to ask for

    def people_here(self) -> None:
        for number in range(MANAGERS + REPS):
            role = Role.REFERENCE_MANAGER if number < MANAGERS else Role.SALES_REP
            self.add(
                User,
                email=f"user{number}@example.com",
                role=role,
                first_name=self._word(),
                password="!",
                is_staff=False,
            )
        for code, name, mode, public, weight, most, rest in ACTIVITIES:
            offer = {"code": code, "name": name, "mode": mode, "public": public, "confirm_each_use": mode == "live"}
            self.add(ActivityType, **offer, weight=weight, max_per_quarter=most, rest_days=rest)
        for number in range(30):
            self.add(Product, name=f"Product {number}", family=f"Family {number % 5}")

    # A customer

    def customer(self) -> None:
        dice = self.random
        name = f"{self._word()} {self._word()} {dice.choice(('Mills', 'Group', 'Yards', 'Works', 'Foods'))}"
        since = self.ago(200, 4000)
        policy = dice.choices(("", "public", "private", "ask", "none"), (70, 10, 10, 7, 3))[0]
        key = self.add(
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
            owner_id=self.rep(),
        )
        self.add(Deployment, customer_id=key, product_id=dice.randint(1, 30), since=since)
        self._issues(key)
        self._hardships(key)
        self._surveys(key)
        self._papers(key)
        for _ in range(dice.choices((1, 2, 3), (60, 30, 10))[0]):
            self._person(key)

    def _issues(self, customer: int) -> None:
        through = Issue.topics.through
        seq = 0
        for _ in range(self.random.choices((0, 1, 2, 3), (40, 35, 15, 10))[0]):
            opened = self.ago(11, 700)
            resolved = None if self.chance(5) else opened + timedelta(days=self.random.randint(1, 11))
            recovery = self.random.randint(1, 5) if resolved and self.chance(30) else None
            key = self.add(
                Issue,
                customer_id=customer,
                kind=self.random.choice(KINDS),
                severity=self.random.choices((1, 2, 3, 4), (40, 35, 20, 5))[0],
                summary="What they told us, in two or three sentences, as somebody wrote it down.",
                opened_on=opened,
                resolved_on=resolved,
                recovery=recovery,
                may_be_told=recovery is not None and recovery > 3,
                opened_by_id=self.rep(),
            )
            self.add(through, issue_id=key, topic_id=self.random.choice(self.topics))
            for verb, day in (("open_issue", opened), ("resolve_issue", resolved)):
                if day:
                    seq += 1
                    self._event(CustomerEvent, verb, day, seq=seq, customer_id=customer, about=f"issue-{key}")

    def _hardships(self, customer: int) -> None:
        if not self.chance(8):
            return
        since = self.ago(5, 300)
        over = None if self.chance(40) else min(self.on, since + timedelta(days=self.random.randint(10, 200)))
        review = since + timedelta(days=90)
        kind = self.random.choice(HARD_TIMES)
        self.add(Hardship, customer_id=customer, kind=kind, since=since, review_on=review, ended_on=over)

    def _surveys(self, customer: int) -> None:
        for _ in range(self.random.choices((0, 1, 2, 3), (60, 20, 12, 8))[0]):
            series, scale, best = self.random.choice((("relationship", "nps", 10), ("transaction", "csat", 5)))
            score = best - self.random.choices((0, 1, 2, 4), (45, 30, 15, 10))[0]
            answered = self.ago(3, 400)
            handled = answered + timedelta(days=2) if score < best - 2 and self.chance(80) else None
            words = "A line or two that they wrote." if self.chance(30) else ""
            self.add(
                SurveyResponse,
                customer_id=customer,
                series=series,
                scale=scale,
                score=score,
                comment=words,
                tone=self.random.choices(("fine", "negative", "unread"), (88, 7, 5))[0] if words else "",
                answered_on=answered,
                handled_on=handled,
                handled_by_id=handled and self.manager(),
            )

    def _papers(self, customer: int) -> None:
        dice = self.random
        if self.chance(80):
            renews = self.on + timedelta(days=dice.randint(-60, 700))
            negotiating = self.ago(1, 60) if self.chance(3) else None
            self.add(Contract, customer_id=customer, renews_on=renews, negotiating_since=negotiating)
        if self.chance(15):
            self.add(
                CompanyPermission,
                customer_id=customer,
                activity_id=dice.choice((None, 3, 4, 5)),
                document="Clause 12 of the contract",
                approver="Head of communication",
                granted_on=self.ago(30, 600),
                valid_until=self.on + timedelta(days=dice.randint(-20, 400)) if self.chance(60) else None,
                recorded_by_id=self.manager(),
            )
        if self.chance(5):
            kind = dice.choice(("competitor", "same_group", "supplier"))
            other = f"{self._word()} {self._word()}"
            self.add(Relationship, customer_id=customer, other=other, name_key=other.casefold(), kind=kind)

    # A person

    def _person(self, customer: int) -> None:
        dice = self.random
        status = dice.choices(("active", "left", "bounced", "away"), (95, 3, 1, 1))[0]
        gone = None if status == "active" else self.ago(0, 60)
        contact = self.add(
            Contact,
            customer_id=customer,
            title=dice.choice(TITLES),
            language="en",
            status=status,
            status_since=gone,
            back_on=self.on + timedelta(days=dice.randint(1, 20)) if status == "away" else None,
        )
        name = f"{self._word()} {self._word()}"
        self.add(ContactDetails, contact_id=contact, name=name, email=f"person{contact}@example.com")
        reference = self.add(Reference, contact_id=contact, opened_on=self.ago(100, 1500))
        if self.chance(20):
            self.add(
                Nomination,
                reference_id=reference,
                nominated_by_id=self.rep(),
                nominated_on=self.ago(0, 400),
                why="They like to talk about what they built.",
                known_problems="None known.",
            )
        if self.chance(10):
            source = {"source": "customer", "on": self.ago(10, 300)}
            self.add(ContactPreference, reference_id=reference, max_per_quarter=dice.randint(1, 3), **source)
        if self.chance(12):
            self._talk(reference, self.ago(1, 300), direct=False, seq=1)
        elif self.chance(68):
            self._known(reference)

    def _known(self, reference: int) -> None:
        """Give somebody a past with us: talks, newest last, what they agreed to, and what came of it."""
        dice = self.random
        newest = dice.choices((dice.randint(0, 150), dice.randint(151, 184), dice.randint(185, 600)), (80, 12, 8))[0]
        days = sorted((newest + 150 * turn for turn in range(dice.randint(1, 3))), reverse=True)
        willing = True
        for seq, days_ago in enumerate(days, start=1):
            willing = self._talk(reference, self.on - timedelta(days=days_ago), direct=True, seq=seq)
        if willing:
            self.willing.append(reference)
            self._agreed(reference, self.on - timedelta(days=newest))
        for topic in dice.sample(self.topics, min(2, len(self.topics))):
            rating = dice.choices((1, 2, 3, 4, 5), (3, 7, 25, 40, 25))[0]
            about = {"topic_id": topic, "rating": rating, "source": "staff", "on": self.ago(10, 400)}
            self.add(TopicStrength, reference_id=reference, by_id=self.manager(), **about)
        if willing and self.chance(35):
            self._spent(reference)

    def _talk(self, reference: int, day: date, *, direct: bool, seq: int) -> bool:
        moods = ("delighted", "willing", "hesitant", "unhappy")
        mood = self.random.choices(moods, (35, 55, 6, 4))[0] if direct else ""
        willing = mood != "unhappy"
        key = self.add(
            CheckIn,
            reference_id=reference,
            on=day,
            channel=self.random.choice(("call", "meeting", "email")),
            direct=direct,
            outcome="willing" if willing else "not_willing",
            mood=mood,
            note="We spoke about how it goes and what comes next.",
            by_id=self.manager() if direct else self.rep(),
        )
        if direct and self.chance(3):
            self.add(Cue, checkin_id=key, kind=self.random.choice(CUES))
        self._event(ReferenceEvent, "check_in", day, seq=seq, reference_id=reference, about=f"checkin-{key}")
        return willing

    def _agreed(self, reference: int, day: date) -> None:
        for activity in self.random.sample(range(1, len(ACTIVITIES) + 1), self.random.choice((1, 2, 2, 3))):
            ended = min(self.on, day + timedelta(days=30)) if self.chance(5) else None
            days = {"granted_on": day, "expires_on": add_months(day, 6), "ended_on": ended}
            by = self.manager()
            key = self.add(Consent, reference_id=reference, activity_id=activity, recorded_by_id=by, **days)
            if self.chance(70):
                for audience in self.random.choice((("prospect",), ("prospect", "analyst"), ("prospect", "event"))):
                    self.add(ConsentAudience, consent_id=key, audience=audience)

    def _spent(self, reference: int) -> None:
        asked = self.ago(20, 400)
        answer = self.random.choices(("yes", "not_now", "no"), (85, 10, 5))[0]
        question = self._question(reference, asked, answer=answer, days=self.random.randint(0, 9))
        if answer == "yes":
            self._use(reference, question, asked + timedelta(days=10))

    def _question(self, reference: int, asked: date, *, answer: str = "", days: int = 0) -> int:
        answered = min(self.on, asked + timedelta(days=days)) if answer else None
        return self.add(
            UseConsent,
            reference_id=reference,
            activity_id=1,
            audience="A prospect like them",
            about="How it went, and what they would do differently.",
            needed_by=asked + timedelta(days=20),
            asked_on=asked,
            asked_by_id=self.manager(),
            answer=answer,
            answered_on=answered,
            answered_at=answered and self.at(answered),
        )

    def _use(self, reference: int, question: int, day: date) -> int:
        done = day <= self.on
        state = "done" if done else "booked"
        use = self.add(Use, reference_id=reference, activity_id=1, use_consent_id=question, on=day, state=state)
        if done:
            thanked = None if self.chance(3) else min(self.on, day + timedelta(days=3))
            said = {"kind": "note_card" if thanked else "", "thanked_by_id": thanked and self.manager()}
            self.add(ThankYou, use_id=use, due_on=day + timedelta(days=3), thanked_on=thanked, **said)
        return use

    # A request

    def request(self, status: str) -> None:
        dice = self.random
        needed = self.ago(1, 500) if status in OVER else self.on + timedelta(days=dice.randint(1, 40))
        rep, manager = self.rep(), self.manager() if status != "submitted" else None
        prospect = f"{self._word()} {self._word()}"
        deal = self.add(
            Opportunity,
            name="A new plant",
            account=prospect,
            domain=f"{prospect.replace(' ', '-').lower()}.example",
            value=dice.randint(10, 900) * 1000,
            close_on=needed + timedelta(days=30),
            owner_id=rep,
        )
        began = min(self.on, needed) - timedelta(days=dice.randint(1, 20))
        ask = self.add(
            ReferenceRequest,
            opportunity_id=deal,
            requested_by_id=rep,
            activity_id=dice.choices((1, 2, 3, 4), (70, 15, 10, 5))[0],
            depth=dice.choice(("quick", "use_case", "long_history")),
            matters_most="How long it took, and what support is like.",
            industry=dice.choice(INDUSTRIES),
            region=dice.choice(REGIONS),
            needed_by=needed,
            status=status,
            manager_id=manager,
            created_at=self.at(began),
        )
        for rank, topic in enumerate(dice.sample(self.topics, min(2, len(self.topics))), start=1):
            self.add(WantedTopic, ask_id=ask, topic_id=topic, rank=rank)
        self._event(RequestEvent, "submit", began, seq=1, ask_id=ask)
        if manager:
            self._event(RequestEvent, "take_up", began, seq=2, ask_id=ask)
        if self.willing and status in (*WITH_SOMEBODY, "completed"):
            self._given(ask, status, began)

    def _given(self, ask: int, status: str, began: date) -> None:
        """Put somebody on a request, each person on one at most."""
        reference = self.willing.pop(self.random.randrange(len(self.willing)))
        question = use = None
        if status != "matched":
            question = self._question(reference, began, answer="" if status == "awaiting_customer" else "yes", days=1)
        if question and status in ("confirmed", "completed"):
            ahead = timedelta(days=-1 if status == "completed" else 9)
            use = self._use(reference, question, self.on + ahead)
        chosen = {"reference_id": reference, "use_consent_id": question, "use_id": use}
        self.add(Assignment, ask_id=ask, created_at=self.at(began), **chosen)

    def _event(self, model: type[models.Model], verb: str, day: date, *, seq: int, **of: Any) -> None:
        self.add(model, verb=verb, seq=seq, actor_id=self.manager(), acted_as="staff", at=self.at(day), **of)

    def _word(self) -> str:
        return self.random.choice(FIRST) + self.random.choice(SECOND)
