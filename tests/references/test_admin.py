"""Can an admin look up every fact about a reference, and change the catalogue of activities only?"""

import pytest
from django.apps import apps
from django.contrib import admin as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from references import links, standing
from references.actions import claim, thank
from references.eligibility import judged
from references.facts import Ask
from references.models import (
    ActivityType,
    Audience,
    CheckIn,
    CheckInDraft,
    Claim,
    ClaimAudience,
    CompanyPermission,
    Consent,
    ConsentAudience,
    ConsentEvent,
    ConsentText,
    ContactPreference,
    Cue,
    CueKind,
    CycleQuestion,
    CycleStep,
    Judgement,
    LedgerKey,
    LetterPause,
    Link,
    Nomination,
    NominationEvent,
    PageSeen,
    Pause,
    Purpose,
    QuietMonth,
    ReconsentCycle,
    Reference,
    ReferenceEvent,
    Result,
    RewardEntry,
    Standing,
    StandingCheck,
    StoryKind,
    StorySeed,
    ThankYou,
    ToldUse,
    TopicStrength,
    Use,
    UseConsent,
    UseFeedback,
)
from references.verdicts import keep
from refprogram.dates import today
from refprogram.history import remember
from tests.factories import (
    ActivityFactory,
    ContactPreferenceFactory,
    NominationFactory,
    PauseFactory,
    ReferenceFactory,
    RewardEntryFactory,
    ThankYouFactory,
    ToldUseFactory,
    TopicStrengthFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
FACTS = {
    CheckIn,
    Claim,
    ConsentEvent,
    ConsentText,
    CycleQuestion,
    LetterPause,
    Pause,
    UseFeedback,
    CompanyPermission,
    Consent,
    ContactPreference,
    Judgement,
    Link,
    Nomination,
    NominationEvent,
    ReconsentCycle,
    Reference,
    ReferenceEvent,
    Result,
    RewardEntry,
    Standing,
    StandingCheck,
    StorySeed,
    ThankYou,
    ToldUse,
    TopicStrength,
    Use,
    UseConsent,
}
SHOWN_WITH_ANOTHER = {ClaimAudience, ConsentAudience, Cue, QuietMonth}
SHOWN_TO_NOBODY = {CheckInDraft, LedgerKey, PageSeen}


def at(model, page="changelist", row=None):
    return reverse(f"admin:references_{model._meta.model_name}_{page}", args=[row.pk] if row else [])


@pytest.fixture
def everything(manager):
    """Make one row of every table."""
    thanked = ThankYouFactory()
    reference = thanked.use.reference
    NominationFactory(reference=reference)
    ask = Ask(on=today())
    keep(judged(Reference.objects.filter(pk=reference.pk), ask).get(), ask=ask, decision="match")
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=days_ago(150), step=CycleStep.FIRST_LETTER, on=today()
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=step)
    thank(thanked, kind="call", by=manager, on=today())
    ContactPreferenceFactory(reference=reference)
    PauseFactory(reference=reference)
    ToldUseFactory()
    RewardEntryFactory(reference=reference)
    said = {"audiences": [Audience.PRESS], "said_on": today(), "channel": "call", "by": manager, "on": today()}
    CycleQuestion.objects.create(reference=reference, claim=claim(reference, thanked.use.activity, **said), on=today())
    LetterPause.objects.create(reference=reference, began_at=timezone.now(), began_by=manager)
    UseFeedback.objects.create(use=thanked.use, on=today())
    TopicStrengthFactory(reference=reference)
    result = Result.objects.create(reference=reference, metric="Days to book", after="2", source="customer", on=today())
    StorySeed.objects.create(reference=reference, kind=StoryKind.RESULT, result=result, proposed_on=today())
    Cue.objects.create(checkin=reference.checkins.get(), kind=CueKind.MAYBE)
    nomination = reference.nominations.get()
    remember(NominationEvent, verb="nominate", by=manager, of={"nomination": nomination})
    standing.refresh(Reference.objects.filter(pk=reference.pk), on=today())
    StandingCheck.objects.create(on=today(), differed=0)


def test_every_model_is_registered():
    registered = {model for model in site.site._registry if model._meta.app_label == "references"}

    assert registered == FACTS | {ActivityType}
    assert set(apps.get_app_config("references").get_models()) - registered == SHOWN_WITH_ANOTHER | SHOWN_TO_NOBODY


