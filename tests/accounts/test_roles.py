"""May this role do this kind of thing? The page of roles, and what Django makes of it."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from refprogram.accounts.models import User
from refprogram.accounts.roles import CONFIGURATION, GRANTS, PRIVATE, VIEW, Role, permissions_of
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_every_role_is_on_the_page():
    assert set(GRANTS) == set(Role)


def test_everybody_here_may_look():
    assert all(grants >= VIEW for grants in GRANTS.values())


def test_nobody_but_a_reference_manager_verifies_or_asks_a_customer():
    for verb in ("references.check_in", "requests.ask_customer", "requests.match", "customers.resolve_issue"):
        assert [role for role in Role if verb in GRANTS[role]] == [Role.REFERENCE_MANAGER]


def test_an_executive_only_looks():
    assert GRANTS[Role.EXECUTIVE] - VIEW == {
        "references.compare_nominators",
        "references.read_judgements",
        "references.review_thanks",
        "references.tell_use",
        "requests.compare_grades",
        "requests.review_overrides",
    }


@pytest.mark.parametrize("role", Role)
def test_django_hears_from_the_page(role):
    user = UserFactory(role=role)

    assert user.get_all_permissions() == permissions_of(role)
    assert user.has_perm("references.check_in") == (role == Role.REFERENCE_MANAGER)
    assert user.is_staff == (role == Role.ADMIN)


def test_an_account_that_is_switched_off_may_nothing():
    assert UserFactory(role=Role.ADMIN, is_active=False).get_all_permissions() == set()


def test_the_admin_sees_all_tables_but_the_private_notes_and_changes_only_configuration():
    granted = permissions_of(Role.ADMIN)
    tables = {f"{model._meta.app_label}.{model._meta.model_name}" for model in apps.get_models()}

    assert tables >= CONFIGURATION | PRIVATE
    for table in tables:
        label, name = table.split(".")
        assert (f"{label}.view_{name}" in granted) == (table not in PRIVATE)
        for verb in ("add", "change", "delete"):
            assert (f"{label}.{verb}_{name}" in granted) == (table in CONFIGURATION)


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.REFERENCE_MANAGER, Role.EXECUTIVE])
def test_nobody_else_has_codenames_of_the_admin(role):
    assert not {permission for permission in permissions_of(role) if permission.split(".")[1].startswith("change_")}


def test_djangos_own_command_makes_an_admin_and_no_superuser(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", "--noinput", "--email", "Boss@Northquay.example")

    boss = User.objects.get()
    assert (boss.email, boss.role, boss.is_superuser, boss.is_staff) == (
        "boss@northquay.example",
        Role.ADMIN,
        False,
        True,
    )
    assert boss.check_password(PASSWORD)


@pytest.mark.parametrize("forced", [{"is_superuser": True}, {"is_staff": True}, {"role": "boss"}])
def test_the_database_refuses_what_no_form_offers(forced, rep):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=rep.pk).update(**forced)


def test_a_superuser_is_refused_with_a_sentence(rep):
    rep.is_superuser = True

    with pytest.raises(ValidationError, match="give the role admin instead"):
        rep.full_clean()


def test_one_address_is_one_person_in_any_case(rep):
    other = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.pk).update(email=rep.email.upper())
