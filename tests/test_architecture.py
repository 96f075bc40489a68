"""Does the repository keep the promises that no single line of it can keep? Names, places, needs and sizes.

The direction of imports is not here: import-linter holds it (pyproject.toml). Each test says what it found, so that
the message is the explanation.
"""

import ast
import importlib.metadata
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3

import requests

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("customers", "references", "refprogram", "requests")
TOP_LEVEL = {
    *PRODUCT,
    *("manage.py", "templates", "static", "tests", "requirements.txt", "README.md"),
    *("pyproject.toml", "requirements-dev.txt", "Makefile", "bench", "deploy", "docs", "locale"),
}
VERBS = {"demo", "test", "check", "bench", "soak"}
LONGEST_FILE = 350


def product_files() -> list[Path]:
    return [path for app in PRODUCT for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def spot(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def templates(suffix: str = ".html") -> list[Path]:
    return sorted((ROOT / "templates").rglob(f"*{suffix}"))


def found_in(paths: list[Path], pattern: str) -> list[str]:
    """Say where a pattern occurs, as file:line."""
    wanted = re.compile(pattern, re.IGNORECASE)
    offenders = []
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        offenders += [spot(path, text.count("\n", 0, match.start()) + 1) for match in wanted.finditer(text)]
    return offenders


# The name of our third app


def test_the_name_requests_belongs_to_our_app_and_to_nobody_else():
    """See requests/__init__.py: the PyPI library of that name must never be needed here."""
    wanted = re.compile(r"requests(?![\w.-])(?!.*\bextra\b)", re.IGNORECASE)
    needy = {d.name for d in importlib.metadata.distributions() if any(wanted.match(r) for r in d.requires or ())}

    assert Path(requests.__file__).parent == ROOT / "requests"
    assert requests.__doc__.startswith("Requests:")
    assert not needy, f"these distributions need the PyPI library: {sorted(needy)}"


def test_the_library_of_that_name_is_not_installed():
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("requests")


def test_the_settings_name_our_config_so_that_a_mix_up_stops_the_start():
    assert "requests.apps.RequestsConfig" in settings.INSTALLED_APPS
    assert "requests" not in settings.INSTALLED_APPS
    assert Path(apps.get_app_config("requests").path) == ROOT / "requests"


@pytest.mark.once
def test_nothing_installed_imports_the_library_beyond_what_we_know_and_never_load():
    """The parts named here import it only when used: a cloud result store, checks of certificates, social logins."""
    known = {
        "celery": ("celery/backends/gcs.py",),
        "redis": ("redis/ocsp.py",),
        "valkey": ("valkey/ocsp.py",),
        "django-allauth": ("allauth/socialaccount/", "allauth/idp/"),
    }
    wanted = re.compile(rb"^[ \t]*(?:import|from)[ \t]+requests(?!\w)", re.MULTILINE)

    offenders = [
        str(file)
        for distribution in importlib.metadata.distributions()
        for file in distribution.files or ()
        if file.suffix == ".py"
        and not str(file).startswith(known.get(distribution.name, "-"))
        and (path := Path(file.locate())).is_file()
        and wanted.search(path.read_bytes())
    ]

    assert not offenders
    assert not [name for name in settings.INSTALLED_APPS if name.startswith(("allauth.socialaccount", "allauth.idp"))]


# What is installed


def test_the_driver_of_postgresql_is_psycopg2():
    """Django takes psycopg 3 as soon as it can be imported, and nothing would say so."""
    assert importlib.util.find_spec("psycopg") is None
    assert not is_psycopg3


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_exact_and_says_what_it_is_for(name):
    before = ""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert before.startswith("# "), f"{name}: the line above {line} has to say what it is for"
            if line != "-r requirements.txt":
                assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line), f"{name}: {line} is not an exact version"
        before = line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_what_is_pinned(name):
    pins = re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)

    assert pins
    assert [(pin, importlib.metadata.version(pin)) for pin, _ in pins] == pins


# Who wrote it, and where it lies


def test_the_top_level_holds_only_what_the_house_has_rooms_for():
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert names - TOP_LEVEL - {"var", "__pycache__"} == set()


def test_the_makefile_has_no_verb_beyond_the_five():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE)) <= VERBS


def test_static_files_are_our_own():
    """What other people wrote arrives as a pinned package; a new file of ours is named here."""
    files = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").rglob("*") if path.is_file()}

    assert files <= {"app.css", "app.js", "queue.js", "favicon.svg"}
    assert not found_in(
        [ROOT / "static" / file for file in files], r"@license|licensed under|sourceMappingURL|copyright|/\*!"
    )


def test_only_ci_knows_where_real_files_lie():
    name = "/".join(("shared", "data"))
    everywhere = [*ROOT.glob("*"), *(ROOT / "tests").rglob("*"), *product_files(), *templates()]
    texts = [
        path for path in everywhere if path.is_file() and path.suffix in ("", ".py", ".md", ".toml", ".txt", ".html")
    ]

    assert not found_in(texts, re.escape(name))


