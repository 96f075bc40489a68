"""What is done to the traces that our own people leave? They go when their time is over."""

from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session

from refprogram.batches import in_batches
from refprogram.dates import AddDays, AddMonths

SESSION_DAYS, DEVICE_DAYS, LOG_MONTHS = 1, 30, 24


def sessions_outlived(*, on: date) -> Any:
    """Return the sessions that ran out a day ago or earlier."""
    return Session.objects.annotate(kept_until=AddDays("expire_date", SESSION_DAYS)).filter(kept_until__lte=on)


def devices_outlived(*, on: date) -> Any:
    """Return from where and with what somebody was last seen 30 days ago or earlier."""
    return UserSession.objects.annotate(kept_until=AddDays("last_seen_at", DEVICE_DAYS)).filter(kept_until__lte=on)


def log_outlived(*, on: date) -> Any:
    """Return what was done in the Django admin 24 months ago or earlier."""
    return LogEntry.objects.annotate(kept_until=AddMonths("action_time", LOG_MONTHS)).filter(kept_until__lte=on)


def purge_sessions(*, on: date) -> int:
    """Delete sessions that ran out, and return how many."""
    return in_batches(sessions_outlived(on=on), lambda rows: rows.delete())


def purge_devices(*, on: date) -> int:
    """Delete from where and with what our people signed in 30 days ago, and return how many."""
    return in_batches(devices_outlived(on=on), lambda rows: rows.delete())


def purge_log(*, on: date) -> int:
    """Delete what was done in the Django admin 24 months ago, and return how many entries."""
    return in_batches(log_outlived(on=on), lambda rows: rows.delete())
