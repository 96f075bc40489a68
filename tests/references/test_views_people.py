"""Does each page about people show its reader what they may know, and do what it says?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Contact
from customers.models.hardship import HardshipKind
from customers.models.issue import Severity
from references.models import CheckIn, Mode, Mood, Nomination, ThankYouKind
from refprogram.dates import today
from refprogram.pages import ROWS
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    ContactDetailsFactory,
    ContactFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    NominationFactory,
    ReferenceFactory,
    ThankYouFactory,
    UseConsentFactory,
    UseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
COMPANY = "Kestrelholm Ferries"
NAME, EMAIL, PHONE = "Zephyrine Quist", "zephyrine@kestrelholm.example", "+44 20 7946 0991"
WHY, PROBLEMS, NOTE = "She tells everybody about the yard screen", "An invoice was wrong twice", "Prefers mornings"
COMPLAINT = "The booking feed lost forty pallets"


def steady(text: str) -> str:
    """Take out what differs from one drawing of a form to the next: the mask of its token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def at(view: str, row=None) -> str:
    return reverse(f"references:{view}", args=[row.pk] if row else [])


def person(owner=None, *, customer=None, **options):
    """Open the file of somebody of whom everything is known that somebody else must not read."""
    customer = customer or CustomerFactory(name=COMPANY, owner=owner)
    contact = ContactFactory(customer=customer, title="Head of Yards", details=None)
    ContactDetailsFactory(contact=contact, name=NAME, email=EMAIL, phone=PHONE)
    reference = ReferenceFactory(contact=contact, **options)
    CheckInFactory(reference=reference, direct=False, note=NOTE)
    NominationFactory(reference=reference, why=WHY, known_problems=PROBLEMS)
    return reference


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# The list


def test_a_manager_reads_who_may_be_asked_and_why_others_not(client, manager):
    person()
    ReferenceFactory(contact__details__name="Jana Malá", checked_on=days_ago(300))
    ReferenceFactory(contact__details__name="Rosa Weiss", checked_on=None, agreed_to=())
    client.force_login(manager)

    page = client.get(at("list")).text

    assert NAME in page
    assert COMPANY in page
    assert "May be asked" in page
    assert "Nobody has checked in since" in page
    assert "Do not use" in page
    assert "No reference manager has ever spoken with them" in page
    assert re.search(r"lv-unknown.*?Not known", page, re.DOTALL)


@pytest.mark.parametrize(("standing", "found"), [("may", "A"), ("not_now", "BC"), ("unknown", "D"), ("", "ABCD")])
def test_the_chips_sort_people_by_whether_they_may_be_asked(client, manager, standing, found):
    ReferenceFactory(contact__details__name="Person A")
    ReferenceFactory(contact__details__name="Person B", checked_on=days_ago(300))
    troubled = ReferenceFactory(contact__details__name="Person C", checked_on=None, agreed_to=())
    IssueFactory(customer=troubled.contact.customer, severity=Severity.HIGH)
    ReferenceFactory(contact__details__name="Person D", checked_on=None, agreed_to=())
    client.force_login(manager)

    page = client.get(at("list"), {"standing": standing}, headers=HTMX).text

    assert "".join(sorted(set(re.findall(r"Person ([A-D])", page)))) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"industry": "timber"}, "A"), ({"region": "dach"}, "B"), ({"q": "saimaa"}, "A"), ({"q": "person b"}, "B")],
)
def test_the_list_is_narrowed(client, manager, asked, found):
    timber = CustomerFactory(name="Saimaa Timber", industry="Timber")
    ReferenceFactory(contact__customer=timber, contact__details__name="Person A")
    ReferenceFactory(contact__customer=CustomerFactory(region="DACH"), contact__details__name="Person B")
    client.force_login(manager)

    page = client.get(at("list"), asked, headers=HTMX).text

    assert set(re.findall(r"Person ([AB])", page)) == set(found)


