"""Does an admin get through the queue of rights requests, page by page, and nobody else into it?"""

import csv
import io
import json

import pytest
from django.urls import reverse

from customers.models import Contact, ContactDetails
from references.models import Reference
from refprogram.dates import add_months, today
from refprogram.rights import actions
from refprogram.rights.models import RightsRequest, Wish
from tests.factories import ReferenceFactory, RightsRequestFactory, days_ago
from tests.rights.people import CANARY

pytestmark = pytest.mark.django_db

WHY = "It is not theirs to wish: they write for somebody else."


@pytest.fixture
def browser(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def astrid():
    reference = ReferenceFactory(customer__name="Kestrelholm Foods AS")
    ContactDetails.objects.update(name="Astrid Quist", email="astrid@kestrelholm.example")
    return Reference.objects.get(pk=reference.pk)


def at(name, case=None, *more):
    return reverse(f"rights:{name}", args=[case.pk, *more] if case else [])


def page(browser, address, **query):
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return answer.text


def test_a_request_goes_from_the_letter_to_the_erasure(browser, astrid):
    written = {"wish": "erasure", "way": "post", "received_on": today(), "writer": "Astrid Quist", "note": "Please"}
    answer = browser.post(at("new"), written)
    case = RightsRequest.objects.get()
    assert answer.url == at("detail", case)
    assert "Kestrelholm Foods AS" in page(browser, at("detail", case))

    browser.post(at("identify", case), {"person": astrid.pk})
    html = page(browser, at("detail", case))
    for told in ("What goes", "What stays", "Who they are", "Their links", "Deleted when the request is closed"):
        assert told in html
    browser.post(at("carry_out", case), {"person": astrid.pk})

    assert Contact.objects.get().status == "erased"
    html = page(browser, at("detail", case))
    assert "Done as they wished" in html
    assert "Astrid" not in html
    assert "Kestrelholm" not in html


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("carry_out", {"person": True}),
        ("nothing_held", {}),
        ("refuse", {"because": WHY}),
        ("extend", {"because": WHY}),
        ("identify", {"person": True}),
    ],
)
def test_the_second_press_is_told_kindly_and_does_nothing(browser, admin, astrid, name, given):
    case = RightsRequestFactory(closed=True, wish=Wish.OBJECTION)
    sent = {key: astrid.pk if value is True else value for key, value in given.items()}
    answer = browser.post(at(name, case), sent)

    assert answer.status_code == 409
    assert "Somebody was faster: this request is closed. Nothing was changed." in answer.text
    assert Contact.objects.get().status == "active"


@pytest.mark.parametrize(
    ("name", "given"), [("carry_out", {"person": True}), ("nothing_held", {}), ("refuse", {"because": WHY})]
)
def test_whoever_presses_twice_is_shown_what_came_of_it(browser, astrid, name, given):
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=astrid if name != "nothing_held" else None)
    sent = {key: astrid.pk if value is True else value for key, value in given.items()}
    assert browser.post(at(name, case), sent).status_code == 302
    answer = browser.post(at(name, case), sent, follow=True)

    assert answer.redirect_chain == [(at("detail", case), 302)]
    assert "Somebody was faster" not in answer.text
    assert case.events.count() == 1


@pytest.mark.parametrize("name", ["extend", "refuse"])
def test_no_form_is_shown_for_a_request_that_is_closed(browser, name):
    assert browser.get(at(name, RightsRequestFactory(closed=True))).status_code == 409


def test_no_form_is_shown_for_time_that_is_not_there(browser):
    answer = browser.get(at("extend", RightsRequestFactory(received_on=days_ago(60))))

    assert answer.status_code == 409
    assert "There is no more time to take" in answer.text


# What is lost with a press is said before it


def test_above_each_button_that_closes_stand_who_wrote_and_what(browser, astrid):
    first = "Write down how to reach them first: this is deleted when you press."
    wrote = {"writer": "Quist by way of her sister", "note": "Call her mother"}
    unknown, known = RightsRequestFactory(**wrote), RightsRequestFactory(reference=astrid, wish=Wish.ERASURE, **wrote)
    for address, button in (
        (at("detail", unknown), "We hold nothing: close the request"),
        (at("detail", known), "Delete it and close the request"),
        (at("refuse", known), "Save"),
    ):
        above = page(browser, address).rpartition(button)[0].rpartition(first)[2]
        assert "Quist by way of her sister" in above, address
        assert "Call her mother" in above, address
    html = page(browser, at("detail", known))
    assert "astrid@kestrelholm.example" in html.partition(first)[2].partition("Delete it and close")[0]
    assert first not in page(browser, at("extend", known)), "that closes nothing"