@pytest.mark.parametrize("model", FACTS | {ActivityType}, ids=lambda model: model.__name__)
def test_an_admin_finds_each_row_its_page_and_its_history(client, admin, everything, model):
    client.force_login(admin)
    row = model.objects.first()

    with CaptureQueriesContext(connection) as counted:
        listed = client.get(at(model))
    pages = [
        listed,
        client.get(at(model), {"q": "a"}),
        client.get(at(model, "change", row)),
        client.get(at(model, "history", row)),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert f"/{row.pk}/change/" in listed.text
    assert len(counted) <= 12


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
def test_facts_are_looked_at_and_not_changed(client, admin, everything, model):
    client.force_login(admin)
    row = model.objects.first()
    before = model.objects.values().get(pk=row.pk)

    assert client.get(at(model, "add")).status_code == 403
    assert client.post(at(model, "change", row), {"on": "2020-01-01"}).status_code == 403
    assert client.post(at(model, "delete", row), {"post": "yes"}).status_code == 403
    client.post(at(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert model.objects.values().get(pk=row.pk) == before
    assert 'name="_save"' not in client.get(at(model, "change", row)).text


def test_no_page_shows_even_the_hash_of_a_token(client, admin, everything):
    client.force_login(admin)
    link = Link.objects.get()

    assert link.token_hash not in client.get(at(Link)).text
    assert link.token_hash not in client.get(at(Link, "change", link)).text


def test_an_activity_is_added_changed_and_remembered(client, admin):
    client.force_login(admin)
    form = {"code": "visit", "name": "Site visit", "mode": "live", "confirm_each_use": "on", "is_active": "on"}
    form |= {"weight": "2", "rest_days": "14", "max_per_quarter": "1", "public": "on"}

    client.post(at(ActivityType, "add"), form)
    activity = ActivityType.objects.get()
    client.post(at(ActivityType, "change", activity), form | {"minutes": "90"})

    activity.refresh_from_db()
    assert activity.minutes == 90
    assert (activity.weight, activity.rest_days, activity.max_per_quarter, activity.public) == (2, 14, 1, True)
    assert "Changed Minutes" in client.get(at(ActivityType, "history", activity)).text


@pytest.mark.parametrize("is_agreed", [False, True])
def test_what_somebody_agreed_to_keeps_its_name_and_any_activity_its_code(client, admin, is_agreed):
    client.force_login(admin)
    activity = ActivityFactory(code="visit", name="Site visit", public=False)
    if is_agreed:
        ReferenceFactory(agreed_to=[activity])
    form = {"code": "tour", "name": "Grand tour", "mode": "live", "confirm_each_use": "on", "is_active": "on"}

    sent = client.post(
        at(ActivityType, "change", activity), form | {"weight": "3", "rest_days": "0", "public": "on"}, follow=True
    )

    activity.refresh_from_db()
    kept = ("Site visit", False) if is_agreed else ("Grand tour", True)
    assert (sent.status_code, activity.code, activity.weight) == (200, "visit", 3)
    assert (activity.name, activity.public) == kept
    shown = client.get(at(ActivityType, "change", activity)).text
    assert ("Offer a new activity instead" in shown) is is_agreed
    assert client.post(at(ActivityType, "delete", activity), {"post": "yes"}).status_code == (403 if is_agreed else 302)


def test_what_takes_a_customers_time_cannot_be_switched_to_never_asking(client, admin):
    client.force_login(admin)

    page = client.post(
        at(ActivityType, "add"),
        {"code": "visit", "name": "Site visit", "mode": "live", "weight": "1", "rest_days": "0"},
    ).text

    assert "What takes a customer" in page
    assert not ActivityType.objects.exists()


def test_the_page_of_a_reference_leads_to_its_facts(client, admin, everything):
    client.force_login(admin)
    reference = Reference.objects.first()

    page = client.get(at(Reference, "change", reference)).text

    for model in (CheckIn, Consent, Nomination, TopicStrength, Result, StorySeed, Use, Judgement, ReferenceEvent):
        address = f"{at(model)}?reference__id__exact={reference.pk}"
        assert address in page
        assert client.get(address).status_code == 200


def test_what_was_heard_and_who_may_hear_it_stand_with_the_talk_and_the_consent(client, admin, everything):
    client.force_login(admin)
    consent = ConsentAudience.objects.get(audience=Audience.PROSPECT).consent

    assert CueKind.MAYBE.label in client.get(at(CheckIn, "change", CheckIn.objects.get())).text
    assert Audience.PROSPECT.label in client.get(at(Consent, "change", consent)).text
