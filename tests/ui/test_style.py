"""Does the style sheet hold what is used, only that, and nothing that the content policy would refuse?"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from refprogram.ui.templatetags.ui import icon

TEMPLATES = settings.BASE_DIR / "templates"
SHEET = (settings.BASE_DIR / "static" / "app.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
OURS = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"{[^{}]*;[^{}]*}", " ", RULES)))

# Markup that other packages write: crispy-bootstrap5's fields, and what htmx sets while it works.
WRITTEN_BY_OTHERS = {
    "alert",
    "asteriskField",
    "form-check",
    "form-check-input",
    "form-control",
    "form-label",
    "form-select",
    "form-text",
    "fs-6",
    "htmx-added",
    "htmx-request",
    "input-group-text",
    "invalid-feedback",
    "is-invalid",
    "mb-3",
}
# Markup that our own tags write.
WRITTEN_BY_TAGS = {name for size in "sl" for name in re.findall(r'class="(.*?)"', icon("ban", size))[0].split()}
BOOTSTRAP = "js-lib-bootstrap5/css/bootstrap.min.css"
LEVELS = {f"lv-{name}" for name in ("forbidden", "blocked", "warning", "info", "clear", "unknown")}


def written() -> set[str]:
    """Return every word that a template has inside a class attribute."""
    classes = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        values = re.findall(r'class="((?:[^"{]|{{.*?}}|{%.*?%})*)"', text)
        values += re.findall(r"{% block body_class %}(.*?){%", text)
        for value in values:
            classes |= set(re.sub(r"{{.*?}}|{%.*?%}", " ", value).split())
    return classes


def test_the_style_sheet_holds_no_class_that_nothing_uses():
    unused = OURS - written() - WRITTEN_BY_OTHERS - WRITTEN_BY_TAGS - LEVELS

    assert not unused, f"take these out of app.css: {sorted(unused)}"


def test_every_class_that_a_template_uses_is_styled_somewhere():
    bootstrap = set(re.findall(r"\.([a-zA-Z][\w-]*)", Path(finders.find(BOOTSTRAP)).read_text()))

    unknown = written() - OURS - bootstrap

    assert not unknown, f"neither app.css nor Bootstrap knows these: {sorted(unknown)}"


def test_the_style_sheet_loads_nothing():
    assert not re.findall(r"url\(|@import|data:|image-set", RULES)


# What is downloaded as one file is no page of ours, and brings its style along.
PAGES = sorted(set(TEMPLATES.rglob("*.html")) - {TEMPLATES / "testimonials" / "dossier_file.html"})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path):
    text = path.read_text()

    assert not re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|\shx-on|src=\"data:", text)


def test_a_level_looks_different_in_more_than_colour():
    assert re.search(r"&\.lv-unknown { border-style: dashed; }", SHEET)
    assert re.search(r"&\.lv-blocked { border: 1\.5px solid", SHEET)
    assert re.search(
        r"&\.lv-forbidden { border-color: var\(--solid\); background: var\(--solid\); color: #fff; }", SHEET
    )
