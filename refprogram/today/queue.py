"""What does today ask of me? One queue over all apps, by role: groups of rows, each row with its next step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, F, OrderBy, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from refprogram.ui.parts import Chip, Happening, Task

# So many rows of a group stand on the page, more of what cannot wait and fewer of what is long or can; so many when a
# reader asks for one group alone.
FEWER, FEW, MORE, MANY = 2, 3, 6, 25


@dataclass(frozen=True)
class Owed:
    """A thank-you as a row, with the buttons that say how it was said."""

    task: Task
    thank_you: Any


@dataclass(frozen=True)
class Group:
    """Rows of one sort; `count` is how many there are, `rows` the first of them; `url` is a page with all of them."""

    key: str
    label: str
    heading: str
    icon: str
    rows: Sequence[Task | Owed]
    count: int
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Aside:
    """What stands next to the queue: how many are left in peace, and what happened without the reader."""

    in_peace: int | None = None
    happened: Sequence[Happening] = ()


@dataclass(frozen=True)
class Queue:
    """A reader's queue: the groups that have something in them, all of them or the one that was asked for."""

    groups: Sequence[Group]
    show: str = ""
    aside: Aside = field(default_factory=Aside)

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def shown(self) -> list[Group]:
        return [group for group in self.groups if self.show in ("", group.key)]

    @property
    def chips(self) -> list[Chip]:
        everything = Chip("Everything", "?", current=not self.show, count=self.count)
        return [
            everything,
            *(
                Chip(group.label, f"?show={group.key}", current=group.key == self.show, count=group.count)
                for group in self.groups
            ),
        ]


@dataclass(frozen=True)
class Sort:
    """One sort of row: which rows it holds, what it is called, and how a row is told."""

    key: str
    holds: Q
    label: str
    heading: str
    icon: str
    tell: Callable[[Any], Task]
    note: str = ""
    few: int = FEW
    url: str = ""


def sorted_out(
    rows: QuerySet[Any], sorts: Sequence[Sort], *, order: Sequence[str], show: str, only: Sequence[str] = ()
) -> list[Group]:
    """Sort rows into the first group that holds them, in one query: its first rows and how many there are.

    With `only`, rows are tuples of these columns, and nothing else that was annotated is worked out.
    """
    # What fits nowhere is a sort of its own: filtering on the sort would work every fact out once more.
    kind = Case(
        *(When(sort.holds, then=Value(sort.key)) for sort in sorts), default=Value(""), output_field=CharField()
    )
    found = numbered(rows.annotate(sort=kind), order=order, partition="sort")
    first = found.filter(place__lte=MANY if show else MORE).order_by("place")
    by_key: dict[str, list[Any]] = {}
    for row in first.values_list(*only, "sort", "of", named=True) if only else first:
        by_key.setdefault(row.sort, []).append(row)
    return list(_groups(sorts, by_key, show=show))


def numbered(rows: QuerySet[Any], *, order: Sequence[str | OrderBy], partition: str | None = None) -> QuerySet[Any]:
    """Number rows and count them, within each value of a column."""
    within = [F(partition)] if partition else None
    return rows.annotate(
        place=Window(RowNumber(), partition_by=within, order_by=list(order)),
        of=Window(Count("pk"), partition_by=within),
    )


def _groups(sorts: Sequence[Sort], by_key: dict[str, list[Any]], *, show: str) -> Iterator[Group]:
    for sort in sorts:
        rows = by_key.get(sort.key, [])
        if rows:
            few = MANY if sort.key == show else sort.few
            tasks = [sort.tell(row) for row in rows[:few]]
            yield Group(sort.key, sort.label, sort.heading, sort.icon, tasks, rows[0].of, sort.note, sort.url)
