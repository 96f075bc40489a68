"""How is a column worked out once, however often it is spoken of? In a common table, which the next one reads by name.

Django writes an annotation out wherever it is used again. Nineteen rules over fifty facts would become a statement of
hundreds of subqueries; as two tables, first the facts and then the rules over them, each is written and run once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django_cte import CTE, with_cte

Rows = QuerySet[Any]


class Judging:
    """The rules over a table of facts, as two common tables; `key` tells those of one statement apart.

    `sample` stands for any rows that carry the facts: resolving the rules takes longer than the database needs for a
    page of people, so it is done once a key, over a table that is known by its name and columns alone.
    """

    def __init__(self, sample: Rows, *, key: int, facts: Sequence[str], rule: Callable[[Rows], Rows]) -> None:
        self.facts, self.key = tuple(facts), key
        rows = sample.model._default_manager.all()
        known = self._known(sample)
        ruled = rule(_joined(known, rows, self.facts))
        added = [name for name in ruled.query.annotations if name not in self.facts]
        self.ruled = CTE(ruled.order_by().values("pk", *added), name=f"ruled_{key}", materialized=True)
        self.rows = _joined(self.ruled, _joined(known, rows, self.facts), added)

    def over(self, known: Rows) -> Rows:
        """Return the rows that carry these facts as plain rows, judged."""
        judged: Rows = with_cte(self._known(known), self.ruled, select=self.rows.all())
        return judged

    def _known(self, rows: Rows) -> CTE:
        return CTE(rows.order_by().values("pk", *self.facts), name=f"known_{self.key}", materialized=True)


def _joined(table: CTE, rows: Rows, names: Sequence[str]) -> Rows:
    joined: Rows = table.join(rows, pk=table.col.pk).annotate(**{name: getattr(table.col, name) for name in names})
    return joined
