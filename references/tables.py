"""How is a column worked out once, however often it is spoken of? In a common table, which the next one reads by name.

Django writes an annotation out wherever it is used again. Twenty rules over fifty facts would become a statement of
hundreds of subqueries; as two tables, first the facts and then the rules over them, each is written and run once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql

from references.spelled import sql

Rows = QuerySet[Any]


class Judging:
    """The rules over a table of facts, as two common tables; `nth` tells those of one statement apart.

    `sample` stands for any rows that carry the facts: spelling the rules takes longer than the database needs for a
    page of people, so it is done once, over a table that is known by its name and columns alone.
    """

    def __init__(self, sample: Rows, *, nth: int, facts: Sequence[str], rule: Callable[[Rows], Rows]) -> None:
        self.facts, self.nth = tuple(facts), nth
        rows = sample.model._default_manager.all()
        known = self._known(sample)
        ruled = rule(_joined(known, rows, self.facts))
        added = [name for name in ruled.query.annotations if name not in self.facts]
        table = CTE(ruled.order_by().values("pk", *added), name=f"ruled_{nth}", materialized=True)
        self.rows = _joined(table, _joined(known, rows, self.facts), added)
        text, values = sql(ruled.order_by().values("pk", *added))
        self.ruled = CTE(raw_cte_sql(text, values, {}), name=table.name, materialized=True)

    def over(self, known: Rows) -> Rows:
        """Return the rows that carry these facts as plain rows, judged."""
        judged: Rows = with_cte(self._known(known), self.ruled, select=self.rows.all())
        return judged

    def _known(self, rows: Rows) -> CTE:
        return CTE(rows.order_by().values("pk", *self.facts), name=f"known_{self.nth}", materialized=True)


def _joined(table: CTE, rows: Rows, names: Sequence[str]) -> Rows:
    joined: Rows = table.join(rows, pk=table.col.pk).annotate(**{name: getattr(table.col, name) for name in names})
    return joined
