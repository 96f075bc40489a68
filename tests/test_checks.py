"""Are settings that lose work later refused at the start, with a sentence that says what to set?"""

import copy

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from refprogram.checks import broker_is_shared, mail_leaves, sqlite_takes_turns

GOOD = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
}


@pytest.fixture
def sqlite(monkeypatch):
    """Let the default database be an SQLite with some options, without opening it."""

    def with_options(**options: object) -> None:
        pretended = copy.copy(connections["default"].settings_dict)
        pretended |= {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}
        monkeypatch.setattr(connections["default"], "settings_dict", pretended)

    return with_options


@pytest.mark.parametrize("broker", ["memory://", "memory://localhost"])
def test_the_in_process_broker_is_refused_in_production(settings, broker):
    settings.DEBUG = False
    settings.CELERY_BROKER_URL = broker

    (found,) = broker_is_shared(None)

    assert (found.id, found.is_serious()) == ("refprogram.E001", True)
    assert broker in found.msg
    assert found.hint == "Set REDIS_URL to a Redis server, for instance redis://127.0.0.1:6379/0."


@pytest.mark.parametrize(
    ("debug", "broker"), [(True, "memory://localhost"), (False, "redis://127.0.0.1:6379/0"), (True, "redis://a/0")]
)
def test_the_demo_and_a_shared_broker_are_fine(settings, debug, broker):
    settings.DEBUG = debug
    settings.CELERY_BROKER_URL = broker

    assert broker_is_shared(None) == []


def test_mail_into_a_folder_is_refused_in_production(settings, tmp_path):
    settings.DEBUG = False
    settings.MAIL_FOLDER = tmp_path

    (found,) = mail_leaves(None)

    assert (found.id, found.is_serious()) == ("refprogram.E003", True)
    assert "no letter leaves" in found.msg
    assert found.hint == "Set EMAIL_URL to a mail server, for instance smtp+tls://user:password@host:587."


@pytest.mark.parametrize(("debug", "folder"), [(True, "var/mail"), (True, None), (False, None)])
def test_the_demos_folder_and_a_mail_server_are_fine(settings, debug, folder):
    settings.DEBUG = debug
    settings.MAIL_FOLDER = folder

    assert mail_leaves(None) == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"init_command": GOOD["init_command"]},
        {"init_command": GOOD["init_command"], "transaction_mode": "DEFERRED"},
        {"transaction_mode": "IMMEDIATE"},
        {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=DELETE;"},
    ],
)
def test_an_sqlite_that_locks_people_out_is_refused(sqlite, options):
    sqlite(**options)

    (found,) = sqlite_takes_turns(None)

    assert (found.id, found.is_serious()) == ("refprogram.E002", True)
    assert "IMMEDIATE" in found.hint
    assert "WAL" in found.hint


def test_our_own_settings_are_fine(sqlite):
    sqlite(**GOOD)
    assert sqlite_takes_turns(None) == []

    sqlite(transaction_mode="immediate", init_command="pragma JOURNAL_MODE = wal")
    assert sqlite_takes_turns(None) == []


def test_the_checks_stop_a_command_that_is_about_to_start(settings):
    settings.DEBUG = False
    settings.CELERY_BROKER_URL = "memory://localhost"

    with pytest.raises(SystemCheckError, match="no worker hears") as refused:
        call_command("check")
    assert "no letter leaves" in str(refused.value)
