"""Does tests/strictness.py notice what it is there for?"""

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


def rendered(source: str, name: str, **given: object) -> str:
    engine = Engine(string_if_invalid=Nothing())
    return Template(source, origin=Origin(name), engine=engine).render(Context(given))


@pytest.mark.once
def test_a_test_that_shows_nothing_counts_as_failed(tmp_path):
    for number, source in enumerate(NOT_RUN.values()):
        (tmp_path / f"test_{number}.py").write_text(f"import pytest\n\n{source}\n", encoding="utf-8")
    (tmp_path / "test_fine.py").write_text("def test_it(): pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    switches = ["--ds=refprogram.settings", "--continue-on-collection-errors", "-p", "tests.strictness", "-c"]
    command = [sys.executable, "-m", "pytest", "-q", *switches, tmp_path / "pytest.ini", tmp_path]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert run.returncode == 1
    for number, what in enumerate(NOT_RUN):
        assert f"test_{number}.py" in run.stdout.partition("short test summary")[2], what
    assert "1 passed" in run.stdout.splitlines()[-1]
    assert "skipped" not in run.stdout.splitlines()[-1]


@pytest.mark.parametrize("source", ["{{ ask }}", "{{ ask.deal }}", "{{ ask|upper }}", "{% with it=ask %}{% endwith %}"])
def test_a_template_of_ours_fails_over_a_variable_that_nobody_gave(source):
    with pytest.raises(UndefinedVariable, match=r"requests/detail\.html uses \{\{ ask"):
        rendered(source, OUR_TEMPLATES + "requests/detail.html")


@pytest.mark.parametrize("source", ['{{ ask|default:"nothing" }}', "{% if ask %}{% else %}nothing{% endif %}"])
def test_a_template_of_ours_may_say_that_a_variable_can_be_absent(source):
    assert rendered(source, OUR_TEMPLATES + "requests/detail.html") == "nothing"


def test_templates_of_others_keep_their_silence():
    assert rendered('[{{ site }}{{ site.name|default:"none" }}]', "/elsewhere/admin/base.html") == "[none]"
