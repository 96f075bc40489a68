"""What does the outbox cost? Letters sent, beside their bytes over one bare connection; people claimed, beside rows."""

import contextlib
import logging
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from bench.jobs import Job
from references.cycle import take_due_steps
from references.models import CycleQuestion, ReconsentCycle, Standing
from references.notices import TO_CUSTOMERS, contact_address
from refprogram.outbox.deliver import send_all_due
from refprogram.outbox.kinds import kind
from refprogram.outbox.models import Message, State
from refprogram.outbox.sealing import on_the_wire, sealed

HERE = "127.0.0.1"
SENT, CLAIMED = 200, 2000
A_WHILE = timedelta(minutes=10)
PATIENCE = 20


def jobs(*, on: date, held: contextlib.ExitStack) -> list[Job]:
    """Return what to measure, each behind its floor; a mail server takes the letters until `held` ends."""
    logging.getLogger("refprogram.doorbell").setLevel(logging.ERROR)  # nobody is at the door here, and nobody need be
    port = held.enter_context(_mail_server())
    over_smtp = override_settings(MAIL_FOLDER=None, EMAIL_HOST=HERE, EMAIL_PORT=port, EMAIL_USE_TLS=False)
    letters: list[tuple[str, bytes]] = []
    keys = list(Standing.objects.order_by("pk").values_list("pk", flat=True)[:CLAIMED])

    def nobody_was_written_to() -> None:
        Message.objects.filter(kind__in=TO_CUSTOMERS).delete()
        ReconsentCycle.objects.all().delete()
        CycleQuestion.objects.all().delete()

    def claim(most: int) -> None:
        with override_settings(CYCLE_LETTERS_A_DAY=most):
            take_due_steps(on=on)

    def rows() -> None:
        for key in keys:
            with transaction.atomic():
                Standing.objects.filter(pk=key).update(judged_on=on)

    def somebody_is_due() -> None:
        nobody_was_written_to()
        claim(SENT)
        if not letters:
            letters.extend(_as_bytes())
        Message.objects.exclude(kind__in=TO_CUSTOMERS).filter(state=State.QUEUED).update(state=State.FAILED)

    def send() -> None:
        with over_smtp:
            send_all_due(seconds=600)
        if not Message.objects.filter(state=State.SENT, sent_at__gte=timezone.now() - A_WHILE).exists():
            raise RuntimeError("No letter was sent; the figures would mean nothing.")

    def bare() -> None:
        somebody = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        with smtplib.SMTP(HERE, port) as server:
            for recipient, content in letters:
                server.sendmail(somebody, recipient, content)

    bytes_sent, rows_written = f"{SENT:,} letters, bare SMTP", f"{len(keys):,} rows written"
    return [
        Job(bytes_sent, "", bare, somebody_is_due),
        Job(f"{SENT:,} letters sent", bytes_sent, send, somebody_is_due),
        Job(rows_written, "", rows),
        Job(f"{CLAIMED:,} due people claimed", rows_written, lambda: claim(CLAIMED), nobody_was_written_to),
    ]


def _as_bytes() -> Iterator[tuple[str, bytes]]:
    """Yield each letter that waits as it would leave, without leaving a trace of having written it."""
    for message in Message.objects.filter(kind__in=TO_CUSTOMERS, state=State.QUEUED):
        known, recipient = kind(message.kind), on_the_wire(contact_address(message) or "")
        if known and recipient:
            yield recipient, sealed(known.preview(message), recipient=recipient, number=f"<{message.pk}@localhost>")


@contextlib.contextmanager
def _mail_server() -> Iterator[int]:
    """Run a mail server that forgets what it takes, in a process of its own."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"{HERE}:{port}"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection((HERE, port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()
