"""How far is a request? Each stage is reached by the actions, as people would reach it."""

from datetime import timedelta

from references import links
from references.models import Answer, Link, Purpose
from refprogram.dates import today
from requests import actions
from requests.models import ReferenceRequest
from tests.factories import ActivityFactory, ReferenceFactory, TopicFactory, seen

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


def confirmed(rep, manager, reference=None) -> ReferenceRequest:
    return answered(asked(rep, manager, reference), Answer.YES)


def completed(rep, manager, reference=None) -> ReferenceRequest:
    return actions.complete(confirmed(rep, manager, reference), by=manager, on=today())
