"""What comes of an issue, from the click of a rep to the letters that leave? (seed 003, row 3.1)"""

import re

import pytest
from django.urls import reverse

from customers.models import Issue
from customers.models.issue import IssueKind, Severity
from references.models import Reference
from refprogram.dates import today
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from requests.models import Status
from tests import stages

pytestmark = [pytest.mark.django_db, pytest.mark.kept_by_actions]
COMPLAINT = "They say that Daniel talks over them"


def opened(client, customer, by) -> Issue:
    """Open an issue as a person does, with the form."""
    client.force_login(by)
    typed = {"kind": IssueKind.SALES_RELATIONSHIP, "severity": Severity.HIGH, "summary": COMPLAINT, "owner": by.pk}
    answer = client.post(
        reverse("customers:open_issue", args=[customer.pk]), typed | {"opened_on": today().isoformat()}
    )
    assert answer.status_code == 302
    return Issue.objects.get()


@pytest.mark.parametrize("stage", [stages.matched, stages.asked, stages.confirmed])
def test_a_trouble_with_their_rep_stops_the_request_and_tells_both_sides_in_one_turn(client, rep, manager, stage):
    reference = stages.zephyrine(owner=rep)
    ask = stage(rep, manager, reference)
    send_due()
    before = set(Message.objects.values_list("pk", flat=True))

    opened(client, reference.contact.customer, rep)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    send_due()
    told = Message.objects.exclude(pk__in=before).filter(kind="request_stopped")
    assert {(message.to, message.state) for message in told} == {
        (f"user:{rep.pk}", State.SENT),
        (f"user:{manager.pk}", State.SENT),
    }


def test_a_rep_sees_the_class_of_the_reason_and_nothing_that_was_said(client, rep, other_rep, manager):
    reference = stages.zephyrine(owner=rep)
    customer = reference.contact.customer
    opened(client, customer, rep)

    assert Reference.objects.get(pk=reference.pk).standing.open_issue == 4
    client.force_login(other_rep)
    board = client.get(reverse("references:do_not_use")).text
    assert re.search(r"Open issue .*\(relationship with sales\)|Open relationship", board, re.IGNORECASE)
    assert not [canary for canary in (*stages.CANARIES, COMPLAINT, "high") if canary.lower() in board.lower()]


def test_when_it_is_resolved_the_customer_is_handled_with_care_and_no_longer_forbidden(client, rep, manager):
    reference = stages.zephyrine(owner=rep)
    issue = opened(client, reference.contact.customer, rep)
    client.force_login(manager)

    client.post(
        reverse("customers:resolve_issue", args=[issue.pk]),
        {"resolved_on": today().isoformat(), "resolution": "A new rep", "response": "We listened for an hour"},
    )

    standing = Reference.objects.get(pk=reference.pk).standing
    assert (standing.open_issue, standing.recently_recovered) == (0, 2)
