"""Does `make test` run every test somewhere, and does it say so when something went wrong?"""

import contextlib
import itertools
import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests import __main__ as launcher
from tests import migrated, servers
from tests.__main__ import EVERY_RUN, NO_TEST_FOUND, SOAK, CannotRun, chosen, report, surroundings
from tests.strictness import FOLDER_MARKERS


def markers() -> list[str]:
    settings = tomllib.loads((launcher.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [line.partition(":")[0] for line in settings["tool"]["pytest"]["ini_options"]["markers"]]


def test_a_test_with_whatever_markers_runs_in_some_stage():
    combinations = itertools.product((False, True), repeat=len(markers()))

    lost = [
        worn
        for given in combinations
        for worn in [dict(zip(markers(), given, strict=True))]
        # A file is in tests/journeys/ or in tests/real_files/, never in both; soak tests are neither.
        if worn["journey"] + worn["real_files"] + worn["soak"] < 2
        and not any(eval(stage.tests, {}, worn) for stage in (*EVERY_RUN, *SOAK))
    ]

    assert not lost


def test_a_stage_that_looks_into_one_folder_misses_no_test_elsewhere():
    """The folder alone gives its marker; nobody writes it down."""
    looked_into = {stage.folder.rpartition("/")[2] for stage in EVERY_RUN} - {"tests"}
    given = {FOLDER_MARKERS[folder] for folder in looked_into}
    texts = {path: path.read_text(encoding="utf-8") for path in (launcher.ROOT / "tests").rglob("*.py")}

    assert given == {"journey", "real_files"}
    assert not [path for path, text in texts.items() for marker in given if f"mark.{marker}" in text]


def test_what_needs_both_servers_never_runs_without_them():
    without = [stage for stage in (*EVERY_RUN, *SOAK) if not stage.with_servers]

    assert without
    assert not [
        s.name for s in without if eval(s.tests, {}, {**dict.fromkeys(markers(), True), "soak": "soak" in s.name})
    ]


@pytest.fixture
def pretended(monkeypatch):
    """Pretend to run the stages: each passes in a second, on databases that nobody made."""
    monkeypatch.setattr(launcher, "run", lambda stage, for_pytest, database: (0, 1.0))
    monkeypatch.setattr(launcher, "look_around", lambda stages: None)
    monkeypatch.setattr(launcher, "databases", lambda stages: contextlib.nullcontext({True: {}, False: {}}))


def test_without_real_files_their_stages_are_left_out_and_the_last_line_says_so(pretended, monkeypatch, capsys):
    monkeypatch.delenv("REAL_FILES", raising=False)

    assert launcher.main([]) == 0

    said = capsys.readouterr().out.splitlines()
    assert not [line for line in said if line.startswith("files")]
    assert said[-1].startswith("The tests on real files were not collected")


def test_with_real_files_every_stage_runs(pretended, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("REAL_FILES", str(tmp_path))

    assert launcher.main([]) == 0

    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.split("\n") if line] == [*(s.name for s in EVERY_RUN), "together"]


def test_a_folder_of_real_files_that_is_not_there_stops_the_run(monkeypatch, capsys):
    monkeypatch.setenv("REAL_FILES", "/nowhere/at/all")

    assert launcher.main([]) == 1
    assert capsys.readouterr().err == "REAL_FILES is '/nowhere/at/all', which is not a folder.\n"


def test_a_stage_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(CannotRun, match="There is no stage mysql; there are sqlite, postgres,"):
        chosen(EVERY_RUN, only=["mysql"])


@pytest.mark.parametrize(
    ("codes", "narrowed", "well"),
    [
        ((0, 0), False, True),
        ((0, 1), False, False),
        ((0, NO_TEST_FOUND), False, False),
        ((0, NO_TEST_FOUND), True, True),
        ((NO_TEST_FOUND, NO_TEST_FOUND), True, False),
        ((0, 2), True, False),
    ],
)
def test_a_run_is_well_when_every_stage_found_tests_and_they_passed(codes, narrowed, well):
    results = [(stage, code, 1.0) for stage, code in zip(EVERY_RUN, codes, strict=False)]

    assert report(results, narrowed=narrowed) is well


@pytest.mark.parametrize(
    ("only", "engines"),
    [
        ("sqlite", {False: "sqlite"}),
        ("races", {True: "postgresql"}),
        (None, {False: "sqlite", True: "postgresql"}),
    ],
)
def test_each_engine_that_a_stage_needs_is_migrated_once(only, engines, monkeypatch):
    ran = []
    server = "postgresql://desk@127.0.0.1:5/postgres"
    monkeypatch.setattr(servers, "postgres", lambda: contextlib.nullcontext(server))
    monkeypatch.setattr(migrated, "database_on", lambda server: contextlib.nullcontext(server + "_migrated"))
    monkeypatch.setattr(migrated, "migrate", lambda addresses, environment: ran.extend(addresses))

    with launcher.databases([stage for stage in EVERY_RUN if only in (None, stage.name)]) as named:
        assert named.keys() == engines.keys()
        assert sorted(address.partition(":")[0] for address in ran) == sorted(engines.values())
        for with_servers, variables in named.items():
            assert any(address.endswith(variables["MIGRATED"]) for address in ran)
            assert variables.get("DATABASE_URL") == (server if with_servers else None)


def test_migrations_that_fail_stop_the_run_with_what_they_said(tmp_path):
    (tmp_path / "words.sqlite3").write_text("These words are not a database, as long as they may be. " * 20)

    with pytest.raises(migrated.CannotMigrate, match="file is not a database"):
        migrated.migrate([f"sqlite:///{tmp_path}/words.sqlite3"], surroundings())


@pytest.mark.parametrize("hour", range(24))
def test_no_run_sees_the_end_of_the_programs_day(hour):
    for month in (1, 7):
        now = datetime(2026, month, 23, hour, 59, tzinfo=UTC)

        assert now.astimezone(ZoneInfo(launcher.far_from_midnight(now))).hour < 22


def test_every_stage_has_its_day_in_the_same_place(monkeypatch):
    monkeypatch.setenv("PROGRAM_TIME_ZONE", "Europe/Berlin")

    assert surroundings()["PROGRAM_TIME_ZONE"] == launcher.ZONE
