"""After any yes, does exactly what was agreed stand in the world: only there, and only in the newest form?"""

import pytest

from references.models import Audience, ConsentAudience
from references.testimonials import actions, world
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import gate
from references.testimonials.models import Channel, Connection, Naming, Placement, Status, Takedown, Tie
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import days_ago
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db

BOTH = [Audience.PROSPECT, Audience.PRESS]


@pytest.fixture
def shown(manager):
    """Words on our wall, on a website of somebody else's and in the press."""
    ready = lives.proven(lives.says_yes(lives.asked(manager), audiences=BOTH), manager)
    one = actions.publish(actions.clear(ready, by=manager, on=today()), by=manager, on=today())
    for channel in ("wall", "website", "press"):
        lives.placed(one, manager, channel=channel)
    return one


def up(one) -> set[str]:
    """Return where it is up and may stay."""
    return set(one.placements.still_up().filter(takedown=None).values_list("channel", flat=True))


def to_come_down(one) -> set[str]:
    return set(Takedown.objects.open().filter(placement__endorsement=one).values_list("placement__channel", flat=True))


def on_the_wall() -> int:
    return world.seen(Channel.WALL, on=today()).count()


def test_a_narrower_yes_takes_it_down_where_it_may_not_be_shown_any_more(shown):
    lives.says_yes(shown, audiences=[Audience.PRESS])

    assert (up(shown), to_come_down(shown)) == ({"press"}, {"website"})
    assert on_the_wall() == 0
    shown.refresh_from_db()
    assert shown.status == Status.PUBLISHED


def test_nobody_lets_it_stay_where_it_was_not_agreed_however_it_looks_there(manager, shown):
    lives.says_yes(shown, audiences=[Audience.PRESS])

    with pytest.raises(Refused, match="has to come down, however it looks"):
        actions.look_at(Placement.objects.get(channel="website"), as_approved=True, by=manager, on=today())


def test_the_same_holds_when_the_narrower_yes_came_with_other_words_of_theirs(manager, shown):
    lives.says_yes(lives.asked(manager, shown.reference, text=lives.PLAIN), audiences=[Audience.PRESS])

    assert (up(shown), to_come_down(shown)) == ({"press"}, {"website"})


def test_what_we_serve_asks_itself_who_may_read_it(shown):
    assert on_the_wall() == 1

    ConsentAudience.objects.filter(audience=Audience.PROSPECT).delete()

    assert on_the_wall() == 0
    assert world.state(Channel.WALL, on=today(), key=Placement.objects.get(channel="wall").pk) == []


def test_nothing_is_placed_before_somebody_who_was_not_asked_for(manager, shown):
    ConsentAudience.objects.all().delete()

    with pytest.raises(Refused, match="Nobody has asked them who may hear it"):
        lives.placed(shown, manager, channel="event")


def test_a_name_taken_off_goes_elsewhere_as_well_and_our_wall_shows_the_new_form(shown):
    before = Placement.objects.get(channel="wall").approval

    lives.says_yes(shown, naming=Naming.NOBODY, audiences=BOTH)

    assert (up(shown), to_come_down(shown)) == ({"wall"}, {"website", "press"})
    wall = Placement.objects.get(channel="wall")
    assert wall.approval == dossier_of(shown.pk, on=today()).last_yes != before
    (there,) = world.blocks_of(world.seen(Channel.WALL, on=today()), on=today())
    assert there.block.speaker == "A customer of ours"


def test_a_tie_told_then_is_missing_elsewhere_so_it_comes_down_there(shown):
    lives.says_yes(shown, tie=Tie.GIFT, audiences=BOTH)

    assert (up(shown), to_come_down(shown)) == ({"wall"}, {"website", "press"})


def test_the_same_yes_once_more_moves_nothing(shown):
    before = dict(shown.placements.values_list("pk", "approval"))

    lives.says_yes(shown, audiences=BOTH)

    assert up(shown) == {"wall", "website", "press"}
    assert dict(shown.placements.values_list("pk", "approval")) == before


