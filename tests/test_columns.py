"""Do both databases refuse the same values, in every column of every table of ours?

SQLite keeps a text of any length and a number of any size; PostgreSQL does not. So each column states its own bounds,
and a column without them fails here by its name.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from customers.models import Contact, Customer, Issue, Product, Relationship, SurveyResponse
from references.models import (
    ActivityType,
    CheckIn,
    ContactPreference,
    Link,
    Purpose,
    RewardEntry,
    ThankYou,
    TopicStrength,
)
from refprogram.accounts.models import User
from refprogram.columns import SMALL
from refprogram.dates import today
from refprogram.imports.models import ImportedRow, ImportRun
from refprogram.thresholds.models import Threshold
from requests.models import Opportunity, ReferenceRequest
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ContactFactory,
    ContactPreferenceFactory,
    IssueFactory,
    OpportunityFactory,
    ProductFactory,
    ReferenceRequestFactory,
    RelationshipFactory,
    RewardEntryFactory,
    SurveyResponseFactory,
    ThankYouFactory,
    TopicStrengthFactory,
    UseConsentFactory,
    UserFactory,
)

OURS = (
    *("accounts", "thresholds", "customers", "references", "referrals", "testimonials", "requests", "rights"),
    *("outbox", "imports"),
)
LARGEST_TEXT = 10_000
# A whole page as somebody saw it: a text for each activity that it speaks of.
LARGER = {"references.PageSeen.html": 200_000}
# One CHECK binds both columns, each figure to its own range: tests/thresholds/test_models.py tries every edge.
BOUND_TOGETHER = {"thresholds.Threshold.code", "thresholds.Threshold.value"}


def columns() -> Iterator[models.Field]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from model._meta.local_concrete_fields


def named(kind) -> list:
    found = {f"{field.model._meta.label}.{field.name}": field for field in columns() if kind(field)}
    return [pytest.param(field, id=name) for name, field in found.items() if name not in BOUND_TOGETHER]


def checks_of(field) -> list:
    return [check.condition for check in field.model._meta.constraints if isinstance(check, models.CheckConstraint)]


def is_text(field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def is_number(field) -> bool:
    small = isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField)
    return (small and not field.choices) or isinstance(field, models.DecimalField)


@pytest.mark.parametrize("field", named(is_text))
def test_a_text_states_its_length(field):
    stated = [
        check.rhs
        for check in checks_of(field)
        if isinstance(check, LessThanOrEqual) and check.lhs == Length(F(field.name))
    ]

    assert len(stated) == 1
    largest = LARGER.get(f"{field.model._meta.label}.{field.name}", LARGEST_TEXT)
    assert stated[0] == field.max_length or (field.max_length is None and stated[0] <= largest)


@pytest.mark.parametrize("field", named(lambda field: field.choices))
def test_choices_are_known_to_the_database(field):
    values = [value for value, _ in field.flatchoices]
    if field.blank and isinstance(field, models.CharField):
        values = ["", *values]

    assert Q(**{f"{field.name}__in": values}) in checks_of(field)


@pytest.mark.parametrize("field", named(is_number))
def test_a_number_states_its_range(field):
    alone = [check.children[0] for check in checks_of(field) if isinstance(check, Q) and len(check.children) == 1]
    ((lowest, highest),) = [part[1] for part in alone if part[0] == f"{field.name}__range"]

    if isinstance(field, models.DecimalField):
        most = (Decimal(10) ** field.max_digits - 1).scaleb(-field.decimal_places)
        assert (lowest, highest) == (-most, most)
    else:
        assert 0 <= lowest < highest <= SMALL


def too_long(n):
    return "x" * (n + 1)


def a_link():
    question = UseConsentFactory()
    return Link.objects.create(
        token_hash="0" * 64,
        purpose=Purpose.ASK,
        reference=question.reference,
        use_consent=question,
        expires_on=today(),
    )


def a_remembered_row():
    return ImportedRow.objects.create(source="crm", kind="issues", identity="1", object_id=1, fingerprint="f")


REFUSED = {
    (User, "email"): (UserFactory, too_long(254)),
    (User, "first_name"): (UserFactory, too_long(150)),
    (User, "last_name"): (UserFactory, too_long(150)),
    (ImportRun, "source"): (lambda: ImportRun.objects.create(kind="issues"), too_long(200)),
    (ImportRun, "file_name"): (lambda: ImportRun.objects.create(kind="issues"), too_long(255)),
    (ImportedRow, "source"): (a_remembered_row, too_long(200)),
    (Customer, "name_key"): (lambda: IssueFactory().customer, too_long(250)),
    (Customer, "revenue"): (lambda: IssueFactory().customer, "100000000000000"),
    (ActivityType, "mode"): (ActivityFactory, "other"),
    (ActivityType, "minutes"): (ActivityFactory, "32768"),
    (Link, "purpose"): (a_link, "other"),
    (Link, "answer"): (a_link, "other"),
    (ThankYou, "kind"): (ThankYouFactory, "other"),
    (Issue, "source"): (IssueFactory, "other"),
    (Opportunity, "value"): (OpportunityFactory, "1000000000000"),
    (Opportunity, "stage"): (OpportunityFactory, "other"),
    (Opportunity, "source"): (OpportunityFactory, too_long(200)),
    (Product, "external_id"): (ProductFactory, too_long(200)),
    (Customer, "gift_policy"): (lambda: IssueFactory().customer, "other"),
    (RewardEntry, "act"): (RewardEntryFactory, "opinion"),
    (RewardEntry, "value"): (RewardEntryFactory, "100000000"),
    (RewardEntry, "currency"): (RewardEntryFactory, "EURO"),
    (Customer, "reference_policy"): (lambda: IssueFactory().customer, "other"),
    (Contact, "status"): (ContactFactory, "other"),
    (Issue, "recovery"): (IssueFactory, "6"),
    (SurveyResponse, "tone"): (SurveyResponseFactory, "other"),
    (SurveyResponse, "score"): (SurveyResponseFactory, "11"),
    (Relationship, "kind"): (RelationshipFactory, "other"),
    (CheckIn, "mood"): (CheckInFactory, "other"),
    (TopicStrength, "rating"): (TopicStrengthFactory, "6"),
    (ContactPreference, "max_per_quarter"): (ContactPreferenceFactory, "91"),
    (ReferenceRequest, "audience"): (ReferenceRequestFactory, "other"),
    (ReferenceRequest, "depth"): (ReferenceRequestFactory, "other"),
    (ReferenceRequest, "size"): (ReferenceRequestFactory, "other"),
    (Threshold, "code"): (lambda: Threshold.objects.first(), "other"),
    (Threshold, "value"): (lambda: Threshold.objects.first(), "32768"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "column"), REFUSED, ids=lambda part: getattr(part, "__name__", part))
def test_the_database_itself_refuses_what_would_pass_no_form(model, column):
    make, value = REFUSED[model, column]
    change = f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s"
    row = make()

    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(change, [value, row.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("largest", ["99999999999999.99", "-99999999999999.99"])
def test_the_largest_amounts_fit(largest):
    customer = IssueFactory().customer
    Customer.objects.filter(pk=customer.pk).update(revenue=Decimal(largest))
    deal = OpportunityFactory(value=Decimal("999999999999.99"))

    deal.refresh_from_db()

    assert deal.value == Decimal("999999999999.99")
