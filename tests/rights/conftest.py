"""Whose data is it in these tests? One person's, whom we know well."""

import pytest

from tests.rights.people import somebody


@pytest.fixture
def person(call, manager):
    return somebody(call, manager)
