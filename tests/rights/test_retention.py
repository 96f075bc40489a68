"""Is what we keep of people removed when its time is over, not a day earlier, and told beforehand?"""

import pytest

from customers.models import HardshipNote
from refprogram.dates import today
from refprogram.rights import retention, tasks
from tests.factories import HardshipNoteFactory, days_ago

pytestmark = pytest.mark.django_db


def test_the_clock_removes_what_is_past_its_time():
    HardshipNoteFactory(hardship__since=days_ago(900), hardship__ended_on=days_ago(800))
    HardshipNoteFactory(hardship__since=days_ago(900), hardship__ended_on=days_ago(300))

    assert [(one.now, one.ahead) for one in retention.forecast(on=today())] == [(1, 0)]

    tasks.purge()

    assert HardshipNote.objects.count() == 1
