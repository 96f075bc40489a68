"""What makes a run fail although no assertion did? A plugin: tests/conftest.py names it in `pytest_plugins`.

* A test that is skipped, or expected to fail, did not show anything: it counts as failed. What cannot run
  here is not collected here; a marker and the stage table of tests/__main__.py say where it runs instead.
* A template of ours that speaks of a variable nobody gave it fails. Where a variable may be absent on purpose
  the template says so: `{{ label|default:"" }}`. Templates of Django, allauth and crispy-forms rely on silence.
* Tests on real files are collected only when REAL_FILES names a folder; the folder of a test gives it its marker.
* A test that asks for no database is marked `once`, and one that then gets a database after all fails.
"""

import os
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
from django.template import Node, engines
from django.template.base import FilterExpression

ROOT = Path(__file__).resolve().parent.parent
OUR_TEMPLATES = str(ROOT / "templates") + os.sep
FOLDER_MARKERS = {"journeys": "journey", "real_files": "real_files"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.skipped or hasattr(report, "wasxfail"):
        report.longrepr = f"{item.nodeid} was not run to an answer: {_reason(report)}"
        report.outcome = "failed"
        report.__dict__.pop("wasxfail", None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    if report.skipped:
        report.longrepr = f"{collector.nodeid} was not collected: {_reason(report)}"
        report.outcome = "failed"
    return report


def _reason(report) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    return getattr(report, "wasxfail", "") or str(report.longrepr)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if collection_path == ROOT / "tests" / "real_files" and not os.environ.get("REAL_FILES"):
        return True
    return None


def pytest_itemcollected(item: pytest.Function) -> None:
    for folder, marker in FOLDER_MARKERS.items():
        if item.path.is_relative_to(ROOT / "tests" / folder):
            item.add_marker(marker)
    if not asks_for_a_database(item):
        item.add_marker("once")
    elif "client" in item.fixturenames:
        item.add_marker("page")


def asks_for_a_database(item: pytest.Function) -> bool:
    """Say whether a test may want the database of its stage; one that takes `request` may want anything."""
    by_name = DATABASE_FIXTURES.intersection(item.fixturenames)
    return bool(item.get_closest_marker("django_db") or by_name or "request" in signature(item.function).parameters)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """Refuse a database to a test that did not ask for one before it ran: only one stage would show it."""
    if fixturedef.argname in DATABASE_FIXTURES and not asks_for_a_database(request._pyfuncitem):
        pytest.fail(f"{request._pyfuncitem.nodeid} gets a database that it did not ask for; mark it django_db")


class UndefinedVariable(AssertionError):
    """A template of ours uses a name that its view did not give."""


class Nothing(str):
    """The text of an undefined variable: empty, but where Django asks whether it is, we are asked for whom."""

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is not FilterExpression.resolve.__code__:
            return False
        expression = frame.f_locals["self"]
        if expression.filters and expression.filters[0][0].__name__ == "default":
            return False
        origin = _origin(frame)
        if origin.startswith(OUR_TEMPLATES):
            template = origin.removeprefix(OUR_TEMPLATES)
            raise UndefinedVariable(f"{template} uses {{{{ {expression.token} }}}}, which nobody gave it.")
        return False


def _origin(frame) -> str:
    """Name the file of the template tag that is being rendered: the nearest node up the stack knows it."""
    while frame := frame.f_back:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
    return ""


@pytest.fixture(autouse=True, scope="session")
def undefined_variables_fail() -> Iterator[None]:
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, Nothing()
    yield
    engine.string_if_invalid = before
