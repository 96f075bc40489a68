"""Does a link do what it was made for, and after its time only take back?"""

from datetime import timedelta

import pytest

from references import links
from references.actions.claims import claim
from references.links import ONLY_TAKES_BACK, OWN_AFFAIRS, VERBS, LinkHolder
from references.models import ConsentChannel, Link, Purpose
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from tests.factories import ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db

EVERY_VERB = OWN_AFFAIRS.union(*VERBS.values())


def link_of(reference, purpose=Purpose.HOME):
    """Mint a link and return its token."""
    return links.mint(purpose=purpose, reference=reference.pk, on=today()).rstrip("/").rpartition("/")[2]


@pytest.mark.once
@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_lets_somebody_do_its_verbs_and_their_own_affairs_alone(purpose):
    holder = LinkHolder(Link(purpose=purpose))

    assert {verb for verb in EVERY_VERB if holder.has_perm(verb)} == VERBS[purpose] | OWN_AFFAIRS


@pytest.mark.once
@pytest.mark.parametrize("purpose", Purpose)
def test_after_its_time_a_link_only_takes_back_whatever_asks(purpose):
    holder = LinkHolder(Link(purpose=purpose), acts=False)

    assert {verb for verb in EVERY_VERB if holder.has_perm(verb)} == ONLY_TAKES_BACK


def test_a_link_acts_on_its_last_day_and_not_on_the_next(call):
    token = link_of(ReferenceFactory(agreed_to=[call]))

    for last, acts in ((today(), True), (days_ago(1), False)):
        Link.objects.update(expires_on=last)
        assert links.find(token, on=today()).acts is acts


def test_after_its_time_a_link_says_whether_something_waits_for_their_word(call, manager):
    reference = ReferenceFactory(agreed_to=[])
    token = link_of(reference)
    Link.objects.update(expires_on=days_ago(1))
    assert not links.find(token, on=today()).agrees

    said = {"audiences": (), "said_on": days_ago(2), "channel": ConsentChannel.CALL, "by": manager, "on": today()}
    claim(reference, call, **said)

    assert links.find(token, on=today()).agrees


@pytest.mark.parametrize("state", ["queued", "failed", "uncertain"])
def test_a_letter_that_nobody_knows_to_have_left_locks_nobody_out(call, state):
    letter = Message.objects.create(kind="six_month_check", to="contact:1", key=state, state=State.QUEUED)
    Message.objects.filter(pk=letter.pk).update(state=state, sent_at=None)
    link_of(ReferenceFactory(agreed_to=[call]))
    Link.objects.update(letter=letter)
    link = Link.objects.select_related("letter").get()

    assert links.is_suspect(link, at=link.minted_at + timedelta(seconds=1))
    assert not links.is_suspect(link, at=link.minted_at + timedelta(seconds=4))
