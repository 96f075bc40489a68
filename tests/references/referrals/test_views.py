"""Do the pages on referrals show each reader what is theirs, and do their buttons do one thing each?"""

import re
from datetime import date

import pytest
from django.urls import reverse

from references.referrals import actions
from references.referrals.framing import HINT
from references.referrals.models import (
    AskStatus,
    Compliment,
    Introduced,
    Referral,
    ReferralAsk,
    ReferralPlan,
    ReferralTemplate,
)
from references.referrals.views.plans import beginning, lines
from refprogram.dates import today
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from tests.factories import ComplimentFactory, HardshipFactory, ReferenceFactory, ReferralAskFactory, ReferralFactory
from tests.references.referrals.steps import CIRCLE, introduced

pytestmark = pytest.mark.django_db

BOARD = reverse("referrals:board")


def at(view, *args):
    return reverse(f"referrals:{view}", args=args)


@pytest.fixture
def of_manager(client, manager):
    client.force_login(manager)
    return client


def test_from_the_library_to_the_letter_in_two_presses(of_manager):
    ask = ReferralAskFactory()
    library = ReferralTemplate.objects.get(frame="association", language="en")
    page = of_manager.get(at("ask", ask.pk), {"sentence": library.pk})
    assert "{circle}" in page.text
    assert page.text.count("?sentence=") == 7

    said = {"frame": "association", "circle": CIRCLE, "sentence": library.sentence}
    answer = of_manager.post(at("ask", ask.pk), said)

    assert answer.headers["Location"] == f"{BOARD}?show=asked"
    ask.refresh_from_db()
    assert (ask.status, ask.sentence) == (AskStatus.ASKED, library.about(CIRCLE))
    assert "Northquay" in ask.sentence


def test_the_library_is_offered_in_the_language_of_who_is_asked(of_manager):
    ask = ReferralAskFactory(reference__contact__language="de")

    offered = set(re.findall(r"\?sentence=(\d+)", of_manager.get(at("ask", ask.pk)).text))

    german = ReferralTemplate.objects.filter(language="de").values_list("pk", flat=True)
    assert offered == {str(pk) for pk in german}


def test_a_question_for_just_anybody_comes_back_with_a_hint(of_manager):
    ask = ReferralAskFactory()

    page = of_manager.post(at("ask", ask.pk), {"frame": "role", "circle": "anyone", "sentence": "Do you know anyone?"})

    assert page.status_code == 422
    assert HINT in page.text
    assert not Message.objects.exists()


def test_why_nobody_asks_now_stands_above_the_question_and_on_their_file(of_manager):
    ask = ReferralAskFactory()
    HardshipFactory(customer=ask.reference.contact.customer)

    for page in (at("ask", ask.pk), at("of_reference", ask.reference_id)):
        assert "They are going through a hard time." in of_manager.get(page).text


def test_a_manager_begins_an_ask_on_the_file_of_somebody(of_manager):
    reference = ReferenceFactory()
    assert "Ask for a referral" in of_manager.get(at("of_reference", reference.pk)).text

    answer = of_manager.post(at("think_of", reference.pk))

    assert answer.headers["Location"] == at("ask", ReferralAsk.objects.get().pk)
    assert "Ask for a referral" not in of_manager.get(at("of_reference", reference.pk)).text


@pytest.mark.parametrize("show", ["due", "asked", "look_after", "answered", "introductions", "over"])
def test_each_sort_of_row_is_shown_alone_and_costs_the_same_for_more(of_manager, show, django_assert_max_num_queries):
    def fill():
        ReferralAskFactory()
        ReferralAskFactory(asked=True)
        ReferralAskFactory(asked=True, answered="nobody_came_to_mind")
        ReferralFactory()
        ReferralFactory(status="won")

    fill()
    page = of_manager.get(BOARD, {"show": show})
    assert page.text.count('class="task') == (2 if show == "answered" else 1) + (show == "answered")
    for _ in range(2):
        fill()
    with django_assert_max_num_queries(14):
        of_manager.get(BOARD, {"show": show})


def test_a_rep_sees_no_name_before_it_is_handed_to_them(client, rep, manager):
    referral = introduced()
    client.force_login(rep)
    assert "Oswin" not in client.get(BOARD).text
    assert client.get(at("referral", referral.pk)).status_code == 404

    actions.hand_over(referral, to=rep, by=manager)

    for page in (BOARD, at("referral", referral.pk), "/"):
        assert "Oswin Tarrant" in client.get(page).text
    assert "Hand it over" not in client.get(at("referral", referral.pk)).text


