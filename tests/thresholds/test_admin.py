"""Can an admin set a figure, within its bounds, and is everybody judged by it then?"""

from datetime import timedelta

import pytest
from django.urls import reverse

from references import standing
from references.eligibility import CLEAR, WARNING
from references.models import Standing
from references.tasks import recompute_standing
from refprogram.dates import today
from refprogram.thresholds.models import FIGURES, Threshold
from tests.factories import ContractFactory, ReferenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    heard = []
    monkeypatch.setattr("refprogram.thresholds.admin.ring", heard.append)
    return heard


def page_of(code):
    return reverse("admin:thresholds_threshold_change", args=[Threshold.objects.get(code=code).pk])


def test_the_list_shows_every_figure_with_its_bounds(client, admin):
    client.force_login(admin)

    page = client.get(reverse("admin:thresholds_threshold_changelist")).text

    for figure in FIGURES.values():
        assert figure.label.replace("'", "&#x27;") in page
        assert f"{figure.lowest} to {figure.highest}" in page


def test_a_figure_is_changed_remembered_and_everybody_is_judged_anew(client, admin, rung):
    client.force_login(admin)

    answer = client.post(page_of("recovery_days"), {"value": "45"})

    assert answer.status_code == 302
    assert Threshold.objects.in_force()["recovery_days"] == 45
    assert rung == ["references.recompute_standing"]
    history = reverse("admin:thresholds_threshold_history", args=[Threshold.objects.get(code="recovery_days").pk])
    assert "Changed Value" in client.get(history).text


@pytest.mark.kept_by_actions
def test_the_bell_that_is_rung_is_a_task_that_judges_everybody():
    reference = ReferenceFactory()
    ContractFactory(customer=reference.contact.customer, renews_on=today() + timedelta(days=100))
    standing.recompute(on=today())
    assert Standing.objects.get().renewal_window == CLEAR

    Threshold.objects.filter(code="renewal_days").update(value=120)
    recompute_standing()

    assert recompute_standing.name == "references.recompute_standing"
    assert Standing.objects.get().renewal_window == WARNING


def test_saving_the_same_figure_judges_nobody(client, admin, rung):
    client.force_login(admin)

    client.post(page_of("recovery_days"), {"value": "30"})

    assert rung == []


@pytest.mark.parametrize("value", ["13", "366", "", "-5", "many"])
def test_a_figure_outside_its_bounds_is_refused_with_the_bounds(client, admin, rung, value):
    client.force_login(admin)

    page = client.post(page_of("recovery_days"), {"value": value})

    assert page.status_code == 200
    assert "errorlist" in page.text
    assert Threshold.objects.in_force()["recovery_days"] == 30
    assert rung == []
    if value in {"13", "366"}:
        assert "Use a number from 14 to 365." in page.text


def test_no_figure_is_added_taken_away_or_renamed(client, admin, rung):
    client.force_login(admin)
    row = Threshold.objects.get(code="weak_topic")

    assert client.get(reverse("admin:thresholds_threshold_add")).status_code == 403
    assert client.post(reverse("admin:thresholds_threshold_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    client.post(page_of("weak_topic"), {"value": "3", "code": "renewal_days"})

    row.refresh_from_db()
    assert (row.code, row.value) == ("weak_topic", 3)
    assert Threshold.objects.count() == len(FIGURES)
