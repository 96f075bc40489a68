"""Can a reference manager work through the nominations on a desk and on a phone, in the light and in the dark?"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from references.models import Nomination, NominationStatus
from tests.browser import DESK, PHONE
from tests.factories import CheckInFactory, HardshipFactory, NominationFactory, days_ago
from tests.journeys.test_look import sign_in
from tests.settled import settle


@pytest.mark.parametrize(("size", "mode"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_nomination_is_taken_up_on_its_row_and_put_off_with_a_reason(size, mode, visitor, manager, rep):
    first = NominationFactory(nominated_by=rep, nominated_on=days_ago(12), known_problems="Late invoices in May")
    second = NominationFactory(nominated_by=rep, nominated_on=days_ago(2))
    verified = NominationFactory(nominated_by=rep, nominated_on=days_ago(60))
    CheckInFactory(reference=verified.reference, on=days_ago(40), by=manager)
    HardshipFactory(customer=NominationFactory(nominated_by=rep).reference.contact.customer)
    settle()
    page = visitor(**size, color_scheme=mode)
    sign_in(page, manager)

    page.goto(reverse("references:nominations"))
    page.get_by_role("columnheader", name="Share verified").wait_for()
    assert page.get_by_text("1 nomination has waited too long.").is_visible()
    row = page.locator(f"#row-nomination-{first.pk}")
    row.get_by_role("button", name="Take it up").click()
    row.get_by_role("link", name="Log a check-in").wait_for()
    found = Axe().run(page).response["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]

    page.locator(f"#row-nomination-{second.pk}").get_by_role("link", name="Not now").click()
    page.get_by_label("Why not now?").fill("They just changed systems.")
    page.get_by_role("button", name="Put it off").click()
    page.wait_for_url(reverse("references:nominations"))
    assert "They just changed systems." in page.locator(f"#row-nomination-{second.pk}").inner_text()

    statuses = dict(Nomination.objects.values_list("pk", "status"))
    assert (statuses[first.pk], statuses[second.pk]) == (NominationStatus.ACCEPTED, NominationStatus.DECLINED)
