"""What happens in every app when somebody says what may be done with their data?"""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction

from customers import actions as customers
from customers.models import Contact, ContactDetails, Suppression
from references import actions as references
from references.ledger.projection import told
from references.models import ConsentEvent, LedgerKey, Link, Reference
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.imports.models import ImportedRow
from refprogram.outbox.models import Message
from refprogram.rights import actions
from requests.models import Assignment, ReferenceRequest
from tests.factories import AssignmentFactory, ReferenceFactory, ReferenceRequestFactory
from tests.rights.people import CANARY, agree, everything_stored, holder_of

pytestmark = pytest.mark.django_db

WISHES = [actions.erase, actions.leave_for_good, actions.restrict]


def test_after_erasure_nothing_that_tells_of_the_person_is_in_any_table(person):
    actions.erase(person, by=holder_of(person), on=today())

    assert [(place, value) for place, value in everything_stored() if CANARY in value] == []


def test_erasure_leaves_the_ledger_as_it_was_written_and_takes_the_key_to_it(person):
    before = list(ConsentEvent.objects.order_by("pk").values())
    actions.erase(person, by=holder_of(person), on=today())

    after = list(ConsentEvent.objects.order_by("pk").values())
    assert after[: len(before)] == before
    assert [row["kind"] for row in after[len(before) :]] == ["withdrawn"]
    assert not LedgerKey.objects.exists()
    call_command("verify_ledger")


def test_erasure_ends_what_they_agreed_to_their_links_and_their_letters(person):
    actions.erase(person, by=holder_of(person), on=today())

    assert not person.consents.unended().exists()
    assert not Link.objects.exists()
    waiting = Message.objects.get(key="waiting")
    assert (waiting.state, waiting.reason) == ("cancelled", actions.GONE)


def test_a_request_in_flight_stops_when_its_person_is_erased(call, manager, admin):
    reference = ReferenceFactory()
    ask = ReferenceRequestFactory(status="matched")
    AssignmentFactory(ask=ask, reference=reference)
    actions.erase(reference, by=admin, on=today())

    assert ReferenceRequest.objects.get().status == "needs_review"
    assert Assignment.objects.get().ended_at


def test_nobody_erased_is_written_down_again_by_a_colleague(person, rep):
    address, customer = person.contact.details.email, person.contact.customer
    actions.erase(person, by=holder_of(person), on=today())

    with pytest.raises(Refused, match="cannot be written down again"):
        references.nominate(
            customer, name="X", title="", email=address.upper(), why="x", known_problems="none", by=rep, on=today()
        )
    with pytest.raises(Refused, match="cannot be written down again"):
        customers.change_contact(ReferenceFactory().contact, email=address, by=rep, on=today())
    assert not ContactDetails.objects.filter(email__iexact=address).exists()


def test_nobody_who_restricted_is_written_down_again_by_a_colleague(person, rep):
    address, own = person.contact.details.email, person.contact.customer
    actions.restrict(person, by=holder_of(person), on=today())

    for customer in (own, ReferenceFactory().contact.customer):
        with pytest.raises(Refused, match="cannot be written down again"):
            references.nominate(
                customer, name="X", title="", email=address.upper(), why="x", known_problems="none", by=rep, on=today()
            )
    with pytest.raises(Refused, match="cannot be written down again"):
        customers.change_contact(ReferenceFactory().contact, email=address, by=rep, on=today())
    assert ContactDetails.objects.get(email__iexact=address).contact == person.contact


@pytest.mark.parametrize(("given", "company"), [("email", "theirs"), ("name", "theirs"), ("email", "New Company")])
def test_a_file_neither_changes_who_restricted_nor_writes_them_down_elsewhere(person, tmp_path, capsys, given, company):
    details = person.contact.details
    actions.restrict(person, by=holder_of(person), on=today())
    at = person.contact.customer.name if company == "theirs" else company
    before = list(Contact.objects.values()), list(ContactDetails.objects.values())
    file = tmp_path / "people.csv"
    address = details.email.upper() if given == "email" else ""
    file.write_text(f"customer,name,email,title\n{at},{details.name},{address},Head of Nothing\n")
    call_command("import_data", "contacts", str(file), "--create-missing")

    assert "asked us not to keep or use their data" in capsys.readouterr().out
    assert (list(Contact.objects.values()), list(ContactDetails.objects.values())) == before


@pytest.mark.parametrize("known_by", ["email", "external_id"])
@pytest.mark.parametrize("wish", [actions.erase, actions.leave_for_good])
def test_a_file_does_not_bring_back_whoever_wants_to_be_left_alone(person, tmp_path, capsys, known_by, wish):
    contact = person.contact
    value = {"email": contact.details.email, "external_id": contact.external_id}[known_by]
    wish(person, by=holder_of(person), on=today())
    people = Contact.objects.count()
    file = tmp_path / "people.csv"
    rows = (f"customer,name,{known_by}", f"{contact.customer.name},Come Back,{value}", "New Company,Somebody,a@b.no")
    file.write_text("\n".join(rows))
    call_command("import_data", "contacts", str(file), "--create-missing")

    assert "asked us not to keep or use their data" in capsys.readouterr().out
    assert Contact.objects.count() == people + 1
    assert ImportedRow.objects.filter(kind="contacts").count() == 1
    assert not ContactDetails.objects.filter(name="Come Back").exists()