def test_an_erasure_names_the_other_requests_that_it_would_leave_without_an_answer(browser, astrid):
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=astrid)
    RightsRequestFactory(wish=Wish.PORTABILITY)
    assert "Answer it first" not in page(browser, at("detail", case))

    other = RightsRequestFactory(wish=Wish.ACCESS, reference=astrid)
    html = page(browser, at("detail", case))

    assert "Another request of theirs is open" in html
    assert f'<a href="{at("detail", other)}">See what we keep</a>' in html
    assert "Answer it first" not in page(browser, at("detail", other))


def test_a_correction_says_how_an_address_is_corrected(browser, astrid):
    case = RightsRequestFactory(wish=Wish.CORRECTION, reference=astrid)

    assert "An e-mail address is not corrected here: a reference manager" in page(browser, at("detail", case))


@pytest.mark.parametrize(("months", "status"), [(12, 302), (13, 422)])
def test_a_request_that_came_more_than_a_year_ago_is_taken_for_a_slip(browser, months, status):
    written = {"wish": "access", "way": "post", "received_on": add_months(today(), -months), "writer": "Astrid"}
    answer = browser.post(at("new"), written)

    assert answer.status_code == status
    assert ("this day is more than a year ago" in answer.text) == (status == 422)


def test_the_one_due_first_is_on_top_and_what_is_closed_stands_apart(browser):
    late = RightsRequestFactory(received_on=days_ago(40), writer="Late Writer")
    RightsRequestFactory(received_on=days_ago(1), writer="Early Writer")
    closed = RightsRequestFactory(closed=True, wish=Wish.PORTABILITY)
    html = page(browser, at("list"))

    assert html.index("Late Writer") < html.index("Early Writer")
    assert f"{(today() - late.due_on).days} days late" in html
    assert at("detail", closed) not in html
    shut = page(browser, at("list"), show="closed")
    assert at("detail", closed) in shut
    assert at("detail", late) not in shut
    assert "Done as they wished" in shut


def test_a_long_list_is_paged(browser, monkeypatch):
    monkeypatch.setattr("refprogram.pages.keyset.__kwdefaults__", {"size": 2, "count": None})
    for days in (1, 2, 3):
        RightsRequestFactory(received_on=days_ago(days), writer=f"Writer {days}")
    html = page(browser, at("list"))

    assert 'rel="next"' in html
    assert "Writer 1" not in html


@pytest.mark.parametrize("typed", ["quist", "Kestrelholm", "astrid@kestrelholm.example", "Astrid, <Kestrelholm>"])
def test_people_are_found_by_name_company_and_address(browser, astrid, typed):
    ReferenceFactory()
    html = page(browser, at("detail", RightsRequestFactory(writer="Nobody Known")), q=typed)

    assert html.count("It is them") == 1
    assert "astrid@kestrelholm.example" in html


def test_somebody_whose_data_is_only_kept_is_found_and_somebody_erased_is_not(browser, astrid, admin):
    case = RightsRequestFactory(writer="Kestrelholm")
    actions.restrict(astrid, by=admin, on=today())
    assert "Kept, not used" in page(browser, at("detail", case))

    actions.erase(astrid, by=admin, on=today())
    html = page(browser, at("detail", case))
    assert "It is them" not in html
    assert "We know nobody of this name." in html


@pytest.mark.parametrize("typed", ["", "  ", ",;", "%", "_", "x" * 3000])
def test_a_search_for_nothing_finds_nobody(browser, astrid, typed):
    case = RightsRequestFactory(writer=",")
    assert "It is them" not in page(browser, at("detail", case), q=typed)


def test_nobody_of_this_name_is_answered_with_one_button(browser, astrid):
    case = RightsRequestFactory(writer="Zephyrine Holm")
    assert at("nothing_held", case) in page(browser, at("detail", case))
    browser.post(at("nothing_held", case))

    assert "We hold nothing about them" in page(browser, at("detail", case))
    assert "Zephyrine" not in page(browser, at("detail", case))


