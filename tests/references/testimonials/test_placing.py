"""Is every place written down, and does everything come down again, by itself or as a task with proof?"""

from datetime import timedelta
from decimal import Decimal

import pytest

from customers import actions as customers
from customers.models import Deployment
from customers.models.contact import ContactStatus
from references import actions as references
from references.actions.rewards import Reward
from references.models import Act, CompanyPermission, RewardEntry, RewardKind
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import gate
from references.testimonials.models import Placement, Status, Substantiation, Takedown, Tie
from refprogram.dates import add_months, business_days_after, today
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from tests.factories import ProductFactory, at_home, days_ago, seen
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(manager):
    """Words on a website of somebody else's and on our own wall."""
    one = lives.published(manager)
    lives.placed(one, manager)
    lives.placed(one, manager, channel="wall")
    return one


def is_down(one) -> bool:
    """Say whether what we serve is gone, and what others show is asked to go."""
    one.refresh_from_db()
    up = list(one.placements.still_up())
    return [p.channel for p in up] == ["website"] and Takedown.objects.open().get().placement == up[0]


def test_only_published_words_are_placed(manager):
    with pytest.raises(Refused, match="Only published words"):
        lives.placed(lives.ready(manager), manager)
    assert not Placement.objects.exists()


def test_an_audience_they_did_not_agree_to_is_refused(manager):
    one = lives.published(manager)

    assert lives.placed(one, manager, channel="event")
    with pytest.raises(Refused, match="did not agree to this audience"):
        lives.placed(one, manager, channel="press")


def test_a_place_is_written_down_once(manager, shown):
    with pytest.raises(Refused, match="for this place already"):
        lives.placed(shown, manager)


def test_taking_it_back_on_their_page_takes_it_down_everywhere_in_one_transaction(shown):
    holder = at_home(shown.reference)

    references.stop(shown.reference, shown.activity, evidence=seen(), by=holder, on=today())

    assert is_down(shown)
    assert shown.status == Status.WITHDRAWN
    assert Takedown.objects.get().due_on == business_days_after(today(), 3)


def leaves(one, manager):
    customers.mark_contact(one.reference.contact, status=ContactStatus.LEFT, since=today(), by=manager, on=today())


def loses_permission(one, manager):
    permission = CompanyPermission.objects.get(customer=one.reference.contact.customer)
    references.end_permission(permission, by=manager, on=today())


def ties_itself(one, manager):
    actions.tie(one, tie=Tie.MONEY, nature="", by=manager, on=today())


def loses_a_proof(one, manager):
    actions.drop(Substantiation.objects.filter(endorsement=one)[0], by=manager, on=today())


def is_offered_a_reward(one, manager):
    gift = Reward("A fountain pen", Decimal(40), "EUR", RewardKind.GIFT)
    references.offer_reward(one.reference, act=Act.TESTIMONIAL, reward=gift, by=manager, on=today())


@pytest.mark.parametrize("happens", [leaves, loses_permission, ties_itself, loses_a_proof, is_offered_a_reward])
def test_what_is_not_true_any_more_comes_down_by_itself(manager, shown, happens):
    happens(shown, manager)

    assert is_down(shown)
    assert shown.status == Status.SUSPENDED


def test_what_they_were_offered_is_said_with_their_words_until_they_decline(manager, shown):
    is_offered_a_reward(shown, manager)
    told = dossier_of(shown.pk, on=today()).block.disclosures
    assert [one.startswith("We have offered them a gift worth EUR 40 on") for one in told] == [True], "not given yet"

    references.answer_reward(RewardEntry.objects.get(), answer="declined", by=manager, on=today())

    assert dossier_of(shown.pk, on=today()).block.disclosures == ()


def test_words_about_a_product_that_they_stopped_using_come_down(manager, shown):
    customer = shown.reference.contact.customer
    deployment = Deployment.objects.create(customer=customer, product=ProductFactory(), since=days_ago(400))
    assert gate(shown.pk, on=today(), lasting=True) == []

    deployment.until = days_ago(1)
    deployment.save()
    actions.sweep(on=today())

    assert is_down(shown)


def test_after_six_months_without_a_word_they_come_down(manager, shown):
    actions.sweep(on=add_months(today(), 6))
    shown.refresh_from_db()
    assert shown.status == Status.PUBLISHED

    actions.sweep(on=add_months(today(), 6) + timedelta(days=1))

    assert is_down(shown)


def test_a_month_before_they_are_asked_once_whether_they_still_mean_it(shown):
    asked = Message.objects.filter(key__contains="-after-")

    actions.sweep(on=add_months(today(), 5) - timedelta(days=1))
    assert not asked.exists()
    actions.sweep(on=add_months(today(), 5))
    actions.sweep(on=add_months(today(), 5) + timedelta(days=7))

    assert asked.get().to == f"contact:{shown.reference.contact_id}"


def test_who_is_asked_after_a_change_of_the_product_has_thirty_days(manager):
    product = ProductFactory()
    one = lives.published(manager, product=product)
    other = lives.published(manager, text="Another that simply works.")

    assert actions.product_changed(product, by=manager, on=today()) == 1

    assert Message.objects.filter(key__startswith=f"words-{one.pk}-").count() >= 1
    actions.sweep(on=today() + timedelta(days=30))
    one.refresh_from_db()
    assert one.status == Status.PUBLISHED
    actions.sweep(on=today() + timedelta(days=31))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (Status.SUSPENDED, Status.PUBLISHED)


def test_what_is_suspended_comes_back_only_through_the_gate(manager, shown):
    actions.suspend(shown, by=manager, on=today())
    assert is_down(shown)

    actions.resume(shown, by=manager)
    CompanyPermission.objects.all().delete()

    with pytest.raises(Refused, match="permission"):
        actions.clear(shown, by=manager, on=today())


def test_a_takedown_is_done_with_proof(manager, shown):
    actions.retire(shown, by=manager, on=today())
    (website,) = Placement.objects.still_up()

    with pytest.raises(Refused, match="how you know"):
        actions.take_down(website, proof=" ", by=manager, on=today())
    actions.take_down(website, proof="Looked at the page; it is gone.", by=manager, on=today())

    done = Takedown.objects.get()
    assert (done.done_by, done.done_on, done.proof) == (manager, today(), "Looked at the page; it is gone.")
    assert not Placement.objects.still_up().exists()
    with pytest.raises(Refused, match="already"):
        actions.take_down(website, proof="Again.", by=manager, on=today())


def test_somebody_looks_at_every_foreign_place_every_ninety_days(manager, shown):
    in_ninety = today() + timedelta(days=90)
    (website,) = Placement.objects.to_look_at(on=in_ninety)
    assert website.channel == "website"
    assert not Placement.objects.to_look_at(on=in_ninety - timedelta(days=1)).exists()

    actions.look_at(website, as_approved=True, by=manager, on=in_ninety)
    assert not Placement.objects.to_look_at(on=in_ninety).exists()

    actions.look_at(website, as_approved=False, by=manager, on=in_ninety)
    assert Takedown.objects.open().get().placement == website
