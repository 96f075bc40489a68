from pathlib import Path

from pytest_django.fixtures import Settings

from refprogram.outbox.kinds import Letter
from refprogram.outbox.wording import written


def test_the_first_line_is_the_subject_and_the_rest_is_the_text(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "hello.txt").write_text("\nA word, {{ name }}\n\nHello {{ name }},\n\nsecond line\n\n")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]

    assert written("hello", {"name": "Ingrid"}) == Letter("A word, Ingrid", "Hello Ingrid,\n\nsecond line\n")
