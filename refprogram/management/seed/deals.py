"""Which references did the fictional reps ask for, and how far did each request come?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from customers.actions import open_issue
from customers.models import Customer
from customers.models.issue import IssueKind, Severity
from references import links
from references.actions import thank
from references.links import LinkHolder
from references.models import Answer, Purpose, Reference, ThankYou, ThankYouKind
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life
from requests import actions
from requests.matching import ranked
from requests.models import Assignment, ReferenceRequest


@dataclass(frozen=True)
class Deal:
    """A line of `DEALS`: the prospect and the wish, and what happened when, in words and days ago."""

    account: str
    name: str
    value: int
    industry: str
    region: str
    activity: str
    needed_in: int
    rep: str
    manager: str
    course: tuple[tuple[str, int], ...]
    matters: str


@dataclass
class Told:
    """One request while it is being told."""

    deal: Deal
    cast: Cast
    speakers: set[int]
    ask: ReferenceRequest
    on: date

    @property
    def rep(self) -> Any:
        return self.cast.people[self.deal.rep]

    @property
    def manager(self) -> Any:
        return self.cast.people[self.deal.manager]

    def assigned(self) -> Assignment:
        return Assignment.objects.select_related("reference__contact").filter(ask=self.ask).latest("pk")

    def choose(self) -> None:
        """Take the best match among those whose own life holds no surprise and who are on no other request."""
        taken = Assignment.objects.live().values("reference")
        declined = Assignment.objects.said_no(self.ask).values("reference")
        among = Reference.objects.filter(contact__customer__in=self.speakers).exclude(pk__in=taken)
        among = among.exclude(pk__in=declined)
        best = ranked(among, self.ask.terms(on=self.on))[0]
        actions.match(self.ask, reference=best.pk, by=self.manager, on=self.on)

    def answer(self, answer: str, words: str = "") -> None:
        question = self.assigned().use_consent
        assert question is not None
        address = links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=self.on, use_consent=question)
        link = links.find(address.rstrip("/").rpartition("/")[2], on=self.on)
        assert link is not None
        actions.answer(LinkHolder(link), answer=answer, words=words, on=self.on)

    def trouble(self) -> None:
        open_issue(
            Customer.objects.get(contacts=self.assigned().reference.contact),
            kind=IssueKind.SUPPORT,
            severity=Severity.CRITICAL,
            summary="The booking feed stopped over night.",
            opened_on=self.on,
            topics=[self.cast.topics["Interfaces"]],
            by=self.rep,
            on=self.on,
        )

    def say_thanks(self) -> None:
        owed = ThankYou.objects.owed().get(use=self.assigned().use)
        thank(owed, kind=ThankYouKind.NOTE_CARD, by=self.manager, on=self.on)


NOBODY = "Nobody in this industry who agreed to site visits; the rep uses the case study instead."

WORDS: dict[str, Callable[[Told], object]] = {
    "sent": lambda told: actions.submit(told.ask, by=told.rep),
    "taken": lambda told: actions.take_up(told.ask, by=told.manager),
    "matched": Told.choose,
    "asked": lambda told: actions.ask_customer(
        told.ask, reference=told.assigned().reference_id, by=told.manager, on=told.on
    ),
    "yes": lambda told: told.answer(Answer.YES),
    "gladly": lambda told: told.answer(Answer.YES, "Gladly. Mornings are best for me."),
    "no": lambda told: told.answer(Answer.NO),
    "later": lambda told: told.answer(Answer.NOT_NOW, "Ask me again after the stocktaking."),
    "talk": lambda told: told.answer(Answer.TALK, "Happy to help, but I want to know who is on the call."),
    "issue": Told.trouble,
    "resumed": lambda told: actions.resume(told.ask, by=told.manager),
    "revealed": lambda told: actions.reveal(told.ask, by=told.rep, on=told.on),
    "done": lambda told: actions.complete(told.ask, by=told.manager, on=told.on),
    "thanked": Told.say_thanks,
    "closed": lambda told: actions.close(told.ask, by=told.manager),
    "nobody": lambda told: actions.close(told.ask, by=told.manager, note=NOBODY),
    "cancelled": lambda told: actions.cancel(told.ask, by=told.rep, note="The deal is lost."),
}

# prospect; deal; value in EUR; industry; region; activity; needed in days; rep; manager, then course; what matters
# What stands in comments is true today; "draft" comes first in every course, its number says how many days ago.
DEALS = """
# Drafts.
Calderune Foods; Depot roll-out; 210000; Food logistics; DACH; reference-call; 12; rep; manager
    draft 1; Reporting, and how support answers at night
