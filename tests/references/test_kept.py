"""Is what is kept what the rules say, whatever somebody did and whatever day it is?

Nothing settles it for these tests: whoever changes a fact and forgets to say so fails here.
"""

import inspect
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers import actions as customers
from references import actions as references
from references import standing, tasks
from references.models import Reference, Standing
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from refprogram.thresholds.models import FIGURES, Threshold
from tests.references.deeds import DEEDS, World
from tests.references.testimonials import lives

pytestmark = [pytest.mark.django_db, pytest.mark.kept_by_actions]

FIRST_DAY = date(2027, 9, 15)  # the leap day of 2028 comes in reach


@pytest.fixture
def world():
    return World.begin(FIRST_DAY)


def public(module) -> set[str]:
    name = module.__name__
    found = vars(module).items()
    return {f"{name.partition('.')[0]}.{key}" for key, thing in found if _is_its_own(thing, name)}


def _is_its_own(thing, module: str) -> bool:
    return inspect.isfunction(thing) and inspect.unwrap(thing).__module__.startswith(module)


def test_every_action_is_a_deed_that_is_tried():
    """A new action without its row fails here: what it changes must be kept as well."""
    assert DEEDS.keys() == public(customers) | public(references)


@pytest.mark.parametrize("deed", DEEDS)
def test_after_every_deed_what_is_kept_is_what_the_rules_say(world, deed):
    for n in (1, 8, 26, 51):
        with suppress(Refused), transaction.atomic():
            world.do(deed, n)

        assert standing.differences(on=world.on) == []
    assert Standing.objects.count() == Reference.objects.count() >= 4


STEP = st.tuples(st.sampled_from([*DEEDS, *["a day"] * 8]), st.integers(0, 999))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_after_any_deeds_and_days_what_is_kept_is_what_the_rules_say(db, steps):
    """Days pass, or a clock jumps back; on each the sweep leaves nothing to find."""
    with transaction.atomic():
        world = World.begin(FIRST_DAY)
        for deed, n in steps:
            if deed == "a day":
                world.on += timedelta(days=-3 if n % 7 == 0 else n % 190)
                standing.sweep(on=world.on)
            else:
                with suppress(Refused), transaction.atomic():
                    world.do(deed, n)
            assert standing.differences(on=world.on) == [], (deed, n)
        transaction.set_rollback(True)


# Files

FILES = {
    "customers": "name,industry\nCustomer 0,Food\nNew One,Food\n",
    "contacts": "customer,external_id,name,email\nCustomer 0,7,Somebody New,new@halvorsen.example\n",
    "issues": "customer,external_id,kind,severity,opened_on\nCustomer 0,7,support,high,2027-09-01\n",
    "hardships": "customer,kind,since\nCustomer 0,layoffs,2027-09-01\n",
    "surveys": "customer,external_id,kind,score,scale,answered_on\nCustomer 0,7,relationship,2,nps,2027-09-01\n",
    "contracts": "customer,external_id,renews_on\nCustomer 0,7,2027-10-15\n",
    "testimonials": "text,name\nIt works,Ann Lee\n",
    "mentions": "where,customer\nhttps://fair.example,Customer 0\n",
    "products": "external_id,name,family\n7,Routing,Fleet\n",
    "opportunities": "external_id,account,stage\n7,Customer 0,Engaging\n",
    "claims": "customer,contact,activity,said_on\nCustomer 0,p00@halvorsen.example,call,2027-09-01\n",
}
CHANGE_NOTHING_KEPT = {"customers", "claims", "testimonials", "mentions", "products", "opportunities"}


def test_every_kind_of_file_is_tried():
    assert FILES.keys() == {kind.code for kind in kinds.registered()}


@pytest.mark.parametrize("kind", FILES)
def test_what_a_file_says_is_kept_at_once(world, kind):
    lives.quote()
    before = list(Standing.objects.order_by("pk").values_list(*standing.COLUMNS))

    report = run(prepare(kinds.find(kind), BytesIO(FILES[kind].encode()), file_name="list.csv"), by=None, on=world.on)

    assert not report.problems
    assert standing.differences(on=world.on) == []
    after = list(Standing.objects.order_by("pk").values_list(*standing.COLUMNS))
    assert (after == before) is (kind in CHANGE_NOTHING_KEPT)


# Figures


def test_a_figure_that_an_admin_changes_has_everybody_judged_anew_but_not_in_the_request(
    admin, client, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr("refprogram.doorbell.current_app.send_task", lambda task, **how: rung.append(task))
    world = World.begin(today())
    world.do("references.check_in", 26)
    world.do("customers.record_contract", 191)  # renews in 171 days
    threshold, _ = Threshold.objects.get_or_create(
        code="renewal_days", defaults={"value": FIGURES["renewal_days"].default}
    )
    client.force_login(admin)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("admin:thresholds_threshold_change", args=[threshold.pk]), {"value": 200})

    assert answer.status_code == 302
    assert rung == ["references.recompute_standing"]
    assert standing.differences(on=today()) != []
    tasks.recompute_standing()
    assert standing.differences(on=today()) == []