def test_the_night_finds_what_nobody_announced(shown):
    ConsentAudience.objects.filter(audience=Audience.PRESS).delete()

    actions.sweep(on=today())

    assert (up(shown), to_come_down(shown)) == ({"wall", "website"}, {"press"})


# What stands beside the words


@pytest.mark.parametrize(
    ("tie", "nature", "said"),
    [
        (Tie.MONEY, "A happy customer since we met.", ("They have a share in our company, or we in theirs.",)),
        (Tie.PAYMENT, "", ("They have been paid by us.",)),
        (Tie.OTHER, "Their cousin sells it", ("Their cousin sells it.",)),
    ],
)
def test_our_sentence_about_a_tie_cannot_be_replaced_by_theirs(manager, tie, nature, said):
    one = lives.says_yes(lives.asked(manager), tie=tie, nature=nature)

    (disclosure,) = dossier_of(one.pk, on=today()).block.disclosures
    assert disclosure.startswith(said)
    assert nature.rstrip(".") in disclosure


@pytest.mark.parametrize("nature", ["-", "…", "<b>Nothing</b> at all", "lorem ipsum", "n/a"])
def test_a_sentence_that_tells_nothing_is_no_answer(manager, nature):
    one = lives.proven(lives.approved(manager), manager)
    Connection.objects.filter(endorsement=one).update(tie=Tie.GIFT, nature=nature)

    assert any("tells a reader nothing" in gap.sentence for gap in missing(one, "person_asked"))


def test_a_number_beside_the_words_needs_its_proof_too(manager):
    nature = "It saved us 90% of the work."
    one = lives.proven(lives.says_yes(lives.asked(manager, text=lives.PLAIN), tie=Tie.GIFT, nature=nature), manager)

    assert any("90%" in gap.sentence for gap in missing(one, "proven"))


def missing(one, code):
    return [gap for gap in gate(one.pk, on=today()) if gap.code == code]


def test_received_nothing_is_said_once_both_sides_said_so_whatever_else_stands_there(manager):
    one = lives.asked(manager)
    assert dossier_of(one.pk, on=today()).block.received == "", "nobody was asked yet"
    lives.proven(lives.says_yes(one), manager)
    one.typicalitys.update(finding="not_typical")

    block = dossier_of(one.pk, on=today()).block

    assert len(block.disclosures) == 1
    assert block.received == "received nothing for it"


def test_said_on_is_when_they_said_it_and_not_when_they_approved_it(manager):
    one = lives.asked(manager)
    type(one).objects.update(came_on=days_ago(700))
    lives.says_yes(one)

    block = dossier_of(one.pk, on=today()).block

    assert (block.said_on, block.approved_on, block.reconfirmed_on) == (days_ago(700), today(), None)


def test_words_that_they_put_differently_were_said_that_day(manager):
    one = lives.asked(manager)
    type(one).objects.update(came_on=days_ago(700))
    actions.change_words(one, text=lives.PLAIN, by=lives.holder(one.reference), on=today())
    lives.says_yes(one)

    block = dossier_of(one.pk, on=today()).block

    assert (block.said_on, block.approved_on) == (today(), None)


# A tie that was told once


def test_who_told_of_a_tie_and_calls_it_nothing_later_is_asked_about_on_our_side(manager, shown):
    lives.says_yes(shown, tie=Tie.GIFT, audiences=BOTH)

    lives.says_yes(shown, tie=Tie.NONE, audiences=BOTH)

    shown.refresh_from_db()
    assert shown.status == Status.SUSPENDED
    assert "“A gift or a treat”" in missing(shown, "told_before")[0].sentence
    actions.tie(shown, tie=Tie.NONE, nature="", by=manager, on=today())
    assert missing(shown, "told_before") == []
