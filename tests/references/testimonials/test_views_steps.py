"""Does anybody get words past the gate, on any way, in any role, from any state? All else rests on this."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from customers.models import Product
from references.testimonials import actions
from references.testimonials.gate import CHECKS, gate
from references.testimonials.models import Endorsement, Kind, Status, UseProof
from references.testimonials.views import told
from references.testimonials.views.steps import TAKEN
from references.testimonials.workflow import WORKFLOW
from refprogram.dates import today
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "rep", "manager", "executive", "admin")
# What each address is sent besides nothing at all: everything that could bring words further.
SENT = {
    "set_kind": {"kind": Kind.EXPERT},
    "choose": {"naming": "full", "paraphrase": "They praise us."},
    "tie": {"tie": "none"},
    "place": {"channel": "wall", "starts_on": today().isoformat()},
}


def in_state(status, manager):
    """Bring words into a state as people would; before they are published, something is missing."""
    if status == Status.INTAKE:
        return lives.taken_in(manager, lives.speaker())
    if status == Status.PERSON_APPROVAL:
        return lives.asked(manager)
    if status == Status.DOSSIER:
        endorsement = lives.approved(manager)
        actions.set_kind(endorsement, kind=Kind.CONSUMER, product=None, by=manager)
        return endorsement
    if status == Status.READY:
        # Somebody took the paper away behind our back: what was complete is not any more.
        endorsement = lives.ready(manager)
        UseProof.objects.update(dropped_on=today() - timedelta(days=1))
        return endorsement
    endorsement = lives.published(manager)
    return {
        Status.PUBLISHED: lambda: endorsement,
        Status.SUSPENDED: lambda: actions.suspend(endorsement, by=manager, on=today()),
        Status.RETIRED: lambda: actions.retire(endorsement, by=manager, on=today()),
        Status.WITHDRAWN: lambda: lives.says_no(endorsement),
    }[status]()


def addresses(endorsement):
    for name in (*TAKEN, *SENT, "attach", "identify"):
        yield name, reverse(f"testimonials:{name}", args=[endorsement.pk])
    for sort in ("use", "statement", "typical", "credential", "evaluation", "decision"):
        yield "prove", reverse("testimonials:prove", args=[endorsement.pk, sort])
    yield "product_changed", reverse("testimonials:product_changed")


def test_every_step_with_a_button_has_an_address_and_no_other_has_one():
    assert set(TAKEN) == {verb for verb, step in WORKFLOW.steps.items() if step.label}


def test_every_check_of_the_gate_says_where_something_is_done_about_it():
    assert set(told.WHERE) == {check.code for check in CHECKS}


def test_everything_that_is_written_down_is_told_in_words():
    """Read from the code: a verb without its words would be an error on the page of whoever's words they are."""
    written = set(WORKFLOW.steps)
    for path in Path(actions.__file__).parent.glob("*.py"):
        written |= set(re.findall(r'\bnote_down\(\s*\w[\w.]*,\s*"(\w+)"', path.read_text()))

    assert {"prove", "place", "take_down"} <= written
    assert written <= set(told.SAID)


@pytest.mark.parametrize("status", Status)
def test_nobody_gets_past_the_gate_by_any_address(status, request, manager):
    endorsement = in_state(status, manager)
    assert endorsement.status == status
    product = Product.objects.create(name="Plan")
    was_open = not gate(endorsement.pk, on=today())
    browsers = {}
    for who in ROLES:
        browsers[who] = Client()
        if who != "anonymous":
            browsers[who].force_login(request.getfixturevalue(who))
    for who, browser in browsers.items():
        for name, address in addresses(endorsement):
            for sent in ({}, SENT.get(name, {"product": product.pk, "reference": endorsement.reference_id})):
                cache.clear()
                with transaction.atomic():
                    answer = browser.post(address, sent)
                    now = Endorsement.objects.get(pk=endorsement.pk)
                    transaction.set_rollback(True)
                assert answer.status_code in {302, 403, 404, 409, 422}, (who, name)
                if now.status == Status.PUBLISHED:
                    assert status == Status.PUBLISHED, (who, name)
                    assert was_open, (who, name)
                if now.status == Status.READY:
                    assert status == Status.READY, (who, name)
                if who != "manager":
                    assert now.status == status, (who, name)


@pytest.mark.parametrize("verb", ["clear", "publish"])
def test_a_shut_gate_answers_with_everything_that_is_missing(client, manager, verb):
    endorsement = in_state(Status.DOSSIER if verb == "clear" else Status.READY, manager)
    client.force_login(manager)

    answer = client.post(reverse(f"testimonials:{verb}", args=[endorsement.pk]))

    assert answer.status_code == 409
    assert "Show that they really use it" in answer.text


def test_the_whole_way_is_walked_by_its_buttons(client, manager):
    endorsement = lives.taken_in(manager, lives.speaker())
    client.force_login(manager)

    def press(verb):
        answer = client.post(reverse(f"testimonials:{verb}", args=[endorsement.pk]))
        assert answer.status_code == 302, verb
        endorsement.refresh_from_db()
        return endorsement.status

    assert press("ask_person") == Status.PERSON_APPROVAL
    lives.proven(lives.says_yes(endorsement), manager)
    assert press("clear") == Status.READY
    assert press("publish") == Status.PUBLISHED
    assert press("suspend") == Status.SUSPENDED
    assert press("resume") == Status.DOSSIER
    assert press("retire") == Status.RETIRED


def test_a_product_that_changed_asks_everybody_whose_words_speak_of_it(client, manager):
    product = Product.objects.create(name="Plan")
    endorsement = lives.proven(lives.approved(manager), manager)
    Endorsement.objects.filter(pk=endorsement.pk).update(product=product)
    actions.publish(actions.clear(endorsement, by=manager, on=today()), by=manager, on=today())
    client.force_login(manager)
    listed = client.get(reverse("testimonials:list"))
    assert f'<option value="{product.pk}">Plan</option>' in listed.text

    answer = client.post(reverse("testimonials:product_changed"), {"product": product.pk}, follow=True)

    assert "1 person is asked whether their words still hold." in answer.text
    endorsement.refresh_from_db()
    assert endorsement.reconfirm_by == today() + timedelta(days=30)
