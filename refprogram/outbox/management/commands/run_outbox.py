"""Who sends letters where there is no Celery? This loop; any number of them may run at once."""

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from refprogram.outbox.deliver import send_all_due

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the letters that are due, again and again; stops after the letter in hand on SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Send what is due now, then stop.")
        parser.add_argument("--pause", type=float, default=5, metavar="SECONDS", help="Rest between turns (5).")

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        if once:
            send_all_due(seconds=float("inf"))
            return
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            close_old_connections()
            try:
                send_all_due(stop=stopped.is_set)
            except Exception:
                # A database that restarts must not end the loop: what was in hand comes back when its lease runs out.
                log.exception("A turn of the outbox broke off; the next one goes on.")
                connection.close()
            stopped.wait(pause)