Oakhelm Furniture; First site; 64000; Retail; Nordics; case-study; 25; rep2; manager
    draft 5; A story they can show to their board
# Sent, nobody has taken it up.
Pembrand Paper; Yard automation; 340000; Manufacturing; Nordics; site-visit; 2; rep; manager
    draft 1, sent 1; A yard like theirs, three shifts, old gates
Marlowick Grocers; Fresh routes; 150000; Retail; UK and Ireland; reference-call; 9; rep; manager
    draft 2, sent 2; How long the first depot took
Kestrelund Pharma; Cold rooms; 480000; Healthcare; DACH; analyst-call; 16; rep2; manager
    draft 0, sent 0; Security review and audit trail
# In review.
Tarnhelm Insurance; Document runs; 95000; Financial services; Benelux; reference-call; 1; rep; manager
    draft 4, sent 4, taken 3; Whether migration kept the old data
Orlastrand Dairies; Milk rounds; 275000; Food logistics; Nordics; reference-call; 8; rep2; manager2
    draft 5, sent 5, taken 4; Temperature alarms on the road
# Matched, nobody asked yet.
Brackenmoor Schools; Bus planning; 120000; Education; UK and Ireland; reference-call; 3; rep; manager
    draft 6, sent 6, taken 5, matched 1; Parents who call; peaks in September
Vintergaard Wind; Service crews; 390000; Energy; Nordics; reference-call; 11; rep2; manager
    draft 7, sent 6, taken 4, matched 2; Crews without a signal for hours
# Waiting for the customer's answer.
Halbrook Clinics; Patient rides; 230000; Healthcare; UK and Ireland; reference-call; 6; rep; manager
    draft 5, sent 5, taken 4, matched 2, asked 1; How the drivers took to it
Sturmfeld Rail; Wagon turns; 610000; Transport; DACH; reference-call; 10; rep2; manager
    draft 6, sent 6, taken 5, matched 3, asked 2; Interfaces to an old system
Quellgrund Water; Meter rounds; 88000; Public sector; DACH; written-quote; 13; rep; manager2
    draft 4, sent 4, taken 3, matched 2, asked 2; A sentence for their council
# The customer said yes.
Lindenau Textiles; Two mills; 310000; Manufacturing; DACH; reference-call; 4; rep; manager
    draft 8, sent 8, taken 7, matched 5, asked 5, gladly 1; Roll-out in stages without a stop
Ferrowick Haulage; Night trunking; 175000; Transport; UK and Ireland; reference-call; 0; rep2; manager
    draft 9, sent 9, taken 8, matched 6, asked 6, yes 2, revealed 1; What it did to overtime
# It took place, and we owe a thank-you; the first for too long.
Solmarina Foods; Fish to market; 205000; Food logistics; Southern Europe; reference-call; -19; rep; manager
    draft 33, sent 33, taken 32, matched 30, asked 30, yes 27, revealed 26, done 19; Hours from boat to shop
Ardenquist Retail; Click and carry; 260000; Retail; Benelux; reference-call; -2; rep2; manager
    draft 14, sent 14, taken 13, matched 11, asked 11, gladly 8, done 2; Peaks before a holiday
Nebelhorn Energy; Gas fitters; 330000; Energy; DACH; reference-call; -1; rep; manager2
    draft 16, sent 15, taken 14, matched 12, asked 11, yes 9, revealed 8, done 1; Emergency calls in between
