"""Do the keys of a queue walk its rows, say what they do, and rest while somebody types?"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import stages
from tests.journeys.test_look import sign_in


@pytest.fixture
def page(visitor, rep, manager, live_server):
    for account in ("Marlow", "Dunmore", "Quintero"):
        ask = stages.submitted(rep)
        type(ask.opportunity).objects.filter(pk=ask.opportunity_id).update(account=account)
    seller = visitor()
    sign_in(seller, rep)
    return seller


def in_focus(page):
    return page.evaluate("document.activeElement.matches('a') ? document.activeElement.textContent : ''")


@pytest.mark.parametrize("name", ["today:home", "requests:list"])
def test_j_and_k_walk_the_rows_and_enter_opens_one(page, name):
    page.goto(reverse(name))

    page.keyboard.press("j")
    assert "Marlow" in in_focus(page)
    page.keyboard.press("k")
    assert "Marlow" in in_focus(page), "before the first there is none"
    for _ in range(5):
        page.keyboard.press("j")
    assert "Quintero" in in_focus(page), "after the last there is none"
    page.keyboard.press("k")
    assert "Dunmore" in in_focus(page)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Dunmore")


def test_the_list_of_keys_opens_with_a_question_mark_and_turns_them_off(page):
    page.goto(reverse("requests:list"))
    listed = page.locator("#keys ul")
    expect(listed).to_be_hidden()

    page.keyboard.press("?")
    expect(listed).to_be_visible()
    page.get_by_role("button", name="Turn the keys off").click()
    page.keyboard.press("j")
    assert "Marlow" not in in_focus(page)

    page.reload()
    page.keyboard.press("j")
    assert "Marlow" not in in_focus(page), "off stays off"
    page.locator("#keys summary").click()
    page.get_by_role("button", name="Turn the keys on").click()
    page.keyboard.press("j")
    assert "Marlow" in in_focus(page)


def test_they_rest_while_somebody_types_and_with_another_key_held(page):
    page.goto(reverse("requests:list"))
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.locator("main > input").focus()

    page.keyboard.type("jk?")

    assert page.locator("main > input").input_value() == "jk?"
    page.locator("main > input").blur()
    page.keyboard.press("Control+j")
    assert "Marlow" not in in_focus(page)


def test_without_a_script_nothing_speaks_of_keys(visitor, rep, live_server):
    seller = visitor(java_script_enabled=False)
    sign_in(seller, rep)

    seller.goto(reverse("requests:list"))

    expect(seller.get_by_text("Keyboard shortcuts")).to_be_hidden()
