"""What do the tests on real files share? The folder that REAL_FILES names, and the command as anybody would call it."""

import json
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from refprogram.management.seed.diary import analyze


@pytest.fixture
def real_files() -> Path:
    """The folder with one folder a source."""
    return Path(os.environ["REAL_FILES"])


@pytest.fixture
def import_data(db: None) -> Callable[..., dict[str, int]]:
    """Call the command with --json and return its counts.

    Afterwards the tables are analyzed, as autovacuum does within a minute of a large import. Nothing else would do so
    in a transaction that is rolled back, and what it found in the tables between two tests would stand: no rows.
    """

    def do(*arguments: object) -> dict[str, int]:
        out = StringIO()
        call_command("import_data", *map(str, arguments), "--json", stdout=out, stderr=StringIO())
        analyze()
        counts: dict[str, int] = json.loads(out.getvalue().splitlines()[-1])
        return counts

    return do


def counts(
    *, read: int, created: int = 0, updated: int = 0, unchanged: int = 0, unmatched: int = 0, rejected: int = 0
) -> dict[str, int]:
    """Spell out the six counts of a report, which together account for every row."""
    assert read == created + updated + unchanged + unmatched + rejected
    return {
        "read": read,
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "unmatched": unmatched,
        "rejected": rejected,
    }
