"""What may a mail server do to us? A real one on this machine that behaves as its recipients' addresses say."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# A recipient with one of these names gets this answer to RCPT, or after the letter.
AT_RCPT = {"busy": "450 4.2.1 <busy@example.org> is busy", "nobody": "550 5.1.1 nobody@example.org is unknown"}
AT_RCPT |= {"closing": "421 4.3.2 closing down", "muttering": "hm"}
AFTER_DATA = {"full": "452 4.3.1 disk full", "spam": "554 5.7.1 we do not take this from you"}


class Server(SMTP):
    """aiosmtpd, with a point to stop at between the command DATA and its answer."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds commands by name
        await self.event_handler.reach("DATA")
        if self.envelope.rcpt_tos[:1] == ["gone@example.org"]:
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Sink:
    """Keeps every letter it took, and can be told to stop at a point so that a test can look, or kill the sender."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.bytes: list[bytes] = []
        self.connections = 0
        self.stop_at = ""
        self.passes = 0
        self.stopped = threading.Event()
        self.slowness = 0.0
        self.knows_us = True
        self.most = 1_000_000
        self.over_this_one = 0
        self.port = 0

    @property
    def recipients(self) -> list[str]:
        return [str(letter["To"]) for letter in self.letters]

    @property
    def numbers(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]

    async def reach(self, point: str) -> None:
        """Hold the sender at the point that a test named, after some letters that may pass, until the test lets go."""
        if self.stop_at == point and self.passes:
            self.passes -= 1
        elif self.stop_at == point:
            self.stopped.set()
            while self.stop_at == point:
                await asyncio.sleep(0.01)
        if self.slowness:
            await asyncio.sleep(self.slowness)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        self.over_this_one = 0
        session.host_name = name
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.knows_us:
            return f"530 5.7.0 <{address}>: authentication required"
        if self.over_this_one == self.most:
            return "421 4.7.0 too many letters over one connection"
        self.over_this_one += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self.reach("RCPT")
        person = address.partition("@")[0]
        if person in AT_RCPT:
            return AT_RCPT[person]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        person = envelope.rcpt_tos[0].partition("@")[0]
        if person in AFTER_DATA:
            return AFTER_DATA[person]
        assert isinstance(envelope.content, bytes)
        self.bytes.append(envelope.content)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        await self.reach("taken")
        if person == "silent":
            await asyncio.sleep(5)
        if person == "dropped":
            server.transport.abort()
        return "nonsense" if person == "babbling" else "250 OK"


@contextmanager
def mail_server() -> Iterator[Sink]:
    """Run a mail server on a free port of this machine."""
    sink = Sink()

    class Here(Controller):
        def factory(self) -> Server:
            return Server(self.handler, **self.SMTP_kwargs)

        def _trigger_server(self) -> None:
            self.port = sink.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    controller: Any = Here(sink, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield sink
    finally:
        sink.stop_at = ""
        controller.stop()
