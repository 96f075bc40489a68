"""A sender in a process of its own, so that a test can kill it: `manage.py run_outbox` that knows the tests' note."""

import sys

import django

if __name__ == "__main__":
    django.setup()

    from django.core.management import call_command

    from refprogram.outbox.kinds import guard, register
    from tests.outbox.conftest import NOTE, nothing_against

    register(NOTE)
    guard("person:", answer=nothing_against)
    call_command("run_outbox", *sys.argv[1:])
