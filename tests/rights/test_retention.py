"""Is what we keep of people removed when its time is over, not a day earlier, and told beforehand?"""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from json import loads

import pytest
from allauth.usersessions.models import UserSession
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from customers.models import Contact, ContactDetails, Issue, Suppression, SurveyResponse
from customers.models.survey import ERASED, Tone
from references import actions as references
from references import links
from references.models import (
    CheckIn,
    CheckInDraft,
    Claim,
    ConsentEvent,
    Link,
    Nomination,
    Purpose,
    Reference,
    UseConsent,
    UseFeedback,
)
from references.referrals.models import Compliment, Introduced, Referral
from references.testimonials.models import Endorsement, Mention, Placement
from refprogram import batches
from refprogram.dates import add_months, today
from refprogram.outbox.models import Message, State
from refprogram.rights import actions, retention, tasks
from refprogram.rights.classes import CLASSES, MONTHS, DataClass
from refprogram.rights.kept import STAYING
from refprogram.rights.models import RightsRequest, due_after
from refprogram.rights.retention import forecast, purge
from refprogram.ui.templatetags.ui import day
from requests.models import Override, RequestEvent, RequestNote
from tests.factories import (
    ActivityFactory,
    AssignmentFactory,
    CheckInFactory,
    ConsentFactory,
    FeedbackFactory,
    HardshipNoteFactory,
    InvitationFactory,
    IssueFactory,
    MatteredLetterFactory,
    NominationFactory,
    OverrideFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    RightsRequestFactory,
    SurveyResponseFactory,
    ToldUseFactory,
    UseConsentFactory,
    UseFactory,
    UserFactory,
)
from tests.rights.people import agree, complains, holder_of

pytestmark = pytest.mark.django_db

# Far ahead of the clock of these tests: nothing of a factory is in the way.
ON = date(2031, 3, 15)
WORDS = "canary"
OLD_STORY = {"opened_on": date(2020, 1, 1), "resolved_on": date(2020, 1, 1), "recovery": 5, "may_be_told": True}


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def late(model, row, **columns):
    """Write what only the clock writes."""
    model._default_manager.filter(pk=row.pk).update(**columns)


def a_private_note(day):
    HardshipNoteFactory(text=WORDS, hardship__since=date(2020, 1, 1), hardship__ended_on=day)


def a_talk(day):
    CheckInFactory(on=day, note=WORDS, has_recommended="yes", recommended_to=WORDS)


def a_nominee(day):
    told = {"told_by": "colleague", "quarantined_on": day, "details__name": WORDS, "details__email": "x@there.example"}
    ReferenceFactory(checked_on=None, agreed_to=(), **{f"contact__{name}": value for name, value in told.items()})


def a_leaver(day):
    left = {"status": "left", "status_since": day, "details__name": WORDS}
    ReferenceFactory(agreed_to=(), **{f"contact__{name}": value for name, value in left.items()})


def a_draft(day):
    draft = CheckInDraft.objects.create(reference=ReferenceFactory(), by=UserFactory(), typed={"note": [WORDS]})
    late(CheckInDraft, draft, saved_at=noon(day))


def a_nomination(day, status="declined"):
    NominationFactory(
        nominated_on=day, why=WORDS, known_problems=WORDS, reason=WORDS, status=status,
        reviewed_on=day, reviewed_by=UserFactory(),
    )  # fmt: skip


def a_claim(day):
    Claim.objects.create(
        reference=ReferenceFactory(), activity=UseConsentFactory().activity, channel="call", said_on=day,
        expires_on=day, witness=WORDS, outcome="confirmed", settled_on=day,
    )  # fmt: skip


def an_answer(day):
    UseConsentFactory(words=WORDS, answer="no", answered_at=noon(day))


def a_feedback(day):
    UseFeedback.objects.create(use=UseFactory(), words=WORDS, went="well", on=day)


def a_told_use(day):
    ToldUseFactory(on=day, told_on=day, words=WORDS)


def a_word_of_a_prospect(day):
    FeedbackFactory(on=day, words=WORDS)


def an_invitation(day):
    InvitationFactory(invited_on=day, email=f"{WORDS}@prospect.example")


