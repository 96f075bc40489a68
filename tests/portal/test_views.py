"""Does a customer's page show, ask and answer, and do nothing to whoever merely opens it?"""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.formats import date_format
from pytest_django.asserts import assertNumQueries

from references import links
from references.models import (
    Answer,
    CheckIn,
    Consent,
    CycleStep,
    Link,
    Pause,
    Purpose,
    ReconsentCycle,
    Use,
    UseConsent,
)
from refprogram.dates import add_months, today
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Status
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep, manager):
    return stages.asked(rep, manager)


@pytest.fixture
def address(ask):
    return stages.link_to(stages.question_of(ask))


@pytest.fixture
def reference(call):
    return ReferenceFactory(checked_on=days_ago(160), agreed_to=[call])


@pytest.fixture
def check_in(reference):
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=days_ago(160), step=CycleStep.FIRST_LETTER, on=today()
    )
    minted = links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=step)
    return "/" + minted.split("/", 3)[3]


class Reader(Client):
    """Somebody who reads the page first: what they send brings along what they saw."""

    def post(self, path, data=None, **rest):
        seal = re.search(r'name="seen" value="(\w+)"', self.get(path).text)
        return super().post(path, {"seen": seal.group(1) if seal else ""} | (data or {}), **rest)


@pytest.fixture
def client():
    return Reader()


