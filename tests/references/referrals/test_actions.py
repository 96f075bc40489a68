"""What becomes of a question, and of whom somebody introduces? Each answer once, and nothing is kept too long."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from customers.models import Suppression
from customers.models.suppression import digest_of
from references.models import CheckIn, Reference, Standing
from references.models.checkin import is_advocate
from references.referrals import actions, links
from references.referrals.models import AskStatus, Introduced, Referral, ReferralAsk, ReferralStatus
from references.referrals.notices import NOTICE, QUESTION
from references.referrals.workflow import ASKS, REFERRALS
from refprogram.accounts.roles import Role
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from refprogram.outbox import bounced, kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from refprogram.outbox.reading import opened
from refprogram.rights import actions as rights
from refprogram.rights.retention import purge
from refprogram.steps import THE_CLOCK
from tests.factories import (
    ContactFactory,
    HardshipFactory,
    ReferenceFactory,
    ReferralAskFactory,
    ReferralFactory,
    days_ago,
)
from tests.references.referrals.steps import CIRCLE, OSWIN, asks, at_home, introduced, introduces

pytestmark = pytest.mark.django_db


def advocates(*, on):
    return list(Reference.objects.filter(is_advocate(on=on)).values_list("pk", flat=True))


# Asking


def test_the_letter_asks_within_the_circle_and_leads_to_their_page(manager):
    ask = asks(ReferralAskFactory(), by=manager)
    assert (ask.status, ask.circle, ask.asked_by) == (AskStatus.ASKED, CIRCLE, manager)

    send_due()

    letter = Message.objects.get(kind=QUESTION)
    assert letter.state == State.SENT
    said = opened(letter)
    assert f"Whom do you know at {CIRCLE}?" in said.text
    assert "List-Unsubscribe" in kinds.kind(QUESTION).preview(letter).headers


def test_a_person_who_has_come_into_a_hard_time_since_is_not_asked(manager):
    ask = ReferralAskFactory()
    HardshipFactory(customer=ask.reference.contact.customer)

    with pytest.raises(Refused, match="hard time"):
        asks(ask, by=manager)

    ask.refresh_from_db()
    assert ask.status == AskStatus.DUE
    assert not Message.objects.exists()


def test_a_hard_time_that_comes_after_the_press_keeps_the_letter(manager):
    ask = asks(ReferralAskFactory(), by=manager)
    HardshipFactory(customer=ask.reference.contact.customer)

    send_due()

    assert Message.objects.get().state == State.CANCELLED


def test_nobody_is_asked_twice_at_once(manager):
    ask = ReferralAskFactory(asked=True)

    with pytest.raises(Refused, match="on the list already"):
        actions.think_of(ask.reference, by=manager, on=today())


# Answers


def test_whoever_introduces_somebody_is_an_advocate_for_24_months_and_their_last_talk_is_as_it_was(call):
    reference = ReferenceFactory(agreed_to=[call])
    before = Standing.objects.values("checked_on", "heard_on").get(reference=reference)
    assert advocates(on=today()) == []

    introduces(ReferralAskFactory(reference=reference, asked=True))

    last = add_months(today(), 24)
    assert advocates(on=today()) == advocates(on=last) == [reference.pk]
    assert advocates(on=last + timedelta(days=1)) == []
    assert Standing.objects.values("checked_on", "heard_on").get(reference=reference) == before
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("answer", [actions.nobody, actions.rather_not])
def test_another_answer_makes_no_advocate(answer):
    ask = ReferralAskFactory(asked=True)

    answer(ask, by=at_home(ask.reference), on=today())

    assert advocates(on=today()) == []
    assert not Referral.objects.exists()


def test_an_answer_is_given_once_and_by_nobody_else():
    ask = ReferralAskFactory(asked=True)
    with pytest.raises(PermissionDenied):
        actions.nobody(ask, by=at_home(ReferenceFactory()), on=today())
    introduces(ask)

    with pytest.raises(Refused, match="answered this already"):
        actions.nobody(ask, by=at_home(ask.reference), on=today())

    assert Referral.objects.count() == 1


def test_nobody_came_to_mind_is_looked_after_once(rep):
    ask = ReferralAskFactory(asked=True)
    actions.nobody(ask, by=at_home(ask.reference), on=today())
    assert list(ReferralAsk.objects.to_follow_up()) == [ask]

    actions.follow_up(ask, by=rep, on=today())

    assert not ReferralAsk.objects.to_follow_up().exists()
    with pytest.raises(Refused, match="already"):
        actions.follow_up(ask, by=rep, on=today())


# Whoever does not want to be written down


def objected(email):
    Suppression.objects.create(digest=digest_of(email=email), since=today())


def restricted(email):
    ContactFactory(status="restricted", status_since=days_ago(3), details__email=email)


@pytest.mark.parametrize("wished", [objected, restricted])
def test_whoever_asked_not_to_be_kept_is_not_written_down_again_and_nobody_is_told_why(wished):
    wished(OSWIN.email.upper())

    referral = introduced()

    assert referral.status == ReferralStatus.FORGOTTEN
    assert not Introduced.objects.exists()
    assert advocates(on=today()) == [referral.ask.reference_id]


# The notice


def told(manager):
    referral = introduced()
    actions.write_to(referral, by=manager)
    return referral


def test_the_first_letter_says_who_introduced_them_and_moves_them_on_when_it_has_left(manager):
    referral = told(manager)
    assert referral.status == ReferralStatus.INTRODUCED

    send_due()

    referral.refresh_from_db()
    assert (referral.status, referral.moved_on) == (ReferralStatus.NOTIFIED, today())
    said = " ".join(opened(Message.objects.get(kind=NOTICE)).text.split())
    for part in (referral.ask.reference.contact.details.name, "Article 14", "What we keep", "/p/introduced/", "delete"):
        assert part in said


def test_a_letter_that_comes_back_has_told_nobody(manager):
    referral = told(manager)
    send_due()
    letter = Message.objects.get(kind=NOTICE)

    bounced.tell(letter, code="5.1.1")

    referral.refresh_from_db()
    assert referral.status == ReferralStatus.INTRODUCED


def test_one_letter_at_a_time_and_none_without_an_address(manager):
    referral = told(manager)
    with pytest.raises(Refused, match="on its way"):
        actions.write_to(referral, by=manager)
    Introduced.objects.update(email="", reach="+44 113 496 0000")
    Message.objects.all().delete()

    with pytest.raises(Refused, match="no e-mail address"):
        actions.write_to(referral, by=manager)


def test_nobody_speaks_with_them_before_they_are_told(manager):
    referral = introduced()

    with pytest.raises(Refused, match="Somebody was faster"):
        actions.move(referral, "contact", by=manager, on=today())


def test_a_letter_to_whoever_is_deleted_meanwhile_does_not_leave(manager):
    referral = told(manager)
    actions.delete_my_details(referral.person, by=links.IntroducedHolder(referral.person), on=today())

    send_due()

    assert Message.objects.get(kind=NOTICE).state == State.CANCELLED


# The end of what we keep


def test_whom_nobody_contacted_goes_on_the_thirtieth_day_and_may_be_introduced_again(manager):
    unreached, reached = introduced(), told(manager)
    send_due()
    over = today() + timedelta(days=30)

    assert purge(on=over - timedelta(days=1))["introduced"] == 0
    assert purge(on=over)["introduced"] == 1

    unreached.refresh_from_db()
    assert unreached.status == ReferralStatus.FORGOTTEN
    assert list(Introduced.objects.values_list("referral", flat=True)) == [reached.pk]
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("state", [State.LEASED, State.SENDING])
def test_whom_a_letter_is_about_to_reach_stays(manager, state):
    told(manager)
    Message.objects.filter(kind=NOTICE).update(state=state, lease_token="x", lease_until=timezone.now())

    assert actions.forget_unreached(on=today() + timedelta(days=30)) == 0
    assert Introduced.objects.exists()


def test_pressing_delete_leaves_a_digest_alone(manager):
    referral = told(manager)
    send_due()

    actions.delete_my_details(referral.person, by=links.IntroducedHolder(referral.person), on=today())

    referral.refresh_from_db()
    assert referral.status == ReferralStatus.FORGOTTEN
    assert not Introduced.objects.exists()
    assert Suppression.objects.covers(email=OSWIN.email)
    assert Message.objects.get(kind=NOTICE).sent_to == ""
    assert introduced().status == ReferralStatus.FORGOTTEN


def test_whoever_says_no_to_us_is_deleted_as_well(manager):
    referral = ReferralFactory(status="contacted")

    actions.move(referral, "decline", by=manager, on=today())

    assert not Introduced.objects.exists()
    assert Suppression.objects.exists()


def test_the_link_to_who_introduced_them_goes_with_that_person_and_whom_they_introduced_stays():
    referral = introduced()
    introducer = referral.ask.reference

    rights.erase(introducer, by=at_home(introducer), on=today())

    referral.refresh_from_db()
    assert referral.ask is None
    assert (referral.person.name, referral.person.words) == (OSWIN.name, "")
    ask = ReferralAsk.objects.get()
    assert CIRCLE not in ask.circle + ask.sentence


# Who sees and moves them


def test_a_rep_sees_whom_a_manager_handed_to_them_and_nobody_else_does(manager, rep, other_rep, executive, admin):
    referral = introduced()
    everybody = (manager, rep, other_rep, executive, admin)

    def seen():
        return [user for user in everybody if Introduced.objects.visible_to(user).exists()]

    assert seen() == [manager]
    actions.hand_over(referral, to=rep, by=manager)
    assert seen() == [manager, rep]
    with pytest.raises(PermissionDenied):
        actions.move(referral, "decline", by=other_rep, on=today())


STAFF = {
    Role.SALES_REP: {"contact", "qualify", "win", "lose", "decline"},
    Role.REFERENCE_MANAGER: {"send_ask", "drop_ask", "notify", "contact", "qualify", "win", "lose", "decline"},
    Role.EXECUTIVE: set(),
    Role.ADMIN: set(),
}


@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_each_role_takes_the_steps_of_its_row_and_no_other(who, request):
    user = request.getfixturevalue(who)
    may = {
        verb for workflow in (ASKS, REFERRALS) for verb in workflow.steps if user.has_perm(workflow.permission(verb))
    }

    assert may == STAFF[user.role]


@pytest.mark.parametrize("workflow", [ASKS, REFERRALS], ids=["asks", "referrals"])
def test_no_clock_takes_a_step_and_every_step_has_somebody(workflow):
    theirs = {"introduce", "nobody", "rather_not", "forget", "miss"}

    assert not [verb for verb in workflow.steps if THE_CLOCK.has_perm(workflow.permission(verb))]
    assert set(workflow.steps) <= set().union(*STAFF.values()) | theirs


@pytest.mark.parametrize("verb", REFERRALS.steps)
@pytest.mark.parametrize("status", ReferralStatus)
def test_a_step_starts_only_where_the_table_says(verb, status):
    class Anybody:
        acted_as = "clock"

        def has_perm(self, permission):
            return True

    referral, step = ReferralFactory(status=status), REFERRALS.steps[verb]

    if status in step.sources:
        assert REFERRALS.take(verb, referral, by=Anybody()).status == step.target
    else:
        with pytest.raises(Refused, match="Somebody was faster"):
            REFERRALS.take(verb, referral, by=Anybody())