def a_letter_that_it_mattered(day):
    MatteredLetterFactory(drafted_on=day, words=WORDS)


def a_compliment(day):
    heard = {"on": day, "due_on": day, "heard_by": UserFactory()}
    Compliment.objects.create(reference=ReferenceFactory(agreed_to=()), words=WORDS, **heard)


def an_introduction(day, status="introduced"):
    made = Referral.objects.create(introduced_on=day, moved_on=day, status=status)
    Introduced.objects.create(referral=made, name=WORDS, email=f"x{made.pk}@there.example")


def a_survey(day, tone=Tone.FINE, **of):
    return SurveyResponseFactory(comment=WORDS, tone=tone, handling=WORDS, answered_on=day, **of)


def an_issue(day, **of):
    words = {"summary": WORDS, "resolution": WORDS, "response": WORDS}
    return IssueFactory(opened_on=day, resolved_on=day, **words, **of)


def a_request_note(day, status="closed"):
    event = RequestEvent.objects.create(
        ask=ReferenceRequestFactory(status=status), seq=1, verb="close", acted_as="staff"
    )
    late(RequestEvent, event, at=noon(day))
    RequestNote.objects.create(event=event, text=WORDS)


def a_set_aside(day):
    OverrideFactory(given_on=day, until=day, ended_at=noon(day), reason=f"{WORDS} {'.' * 20}")


def a_wish(day, status="closed"):
    ReferenceRequestFactory(needed_by=day, status=status, role=WORDS, questions=WORDS)


def a_rights_request(day):
    RightsRequestFactory(closed=True, received_on=day, answered_on=day)
    late(RightsRequest, RightsRequest.objects.latest("pk"), extended_on=day, extended_because=f"{WORDS} {'.' * 20}",
         due_on=due_after(day, extended=True))  # fmt: skip


def a_link(day, reference=None, **of):
    return Link.objects.create(
        token_hash=f"{WORDS}{Link.objects.count()}", purpose=Purpose.HOME, expires_on=day,
        reference=reference or ReferenceFactory(agreed_to=()), **of,
    )  # fmt: skip


def a_letter(day, state=State.SENT):
    Message.objects.create(
        kind="x", key=f"{Message.objects.count()}", to="contact:1", state=state, sent_to=WORDS, last_error=WORDS,
        created_at=noon(day), sent_at=noon(day),
    )  # fmt: skip


def a_session(day):
    Session.objects.create(session_key=f"{WORDS}{Session.objects.count()}", expire_date=noon(day))


def a_device(day):
    key = f"{WORDS}{UserSession.objects.count()}"
    device = UserSession.objects.create(user=UserFactory(), ip="10.0.0.1", user_agent=WORDS, session_key=key)
    late(UserSession, device, last_seen_at=noon(day))


def an_entry(day):
    LogEntry.objects.create(
        user=UserFactory(), object_repr=WORDS, action_flag=CHANGE, change_message=WORDS, action_time=noon(day)
    )


def some_words(day, **of):
    return Endorsement.objects.create(
        origin="import", came_on=day, source=WORDS, text_key=WORDS, activity=ActivityFactory(code="quote"), **of
    )


def words_that_were_shown(day):
    words = some_words(day, status="retired", reference=ReferenceFactory())
    Placement.objects.create(
        endorsement=words, channel="wall", starts_on=day, placed_by=UserFactory(), looked_on=day, ended_on=day
    )


def a_mention(day):
    Mention.objects.create(where=WORDS, tone="good", seen_on=day, noted_by=UserFactory())


