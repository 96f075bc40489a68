"""How do a million made-up rows get into PostgreSQL in seconds? With COPY, past the ORM, under its constraints."""

import io
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


class Table:
    """The rows of one model on their way into the database; what a row does not say has the model's default.

    Keys are counted from one, so the table must be empty, and a row's key is known before it is stored.
    """

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.count = 0
        self._place = {field.attname: place for place, field in enumerate(fields)}
        self._counted = fields[0].attname == "id"
        self._defaults = [_text(field.get_default()) for field in fields]
        self._lines = io.StringIO()

    def add(self, **values: Any) -> int:
        """Take a row, its columns by the names of their attributes; return its key."""
        self.count += 1
        row = self._defaults.copy()
        if self._counted:
            row[0] = str(self.count)
        for name, value in values.items():
            row[self._place[name]] = _text(value)
        self._lines.write("\t".join(row) + "\n")
        return self.count

    def store(self) -> int:
        """Write the rows; return how many there are."""
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self.model._meta.concrete_fields)
        self._lines.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {quote(self.model._meta.db_table)} ({columns}) FROM STDIN", self._lines)
            if self._counted:
                for sql in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                    cursor.execute(sql)
        self._lines.close()
        return self.count


def _text(value: Any) -> str:
    """Write a value as COPY reads it; made-up words have no tab, no line end and no backslash in them."""
    return "\\N" if value is None else str(value)
