"""Which references did the fictional reps ask for, and how far did each request come?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from customers.actions import open_issue
from customers.models import Customer
from customers.models.issue import IssueKind, Severity
from references.actions import thank
from references.models import Answer, Audience, ConsentChannel, Purpose, Reference, ThankYou, ThankYouKind
from references.models.wish import SizeBand
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life
from refprogram.management.seed.page import opened, shown
from refprogram.management.seed.wanted import Deal
from requests import actions
from requests.matching import ranked
from requests.models import Assignment, ReferenceRequest, Slot, Unfulfilled


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
        page = opened(purpose=Purpose.ASK, reference=question.reference_id, on=self.on, use_consent=question)
        evidence = shown([question.activity], on=self.on)
        actions.answer(page, answer=answer, words=words, evidence=evidence, on=self.on)

    def hear(self, answer: str) -> None:
        actions.record_answer(
            self.ask,
            reference=self.assigned().reference_id,
            answer=answer,
            how=ConsentChannel.CALL,
            said_on=self.on,
            by=self.manager,
            on=self.on,
        )

    def give_content(self) -> None:
        (newest, *_) = actions.offered_content(self.ask, reader=self.manager, on=self.on)
        actions.supply(self.ask, endorsements=[newest.endorsement.pk], by=self.manager, on=self.on)

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

    def at(self, day: int, hour: int) -> datetime:
        """Return an hour of the day that is told, or some days after it."""
        return datetime.combine(self.on + timedelta(days=day), time(hour), ZoneInfo(settings.PROGRAM_TIME_ZONE))

    def on_their_page(self) -> Any:
        return opened(purpose=Purpose.HOME, reference=self.assigned().reference_id, on=self.on)

    def offer(self, by: Any) -> None:
        starts = [self.at(3, 10), self.at(3, 15), self.at(4, 9)]
        last = self.ask.needed_by
        actions.offer_times(self.ask, starts=[one for one in starts if one.date() <= last], by=by, at=self.at(0, 12))

    def agree(self) -> None:
        first = Slot.objects.on_offer(self.ask)[0].starts_at
        actions.pick_time(self.ask, starts_at=first, by=self.on_their_page(), at=self.at(0, 12))

    def say_thanks(self) -> None:
        owed = ThankYou.objects.owed().get(use=self.assigned().use)
        thank(owed, kind=ThankYouKind.NOTE_CARD, by=self.manager, on=self.on)


# Who hears it; a prospect where nothing is said.
HEARD_BY = {"analyst-call": Audience.ANALYST, "event-talk": Audience.EVENT}

NOBODY = "Nobody in this industry who agreed to site visits, and one who would rather not."

WORDS: dict[str, Callable[[Told], object]] = {
    "sent": lambda told: actions.submit(told.ask, by=told.rep, on=told.on),
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
    "offers": lambda told: told.offer(told.rep),
    "theirs": lambda told: told.offer(told.on_their_page()),
    "agrees": Told.agree,
    "done": lambda told: actions.complete(told.ask, by=told.manager, on=told.on),
    "thanked": Told.say_thanks,
    "closed": lambda told: actions.close(told.ask, by=told.manager),
    "heard": lambda told: told.hear(Answer.YES),
    "unsaid": lambda told: told.answer(Answer.NO, "It has become a busy month after all."),
    "content": Told.give_content,
    "nobody": lambda told: actions.give_up(
        told.ask, because=Unfulfilled.NOBODY_SUITABLE, note=NOBODY, by=told.manager, on=told.on
    ),
    "cancelled": lambda told: actions.cancel(told.ask, by=told.rep, note="The deal is lost."),
}

# What some reps said beside the line of their deal: how large the prospect is, who is in the talk, what they will ask.
MORE: dict[str, dict[str, Any]] = {
    "Calderune Foods": {
        "size": SizeBand.MEDIUM,
        "role": "Head of Logistics",
        "questions": "How long until the depot reports were right?\nWho answers at three in the morning?",
        "trouble": True,
    },
    "Marlowick Grocers": {"size": SizeBand.LARGE, "role": "Head of Operations", "competitor": "Tarnfell Systems"},
    "Tarnhelm Insurance": {"size": SizeBand.LARGE, "questions": "What was lost on the way?", "trouble": True},
    "Orlastrand Dairies": {
        "size": SizeBand.SMALL,
        "role": "Head of Transport",
        "questions": "Do the drivers like it?\nHow soon does an alarm arrive?\nWhat would you do differently?",
    },
    "Brackenmoor Schools": {"size": SizeBand.SMALL, "questions": "How many calls did it save?"},
    "Halbrook Clinics": {"size": SizeBand.MEDIUM, "role": "Fleet manager", "questions": "How long did training take?"},
}


def tell(deal: Deal, *, cast: Cast, speakers: set[int], today: date) -> Life:
    """Draft a request and take its steps, each on its day."""
    (_, drafted), *steps = deal.course
    on = yield drafted
    ask = actions.draft(
        deal={
            "name": deal.name,
            "account": deal.account,
            "domain": deal.domain,
            "value": Decimal(deal.value),
            "close_on": today + timedelta(days=max(deal.needed_in, 0) + 30),
        },
        need={
            "activity": cast.activities[deal.activity],
            "audience": HEARD_BY.get(deal.activity, Audience.PROSPECT),
            "depth": deal.depth,
            "matters_most": deal.matters,
            "industry": deal.industry,
            "region": deal.region,
            "needed_by": today + timedelta(days=deal.needed_in),
            **MORE.get(deal.account, {}),
        },
        topics=[cast.topics[name].pk for name in deal.topics],
        by=cast.people[deal.rep],
    )
    told = Told(deal, cast, speakers, ask, on)
    for word, ago in steps:
        told.on = yield ago
        ask.refresh_from_db()
        WORDS[word](told)
