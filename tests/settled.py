"""How do rows that tests make by hand get their standing? Before somebody reads one, everybody is judged anew.

In the program every fact is announced, and what is kept follows in the same transaction. Factories announce nothing, so
a write by hand unsettles what is kept, and the first statement that reads it has everybody judged before it runs. Tests
of the keeping itself are marked `kept_by_actions`: there nothing helps the program.
"""

import re

import pytest
from django.db import connection

from references import standing
from refprogram.dates import today

WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(customers|references)_(?!standing)')
READS = re.compile(r"(SELECT|WITH) .*references_standing", re.DOTALL)


def settle() -> None:
    """Judge everybody, as the program itself would have done fact by fact."""
    standing.recompute(on=today())


@pytest.fixture(autouse=True)
def _what_is_kept_is_settled(request):
    """Settle before the first statement that reads a standing, whenever the test wrote something since."""
    if request.node.get_closest_marker("kept_by_actions"):
        yield
        return
    unsettled = False

    def settle_first(execute, sql, params, many, context):
        nonlocal unsettled
        if WRITES.match(sql):
            unsettled = True
        elif unsettled and READS.match(sql):
            unsettled = False
            said = len(connection.queries_log)
            settle()
            while len(connection.queries_log) > said:
                connection.queries_log.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(settle_first):
        yield
