"""Who walks through the tests: one person a role, each a colleague of nobody else's."""

import gc
import os
from urllib.parse import urlsplit

os.environ.setdefault("DEBUG", "1")

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, override_settings

from references.ledger import guards
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from tests.factories import ActivityFactory, UserFactory

if (process := os.environ.get("PYTEST_XDIST_WORKER")) and settings.REDIS_URL.startswith("redis:"):
    # Each process has a bell of its own: a worker that one test starts hears nothing of the others.
    bell = urlsplit(settings.REDIS_URL)
    number = int(bell.path.strip("/") or 0) + int(process.removeprefix("gw"))
    os.environ["REDIS_URL"] = settings.REDIS_URL = bell._replace(path=f"/{number}").geturl()
    settings.CELERY_BROKER_URL = settings.REDIS_URL

pytest_plugins = ["tests.strictness", "tests.browser", "tests.settled", "tests.migrated"]


def pytest_collection_finish() -> None:
    """Let the collector pass over what was imported, which is most of what there is, and come by seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _no_mail_and_no_counters_are_left(tmp_path, monkeypatch):
    """Give each test its own mail folder; sign-in attempts of one test do not lock out the next."""
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_cheap():
    """Hash passwords in no time: the tests make thousands of people and protect none of them."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _clients_do_not_list_the_static_files():
    """Serve pages only: else each client lists all static files before it asks for its first page."""
    with override_settings(WHITENOISE_USE_FINDERS=False):
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_ledger_lets_go_of_what_a_test_wrote():
    """Take the guards of the ledger down before a test empties every table; the flush ends by putting them up."""
    empty = TransactionTestCase._fixture_teardown

    def without_guards(self):
        guards.take_down(connection)
        empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_guards)
        yield


@pytest.fixture
def rep(db) -> User:
    return UserFactory(role=Role.SALES_REP, first_name="Daniel", last_name="Reyes")


@pytest.fixture
def other_rep(db) -> User:
    return UserFactory(role=Role.SALES_REP, first_name="Ana", last_name="Sousa")


@pytest.fixture
def manager(db) -> User:
    return UserFactory(role=Role.REFERENCE_MANAGER, first_name="Maya", last_name="Okafor")


@pytest.fixture
def other_manager(db) -> User:
    return UserFactory(role=Role.REFERENCE_MANAGER, first_name="Jonas", last_name="Weber")


@pytest.fixture
def executive(db) -> User:
    return UserFactory(role=Role.EXECUTIVE, first_name="Helen", last_name="Marsh")


@pytest.fixture
def admin(db) -> User:
    return UserFactory(role=Role.ADMIN, first_name="Priya", last_name="Nair")


@pytest.fixture
def call(db):
    """The activity that most tests speak of."""
    return ActivityFactory(code="call", name="Reference call", minutes=30)