# Something of each class, whose time began on a day. A class without its row fails.
MADE = {
    "private_notes": a_private_note,
    "talk_notes": a_talk,
    "drafts": a_draft,
    "nominations": a_nomination,
    "witnesses": a_claim,
    "answers": an_answer,
    "feedback": a_feedback,
    "told_uses": a_told_use,
    "compliments": a_compliment,
    "surveys": a_survey,
    "issues": an_issue,
    "request_notes": a_request_note,
    "override_reasons": a_set_aside,
    "request_wishes": a_wish,
    "heard_feedback": a_word_of_a_prospect,
    "invitations": an_invitation,
    "mattered": a_letter_that_it_mattered,
    "words_never_shown": some_words,
    "words_shown": words_that_were_shown,
    "mentions": a_mention,
    "rights_requests": a_rights_request,
    "links": a_link,
    "letters": a_letter,
    "quarantine": a_nominee,
    "introduced": an_introduction,
    "introduced_quiet": lambda day: an_introduction(day, "contacted"),
    "left": a_leaver,
    "sessions": a_session,
    "devices": a_device,
    "admin_log": an_entry,
}


def began(one, *, over_on):
    """Return the day on which the time of a class began, if it is over on another."""
    number, unit = one.time
    return add_months(over_on, -number) if unit == MONTHS else over_on - timedelta(days=number)


def words_left():
    """Count the rows in which something is still written, table by table."""
    found = {}
    for model in apps.get_models():
        with_words = [row for row in model._default_manager.values() if WORDS in str(row)]
        found |= {model._meta.label: len(with_words)} if with_words else {}
    return found


each_class = pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.code)


def test_something_of_each_class_is_tried():
    assert [one.code for one in CLASSES] == list(MADE)


@each_class
def test_it_goes_on_the_day_its_time_is_over_and_not_a_day_earlier(one):
    MADE[one.code](began(one, over_on=ON))
    MADE[one.code](began(one, over_on=ON + timedelta(days=1)))
    before = words_left()

    assert one.remove(on=ON - timedelta(days=1)) == 0
    assert words_left() == before

    assert one.remove(on=ON) == 1
    assert words_left() == {label: rows - 1 for label, rows in before.items()}
    assert one.remove(on=ON) == 0


@each_class
def test_the_preview_counts_what_goes_now_and_within_thirty_days_in_one_query(one):
    for days in (-3, 0, 1, 30, 31):
        MADE[one.code](began(one, over_on=ON + timedelta(days=days)))
    place = CLASSES.index(one)

    with CaptureQueriesContext(connection) as queries:
        found = forecast(on=ON)[place]

    assert (found.now, found.ahead, found.oldest) == (2, 2, ON - timedelta(days=3))
    assert len(queries) == len(CLASSES)
    assert one.remove(on=ON) == found.now


