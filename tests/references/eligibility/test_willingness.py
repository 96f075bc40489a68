"""Did they say so themselves, lately, gladly, and can they be reached? Willingness is a fact that runs out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from customers.models.contact import ContactStatus
from references.eligibility import BLOCKED, FORBIDDEN, WARNING
from references.models import Answer, Channel, Cue, CueKind, Mode, Mood, Outcome
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    NominationFactory,
    UseConsentFactory,
    UserFactory,
)
from tests.references.eligibility.cases import (
    DAY,
    SPOKEN,
    after,
    ask,
    before,
    fired,
    the_row,
    the_verdict,
    usable,
)

pytestmark = pytest.mark.django_db
FEW_DAYS_AGO = before(5)


def talk(reference, day, mood=Mood.WILLING, **how):
    return CheckInFactory(reference=reference, on=day, mood=mood, **how)


@pytest.mark.parametrize(
    "checkin", [{"direct": False}, {"channel": Channel.LINK}], ids=["second-hand", "a pressed link"]
)
def test_only_a_talk_with_a_manager_verifies(checkin):
    """Rows 3.9 and 3.10."""
    reference = usable(checked_on=None)
    CheckInFactory(reference=reference, on=SPOKEN, **checkin)

    assert fired()["never_verified"] == FORBIDDEN


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.MEETING, Channel.EMAIL])
def test_any_way_of_speaking_with_them_verifies(channel):
    reference = usable(checked_on=None)
    talk(reference, SPOKEN, channel=channel)

    assert fired() == {}


def test_a_talk_that_lies_ahead_verifies_nobody_before_its_day():
    reference = usable(checked_on=None)
    talk(reference, after(1))

    assert fired() == {"never_verified": FORBIDDEN}
    assert fired(ask(on=after(1))) == {}


def test_a_talk_that_lies_ahead_refreshes_nobody_before_its_day():
    reference = usable(checked_on=date(2026, 5, 22), agreed_to=())
    ConsentFactory(reference=reference, granted_on=SPOKEN)
    talk(reference, after(1))

    assert fired() == {"stale_check_in": FORBIDDEN}


def test_who_would_rather_not_was_spoken_to():
    reference = usable(checked_on=None)
    talk(reference, SPOKEN, outcome=Outcome.NOT_WILLING)

    assert "never_verified" not in fired()


@pytest.mark.parametrize(
    ("spoken", "last_good_day"),
    [
        (date(2026, 5, 23), date(2026, 11, 23)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 8, 29), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 9, 30)),
    ],
)
def test_a_check_in_is_good_up_to_and_including_the_day_six_months_later(spoken, last_good_day):
    """Row 3.6: 31 August and six months is the last day of February."""
    reference = usable(checked_on=spoken, agreed_to=(), permitted=False)
    ConsentFactory(reference=reference, granted_on=spoken, expires_on=last_good_day + timedelta(days=9))
    codes = {"company_permission_missing": 1}

    assert fired(ask(on=last_good_day)) == codes | {"check_in_due": WARNING}
    assert fired(ask(on=last_good_day + timedelta(days=1))) == codes | {"stale_check_in": FORBIDDEN}


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2026, 10, 22), {}),
        (date(2026, 10, 23), {"check_in_due": WARNING}),
        (date(2026, 11, 23), {"check_in_due": WARNING}),
        (date(2026, 11, 24), {"stale_check_in": FORBIDDEN}),
    ],
)
def test_a_check_in_is_due_from_five_months_on(on, codes):
    """Row 3.6."""
    reference = usable(checked_on=date(2026, 5, 23), agreed_to=())
    ConsentFactory(reference=reference, granted_on=date(2026, 10, 1))

    assert fired(ask(on=on)) == codes


def test_a_yes_on_the_link_refreshes_who_was_verified_before():
    """Row 3.6."""
    reference = usable(checked_on=date(2026, 4, 1), agreed_to=())
    ConsentFactory(reference=reference, granted_on=SPOKEN)
    assert fired() == {"stale_check_in": FORBIDDEN}

    CheckInFactory(reference=reference, on=SPOKEN, channel=Channel.LINK)

    assert fired() == {}


@pytest.mark.parametrize(("days", "fires"), [(0, False), (-1, False), (1, True)])
def test_the_newest_good_word_is_second_hand_when_a_nomination_is_newer_than_their_own(days, fires):
    NominationFactory(reference=usable(), nominated_on=SPOKEN + timedelta(days=days))

    assert fired() == ({"secondhand_only": WARNING} if fires else {})


def test_a_good_word_told_by_somebody_else_is_second_hand_and_their_own_settles_it():
    reference = usable()
    CheckInFactory(reference=reference, on=before(10), direct=False, outcome=Outcome.NOT_WILLING)
    assert fired() == {}

    CheckInFactory(reference=reference, on=before(9), direct=False)
    assert fired() == {"secondhand_only": WARNING}
    assert the_row().secondhand_on == before(9)

    CheckInFactory(reference=reference, on=before(8), channel=Channel.LINK)
    assert fired() == {}


def test_second_hand_news_alone_verifies_nobody():
    """Section 1.0: a warning on the profile, `never_verified` still rules."""
    NominationFactory(reference=usable(checked_on=None), nominated_on=before(3))

    assert fired() == {"never_verified": FORBIDDEN, "secondhand_only": WARNING}


def content():
    return ActivityFactory(code="quote", mode=Mode.CONTENT, confirm_each_use=False)


@pytest.mark.parametrize("mood", [Mood.HESITANT, Mood.UNHAPPY])
def test_who_did_not_sound_at_ease_is_left_alone_until_a_later_talk_in_which_they_do(mood):
    """Row 3.11."""
    reference = usable()
    talk(reference, before(20), mood)
    assert fired() == {"hesitant": FORBIDDEN}
    assert the_row().hesitant_since == before(20)

    CheckInFactory(reference=reference, on=before(15), channel=Channel.LINK)
    CheckInFactory(reference=reference, on=before(14), direct=False)
    talk(reference, before(13), mood="")
    assert fired()["hesitant"] == FORBIDDEN, "nobody heard how they sounded"

    talk(reference, before(10), Mood.WILLING)
    assert "hesitant" not in fired()


def test_to_grow_unhappy_is_no_way_out_of_hesitation():
    reference = usable()
    talk(reference, before(20), Mood.HESITANT)
    talk(reference, before(10), Mood.UNHAPPY)

    assert fired() == {"hesitant": FORBIDDEN}


@pytest.mark.parametrize("mood", [Mood.WILLING, Mood.DELIGHTED])
def test_who_is_at_ease_is_not_hesitant(mood):
    talk(usable(), before(2), mood)

    assert fired() == {}


def test_content_that_was_approved_may_still_be_shown_with_care():
    activity = content()
    reference = usable(agreed_to=[activity])
    talk(reference, before(5), Mood.HESITANT)

    assert fired(ask(activity=activity.pk)) == {"hesitant": WARNING}
    (told,) = the_verdict(ask(activity=activity.pk), masked=True).findings
    assert (told.sentence, told.since, told.clears) == ("Ask the reference manager before you use this.", None, "")
    assert fired(ask(activity=None)) == {"hesitant": FORBIDDEN}, "an ask for anything may be a live one"


def answered(reference, answer, *, asked, on):
    moment = datetime.combine(on, datetime.min.time(), tzinfo=UTC)
    return UseConsentFactory(
        reference=reference, answer=answer, asked_on=asked, answered_on=on, answered_at=moment, needed_by=after(5)
    )


def late_yes(reference, on=FEW_DAYS_AGO):
    answered(reference, Answer.YES, asked=on - timedelta(days=8), on=on)


def two_declines(reference, on=FEW_DAYS_AGO):
    answered(reference, Answer.NOT_NOW, asked=on - timedelta(days=3), on=on - timedelta(days=2))
    answered(reference, Answer.NO, asked=on - timedelta(days=1), on=on)


def hedged(reference, on=FEW_DAYS_AGO):
    heard = CheckInFactory(reference=reference, on=on, mood="", by=UserFactory(role="reference_manager"))
    Cue.objects.create(checkin=heard, kind=CueKind.BUSY)


SIGNS = {"a late yes": late_yes, "two declines": two_declines, "a cue": hedged}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_one_sign_alone_is_no_hesitation(sign):
    """Row 3.11: at least two of the three signs."""
    sign(usable())

    assert fired() == {}
    assert the_row().hesitation_signs == 1


@pytest.mark.parametrize("missing", SIGNS)
def test_two_signs_together_are(missing):
    reference = usable()
    for place, (name, sign) in enumerate(SIGNS.items()):
        if name != missing:
            sign(reference, before(9 - 3 * place))

    assert fired() == {"hesitant": FORBIDDEN}
    assert the_verdict().findings[0].since


def test_two_cues_are_one_sign():
    reference = usable()
    hedged(reference, before(4))
    hedged(reference, before(3))

    assert the_row().hesitation_signs == 1


@pytest.mark.parametrize(("days", "signs"), [(7, 0), (8, 1)])
def test_a_yes_came_late_after_more_than_seven_days(days, signs):
    answered(usable(), Answer.YES, asked=before(20), on=before(20 - days))

    assert the_row().hesitation_signs == signs


@pytest.mark.parametrize(
    ("answers", "signs"),
    [
        ([Answer.NO], 0),
        ([Answer.NO, Answer.NOT_NOW], 1),
        ([Answer.NO, Answer.NO, Answer.YES], 0),
        ([Answer.NO, Answer.YES, Answer.NO], 0),
        ([Answer.NO, Answer.TALK, Answer.NO], 0),
        ([Answer.YES, Answer.NO, Answer.NO], 1),
        ([Answer.NO, Answer.NO, Answer.NO], 1),
    ],
)
def test_the_last_two_answers_count(answers, signs):
    reference = usable()
    for place, answer in enumerate(answers):
        answered(reference, answer, asked=before(20 - place), on=before(20 - place))

    assert the_row().hesitation_signs == signs


def test_a_question_without_an_answer_declines_nothing():
    reference = usable()
    two_declines(reference)
    UseConsentFactory(reference=reference)

    assert the_row().hesitation_signs == 1


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
@pytest.mark.parametrize(("later", "signs"), [(1, 0), (0, 1), (-1, 1)])
def test_a_later_talk_at_ease_settles_a_sign_and_one_of_the_same_day_does_not(sign, later, signs):
    reference = usable(checked_on=before(25))
    sign(reference, before(5))
    talk(reference, before(5 - later))

    assert the_row().hesitation_signs == signs


def test_a_sign_in_the_very_talk_in_which_they_sounded_willing_counts():
    reference = usable()
    Cue.objects.create(checkin=talk(reference, before(2)), kind=CueKind.MAYBE)

    assert the_row().hesitation_signs == 1


@pytest.mark.parametrize("status", [ContactStatus.BOUNCED, ContactStatus.LEFT, ContactStatus.AWAY])
def test_who_cannot_be_reached_is_not_asked(status):
    usable(contact__status=status, contact__status_since=before(3))

    assert fired() == {"contact_gone": BLOCKED}
    assert the_verdict().findings[0].since == before(3)


@pytest.mark.parametrize(("days", "fires"), [(1, True), (0, False), (-1, False)])
def test_who_was_away_can_be_asked_from_the_day_they_are_back(days, fires):
    usable(contact__status=ContactStatus.AWAY, contact__status_since=before(10), contact__back_on=after(days))

    assert fired() == ({"contact_gone": BLOCKED} if fires else {})


def test_nobody_knows_when_somebody_is_back():
    usable(contact__status=ContactStatus.AWAY, contact__status_since=before(300), contact__back_on=None)

    assert fired(ask(on=DAY)) == {"contact_gone": BLOCKED}
