"""Can anybody tell of an outside use in a minute, and does nobody learn a name by it?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models.contact import ContactStatus
from references import actions
from references.models import ToldUse, Use
from refprogram.dates import today
from tests.factories import HardshipFactory, ReferenceFactory, ToldUseFactory, days_ago

pytestmark = pytest.mark.django_db

LIST, TELL = "/references/outside/", "/references/outside/new/"


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call], contact__title="Head of Routes", contact__details__name="Zephyrine Quist",
                            customer__name="Kestrelholm Ferries")  # fmt: skip


def tells(client, user, call, url=TELL, **typed):
    client.force_login(user)
    said = {"words": "A call with Marlow", "activity": call.pk, "used_on": days_ago(3).isoformat()}
    return client.post(url, said | typed, follow=True)


def test_a_rep_tells_of_one_in_one_field_and_reads_that_nobody_is_blamed(client, rep, call):
    answer = tells(client, rep, call)

    assert "nobody is blamed" in answer.text
    assert "Nobody has said yet" in answer.text
    assert ToldUse.objects.waiting().count() == 1


def test_told_on_the_page_of_a_person_it_counts_at_once_and_names_nobody_to_a_rep(client, rep, reference, call):
    url = f"{TELL}?person={reference.pk}"
    client.force_login(rep)
    form = client.get(url).text
    assert "Head of Routes" in form

    tells(client, rep, call, url)

    assert Use.objects.get().reference == reference
    mine = client.get(LIST).text
    assert "Head of Routes" in mine
    for page in (form, mine):
        assert "Zephyrine" not in page
        assert "Kestrelholm" not in page


def test_a_rep_sees_their_own_and_everybody_else_here_all_but_the_words(client, rep, other_rep, executive, manager):
    ToldUseFactory(told_by=rep, words="A canary sang")
    shown = {}
    for who in (rep, other_rep, executive, manager):
        client.force_login(who)
        shown[who] = client.get(LIST).text

    assert [("A canary sang" in page) for page in shown.values()] == [True, False, False, True]
    assert "Nothing was told." in shown[other_rep]
    assert "For the reference managers" in shown[executive]


def test_a_manager_looks_for_whoever_it_was_and_says_so(client, manager, reference):
    told = ToldUseFactory()
    client.force_login(manager)
    url = reverse("references:settle_told_use", args=[told.pk])

    assert "Zephyrine Quist, Kestrelholm Ferries" in client.get(url, {"q": "zephyrine"}).text
    assert "We know nobody like this." in client.get(url, {"q": "nobody at all"}).text
    answer = client.post(url, {"reference": reference.pk}, follow=True)

    assert "Zephyrine Quist, Kestrelholm Ferries" in answer.text
    assert Use.objects.get().told == told
    assert client.get(url).status_code == client.post(url, {"reference": reference.pk}).status_code == 409


def test_the_file_and_the_page_of_today_say_who_told_of_it(client, manager, reference, call):
    told = ToldUseFactory(told_by__first_name="Rolf", told_by__last_name="Adler", activity=call)
    actions.settle_told_use(told, reference=reference, by=manager, on=today())
    client.force_login(manager)

    file = client.get(reference.get_absolute_url()).text

    assert "Told by Rolf Adler, outside the program" in file
    assert "that Rolf Adler told us of," in client.get("/").text
    judged = client.get(reverse("references:judgements", args=[reference.pk]), {"use": Use.objects.get().pk}).text
    assert re.search(r"call,\s+told by Rolf Adler, outside the program", judged)


def test_everybody_finds_the_list_above_the_references(client, rep, manager, executive, admin):
    for who in (rep, manager, executive, admin):
        client.force_login(who)
        assert f'href="{LIST}"' in client.get("/references/").text


def test_managers_find_those_without_a_person_on_their_page_of_today(client, manager):
    ToldUseFactory()
    client.force_login(manager)

    assert "1 outside use of which nobody has said who it was" in client.get("/").text


def test_an_executive_counts_what_was_told_in_a_quarter_and_finds_exactly_these(client, executive, manager):
    told, dropped, old = ToldUseFactory(), ToldUseFactory(), ToldUseFactory(told_on=days_ago(90), on=days_ago(95))
    actions.drop_told_use(dropped, by=manager, on=today())
    client.force_login(executive)

    page = client.get("/").text
    listed = client.get(f"{LIST}?show=quarter")

    number = re.search(r'Outside uses</p><b class="kpi num">(\d+)</b>', page)
    assert number, page
    assert int(number[1]) == len(listed.context["rows"]) == 1
    assert listed.context["rows"][0].told == told
    assert old not in [row.told for row in listed.context["rows"]]


def test_a_list_of_three_costs_as_many_queries_as_one_of_six(client, manager):
    client.force_login(manager)
    counts = []
    for _ in range(2):
        for _ in range(3):
            actions.settle_told_use(ToldUseFactory(), reference=ReferenceFactory(), by=manager, on=today())
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_day_to_come_and_an_empty_field_are_sent_back_with_what_was_typed(client, rep, call):
    answer = tells(client, rep, call, used_on="2099-01-01", words="A call with Marlow")

    assert answer.status_code == 422
    assert "This day is still to come" in answer.text
    assert "A call with Marlow" in answer.text
    assert tells(client, rep, call, words="").status_code == 422


@pytest.mark.parametrize("hidden", [ContactStatus.RESTRICTED, ContactStatus.ERASED])
def test_nobody_tells_of_or_chooses_a_person_whom_they_do_not_see(client, manager, reference, hidden):
    told = ToldUseFactory()
    reference.contact.status, reference.contact.status_since = hidden, today()
    reference.contact.save()
    client.force_login(manager)

    assert client.get(f"{TELL}?person={reference.pk}").status_code == 404
    url = reverse("references:settle_told_use", args=[told.pk])
    assert client.post(url, {"reference": reference.pk}).status_code == 422


def test_what_was_told_of_somebody_who_is_hidden_is_in_no_list(client, manager, reference):
    actions.settle_told_use(ToldUseFactory(), reference=reference, by=manager, on=today())
    waiting = ToldUseFactory()
    reference.contact.status, reference.contact.status_since = ContactStatus.RESTRICTED, today()
    reference.contact.save()
    client.force_login(manager)

    assert [row.told for row in client.get(LIST).context["rows"]] == [waiting]


def test_a_hard_time_shows_in_no_row(client, executive, reference, manager):
    actions.settle_told_use(ToldUseFactory(), reference=reference, by=manager, on=today())
    client.force_login(executive)
    before = client.get(LIST).text

    HardshipFactory(customer=reference.contact.customer)

    plain = re.compile(r'nonce="[^"]*"|csrf\w+" value="[^"]*"')
    assert plain.sub("", client.get(LIST).text) == plain.sub("", before)
