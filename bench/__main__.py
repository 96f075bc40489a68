"""What does `make bench` do? It starts a PostgreSQL, makes programs up in it, and measures on them.

    python -m bench                          10,000 and then 100,000 customers
    python -m bench --sizes 10000            a quick run; BENCH_SIZES says the same

The program runs as in production, apart from HTTPS. PostgreSQL is the one that the tests use (tests/servers.py): it
does not wait for the disk, for us as for the floors.
"""

import argparse
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
SIZES = "10000,100000"
ROUNDS = 9


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--sizes", default=os.environ.get("BENCH_SIZES") or SIZES, help="how many customers")
    parser.add_argument("--rounds", default=ROUNDS, type=int)
    parser.add_argument("--json", default=ROOT / "var" / "bench.json", type=Path)
    parser.add_argument("--empty", default="", help="a migrated database without rows to copy, for the impatient")
    wish = parser.parse_args(arguments)
    options = ["--sizes", wish.sizes, "--rounds", str(wish.rounds), "--json", str(wish.json), "--empty", wish.empty]
    try:
        with servers.postgres() as address:
            command = [sys.executable, "manage.py", "measure", *options]
            return subprocess.run(command, cwd=ROOT, env=surroundings(address), stdin=subprocess.DEVNULL).returncode
    except servers.CannotServe as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def surroundings(address: str) -> dict[str, str]:
    """Return the settings of the program, nothing of which comes from whoever runs the bench."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_BASE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PROGRAM_TIME_ZONE": "Europe/Berlin",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "references@example.com",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "LETTER_HOURS": "0-24",  # else nothing would be sent to be measured at night
        "LETTER_DAYS": "1,2,3,4,5,6,7",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
