import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer, Issue
from refprogram.imports.models import ImportRun

ROOT = Path(__file__).resolve().parents[2]
TICKETS = "Company,Number,What,Opened\nAcme,T-1,Down,1/31/2024\nNobody,T-2,Slow,1/3/2024\nAcme,T-3,Odd,soon\n"
MAPS = ["customer=Company", "external_id=Number", "summary=What", "opened_on=Opened"]


@pytest.fixture
def tickets(tmp_path, db) -> Path:
    Customer.objects.create(name="Acme", name_key="acme")
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    return path


def called(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_data", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def refusal(*arguments: object) -> str:
    with pytest.raises(CommandError) as refused:
        called(*arguments)
    assert refused.value.returncode == 1
    return str(refused.value)


def test_a_file_is_read_in_and_every_row_accounted_for(tickets):
    out, err = called("issues", tickets, "--map", *MAPS)

    assert out.splitlines() == [
        "Source: tickets.",
        "Dates are read as month, day, year.",
        "3 read, 1 created, 0 updated, 0 unchanged, 1 unmatched, 1 rejected.",
        "Line 3, unmatched: No customer is called “Nobody”.",
        "Line 4, rejected: opened_on: “soon” is not a date.",
    ]
    assert err == ""
    assert Issue.objects.get().summary == "Down"


def test_the_counts_are_one_object_on_the_last_line(tickets):
    out, err = called("issues", tickets, "--map", *MAPS, "--create-missing", "--json")

    (line,) = out.splitlines()
    assert list(json.loads(line).items()) == [
        ("read", 3),
        ("created", 2),
        ("updated", 0),
        ("unchanged", 0),
        ("unmatched", 0),
        ("rejected", 1),
    ]
    assert "Line 4, rejected" in err
    assert Customer.objects.filter(name="Nobody").exists()


def test_an_option_may_be_given_again_instead(tickets):
    repeated = [part for line in MAPS for part in ("--map", line)]

    out, _ = called(
        "issues", tickets, *repeated, "--set", "kind=billing", "--set", "severity=high", "--date-order", "mdy",
        "--encoding", "ascii", "--delimiter", "comma", "--source", "helpdesk",
    )  # fmt: skip

    assert "Source: helpdesk." in out
    assert Issue.objects.get().get_kind_display() == "Billing"


def test_a_dry_run_stores_nothing_and_says_so(tickets):
    out, _ = called("issues", tickets, "--map", *MAPS, "--dry-run")

    assert "1 created" in out
    assert out.endswith("This was a dry run; nothing was stored.\n")
    assert not Issue.objects.exists()


def test_the_unused_columns_and_a_guessed_encoding_are_named(tickets):
    tickets.write_bytes("customer;opened_on;Größe\nAcme;2024-01-31;1\n".encode("cp1252"))

    out, _ = called("issues", tickets)

    assert out.splitlines()[1:4] == [
        "The file does not say its encoding; it was read as cp1252. Look at the names.",
        "Cells are separated by semicolon.",
        "Columns that were not used: Größe.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["tickets", "{}"],
            "There is no kind of file called “tickets”; there are customers, contacts, issues, hardships, surveys, "
            "contracts, products, claims, testimonials, mentions, opportunities.",
        ),
        (["issues", "{}.txt"], "There is no file"),
        (["issues", "/nowhere"], "There is no file /nowhere."),
        (["issues", "/proc/self/task"], "There is no record in it."),
        (["issues", "{}"], "Nothing in the file gives customer."),
        (["issues", "{}", "--map", "customer=Compny"], "The file has no column “Compny”. Did you mean “Company”?"),
        (["issues", "{}", "--date-order", "dym"], "There is no date order “dym”; use one of ymd, dmy, mdy."),
        (["issues", "{}", "--encoding", "utf-16"], "The file is not written in utf-16"),
        (["issues", "{}", "--delimiter", "::"], "cannot separate cells"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence_and_leaves_nothing(tickets, arguments, sentence):
    assert sentence in refusal(*(argument.format(tickets) for argument in arguments))
    assert not ImportRun.objects.exists()
    assert not Issue.objects.exists()


def test_a_file_that_may_not_be_read_is_told_in_a_sentence(tickets, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert refusal("issues", tickets).endswith("cannot be read: Permission denied.")


def test_more_problems_than_are_shown_are_counted(tickets):
    tickets.write_text("customer,opened_on\n" + "Nobody,2024-01-31\n" * 230)

    out, _ = called("issues", tickets)

    assert out.endswith("30 more rows were unmatched or rejected.\n")


def test_from_a_shell_a_refusal_is_one_line_and_exit_code_one(tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    command = [sys.executable, "manage.py", "import_data", "issues", str(path)]

    ended = subprocess.run(
        command,
        cwd=ROOT,
        env={"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/desk.sqlite3"},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "CommandError: The file is empty.\n"
