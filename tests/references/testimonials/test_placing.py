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
from references.testimonials.models import (
    BodyDecision,
    Finding,
    Placement,
    Status,
    Substantiation,
    Takedown,
    Tie,
    Typicality,
    UseProof,
)
from refprogram.dates import add_months, business_days_after, today
from refprogram.errors import Refused
from refprogram.outbox import kinds
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


def test_a_proof_that_changes_what_is_shown_takes_it_down(manager, shown):
    actions.prove(
        Typicality(
            endorsement=shown,
            finding=Finding.NOT_TYPICAL,
            sample=38,
            period="in the first year",
            usual="Half of them cut planning time by 22%",
            theirs="Fernhill cut it by 44%.",
            document="Survey",
        ),
        by=manager,
        on=today(),
    )

    assert is_down(shown)
    assert shown.status == Status.SUSPENDED


def test_a_proof_that_changes_nothing_leaves_it_where_it_is(manager, shown):
    proof = UseProof(endorsement=shown, version="Plan 9", seen_on=today(), document="Console")

    actions.prove(proof, by=manager, on=today())

    shown.refresh_from_db()
    assert shown.status == Status.PUBLISHED


def test_a_body_that_turns_out_to_be_ours_is_shown_nowhere_any_more(manager):
    one = lives.published(manager, kind="organization")
    lives.placed(one, manager, channel="wall")
    before = one.bodydecisions.get()
    ours = BodyDecision(
        endorsement=one,
        attachment=before.attachment,
        recorded_by=manager,
        **{
            **{name: getattr(before, name) for name in ("body", "process", "standards", "decided_on", "document")},
            "owned_by_us": True,
            "controlled_by_us": False,
            "funded_by_us": False,
        },
    )

    actions.prove(ours, by=manager, on=today())

    one.refresh_from_db()
    assert one.status == Status.SUSPENDED
    assert not one.placements.still_up().exists()


def test_what_is_over_comes_down_by_itself_or_is_asked_for(manager):
    one = lives.published(manager)
    days = {"starts_on": days_ago(9), "until": days_ago(1)}
    wall = lives.placed(one, manager, channel="wall", **days)
    website = lives.placed(one, manager, **days)
    lives.placed(one, manager, channel="social", address="@northquay", until=today())

    actions.sweep(on=today())
    actions.sweep(on=today())

    wall.refresh_from_db()
    assert wall.ended_on == days_ago(1)
    takedown = Takedown.objects.get()
    assert (takedown.placement, takedown.due_on) == (website, business_days_after(today(), 3))
    assert list(Placement.objects.to_take_down()) == [website]
    one.refresh_from_db()
    assert one.status == Status.PUBLISHED


def test_a_place_of_ours_that_is_over_can_be_had_anew_at_once_and_a_foreign_one_once_it_is_gone(manager):
    one = lives.published(manager)
    days = {"starts_on": days_ago(9), "until": days_ago(1)}
    lives.placed(one, manager, channel="wall", **days)
    website = lives.placed(one, manager, **days)

    assert lives.placed(one, manager, channel="wall").ended_on is None
    with pytest.raises(Refused, match="have not come down"):
        lives.placed(one, manager)
    actions.take_down(website, proof="Looked at it.", by=manager, on=today())
    assert lives.placed(one, manager)


@pytest.mark.parametrize("spelled", ["HTTPS://NorthQuay.example/customers", "https://northquay.example:443/customers/"])
def test_one_page_is_one_place_however_it_is_written(manager, shown, spelled):
    with pytest.raises(Refused, match="for this place already"):
        lives.placed(shown, manager, address=spelled)


def test_who_looked_wrongly_looks_again_and_it_stays(manager, shown):
    (website,) = shown.placements.filter(channel="website")
    actions.look_at(website, as_approved=False, by=manager, on=today())

    actions.look_at(website, as_approved=True, by=manager, on=today())

    assert not Takedown.objects.exists()
    assert Placement.objects.live(on=today()).count() == 2
    assert [event.verb for event in shown.events.order_by("-seq")[:2]] == ["look_at", "look_at"]


def is_suspended(one, manager):
    actions.suspend(one, by=manager, on=today())


def is_over(one, manager):
    one.placements.update(starts_on=days_ago(9), until=days_ago(1))
    actions.sweep(on=today())


def shows_another_form(one, manager):
    actions.suspend(one, by=manager, on=today())
    actions.choose(one, parts=[lives.PLAIN], by=manager, on=today())
    actions.ask_person(one, by=manager, on=today())
    lives.says_yes(one)
    actions.clear(one, by=manager, on=today())
    actions.publish(one, by=manager, on=today())


@pytest.mark.parametrize("happens", [is_suspended, is_over, shows_another_form])
def test_what_has_to_come_down_for_another_reason_comes_down_however_it_looks(manager, shown, happens):
    (website,) = shown.placements.filter(channel="website")
    happens(shown, manager)

    with pytest.raises(Refused, match="however it looks"):
        actions.look_at(Placement.objects.get(pk=website.pk), as_approved=True, by=manager, on=today())

    assert Takedown.objects.open().get().placement == website


def test_who_was_asked_after_a_change_is_not_asked_again_and_nobody_is_counted_who_gets_no_letter(manager):
    product = ProductFactory()
    one = lives.published(manager, product=product)
    in_five_months = add_months(today(), 5)
    actions.sweep(on=in_five_months)
    before = Message.objects.count()

    assert actions.product_changed(product, by=manager, on=in_five_months) == 1
    assert Message.objects.count() == before + 1
    assert actions.product_changed(product, by=manager, on=in_five_months + timedelta(days=7)) == 0
    actions.sweep(on=in_five_months + timedelta(days=7))

    assert Message.objects.count() == before + 1
    one.refresh_from_db()
    assert one.reconfirm_by == in_five_months + timedelta(days=30)


@pytest.mark.parametrize(
    ("language", "until", "changed"),
    [
        ("en", "If you do not answer by {day:%-d %b %Y}, we take them down.", "about Planner. It has changed since"),
        ("de", "Wenn Sie bis zum ", "über Planner zu zeigen. Das hat sich seitdem geändert"),
    ],
)
def test_the_letter_after_a_change_names_the_product_and_the_day(manager, language, until, changed):
    product = ProductFactory(name="Planner")
    one = lives.published(manager, product=product)
    one.reference.contact.language = language
    one.reference.contact.save()

    actions.product_changed(product, by=manager, on=today())

    letter = Message.objects.get(key__contains="-by-")
    said = kinds.kind(letter.kind).preview(letter)
    for text in (said.text, said.html):
        plain = " ".join(text.split())
        assert until.format(day=today() + timedelta(days=30)) in plain
        assert changed in plain
        assert "six months are over" not in plain


def test_the_letter_of_the_sixth_month_names_the_day_and_no_change(manager, shown):
    actions.sweep(on=add_months(today(), 5))

    letter = Message.objects.get(key__contains="-after-")
    text = " ".join(kinds.kind(letter.kind).preview(letter).text.split())
    assert f"If you do not answer by {add_months(today(), 6):%-d %b %Y}" in text
    assert "changed" not in text