def test_an_admin_reads_of_whom_nobody_is_told_in_no_table_and_no_letter(client, admin, manager):
    referral = introduced()
    actions.write_to(referral, by=manager)
    send_due()
    client.force_login(admin)

    for address in ("/admin/referrals/referral/", f"/admin/referrals/referral/{referral.pk}/change/", "/outbox/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Oswin" not in page.text
    assert client.get(reverse("outbox:letter", args=[Message.objects.latest("pk").pk])).status_code == 404


def test_the_steps_stand_on_the_row_and_each_does_its_own(of_manager):
    referral = introduced()
    page = of_manager.get(BOARD, {"show": "introductions"})
    assert "Write to them" in page.text
    of_manager.post(at("write_to", referral.pk))
    send_due()

    for verb, status in (("contact", "contacted"), ("qualify", "qualified"), ("win", "won")):
        of_manager.post(at("move", referral.pk, verb))
        referral.refresh_from_db()
        assert referral.status == status
    assert of_manager.post(at("move", referral.pk, "forget")).status_code == 404
    assert Introduced.objects.exists()


def test_a_rep_writes_a_kind_word_down_for_the_accounts_they_own_and_thanks_for_it(client, rep, other_rep):
    reference = ReferenceFactory(customer__owner=rep)
    client.force_login(rep)

    client.post(at("compliment", reference.pk), {"words": "Best support", "heard_on": today().isoformat()})

    compliment = Compliment.objects.get()
    assert compliment.heard_by == rep
    assert "Best support" in client.get("/").text
    client.post(at("thank_for", compliment.pk))
    assert "Best support" not in client.get("/").text
    client.force_login(other_rep)
    assert client.get(at("compliment", reference.pk)).status_code == 404


def test_whom_to_look_after_stands_on_the_day_of_the_owner_and_of_the_managers_until_it_is_done(client, rep, manager):
    ask = ReferralAskFactory(asked=True, answered="nobody_came_to_mind", reference__customer__owner=rep)
    for user in (rep, manager):
        client.force_login(user)
        assert "look after them" in client.get("/").text

    client.post(at("follow_up", ask.pk))

    ask.refresh_from_db()
    assert (ask.followed_up_on, ask.followed_up_by) == (today(), manager)
    for user in (rep, manager):
        client.force_login(user)
        assert "look after them" not in client.get("/").text


def test_whom_to_ask_and_to_thank_stands_on_a_managers_day(of_manager):
    ReferralAskFactory()
    introduced()
    ComplimentFactory(words="Best support")

    day = of_manager.get("/").text

    for words in ("Referrals to ask for", "nobody has written to them", "Best support", "I said thank you"):
        assert words in day


# The plan


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 11, 23), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_quarter_begins_in_january_april_july_and_october(day, first):
    assert beginning(day) == first


def test_the_plan_shows_what_came_of_the_questions_of_its_quarter_alone(of_manager):
    first = beginning(today())
    of_somebody = {"reference__customer__industry": "Food logistics", "asked": True, "asked_on": today()}
    ReferralAskFactory(**of_somebody)
    ReferralAskFactory(**of_somebody, answered="nobody_came_to_mind")
    ask = ReferralAskFactory(**of_somebody, answered="introduced")
    ReferralFactory(ask=ask, status="won")
    ReferralAskFactory(**{**of_somebody, "asked_on": date(2020, 1, 1)})
    said = {"segment": "industry", "value": "food logistics", "planned": "5"}
    answer = of_manager.post(at("plan"), said)

    assert answer.status_code == 302
    (line,) = lines(first)
    assert (line.value, line.planned) == ("Food logistics", 5)
    assert (line.asked, line.answered, line.introduced, line.won) == (3, 2, 1, 1)
    assert "Food logistics" in of_manager.get(answer.headers["Location"]).text


def test_written_again_a_line_of_the_plan_changes_and_a_segment_without_customers_is_refused(of_manager):
    ReferenceFactory()
    for planned in (5, 7):
        of_manager.post(at("plan"), {"segment": "region", "value": "Nordics", "planned": planned})

    assert ReferralPlan.objects.get().planned == 7
    refused = of_manager.post(at("plan"), {"segment": "region", "value": "The Moon", "planned": 1})
    assert refused.status_code == 422
    assert Referral.objects.count() == 0


def test_before_somebody_who_would_rather_not_is_deleted_it_is_asked_about(of_manager):
    referral = introduced()
    address = at("decline", referral.pk)
    assert f'href="{address}"' in of_manager.get(at("referral", referral.pk)).text

    assert "There is no way back" in of_manager.get(address).text
    assert Introduced.objects.filter(referral=referral).exists()

    assert of_manager.post(address).status_code == 302
    assert not Introduced.objects.filter(referral=referral).exists()