def test_what_is_kept_of_the_address_cannot_be_read(person):
    address = person.contact.details.email
    actions.erase(person, by=holder_of(person), on=today())

    assert Suppression.objects.covers(email=f" {address.upper()}")
    assert all(address not in row and len(row) == 64 for row in Suppression.objects.values_list("digest", flat=True))


def test_whoever_objects_is_never_written_to_and_agrees_to_nothing(person):
    actions.leave_for_good(person, by=holder_of(person), on=today())

    contact = Contact.objects.get(pk=person.contact_id)
    assert (contact.status, contact.silent_since) == ("objected", today())
    assert not person.consents.unended().exists()
    assert Message.objects.get(key="waiting").state == "cancelled"
    assert told(LedgerKey.objects.get().subject) == {}


def test_whoever_restricts_is_seen_by_admins_alone_and_stays_as_they_were(person, rep, manager, executive, admin):
    actions.restrict(person, by=holder_of(person), on=today())

    for user in (rep, manager, executive):
        assert not Reference.objects.visible_to(user).exists()
        assert not Contact.objects.visible_to(user).exists()
        assert not ContactDetails.objects.visible_to(user).exists()
    assert Reference.objects.visible_to(admin).get() == person
    assert ContactDetails.objects.visible_to(admin).get().name
    assert person.consents.unended().exists()


def test_whoever_restricted_may_say_that_they_are_used_again(person, manager):
    holder = holder_of(person)
    actions.restrict(person, by=holder, on=today())
    actions.use_again(person, by=holder, on=today())
    actions.use_again(person, by=holder, on=today())

    assert Contact.objects.get(pk=person.contact_id).status == "active"
    assert Reference.objects.visible_to(manager).filter(pk=person.pk).exists()


def test_whoever_objected_before_is_not_contacted_when_a_restriction_ends(person):
    holder = holder_of(person)
    for wish in (actions.leave_for_good, actions.restrict, actions.use_again):
        wish(person, by=holder, on=today())

    assert Contact.objects.get(pk=person.contact_id).status == "objected"


def test_nobody_is_used_again_who_never_restricted(person):
    actions.leave_for_good(person, by=holder_of(person), on=today())

    actions.use_again(person, by=holder_of(person), on=today())

    assert Contact.objects.get(pk=person.contact_id).status == "objected"


def test_nobody_sees_whom_we_forgot(person, admin, manager):
    actions.erase(person, by=admin, on=today())

    assert not Reference.objects.visible_to(admin).exists()
    assert not Contact.objects.visible_to(manager).exists()


@pytest.mark.parametrize("wish", WISHES)
def test_no_mark_of_ours_undoes_what_a_person_decided(person, manager, wish):
    wish(person, by=holder_of(person), on=today())

    with pytest.raises(Refused, match="decided what may be done with their data"):
        customers.mark_contact(person.contact, status="active", since=today(), by=manager, on=today())
    with pytest.raises(Refused, match="decided what may be done with their data"):
        customers.change_contact(person.contact, title="x", by=manager, on=today())


@pytest.mark.parametrize("status", ["restricted", "objected", "erased"])
def test_nobody_else_decides_it_for_them(person, manager, status):
    with pytest.raises(Refused, match="Only the person themselves"):
        customers.mark_contact(person.contact, status=status, since=today(), by=manager, on=today())


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("who", ["rep", "manager", "executive"])
def test_only_the_person_and_an_admin_may_carry_out_a_wish(person, wish, who, request):
    with pytest.raises(PermissionDenied):
        wish(person, by=request.getfixturevalue(who), on=today())


@pytest.mark.parametrize("wish", WISHES)
def test_an_old_link_still_takes_back(person, wish):
    wish(person, by=holder_of(person, acts=False), on=today())

    assert Contact.objects.get(pk=person.contact_id).status in ("erased", "objected", "restricted")


def test_erased_twice_is_said_kindly(person, admin):
    actions.erase(person, by=admin, on=today())
    with pytest.raises(Refused, match="deleted already"):
        actions.erase(person, by=admin, on=today())


def test_what_a_person_corrects_is_how_they_gave_it(person):
    actions.correct(person, name="Inga Solheim", title="COO", phone="", by=holder_of(person), on=today())

    details = ContactDetails.objects.select_related("contact").get()
    assert (details.name, details.phone, details.contact.title) == ("Inga Solheim", "", "COO")


def test_an_erasure_that_fails_half_way_leaves_everything(person, monkeypatch, admin):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions, "call_off", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.erase(person, by=admin, on=today())
    assert ContactDetails.objects.exists()
    assert LedgerKey.objects.exists()


def test_somebody_who_stays_is_not_touched_by_anothers_erasure(person, call, manager, admin):
    other = ReferenceFactory(agreed_to=(), contact__customer=person.contact.customer)
    agree(other, call, by=manager)
    actions.erase(person, by=admin, on=today())

    assert other.consents.live(on=today()).exists()
    assert ContactDetails.objects.get().contact_id == other.contact_id
    call_command("verify_ledger")
