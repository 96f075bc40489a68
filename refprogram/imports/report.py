"""What came of an import? Six counts, and for every row that was not stored its line and the reason."""

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

    @property
    def read(self) -> int:
        return sum(self.counts.values())

    @property
    def unshown(self) -> int:
        return self.counts[Result.UNMATCHED] + self.counts[Result.REJECTED] - len(self.problems)

    def add(self, line: int, result: Result, reason: str = "") -> None:
        """Count one row."""
        self.counts[result] += 1
        if not result.is_stored and len(self.problems) < SHOWN:
            self.problems.append(Problem(line, result, reason))

    def numbers(self) -> dict[str, int]:
        """Return the six counts by name, `read` first."""
        return {"read": self.read, **{result.value: count for result, count in self.counts.items()}}
