"""How does a visitor try the program? One process, no server: web, Celery worker and clock in threads of it.

They share the in-process broker, so nothing here may fork: a second process would have a queue of its own.
"""

import errno
import os
import signal
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any

import waitress
from celery.beat import EmbeddedService, Scheduler
from celery.worker import WorkController
from celery.worker import state as worker_state
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

from customers.models import Customer
from refprogram.celery import app
from refprogram.dates import today
from refprogram.management.commands.seed_demo import accounts
from refprogram.management.seed import program

HOST = "127.0.0.1"
PATIENCE = 15


class InProcessWorker:
    """A Celery worker as a thread; its tasks run in a pool of two more."""

    def __init__(self) -> None:
        self.listens = Event()
        ready = self.listens

        class Controller(WorkController):
            def on_consumer_ready(self, consumer: Any) -> None:
                ready.set()

        quiet = {"without_heartbeat": True, "without_mingle": True, "without_gossip": True, "quiet": True}
        self.controller = Controller(
            app=app, pool="threads", concurrency=2, hostname="demo@localhost", loglevel="WARNING", beat=False, **quiet
        )
        self.thread = Thread(target=self.controller.start, name="worker", daemon=True)

    def start(self) -> None:
        self.thread.start()
        if not self.listens.wait(PATIENCE):
            raise CommandError("The Celery worker of the demo did not start; start it again.")

    def stop(self) -> None:
        worker_state.should_stop = 0
        self.thread.join(PATIENCE)


class Command(BaseCommand):
    help = "Try the program on this machine: web, worker and clock in one process, with a fictional program."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has accounts with known passwords: start it with make demo, or with DEBUG=1.")
        if "PUBLIC_BASE_URL" not in os.environ:
            settings.PUBLIC_BASE_URL = f"http://{HOST}:{port}"  # before anything builds an address of it
        signal.signal(signal.SIGTERM, _as_if_ctrl_c)
        try:
            server = self._server(port)
            self._fill()
            self._run(server)
        except KeyboardInterrupt:
            pass  # before the server ran; it takes the interruption itself once it does
        self.stdout.write("Stopped.")

    def _server(self, port: int) -> Any:
        """Take the port first, so that nothing else was done when somebody else has it."""
        try:
            return waitress.create_server(get_wsgi_application(), host=HOST, port=port, threads=8)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}); try make demo PORT=8001."
                ) from error
            raise CommandError(f"Port {port} is taken; choose another one, such as make demo PORT=8001.") from error

    def _fill(self) -> None:
        call_command("migrate", verbosity=0)
        if not Customer.objects.exists() and not program.is_there():
            self.stdout.write("Making up a fictional program; this takes about a minute, once.")
            self.stdout.flush()
            program.put_together(on=today())

    def _run(self, server: Any) -> None:
        worker = InProcessWorker()
        worker.start()
        beat = EmbeddedService(app, thread=True, scheduler_cls=Scheduler)
        beat.start()
        for job in app.conf.beat_schedule.values():
            app.send_task(job["task"])  # what fell due while the demo was off is done at once
        self.stdout.write(self._welcome())
        self.stdout.flush()
        try:
            server.run()
        finally:
            beat.stop()
            worker.stop()

    @staticmethod
    def _welcome() -> str:
        here = settings.PUBLIC_BASE_URL
        return (
            f"\nThe Reference Desk is at {here}/\n"
            f"Its letters, customers' links included, are shown at {here}/outbox/\n\n"
            f"{accounts() if program.is_there() else 'Sign in with your own accounts.'}\n\n"
            "Ctrl-C stops it; make demo RESET=1 starts over."
        )


def _as_if_ctrl_c(*_: Any) -> None:
    raise KeyboardInterrupt
