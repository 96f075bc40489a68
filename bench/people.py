"""What is made up about a person? Who they are, what they said in talks, what they agreed to and gave."""

from datetime import date, timedelta

from bench.making import ACTIVITIES, Making
from customers.models import Contact, ContactDetails
from references.models import (
    CheckIn,
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
from refprogram.dates import add_months

TITLES = ("Head of operations", "Plant manager", "Head of purchasing", "Finance lead", "IT lead", "Team lead")
CUES = ("maybe", "if_you_need", "busy", "changed_subject")


def add_person(making: Making, customer: int) -> None:
    dice = making.random
    status = dice.choices(("active", "left", "bounced", "away"), (95, 3, 1, 1))[0]
    gone = None if status == "active" else making.ago(0, 60)
    contact = making.add(
        Contact,
        customer_id=customer,
        title=dice.choice(TITLES),
        language="en",
        status=status,
        status_since=gone,
        back_on=making.on + timedelta(days=dice.randint(1, 20)) if status == "away" else None,
    )
    name = f"{making.word()} {making.word()}"
    making.add(ContactDetails, contact_id=contact, name=name, email=f"person{contact}@example.com")
    reference = making.add(Reference, contact_id=contact, opened_on=making.ago(100, 1500))
    if making.chance(20):
        making.add(
            Nomination,
            reference_id=reference,
            nominated_by_id=making.rep(),
            nominated_on=making.ago(0, 400),
            why="They like to talk about what they built.",
            known_problems="None known.",
        )
    if making.chance(10):
        source = {"source": "customer", "on": making.ago(10, 300)}
        making.add(ContactPreference, reference_id=reference, max_per_quarter=dice.randint(1, 3), **source)
    if making.chance(12):
        _talk(making, reference, making.ago(1, 300), direct=False, seq=1)
    elif making.chance(68):
        _known(making, reference)


def _known(making: Making, reference: int) -> None:
    """Give somebody a past with us: talks, newest last, what they agreed to, and what came of it."""
    dice = making.random
    newest = dice.choices((dice.randint(0, 150), dice.randint(151, 184), dice.randint(185, 600)), (80, 12, 8))[0]
    days = sorted((newest + 150 * turn for turn in range(dice.randint(1, 3))), reverse=True)
    willing = True
    for seq, days_ago in enumerate(days, start=1):
        willing = _talk(making, reference, making.on - timedelta(days=days_ago), direct=True, seq=seq)
    if willing:
        making.willing.append(reference)
        _agreed(making, reference, making.on - timedelta(days=newest))
    for topic in dice.sample(making.topics, min(2, len(making.topics))):
        rating = dice.choices((1, 2, 3, 4, 5), (3, 7, 25, 40, 25))[0]
        about = {"topic_id": topic, "rating": rating, "source": "staff", "on": making.ago(10, 400)}
        making.add(TopicStrength, reference_id=reference, by_id=making.manager(), **about)
    if willing and making.chance(35):
        _spent(making, reference)


def _talk(making: Making, reference: int, day: date, *, direct: bool, seq: int) -> bool:
    moods = ("delighted", "willing", "hesitant", "unhappy")
    mood = making.random.choices(moods, (35, 55, 6, 4))[0] if direct else ""
    willing = mood != "unhappy"
    key = making.add(
        CheckIn,
        reference_id=reference,
        on=day,
        channel=making.random.choice(("call", "meeting", "email")),
        direct=direct,
        outcome="willing" if willing else "not_willing",
        mood=mood,
        note="We spoke about how it goes and what comes next.",
        by_id=making.manager() if direct else making.rep(),
    )
    if direct and making.chance(3):
        making.add(Cue, checkin_id=key, kind=making.random.choice(CUES))
    making.event(ReferenceEvent, "check_in", day, seq=seq, reference_id=reference, about=f"checkin-{key}")
    return willing


def _agreed(making: Making, reference: int, day: date) -> None:
    for activity in making.random.sample(range(1, len(ACTIVITIES) + 1), making.random.choice((1, 2, 2, 3))):
        ended = min(making.on, day + timedelta(days=30)) if making.chance(5) else None
        days = {"granted_on": day, "expires_on": add_months(day, 6), "ended_on": ended}
        by = making.manager()
        key = making.add(Consent, reference_id=reference, activity_id=activity, recorded_by_id=by, **days)
        if making.chance(70):
            for audience in making.random.choice((("prospect",), ("prospect", "analyst"), ("prospect", "event"))):
                making.add(ConsentAudience, consent_id=key, audience=audience)


def _spent(making: Making, reference: int) -> None:
    asked = making.ago(20, 400)
    answer = making.random.choices(("yes", "not_now", "no"), (85, 10, 5))[0]
    question = add_question(making, reference, asked, answer=answer, days=making.random.randint(0, 9))
    if answer == "yes":
        add_use(making, reference, question, asked + timedelta(days=10))


def add_question(making: Making, reference: int, asked: date, *, answer: str = "", days: int = 0) -> int:
    answered = min(making.on, asked + timedelta(days=days)) if answer else None
    return making.add(
        UseConsent,
        reference_id=reference,
        activity_id=1,
        audience="A prospect like them",
        about="How it went, and what they would do differently.",
        needed_by=asked + timedelta(days=20),
        asked_on=asked,
        asked_by_id=making.manager(),
        answer=answer,
        answered_on=answered,
        answered_at=answered and making.at(answered),
    )


def add_use(making: Making, reference: int, question: int, day: date) -> int:
    done = day <= making.on
    state = "done" if done else "booked"
    use = making.add(Use, reference_id=reference, activity_id=1, use_consent_id=question, on=day, state=state)
    if done:
        thanked = None if making.chance(3) else min(making.on, day + timedelta(days=3))
        said = {"kind": "note_card" if thanked else "", "thanked_by_id": thanked and making.manager()}
        making.add(ThankYou, use_id=use, due_on=day + timedelta(days=3), thanked_on=thanked, **said)
    return use
