"""Is a wish that reached us without a link answered in time, once, and by the actions of the person's own page?"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from customers.models import Contact, ContactDetails, Suppression
from references.models import Reference
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from refprogram.rights import actions, queue
from refprogram.rights.closing import FORGOTTEN
from refprogram.rights.copy import SECTIONS, copy_of
from refprogram.rights.fates import ALL, FATES, kept_of
from refprogram.rights.models import Outcome, RightsRequest, Wish, due_after
from refprogram.steps import THE_CLOCK
from tests.factories import ReferenceFactory, RightsRequestFactory, days_ago
from tests.rights.people import CANARY, everything_stored, holder_of

pytestmark = pytest.mark.django_db

WHY = "It is not theirs to wish: they write for somebody else."
MORE_TIME = "There are forty pages of notes to read through first."
WHEN_DONE = {
    Wish.ERASURE: "erased",
    Wish.RESTRICTION: "restricted",
    Wish.OBJECTION: "objected",
    Wish.CORRECTION: "active",
    Wish.ACCESS: "active",
    Wish.PORTABILITY: "active",
}


def done(case, *, by):
    """Answer a request as its page does, with a copy or a correction where it wants one."""
    if case.wish not in queue.SETS_OFF:
        queue.make_copy(case, by=by)
    given = {"name": "Inga Solheim", "title": "COO", "phone": ""} if case.wish == Wish.CORRECTION else {}
    person = Reference.objects.select_related("contact").get(pk=case.reference_id)
    queue.carry_out(case, reference=person, by=by, on=today(), **given)
    case.refresh_from_db()


def verbs(case):
    return list(case.events.order_by("seq").values_list("verb", flat=True))


# The clock


@pytest.mark.parametrize(
    ("received_on", "due_on", "at_most"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), date(2026, 4, 15)),
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2028, 2, 29), date(2028, 3, 29), date(2028, 5, 29)),
        (date(2026, 11, 30), date(2026, 12, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)),
    ],
)
def test_the_month_ends_as_the_calendar_does_and_both_databases_count_it_so(admin, received_on, due_on, at_most):
    case = queue.write_down(wish=Wish.ACCESS, way="post", received_on=received_on, writer="Ingrid", note="", by=admin)
    assert case.due_on == due_on == due_after(received_on, extended=False)

    queue.extend(case, because=MORE_TIME, by=admin, on=due_on)

    case.refresh_from_db()
    assert (case.due_on, case.extended_on) == (at_most, due_on)


def test_more_time_is_taken_once(admin):
    case = RightsRequestFactory()
    queue.extend(case, because=MORE_TIME, by=admin, on=today())

    with pytest.raises(Refused, match="extended once"):
        queue.extend(case, because=MORE_TIME, by=admin, on=today())
    assert RightsRequest.objects.get().due_on == add_months(case.received_on, 3)


def test_more_time_is_not_taken_when_the_month_is_over(admin):
    case = RightsRequestFactory(received_on=days_ago(40))

    assert not case.may_be_extended(on=today())
    with pytest.raises(Refused, match="within its first month"):
        queue.extend(case, because=MORE_TIME, by=admin, on=case.due_on + timedelta(days=1))


def test_what_presses_is_overdue_or_due_within_seven_days_and_open():
    on = today()
    late = RightsRequestFactory(received_on=days_ago(60))
    soon = RightsRequestFactory(received_on=add_months(on + timedelta(days=7), -1))
    RightsRequestFactory(received_on=on)
    RightsRequestFactory(received_on=days_ago(60), closed=True)

    assert list(RightsRequest.objects.pressing(on=on).order_by("due_on")) == [late, soon]


# What the database refuses


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"due_on": date(2030, 1, 1)}, "due_by_law"),
        ({"received_on": date(2026, 1, 31), "due_on": date(2026, 3, 3)}, "due_by_law"),
        ({"extended_on": today(), "extended_because": "Too short"}, "extended_with_a_reason"),
        ({"extended_because": MORE_TIME}, "extended_with_a_reason"),
        ({"extended_on": days_ago(9), "extended_because": MORE_TIME}, "extended_with_a_reason"),
        ({"received_on": days_ago(60), "extended_on": today(), "extended_because": MORE_TIME}, "extended_in_time"),
        ({"state": "answered", "answered_on": today(), "writer": "", "note": ""}, "how_it_ended"),
        ({"outcome": "done"}, "how_it_ended"),
        ({"closed": True, "refused_because": WHY}, "how_it_ended"),
        ({"closed": True, "state": "refused", "outcome": "", "refused_because": "No."}, "how_it_ended"),
        ({"closed": True, "answered_on": None}, "when_it_ended"),
        ({"closed": True, "answered_on": days_ago(9)}, "when_it_ended"),
        ({"answered_on": today()}, "when_it_ended"),
        (
            {"closed": True, "state": "refused", "outcome": "", "refused_because": WHY, "answered_by": None},
            "when_it_ended",
        ),
        ({"closed": True, "writer": "Ingrid"}, "closed_names_nobody"),
        ({"closed": True, "note": "Ingrid wrote"}, "closed_names_nobody"),
        ({"wish": "party"}, "wish_known"),
        ({"way": "dove"}, "way_known"),
        ({"writer": "x" * 201}, "writer_length|too long"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_the_database_itself(columns, constraint):
    with pytest.raises(Exception, match=constraint), transaction.atomic():
        RightsRequestFactory(**columns)


@pytest.mark.parametrize(("wish", "outcome"), [("erasure", "done"), ("access", "nothing"), ("access", "deleted")])
def test_the_database_lets_no_such_answer_name_somebody(wish, outcome):
    with pytest.raises(IntegrityError, match="erased_is_nobody"), transaction.atomic():
        RightsRequestFactory(closed=True, wish=wish, outcome=outcome, reference=ReferenceFactory())
    RightsRequestFactory(closed=True, wish=wish, outcome=outcome, reference=None)


# The answer


@pytest.mark.parametrize("wish", Wish.values)
def test_what_they_wish_is_done_and_the_request_closed_in_one_step(admin, wish):
    person = ReferenceFactory()
    case = RightsRequestFactory(wish=wish, reference=person)
    done(case, by=admin)

    assert Contact.objects.get().status == WHEN_DONE[wish]
    assert (case.state, case.outcome, case.answered_on, case.answered_by) == ("answered", "done", today(), admin)
    assert (case.writer, case.note) == ("", "")
    assert verbs(case)[-1] == "answer"
    assert case.reference == (None if wish == Wish.ERASURE else person)


def test_a_correction_is_how_they_gave_it(admin):
    done(RightsRequestFactory(wish=Wish.CORRECTION, reference=ReferenceFactory()), by=admin)

    details = ContactDetails.objects.select_related("contact").get()
    assert (details.name, details.phone, details.contact.title) == ("Inga Solheim", "", "COO")


@pytest.mark.parametrize("wish", sorted(queue.SETS_OFF))
def test_what_cannot_be_done_leaves_the_request_open(admin, wish, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setitem(queue.SETS_OFF, wish, fails)
    case = RightsRequestFactory(wish=wish, reference=ReferenceFactory())
    with pytest.raises(RuntimeError):
        done(case, by=admin)

    case.refresh_from_db()
    assert (case.state, case.writer, case.answered_on) == ("open", "Ingrid Solheim", None)
    assert verbs(case) == []


@pytest.mark.parametrize("wish", Wish.values)
def test_pressed_twice_it_is_done_once_and_the_second_is_told(admin, wish):
    case = RightsRequestFactory(wish=wish, reference=ReferenceFactory())
    done(case, by=admin)
    before = verbs(case)

    with pytest.raises(Refused, match="Somebody was faster"):
        queue.carry_out(case, reference=Reference.objects.get(), by=admin, on=today())
    assert verbs(case) == before


@pytest.mark.parametrize("wish", [Wish.ACCESS, Wish.PORTABILITY])
def test_a_copy_is_made_of_that_person_before_anybody_says_that_it_is_handed_over(admin, wish):
    person, other = ReferenceFactory(), ReferenceFactory()
    case = RightsRequestFactory(wish=wish, reference=person)
    with pytest.raises(Refused, match="Make the copy first"):
        queue.carry_out(case, reference=person, by=admin, on=today())

    queue.make_copy(case, by=admin)
    queue.identify(case, reference=other, by=admin)
    with pytest.raises(Refused, match="Make the copy first"):
        queue.carry_out(case, reference=other, by=admin, on=today())


def test_nobody_is_copied_before_they_are_found(admin):
    with pytest.raises(Refused, match="Choose them first"):
        queue.make_copy(RightsRequestFactory(), by=admin)


def test_nobody_but_the_person_on_the_page_is_erased(admin):
    """A colleague has found another person since; the button was pressed on the old page."""
    seen, other = ReferenceFactory(), ReferenceFactory()
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=seen)
    queue.identify(case, reference=other, by=admin)

    with pytest.raises(Refused, match="A colleague changed"):
        queue.carry_out(case, reference=seen, by=admin, on=today())
    assert not Contact.objects.filter(status="erased").exists()


def test_that_we_know_nobody_of_this_name_is_an_answer(admin):
    case = RightsRequestFactory()
    queue.nothing_held(case, by=admin, on=today())

    case.refresh_from_db()
    assert (case.state, case.outcome, case.writer, case.note) == ("answered", Outcome.NOTHING, "", "")
    with pytest.raises(Refused, match="Somebody was faster"):
        queue.nothing_held(case, by=admin, on=today())


def test_nobody_is_told_that_we_hold_nothing_of_somebody_we_know(admin):
    case = RightsRequestFactory(reference=ReferenceFactory())
    with pytest.raises(Refused, match="somebody we know"):
        queue.nothing_held(case, by=admin, on=today())

    queue.identify(case, reference=None, by=admin)
    queue.nothing_held(case, by=admin, on=today())


def test_a_refusal_says_why_and_touches_nobody(admin):
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=ReferenceFactory())
    queue.refuse(case, because=WHY, by=admin, on=today())

    case.refresh_from_db()
    assert (case.state, case.refused_because, case.answered_by) == ("refused", WHY, admin)
    assert Contact.objects.get().status == "active"


@pytest.mark.parametrize("verb", ["identify", "extend", "make_copy", "nothing_held", "refuse"])
def test_nothing_is_done_to_a_closed_request(admin, verb):
    case = RightsRequestFactory(closed=True)
    given = {
        "identify": {"reference": ReferenceFactory()},
        "extend": {"because": MORE_TIME, "on": today()},
        "make_copy": {},
        "nothing_held": {"on": today()},
        "refuse": {"because": WHY, "on": today()},
    }
    with pytest.raises(Refused, match="Somebody was faster"):
        getattr(queue, verb)(case, **given[verb], by=admin)
    assert verbs(case) == []


@pytest.mark.parametrize("who", ["rep", "manager", "executive"])
def test_nobody_but_an_admin_handles_them_or_sees_one(who, request):
    user, person = request.getfixturevalue(who), ReferenceFactory()
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=person)
    assert not RightsRequest.objects.visible_to(user).exists()

    for step in (
        lambda: queue.write_down(wish="access", way="email", received_on=today(), writer="x", note="", by=user),
        lambda: queue.identify(case, reference=None, by=user),
        lambda: queue.extend(case, because=MORE_TIME, by=user, on=today()),
        lambda: queue.make_copy(case, by=user),
        lambda: queue.carry_out(case, reference=person, by=user, on=today()),
        lambda: queue.nothing_held(case, by=user, on=today()),
        lambda: queue.refuse(case, because=WHY, by=user, on=today()),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert Contact.objects.get().status == "active"


# Whoever is erased


def test_of_an_erased_person_their_requests_keep_the_wish_the_days_and_the_outcome(person, admin):
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=person, writer=f"{CANARY}w", note=f"{CANARY}n")
    done(case, by=admin)

    assert [place for place, value in everything_stored() if CANARY in value] == []
    assert not RightsRequest.objects.exclude(reference=None).exists()
    assert set(RightsRequest.objects.values_list("outcome", flat=True)) == {"done", "deleted", ""}
    refused = RightsRequest.objects.get(state="refused")
    assert (refused.refused_because, refused.extended_because) == (FORGOTTEN, FORGOTTEN)


def test_what_they_delete_on_their_own_page_answers_what_they_had_asked_before():
    person = ReferenceFactory()
    case = RightsRequestFactory(reference=person)
    actions.erase(person, by=holder_of(person), on=today())

    case.refresh_from_db()
    assert (case.state, case.outcome, case.reference, case.answered_by) == ("answered", "deleted", None, None)
    assert [(event.verb, event.acted_as) for event in case.events.all()] == [("answer", "customer")]


def test_another_persons_requests_stay_as_they_are(admin):
    other = RightsRequestFactory(reference=ReferenceFactory())
    done(RightsRequestFactory(wish=Wish.ERASURE, reference=ReferenceFactory()), by=admin)

    other.refresh_from_db()
    assert (other.state, other.writer) == ("open", "Ingrid Solheim")


def test_what_is_said_to_go_goes_and_what_is_said_to_stay_stays(person, admin):
    """The page tells whoever presses exactly what happens; here it is held to it, section by section."""
    assert set(FATES) == set(SECTIONS)
    before = copy_of(person)
    told = {one.fate.name: one.rows for one in kept_of(person)}
    assert told == {FATES[title].name: len(rows) for title, rows in before.items() if rows}
    receipts = len(before["receipts of every yes and no"])
    actions.erase(person, by=admin, on=today())

    after = copy_of(Reference.objects.get(pk=person.pk))
    for title, fate in FATES.items():
        assert CANARY not in str(after[title])
        if fate.goes == ALL:
            assert after[title] == [], title
            assert not fate.stays
    for title in ("what you did for us", "talks with you, and what we noted", "what we asked you", "letters to you"):
        assert len(after[title]) == len(before[title]), title
    assert receipts
    assert after["receipts of every yes and no"] == []
    assert Suppression.objects.exists()


def test_a_request_is_about_nobody_who_was_deleted_while_the_page_was_open(admin):
    person = ReferenceFactory()
    case = RightsRequestFactory()
    actions.erase(person, by=admin, on=today())

    with pytest.raises(Refused, match="deleted already"):
        queue.identify(case, reference=person, by=admin)
    assert RightsRequest.objects.get().reference is None


def test_the_calendar_deletes_nobody_who_waits_for_an_answer_about_their_data(admin):
    person = ReferenceFactory(agreed_to=())
    Contact.objects.update(status="left", status_since=days_ago(500))
    case = RightsRequestFactory(reference=person)
    assert actions.forget_who_left(on=today()) == 0

    done(case, by=admin)
    assert actions.forget_who_left(on=today()) == 1


def test_everything_that_was_done_is_remembered_with_who_did_it(admin):
    person = ReferenceFactory()
    case = queue.write_down(wish="access", way="phone", received_on=today(), writer="Ingrid", note="", by=admin)
    queue.identify(case, reference=person, by=admin)
    queue.extend(case, because=MORE_TIME, by=admin, on=today())
    case.refresh_from_db()
    done(case, by=admin)

    assert verbs(case) == ["write_down", "identify", "extend", "make_copy", "answer"]
    assert {event.actor for event in case.events.all()} == {admin}


def test_the_clock_itself_handles_nothing():
    with pytest.raises(PermissionDenied):
        queue.refuse(RightsRequestFactory(), because=WHY, by=THE_CLOCK, on=today())
