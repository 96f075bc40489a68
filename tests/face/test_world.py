"""Is what the world sees drawn in few queries, and is it what each dossier says by itself?"""

from django.db import connection

from customers.models import Contact
from references import spelled
from references.testimonials import actions, world
from references.testimonials.dossier import dossier_of
from references.testimonials.models import Channel, Kind, Naming, Placement, Tie
from refprogram.dates import today
from tests.face.on_show import on_wall, saying, with_photo
from tests.references.testimonials import lives


def shown_on_wall():
    return world.blocks_of(world.seen(Channel.WALL, on=today()).order_by("pk"), on=today())


def test_each_block_is_the_one_of_its_own_dossier(manager):
    on_wall(manager)
    lives.placed(with_photo(manager, text=saying(1)), manager, channel="wall")
    tied = lives.says_yes(lives.asked(manager, text=saying(2)), tie=Tie.GIFT, naming=Naming.ROLE)
    published = actions.publish(
        actions.clear(lives.proven(tied, manager), by=manager, on=today()), by=manager, on=today()
    )
    lives.placed(published, manager, channel="wall")
    board = lives.published(manager, kind=Kind.ORGANIZATION, text=saying(3))
    lives.placed(board, manager, channel="wall")

    shown = shown_on_wall()

    assert len(shown) == 4
    assert [one.block.body for one in shown] == ["", "", "", "The board"]
    assert [one.block for one in shown] == [dossier_of(one.placement.endorsement_id, on=today()).block for one in shown]
    assert {one.block.photo is not None for one in shown} == {True, False}
    assert {one.block.disclosures for one in shown} == {(), ("They have received a gift from us.",)}


def test_many_blocks_cost_as_many_queries_as_one(manager, django_assert_num_queries):
    on_wall(manager)
    with django_assert_num_queries(7):
        shown_on_wall()

    for number in (1, 2, 3):
        on_wall(manager, text=saying(number))

    with django_assert_num_queries(7):
        assert len(shown_on_wall()) == 4


def test_what_nobody_approved_in_this_form_is_left_out_though_nobody_announced_a_change(manager):
    placement = on_wall(manager)
    Contact.objects.filter(pk=placement.endorsement.reference.contact_id).update(title="Chief of everything")

    assert Placement.objects.live(on=today()).exists()
    assert shown_on_wall() == []


def test_who_wants_their_data_kept_and_not_used_is_left_out(manager):
    placement = on_wall(manager)
    Contact.objects.filter(pk=placement.endorsement.reference.contact_id).update(
        status="restricted", status_since=today()
    )

    assert not world.seen(Channel.WALL, on=today())


def test_what_decides_is_asked_alike_on_a_new_connection_and_for_each_placement_by_itself(manager):
    placements = [on_wall(manager), on_wall(manager, text=saying(1))]
    before = world.state_before(Channel.WALL, on=today(), key=world.LAST_KEY, most=9)
    spelled.PREPARED.clear()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DEALLOCATE ALL")

    assert world.keys_of(before) == [placement.pk for placement in reversed(placements)]
    assert world.state_before(Channel.WALL, on=today(), key=world.LAST_KEY, most=9) == before
    assert [world.state(Channel.WALL, on=today(), key=key) for key in world.keys_of(before)] == [
        [row] for row in before
    ]
    assert world.state_before(Channel.WALL, on=today(), key=placements[1].pk, most=9) == before[1:]