def test_people_are_judged_for_the_use_that_is_chosen(client, manager, call):
    visit = ActivityFactory(code="visit", name="Site visit")
    ReferenceFactory(contact__details__name="Person A", agreed_to=(visit,))
    ReferenceFactory(contact__details__name="Person B", agreed_to=(call,))
    client.force_login(manager)

    page = client.get(at("list"), {"activity": visit.pk, "standing": "may"}).text

    assert "Judged for: Site visit" in page
    assert "Person A" in page
    assert "Person B" not in page


def test_a_use_that_does_not_exist_narrows_nothing(client, manager):
    ReferenceFactory(contact__details__name="Person A")
    client.force_login(manager)

    assert "Person A" in client.get(at("list"), {"activity": "999"}).text


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_nobody_else_reads_a_name_or_an_address(client, who, request):
    reference = person()
    client.force_login(request.getfixturevalue(who))

    for url in (at("list"), at("detail", reference)):
        page = client.get(url).text
        assert "Head of Yards" in page
        assert "Food logistics" in page
        assert "Nordics" in page
        assert not [words for words in (NAME, "Zephyrine", EMAIL, PHONE, WHY, PROBLEMS, NOTE) if words in page]
        assert (COMPANY in page) == (who == "executive")


def test_nobody_finds_a_person_by_a_name_they_may_not_read(client, rep):
    ReferenceFactory(contact__title="Head of Docks")
    person()
    client.force_login(rep)

    page = client.get(at("list"), {"q": "Zephyrine"}).text

    assert "Head of Docks" in page, "the search was not offered, so it narrows nothing"


def test_a_rep_knows_the_company_of_an_account_they_own(client, rep):
    reference = person(owner=rep)
    client.force_login(rep)

    assert COMPANY in client.get(at("list")).text
    page = client.get(at("detail", reference)).text
    assert COMPANY in page
    assert NAME not in page


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_a_hard_time_shows_neither_company_nor_reason(client, rep, who, request):
    reference = person(owner=rep)
    IssueFactory(customer=reference.contact.customer, summary=COMPLAINT)
    HardshipFactory(customer=reference.contact.customer, kind=HardshipKind.BEREAVEMENT)
    client.force_login(request.getfixturevalue(who))

    for url in (at("list"), at("detail", reference)):
        page = client.get(url).text
        assert "Not available at present." in page
        assert "Head of Yards" in page
        assert not re.search("Kestrelholm|Zephyrine|hard time|calmer|bereave|hardship|Open issue", page, re.IGNORECASE)
        assert reverse("customers:detail", args=[reference.contact.customer_id]) not in page
    assert at("detail", reference) not in client.get(at("list")).text


@pytest.mark.parametrize("owned", [True, False])
@pytest.mark.parametrize("issue", [True, False])
@pytest.mark.parametrize("who", ["rep", "executive"])
def test_a_hard_time_and_an_uneasy_talk_look_the_same(client, rep, call, who, owned, issue, request):
    """Rows 3.1 and 3.14: neither list, file nor panel tells which of the two it is, nor what else there is."""
    quote = ActivityFactory(code="quote", mode=Mode.CONTENT)
    reference = person(owner=rep if owned else None)
    customer = reference.contact.customer
    views = [at("list"), f"{at('list')}?activity={quote.pk}", at("detail", reference)]
    if owned:
        views.append(at("of_customer", customer))
    if issue:
        IssueFactory(customer=customer)
    client.force_login(request.getfixturevalue(who))
    before = [shown(client, url) for url in views]

    uneasy = CheckInFactory(reference=reference, mood=Mood.HESITANT)
    hesitant = [shown(client, url) for url in views]
    HardshipFactory(customer=customer)
    both = [shown(client, url) for url in views]
    CheckIn.objects.filter(pk=uneasy.pk).update(mood=Mood.WILLING)
    hard = [shown(client, url) for url in views]

    assert hesitant == both == hard
    assert all(one != other for one, other in zip(before, hard, strict=True))


