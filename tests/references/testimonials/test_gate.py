"""Is each duty asked for by itself, of every kind, and does nobody get words into the world past any of them?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from references.models import CompanyPermission, Consent
from references.testimonials import actions
from references.testimonials.gate import CHECKS, checks_for, gate
from references.testimonials.models import (
    Approval,
    AskedOf,
    Attachment,
    BodyDecision,
    Connection,
    Credential,
    Endorsement,
    Evaluation,
    Finding,
    Kind,
    Substantiation,
    Tie,
    Typicality,
    UseProof,
    Words,
)
from references.testimonials.quoting import digest_of, key_of
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests.factories import HardshipFactory, UserFactory, days_ago
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


def _no_reference(one: Endorsement) -> None:
    Endorsement.objects.filter(pk=one.pk).update(reference=None)


def _filler(one: Endorsement) -> None:
    text = "Lorem ipsum dolor sit amet"
    _rewrite(one, text)


def _rewrite(one: Endorsement, text: str) -> None:
    """Write other words into the newest version, with everything that would hide it, the person's approval included."""
    Words.objects.filter(endorsement=one).update(text=text, digest=digest_of(text))
    Endorsement.objects.filter(pk=one.pk).update(text_key=key_of(text))
    Substantiation.objects.filter(endorsement=one).delete()
    Approval.objects.filter(showing__endorsement=one).update(digest=lives.dossier_of(one.pk, on=today()).block.digest)


def _touched(one: Endorsement) -> None:
    Words.objects.filter(endorsement=one).update(digest=digest_of("It works, they say."))


def _said_by_another(one: Endorsement) -> None:
    text = one.versions.get().text
    actions.take_in(text=text.upper(), origin="import", name="Somebody Else", by=_manager(one), on=today())


def _manager(one: Endorsement) -> Any:
    return one.owner


def _one_of_us(one: Endorsement) -> None:
    UserFactory(email="a.colleague@fernhill.example")
    details = one.reference.contact.details
    details.email = "g.pryce@Fernhill.example"
    details.save()


def _says(one: Endorsement, *ties: str) -> None:
    """Answer for the person what ties them to us, once after the other."""
    for tie in ties:
        Connection.objects.create(endorsement=one, asked_of=AskedOf.PERSON, tie=tie, on=today())


# What breaks each check, of words whose dossier was complete; and for which kind, where it is not everybody's.
BROKEN_BY: dict[str, tuple[str, Callable[[Endorsement], Any]]] = {
    "kind": (Kind.CONSUMER, lambda one: Endorsement.objects.filter(pk=one.pk).update(kind=Kind.UNSUPPORTED)),
    "person": (Kind.CONSUMER, _no_reference),
    "words": (Kind.CONSUMER, _filler),
    "untouched": (Kind.CONSUMER, _touched),
    "one_speaker": (Kind.CONSUMER, _said_by_another),
    "approved": (Kind.CONSUMER, lambda one: Approval.objects.filter(showing__endorsement=one).delete()),
    "may_be_used": (Kind.CONSUMER, lambda one: CompanyPermission.objects.all().delete()),
    "person_asked": (
        Kind.EXPERT,
        lambda one: Connection.objects.filter(endorsement=one, asked_of=AskedOf.PERSON).update(tie=Tie.UNKNOWN),
    ),
    "staff_asked": (
        Kind.ORGANIZATION,
        lambda one: Connection.objects.filter(endorsement=one, asked_of=AskedOf.STAFF).delete(),
    ),
    "told_before": (Kind.CONSUMER, lambda one: _says(one, Tie.GIFT, Tie.NONE)),
    "insider": (Kind.CONSUMER, _one_of_us),
    "proven": (Kind.CONSUMER, lambda one: Substantiation.objects.filter(endorsement=one).update(dropped_on=today())),
    "photo": (Kind.CONSUMER, lambda one: _photo(one, is_actual_person=False)),
    "uses": (Kind.CONSUMER, lambda one: UseProof.objects.filter(endorsement=one).update(dropped_on=today())),
    "typical": (Kind.CONSUMER, lambda one: Typicality.objects.filter(endorsement=one).delete()),
    "qualified": (Kind.EXPERT, lambda one: Credential.objects.filter(endorsement=one).delete()),
    "evaluated": (Kind.EXPERT, lambda one: Evaluation.objects.filter(endorsement=one).update(dropped_on=today())),
    "decided": (Kind.ORGANIZATION, lambda one: BodyDecision.objects.filter(endorsement=one).delete()),
    "independent": (
        Kind.ORGANIZATION,
        lambda one: BodyDecision.objects.filter(endorsement=one).update(funded_by_us=True),
    ),
}


def _photo(one: Endorsement, *, is_actual_person: bool) -> None:
    Attachment.objects.create(
        endorsement=one,
        kind="photo",
        name="me.jpg",
        content_type="image/jpeg",
        size=3,
        digest="0" * 64,
        data=b"abc",
        is_actual_person=is_actual_person,
        on=today(),
    )
    Approval.objects.filter(showing__endorsement=one).update(digest=lives.dossier_of(one.pk, on=today()).block.digest)


def codes(one: Endorsement, **how: bool) -> set[str]:
    return {gap.code for gap in gate(one.pk, on=today(), **how)}


@pytest.fixture
def complete(manager) -> Callable[[str], Endorsement]:
    def made(kind: str) -> Endorsement:
        return lives.ready(manager, kind=kind)

    return made


def test_each_check_has_what_breaks_it():
    assert BROKEN_BY.keys() == {check.code for check in CHECKS}


