"""What was said after the fictional talks, what came of the deals, and which uses nobody had asked the program for?"""

from collections.abc import Iterator

from customers.actions import resolve_issue
from customers.models import Issue
from references.actions import drop_told_use, settle_told_use, tell_use, thank
from references.models import Reference, ThankYou, ThankYouKind
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life
from requests.actions import after, deals, mattered
from requests.actions.after import Said
from requests.links import ProspectHolder
from requests.models import Invitation, MatteredLetter, ReferenceRequest, Stage, Way


def afterwards(cast: Cast) -> Iterator[Life]:
    yield _all_three_said_so(cast)
    yield _good_on_paper_alone(cast)
    yield _won_and_not_told_yet(cast)
    yield _did_harm(cast)
    yield _asked_by_letter(cast)
    yield _waits_for_a_name(cast)
    yield _told_and_thanked(cast)
    yield _told_twice(cast)


def _ask(account: str) -> ReferenceRequest:
    return ReferenceRequest.objects.select_related("opportunity").get(opportunity__account=account)


def _rated(ask: ReferenceRequest, *ratings: int) -> dict[int, int]:
    return dict(zip(ask.topics_in_order(), ratings, strict=False))


def _all_three_said_so(cast: Cast) -> Life:
    on = yield 8
    ask, rep = _ask("Talverin Bank"), cast.people["rep"]
    said = Said("yes", "helped", "She knew the audit questions before they were asked.", _rated(ask, 5, 4))
    after.give_feedback(ask, said=said, by=rep, on=on)
    after.ask_prospect(ask, email="cash.desk@talverin.example", language="en", by=rep, on=on)
    on = yield 7
    invitation = Invitation.objects.select_related("assignment__use", "assignment__reference__contact").get(
        assignment__ask=ask
    )
    said = Said("yes", "helped", "How open she was about the first month.", _rated(ask, 5, 3))
    after.tell_as_prospect(ProspectHolder(invitation), said=said, on=on)


def _good_on_paper_alone(cast: Cast) -> Life:
    """Be worth less than expected, and be told all the same that it mattered: the deal was won."""
    on = yield 38
    ask, manager = _ask("Grantholm Builders"), cast.people["manager"]
    said = Said("no", "nothing", "He spoke about prices, which we had not asked for.", _rated(ask, 2))
    after.note_feedback(ask, said=said, way=Way.PHONE, by=manager, on=on)
    on = yield 20
    deals.record_outcome(ask, stage=Stage.WON, closed_on=on, value=None, by=cast.people["rep"], on=on)
    on = yield 18
    letter = MatteredLetter.objects.get(opportunity=ask.opportunity)
    mattered.send_mattered(letter, words=letter.words, by=manager, on=on)


def _won_and_not_told_yet(cast: Cast) -> Life:
    on = yield 60
    ask, rep = _ask("Zellerbrück Glas"), cast.people["rep"]
    after.give_feedback(ask, said=Said("partly", "helped", topics=_rated(ask, 4, 3)), by=rep, on=on)
    on = yield 3
    deals.record_outcome(ask, stage=Stage.WON, closed_on=on, value=None, by=rep, on=on)


def _did_harm(cast: Cast) -> Life:
    """Be looked into the next day, and put right."""
    on = yield 53
    ask, manager = _ask("Morwenna Care"), cast.people["manager"]
    said = Said("no", "harm", "They advised us to wait a year.", _rated(ask, 2, 1))
    after.note_feedback(ask, said=said, way=Way.IN_PERSON, by=cast.people["rep2"], on=on)
    on = yield 52
    issue = Issue.objects.get(summary__contains="the prospect says that it did harm")
    settled = {"resolution": "The old release was the reason.", "response": "We called them and upgraded them."}
    resolve_issue(issue, **settled, resolved_on=on, by=manager, on=on)


def _asked_by_letter(cast: Cast) -> Life:
    on = yield 2
    after.ask_prospect(
        _ask("Ardenquist Retail"), email="shop@ardenquist.example", language="en", by=cast.people["rep2"], on=on
    )


def _waits_for_a_name(cast: Cast) -> Life:
    on = yield 6
    words = "The head of dispatch at Thessbar spoke with Marlowick for ten minutes. I should have asked here first."
    tell_use(words=words, activity=cast.activities["reference-call"], used_on=on, by=cast.people["rep"], on=on)


def _told_and_thanked(cast: Cast) -> Life:
    on = yield 26
    person = Reference.objects.filter(contact__customer__name="Thessbar Ferries").earliest("pk")
    told = tell_use(
        words="They showed a visitor around the terminal.",
        activity=cast.activities["site-visit"],
        used_on=on,
        by=cast.people["rep2"],
        on=on,
    )
    on = yield 25
    use = settle_told_use(told, reference=person, by=cast.people["manager"], on=on)
    on = yield 23
    thank(ThankYou.objects.get(use=use), kind=ThankYouKind.CALL, by=cast.people["manager"], on=on)


def _told_twice(cast: Cast) -> Life:
    on = yield 15
    told = tell_use(
        words="Somebody at a fair said that a customer of ours had praised us.",
        activity=cast.activities["reference-call"],
        used_on=on,
        by=cast.people["executive"],
        on=on,
    )
    on = yield 14
    drop_told_use(told, by=cast.people["manager"], on=on)