def shown(client, url: str) -> str:
    return steady(client.get(url, headers=HTMX).text)


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_the_order_of_the_list_does_not_tell_a_company(client, who, request):
    for company, region in (("Aaa", "Zealand"), ("Zzz", "Alps"), ("Mmm", "Midlands")):
        ReferenceFactory(customer__name=company, customer__region=region)
    client.force_login(request.getfixturevalue(who))

    page = client.get(at("list")).text

    assert re.findall("Zealand|Alps|Midlands", page) == ["Alps", "Midlands", "Zealand"]


def test_a_rep_reads_the_class_of_a_reason_and_no_detail(client, rep):
    reference = person()
    IssueFactory(customer=reference.contact.customer, summary=COMPLAINT, severity=Severity.CRITICAL)
    client.force_login(rep)

    page = client.get(at("list")).text

    assert "the reference manager can advise" in page
    assert "critical" not in page
    assert COMPLAINT not in page


def test_the_fragment_of_the_list_is_what_a_fresh_page_shows(client, manager):
    person()
    client.force_login(manager)

    part = client.get(at("list"), {"standing": "may"}, headers=HTMX)

    assert "<html" not in part.text
    assert part.text.strip() in client.get(at("list"), {"standing": "may"}).text
    assert "HX-Request" in part["Vary"]


def test_the_filters_keep_the_chip_that_was_pressed_after_them(client, manager):
    client.force_login(manager)

    part = client.get(at("list"), {"standing": "may", "region": "DACH"}, headers=HTMX).text

    assert '<input type="hidden" name="standing" value="may" form="narrow">' in part
    assert 'id="narrow"' in client.get(at("list")).text
    assert "?region=DACH&amp;standing=unknown" in part or "?standing=unknown&amp;region=DACH" in part


@pytest.mark.parametrize("who", ["manager", "rep"])
@pytest.mark.parametrize("asked", ["", "?standing=not_now", "?q=e&industry=o&standing=may&activity={call}"])
def test_the_list_costs_the_same_for_three_and_for_six(client, rep, call, who, asked, request):
    client.force_login(request.getfixturevalue(who))
    url = at("list") + asked.format(call=call.pk)
    for _ in range(3):
        person(owner=rep)
        person(owner=rep, checked_on=days_ago(300))
    three = queries(client, url)
    for _ in range(3):
        person(owner=rep)
        person(owner=rep, checked_on=days_ago(300))

    assert queries(client, url) == three <= 8


@pytest.mark.parametrize("standing", ["may", "not_now", "unknown"])
def test_a_full_page_of_the_list_is_light(client, manager, standing):
    long = {"contact__title": "Head of Operations and Systems", "customer__name": "Vereinigte Kesselwerke Holding GmbH"}
    state = {"may": {}, "not_now": {"checked_on": days_ago(300)}, "unknown": {"checked_on": None, "agreed_to": ()}}
    for _ in range(ROWS + 1):
        ReferenceFactory(**long, **state[standing])
    client.force_login(manager)

    answer = client.get(at("list"), {"standing": standing})

    assert answer.text.count("Kesselwerke") == ROWS
    assert len(answer.content) <= 60_000
    assert 'rel="next"' in answer.text


# The people of one customer


def test_the_panel_says_for_what_each_person_may_be_asked_and_for_what_not(client, manager, call):
    ActivityFactory(code="visit", name="Site visit")
    reference = person()
    client.force_login(manager)

    page = client.get(at("of_customer", reference.contact.customer)).text

    assert f"{NAME}: may be asked for reference call" in page
    assert "Not for site visit. They say yes or no each time." in page
    assert "Agreed until" in page
    assert "They have not agreed to this" in page
    assert "The customer agrees to it." in page
    assert at("check_in", reference) in page


