"""How does a letter leave the house? Over SMTP, command by command, or as a file in the demo's mail folder.

Django's mail backend sends in one call and cannot tell a letter that was refused from one that may have been taken.
Here every failure is one of two: `NotTaken` (certainly not sent, try again or give up) or `NoAnswer` (perhaps sent).
"""

import os
import re
import smtplib
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from tempfile import mkstemp
from typing import Protocol, cast

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

# smtplib's errors are all OSErrors, and so are those of sockets and TLS.
BROKEN_OFF = "The mail server broke off before it was given the letter"
UNREACHABLE = "The mail server cannot be reached"
NO_FOLDER = "The mail folder cannot be written to"


class NotTaken(Exception):
    """The letter was certainly not accepted; `for_good` when trying again cannot help, `away` when nobody answers.

    `refused` is the server's code when it is the recipient that it refuses for good.
    """

    def __init__(self, words: str, *, for_good: bool = False, away: bool = False, refused: str = "") -> None:
        super().__init__(words)
        self.for_good = for_good
        self.away = away
        self.refused = refused


class NoAnswer(Exception):
    """The whole letter was handed over and the confirmation never came: nobody here knows whether it was accepted."""


class Transport(Protocol):
    """Where letters go: `offer` asks whether a recipient is accepted, `hand_over` is the one ambiguous moment."""

    def offer(self, recipient: str) -> None: ...
    def hand_over(self, content: bytes, *, message_id: str) -> None: ...
    def close(self) -> None: ...


class Smtp:
    """One connection for many letters, opened with the first one; host, login and TLS are Django's EMAIL_ settings."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def offer(self, recipient: str) -> None:
        """Say MAIL and RCPT for one letter; nothing of it has been handed over yet, so every failure is certain."""
        carried = self._server is not None
        server = self._ready()
        try:
            code, words = server.mail(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
            if code == 421 and carried:
                # Some servers take so many letters over one connection, and no more.
                self._drop()
                self.offer(recipient)
                return
            if code // 100 != 2:
                # It is the program's own address that is refused, for every letter alike: no reason to give one up.
                raise NotTaken(_said("MAIL", code, words), away=True)
            self._accept("RCPT", *server.rcpt(recipient))
        except OSError as error:
            self._drop()
            raise NotTaken(f"{BROKEN_OFF} ({type(error).__name__}).") from error

    def hand_over(self, content: bytes, *, message_id: str) -> None:
        """Say DATA and the letter; between its last dot and the server's word nobody knows."""
        server = self._server or self._ready()
        try:
            self._accept("DATA", *server.docmd("DATA"), wanted=3)
        except OSError as error:
            self._drop()
            raise NotTaken(f"{BROKEN_OFF} ({type(error).__name__}).") from error
        try:
            server.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, words = server.getreply()
        except OSError as error:
            self._drop()
            raise NoAnswer(
                f"The mail server was given the letter and did not confirm it ({type(error).__name__})."
            ) from error
        if code // 100 not in {2, 4, 5}:
            self._drop()
            raise NoAnswer("The mail server was given the letter and answered with something that is no answer.")
        self._accept("the letter", code, words)

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError):
                self._server.quit()
        self._drop()

    def _ready(self) -> smtplib.SMTP:
        """Return a connection with no letter on it: the open one after a RSET that it answered, or a new one."""
        if self._server is not None:
            with suppress(OSError):
                if self._server.rset()[0] == 250:
                    return self._server
            self._drop()
        backend = EmailBackend()
        try:
            backend.open()
            server = cast(smtplib.SMTP, backend.connection)
            server.ehlo_or_helo_if_needed()
        except OSError as error:
            with suppress(OSError):
                backend.close()
            raise NotTaken(f"{UNREACHABLE} ({type(error).__name__}).", away=True) from error
        self._server = server
        return server

    def _accept(self, command: str, code: int, words: bytes, *, wanted: int = 2) -> None:
        if code // 100 == wanted:
            return
        if code == 421 or code < 200:
            self._drop()
        for_good = code // 100 == 5
        refused = _code(code, words) if for_good and command == "RCPT" else ""
        raise NotTaken(_said(command, code, words), for_good=for_good, refused=refused)

    def _drop(self) -> None:
        gone, self._server = self._server, None
        if gone is not None:
            gone.close()


class Folder:
    """The demo's transport: one file a letter, named by its Message-ID, so that writing it again replaces it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def offer(self, recipient: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotTaken(f"{NO_FOLDER} ({type(error).__name__}).", away=True) from error

    def hand_over(self, content: bytes, *, message_id: str) -> None:
        """Write beside, sync, rename: a reader finds the whole letter or none, after a power cut too."""
        try:
            number, beside = mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(number, "wb") as part:
                    part.write(content)
                    part.flush()
                    os.fsync(part.fileno())
                os.replace(beside, place(self._folder, message_id))
            except OSError:
                os.unlink(beside)
                raise
        except OSError as error:
            raise NotTaken(f"{NO_FOLDER} ({type(error).__name__}).", away=True) from error

    def close(self) -> None:
        pass


def place(folder: Path, message_id: str) -> Path:
    """Return where a letter lies in the mail folder."""
    return folder / f"{message_id.strip('<>').partition('@')[0]}.eml"


def transport() -> Transport:
    """Return the way letters leave: the mail folder where one is set, else SMTP."""
    return Folder(settings.MAIL_FOLDER) if settings.MAIL_FOLDER else Smtp()


def _code(code: int, words: bytes) -> str:
    """Return the exact code that a server gave in words (RFC 3463), or the plain one."""
    exact = re.search(rb"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])", words)
    return exact[0].decode() if exact else str(code)


def _said(command: str, code: int, words: bytes) -> str:
    """Put a server's answer into words, without the recipient's address, which would outlive the person's file."""
    if code < 200:
        return f"The mail server answered {command} with something that is no answer."
    text = " ".join(words.decode("utf-8", "replace").split())
    return f"{code} to {command}: {re.sub(r'[^ ]+@[^ ]+', '…', text)[:200]}"
