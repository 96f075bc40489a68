"""What came of an import? Six counts, for every row that was not stored its line and the reason, and what was noted."""

from dataclasses import dataclass, field

from refprogram.imports.kinds import Result

SHOWN = 200


@dataclass(frozen=True)
class Problem:
    """A row that was not stored."""

    line: int
    result: Result
    reason: str


@dataclass
class Report:
    """The counts of one run; the first problems are kept, the rest is only counted, so that memory stays bounded."""

    source: str
    is_dry_run: bool = False
    counts: dict[Result, int] = field(default_factory=lambda: dict.fromkeys(Result, 0))
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        return sum(self.counts.values())

    @property
    def unshown(self) -> int:
        return self.counts[Result.UNMATCHED] + self.counts[Result.REJECTED] - len(self.problems)

    def add(self, line: int, result: Result, reason: str = "") -> None:
        """Count one row. The reason of a row that was stored is a note, which many rows may share."""
        self.counts[result] += 1
        if result.is_stored and reason and (reason in self.notes or len(self.notes) < SHOWN):
            self.notes[reason] = self.notes.get(reason, 0) + 1
        if not result.is_stored and len(self.problems) < SHOWN:
            self.problems.append(Problem(line, result, reason))

    def told(self) -> list[str]:
        """Return how the file was read, and what was noted with how many rows."""
        noted = [f"{note} ({count:,} {'row' if count == 1 else 'rows'})" for note, count in self.notes.items()]
        return [*self.remarks, *noted]

    def numbers(self) -> dict[str, int]:
        """Return the six counts by name, `read` first."""
        return {"read": self.read, **{result.value: count for result, count in self.counts.items()}}
