"""Is everything that customers read written in German too, with the same gaps to fill?"""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from refprogram.management.seed.cast import ACTIVITIES
from refprogram.portal.words import USUAL_ACTIVITIES

FOLDER = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES"
PAGES = sorted((Path(settings.BASE_DIR) / "templates" / "portal").rglob("*.html"))
LETTERS = sorted((Path(settings.BASE_DIR) / "templates" / "email").glob("*"))
ROOMS = ("customers", "references", "requests", "refprogram/portal", "refprogram/rights", "refprogram/ui")
SOURCES = sorted(path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py"))
BEFORE = r"""(?:\bpgettext\(\s*u?['"][^'"]*['"]\s*,|\b(?:gettext|gettext_lazy|gettext_noop|_)\()\s*"""
CALLS = re.compile(BEFORE + r"""(?:u?'((?:[^'\\]|\\.)*)'|u?"((?:[^"\\]|\\.)*)")\s*[,)]""")
GAPS = re.compile(r"%\(\w+\)s")


def catalogue():
    with (FOLDER / "django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)._catalog


def known():
    return {key.rpartition("\x04")[2] for key in catalogue()}


def asked_of(path):
    text = path.read_text()
    code = text if path.suffix == ".py" else templatize(text, origin=str(path))
    found = [(single or double).replace("\\'", "'").replace('\\"', '"') for single, double in CALLS.findall(code)]
    return [words.replace("\\n", "\n") for words in found]


@pytest.mark.once
@pytest.mark.parametrize(
    "path", [*PAGES, *LETTERS, *SOURCES], ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_every_sentence_for_customers_is_in_the_catalogue(path):
    assert [words for words in asked_of(path) if words not in known()] == []


@pytest.mark.once
def test_the_search_finds_sentences():
    assert "Send my answer" in [words for path in PAGES for words in asked_of(path)]


@pytest.mark.once
def test_a_translation_has_the_same_gaps_and_none_is_empty_or_doubtful():
    for key, words in catalogue().items():
        assert words
        if key:
            assert set(GAPS.findall(key)) == set(GAPS.findall(words)), key
    assert "fuzzy" not in (FOLDER / "django.po").read_text()


@pytest.mark.once
def test_what_is_compiled_is_what_is_written():
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (FOLDER / "django.po").read_text(), re.MULTILINE)
    compiled = {key.rpartition("\x04")[2]: words for key, words in catalogue().items() if key}

    assert dict(written) == compiled


@pytest.mark.once
def test_the_activities_of_the_demonstration_are_named_in_german():
    assert {name for _, name, *_ in ACTIVITIES} == set(USUAL_ACTIVITIES) <= known()
