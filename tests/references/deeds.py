"""What can anybody do that changes what is known of a reference? Every action, each callable in any state of a program.

One table for two tests: that after each deed what is kept is what the rules say, and that it is so after many of them
in any order. `n` is any number, from which a deed takes its particulars.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from customers import actions as customers
from customers.models import Contact, Contract, Customer, Hardship, Issue, Relationship, SurveyResponse
from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind
from customers.models.relationship import RelationshipKind
from customers.models.survey import Scale, Series, Tone
from references import actions as references
from references import links
from references.models import (
    Act,
    ActivityType,
    Again,
    Answer,
    Channel,
    CompanyPermission,
    CueKind,
    CycleStep,
    Link,
    Mood,
    Nomination,
    Outcome,
    Purpose,
    ReconsentCycle,
    Reference,
    RewardAnswer,
    RewardEntry,
    ThankYou,
    ThankYouKind,
    ToldUse,
    Use,
    UseConsent,
)
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from tests.factories import ActivityFactory, CustomerFactory, ProductFactory, TopicFactory, UserFactory, at_home, seen

LONG_AGO = 500


def of(choices: Any, n: int) -> Any:
    return list(choices)[n % len(list(choices))]


@dataclass
class World:
    """A small program on some day: two customers with two people each, and who works there."""

    on: date
    managers: list[User]
    rep: User
    activities: list[ActivityType]

    @classmethod
    def begin(cls, on: date) -> "World":
        managers = UserFactory.create_batch(2, role=Role.REFERENCE_MANAGER)
        world = cls(on, managers, UserFactory(), [ActivityFactory(code=code) for code in ("call", "visit")])
        for place in range(2):
            customer = CustomerFactory(name=f"Customer {place}")
            for person in range(2):
                customers.add_contact(
                    customer,
                    name=f"Person {person}",
                    title="",
                    email=f"p{place}{person}@halvorsen.example",
                    by=world.rep,
                    on=on - timedelta(days=LONG_AGO),
                )
        return world

    def ago(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def customer(self, n: int) -> Customer:
        return of(Customer.objects.order_by("pk"), n)

    def contact(self, n: int) -> Contact:
        return of(Contact.objects.order_by("pk"), n)

    def reference(self, n: int) -> Reference:
        return of(Reference.objects.order_by("pk"), n)

    def some(self, rows: Any, n: int, deed: str) -> Any:
        """Return one of these rows, or what a deed makes of nothing."""
        found = list(rows.order_by("pk"))
        return of(found, n) if found else DEEDS[deed](self, n)

    def do(self, deed: str, n: int) -> Any:
        return DEEDS[deed](self, n)


Deed = Callable[[World, int], Any]


def _open_issue(w: World, n: int) -> Issue:
    return customers.open_issue(
        w.customer(n),
        kind=IssueKind.SUPPORT,
        severity=1 + n % 4,
        summary="",
        opened_on=w.ago(n % 50),
        by=w.rep,
        on=w.on,
    )


def _resolve_issue(w: World, n: int) -> Issue:
    issue = w.some(Issue.objects.open(on=w.on), n, "customers.open_issue")
    day = max(issue.opened_on, w.ago(n % 30))
    return customers.resolve_issue(issue, resolution="x", response="x", resolved_on=day, by=w.rep, on=w.on)


def _begin_hardship(w: World, n: int) -> Hardship:
    return customers.begin_hardship(
        w.customer(n), kind=HardshipKind.LAYOFFS, since=w.ago(n % 30), by=w.managers[0], on=w.on
    )


def _end_hardship(w: World, n: int) -> Hardship:
    hardship = w.some(Hardship.objects.active(on=w.on), n, "customers.begin_hardship")
    return customers.end_hardship(hardship, ended_on=w.on, by=w.managers[0], on=w.on)


def _mark_contact(w: World, n: int) -> Contact:
    status = of(ContactStatus, n)
    back = w.on + timedelta(days=1 + n % 20) if n % 3 else None
    return customers.mark_contact(
        w.contact(n), status=status, since=w.ago(n % 5), back_on=back, by=w.managers[0], on=w.on
    )


def _record_answer(w: World, n: int) -> SurveyResponse:
    return customers.record_answer(
        w.customer(n),
        series=of(Series, n),
        scale=Scale.NPS,
        score=n % 11,
        comment="x" if n % 2 else "",
        answered_on=w.ago(n % 40),
        by=w.rep,
        on=w.on,
    )


def _read_comment(w: World, n: int) -> SurveyResponse:
    answer = w.some(SurveyResponse.objects.unread(), n, "customers.record_answer")
    return customers.read_comment(answer, tone=of((Tone.FINE, Tone.NEGATIVE), n), was=answer.tone, by=w.rep, on=w.on)


def _follow_up(w: World, n: int) -> SurveyResponse:
    answer = w.some(SurveyResponse.objects.filter(handled_on=None), n, "customers.record_answer")
    return customers.follow_up(
        answer, handled_on=max(answer.answered_on, w.ago(n % 9)), handling="x", by=w.rep, on=w.on
    )


def _terms(w: World, n: int) -> dict[str, Any]:
    negotiating = None if n % 2 else w.on + timedelta(days=n % 9 - 4)
    return {
        "renews_on": w.on + timedelta(days=n % 200 - 20),
        "negotiating_since": negotiating,
        "by": w.rep,
        "on": w.on,
    }


def _check_in(w: World, n: int) -> Any:
    direct, willing = n % 4 != 0, n % 5 != 0
    return references.check_in(
        w.reference(n // 7),
        happened_on=w.ago((0, 0, 3, 40, 170)[n % 5]),
        channel=Channel.CALL,
        direct=direct,
        outcome=Outcome.WILLING if willing else Outcome.NOT_WILLING,
        activities=w.activities[: 1 + n % 2] if direct and willing else [],
        mood=of(Mood, n) if direct else "",
        cues=list(CueKind)[: n % 3] if direct else [],
        by=w.managers[0],
        on=w.on,
    )


def _answer_check_in(w: World, n: int) -> None:
    reference = w.reference(n)
    step, _ = ReconsentCycle.objects.get_or_create(
        reference=reference, cycle_start=w.ago(150), step=CycleStep.FIRST_LETTER, defaults={"on": w.on}
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=w.on, cycle_step=step)
    references.answer_check_in(
        links.LinkHolder(Link.objects.latest("pk")), answer=of(Answer, n), evidence=seen(on=w.on), on=w.on
    )


def _home(w: World, n: int) -> links.LinkHolder:
    """Put somebody in front of their own page, who was said to agree to something."""
    reference = w.reference(n)
    if not reference.claims.open().exists() and not reference.consents.exists():
        _claim(w, n)
    return at_home(reference, on=w.on)


def _claim(w: World, n: int) -> Any:
    return references.claim(
        w.reference(n),
        of(w.activities, n),
        audiences=[],
        said_on=w.ago(n % 9),
        channel=Channel.CALL,
        by=w.managers[0],
        on=w.on,
    )


def _note_claims(w: World, n: int) -> Any:
    return references.note_claims(
        w.reference(n),
        activities=w.activities,
        audiences=["press"],
        said_on=w.ago(n % 9),
        channel=Channel.CALL,
        witness="x",
        by=w.managers[0],
        on=w.on,
    )


def _agree(w: World, n: int) -> Any:
    home = _home(w, n)
    reference = home.link.reference
    said = reference.claims.open().first() or reference.consents.latest("pk")
    return references.agree(reference, said.activity, evidence=seen(on=w.on), by=home, on=w.on)


def _stop(w: World, n: int) -> None:
    home = _home(w, n)
    references.stop(home.link.reference, of(w.activities, n), by=home, on=w.on)


def _pause(w: World, n: int) -> Any:
    until = w.on + timedelta(days=n % 40) if n % 3 else None
    return references.pause(w.reference(n), until=until, by=at_home(w.reference(n), on=w.on), on=w.on)


def _set_limits(w: World, n: int) -> None:
    references.set_limits(
        w.reference(n),
        max_per_quarter=n % 3,
        months=[1 + n % 12, w.on.month],
        best_time="",
        activities=w.activities[:1],
        language="",
        by=at_home(w.reference(n), on=w.on),
        on=w.on,
    )


def _done(w: World, n: int, **of_it: Any) -> Use:
    found = w.some(Use.objects.filter(state="done", **of_it), n, "references.finish")
    return getattr(found, "use", found)


def _give_feedback(w: World, n: int) -> Any:
    use = _done(w, n, feedback=None)
    links.mint(purpose=Purpose.FEEDBACK, reference=use.reference_id, on=w.on, use=use)
    holder = links.LinkHolder(Link.objects.latest("pk"))
    return references.give_feedback(holder, went="", length="", again=of(Again, n), words="", on=w.on)


def _write_text(w: World, n: int) -> Any:
    return references.write_text(
        activity=None,
        language="en",
        body="x",
        asks_again=True,
        from_on=w.on,
        by=UserFactory(role=Role.ADMIN),
        on=w.on,
    )


def _nominate(w: World, n: int) -> Nomination:
    return references.nominate(
        w.customer(n),
        name="Somebody",
        title="",
        email=f"p{n % 6}@halvorsen.example",
        why="x",
        known_problems="none known",
        by=w.rep,
        on=w.on,
    )


def _nomination(w: World, n: int) -> Nomination:
    return w.some(Nomination.objects.filter(status="waiting"), n, "references.nominate")


def _ask_about_use(w: World, n: int) -> UseConsent:
    return references.ask_about_use(
        w.reference(n),
        activity=w.activities[0],
        audience="Marlow Grocers",
        about="x",
        needed_by=w.on + timedelta(days=5),
        by=w.managers[0],
        on=w.on,
    )


def _answer_use(w: World, n: int, *, answer: str = "") -> UseConsent:
    question = w.some(UseConsent.objects.open(), n, "references.ask_about_use")
    links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=w.on, use_consent=question)
    holder = links.LinkHolder(Link.objects.latest("pk"))
    references.answer_use(
        question, answer=answer or of(Answer, n), words="", evidence=seen(on=w.on), by=holder, on=w.on
    )
    question.refresh_from_db()
    return question


def _hear_answer(w: World, n: int) -> None:
    question = w.some(UseConsent.objects.open(), n, "references.ask_about_use")
    said_on = max(question.asked_on, w.ago(n % 3))
    references.hear_answer(
        question,
        answer=of((Answer.YES, Answer.NO, Answer.NOT_NOW), n),
        words="",
        how=Channel.CALL,
        said_on=said_on,
        by=w.managers[0],
        on=w.on,
    )


def _answer_anew(w: World, n: int) -> None:
    question = _use(w, n).use_consent
    links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=w.on, use_consent=question)
    holder = links.LinkHolder(Link.objects.latest("pk"))
    references.answer_anew(question, answer=of(Answer, n), words="", evidence=seen(on=w.on), by=holder, on=w.on)


def _book(w: World, n: int) -> Use:
    agreed = UseConsent.objects.filter(answer=Answer.YES, use=None).first()
    return references.book(agreed or _answer_use(w, n, answer=Answer.YES))


def _tell_use(w: World, n: int) -> ToldUse:
    """Tell of a use with somebody, or without saying who it was."""
    return references.tell_use(
        words=f"Helped {n}",
        activity=of(w.activities, n),
        used_on=w.ago(n % 100),
        by=w.rep,
        on=w.on,
        reference=w.reference(n) if n % 2 else None,
    )


def _told_use(w: World, n: int) -> ToldUse:
    return w.some(ToldUse.objects.waiting(), 2 * n, "references.tell_use")


def _use(w: World, n: int) -> Use:
    return w.some(Use.objects.booked(), n, "references.book")


def a_reward(n: int) -> references.Reward:
    return references.Reward("A book", Decimal(1 + n % 30), of(("EUR", "USD"), n))


def _permission(w: World, n: int) -> CompanyPermission:
    return references.record_permission(
        w.customer(n),
        activity=None,
        document="x",
        approver="x",
        granted_on=w.ago(3),
        valid_until=None,
        by=w.managers[0],
        on=w.on,
    )


DEEDS: dict[str, Deed] = {
    "customers.open_issue": _open_issue,
    "customers.revise_issue": lambda w, n: customers.revise_issue(
        w.some(Issue.objects.open(on=w.on), n, "customers.open_issue"),
        kind=IssueKind.BILLING,
        severity=1 + n % 4,
        topics=[],
        owner=w.rep,
        by=w.rep,
        on=w.on,
    ),
    "customers.resolve_issue": _resolve_issue,
    "customers.record_recovery": lambda w, n: customers.record_recovery(
        w.some(Issue.objects.resolved(on=w.on), n, "customers.resolve_issue"),
        recovery=1 + n % 5,
        may_be_told=False,
        by=w.rep,
        on=w.on,
    ),
    "customers.begin_hardship": _begin_hardship,
    "customers.end_hardship": _end_hardship,
    "customers.purge_notes": lambda w, n: customers.purge_notes(on=w.on),
    "customers.purge_issue_words": lambda w, n: customers.purge_issue_words(on=w.on),
    "customers.purge_survey_words": lambda w, n: customers.purge_survey_words(on=w.on),
    "customers.assign_owner": lambda w, n: customers.assign_owner(w.customer(n), owner=w.rep, by=w.rep, on=w.on),
    "customers.add_contact": lambda w, n: customers.add_contact(
        w.customer(n), name="Somebody", title="", email=f"p{n % 6}@halvorsen.example", by=w.rep, on=w.on
    ),
    "customers.change_contact": lambda w, n: customers.change_contact(w.contact(n), title="x", by=w.rep, on=w.on),
    "customers.mark_contact": _mark_contact,
    "customers.reach_contact": lambda w, n: customers.reach_contact(w.contact(n), by=w.managers[0], on=w.on),
    "customers.known_from_business": lambda w, n: customers.known_from_business(
        w.contact(n), by=w.managers[0], on=w.on
    ),
    "customers.correct": lambda w, n: customers.correct(
        w.contact(n), name="x", title="x", phone="", by=w.managers[0], on=w.on
    ),
    "customers.forget_contact": lambda w, n: customers.forget_contact(w.contact(n), by=w.managers[0], on=w.on),
    "customers.silence_contact": lambda w, n: customers.silence_contact(w.contact(n), by=w.managers[0], on=w.on),
    "customers.write_again": lambda w, n: customers.write_again(w.contact(n), by=w.managers[0], on=w.on),
    "customers.write_in": lambda w, n: customers.write_in(w.contact(n), language="de", by=w.managers[0], on=w.on),
    "customers.leave_for_good": lambda w, n: customers.leave_for_good(w.contact(n), by=w.managers[0], on=w.on),
    "customers.restrict": lambda w, n: customers.restrict(w.contact(n), by=w.managers[0], on=w.on),
    "customers.use_again": lambda w, n: customers.use_again(w.contact(n), by=w.managers[0], on=w.on),
    "customers.deploy": lambda w, n: customers.deploy(
        w.customer(n), product=ProductFactory(), since=w.on, by=w.rep, on=w.on
    ),
    "customers.record_answer": _record_answer,
    "customers.read_comment": _read_comment,
    "customers.follow_up": _follow_up,
    "customers.record_contract": lambda w, n: customers.record_contract(w.customer(n), **_terms(w, n)),
    "customers.update_contract": lambda w, n: customers.update_contract(
        w.some(Contract.objects.all(), n, "customers.record_contract"), **_terms(w, n + 13)
    ),
    "customers.set_policy": lambda w, n: customers.set_policy(
        w.customer(n), policy=of(("", *ReferencePolicy.values), n), by=w.rep, on=w.on
    ),
    "customers.set_gift_policy": lambda w, n: customers.set_gift_policy(
        w.customer(n), policy=of(("", "none", "allowed"), n), public_sector=n % 5 == 0, by=w.rep, on=w.on
    ),
    "customers.record_relationship": lambda w, n: customers.record_relationship(
        w.customer(n), other=f"Company {n % 5}", kind=RelationshipKind.SUPPLIER, by=w.rep, on=w.on
    ),
    "customers.remove_relationship": lambda w, n: customers.remove_relationship(
        w.some(Relationship.objects.all(), n, "customers.record_relationship"), by=w.rep, on=w.on
    ),
    "references.open_files": lambda w, n: references.open_files([w.customer(n).pk], w.on),
    "references.check_in": _check_in,
    "references.note_attempt": lambda w, n: references.note_attempt(w.reference(n), by=w.rep),
    "references.end_everything": lambda w, n: references.end_everything(w.reference(n), by=w.managers[0], on=w.on),
    "references.forget": lambda w, n: references.forget(w.reference(n), by=w.managers[0], on=w.on),
    "references.keep_draft": lambda w, n: references.keep_draft(
        w.reference(n), typed={"note": ["x"]}, begun=0, by=w.managers[0]
    ),
    "references.hold_letters": lambda w, n: references.hold_letters(w.reference(n), by=w.managers[0]),
    "references.let_letters_go": lambda w, n: references.let_letters_go(w.reference(n), by=w.managers[0]),
    "references.drop_draft": lambda w, n: references.drop_draft(w.reference(n), by=w.managers[0]),
    "references.answer_check_in": _answer_check_in,
    "references.claim": _claim,
    "references.note_claims": _note_claims,
    "references.agree": _agree,
    "references.stop": _stop,
    "references.expire_consents": lambda w, n: references.expire_consents(on=w.on),
    "references.pause": _pause,
    "references.end_pause": lambda w, n: references.end_pause(
        w.reference(n), by=at_home(w.reference(n), on=w.on), on=w.on
    ),
    "references.leave_in_peace": lambda w, n: references.leave_in_peace(
        w.reference(n), by=at_home(w.reference(n), on=w.on), on=w.on
    ),
    "references.say_calmer": lambda w, n: references.say_calmer(
        w.reference(n), by=at_home(w.reference(n), on=w.on), on=w.on
    ),
    "references.set_limits": _set_limits,
    "references.complain": lambda w, n: references.complain(
        w.reference(n), words="x", by=at_home(w.reference(n), on=w.on), on=w.on
    ),
    "references.give_feedback": _give_feedback,
    "references.mark_suspect": lambda w, n: references.mark_suspect(
        at_home(w.reference(n), on=w.on).link, at=timezone.now()
    ),
    "references.write_text": _write_text,
    "references.nominate": _nominate,
    "references.accept_nomination": lambda w, n: references.accept_nomination(
        _nomination(w, n), by=w.managers[1], on=w.on
    ),
    "references.decline_nomination": lambda w, n: references.decline_nomination(
        _nomination(w, n), reason="x", by=w.managers[1], on=w.on
    ),
    "references.purge_answer_words": lambda w, n: references.purge_answer_words(on=w.on),
    "references.purge_drafts": lambda w, n: references.purge_drafts(on=w.on),
    "references.purge_feedback_words": lambda w, n: references.purge_feedback_words(on=w.on),
    "references.purge_told_words": lambda w, n: references.purge_told_words(on=w.on),
    "references.purge_links": lambda w, n: references.purge_links(on=w.on),
    "references.purge_nomination_words": lambda w, n: references.purge_nomination_words(on=w.on),
    "references.purge_talk_notes": lambda w, n: references.purge_talk_notes(on=w.on),
    "references.purge_witnesses": lambda w, n: references.purge_witnesses(on=w.on),
    "references.record_permission": _permission,
    "references.end_permission": lambda w, n: references.end_permission(
        w.some(CompanyPermission.objects.filter(ended_on=None), n, "references.record_permission"),
        by=w.managers[0],
        on=w.on,
    ),
    "references.ask_about_use": _ask_about_use,
    "references.answer_use": _answer_use,
    "references.hear_answer": _hear_answer,
    "references.answer_anew": _answer_anew,
    "references.take_back": lambda w, n: references.take_back(
        w.some(UseConsent.objects.open(), n, "references.ask_about_use"), by=w.managers[0]
    ),
    "references.book": _book,
    "references.release": lambda w, n: references.release(_use(w, n)),
    "references.finish": lambda w, n: references.finish(_use(w, n), on=w.on),
    "references.thank": lambda w, n: references.thank(
        w.some(ThankYou.objects.owed(), n, "references.finish"),
        kind=of(ThankYouKind, n),
        gift=a_reward(n),
        by=w.managers[0],
        on=w.on,
    ),
    "references.tell_use": _tell_use,
    "references.settle_told_use": lambda w, n: references.settle_told_use(
        _told_use(w, n), reference=w.reference(n), by=w.managers[0], on=w.on
    ),
    "references.drop_told_use": lambda w, n: references.drop_told_use(_told_use(w, n), by=w.managers[0], on=w.on),
    "references.look_into": lambda w, n: references.look_into(
        _done(w, n), said="it took too long.", severity=1 + n % 4, source="staff", by=w.managers[0], on=w.on
    ),
    "references.rate_topic": lambda w, n: references.rate_topic(
        w.reference(n), topic=TopicFactory(), rating=1 + n % 5, by=w.managers[0], on=w.on
    ),
    "references.offer_reward": lambda w, n: references.offer_reward(
        w.reference(n), act=of(Act, n), reward=a_reward(n), by=w.managers[n % 2], on=w.on
    ),
    "references.answer_reward": lambda w, n: references.answer_reward(
        w.some(RewardEntry.objects.filter(answer=""), n, "references.offer_reward"),
        answer=of(RewardAnswer, n),
        by=w.managers[0],
        on=w.on,
    ),
    "references.give_reward": lambda w, n: references.give_reward(
        w.some(RewardEntry.objects.promised(), n, "references.offer_reward"), by=w.managers[0], on=w.on
    ),
}
