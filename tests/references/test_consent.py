"""Which yes holds on a day, and does everybody who asks for it mean the same?"""

from datetime import timedelta

import pytest
from django.urls import reverse

from references.eligibility import eligible
from references.facts import Ask
from references.models import Consent, Reference
from references.standing import may_be_asked
from references.views import lanes
from refprogram.dates import today
from tests.factories import ConsentFactory, ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db

SPANS = {
    "since today": ({"granted_on": 0}, True),
    "from tomorrow on": ({"granted_on": -1}, False),
    "until today": ({"expires_on": 0}, True),
    "until yesterday": ({"expires_on": 1}, False),
    "ended today": ({"ended_on": 0}, False),
}


@pytest.fixture(params=SPANS)
def span(request, call):
    days, live = SPANS[request.param]
    reference = ReferenceFactory(checked_on=days_ago(10), agreed_to=())
    ConsentFactory(reference=reference, activity=call, **{name: days_ago(ago) for name, ago in days.items()})
    return reference, live


def test_a_yes_holds_from_its_first_day_to_its_last_unless_somebody_ended_it(span):
    _, live = span

    assert Consent.objects.live(on=today()).exists() is live
    assert not Consent.objects.live(on=today() - timedelta(days=400)).exists()


def test_a_decision_a_list_the_board_and_the_sheet_mean_the_same_yes(span, call, client, manager):
    reference, live = span
    on, everybody = today(), Reference.objects.all()
    client.force_login(manager)

    assert eligible(everybody, Ask(on=on, activity=call.pk)).exists() is live
    assert everybody.filter(may_be_asked(on=on, activity=call.pk)).exists() is live
    assert (lanes.CHOICE in lanes.counts(on=on)) is not live
    sheet = client.get(reverse("references:check_in", args=[reference.pk]))
    assert [agreed.use for agreed in sheet.context["agreed"]] == ([call.name] if live else [])
