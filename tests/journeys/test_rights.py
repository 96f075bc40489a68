"""Can an admin answer a rights request in a browser, on a desk and on a phone, and can everybody read its pages?"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from customers.models import Contact
from refprogram.rights.models import RightsRequest, Wish
from tests.browser import DESK, PHONE
from tests.factories import ReferenceFactory, RightsRequestFactory, days_ago
from tests.journeys.test_look import sign_in


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_queue_is_for_everybody(size, mode, visitor, admin):
    person = ReferenceFactory()
    late = RightsRequestFactory(received_on=days_ago(50), writer="Ingrid")
    closed = RightsRequestFactory(closed=True)
    cases = [late, closed, *(RightsRequestFactory(wish=wish, reference=person) for wish in Wish)]
    lists = [reverse("today:home"), reverse("rights:list"), f"{reverse('rights:list')}?show=closed"]
    forms = [reverse("rights:new"), reverse("rights:extend", args=[cases[-1].pk])]
    page = visitor(**size, color_scheme=mode)
    sign_in(page, admin)

    for address in (*lists, *forms, *(case.get_absolute_url() for case in cases)):
        page.goto(address)
        found = Axe().run(page).response["violations"]

        assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], address


def test_a_letter_becomes_an_erasure_and_the_second_tab_shows_what_came_of_it(visitor, admin):
    ReferenceFactory()
    page = visitor(**PHONE)
    sign_in(page, admin)
    page.goto(reverse("rights:new"))
    page.get_by_label("What do they wish?").select_option(Wish.ERASURE.label)
    page.get_by_label("How did it reach us?").select_option("Post")
    page.get_by_label("Who wrote?").fill("Ingrid")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="It is them").click()
    page.get_by_role("columnheader", name="What stays").wait_for()
    other = page.context.new_page()
    other.goto(page.url)

    page.get_by_role("button", name="Delete it and close the request").click()
    page.get_by_text("Done as they wished.").first.wait_for()
    other.get_by_role("button", name="Delete it and close the request").click()
    other.get_by_text("Done as they wished").first.wait_for()
    assert not other.get_by_role("button", name="Delete it and close the request").count()

    assert Contact.objects.get().status == "erased"
    assert RightsRequest.objects.get().events.count() == 3
