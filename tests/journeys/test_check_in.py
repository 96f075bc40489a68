"""Does the sheet of a talk keep what is typed into it, on a desk and on a phone, in the light and in the dark?"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from references.models import CheckIn, CheckInDraft, Mood
from tests.browser import DESK, PHONE
from tests.factories import ProductFactory, ReferenceFactory, TopicStrengthFactory
from tests.journeys.test_look import sign_in
from tests.settled import settle


@pytest.mark.parametrize(("size", "mode"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_talk_is_kept_while_it_is_typed_and_then_written_down(size, mode, visitor, manager, call):
    """Row 3.7, and the draft that keeps itself after a pause in typing."""
    reference = ReferenceFactory(agreed_to=[call])
    TopicStrengthFactory(reference=reference)
    ProductFactory(name="Gate Camera")
    settle()
    page = visitor(**size, color_scheme=mode)
    sign_in(page, manager)

    page.goto(reverse("references:check_in", args=[reference.pk]))
    page.get_by_label("Note").fill("She laughed a lot")
    page.get_by_text(re.compile(r"Draft saved \d\d:\d\d\.")).wait_for()
    assert CheckInDraft.objects.get().typed["note"] == ["She laughed a lot"]
    page.get_by_label("Gate Camera").check()
    page.wait_for_timeout(2_500)
    page.reload()
    assert page.get_by_label("Note").input_value() == "She laughed a lot"
    assert page.get_by_label("Gate Camera").is_checked()
    found = Axe().run(page).response["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]

    page.get_by_label("Call", exact=True).check()
    page.get_by_label("I spoke or wrote with them myself").check()
    page.get_by_label("Willing: they said yes, gladly").check()
    page.get_by_label("Delighted").check()
    page.get_by_role("button", name="Save the check-in").click()
    page.wait_for_url(reverse("references:detail", args=[reference.pk]))
    page.get_by_text("Delighted, heard on").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]

    assert CheckIn.objects.latest("pk").mood == Mood.DELIGHTED
    assert not CheckInDraft.objects.exists()
