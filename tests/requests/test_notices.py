"""Does every letter say what it must, to whom it must, and nothing that its reader may not know?"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from references import actions as references
from references import links
from references.models import Consent, Link, Purpose
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from refprogram.rights import actions as rights
from requests import actions, notices
from requests.models import ReferenceRequest, RequestEvent
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, UserFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
BASE = "https://desk.northquay.example"


@pytest.fixture(autouse=True)
def _our_address(settings):
    settings.PUBLIC_BASE_URL = BASE


def stopped(rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer, summary="Invoice wrong")
    return stages.answered(ask, "yes")


def called_off(rep, manager):
    return actions.cancel(stages.asked(rep, manager), by=rep, note="The deal is lost")


def time_off(rep, manager):
    return actions.unschedule(stages.scheduled(rep, manager), by=rep)


def put_away(rep, manager):
    return actions.close(stages.completed(rep, manager), by=manager, note="Nobody in dairy is free")


def ended_without(rep, manager):
    ask = stages.in_review(rep, manager)
    return actions.give_up(ask, because="nobody_suitable", note="Nobody in dairy", by=manager, on=today())


def content_given(rep, manager):
    words = lives.published(manager)
    return actions.supply(stages.in_review(rep, manager), endorsements=[words.pk], by=manager, on=today())


def written_again(rep, manager):
    return stages.silent(stages.asked(rep, manager), manager)


def answered_late(rep, manager):
    ask = stages.asked(rep, manager)
    link = stages.link_to(stages.question_of(ask))
    actions.cancel(ask, by=rep)
    actions.note_late_answer(links.LinkHolder(Link.objects.select_related("use_consent").latest("pk")))
    return link


def out_of_time(rep, manager):
    ask = stages.asked(rep, manager)
    ReferenceRequest.objects.filter(pk=ask.pk).update(needed_by=today().replace(year=2020))
    actions.expire(on=today())


def yes_taken_back(rep, manager):
    ask = stages.confirmed(rep, manager)
    actions.reveal(ask, by=rep, on=today())
    reference = ask.assignments.get().reference
    links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
    references.stop(reference, ask.activity, by=links.LinkHolder(Link.objects.latest("pk")), on=today())


def after_the_call(wish, **more):
    """Let somebody whose number was shown, and who agrees to nothing any more, wish something with their data."""

    def wished(rep, manager):
        ask = stages.confirmed(rep, manager)
        actions.reveal(ask, by=rep, on=today())
        actions.complete(ask, by=manager, on=today())
        Consent.objects.update(ended_on=today())
        wish(ask.assignments.get().reference, by=UserFactory(role=Role.ADMIN), on=today(), **more)

    return wished


# What makes each kind of letter, who gets it, and what its subject says.
LETTERS = {
    "request_submitted": (lambda rep, manager: stages.submitted(rep), {"manager"}, "A reference for Marlow Grocers"),
    "request_taken_up": (stages.in_review, {"rep"}, "Maya Okafor looks after your request"),
    "question_to_customer": (stages.asked, {"customer"}, "Would you talk to Marlow Grocers?"),
    "question_taken_back": (called_off, {"customer"}, "No longer needed: Marlow Grocers"),
    "request_confirmed": (stages.confirmed, {"rep", "manager"}, "A customer said yes for Marlow Grocers"),
    "request_declined": (
        lambda rep, manager: stages.answered(stages.asked(rep, manager), "no"),
        {"rep", "manager"},
        "the customer we asked would rather not",
    ),
    "request_wants_to_talk": (
        lambda rep, manager: stages.answered(stages.asked(rep, manager), "talk", words="Call my assistant"),
        {"rep", "manager"},
        "the customer wants to talk first",
    ),
    "request_stopped": (stopped, {"rep", "manager"}, "Stopped: the request for Marlow Grocers"),
    "request_completed": (stages.completed, {"rep"}, "it took place"),
    "request_closed": (put_away, {"rep"}, "The request for Marlow Grocers is closed"),
    "request_unfulfilled": (ended_without, {"rep"}, "No reference for Marlow Grocers: nobody suitable"),
    "request_supplied": (content_given, {"rep"}, "Content for Marlow Grocers instead of a talk"),
    "request_taken_back": (
        lambda rep, manager: stages.answered(stages.confirmed(rep, manager), "no"),
        {"rep", "manager"},
        "the customer took back their yes",
    ),
    "request_answered_late": (answered_late, {"manager"}, "an answer came after the question was taken back"),
    "question_again": (written_again, {"customer"}, "Once more: would you talk to Marlow Grocers?"),
    "yes_to_confirm": (
        lambda rep, manager: stages.heard(stages.asked(rep, manager), "yes", by=manager),
        {"customer"},
        "You said yes: Marlow Grocers",
    ),
    "request_cancelled": (called_off, {"manager"}, "was called off"),
    "yes_taken_back": (yes_taken_back, {"rep"}, "They took back their yes: the request for Marlow Grocers"),
    "person_forgotten": (after_the_call(rights.erase), {"rep"}, "Please delete their data: the request for Marlow"),
    "person_left_alone": (
        after_the_call(rights.leave_for_good),
        {"rep"},
        "Please leave them alone: the request for Marlow Grocers",
    ),
    "person_corrected": (
        after_the_call(rights.correct, name="Zephyrine", title="", phone=""),
        {"rep"},
        "Their data has changed: the request for Marlow Grocers",
    ),
    "times_offered": (
        lambda rep, manager: stages.offers(stages.confirmed(rep, manager), rep),
        {"customer"},
        "When would it suit you? Marlow Grocers",
    ),
    "times_offered_to_us": (stages.offered, {"rep"}, "The customer offers times for Marlow Grocers"),
    "talk_agreed": (stages.scheduled, {"customer"}, "Agreed: Marlow Grocers, "),
    "talk_agreed_to_us": (stages.scheduled, {"rep"}, "Agreed: Marlow Grocers, "),
    "talk_off": (time_off, {"customer"}, "Called off: Marlow Grocers"),
    "talk_off_to_us": (time_off, {"rep"}, "Called off: Marlow Grocers, "),
    "request_expired": (out_of_time, {"rep", "manager"}, "Out of time"),
}
each = pytest.mark.parametrize("code", LETTERS)


def written(code, rep, manager):
    """Make a kind of letter by what causes it; return its messages and what each says."""
    LETTERS[code][0](rep, manager)
    kind = kinds.kind(code)
    return [(message, kind.composed(message)) for message in Message.objects.filter(kind=code).order_by("pk")]


def test_every_kind_of_letter_has_a_case():
    assert LETTERS.keys() == {kind.code for kind in notices.KINDS}


@each
def test_each_letter_goes_to_whom_it_concerns(code, rep, manager):
    addresses = {"rep": rep.email, "manager": manager.email, "customer": stages.EMAIL}
    kind = kinds.kind(code)

    letters = written(code, rep, manager)

    assert {kind.address(message) for message, _ in letters} == {addresses[who] for who in LETTERS[code][1]}


@each
def test_each_letter_says_in_its_subject_what_it_is_about(code, rep, manager):
    for _, letter in written(code, rep, manager):
        assert LETTERS[code][2] in letter.subject
        assert "Marlow Grocers" in letter.subject
        assert "\n" not in letter.subject
        assert len(letter.text.split()) > 20
        assert not re.search(r"{|}|&#|&amp;|None|\bTrue\b", letter.subject + letter.text)
        assert "\n\n\n" not in letter.text


@each
def test_each_link_leads_to_our_own_address(code, rep, manager, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.force_login(manager)
    client.get(reverse("requests:list"), headers={"Host": "evil.example"})

    for _, letter in written(code, rep, manager):
        links = re.findall(r"\w+://\S+", letter.text)
        assert len(links) == (2 if LETTERS[code][1] == {"customer"} else 1), "the customer can silence us, too"
        assert all(link.startswith(f"{BASE}/") for link in links)


def test_a_question_that_was_put_under_an_evil_name_still_links_to_us(client, rep, manager, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask = stages.matched(rep, manager)
    client.force_login(manager)

    whom = {"reference": ask.assignments.get().reference_id}
    client.post(reverse("requests:ask_customer", args=[ask.pk]), whom, headers={"Host": "evil.example"})
    letter = kinds.kind("question_to_customer").composed(Message.objects.get(kind="question_to_customer"))

    assert "evil.example" not in letter.text
    assert f"{BASE}/p/" in letter.text


@each
def test_our_own_people_read_no_name_and_no_detail(code, rep, manager):
    if LETTERS[code][1] == {"customer"}:
        return
    for _, letter in written(code, rep, manager):
        said = letter.subject + letter.text
        assert not [canary for canary in (*stages.CANARIES, "Invoice wrong", "Call my assistant") if canary in said]


def test_a_letter_about_a_stop_gives_the_class_of_the_reason(rep, manager):
    letters = written("request_stopped", rep, manager)

    for _, letter in letters:
        assert "Open issue since" in letter.text
        assert "the reference manager can advise" in letter.text
        assert "high" not in letter.text


def test_a_letter_about_a_hard_time_gives_nothing_away(rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    HardshipFactory(customer=reference.contact.customer)
    stages.answered(ask, "yes")

    letter = kinds.kind("request_stopped").composed(Message.objects.filter(kind="request_stopped").first())

    assert "Not available at present." in letter.text
    assert "sees to it that the customer knows when an agreed time is off" in letter.text
    assert not re.search(r"layoff|hard time|hardship", letter.text, re.IGNORECASE)


def test_the_question_is_put_kindly_and_its_link_works_once_it_is_minted(client, rep, manager):
    ((_, letter),) = written("question_to_customer", rep, manager)

    assert f"Hello {stages.NAME}," in letter.text
    assert "Any answer is fine, and no reason is needed." in letter.text
    assert "Maya Okafor" in letter.text
    assert "Reporting" not in letter.text, "what they want to know stands on the page, for the eyes of one person"
    path = re.search(r"https://desk.northquay.example(/p/\S+)", letter.text).group(1)
    assert path.split("/")[2] not in str(Link.objects.values_list())
    assert client.get(path).status_code == 200


def test_a_word_that_was_written_along_is_passed_on(rep, manager):
    ((_, letter),) = written("request_closed", rep, manager)
    assert "Nobody in dairy is free" in letter.text


def test_names_of_prospects_are_not_escaped_as_in_a_page(rep, manager):
    ask = stages.drafted(rep)
    ask.opportunity.account = "Marlow & Sons <Grocers>"
    ask.opportunity.save()
    actions.submit(ask, by=rep, on=today())

    letter = kinds.kind("request_submitted").composed(Message.objects.get(kind="request_submitted"))

    assert letter.subject.startswith("A reference for Marlow & Sons <Grocers>, needed by")


@pytest.mark.parametrize("state", State)
def test_only_what_went_out_or_may_have_is_taken_back_by_letter(rep, manager, state):
    columns = {"lease_token": "x", "lease_until": timezone.now(), "sent_at": timezone.now(), "reason": "for a test"}
    called_off(rep, manager)
    Message.objects.filter(kind="question_to_customer").update(state=state, **columns)

    says = kinds.kind("question_taken_back").may_go(Message.objects.get(kind="question_taken_back"))

    assert bool(says) == (state not in ("sending", "uncertain", "sent"))


def test_whoever_answered_was_asked_whatever_became_of_the_letter(rep, manager):
    actions.cancel(stages.confirmed(rep, manager), by=rep)

    assert not kinds.kind("question_taken_back").may_go(Message.objects.get(kind="question_taken_back"))


def test_whoever_hears_that_a_yes_was_taken_back_is_not_told_to_delete_it_twice(rep, manager):
    ask = stages.confirmed(rep, manager)
    actions.reveal(ask, by=rep, on=today())

    rights.erase(ask.assignments.get().reference, by=UserFactory(role=Role.ADMIN), on=today())

    told = Message.objects.filter(kind__in=("yes_taken_back", "person_forgotten"), to=f"user:{rep.pk}")
    assert [letter.kind for letter in told] == ["yes_taken_back"]


@pytest.mark.parametrize("stops", [False, True])
def test_nobody_reads_that_it_was_nothing_they_did_after_they_stopped_it_themselves(rep, manager, admin, stops):
    ask = stages.confirmed(rep, manager)
    if stops:
        references.end_everything(ask.assignments.get().reference, by=admin, on=today())
        ask.refresh_from_db()
    actions.cancel(ask, by=rep)

    letter = kinds.kind("question_taken_back").composed(Message.objects.get(kind="question_taken_back"))

    for said in (letter.text, letter.html):
        assert "There is nothing for you to do" in said
        assert ("it was nothing you did" in said) is not stops


def told_of(rep):
    letters = Message.objects.filter(kind__in=notices.ABOUT_A_PERSON, to=f"user:{rep.pk}").order_by("pk")
    return [(letter.kind, letter.state) for letter in letters]


def became(state):
    """Let every letter have become of it what may become of one."""
    columns = {"lease_token": "x", "lease_until": timezone.now(), "sent_at": timezone.now(), "reason": "for a test"}
    Message.objects.update(state=state, **columns)


def shown_twice(rep, manager):
    ask = stages.confirmed(rep, manager)
    for _ in range(2):
        actions.reveal(ask, by=rep, on=today())
    return ask.assignments.get().reference


def test_whoever_looked_twice_is_told_once_whatever_they_are_told(rep, manager, admin):
    reference = shown_twice(rep, manager)
    assert RequestEvent.objects.filter(verb="reveal", actor=rep).count() == 2

    rights.restrict(reference, by=admin, on=today())
    rights.leave_for_good(reference, by=admin, on=today())
    rights.erase(reference, by=admin, on=today())

    assert [kind for kind, _ in told_of(rep)] == ["person_left_alone", "yes_taken_back"]


@pytest.mark.parametrize("state", State)
def test_a_letter_that_may_not_have_arrived_has_told_nobody(rep, manager, admin, state):
    """Two wishes of one day, and the letters of the first have come to something."""
    reference = shown_twice(rep, manager)
    rights.leave_for_good(reference, by=admin, on=today())
    first = told_of(rep)
    became(state)

    rights.restrict(reference, by=admin, on=today())
    rights.erase(reference, by=admin, on=today())

    assert first == [("yes_taken_back", State.QUEUED)]
    again = [kind for kind, _ in told_of(rep)[1:]]
    assert again == ([] if state in notices.TOLD else ["person_left_alone", "person_forgotten"])


def test_a_wish_is_told_again_on_the_day_on_which_its_letter_failed(rep, manager, admin):
    reference = shown_twice(rep, manager)
    rights.restrict(reference, by=admin, on=today())
    rights.restrict(reference, by=admin, on=today())
    assert len(told_of(rep)) == 1

    became(State.FAILED)
    rights.restrict(reference, by=admin, on=today())

    assert told_of(rep) == [("person_left_alone", State.FAILED), ("person_left_alone", State.QUEUED)]


def test_whoever_heard_of_another_day_that_a_yes_was_taken_back_hears_of_an_erasure(rep, manager, admin):
    reference = shown_twice(rep, manager)
    references.end_everything(reference, by=admin, on=today())
    Message.objects.update(created_at=timezone.now() - timedelta(days=2))

    rights.erase(reference, by=admin, on=today())

    assert [kind for kind, _ in told_of(rep)] == ["yes_taken_back", "person_forgotten"]


def test_each_correction_is_told_even_on_one_day_unless_a_letter_about_the_last_one_waits(rep, manager):
    ask = stages.confirmed(rep, manager)
    actions.reveal(ask, by=rep, on=today())
    admin = UserFactory(role=Role.ADMIN)

    def correct(phone):
        reference = ask.assignments.get().reference
        rights.correct(reference, name="Z", title="", phone=phone, by=admin, on=today())
        return Message.objects.filter(kind="person_corrected", to=f"user:{rep.pk}").count()

    assert [correct("1"), correct("2")] == [1, 1]
    send_due()
    assert [correct("3"), correct("4")] == [2, 2]
    send_due()
    assert correct("5") == 3


def test_nobody_is_told_of_somebody_whose_name_they_were_never_shown(rep, manager):
    ask = stages.confirmed(rep, manager)

    rights.correct(
        ask.assignments.get().reference, name="Z", title="", phone="", by=UserFactory(role=Role.ADMIN), on=today()
    )

    assert not Message.objects.filter(kind="person_corrected").exists()
