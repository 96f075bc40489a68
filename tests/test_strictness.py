"""Does tests/strictness.py notice what it is there for?"""

import re
import subprocess
import sys

import pytest
from django.template import Context, Engine, Origin, Template

from tests.strictness import OUR_TEMPLATES, ROOT, Nothing, UndefinedVariable

NOT_RUN = {
    "skipped by a mark": "@pytest.mark.skip(reason='later')\ndef test_it(): pass",
    "skipped from inside": "def test_it(): pytest.skip('later')",
    "a whole file skipped": "pytest.skip('later', allow_module_level=True)",
    "a library missing": "pytest.importorskip('no_such_library')",
    "expected to fail": "@pytest.mark.xfail(reason='later')\ndef test_it(): assert False",
    "allowed to pass": "@pytest.mark.xfail(reason='later', strict=False)\ndef test_it(): pass",
}


DATABASES = """
import pytest
@pytest.fixture
def person(db): pass
@pytest.mark.django_db
def test_says_so(): pass
def test_by_a_fixture(person): pass
def test_on_a_server(live_server): pass
def test_of_anything(request): request.getfixturevalue("person")
def test_of_words(tmp_path): pass
@pytest.fixture
def somebody(request): return request.getfixturevalue("person")
def test_in_secret(somebody): pass
def test_of_a_page(client, person): pass
def test_of_a_page_without_rows(client): pass
"""


def rendered(source: str, name: str, **given: object) -> str:
    engine = Engine(string_if_invalid=Nothing())
    return Template(source, origin=Origin(name), engine=engine).render(Context(given))


def pytest_on(folder, *switches):
    """Run pytest on the tests of a folder, with nothing of ours but tests/strictness.py."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = once\n page\n", encoding="utf-8")
    ours = ["--ds=refprogram.settings", "-p", "tests.strictness", "-c", folder / "pytest.ini"]
    command = [sys.executable, "-m", "pytest", "-q", *ours, *switches, folder]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_test_that_shows_nothing_counts_as_failed(tmp_path):
    for number, source in enumerate(NOT_RUN.values()):
        (tmp_path / f"test_{number}.py").write_text(f"import pytest\n\n{source}\n", encoding="utf-8")
    (tmp_path / "test_fine.py").write_text("def test_it(): pass\n", encoding="utf-8")

    run = pytest_on(tmp_path, "--continue-on-collection-errors")

    assert run.returncode == 1
    for number, what in enumerate(NOT_RUN):
        assert f"test_{number}.py" in run.stdout.partition("short test summary")[2], what
    assert "1 passed" in run.stdout.splitlines()[-1]
    assert "skipped" not in run.stdout.splitlines()[-1]


def test_what_asks_for_no_database_is_shown_once_and_gets_none_later(tmp_path):
    (tmp_path / "test_databases.py").write_text(DATABASES, encoding="utf-8")

    run = pytest_on(tmp_path, "-m", "once", "-rpE")

    ended = re.findall(r"^(PASSED|ERROR) \S+::test_(\w+)", run.stdout, re.MULTILINE)
    assert sorted(ended) == [("ERROR", "in_secret"), ("PASSED", "of_a_page_without_rows"), ("PASSED", "of_words")]
    assert "test_in_secret gets a database that it did not ask for" in run.stdout
    assert "5 deselected" in run.stdout


def test_what_asks_for_pages_and_a_database_is_a_page(tmp_path):
    (tmp_path / "test_databases.py").write_text(DATABASES, encoding="utf-8")

    run = pytest_on(tmp_path, "-m", "page", "-rp")

    assert re.findall(r"^PASSED \S+::test_(\w+)", run.stdout, re.MULTILINE) == ["of_a_page"]


@pytest.mark.parametrize("source", ["{{ ask }}", "{{ ask.deal }}", "{{ ask|upper }}", "{% with it=ask %}{% endwith %}"])
def test_a_template_of_ours_fails_over_a_variable_that_nobody_gave(source):
    with pytest.raises(UndefinedVariable, match=r"requests/detail\.html uses \{\{ ask"):
        rendered(source, OUR_TEMPLATES + "requests/detail.html")


@pytest.mark.parametrize("source", ['{{ ask|default:"nothing" }}', "{% if ask %}{% else %}nothing{% endif %}"])
def test_a_template_of_ours_may_say_that_a_variable_can_be_absent(source):
    assert rendered(source, OUR_TEMPLATES + "requests/detail.html") == "nothing"


def test_templates_of_others_keep_their_silence():
    assert rendered('[{{ site }}{{ site.name|default:"none" }}]', "/elsewhere/admin/base.html") == "[none]"
