"""Is this process alive, and is the program ready to serve? Two answers for machines, without login or details."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from references.models import Standing
from refprogram.dates import today
from refprogram.outbox.models import Message

LETTERS_MAY_WAIT = timedelta(minutes=15)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; it asks nobody else, so a broken database restarts no web server."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say what keeps the program from serving, each in one word; 503 when anything does.

    Letters count because nobody notices by themselves that the worker is gone: requests are saved, and no customer
    is asked. So does what the calendar changes about references: lists would show what was true on another day.
    """
    try:
        said = {"database": "ok", "migrations": _migrations(), "letters": _letters(), "standing": _standing()}
    except DatabaseError:
        said = {"database": "unreachable"}
    ready = set(said.values()) == {"ok"}
    return JsonResponse(said, status=200 if ready else 503)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _letters() -> str:
    return "waiting" if Message.objects.waiting_since(longer_than=LETTERS_MAY_WAIT) else "ok"


def _standing() -> str:
    """Say whether the clock's own changes are a day old and nobody has written them down."""
    return "behind" if Standing.objects.filter(next_change__lt=today()).exists() else "ok"