@pytest.mark.parametrize("kind", ["html", "json", "csv"])
def test_the_copy_is_the_one_of_their_own_page_as_a_file(browser, person, kind):
    case = RightsRequestFactory(wish=Wish.ACCESS, reference=person)
    answer = browser.post(at("make_copy", case, kind))

    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"] == f'attachment; filename="request-{case.pk}.{kind}"'
    assert answer["Cache-Control"] == "no-store"
    assert ContactDetails.objects.get().name in text
    assert CANARY in text
    read = {"html": lambda: "<h2>Who you are</h2>" in text, "json": lambda: json.loads(text)["who you are"]}
    assert read.get(kind, lambda: list(csv.reader(io.StringIO(text)))[1:])()
    assert case.events.get().verb == "make_copy"


def test_a_copy_speaks_the_language_of_its_person(browser, person):
    Contact.objects.update(language="de")
    text = browser.post(at("make_copy", RightsRequestFactory(reference=person), "html")).text

    assert '<html lang="de">' in text
    assert "Ihre Daten" in text


def test_a_copy_of_another_kind_is_nowhere(browser, person):
    assert browser.post(at("make_copy", RightsRequestFactory(reference=person), "exe")).status_code == 404


def test_a_correction_that_is_not_well_formed_is_shown_again(browser, astrid):
    case = RightsRequestFactory(wish=Wish.CORRECTION, reference=astrid)
    assert 'value="Astrid Quist"' in page(browser, at("detail", case))
    answer = browser.post(at("carry_out", case), {"person": astrid.pk, "name": "", "title": "COO"})

    assert answer.status_code == 422
    assert "Their name" in answer.text
    assert RightsRequest.objects.get().is_open


def test_a_day_to_come_and_a_request_of_nobody_are_not_written_down(browser):
    bad = {"wish": "erasure", "way": "post", "received_on": add_months(today(), 1), "writer": ""}
    answer = browser.post(at("new"), bad)

    assert answer.status_code == 422
    assert "still to come" in answer.text
    assert not RightsRequest.objects.exists()


@pytest.mark.parametrize("name", ["extend", "refuse"])
def test_a_reason_is_a_sentence(browser, name):
    case = RightsRequestFactory()
    assert browser.post(at(name, case), {"because": "  No.  " + " " * 40}).status_code == 422
    assert browser.post(at(name, case), {"because": WHY}).url == at("detail", case)
    assert WHY in page(browser, at("detail", case))


def test_more_time_is_offered_as_long_as_there_is_some(browser):
    in_time, late = RightsRequestFactory(), RightsRequestFactory(received_on=days_ago(60))

    assert at("extend", in_time) in page(browser, at("detail", in_time))
    assert at("extend", late) not in page(browser, at("detail", late))


def test_what_somebody_typed_is_text_on_the_page(browser):
    case = RightsRequestFactory(writer="<script>x</script>", note="<b>bold</b>")
    html = page(browser, at("detail", case)) + page(browser, at("list"))

    assert "<script>x" not in html
    assert "<b>bold" not in html


def test_a_number_that_is_no_request_is_not_found(browser):
    assert browser.get(reverse("rights:detail", args=[404])).status_code == 404


# The admin's morning


def test_today_shows_an_admin_what_is_overdue_or_due_within_seven_days(browser):
    late = RightsRequestFactory(received_on=days_ago(60))
    calm = RightsRequestFactory(received_on=days_ago(1))
    html = page(browser, "/")

    assert "Rights requests to answer" in html
    assert at("detail", late) in html
    assert at("detail", calm) not in html


def test_today_says_nothing_of_them_while_none_presses(browser):
    RightsRequestFactory(received_on=days_ago(1))
    assert "Rights requests to answer" not in page(browser, "/")


@pytest.mark.parametrize("who", ["rep", "manager", "executive"])
def test_nobody_else_hears_of_them(client, who, request):
    client.force_login(request.getfixturevalue(who))
    case = RightsRequestFactory(received_on=days_ago(60), writer="Zephyrine Holm")

    assert at("detail", case) not in page(client, "/")
    for name in ("list", "new"):
        assert client.get(at(name)).status_code == 403
    assert client.get(at("detail", case)).status_code == 403
    assert client.post(at("carry_out", case)).status_code == 403


def test_the_list_costs_the_same_for_many_as_for_few(browser, django_assert_max_num_queries):
    for _ in range(3):
        RightsRequestFactory(reference=ReferenceFactory())
    with django_assert_max_num_queries(8) as few:
        page(browser, at("list"))
    for _ in range(9):
        RightsRequestFactory(reference=ReferenceFactory())
    with django_assert_max_num_queries(len(few)):
        page(browser, at("list"))
