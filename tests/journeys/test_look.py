"""Can everybody read and use the frame: on a desk and on a phone, in the light and in the dark, without script?"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser import DESK, PHONE
from tests.factories import PASSWORD, ReferenceFactory

SIGNED_IN = ("ui:gallery", "account_change_password", "usersessions_list", "account_logout", "account_reauthenticate")
AT_THE_DOOR = ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive")
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
INK = "rgb(28, 36, 46)"
LIGHT, DARK = "rgb(247, 248, 250)", "rgb(23, 30, 38)"


def sign_in(page, user):
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(reverse("today:home"))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_frame_is_for_everybody(size, mode, visitor, manager, live_server):
    page = visitor(**size, color_scheme=mode)
    page.goto(reverse("account_login"))

    for name in (*AT_THE_DOOR, *SIGNED_IN):
        if name == SIGNED_IN[0]:
            sign_in(page, manager)
        page.goto(reverse(name))
        found = Axe().run(page).response["violations"]

        assert page.url == live_server.url + reverse(name)
        assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found], name
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], name


@pytest.mark.parametrize(("mode", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_without_script_the_page_follows_the_system(mode, colour, visitor):
    page = visitor(java_script_enabled=False, color_scheme=mode)

    page.goto(reverse("account_login"))

    assert page.evaluate(BACKGROUND) == colour
    assert not page.locator("[data-theme-toggle]").is_visible()


def test_a_choice_of_light_or_dark_stays(visitor):
    page = visitor(color_scheme="light")
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Switch between light and dark").click()

    page.goto(reverse("account_reset_password"))

    assert page.evaluate(BACKGROUND) == DARK


def test_the_first_key_skips_to_the_content(visitor):
    page = visitor()
    page.goto(reverse("account_login"))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_it_is_light_without_menu_buttons_or_what_is_private(visitor, manager):
    page = visitor(color_scheme="dark")
    sign_in(page, manager)
    page.goto(reverse("ui:gallery"))

    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.body).color") == INK
    for hidden in (".sidebar", ".btn", ".card-private"):
        assert not page.locator(hidden).filter(visible=True).count(), hidden
    assert page.get_by_text("Blocked for this request").is_visible()


def test_a_wide_table_scrolls_by_itself_on_a_phone_and_not_with_its_page(visitor, manager, call, live_server):
    ReferenceFactory(agreed_to=[call])
    page = visitor(**PHONE)
    sign_in(page, manager)

    page.goto(reverse("references:consents"))

    assert page.get_by_role("link", name="Receipts").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