def test_the_panel_joins_uses_with_the_same_answer(client, manager):
    for code in ("visit", "quote", "talk"):
        ActivityFactory(code=code)
    reference = person(checked_on=None, agreed_to=())
    client.force_login(manager)

    page = client.get(at("of_customer", reference.contact.customer)).text

    assert f"{NAME}: not known" in page
    assert page.count("vrow") == 1
    assert "Every use" in page


def test_the_panel_says_that_somebody_is_being_asked_or_has_promised(client, manager):
    asked = UseConsentFactory().reference
    booked = UseFactory(
        state="booked", use_consent__answer="yes", use_consent__answered_at="2026-11-20T10:00Z"
    ).reference
    client.force_login(manager)

    assert "Being asked about another request" in client.get(at("of_customer", asked.contact.customer)).text
    assert "Has said yes to another request" in client.get(at("of_customer", booked.contact.customer)).text


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_for_others_a_hard_time_looks_like_nobody_there(client, rep, who, request):
    hard = person(owner=rep).contact.customer
    HardshipFactory(customer=hard)
    empty = CustomerFactory(name=COMPANY, owner=rep)
    client.force_login(request.getfixturevalue(who))

    in_trouble, without = (client.get(at("of_customer", customer), headers=HTMX).text for customer in (hard, empty))

    assert in_trouble == without
    assert "Nobody to offer at present" in without
    assert "nobody here" not in without, "whoever nominated somebody here knows better"


def test_a_manager_reads_of_a_hard_time_in_the_panel(client, manager):
    reference = person()
    HardshipFactory(customer=reference.contact.customer, kind=HardshipKind.MERGER)
    client.force_login(manager)

    page = client.get(at("of_customer", reference.contact.customer)).text

    assert f"{NAME}: do not use" in page
    assert "merger or acquisition" in page


def test_a_manager_is_not_sent_to_call_somebody_in_a_hard_time(client, manager):
    """Row 3.14: the way to talk with them stands out, until they are to be left in peace."""
    reference = person(checked_on=None)
    pages = (at("of_customer", reference.contact.customer), at("detail", reference))
    button = f'btn-primary" href="{at("check_in", reference)}"'
    client.force_login(manager)
    assert all(button in client.get(url).text for url in pages)

    HardshipFactory(customer=reference.contact.customer)

    for url in pages:
        page = client.get(url).text
        assert at("check_in", reference) not in page
        assert "The customer says that things are calmer" in page


def test_the_panel_is_what_its_own_page_shows(client, manager):
    customer = person().contact.customer
    client.force_login(manager)

    part = client.get(at("of_customer", customer), headers=HTMX).text

    assert "<html" not in part
    assert part.strip() in client.get(at("of_customer", customer)).text


def test_the_panel_of_somebody_elses_account_is_not_found(client, other_rep, rep):
    customer = person(owner=rep).contact.customer
    client.force_login(other_rep)

    assert client.get(at("of_customer", customer)).status_code == 404


def test_the_panel_costs_the_same_for_three_and_for_six_people_and_uses(client, manager):
    customer = CustomerFactory()
    client.force_login(manager)

    def more(prefix: str):
        for number in range(3):
            person(customer=customer, agreed_to=(ActivityFactory(code=f"{prefix}-{number}"),))

    more("one")
    three = queries(client, at("of_customer", customer))
    more("two")

    assert queries(client, at("of_customer", customer)) == three <= 8


def test_a_customer_with_many_people_has_a_light_panel_and_a_way_on(client, manager):
    customer = CustomerFactory()
    for code in ("visit", "quote", "talk"):
        ActivityFactory(code=code)
    for _ in range(12):
        person(customer=customer)
    client.force_login(manager)

    answer = client.get(at("of_customer", customer))
    onward = re.search(r'href="([^"]+after=[^"]+)"', answer.text).group(1).replace("&amp;", "&")

    assert len(answer.content) <= 60_000
    assert answer.text.count('class="vbanner') == 8
    assert client.get(onward).text.count('class="vbanner') == 4


# One person's file


