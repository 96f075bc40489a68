"""Does the do-not-use board of a stated day count what anybody can count from the files themselves?

Complaints, layoffs, notices and answers come in as they are; then the customers are counted without the program.
"""

from collections import defaultdict
from datetime import date, datetime

import pytest
from cleanco import basename

from references import standing
from references.models import Standing
from references.views import lanes
from tests.factories import ReferenceFactory
from tests.real_files.test_imports import CFPB, LAYOFFS
from tests.real_files.test_knowledge import ANSWERS, NOTICES, WOULD_RECOMMEND, day_first, rows_of

DAY = date(2023, 2, 1)


def company(name: str) -> str:
    """Return a name as the program compares it: without its legal form."""
    plain = " ".join(name.split())
    return (basename(plain) or plain).casefold()


def american(cell: str) -> date:
    return datetime.strptime(cell, "%m/%d/%Y").date()  # noqa: DTZ007 - a day, not an instant


@pytest.fixture
def files(real_files):
    return {
        "complaints": rows_of(real_files / "cfpb" / "consumer_complaints.csv"),
        "layoffs": rows_of(real_files / "layoffs" / "layoffs.csv"),
        "notices": [row for state in ("ny", "wa") for row in rows_of(real_files / "warn" / f"{state}.csv")],
        "answers": rows_of(real_files / "nps" / "perso.csv"),
    }


def expected(files, *, on: date) -> dict[str, set[str]]:
    """Name the companies in each lane, a company in the first that fits."""
    in_peace = {company(row["company"]) for row in files["layoffs"] if date.fromisoformat(row["date"]) <= on}
    in_peace |= {company(row["canonical_name"]) for row in files["notices"] if row["notice_date"] <= on.isoformat()}
    troubled = {company(row["Company"]) for row in files["complaints"] if american(row["Date received"]) <= on}
    said = defaultdict(list)
    for row in files["answers"]:
        answered = day_first(row["Horodateur"])
        if answered <= on:
            said[company(row["Marque"])].append((answered, int(row[WOULD_RECOMMEND])))
    unhappy = {
        name for name, all_of_it in said.items() if any(s <= 6 and day == max(all_of_it)[0] for day, s in all_of_it)
    }
    return {
        "hardship": in_peace,
        "open_issue": troubled - in_peace,
        "survey_red_flag": unhappy - in_peace - troubled,
    }


def counted(*, on: date) -> dict[str, int]:
    return {lane.rule: number for lane, number in lanes.counts(on=on).items()}


def named(*, on: date) -> dict[str, set[str]]:
    found = defaultdict(set)
    for customer in lanes.on_board(on=on):
        found[lanes.LANES[customer.lane].rule].add(customer.name_key)
    return found


def test_the_board_of_a_stated_day_counts_what_the_files_say(real_files, import_data, files):
    """Rows 3.11, 3.13 and 1.1: issues, hard times and unhappy answers as of 1 February 2023, each company once."""
    import_data("issues", real_files / "cfpb" / "consumer_complaints.csv", *CFPB)
    import_data("hardships", real_files / "layoffs" / "layoffs.csv", *LAYOFFS)
    for state in ("ny", "wa"):
        import_data("hardships", real_files / "warn" / f"{state}.csv", *NOTICES)
    import_data("surveys", real_files / "nps" / "perso.csv", *ANSWERS)

    for day in (DAY, date(2000, 1, 1), date(2020, 4, 1), date(2016, 1, 1)):
        by_hand = expected(files, on=day)
        assert counted(on=day) == {rule: len(names) for rule, names in by_hand.items() if names}
        assert named(on=day) == {rule: names for rule, names in by_hand.items() if names}


@pytest.mark.kept_by_actions
def test_with_people_there_the_board_counts_the_same_customers(real_files, import_data, files):
    """Of whom somebody is known, what is kept of them says it; of the others, the same rules over the same facts."""
    import_data("issues", real_files / "cfpb" / "consumer_complaints.csv", *CFPB)
    import_data("surveys", real_files / "nps" / "perso.csv", *ANSWERS)
    by_hand = expected(files | {"layoffs": [], "notices": []}, on=DAY)
    somebody = list(lanes.on_board(on=DAY))[::3]
    for customer in somebody:
        ReferenceFactory(customer=customer, checked_on=None, agreed_to=(), permitted=False)

    standing.recompute(on=DAY)

    assert Standing.objects.count() == len(somebody) > 100
    assert counted(on=DAY) == {rule: len(names) for rule, names in by_hand.items() if names}