def everything() -> dict[str, list]:
    """Return every row of every table."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed
    }


def but_for(rows: dict[str, list], labels: set[str]) -> dict[str, list]:
    """Return the rows of every table but these."""
    return {label: found for label, found in rows.items() if label not in labels}


def test_the_question_says_who_what_when_how_long_who_asks_and_what_happens_with_the_name(client, address):
    page = client.get(address).text

    for words in (
        f"Hello {stages.NAME},",
        "Would you talk to Marlow Grocers?",
        "Reference call",
        "about 30 minutes",
        f"{today() + timedelta(days=5):%A}",
        "Reporting",
        "Maya Okafor",
        "What happens with your name",
        "does not know who you are",
        "Any answer is fine, and no reason is needed.",
    ):
        assert words in page


@pytest.mark.parametrize("which", ["address", "check_in"])
def test_four_answers_of_equal_weight_and_none_of_them_is_chosen(client, which, request):
    page = client.get(request.getfixturevalue(which)).text

    radios = re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)
    assert [re.search(r'value="(\w+)"', radio).group(1) for radio in radios] == list(Answer.values)
    assert not [radio for radio in radios if "checked" in radio]
    assert len({re.sub(r'value="\w+"|id="\w+"', "", radio) for radio in radios}) == 1
    assert page.count("<button") == 1
    assert "Send my answer" in page


@pytest.mark.parametrize("which", ["address", "check_in"])
def test_a_scanner_that_opens_the_link_again_and_again_changes_nothing(client, which, request):
    path = request.getfixturevalue(which)
    before = everything()

    for _ in range(20):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
        assert client.options(path).status_code == 405

    assert everything() == before
    assert not Session.objects.exists()
    assert set(client.cookies) <= {"csrf"}


@pytest.mark.parametrize("which", ["address", "check_in"])
@pytest.mark.parametrize("answer", [{}, {"answer": ""}, {"answer": "perhaps"}, {"words": "Yes!"}])
def test_a_form_that_is_sent_without_a_choice_changes_nothing(client, which, answer, request):
    path = request.getfixturevalue(which)
    before = everything()

    sent = client.post(path, answer)

    assert sent.status_code == 422
    assert "Choose one of the four; any answer is fine." in sent.text
    assert everything() == before


def test_words_that_are_too_long_come_back_with_the_choice(client, address):
    sent = client.post(address, {"answer": "no", "words": "x" * 4_001})

    assert sent.status_code == 422
    assert "x" * 4_001 in sent.text
    assert re.search(r'value="no"[^>]*checked', sent.text)
    assert not UseConsent.objects.exclude(answer="").exists()


@pytest.mark.parametrize("which", ["address", "check_in", "gone"])
def test_the_address_stays_out_of_caches_search_engines_and_other_sites_logs(client, which, request):
    path = "/p/nobody/" if which == "gone" else request.getfixturevalue(which)

    page = client.get(path)

    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in page.text
    assert not re.findall(r'(?:src|href)="https?://', page.text)


@pytest.mark.parametrize("which", ["address", "check_in"])
@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_an_answer_to_words_that_were_not_shown_is_not_taken(which, seen, request):
    path = request.getfixturevalue(which)
    before = everything()

    old = Client().post(path, {"answer": "yes", "seen": seen})

    assert old.status_code == 409
    assert "This page has changed since you opened it." in old.text
    assert 'value="yes"' in old.text, "they can answer what it says now"
    assert everything() == before


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ("yes", Status.CONFIRMED, "You said yes, thank you. We arrange it with you,"),
        ("not_now", Status.DECLINED_BY_CUSTOMER, "This question is closed, and nobody asks you why."),
        ("no", Status.DECLINED_BY_CUSTOMER, "This question is closed, and nobody asks you why."),
        ("talk", Status.NEEDS_REVIEW, "We get in touch with you, and nothing happens before."),
    ],
)
def test_each_answer_acts_once_and_leaves_a_receipt(client, ask, address, answer, status, says):
    sent = client.post(address, {"answer": answer, "words": "Rather in the morning"})

    ask.refresh_from_db()
    assert ask.status == status
    assert sent.headers["Location"] == address
    receipt = client.get(address).text
    assert says in receipt
    assert "Rather in the morning" in receipt
    assert ("<form" in receipt) == (answer == "yes"), "only a yes can be taken back"


def test_after_a_yes_the_page_says_what_came_of_it(client, ask, address, rep, manager):
    client.post(address, {"answer": "yes"})
    assert "We arrange it with you" in client.get(address).text

    ask.refresh_from_db()
    actions.complete(ask, by=manager, on=today())
    assert "it took place. Thank you" in client.get(address).text

    actions.close(ask, by=manager)
    assert "it took place. Thank you" in client.get(address).text


@pytest.mark.parametrize(("years", "shown"), [(0, False), (1, True)])
def test_a_day_of_another_year_is_shown_with_its_year(client, ask, address, years, shown):
    day = today().replace(month=12, day=1, year=today().year + years)
    UseConsent.objects.update(needed_by=day)

    page = client.get(address).text
    letter = kinds.kind("question_to_customer").composed(Message.objects.get(kind="question_to_customer")).text

    assert (f"1 December {day.year}" in page) == shown
    assert (f"1 December {day.year}" in letter) == shown
    assert "1 December" in page


def test_opening_the_receipt_changes_nothing_either(client, address):
    client.post(address, {"answer": "yes"})
    before = everything()

    for _ in range(5):
        client.get(address)
        client.head(address)

    assert everything() == before


def test_a_second_press_of_the_same_answer_is_no_mistake(client, address):
    client.post(address, {"answer": "yes"})
    before = everything()

    again = client.post(address, {"answer": "yes"}, follow=True)

    assert again.status_code == 200
    assert "You said yes, thank you." in again.text
    assert everything() == before


@pytest.mark.parametrize("which", ["address", "check_in"])
def test_another_answer_from_a_second_tab_is_told_that_the_first_one_counts(client, which, request):
    path = request.getfixturevalue(which)
    client.post(path, {"answer": "no"})
    before = everything()

    late = client.post(path, {"answer": "yes"})

    assert late.status_code == 409
    assert "You had answered before." in late.text
    assert "You said no." in late.text
    assert everything() == before


def test_an_answer_that_loses_a_race_gets_a_page_for_customers(client, ask, address, monkeypatch):
    found = links.find(address.split("/")[2], on=today())
    stages.answered(ask, "no")
    monkeypatch.setattr("references.links.find", lambda token, on: found)

    late = client.post(address, {"answer": "yes"})

    assert late.status_code == 409
    assert "Nothing was changed" in late.text
    assert "Reference Desk" not in late.text
    assert "/accounts/" not in late.text.partition("<body")[2]


def test_every_link_to_one_question_shows_its_receipt(client, ask, address):
    other = stages.link_to(stages.question_of(ask))
    client.post(address, {"answer": "not_now"})

    assert "You said “not now”" in client.get(other).text


def test_a_yes_that_a_rule_stops_is_thanked_and_gives_no_reason_away(client, ask, address):
    customer = ask.assignments.get().reference.contact.customer
    IssueFactory(customer=customer, summary="Booking feed down")

    client.post(address, {"answer": "yes"})
    receipt = client.get(address).text

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Use.objects.exists()
    assert "You said yes, thank you. Nothing is arranged at the moment: we will get back to you" in receipt
    assert not re.search(r"issue|rule|blocked|Booking feed|stopped", receipt.partition("<main")[2], re.IGNORECASE)


def test_a_yes_that_was_undone_later_says_so_too(client, ask, address, rep):
    client.post(address, {"answer": "yes"})
    actions.cancel(ask, by=rep)

    assert "It is no longer needed" in client.get(address).text


def test_a_question_that_was_taken_back_says_so_kindly(client, ask, address, rep):
    actions.cancel(ask, by=rep)
    before = everything()

    page = client.get(address)
    late = client.post(address, {"answer": "yes"})

    assert page.status_code == 200
    assert "This is no longer needed" in page.text
    assert late.status_code == 409
    assert "before your answer arrived, so nothing was changed" in late.text
    told = {"requests.RequestEvent", "outbox.Message"}
    assert but_for(everything(), told) == but_for(before, told), "the manager hears of it, and no more"


def test_unknown_malformed_and_expired_addresses_get_one_page_to_the_letter(client, address):
    Link.objects.update(expires_on=days_ago(1))
    Consent.objects.update(ended_on=today())
    foreign = "/p/" + "A" * 43 + "/"

    pages = [client.get(path) for path in (address, foreign, "/p/x/", "/p/%E2%82%AC/", "/p/" + "y" * 500 + "/")]
    posted = client.post(address, {"answer": "yes"})

    assert {page.status_code for page in (*pages, posted)} == {404}
    assert len({page.content for page in (*pages, posted)}) == 1
    assert "There is nothing here any more" in pages[0].text
    assert not [word for word in (*stages.CANARIES, "Marlow", "expired") if word in pages[0].text]
    assert not UseConsent.objects.exclude(answer="").exists()


def test_a_link_acts_on_its_last_day(client, ask, address):
    Link.objects.update(expires_on=today())

    assert client.post(address, {"answer": "yes"}).status_code == 302
    ask.refresh_from_db()
    assert ask.status == Status.CONFIRMED


def test_an_answer_needs_its_token_and_comes_from_our_own_page(address):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"answer": "yes"}).status_code == 403

    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(address).text).group(1)
    seal = re.search(r'name="seen" value="(\w+)"', strict.get(address).text).group(1)
    given = {"answer": "yes", "seen": seal, "csrfmiddlewaretoken": token}

    assert strict.post(address, given, headers={"Origin": "null"}).status_code == 403
    assert strict.post(address, given, headers={"Origin": "https://evil.example"}).status_code == 403
    assert strict.post(address, given, headers={"Origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_do_nothing(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_a_signed_in_colleague_sees_the_same_page_as_the_customer(client, address, manager):
    anonymous = re.sub(r'value="\w{64}"', "", client.get(address).text)
    client.force_login(manager)

    assert re.sub(r'value="\w{64}"', "", client.get(address).text) == anonymous


@pytest.mark.parametrize("which", ["address", "check_in"])
def test_the_page_costs_three_queries_at_most(client, which, request):
    path = request.getfixturevalue(which)

    with assertNumQueries({"address": 2, "check_in": 3}[which]):
        page = client.get(path)
    assert len(page.content) < 20_000


def test_a_long_wish_stands_in_full_below_the_answers(client, ask, address):
    UseConsent.objects.update(about="Reports that are right. " * 40)

    page = client.get(address).text

    assert page.index("Your answer") < page.index(
        "Reports that are right. Reports that are right. Reports that are right."
    )


# The six-month check


def test_the_check_lists_what_was_agreed_to_with_its_days(client, check_in, reference):
    page = client.get(check_in).text

    assert "Reference call" in page
    for day in (days_ago(160), add_months(days_ago(160), 6)):
        assert date_format(day, "j M Y") in page


def test_a_yes_renews_and_says_so(client, check_in, reference):
    client.post(check_in, {"answer": "yes"})

    assert CheckIn.objects.filter(reference=reference, channel="link", on=today()).count() == 1
    assert Consent.objects.get().expires_on == add_months(today(), 6)
    assert "holds for six more months" in client.get(check_in).text


def test_stopping_takes_as_many_presses_as_agreeing(client, check_in):
    client.post(check_in, {"answer": "no"})

    assert not Consent.objects.filter(ended_on=None).exists()
    assert "We stop asking you" in client.get(check_in).text


def test_not_now_leaves_them_alone_for_three_months_and_ends_nothing(client, check_in, reference):
    client.post(check_in, {"answer": "not_now"})

    assert Consent.objects.filter(ended_on=None).exists()
    assert Pause.objects.get(reference=reference).until == add_months(today(), 3)
    assert "Nobody asks you for three months" in client.get(check_in).text


def test_wanting_to_talk_first_ends_nothing(client, check_in):
    client.post(check_in, {"answer": "talk"})

    assert Consent.objects.filter(ended_on=None).exists()
    assert "We get in touch with you" in client.get(check_in).text


def test_a_second_press_on_the_check_is_no_mistake(client, check_in):
    client.post(check_in, {"answer": "yes"})

    assert client.post(check_in, {"answer": "yes"}, follow=True).status_code == 200
    assert CheckIn.objects.filter(channel="link").count() == 1


@pytest.fixture
def second_letter(reference, check_in):
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=days_ago(160), step=CycleStep.SECOND_LETTER, on=today()
    )
    minted = links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=step)
    return "/" + minted.split("/", 3)[3]


@pytest.mark.parametrize(("given", "other"), [("no", "yes"), ("talk", "no")])
def test_what_one_letter_was_answered_the_other_one_shows_and_keeps(client, check_in, second_letter, given, other):
    client.post(check_in, {"answer": given})
    before = everything()

    shown = client.get(second_letter)
    late = client.post(second_letter, {"answer": other})
    same = client.post(second_letter, {"answer": given}, follow=True)

    receipt = {"no": "You said no.", "talk": "You said that you would like to talk first."}[given]
    assert [page.status_code for page in (shown, late, same)] == [200, 409, 200]
    assert all(receipt in page.text for page in (shown, late, same))
    assert f"Answered on {date_format(today(), 'j M Y')}" in shown.text
    assert "That answer counts, and nothing was changed" in late.text
    assert everything() == before


def test_a_hard_time_is_not_mentioned(client, check_in, reference):
    HardshipFactory(customer=reference.contact.customer)

    page = client.get(check_in)

    assert page.status_code == 200
    assert not re.search(r"hardship|layoff", page.text, re.IGNORECASE)
