"""How far is a request? Each stage is reached by the actions, as people would reach it."""

from datetime import datetime, timedelta

from django.utils import timezone

from references import links
from references.models import Answer, Link, Purpose, UseConsent
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from requests import actions
from requests.models import ReferenceRequest, Slot
from tests.factories import ActivityFactory, ReferenceFactory, TopicFactory, at_home, seen

# What a sales rep must not read before somebody said yes: found in a page, each of these is a leak.
NAME, EMAIL, PHONE = "Zephyrine Quist", "zephyrine@kestrelholm.example", "+44 20 7946 0991"
COMPANY = "Kestrelholm Ferries"
CANARIES = (NAME, EMAIL, PHONE, COMPANY, "Zephyrine", "Kestrelholm")


def drafted(rep, *, topics=None, **need) -> ReferenceRequest:
    """Write down a wish; without `topics`, one of its own matters most."""
    deal = {"name": "Depot roll-out", "account": "Marlow Grocers", "value": 210_000, "currency": "EUR"}
    wish = {"activity": ActivityFactory(), "matters_most": "Reporting", "needed_by": today() + timedelta(days=5)}
    deal |= {"close_on": today() + timedelta(days=25)}
    wanted = [TopicFactory()] if topics is None else topics
    return actions.draft(deal=deal, need=wish | need, topics=[topic.pk for topic in wanted], by=rep)


def submitted(rep, **need) -> ReferenceRequest:
    return actions.submit(drafted(rep, **need), by=rep, on=today())


def in_review(rep, manager, **need) -> ReferenceRequest:
    return actions.take_up(submitted(rep, **need), by=manager)


def zephyrine(**customer):
    """Open the file of a person whose name and company are canaries."""
    reference = ReferenceFactory(
        customer__name=COMPANY, **{f"customer__{key}": value for key, value in customer.items()}
    )
    details = reference.contact.details
    details.name, details.email, details.phone = NAME, EMAIL, PHONE
    details.save()
    return reference


def matched(rep, manager, reference=None) -> ReferenceRequest:
    reference = reference or zephyrine()
    return actions.match(in_review(rep, manager), reference=reference.pk, by=manager, on=today())


def asked(rep, manager, reference=None) -> ReferenceRequest:
    reference = reference or zephyrine()
    ask = matched(rep, manager, reference)
    return actions.ask_customer(ask, reference=reference.pk, by=manager, on=today())


def question_of(ask):
    return ask.assignments.latest("pk").use_consent


def link_to(question) -> str:
    """Mint one more link to a question, and return its path."""
    address = links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=today(), use_consent=question)
    return "/" + address.split("/", 3)[3]


def answered(ask, answer: str, words: str = "") -> ReferenceRequest:
    link_to(question_of(ask))
    actions.answer(links.LinkHolder(Link.objects.latest("pk")), answer=answer, words=words, evidence=seen(), on=today())
    ask.refresh_from_db()
    return ask


def silent(ask, manager, *, days: int = 6) -> ReferenceRequest:
    """Let so many days pass since the question without an answer; the clock writes once more."""
    question = question_of(ask)
    UseConsent.objects.filter(pk=question.pk).update(asked_on=today() - timedelta(days=days))
    Message.objects.filter(key=f"question-{question.pk}").update(state=State.SENT, sent_at=timezone.now())
    actions.chase(on=today())
    ask.refresh_from_db()
    return ask


def lapsed(rep, manager, reference=None) -> ReferenceRequest:
    """Ask somebody, and let them leave even the second letter without an answer."""
    ask = silent(asked(rep, manager, reference), manager)
    ask.assignments.update(decide_on=today())
    return ask


def heard(ask, answer: str, *, by, words: str = "") -> ReferenceRequest:
    """Let a manager write down what the person who was asked said on the phone."""
    reference = ask.assignments.latest("pk").reference_id
    said = {"reference": reference, "answer": answer, "how": "call", "said_on": today(), "words": words}
    return actions.record_answer(ask, **said, by=by, on=today())


def confirmed(rep, manager, reference=None) -> ReferenceRequest:
    return answered(asked(rep, manager, reference), Answer.YES)


def soon(days: int = 2, minutes: int = 0) -> datetime:
    """Return a full hour that is some days away and in time for what is needed."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(days=days, minutes=minutes)


def page_of(ask) -> links.LinkHolder:
    """Return the person on a request, on their own page."""
    return at_home(ask.assignments.latest("pk").reference)


def offers(ask, by, *starts) -> ReferenceRequest:
    actions.offer_times(ask, starts=starts or [soon()], by=by, at=timezone.now())
    return ask


def offered(rep, manager, reference=None) -> ReferenceRequest:
    """Bring a request to a yes, and times of the customer's on the table."""
    ask = confirmed(rep, manager, reference)
    return offers(ask, page_of(ask), soon(), soon(3))


def picked(ask, by):
    """Have one side pick the first time on the table."""
    first = Slot.objects.on_offer(ask)[0].starts_at
    return actions.pick_time(ask, starts_at=first, by=by, at=timezone.now())


def scheduled(rep, manager, reference=None) -> ReferenceRequest:
    ask = offered(rep, manager, reference)
    picked(ask, rep)
    return ask


def moving(rep, manager, reference=None) -> ReferenceRequest:
    """Bring a request to an agreed time, and another one of the customer's on the table."""
    ask = scheduled(rep, manager, reference)
    return offers(ask, page_of(ask), soon(4))


def completed(rep, manager, reference=None) -> ReferenceRequest:
    return actions.complete(confirmed(rep, manager, reference), by=manager, on=today())
