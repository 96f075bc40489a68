"""How are the pages asked for? Over HTTP, from gunicorn in a process of its own, signed in as a reference manager."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle

from django.conf import settings
from django.test import Client
from django.urls import reverse

from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

HERE = "127.0.0.1"


class NotServed(Exception):
    """A page did not come as it should; the text says which."""


@dataclass(frozen=True)
class Served:
    """A program as gunicorn serves it: where, and with which cookie one is signed in."""

    port: int
    cookie: str

    @property
    def worker(self) -> int:
        """Return the process that answers now; gunicorn replaces one that was too slow."""
        return int(self.get(reverse("bench:constant"), signed_in=False))

    def get(self, path: str, *, signed_in: bool) -> bytes:
        """Fetch one page over a new connection, as gunicorn's plain workers serve them; raises `NotServed`."""
        return self._answer(path, {"Cookie": self.cookie} if signed_in else {}, HTTPStatus.OK)[0]

    def again(self, paths: Sequence[str]) -> Callable[[], bytes]:
        """Return how to ask in turn for pages that anybody sees, as a browser does that knows them.

        The first turn looks at all of them; one that has changed since raises `NotServed`.
        """
        tags: dict[str, str] = {}
        in_turn = cycle(paths)

        def turn() -> bytes:
            if not tags:
                tags.update((path, self._answer(path, {}, HTTPStatus.OK)[1]) for path in paths)
            path = next(in_turn)
            return self._answer(path, {"If-None-Match": tags[path]}, HTTPStatus.NOT_MODIFIED)[0]

        return turn

    def _answer(self, path: str, headers: dict[str, str], wanted: HTTPStatus) -> tuple[bytes, str]:
        there = http.client.HTTPConnection(HERE, self.port, timeout=120)
        with contextlib.closing(there):
            try:
                there.request("GET", path, headers=headers)
                answer = there.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as reason:
                raise NotServed(f"{path} did not answer in time ({type(reason).__name__})") from reason
        if answer.status != wanted:
            raise NotServed(f"{path} answered {answer.status}")
        return body, answer.headers.get("ETag", "")


def signed_in() -> Client:
    """Return a client of Django's own that is signed in as the first reference manager."""
    client = Client(SERVER_NAME=HERE, raise_request_exception=False)
    client.force_login(User.objects.filter(role=Role.REFERENCE_MANAGER).order_by("pk")[0])
    return client


@contextlib.contextmanager
def served(database: str, *, client: Client) -> Iterator[Served]:
    """Run gunicorn on one database, with one worker, until the block ends."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()
        port = listening.getsockname()[1]
        bind = ["--bind", f"fd://{listening.fileno()}", "--log-level", "warning"]
        program = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *bind, "refprogram.wsgi"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database},
            stdin=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )
    # What asks waits in the socket until the worker is there; should there never be one, nobody else holds it open.
    try:
        there = Served(port, cookie)
        assert there.worker
        yield there
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()
