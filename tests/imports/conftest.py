"""What do the tests of imports share? A kind without a database, and a way to read a text in as if it were a file."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from refprogram.dates import today
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from refprogram.imports.kinds import Batch, Field, ImportKind, Outcome
from refprogram.imports.report import Report
from refprogram.imports.values import day, text, whole


def _nothing(batch: Batch) -> list[Outcome]:
    raise AssertionError("This kind is only read, never stored.")


VISITS = ImportKind(
    "visits",
    "Visits",
    (
        Field("name", text(20), required=True),
        Field("external_id", text(20)),
        Field("on", day),
        Field("left_on", day),
        Field("people", whole(0, 100)),
    ),
    _nothing,
)


@pytest.fixture
def visits() -> ImportKind:
    """A kind that no app has registered."""
    return VISITS


@pytest.fixture
def read_in(db: None) -> Callable[..., Report]:
    """Read a text in as a file of a registered kind, with the options of `prepare` and of `run`."""

    def do(kind: str, content: str | bytes, *, name: str = "list.csv", dry_run: bool = False, **options: Any) -> Report:
        data = content.encode() if isinstance(content, str) else content
        by, on = options.pop("by", None), options.pop("on", today())
        prepared = prepare(kinds.find(kind), BytesIO(data), file_name=name, **options)
        return run(prepared, by=by, on=on, dry_run=dry_run)

    return do
