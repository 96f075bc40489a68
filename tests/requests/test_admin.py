"""Can an admin look up everything about requests, and change none of it?"""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.urls import reverse

from refprogram.dates import today
from requests import actions, links
from requests.models import (
    Assignment,
    Feedback,
    Invitation,
    InvitationLink,
    MatteredLetter,
    Meeting,
    Opportunity,
    Override,
    ReferenceRequest,
    RequestEvent,
    RequestNote,
    Slot,
    Status,
    Supplied,
    TopicFeedback,
    WantedTopic,
)
from tests import stages
from tests.factories import (
    FeedbackFactory,
    InvitationFactory,
    MatteredLetterFactory,
    OverrideFactory,
    ReferenceFactory,
)

pytestmark = pytest.mark.django_db
MODELS = (Assignment, Meeting, Opportunity, Override, ReferenceRequest, RequestEvent, RequestNote, Slot, WantedTopic)
MODELS += (Feedback, TopicFeedback, Invitation, InvitationLink, MatteredLetter, Supplied)
each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


@pytest.fixture
def ask(rep, manager):
    ask = stages.confirmed(rep, manager)
    Supplied.objects.create(ask=ask, on=today())
    OverrideFactory(ask=ask, reference=ask.assignments.get().reference)
    stages.offers(stages.scheduled(rep, manager, ReferenceFactory()), rep, stages.soon(4))
    said = FeedbackFactory(assignment=ask.assignments.get())
    TopicFeedback.objects.create(feedback=said, topic=ask.topics.get().topic, rating=4)
    links.mint(invitation=InvitationFactory(assignment=said.assignment).pk)
    MatteredLetterFactory(reference=said.assignment.reference)
    return actions.cancel(ask, by=rep, note="The deal is lost")


def at(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_there():
    assert set(apps.get_app_config("requests").get_models()) == set(MODELS)
    assert set(MODELS) <= set(site._registry)


@each
def test_an_admin_lists_searches_and_opens_each(client, admin, ask, model):
    client.force_login(admin)
    row = model.objects.first()

    assert client.get(at(model, "changelist")).status_code == 200
    assert client.get(at(model, "changelist"), {"q": "Marlow"}).status_code == 200
    assert client.get(at(model, "change", row.pk)).status_code == 200


@each
def test_an_admin_changes_none(client, admin, ask, model):
    client.force_login(admin)
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()

    assert client.get(at(model, "add")).status_code == 403
    assert client.post(at(model, "change", row.pk), {"status": Status.CONFIRMED}).status_code == 403
    assert client.post(at(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).values().get() == before
    assert "Save" not in client.get(at(model, "change", row.pk)).text


@each
@pytest.mark.parametrize("who", ["rep", "manager", "executive"])
def test_nobody_else_enters(client, ask, model, who, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at(model, "changelist")).status_code == 302


def test_no_page_of_the_admin_names_a_person(client, admin, ask):
    client.force_login(admin)
    pages = [client.get(at(model, "changelist")).text for model in MODELS]
    pages.append(client.get(at(ReferenceRequest, "change", ask.pk)).text)

    assert not [canary for canary in (stages.NAME, stages.EMAIL) for page in pages if canary in page]
    assert "confirm" in pages[-1], "the events stand on the request"


def test_a_draft_is_its_authors_alone_here_too(client, admin, rep):
    draft = stages.drafted(rep)
    client.force_login(admin)

    assert client.get(at(ReferenceRequest, "change", draft.pk)).status_code == 302
    assert client.get(at(Opportunity, "change", draft.opportunity_id)).status_code == 302
    assert client.get(at(WantedTopic, "change", draft.topics.get().pk)).status_code == 302
