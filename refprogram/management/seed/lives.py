"""What happened to each customer before today? One generator a sort of life, and the list of who leads which."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from customers.actions import add_contact, assign_owner, begin_hardship, end_hardship, open_issue, resolve_issue
from customers.models import Contact, Customer, Hardship, Issue
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from references.actions import accept_nomination, answer_check_in, check_in, nominate
from references.actions.talk import Learned, Success
from references.models import (
    ActivityType,
    Answer,
    Audience,
    Channel,
    CueKind,
    HasRecommended,
    Mood,
    NominationStatus,
    Outcome,
    Purpose,
    ReconsentCycle,
    Reference,
    WouldRecommend,
)
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.companies import Played
from refprogram.management.seed.diary import Life
from refprogram.management.seed.page import confirm, opened, shown

ARRIVED = 440  # days ago: since when the fictional company keeps these customers here
CALL, VISIT, ANALYST, TALK, QUOTE, STUDY = (
    *("reference-call", "site-visit", "analyst-call", "event-talk", "written-quote", "case-study"),
)
USUAL = (CALL, QUOTE)


@dataclass
class Lived:
    """One customer on the way through its life, with the people of ours who deal with it."""

    cast: Cast
    played: Played
    customer: Customer
    rep: Any
    manager: Any
    number: int  # the customer's place in the cast, so that no key of a database decides a life

    def meet(self, on: date) -> Contact:
        return add_contact(
            self.customer,
            name=self.played.person,
            title=self.played.title,
            email=self.played.email,
            phone=f"+00 555 {self.number:04d}",
            by=self.rep,
            on=on,
        )

    def propose(self, on: date, *, why: str = "", problems: str = "None known.") -> None:
        nominate(
            self.customer,
            name=self.played.person,
            title=self.played.title,
            email=self.played.email,
            why=why or "Tells others about us without being asked.",
            known_problems=problems,
            by=self.rep,
            on=on,
        )

    def talk(
        self,
        on: date,
        *,
        agrees: Iterable[str] = USUAL,
        direct: bool = True,
        confirms: bool = True,
        note: str = "",
        **how: Any,
    ) -> None:
        """Log a check-in of the day; what they agreed to they confirm on their page, unless they have not got to it."""
        reference = Reference.objects.get(contact=self.meet(on))
        how = {"channel": Channel.CALL, "outcome": Outcome.WILLING} | how
        activities = [self.cast.activities[code] for code in agrees]
        if direct:
            how = self._heard(how["outcome"], activities) | how
        for nomination in reference.nominations.filter(status=NominationStatus.WAITING):
            accept_nomination(nomination, by=self.manager, on=on)
        check_in(
            reference, happened_on=on, direct=direct, activities=activities, note=note, by=self.manager, on=on, **how
        )
        if confirms:
            confirm(reference, on=on)

    def _heard(self, outcome: str, activities: Collection[ActivityType]) -> dict[str, Any]:
        """Make up what else was said: how they sounded, who may hear them, what they are good at, what got better."""
        if outcome != Outcome.WILLING:
            return {"mood": Mood.HESITANT}
        topics = list(self.cast.topics.values())
        success = Success("Empty runs", before="14 %", after="9 %", story=True) if self.number % 5 == 0 else None
        analysts = (Audience.ANALYST,) if self.number % 6 == 0 else ()
        return {
            "mood": Mood.DELIGHTED if self.number % 7 == 0 else Mood.WILLING,
            "audiences": (Audience.PROSPECT, *analysts) if activities else (),
            "would_recommend": WouldRecommend.YES,
            "has_recommended": HasRecommended.YES if self.number % 4 == 0 else HasRecommended.NOT_YET,
            "learned": Learned(
                success=success,
                max_per_quarter=2 if self.number % 8 == 0 else None,
                strengths={topics[self.number % len(topics)]: 5, topics[(self.number + 3) % len(topics)]: 4},
            ),
        }

    def issue(self, on: date, *, severity: int, kind: str, topic: str, summary: str) -> Issue:
        return open_issue(
            self.customer,
            kind=kind,
            severity=severity,
            summary=summary,
            opened_on=on,
            topics=[self.cast.topics[topic]],
            by=self.rep,
            on=on,
        )


def nobody_there(me: Lived) -> Life:
    """No contact is known at all."""
    on = yield ARRIVED - me.number % 90
    if me.number % 2:
        assign_owner(me.customer, owner=me.rep, by=me.manager, on=on)


def never_asked(me: Lived) -> Life:
    """There is a contact, and nobody ever thought of asking."""
    on = yield ARRIVED - me.number % 90
    assign_owner(me.customer, owner=me.rep, by=me.manager, on=on)
    me.meet(on)


def told_of(me: Lived, *, ago: int, problems: str = "None known.") -> Life:
    """A rep proposed somebody whom nobody here had known; nobody has contacted them since."""
    on = yield ARRIVED - me.number % 90
    assign_owner(me.customer, owner=me.rep, by=me.manager, on=on)
    on = yield ago
    me.propose(on, problems=problems)


def proposed(me: Lived, *, ago: int, problems: str = "None known.", second_hand: int | None = None) -> Life:
    """A rep proposed somebody; no manager has spoken with them. Second-hand news does not change that."""
    yield from never_asked(me)
    on = yield ago
    me.propose(on, problems=problems)
    if second_hand is not None:
        on = yield second_hand
        me.talk(on, agrees=(), direct=False, note="Their project lead says that they are happy.")


def speaks(
    me: Lived, *, ago: int, agrees: Iterable[str] = USUAL, before: int | None = None, confirms: bool = True
) -> Life:
    """A manager spoke with them `ago` days ago, and perhaps once `before`."""
    yield from never_asked(me)
    on = yield (before or ago) + 6
    me.propose(on)
    if before:
        on = yield before
        me.talk(on, agrees=agrees, channel=Channel.MEETING)
    on = yield ago
    note = "Glad to help; prefers mornings." if me.number % 3 == 0 else ""
    me.talk(on, agrees=agrees, confirms=confirms, note=note)


def declines(me: Lived, *, ago: int) -> Life:
    """They were asked whether they would speak for us, and would rather not."""
    yield from never_asked(me)
    on = yield ago + 5
    me.propose(on)
    on = yield ago
    me.talk(on, agrees=(), outcome=Outcome.NOT_WILLING, note="Company policy: no public statements.")


def hesitates(me: Lived, *, ago: int) -> Life:
    """They said yes, and did not sound like it (seed 003)."""
    yield from never_asked(me)
    on = yield ago + 5
    me.propose(on)
    on = yield ago
    me.talk(on, agrees=(CALL,), mood=Mood.HESITANT, cues=(CueKind.IF_YOU_NEED, CueKind.BUSY))


def troubled(
    me: Lived, *, ago: int, opened: int, severity: int, kind: str, topic: str, summary: str, resolved: int | None = None
) -> Life:
    """A good reference until something went wrong, which may be resolved by now."""
    yield from speaks(me, ago=ago)
    on = yield opened
    issue = me.issue(on, severity=severity, kind=kind, topic=topic, summary=summary)
    if resolved is not None:
        on = yield resolved
        resolve_issue(
            issue,
            resolution="Put right, and the customer said so.",
            response="Called back the same day, and every day until it was over.",
            resolved_on=on,
            by=me.manager,
            on=on,
        )


def hard_time(
    me: Lived, *, ago: int, since: int, kind: str, review: int, note: str = "", ended: int | None = None
) -> Life:
    """A reference whose company goes, or went, through something; `review` counts in days after it began."""
    yield from speaks(me, ago=ago)
    on = yield since
    began: Hardship = begin_hardship(
        me.customer, kind=kind, since=on, review_on=on + timedelta(days=review), note=note, by=me.manager, on=on
    )
    if ended is not None:
        on = yield ended
        end_hardship(began, ended_on=on, by=me.manager, on=on)


def answers(me: Lived, *, spoke: int, answered: int, answer: str) -> Life:
    """Got the letter of the six-month cycle and answered it on the customer's page."""
    yield from speaks(me, ago=spoke)
    on = yield answered
    step = ReconsentCycle.objects.filter(reference__contact__customer=me.customer).latest("pk")
    page = opened(purpose=Purpose.CHECK_IN, reference=step.reference_id, on=on, cycle_step=step)
    answer_check_in(page, answer=answer, evidence=shown(me.cast.activities.values(), on=on), on=on)


