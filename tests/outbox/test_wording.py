"""What a letter's words come from: a subject, a text, and HTML that says the same in the same language."""

from pathlib import Path

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from refprogram.outbox import wording
from refprogram.outbox.kinds import Letter
from refprogram.outbox.wording import one_click, spoken, written


@pytest.fixture
def mine(tmp_path: Path, settings: Settings) -> Path:
    """Give letters a folder of their own to be written from."""
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "letter.css").write_text("p { color: #123456; }")
    wording._inliner.cache_clear()
    yield tmp_path / "email"
    wording._inliner.cache_clear()


def test_the_first_line_is_the_subject_and_the_rest_is_the_text(mine: Path) -> None:
    (mine / "hello.txt").write_text("\nA word, {{ name }}\n\nHello {{ name }},\n\n \n\nsecond line\n\n")

    assert written("hello", {"name": "Ingrid"}) == Letter("A word, Ingrid", "Hello Ingrid,\n\nsecond line\n")


def test_the_html_carries_its_styles_on_its_elements_and_fetches_nothing(mine: Path) -> None:
    (mine / "hello.txt").write_text("A word\n\nHello")
    (mine / "hello.html").write_text(
        '<html><head><title>{{ subject }}</title><link rel="stylesheet" href="http://evil.example/a.css"></head>'
        "<body><p>Hello {{ name }} of {{ company }}</p></body></html>"
    )

    html = written("hello", {"name": "<b>Ingrid</b>"}).html

    assert '<p style="color: #123456;">Hello &lt;b&gt;Ingrid&lt;/b&gt; of Northquay</p>' in html
    assert "<title>A word</title>" in html
    assert "evil.example" not in html
    assert "<style" not in html


def test_a_letter_is_written_in_the_language_of_its_reader_alone(mine: Path) -> None:
    (mine / "hello.txt").write_text("{% load i18n %}{% get_current_language as now %}{{ now }}\n\n{{ now }}")

    with translation.override("fr"):
        assert written("hello", {}, language="de").subject == "de"
        assert written("hello", {}).subject == "en-gb"
        assert translation.get_language() == "fr"


@pytest.mark.parametrize(
    ("wished", "written_in"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE", "de"),
        ("en", "en"),
        ("tlh", "en-gb"),
        ("", "en-gb"),
        ("../../x", "en-gb"),
    ],
)
def test_a_language_that_we_do_not_speak_is_our_own(wished: str, written_in: str) -> None:
    assert spoken(wished) == written_in


def test_only_a_letter_with_a_link_can_be_silenced_by_one_press(mine: Path) -> None:
    (mine / "hello.txt").write_text("A word\n\nHello")

    assert written("hello", {}).headers == {}
    assert written("hello", {}, stop="http://127.0.0.1:8000/p/t/").headers == one_click("http://127.0.0.1:8000/p/t/")
