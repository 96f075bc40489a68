"""Is a yes that we were only told of written down, shown as what it is, and refused when something is known better?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Contact
from customers.models.contact import ContactStatus
from references import actions
from references.actions.claims import BetterKnown, Hearsay
from references.actions.talk import LEFT_ALONE
from references.models import CheckIn, Claim, ClaimOutcome, Consent, ConsentEvent, Outcome
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    HardshipFactory,
    ReferenceFactory,
    at_home,
    confirms,
    days_ago,
)

pytestmark = pytest.mark.django_db

SAID = days_ago(20)
UNTIL = add_months(SAID, 6)


def words(day) -> str:
    return f"{day.day} {day:%b %Y}"


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=())


def at(page, reference) -> str:
    return reverse(f"references:{page}", args=[reference.pk])


def typed(call, **other) -> dict:
    return {"activities": [call.pk], "channel": "call", "said_on": SAID.isoformat(), "witness": "Ida"} | other


def note(reference, call, *, by, said_on=SAID, **other):
    heard = {"activities": [call], "audiences": [], "channel": "call", "witness": ""} | other
    return actions.note_claims(reference, said_on=said_on, **heard, by=by, on=today())


def test_a_yes_on_the_phone_is_written_down_from_the_file_and_waits_for_their_own(client, manager, reference, call):
    client.force_login(manager)
    assert at("note_claims", reference) in client.get(at("detail", reference)).text

    answer = client.post(at("note_claims", reference), typed(call, audiences=["press"]), follow=True)

    assert answer.redirect_chain == [(at("detail", reference), 302)]
    assert "the next letter to them asks." in answer.text
    assert f"Waits for their own yes until {words(UNTIL)}" in answer.text
    claim = Claim.objects.get()
    assert (claim.channel, claim.said_on, claim.expires_on) == ("call", SAID, UNTIL)
    assert (claim.witness, claim.recorded_by) == ("Ida", manager)
    assert [one.audience for one in claim.audiences.all()] == ["press"]
    assert ConsentEvent.objects.get().kind == "claimed"
    assert reference.events.latest("seq").verb == "note_claims"
    assert not Consent.objects.exists()
    assert not CheckIn.objects.filter(on=today()).exists(), "it verifies nobody"

    confirms(reference)
    assert "Waits for their own yes" not in client.get(at("detail", reference)).text


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (lambda reference: Contact.objects.update(status="bounced", status_since=today()), "no letter asks them"),
        (lambda reference: HardshipFactory(customer=reference.contact.customer), "no letter asks them"),
        (lambda reference: None, "the next letter to them asks."),
    ],
    ids=["mail comes back", "hard time", "reachable"],
)
def test_a_letter_is_promised_only_to_whom_one_goes(client, manager, reference, call, why, told):
    why(reference)
    client.force_login(manager)

    answer = client.post(at("note_claims", reference), typed(call), follow=True)

    assert told in answer.text
    assert Claim.objects.exists()


def test_an_empty_choice_is_told_in_words(client, manager, reference, call):
    client.force_login(manager)
    for chosen in ([], [""]):
        answer = client.post(at("note_claims", reference), typed(call, activities=chosen))
        assert answer.status_code == 422
        assert "Choose at least one." in answer.text
        assert "is not a valid value" not in answer.text


def test_nothing_ends_that_was_not_spoken_about(manager, reference, call):
    visit = ActivityFactory(code="visit")
    ConsentFactory(reference=reference, activity=visit)

    note(reference, call, by=manager)

    assert Consent.objects.unended().get().activity == visit


def test_a_form_sent_twice_writes_down_one_yes_and_says_so(client, manager, reference, call):
    client.force_login(manager)
    client.post(at("note_claims", reference), typed(call))

    again = client.post(at("note_claims", reference), typed(call))

    assert again.status_code == 409
    assert "This is written down already. Nothing was written down twice." in again.text
    assert Claim.objects.count() == ConsentEvent.objects.count() == 1


@pytest.mark.parametrize("missing", ["activities", "channel", "said_on"])
def test_what_is_left_out_is_asked_for_and_the_rest_is_kept(client, manager, reference, call, missing):
    client.force_login(manager)

    answer = client.post(at("note_claims", reference), {**typed(call), missing: []})

    assert answer.status_code == 422
    assert "Ida" in answer.text
    assert not Claim.objects.exists()


def test_a_day_to_come_is_refused_by_the_form_and_by_the_action(client, manager, reference, call):
    client.force_login(manager)
    tomorrow = today() + timedelta(days=1)

    answer = client.post(at("note_claims", reference), typed(call, said_on=tomorrow.isoformat()))

    assert "This day is still to come." in answer.text
    with pytest.raises(Refused, match="still to come"):
        note(reference, call, by=manager, said_on=tomorrow)


def stopped(reference, call, manager):
    ConsentFactory(reference=reference, activity=call, granted_on=days_ago(90))
    actions.stop(reference, call, by=at_home(reference), on=SAID)


def not_willing(reference, call, manager):
    CheckInFactory(reference=reference, on=days_ago(3), outcome=Outcome.NOT_WILLING)


def agreed_themselves(reference, call, manager):
    ConsentFactory(reference=reference, activity=call, granted_on=SAID)


def said_since(reference, call, manager):
    note(reference, call, by=manager, said_on=days_ago(2))


def of_status(status):
    def now(reference, call, manager):
        reference.contact.status, reference.contact.status_since = status, today()
        reference.contact.save()

    return now


BETTER_KNOWN = [
    (stopped, "they said no on"),
    (not_willing, "they said no on"),
    (agreed_themselves, "they said yes themselves on"),
    (said_since, "a newer word of theirs"),
    (of_status(ContactStatus.LEFT), "They have left the company"),
    (of_status(ContactStatus.OBJECTED), "They asked us to leave them alone"),
    (of_status(ContactStatus.RESTRICTED), "They asked us to leave them alone"),
]


@pytest.mark.parametrize(("known", "sentence"), BETTER_KNOWN)
def test_whatever_is_known_better_goes_before_what_we_were_told(reference, call, manager, known, sentence):
    known(reference, call, manager)
    before = list(Claim.objects.values()), list(ConsentEvent.objects.values())

    with pytest.raises(Refused, match=sentence):
        note(reference, call, by=manager)

    assert (list(Claim.objects.values()), list(ConsentEvent.objects.values())) == before


def test_before_anything_is_typed_one_reads_that_they_want_no_contact(client, manager, reference, call):
    """In the words in which the sheet of a talk, and a file with such a yes, say it."""
    of_status(ContactStatus.OBJECTED)(reference, call, manager)
    client.force_login(manager)

    pages = [client.get(at(page, reference)) for page in ("note_claims", "check_in")]

    assert [page.status_code for page in pages] == [409, 409]
    assert all(LEFT_ALONE in page.text for page in pages)
    assert BetterKnown([reference.pk]).against(Hearsay(reference, call, SAID), on=today()) == LEFT_ALONE


def test_of_several_uses_one_refusal_keeps_back_all_with_every_reason(reference, call, manager):
    visit = ActivityFactory(code="visit")
    stopped(reference, call, manager)
    ConsentFactory(reference=reference, activity=visit, granted_on=SAID)

    with pytest.raises(Refused) as refused:
        note(reference, call, by=manager, activities=[call, visit, ActivityFactory(code="quote")])

    assert len(refused.value.sentences) == 2
    assert not Claim.objects.exists()


def test_a_newer_word_takes_the_place_of_the_one_before(reference, call, manager):
    note(reference, call, by=manager, audiences=["press"])
    note(reference, call, by=manager, said_on=days_ago(1))

    old, new = Claim.objects.order_by("pk")
    assert (old.outcome, new.outcome) == (ClaimOutcome.REPLACED, "")
    assert [one.audience for one in new.audiences.all()] == ["press"]


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_a_manager_writes_it_down(who, request, reference, call):
    with pytest.raises(PermissionDenied):
        note(reference, call, by=request.getfixturevalue(who))

    assert not Claim.objects.exists()


def test_the_way_to_a_yes_asks_them_to_confirm_what_they_told_us(client, manager, reference, call):
    client.force_login(manager)
    customer = reverse("references:of_customer", args=[reference.contact.customer_id])
    note(reference, call, by=manager)

    for url in (at("detail", reference), customer):
        way = client.get(url).text.partition("until they may be asked")[2].partition("</ol>")[0]
        assert f"Ask them to confirm on their own page what they told us: Reference call until {words(UNTIL)}." in way
        assert "The customer agrees to it." not in way


def test_who_may_not_read_reasons_learns_of_no_claim(client, rep, manager, call):
    reference = ReferenceFactory(agreed_to=(), customer__owner=rep)
    note(reference, call, by=manager)
    client.force_login(rep)

    for url in (at("detail", reference), reverse("references:of_customer", args=[reference.contact.customer_id])):
        page = client.get(url).text
        assert "until they may be asked" in page
        assert "Ask them to confirm" not in page
        assert "their own yes" not in page
        assert at("note_claims", reference) not in page


def test_only_what_still_waits_is_shown_as_waiting(client, manager, reference, call):
    settled, late = ActivityFactory(code="visit"), ActivityFactory(code="quote")
    for activity in (call, settled, late):
        note(reference, activity, by=manager)
    Claim.objects.filter(activity=settled).update(outcome=ClaimOutcome.REFUSED, settled_on=today())
    Claim.objects.filter(activity=late).update(expires_on=days_ago(1))
    client.force_login(manager)

    agreed = client.get(at("detail", reference)).text.partition("What they agreed to")[2].partition("</dl>")[0]

    assert agreed.count("Waits for their own yes") == 1
    assert agreed.count("Not known") == 2


def test_claims_cost_the_file_no_query_more(client, manager, reference, call):
    client.force_login(manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            client.get(at("detail", reference))
        return len(spent)

    cost()
    without = cost()
    note(reference, call, by=manager, activities=[call, ActivityFactory(code="visit")])

    assert cost() == without