@each_class
def test_killed_anywhere_it_leaves_whole_rows_and_the_next_run_does_the_rest(one, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    for _ in range(5):
        MADE[one.code](began(one, over_on=ON))
    whole = set(words_a_row())
    seen = []

    for last_write in range(1, 80):
        with suppress(KeyboardInterrupt), connection.execute_wrapper(killer(last_write)):
            one.remove(on=ON)
        left = words_a_row()
        assert set(left) <= whole
        seen.append(len(left))
        if not left:
            break

    assert seen[-1] == 0
    assert set(seen) & {1, 2, 3, 4}


def test_what_takes_several_turns_goes_in_one_run(monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    for _ in range(5):
        a_feedback(date(2020, 1, 1))

    assert purge(on=ON)["feedback"] == 5
    assert words_left() == {}


def killer(last_write):
    """Kill whoever writes for the last time they may."""
    turns = count(1)

    def execute(run, sql, *rest):
        if sql.startswith(("UPDATE", "DELETE")) and next(turns) == last_write:
            raise KeyboardInterrupt
        return run(sql, *rest)

    return execute


def words_a_row():
    """Say of each row that has words how many."""
    rows = (row for model in apps.get_models() for row in model._default_manager.values())
    return [str(row).count(WORDS) for row in rows if WORDS in str(row)]


def test_the_facts_stay_when_the_words_go():
    made = (a_talk, a_nomination, a_claim, an_answer, a_feedback, a_survey, an_issue, a_letter, a_set_aside)
    for make in made:
        make(date(2020, 1, 1))
    kept = (CheckIn, Nomination, Claim, UseConsent, UseFeedback, SurveyResponse, Issue, Message, Override)
    before = [model._default_manager.count() for model in kept]

    purge(on=ON)

    assert words_left() == {}
    assert [model._default_manager.count() for model in kept] == before
    assert UseConsent.objects.get(answer="no").words == ""
    assert Nomination.objects.get().reason == "Erased."


@pytest.mark.parametrize("tone", [Tone.UNREAD, Tone.NEGATIVE])
def test_what_nobody_read_and_what_is_still_an_unhappy_word_stays(tone):
    said = a_survey(date(2020, 1, 1), tone)

    purge(on=ON)

    said.refresh_from_db()
    assert (said.comment, said.tone) == (WORDS, tone)


def test_an_unhappy_word_goes_when_the_customer_has_answered_again_since():
    said = a_survey(date(2020, 1, 1), Tone.NEGATIVE)
    SurveyResponseFactory(customer=said.customer, answered_on=date(2020, 6, 1))

    purge(on=ON)

    assert words_left() == {}


@pytest.mark.parametrize("tone", [Tone.UNREAD, Tone.NEGATIVE])
@pytest.mark.parametrize("forgets", ["calendar", "themselves"])
def test_no_rule_learns_good_news_because_the_words_of_somebody_are_gone(tone, forgets):
    leaver = ReferenceFactory(agreed_to=(), contact__status="left", contact__status_since=date(2020, 1, 1))
    said = a_survey(ON - timedelta(days=20), tone, customer=leaver.contact.customer, contact=leaver.contact)

    if forgets == "calendar":
        purge(on=ON)
    else:
        actions.erase(leaver, by=holder_of(leaver), on=ON)

    said.refresh_from_db()
    assert (said.contact, said.comment, said.tone, said.handling) == (None, ERASED, tone, "")
    assert words_left() == {}


def test_a_story_that_may_be_told_keeps_its_words():
    an_issue(date(2020, 1, 1), recovery=5, may_be_told=True)

    purge(on=ON)

    assert words_left() == {"customers.Issue": 1}


def restricts(person):
    Contact.objects.update(status="restricted", status_since=date(2020, 1, 1))
    return lambda: Contact.objects.update(status="active", status_since=None)


def waits(person):
    """Wait for an answer: what they want to see must not go before they have seen it."""
    return RightsRequestFactory(reference=person).delete


@pytest.mark.parametrize("keeps", [restricts, waits])
@pytest.mark.parametrize(
    "code",
    [
        "talk_notes", "drafts", "nominations", "witnesses", "answers", "feedback", "surveys", "issues",
        "request_notes", "override_reasons", "links",
    ],
)  # fmt: skip
def test_no_words_of_somebody_go_who_wants_them_kept_or_waits_for_an_answer(code, keeps):
    """A restriction keeps what is there: they may need it (GDPR 18)."""
    MADE[code](date(2020, 1, 1))
    person = Reference.objects.first() or ReferenceFactory(agreed_to=())
    SurveyResponse.objects.update(contact=person.contact)
    Issue.objects.update(source="customer", customer=person.contact.customer)
    Override.objects.update(reference=person)
    for event in RequestEvent.objects.all():
        AssignmentFactory(ask=event.ask, reference=person)
    (one,) = (one for one in CLASSES if one.code == code)

    ends = keeps(person)
    assert (one.remove(on=ON), forecast(on=ON)[CLASSES.index(one)].now) == (0, 0)

    ends()
    assert one.remove(on=ON) == 1


def test_the_words_of_others_go_while_somebody_waits_for_an_answer():
    for made in (a_talk, a_survey, a_request_note, a_link):
        made(date(2020, 1, 1))
    an_issue(date(2020, 1, 1), source="customer")
    RightsRequestFactory(reference=ReferenceFactory())

    purge(on=ON)

    assert words_left() == {}


def a_complaint_of_a_leaver(**of):
    leaver = ReferenceFactory(agreed_to=())
    issue = complains(leaver, words=WORDS)
    Contact.objects.filter(pk=leaver.contact_id).update(status="left", status_since=date(2020, 1, 1))
    late(Issue, issue, **of)
    return issue


def test_who_left_stays_while_what_they_told_us_is_not_right_yet():
    complaint = a_complaint_of_a_leaver()

    assert purge(on=ON)["left"] == 0

    late(Issue, complaint, resolved_on=ON)
    assert purge(on=ON)["left"] == 1


@pytest.mark.parametrize("of", [{"opened_on": ON, "resolved_on": ON}, OLD_STORY], ids=["too young", "a story"])
def test_what_somebody_who_left_told_us_keeps_its_own_time(of):
    a_complaint_of_a_leaver(**of)

    assert purge(on=ON)["left"] == 1

    assert words_left() == {"customers.Issue": 1}


def test_what_somebody_who_left_told_us_goes_at_once_when_they_wish_it(admin):
    complaint = a_complaint_of_a_leaver(**OLD_STORY)

    actions.erase(Reference.objects.get(), by=admin, on=ON)

    complaint.refresh_from_db()
    assert complaint.summary == ""


def test_a_link_stays_while_its_person_agrees_to_anything_or_when_they_answered_on_it():
    agreeing = ConsentFactory(granted_on=ON - timedelta(days=3)).reference
    a_link(date(2020, 1, 1), agreeing)
    a_link(date(2020, 1, 1), used_at=noon(date(2020, 1, 1)), answer="no")

    purge(on=ON)

    assert Link.objects.count() == 2


def test_a_link_that_the_ledger_names_for_a_yes_and_a_no_stays(call, manager):
    reference = ReferenceFactory(agreed_to=())
    agree(reference, call, by=manager)
    references.stop(reference, call, by=holder_of(reference), on=today())

    purge(on=ON)

    named = ConsentEvent.objects.exclude(link=None).values_list("link", flat=True)
    assert len(named) == 2
    assert sorted(named) == sorted(Link.objects.values_list("pk", flat=True))


def test_who_left_stays_while_they_agree_to_anything_and_may_come_back_with_a_file():
    agreeing = ConsentFactory(granted_on=ON - timedelta(days=3)).reference.contact
    Contact.objects.filter(pk=agreeing.pk).update(status="left", status_since=date(2020, 1, 1))
    a_leaver(date(2020, 1, 1))

    purge(on=ON)

    assert ContactDetails.objects.get().contact == agreeing
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("code", "make"), [("quarantine", a_nominee), ("left", a_leaver)])
def test_the_preview_leaves_out_who_waits_for_an_answer_as_the_purge_does(code, make):
    make(date(2020, 1, 1))
    waiting = RightsRequestFactory(reference=Reference.objects.get())

    def counted_and_gone():
        return [one.now for one in forecast(on=ON) if one.of.code == code], purge(on=ON)[code]

    assert counted_and_gone() == ([0], 0)
    waiting.delete()
    assert counted_and_gone() == ([1], 1)


@pytest.mark.parametrize(("code", "make"), [("left", a_leaver), ("quarantine", a_nominee)])
def test_the_preview_counts_of_each_day_what_goes_then(code, make):
    """What they agreed to runs out in ten days: they stay until then, though their time is over."""
    make(date(2030, 1, 1))
    ConsentFactory(
        reference=Reference.objects.get(), granted_on=ON - timedelta(days=170), expires_on=ON + timedelta(days=10)
    )

    def counted(day):
        return [(one.now, one.ahead) for one in forecast(on=day) if one.of.code == code], purge(on=day)[code]

    assert counted(ON) == ([(0, 1)], 0)
    assert counted(ON + timedelta(days=11)) == ([(1, 0)], 1)


def test_a_note_stays_while_somebody_is_at_work_on_the_request():
    a_request_note(date(2020, 1, 1), status="in_review")

    purge(on=ON)

    assert RequestNote.objects.count() == 1


def test_who_is_to_be_in_a_talk_stays_while_somebody_is_at_work_on_the_request():
    a_wish(date(2020, 1, 1), status="in_review")

    purge(on=ON)

    assert words_left() == {"requests.ReferenceRequest": 1}


@pytest.mark.parametrize("state", [State.QUEUED, State.UNCERTAIN])
def test_a_letter_that_waits_keeps_what_is_known_of_it(state):
    a_letter(date(2020, 1, 1), state)

    purge(on=ON)

    assert bool(words_left()) == (state == State.QUEUED)


def test_the_clock_removes_what_is_past_its_time():
    a_private_note(add_months(today(), -13))
    a_private_note(add_months(today(), -11))

    tasks.purge()

    assert words_left() == {"customers.HardshipNote": 1}


def test_a_class_that_cannot_be_purged_keeps_no_other_from_it(monkeypatch):
    def fails(*, on):
        raise RuntimeError("the disk is full")

    a_feedback(date(2020, 1, 1))
    broken = DataClass("x", "x", "x", "x", (1, "days"), over=Link.objects.outlived, remove=fails)
    monkeypatch.setattr(retention, "CLASSES", (broken, *CLASSES))

    with pytest.raises(ExceptionGroup) as told:
        purge(on=ON)

    assert [str(error) for error in told.value.exceptions] == ["the disk is full"]
    assert words_left() == {}


def test_the_end_of_the_workers_time_ends_the_purge(monkeypatch):
    def takes_long(*, on):
        raise SoftTimeLimitExceeded

    a_feedback(date(2020, 1, 1))
    slow = DataClass("x", "x", "x", "x", (1, "days"), over=Link.objects.outlived, remove=takes_long)
    monkeypatch.setattr(retention, "CLASSES", (slow, *CLASSES))

    with pytest.raises(SoftTimeLimitExceeded):
        purge(on=ON)

    assert words_left() == {"references.UseFeedback": 1}


# The command


def said(*arguments):
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_counts_in_a_preview_and_removes_nothing():
    a_feedback(add_months(today(), -25))
    before = words_left()

    (row,) = [one for one in loads(said("--preview", "--json"))["classes"] if one["class"] == "feedback"]

    over_since = add_months(add_months(today(), -25), 24)
    assert (row["now"], row["period"], row["oldest"]) == (1, "24 months", over_since.isoformat())
    assert "Words after a use (24 months): 1 now, 0 more in 30 days" in said("--preview")
    assert words_left() == before


def test_the_command_removes_and_says_how_much():
    a_feedback(add_months(today(), -25))

    assert loads(said("--json"))["removed"]["feedback"] == 1
    assert "Words after a use: 0" in said()


def test_a_day_to_come_is_only_looked_at():
    a_feedback(today())

    assert loads(said("--preview", "--on", "2031-03-15", "--json"))["classes"][6]["now"] == 1
    with pytest.raises(CommandError, match="still to come"):
        said("--on", "2031-03-15")
    assert words_left()


# The page


def test_an_admin_sees_what_goes_now_and_within_thirty_days(client, admin):
    a_feedback(add_months(today(), -25))
    client.force_login(admin)

    shown = client.get(reverse("rights:retention")).content.decode()

    assert "Words after a use" in shown
    assert f"over since {day(add_months(add_months(today(), -25), 24))}" in shown
    assert all(str(escape(reason.holds)) in shown for reason in STAYING)


# The person's own page


def test_a_person_reads_the_periods_that_concern_them_in_their_own_language(client, person):
    token = links.mint(purpose=Purpose.HOME, reference=person.pk, on=today()).split("/")[-2]
    address = reverse("portal:data", args=[token])

    english, german = (client.get(address, {"lang": language}).content.decode() for language in ("en", "de"))

    said = [one for one in CLASSES if one.told]
    assert len(said) > 10
    for one in said:
        assert f"{one.time[0]} {one.time[1]}" in one.told % {"number": one.time[0]}
        assert str(escape(one.told % {"number": one.time[0]})) in english
        assert str(escape(one.told % {"number": one.time[0]})) not in german
    assert "Was Sie in einer Umfrage geschrieben haben: 24 Monate." in german


# Every table


def test_every_table_is_in_a_class_or_stays_for_a_reason():
    """A new table without its row fails here: somebody has to say how long it is kept."""
    with_a_time = [one.over(on=ON).model._meta.label for one in CLASSES]
    goes_along = [label for one in CLASSES for label in one.with_it]
    stays = [label for reason in STAYING for label in reason.tables]

    assert sorted({*with_a_time, *goes_along, *stays}) == sorted(model._meta.label for model in apps.get_models())
    assert len(stays) == len(set(stays))
    assert not set(with_a_time) & set(stays)
