"""Which figures hold, and which may an admin set?"""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from refprogram.thresholds.models import FIGURES, Threshold, threshold

pytestmark = pytest.mark.django_db


def set_to(code, value):
    row = Threshold.objects.get(code=code)
    row.value = value
    row.full_clean()
    row.save()


def test_every_figure_has_its_row_and_begins_with_the_number_of_the_specification():
    assert Threshold.objects.in_force() == {code: figure.default for code, figure in FIGURES.items()}
    assert set(Threshold.objects.values_list("code", flat=True)) == FIGURES.keys()


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_default_lies_within_its_bounds(figure):
    assert 0 < figure.lowest <= figure.default <= figure.highest


@pytest.mark.parametrize("code", FIGURES)
def test_the_bounds_are_the_databases_too(code):
    figure = FIGURES[code]
    for value in (figure.lowest, figure.highest):
        Threshold.objects.filter(code=code).update(value=value)
    for value in (figure.lowest - 1, figure.highest + 1):
        with pytest.raises(DatabaseError), transaction.atomic():
            Threshold.objects.filter(code=code).update(value=value)
        with pytest.raises(ValidationError):
            set_to(code, value)


def test_a_figure_that_nobody_knows_has_no_row():
    with pytest.raises(DatabaseError), transaction.atomic():
        Threshold.objects.create(code="mercy", value=1)


def test_a_query_compares_with_the_figure_of_the_moment():
    row = Threshold.objects.annotate(days=threshold("recovery_days")).values_list("days", flat=True)
    assert row[0] == 30

    set_to("recovery_days", 45)
    assert row.all()[0] == 45

    Threshold.objects.filter(code="recovery_days").delete()
    assert Threshold.objects.annotate(days=threshold("recovery_days")).values_list("days", flat=True)[0] == 30


def test_a_check_in_is_due_before_it_runs_out():
    with pytest.raises(ValidationError, match="before it has run out"):
        set_to("check_in_months", 5)

    set_to("check_in_due_months", 3)
    set_to("check_in_months", 4)
    with pytest.raises(ValidationError, match="before it has run out"):
        set_to("check_in_due_months", 4)
