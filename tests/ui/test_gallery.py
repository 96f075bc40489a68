"""Does the gallery show every component, in every state?"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from refprogram.ui.templatetags.ui import LEVELS, UNKNOWN

COMPONENTS = sorted((settings.BASE_DIR / "templates" / "components").glob("*.html"))


@pytest.fixture
def gallery(client, manager):
    client.force_login(manager)
    return client.get(reverse("ui:gallery"))


def test_every_component_stands_in_the_gallery(gallery):
    drawn = {template.name for template in gallery.templates}

    assert {f"components/{path.name}" for path in COMPONENTS} <= drawn


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_begins_with_what_it_needs(path: Path):
    first, _, _ = path.read_text().partition("{% endcomment %}")

    assert first.startswith("{% comment %}\n")
    assert "\nNeeds: " in first


def test_a_list_counts_one_of_a_thing_and_many_things(gallery):
    assert "1,000+ customers</span>" in gallery.text
    assert "1 letter</span>" in gallery.text


def test_every_list_that_names_its_things_names_a_single_one_too():
    counted = [
        given
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        for given in re.findall(r'{% include "components/pager.html" with (.*?) %}', path.read_text())
    ]

    assert len(counted) > 15
    assert [given for given in counted if "noun=" in given and "single=" not in given] == []


def test_every_level_is_shown_with_its_word(gallery):
    for level in (*LEVELS.values(), UNKNOWN):
        assert re.search(rf'class="vd lv-{level.name}"><svg.*?</svg>{level.word}</span>', gallery.text, re.DOTALL)


def test_every_state_of_freshness_lateness_and_forms_is_shown(gallery):
    for words in (
        "Spoke today",
        "Check-in due",
        "Too old,",
        "Never spoken to directly",
        "2 days late",
        "today",
        "29 days left",
        "4 things need a change",
        "Choose one of the four",
        "Name hidden until confirmed",
        "Role not known",
        "Nobody suitable",
    ):
        assert words in gallery.text


def test_the_gallery_has_one_heading_and_no_id_twice(gallery):
    ids = re.findall(r'\sid="([^"]+)"', gallery.text)

    assert gallery.status_code == 200
    assert gallery.text.count("<h1") == 1
    assert sorted(ids) == sorted(set(ids))


def test_the_gallery_is_read_only_and_for_people_who_work_here(client, rep):
    assert client.get(reverse("ui:gallery")).url.startswith(reverse("account_login"))

    client.force_login(rep)

    assert client.get(reverse("ui:gallery")).status_code == 200
    assert client.post(reverse("ui:gallery")).status_code == 405