def test_no_file_has_a_name_that_says_nothing():
    names = {"utils.py", "util.py", "helpers.py", "services.py", "misc.py", "signals.py", "common.py", "core.py"}
    folders = {"utils", "helpers", "services", "common", "core", "settings"}
    ours = [path for app in (*PRODUCT, "tests") for path in (ROOT / app).rglob("*") if "__pycache__" not in path.parts]

    assert not [str(path.relative_to(ROOT)) for path in ours if path.name in (names if path.is_file() else folders)]


def test_no_file_is_so_long_that_it_hides_a_second_home():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in product_files()}

    assert not {spot(path, length) for path, length in lengths.items() if length > LONGEST_FILE}


def test_every_module_opens_with_the_question_it_answers():
    silent = []
    for path in product_files():
        text = path.read_text(encoding="utf-8")
        # The names of these two say it all, and an empty file answers nothing.
        if path.name not in ("apps.py", "urls.py") and text and not ast.get_docstring(ast.parse(text)):
            silent.append(str(path.relative_to(ROOT)))

    assert not silent


# What the code does not do


def test_code_has_none_of_the_names_that_lead_astray():
    """Addresses come from PUBLIC_BASE_URL, due dates from tables, what happens next from an action that says so."""
    banned = {
        *("build_absolute_uri", "csrf_exempt", "mark_safe", "GenericForeignKey"),
        *("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"),
    }
    # Mail programs press the button of RFC 8058 without having seen a page.
    needed = {("refprogram/portal/views/unsubscribe.py", "csrf_exempt")}
    offenders = []
    for path, node in nodes():
        names = {getattr(node, "id", None), getattr(node, "attr", None)}
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names}
        if {name for name in names & banned if (path.relative_to(ROOT).as_posix(), name) not in needed}:
            offenders.append(spot(path, node.lineno))

    assert not offenders


def test_no_task_is_put_off_by_the_broker():
    offenders = [
        spot(path, node.value.lineno)
        for path, node in nodes()
        if isinstance(node, ast.keyword) and node.arg in ("eta", "countdown")
    ]

    assert not offenders


def test_models_have_no_save_of_their_own_and_no_order_of_their_own():
    offenders = []
    for path, node in nodes():
        if isinstance(node, ast.ClassDef) and (path.parent.name == "models" or path.name == "models.py"):
            for part in node.body:
                overrides = isinstance(part, ast.FunctionDef) and part.name in ("save", "delete")
                orders = isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == "ordering"
                if overrides or (orders and node.name == "Meta"):
                    offenders.append(spot(path, part.lineno))

    assert not offenders


def test_nothing_is_left_for_later_in_the_code():
    assert not found_in(product_files(), r"\b(TODO|FIXME|XXX)\b")


def test_templates_have_no_script_or_style_of_their_own():
    """The policy of every page is default-src 'self': what stands inside a page would not run, or not show."""
    # What is downloaded as one file is no page of ours, and brings its style along.
    apart = {ROOT / "templates" / "testimonials" / "dossier_file.html"}
    pages = [path for path in templates() if "email" not in path.parts and path not in apart]

    assert pages
    assert not found_in(pages, r"<script(?![^>]*\bsrc=)")
    assert not found_in(pages, r"<style\b|\sstyle\s*=")
    assert not found_in(pages, r"<[^>%]*\son[a-z]+\s*=|javascript:|\bhx-on\b|['\"]js:")


def test_templates_and_styles_load_nothing_from_elsewhere():
    elsewhere = r"(?:https?:)?//"
    sheets = sorted((ROOT / "static").glob("*.css"))

    assert not found_in(templates(), rf"\b(?:src|srcset|action|data-src)\s*=\s*['\"]{elsewhere}")
    assert not found_in(templates(), rf"<(?:link|use|image)\b[^>]*\bhref\s*=\s*['\"]{elsewhere}")
    assert not found_in([*templates(), *sheets], rf"@import|url\(\s*['\"]?{elsewhere}")


def test_templates_escape_what_they_are_given():
    assert not found_in(templates(), r"\|\s*safe\b|\{%\s*autoescape\s+off")


# What watches


def test_the_in_process_broker_is_refused_outside_a_demo(settings):
    settings.DEBUG = False
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "memory://"

    assert [found for found in checks.run_checks() if found.level >= checks.ERROR and "memory://" in found.msg]


@pytest.mark.postgres
def test_postgresql_does_not_compile_the_queries_that_judge(db):
    """They are long and touch few rows: compiled they took 5 to 12 seconds on PostgreSQL 15, interpreted 0.1."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_a_skipped_test_and_an_undefined_variable_fail(pytestconfig):
    assert pytestconfig.pluginmanager.has_plugin("tests.strictness")


def test_both_contracts_on_imports_stand():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

    assert set(contracts["root_packages"]) == set(PRODUCT)
    assert [contract["type"] for contract in contracts["contracts"]] == ["layers", "layers"]
    assert contracts["contracts"][1]["exhaustive"]
