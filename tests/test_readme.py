"""Is the README true? What it can be held to, it is held to here."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from references import workflow as references_workflow
from references.referrals import workflow as of_referrals
from references.testimonials import workflow as testimonials_workflow
from requests import workflow as requests_workflow

BASE_DIR = Path(__file__).resolve().parent.parent

README = (BASE_DIR / "README.md").read_text()


@pytest.mark.parametrize(
    "workflow",
    [
        requests_workflow.WORKFLOW,
        references_workflow.WORKFLOW,
        of_referrals.ASKS,
        of_referrals.REFERRALS,
        testimonials_workflow.WORKFLOW,
    ],
    ids=["ask", "nomination", "referral ask", "referral", "endorsement"],
)
def test_it_shows_the_workflows_as_they_are(workflow):
    assert f"```mermaid\n{workflow.diagram()}\n```" in README


def test_it_names_files_that_exist():
    named = {path for path in re.findall(r"`([\w/]+\.(?:py|txt))`", README) if "/" in path}

    assert len(named) > 10
    assert [path for path in sorted(named) if not (BASE_DIR / path).exists()] == []


def test_its_commands_exist():
    named = set(re.findall(r"`python manage\.py (\w+)", README)) - {"shell"}

    assert named
    assert named <= set(get_commands())


def test_its_make_targets_exist():
    makefile = (BASE_DIR / "Makefile").read_text()

    named = set(re.findall(r"(?:`|^    |=\w+ )make (\w+)", README, re.MULTILINE))

    assert {"demo", "test", "check", "soak"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_setting_that_is_read_is_in_the_table():
    source = (BASE_DIR / "refprogram" / "settings.py").read_text()
    read = set(re.findall(r'(?:needed|env\.\w+)\(\s*"([A-Z_]+)"', source))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))

    assert read == table


@pytest.mark.parametrize("recipe", ["A rule", "A step", "A check of the gate", "A page", "A role", "A kind of letter"])
def test_the_six_recipes_are_there(recipe):
    assert f"- **{recipe}**" in README