def life(lead: Callable[..., Life], **how: Any) -> Callable[[Lived], Life]:
    return lambda me: lead(me, **how)


LAYOFFS_NOTE = "A third of the staff has to go. Told to us in confidence; call nobody there before the spring."

# One a company, in the order of the list of companies. Days are days ago; what stands in comments is true today.
LIVES: tuple[Callable[[Lived], Life], ...] = (
    # May be asked.
    *(life(speaks, ago=ago) for ago in (3, 5, 8, 12, 15, 19, 22, 26, 29, 33, 36, 40, 44, 47, 51, 55, 58, 62, 66, 70)),
    *(life(speaks, ago=ago, agrees=(CALL,)) for ago in (73, 77, 81, 84, 88, 92, 95, 99, 103, 106, 110, 114)),
    *(life(speaks, ago=ago, agrees=(CALL, VISIT, STUDY)) for ago in (6, 24, 41, 59, 78, 96, 117, 131)),
    *(life(speaks, ago=ago, agrees=(CALL, ANALYST, TALK, QUOTE)) for ago in (10, 31, 52, 74, 101, 124)),
    *(life(speaks, ago=ago, agrees=(QUOTE, STUDY)) for ago in (17, 49, 86, 128)),
    *(life(speaks, ago=ago, before=ago + 158) for ago in (14, 38, 64, 91, 120)),
    # A check-in is due: the letters are out.
    *(life(speaks, ago=ago) for ago in (154, 157, 160, 163, 166, 170, 173, 176, 179)),
    # Too old: the letters went unanswered, some so long that the managers were told.
    *(life(speaks, ago=ago) for ago in (186, 190, 194, 201, 208, 221, 236, 255)),
    # Verified, and agreed to nothing yet.
    *(life(speaks, ago=ago, agrees=()) for ago in (61, 119)),
    # Told us yes, and have not confirmed it on their page yet.
    *(life(speaks, ago=ago, confirms=False) for ago in (4, 27)),
    # Proposed by a rep, never spoken to.
    *(life(proposed, ago=ago) for ago in (1, 2, 4, 6, 9, 16, 25)),
    life(told_of, ago=3, problems="Waited long for the mobile devices last year."),
    life(told_of, ago=25),
    life(proposed, ago=34, second_hand=28),
    life(proposed, ago=12, second_hand=5),
    # Would rather not.
    *(life(declines, ago=ago) for ago in (7, 45, 140)),
    life(answers, spoke=161, answered=3, answer=Answer.NO),
    life(answers, spoke=172, answered=1, answer=Answer.NOT_NOW),
    life(answers, spoke=168, answered=2, answer=Answer.TALK),
    life(answers, spoke=230, answered=70, answer=Answer.YES),
    life(answers, spoke=205, answered=48, answer=Answer.YES),
    life(answers, spoke=240, answered=80, answer=Answer.NOT_NOW),
    # Something is wrong, of every severity.
    *(
        life(troubled, ago=ago, opened=opened, severity=severity, kind=kind, topic=topic, summary=summary)
        for ago, opened, severity, kind, topic, summary in (
            (48, 11, Severity.LOW, IssueKind.SUPPORT, "Mobile devices", "One handset model drops its connection."),
            (75, 30, Severity.LOW, IssueKind.BILLING, "Billing", "Asked for invoices in another format."),
            (37, 5, Severity.LOW, IssueKind.OTHER, "Training", "Would like a refresher for the night shift."),
            (69, 20, Severity.MEDIUM, IssueKind.SUPPORT, "Reporting", "The weekly report arrives late on Mondays."),
            (98, 14, Severity.MEDIUM, IssueKind.BILLING, "Billing", "Charged twice for the same licences in October."),
            (54, 3, Severity.MEDIUM, IssueKind.CONTRACT, "Contract terms", "Disputes the notice period."),
            (112, 26, Severity.MEDIUM, IssueKind.SALES_RELATIONSHIP, "Contract terms", "Feels pushed to buy more."),
            (83, 9, Severity.HIGH, IssueKind.SUPPORT, "Interfaces", "The order interface loses one line in a hundred."),
            (
                65,
                17,
                Severity.HIGH,
                IssueKind.UNRESPONSIVE,
                "Support",
                "Three tickets without an answer for two weeks.",
            ),
            (42, 1, Severity.HIGH, IssueKind.SUPPORT, "Migration", "Half of the old routes are missing."),
            (
                57,
                2,
                Severity.CRITICAL,
                IssueKind.SUPPORT,
                "Roll-out in stages",
                "Dispatch stood still for a whole night.",
            ),
            (
                91,
                33,
                Severity.CRITICAL,
                IssueKind.SUPPORT,
                "Security review",
                "An account of theirs was open to others.",
            ),
        )
    ),
    # Something was wrong, and is resolved.
    *(
        life(
            troubled,
            ago=ago,
            opened=ago - 8,
            resolved=ago - 20,
            severity=Severity.HIGH,
            kind=IssueKind.SUPPORT,
            topic="Support",
            summary="Could not reach anybody during the outage.",
        )
        for ago in (43, 89, 126)
    ),
    # Left in peace: active, due for another look, over.
    life(hard_time, ago=50, since=20, kind=HardshipKind.LAYOFFS, review=180, note=LAYOFFS_NOTE),
    life(hard_time, ago=93, since=41, kind=HardshipKind.MERGER, review=150),
    life(hard_time, ago=30, since=6, kind=HardshipKind.BEREAVEMENT, review=60, note="Their founder died."),
    life(hard_time, ago=250, since=210, kind=HardshipKind.RESTRUCTURING, review=180),
    life(hard_time, ago=150, since=121, kind=HardshipKind.LEADERSHIP_CHANGE, review=90),
    life(hard_time, ago=135, since=118, kind=HardshipKind.INCIDENT, review=60, ended=70),
    life(hard_time, ago=125, since=115, kind=HardshipKind.LAYOFFS, review=60, ended=33),
    # Nobody asked yet, and nobody there.
    *(life(never_asked) for _ in range(5)),
    # Said yes, with some hesitation.
    life(hesitates, ago=21),
    *(life(nobody_there) for _ in range(4)),
)
