"""What if an answer comes on the phone, twice, or too late?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from references import ledger, links
from references.models import Answer, ConsentEvent, Link, Use, UseConsent, UseState
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Assignment, ReferenceRequest, Status
from tests import stages
from tests.factories import IssueFactory, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rep, manager):
    return stages.asked(rep, manager)


def on_paper() -> list[tuple[str, str]]:
    """Say what the ledger holds of answers to questions: the kind of each row, and how it came."""
    rows = ConsentEvent.objects.filter(about__startswith="question-").exclude(kind="requested").order_by("seq")
    return list(rows.values_list("kind", "channel"))


def test_a_yes_on_the_phone_books_the_use_and_stays_what_we_only_heard(asked, manager):
    stages.heard(asked, Answer.YES, by=manager, words="Gladly, after ten")

    question = UseConsent.objects.get()
    assert (asked.status, Use.objects.get().state) == (Status.CONFIRMED, UseState.BOOKED)
    assert (question.heard_by, question.heard_how, question.words) == (manager, "call", "Gladly, after ten")
    assert on_paper() == [("claimed", "call")]
    assert asked.events.latest("seq").verb == "heard_yes"
    assert Message.objects.filter(kind="yes_to_confirm").count() == 1
    assert [*ledger.broken()] == []


def test_said_on_their_own_page_as_well_it_is_theirs(asked, manager):
    stages.heard(asked, Answer.YES, by=manager)

    stages.answered(asked, Answer.YES)

    question = UseConsent.objects.get()
    assert (asked.status, question.heard_by, question.heard_how) == (Status.CONFIRMED, None, "")
    assert on_paper() == [("claimed", "call"), ("granted", "link")]
    assert Use.objects.get().state == UseState.BOOKED
    assert "said it themselves" in kinds.kind("yes_to_confirm").may_go(Message.objects.get(kind="yes_to_confirm"))


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_NOW])
def test_a_no_on_the_phone_is_a_no(asked, manager, answer):
    stages.heard(asked, answer, by=manager)

    assert asked.status == Status.DECLINED_BY_CUSTOMER
    assert not Assignment.objects.live().exists()
    assert on_paper() == [("refused" if answer == Answer.NO else "not_now", "call")]
    assert not Message.objects.filter(kind="yes_to_confirm").exists()


@pytest.mark.parametrize("first", ["on their page", "on the phone"])
@pytest.mark.parametrize("second", ["on their page", "on the phone"])
@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_NOW])
def test_a_later_no_takes_back_this_one_use_wherever_it_is_said(asked, manager, rep, first, second, answer):
    say = {"on their page": stages.answered, "on the phone": lambda *said: stages.heard(*said, by=manager)}
    say[first](asked, Answer.YES)

    say[second](asked, answer)

    asked.refresh_from_db()
    assert asked.status == Status.DECLINED_BY_CUSTOMER
    assert Use.objects.get().state == UseState.RELEASED
    assert UseConsent.objects.get().answer == answer
    assert not Assignment.objects.live().exists()
    with pytest.raises(Refused, match=r"cannot be shown|once the customer has said yes"):
        actions.reveal(asked, by=rep, on=today())
    assert [*ledger.broken()] == []


def test_wanting_to_talk_after_a_yes_stops_it(asked):
    stages.answered(asked, Answer.YES)

    stages.answered(asked, Answer.TALK)

    assert (asked.status, Use.objects.get().state) == (Status.NEEDS_REVIEW, UseState.RELEASED)


def test_after_it_took_place_nothing_is_taken_back(rep, manager):
    ask = stages.completed(rep, manager)

    with pytest.raises(Refused, match="closed"):
        stages.answered(ask, Answer.NO)

    assert Use.objects.get().state == UseState.DONE


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_the_first_no_stands(asked, manager, answer):
    stages.answered(asked, Answer.NO)

    with pytest.raises(Refused, match="closed"):
        stages.answered(asked, answer)
    with pytest.raises(Refused, match="Nobody is chosen"):
        stages.heard(asked, answer, by=manager)

    assert UseConsent.objects.get().answer == Answer.NO


def test_a_yes_on_the_phone_does_not_take_the_place_of_their_own(asked, manager):
    stages.answered(asked, Answer.YES)

    with pytest.raises(Refused, match="closed already, by them"):
        stages.heard(asked, Answer.YES, by=manager)

    assert UseConsent.objects.get().heard_by is None


def test_a_yes_on_the_phone_is_judged_like_any_other(asked, manager):
    IssueFactory(customer=stages.question_of(asked).reference.contact.customer)

    stages.heard(asked, Answer.YES, by=manager)

    asked.refresh_from_db()
    assert asked.status == Status.NEEDS_REVIEW
    assert not Use.objects.exists()
    assert not Message.objects.filter(kind="yes_to_confirm").exists()


@pytest.mark.parametrize("who", ["other_rep", "executive", "admin"])
def test_only_a_reference_manager_writes_down_what_they_heard(asked, who, request):
    with pytest.raises(PermissionDenied):
        stages.heard(asked, Answer.YES, by=request.getfixturevalue(who))

    assert UseConsent.objects.get().answer == ""


def test_nobody_writes_down_an_answer_to_their_own_request(asked, rep):
    rep.role = Role.REFERENCE_MANAGER
    rep.save()

    with pytest.raises(Refused, match="your own request"):
        stages.heard(asked, Answer.YES, by=type(rep).objects.get(pk=rep.pk))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"how": "link"}, "Say how you heard it"),
        ({"said_on": today() + timedelta(days=1)}, "between the day they were asked and today"),
        ({"said_on": today() - timedelta(days=1)}, "between the day they were asked and today"),
        ({"reference": 0}, "Somebody else is on this request"),
    ],
)
def test_what_cannot_have_been_heard_is_not_written_down(asked, manager, wrong, says):
    said = {"reference": stages.question_of(asked).reference_id, "answer": "yes", "how": "call", "said_on": today()}

    with pytest.raises(Refused, match=says):
        actions.record_answer(asked, **said | wrong, by=manager, on=today())

    assert ReferenceRequest.objects.get().status == Status.AWAITING_CUSTOMER


def test_the_database_knows_who_may_have_heard_what(asked, manager):
    for wrong in (
        {"heard_by": manager},
        {"heard_how": "call"},
        {"heard_by": manager, "heard_how": "call"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            UseConsent.objects.update(**wrong)


def test_an_answer_that_comes_too_late_is_told_once_and_not_taken(asked, rep, manager):
    stages.link_to(stages.question_of(asked))
    actions.cancel(asked, by=rep)
    holder = links.LinkHolder(Link.objects.select_related("use_consent").latest("pk"))

    actions.note_late_answer(holder)
    actions.note_late_answer(holder)

    assert Message.objects.filter(kind="request_answered_late").count() == 1
    assert UseConsent.objects.get().answer == ""
    with pytest.raises(Refused, match="closed"):
        actions.answer(holder, answer=Answer.YES, words="", evidence=seen(), on=today())