@pytest.mark.parametrize("code", BROKEN_BY)
def test_each_duty_alone_shuts_the_gate_and_says_what_to_do(complete, manager, code):
    kind, breaks = BROKEN_BY[code]
    one = complete(kind)
    assert gate(one.pk, on=today()) == []

    breaks(one)

    missing = gate(one.pk, on=today())
    assert code in {gap.code for gap in missing}
    assert {gap.code for gap in missing} - {code} <= NOT_WITHOUT.get(code, set()), missing
    assert all(gap.sentence.endswith(".") and len(gap.sentence) > 20 for gap in missing)
    with pytest.raises(Refused) as refused:
        actions.publish(one, by=manager, on=today())
    assert set(refused.value.sentences) == {gap.sentence for gap in missing}
    one.refresh_from_db()
    assert one.status == "ready"


# What cannot be broken without something else: whoever is not known has approved nothing, and which
# body decided is shown.
NOT_WITHOUT = {"person": {"approved"}, "decided": {"approved"}}


@pytest.mark.parametrize("kind", [Kind.CONSUMER, Kind.EXPERT, Kind.ORGANIZATION])
def test_each_kind_has_a_checklist_of_its_own(kind):
    own = {Kind.CONSUMER: {"uses", "typical"}, Kind.EXPERT: {"qualified", "evaluated"}}
    own |= {Kind.ORGANIZATION: {"decided", "independent"}}

    asked = {check.code for check in checks_for(kind)}

    assert own[kind] <= asked
    assert not asked & set().union(*(codes for other, codes in own.items() if other != kind))


def test_what_nobody_has_looked_into_is_missing_and_never_good_news(manager):
    one = lives.taken_in(manager)

    assert codes(one) == {"kind", "person", "words", "approved"}


def test_celebrities_are_kept_and_never_shown(manager, complete):
    one = complete(Kind.CONSUMER)
    actions.set_kind(one, kind=Kind.UNSUPPORTED, product=None, by=manager)

    with pytest.raises(Refused, match="never published"):
        actions.publish(one, by=manager, on=today())


def test_a_result_that_is_not_typical_is_shown_with_what_is_and_approved_so(manager, complete):
    one = complete(Kind.CONSUMER)
    actions.prove(
        Typicality(
            endorsement=one,
            finding=Finding.NOT_TYPICAL,
            sample=38,
            period="in the first year",
            usual="Half of them cut planning time by 22%",
            theirs="Fernhill cut it by 44%.",
            document="Survey",
        ),
        by=manager,
        on=today(),
    )

    assert codes(one) == {"approved"}, "they approved it without what is shown beside it now"
    block = lives.dossier_of(one.pk, on=today()).block
    assert block.disclosures == (
        "What customers usually get: Half of them cut planning time by 22% (38 customers, in the first year). "
        "Fernhill cut it by 44%.",
    )


def test_an_approval_counts_for_six_months(manager, complete):
    one = complete(Kind.CONSUMER)
    given = today()
    Consent.objects.update(expires_on=add_months(given, 12))

    assert not [gap for gap in gate(one.pk, on=add_months(given, 6)) if gap.code == "approved"]
    over = add_months(given, 6) + timedelta(days=1)
    assert [gap.code for gap in gate(one.pk, on=over) if gap.code == "approved"] == ["approved"]


def test_what_a_hard_time_forbids_to_publish_it_does_not_take_down(manager, complete):
    one = actions.publish(complete(Kind.CONSUMER), by=manager, on=today())
    HardshipFactory(customer=one.reference.contact.customer, since=days_ago(1))

    assert codes(one) == {"may_be_used"}
    assert codes(one, lasting=True) == set()


@pytest.mark.parametrize(
    ("code", "kind", "model"), [("evaluated", "expert", Evaluation), ("decided", "organization", BodyDecision)]
)
def test_what_an_expert_did_and_how_a_body_decided_rest_on_a_file(complete, code, kind, model):
    one = complete(kind)
    model.objects.filter(endorsement=one).update(attachment=None)

    assert codes(one) == {code}


@pytest.mark.parametrize(
    ("kind", "model"), [("expert", Credential), ("expert", Evaluation), ("organization", BodyDecision)]
)
def test_what_is_shown_comes_down_with_the_proof_that_it_rests_on(complete, manager, kind, model):
    one = actions.publish(complete(kind), by=manager, on=today())

    actions.drop(model.objects.get(), by=manager, on=today())

    one.refresh_from_db()
    assert one.status == "suspended"


def test_a_decision_for_the_other_speaker_opens_the_gate_again(complete, manager):
    one = complete(Kind.CONSUMER)
    _said_by_another(one)
    other = Endorsement.objects.latest("pk")
    assert codes(one) == {"one_speaker"}

    actions.retire(other, by=manager, on=today())

    assert codes(one) == set()


def test_two_of_one_name_are_two_people_until_somebody_decides(manager):
    mine = lives.taken_in(manager, organization="Org A")
    theirs = lives.taken_in(manager, organization="Org B")

    assert "one_speaker" in codes(mine)
    assert "one_speaker" in codes(theirs)


def test_words_are_judged_before_any_of_them_are_chosen(manager):
    one = lives.taken_in(manager, text="Lorem ipsum dolor sit amet")

    assert [gap.sentence for gap in gate(one.pk, on=today()) if gap.code == "words"] == [
        "Choose which of their words are to be shown.",
        "This is filler text, not words of a person.",
    ]


def test_which_body_decided_is_shown_with_the_words_and_approved_with_them(manager):
    one = lives.proven(lives.approved(manager), manager, kind=Kind.ORGANIZATION)

    block = lives.dossier_of(one.pk, on=today()).block
    assert "for The board" in block.speaker
    assert codes(one) == set()

    BodyDecision.objects.update(body="Somebody in the canteen")
    assert codes(one) == {"approved"}