def test_a_manager_reads_the_whole_file(client, manager):
    reference = person()
    use = UseFactory(use_consent__reference=reference, use_consent__audience="Marlow Grocers")
    ThankYouFactory(use=use)
    client.force_login(manager)

    page = client.get(at("detail", reference)).text

    for words in (NAME, EMAIL, PHONE, COMPANY, WHY, PROBLEMS, NOTE, "Marlow Grocers", "Note card", "agreed on"):
        assert words in page
    assert "Told by somebody else, so it verifies nothing." in page


def test_the_file_says_how_each_agreement_ended(client, manager, call):
    reference = person(agreed_to=())
    visit = ActivityFactory(code="visit", name="Site visit")
    ConsentFactory(reference=reference, activity=call, ended_on=days_ago(2))
    ConsentFactory(reference=reference, activity=visit, granted_on=days_ago(400), expires_on=days_ago(200))
    client.force_login(manager)

    page = client.get(at("detail", reference)).text

    assert "ended on" in page
    assert "ran out on" in page


def test_the_file_costs_the_same_for_three_and_for_six_of_everything(client, manager):
    reference = person()
    client.force_login(manager)

    def more():
        for _ in range(3):
            CheckInFactory(reference=reference)
            NominationFactory(reference=reference)
            use = UseFactory(use_consent__reference=reference)
            ThankYouFactory(use=use, kind="call", thanked_on=today(), thanked_by=manager)

    more()
    three = queries(client, at("detail", reference))
    more()

    assert queries(client, at("detail", reference)) == three <= 20


def test_a_file_that_is_not_there_is_not_found(client, manager):
    client.force_login(manager)

    for view in ("detail", "of_customer", "check_in", "thank"):
        assert client.get(reverse(f"references:{view}", args=[999])).status_code == 404


# A nomination

NOMINATED = {"name": NAME, "title": "Head of Yards", "email": EMAIL, "why": WHY, "known_problems": "none known"}


def test_a_rep_nominates_somebody_who_is_not_a_reference_by_that(client, rep):
    customer = CustomerFactory(owner=rep)
    client.force_login(rep)
    address = f"{at('nominate')}?customer={customer.pk}"

    assert "This does not make them a reference." in client.get(address).text
    answer = client.post(address, NOMINATED)

    nomination = Nomination.objects.get()
    assert answer.url == customer.get_absolute_url()
    assert (nomination.nominated_by, nomination.known_problems) == (rep, "none known")
    assert not CheckIn.objects.exists()
    assert "Not known" in client.get(at("list")).text


def test_a_second_nomination_by_the_same_person_is_told(client, rep):
    customer = CustomerFactory(owner=rep)
    client.force_login(rep)
    address = f"{at('nominate')}?customer={customer.pk}"
    client.post(address, NOMINATED)

    answer = client.post(address, NOMINATED)

    assert answer.status_code == 409
    assert "You nominated this person before" in answer.text


ASKED_FOR = {"known_problems": "Write what has gone wrong there, or “none known”."}


@pytest.mark.parametrize("field", NOMINATED)
def test_every_answer_of_a_nomination_is_needed_and_the_others_are_kept(client, rep, field):
    customer = CustomerFactory(owner=rep)
    client.force_login(rep)

    answer = client.post(f"{at('nominate')}?customer={customer.pk}", NOMINATED | {field: " "})

    assert answer.status_code == 422
    asked_for = ASKED_FOR.get(field, "This field is required.")
    assert answer.text.count(asked_for) == 2  # in the summary and at the field
    kept = NOMINATED | {field: ""}
    assert all(value in answer.text for value in kept.values())
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "-1", "²"])
def test_a_nomination_begins_at_a_customer(client, rep, key):
    client.force_login(rep)

    assert "Begin at the customer." in client.get(at("nominate"), {"customer": key}).text


