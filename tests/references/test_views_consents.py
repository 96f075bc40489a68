"""Can a reference manager see who agreed to what, what runs out, and prove it? Whom does a new text concern?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references import actions, links
from references.ledger import Evidence, texts_for, to_be_asked_again
from references.links import LinkHolder
from references.models import ConsentChannel, ConsentText, Link, PageSeen, Purpose
from references.views.texts import changes
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import ActivityFactory, ConsentFactory, ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db
CONSENTS, TEXTS, NEW = (reverse(f"references:{name}") for name in ("consents", "texts", "text_new"))


@pytest.fixture
def reference():
    return ReferenceFactory(
        agreed_to=(), customer__name="Halvorsen", contact__details__name="Ingrid Solheim", opened_on=days_ago(300)
    )


def holder(reference) -> LinkHolder:
    links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
    return LinkHolder(Link.objects.latest("pk"))


def says_yes(reference, activity, *, manager, html="<p>May we ask you?</p>", language="en"):
    """Have somebody confirm on their page what they said on the phone."""
    actions.claim(
        reference,
        activity,
        audiences=["prospect"],
        said_on=today(),
        channel=ConsentChannel.CALL,
        by=manager,
        on=today(),
    )
    texts = texts_for([activity], language=language, on=today())
    return actions.agree(
        reference, activity, evidence=Evidence(html, language, texts), by=holder(reference), on=today()
    )


def test_what_runs_out_first_is_on_top_and_the_states_narrow(client, manager, reference, call):
    visit = ActivityFactory(code="visit")
    for activity, days in ((call, 20), (visit, 90)):
        ConsentFactory(reference=reference, activity=activity, expires_on=today() + timedelta(days=days))
    gone = ReferenceFactory(customer__name="Gone", agreed_to=())
    ConsentFactory(reference=gone, activity=call, granted_on=days_ago(300), expires_on=days_ago(5))
    said = ReferenceFactory(customer__name="Said so", agreed_to=())
    actions.claim(said, call, audiences=[], said_on=days_ago(2), channel=ConsentChannel.CALL, by=manager, on=today())
    client.force_login(manager)

    def shown(query=""):
        return [(row.reference.contact.customer.name, row.activity.code) for row in _rows(client, CONSENTS + query)]

    assert shown() == [("Halvorsen", "call"), ("Halvorsen", "visit")]
    assert shown("?state=agreed&use=visit") == [("Halvorsen", "visit")]
    assert shown("?state=runs_out") == [("Halvorsen", "call")]
    assert shown("?state=waiting") == [("Said so", "call")]
    assert shown("?state=ran_out") == [("Gone", "call")]
    assert shown("?state=nonsense&use=nonsense") == shown()
    assert "from a call" in client.get(CONSENTS, {"state": "waiting"}).text


def test_the_last_day_of_a_yes_stands_beside_how_long_is_left(client, manager, call):
    until = today() + timedelta(days=5)
    ConsentFactory(reference=ReferenceFactory(agreed_to=()), activity=call, expires_on=until)
    client.force_login(manager)

    text = client.get(CONSENTS).text

    assert "5 days left" in text
    assert f"{until.day} {until:%b %Y}" in text


def test_the_list_costs_the_same_for_three_and_for_six(client, manager, call):
    client.force_login(manager)

    def cost(people):
        for _ in range(people):
            ReferenceFactory(agreed_to=[call])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(CONSENTS).status_code == 200
        return len(asked)

    assert cost(3) == cost(3)


def test_a_receipt_shows_the_page_word_for_word_and_the_text(client, manager, reference, call):
    says_yes(reference, call, manager=manager, html="<p>May Ågot & friends ask you?</p>")
    client.force_login(manager)

    listed = client.get(reverse("references:receipts", args=[reference.pk])).text
    receipt = client.get(reverse("references:receipt", args=[reference.pk, 2]))

    assert "Said so, not confirmed" in listed
    assert "Version 1, en" in listed
    assert receipt.context["shown"].html == "<p>May Ågot & friends ask you?</p>"
    assert 'srcdoc="&lt;p&gt;May Ågot &amp; friends ask you?&lt;/p&gt;"' in receipt.text
    assert " sandbox " in receipt.text
    assert "Northquay" not in receipt.context["event"].text.body
    assert receipt.context["event"].digest in receipt.text


def test_a_receipt_of_somebody_else_is_not_found(client, manager, reference, call):
    says_yes(reference, call, manager=manager)
    other = ReferenceFactory()
    client.force_login(manager)

    assert client.get(reverse("references:receipt", args=[other.pk, 2])).status_code == 404
    assert client.get(reverse("references:receipt", args=[reference.pk, 9])).status_code == 404
    assert client.get(reverse("references:receipts", args=[other.pk])).status_code == 200


def test_whoever_agreed_to_replaced_words_has_to_be_asked_again(client, manager, admin, reference, call):
    german = ReferenceFactory(agreed_to=(), customer__name="Nordwind")
    says_yes(reference, call, manager=manager)
    says_yes(german, call, manager=manager, language="de")
    assert not to_be_asked_again(on=today())

    for asks_again in (False, True):
        write(admin, asks_again=asks_again, body=f"{{company}} asks differently: {asks_again}.")
        concerned = [consent.reference for consent in to_be_asked_again(on=today())]
        assert concerned == ([reference] if asks_again else [])

    client.force_login(manager)
    assert [row.reference for row in _rows(client, TEXTS)] == [reference]
    says_yes(reference, call, manager=manager)
    assert not to_be_asked_again(on=today())


def test_the_first_text_of_an_activity_asks_again_whoever_read_the_general_one(manager, admin, reference, call):
    visit = ActivityFactory(code="visit")
    for activity in (call, visit):
        says_yes(reference, activity, manager=manager)

    write(admin, activity=visit, asks_again=False)
    write(admin, activity=call, asks_again=True, language="de")
    assert not to_be_asked_again(on=today()), "nobody is asked about what they would not read"
    write(admin, activity=call, asks_again=True)

    assert [consent.activity for consent in to_be_asked_again(on=today())] == [call]
    assert texts_for([call], language="en", on=today())[call.pk].activity == call
    assert texts_for([call], language="de", on=today())[call.pk].activity == call, "a stranger's language is no reason"


def test_a_text_of_tomorrow_is_read_from_tomorrow_on(admin, call):
    tomorrow = today() + timedelta(days=1)

    written = write(admin, from_on=tomorrow)

    assert texts_for([call], language="en", on=today())[call.pk].version == 1
    assert texts_for([call], language="en", on=tomorrow)[call.pk] == written


def write(admin, *, activity=None, language="en", body="{company} asks you.", asks_again=False, from_on=None):
    wanted = {"activity": activity, "language": language, "body": body, "asks_again": asks_again}
    return actions.write_text(**wanted, from_on=from_on or today(), by=admin, on=today())


def test_a_planned_text_is_not_lost_to_one_that_begins_before_it(admin, call):
    planned, later = today() + timedelta(days=40), today() + timedelta(days=41)
    write(admin, from_on=planned, asks_again=True)

    for too_soon in (today(), planned - timedelta(days=1)):
        with pytest.raises(Refused, match="planned for later"):
            write(admin, from_on=too_soon)

    write(admin, activity=call), write(admin, language="de")
    assert write(admin, from_on=later).version == 3
    assert texts_for([ActivityFactory(code="visit")], language="en", on=planned).popitem()[1].version == 2


def test_no_text_is_planned_further_ahead_than_a_year(admin):
    with pytest.raises(Refused, match="more than a year"):
        write(admin, from_on=today() + timedelta(days=367))

    assert write(admin, from_on=today() + timedelta(days=366)).version == 2


def test_the_form_names_the_planned_version_and_compares_with_what_is_read_on_the_day(client, admin):
    general = ConsentText.objects.get(language="en")
    planned = write(admin, from_on=today() + timedelta(days=40))
    client.force_login(admin)

    sooner = client.post(NEW, _typed(body=general.body))
    same = client.post(NEW, _typed(body=planned.body, from_on=planned.from_on.isoformat()))
    back = client.post(NEW, _typed(body=general.body, from_on=planned.from_on.isoformat()))

    assert "Version 2 is planned for later. Begin no earlier than it does." in sooner.text
    assert "These are the words of version 1. Nothing would change." in sooner.text
    assert "These are the words of version 2. Nothing would change." in same.text
    assert back.status_code == 302


def test_the_first_text_of_an_activity_says_from_which_day_on_it_is_read(client, manager, admin, call):
    day = today() + timedelta(days=3)
    written = write(admin, activity=call, from_on=day)
    client.force_login(manager)

    listed, shown = client.get(TEXTS).text, client.get(reverse("references:text", args=[written.pk])).text

    said = f"{day.day} {day:%b %Y}"
    assert listed.count("the beginning") == 2
    assert said in listed
    assert f"from {said}" in shown


def test_a_receipt_names_us_and_says_when_the_page_is_missing(client, manager, reference, call):
    says_yes(reference, call, manager=manager)
    PageSeen.objects.all().delete()
    client.force_login(manager)

    receipt = client.get(reverse("references:receipt", args=[reference.pk, 2])).text

    assert "Northquay may ask you for this" in receipt
    assert "{company}" not in receipt
    assert "The page is missing. Run <code>verify_ledger</code>." in receipt


def test_nobody_writes_a_text_into_the_past(admin):
    with pytest.raises(Refused, match="This day has passed"):
        write(admin, from_on=days_ago(1))

    assert ConsentText.objects.count() == 2


def test_an_admin_writes_the_next_version_from_the_one_before(client, admin):
    first = ConsentText.objects.get(language="de")
    client.force_login(admin)

    offered = client.get(NEW, {"after": first.pk})
    assert offered.context["form"]["body"].value() == first.body
    sent = client.post(NEW, _typed(body="{company} darf Sie fragen.", language="de"))

    written = ConsentText.objects.get(language="de", version=2)
    assert sent.url == reverse("references:text", args=[written.pk])
    assert "Version 1" in client.get(sent.url).text
    assert first.body == ConsentText.objects.get(pk=first.pk).body


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": ""}, "Write what people will read."),
        ({"body": "x" * 4_001}, "at most 4000 characters"),
        ({"from_on": "2020-01-01"}, "This day has passed"),
        ({"from_on": "9999-12-31"}, "more than a year away"),
        ({"language": "tlh"}, "Select a valid choice"),
        ({"body": None}, "These are the words of version 1. Nothing would change."),
    ],
)
def test_what_cannot_be_a_text_comes_back_with_its_reason_and_its_words(client, admin, typed, sentence):
    client.force_login(admin)
    if typed.get("body", "") is None:
        typed = {"body": ConsentText.objects.get(language="en").body}

    sent = client.post(NEW, _typed(**typed))

    assert sent.status_code == 422
    assert sentence in sent.text
    assert ConsentText.objects.count() == 2


def _typed(**typed):
    return {"language": "en", "body": "{company} may ask you.", "from_on": today().isoformat()} | typed


def test_two_texts_are_told_apart_word_by_word():
    assert changes("we ask you once", "we may ask you twice a year") == [
        ("", "we"),
        ("ins", "may"),
        ("", "ask you"),
        ("del", "once"),
        ("ins", "twice a year"),
    ]
    assert changes("", "we ask") == [("ins", "we ask")]
    assert changes("same", "same") == [("", "same")]


def _rows(client, address):
    return client.get(address).context["page"].rows