# It took place, and they were thanked.
Talverin Bank; Cash rounds; 140000; Financial services; Central Europe; reference-call; -9; rep; manager
    draft 25, sent 25, taken 24, matched 22, asked 22, yes 19, done 9, thanked 7; Security, and a second pair of eyes
# Closed: three after a call, one with nobody found.
Grantholm Builders; Crane plan; 98000; Construction; Nordics; reference-call; -40; rep; manager
    draft 61, sent 61, taken 60, matched 58, asked 58, yes 55, done 40, thanked 38, closed 36; Small crews, many sites
Morwenna Care; Home visits; 77000; Healthcare; UK and Ireland; reference-call; -55; rep2; manager
    draft 80, sent 80, taken 79, matched 76, asked 76, yes 71, done 55, thanked 54, closed 50; Carers without computers
Zellerbrück Glas; Furnace to dock; 420000; Manufacturing; DACH; site-visit; -62; rep; manager2
    draft 95, sent 95, taken 94, matched 90, asked 90, yes 84, done 62, thanked 61, closed 60; A dock at six o’clock
Polwarth County; Library vans; 54000; Public sector; UK and Ireland; site-visit; 5; rep2; manager
    draft 30, sent 30, taken 29, matched 27, asked 27, no 24, nobody 20; A county with few people
# Stopped, for a decision.
Ternisle Ferries; Booking feed; 365000; Transport; Nordics; reference-call; 7; rep; manager
    draft 9, sent 9, taken 8, matched 6, asked 6, yes 3, issue 0; What happens when the feed stops
Alvarado Retail; Store runs; 190000; Retail; Southern Europe; reference-call; 14; rep2; manager
    draft 8, sent 8, taken 7, matched 4, asked 4, talk 1; Returns, and who pays for them
# The customer would rather not; the second was resumed and asked somebody else.
Castellmar Tiles; Kiln loads; 115000; Construction; Southern Europe; reference-call; 18; rep; manager
    draft 10, sent 10, taken 9, matched 7, asked 7, later 2; Breakage on the way
Hvidsten Haulage; Timber rounds; 145000; Transport; Nordics; reference-call; 15; rep2; manager2
    draft 12, sent 12, taken 11, matched 9, asked 9, no 6, resumed 5, matched 4, asked 3, no 1; Winter roads
# Called off; out of time.
Isenbrook Academy; Campus post; 41000; Education; UK and Ireland; reference-call; 20; rep; manager
    draft 22, sent 22, taken 21, matched 19, cancelled 12; Term starts in October
Rivabella Pharma; Night pharmacy; 99000; Healthcare; Southern Europe; reference-call; -6; rep2; manager
    draft 24, sent 24, taken 23; Prescriptions at three in the morning
"""


def deals() -> Iterator[Deal]:
    lines = [line.strip() for line in DEALS.strip().splitlines() if not line.startswith("#")]
    for wish, told in zip(lines[::2], lines[1::2], strict=True):
        account, name, value, industry, region, activity, needed, rep, manager = wish.split("; ")
        course, matters = told.split("; ", 1)
        steps = tuple((word, int(ago)) for word, ago in (step.split() for step in course.split(", ")))
        yield Deal(account, name, int(value), industry, region, activity, int(needed), rep, manager, steps, matters)


def tell(deal: Deal, *, cast: Cast, speakers: set[int], today: date) -> Life:
    """Draft a request and take its steps, each on its day."""
    (_, drafted), *steps = deal.course
    on = yield drafted
    ask = actions.draft(
        deal={
            "name": deal.name,
            "account": deal.account,
            "value": Decimal(deal.value),
            "close_on": today + timedelta(days=max(deal.needed_in, 0) + 30),
        },
        need={
            "activity": cast.activities[deal.activity],
            "matters_most": deal.matters,
            "industry": deal.industry,
            "region": deal.region,
            "needed_by": today + timedelta(days=deal.needed_in),
        },
        by=cast.people[deal.rep],
    )
    told = Told(deal, cast, speakers, ask, on)
    for word, ago in steps:
        told.on = yield ago
        ask.refresh_from_db()
        WORDS[word](told)