def test_nobody_nominates_at_an_account_they_do_not_find(client, rep, other_rep):
    customer = CustomerFactory(owner=other_rep)
    client.force_login(rep)

    assert client.post(f"{at('nominate')}?customer={customer.pk}", NOMINATED).status_code == 404
    assert client.get(f"{at('nominate')}?customer={'9' * 30}").status_code == 404
    assert not Nomination.objects.exists()


# A thank-you


GIFT = {"what": "A book", "value": "20", "currency": "EUR"}


@pytest.mark.parametrize("kind", ThankYouKind.values)
def test_a_manager_writes_down_a_thank_you(client, manager, kind):
    owed = ThankYouFactory()
    client.force_login(manager)

    answer = client.post(at("thank", owed), {"kind": kind, **(GIFT if kind == "gift" else {})})

    owed.refresh_from_db()
    assert answer.url == at("detail", owed.use.reference)
    assert (owed.kind, owed.thanked_on, owed.thanked_by) == (kind, today(), manager)


def test_the_row_that_htmx_swaps_in_is_what_the_file_shows(client, manager):
    owed = ThankYouFactory()
    client.force_login(manager)

    before = client.get(at("detail", owed.use.reference)).text
    part = client.post(at("thank", owed), {"kind": "call"}, headers=HTMX).text
    after = client.get(at("detail", owed.use.reference)).text

    row = f'id="row-thanks-{owed.pk}"'
    assert row in before
    assert row in part
    assert "Maya Okafor" in part
    assert part.strip() in after


def test_the_second_thank_you_for_one_use_is_told(client, manager):
    owed = ThankYouFactory()
    client.force_login(manager)
    client.post(at("thank", owed), {"kind": "call"})

    answer = client.post(at("thank", owed), {"kind": "gift", **GIFT}, headers=HTMX)

    assert answer.status_code == 409
    assert "written down once" in answer.text


@pytest.mark.parametrize("kind", ["", "flowers"])
def test_a_thank_you_needs_its_kind(client, manager, kind):
    owed = ThankYouFactory()
    client.force_login(manager)

    whole, part = (client.post(at("thank", owed), {"kind": kind}, headers=headers) for headers in ({}, HTMX))

    assert whole.status_code == part.status_code == 422
    assert steady(part.text) in steady(whole.text)
    assert "How did you say thank you?" in whole.text
    owed.refresh_from_db()
    assert owed.thanked_on is None


# Who, and how


@pytest.mark.parametrize(
    ("view", "allowed"),
    [("check_in", {"manager"}), ("thank", {"manager"}), ("nominate", {"manager", "rep"}), ("detail", None)],
)
@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_what_a_role_may_not_do_is_refused(client, who, view, allowed, request):
    row = None if view == "nominate" else ThankYouFactory() if view == "thank" else ReferenceFactory()
    client.force_login(request.getfixturevalue(who))

    permitted = allowed is None or who in allowed

    assert client.get(at(view, row)).status_code == (200 if permitted else 403)
    if view != "detail" and not permitted:
        assert client.post(at(view, row)).status_code == 403


@pytest.mark.parametrize("view", ["list", "of_customer", "detail"])
def test_pages_that_show_take_no_other_method(client, manager, view):
    reference = ReferenceFactory()
    row = {"list": None, "of_customer": reference.contact.customer, "detail": reference}[view]
    client.force_login(manager)

    assert client.post(at(view, row)).status_code == 405
    assert client.delete(at(view, row)).status_code == 405


# Who decided that they are not contacted


def test_a_talk_is_not_offered_with_somebody_who_objected_and_only_they_can_take_that_back(client, manager):
    reference = person()
    Contact.objects.filter(pk=reference.contact_id).update(status="objected", status_since=days_ago(3))
    client.force_login(manager)

    file = client.get(at("detail", reference)).text

    assert "Log a check-in" not in file
    assert "Only they can take that back." in file
    assert "their address is mended" not in file
    for answer in (client.get(at("check_in", reference)), client.post(at("check_in", reference), {})):
        assert answer.status_code == 409
        assert "They asked us to leave them alone." in answer.text
