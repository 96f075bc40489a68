"""Which browser walks the journeys, and how is it started? The system's Chromium, closed in on this machine.

Also a plugin (tests/conftest.py names it in `pytest_plugins`) with two fixtures: `browser`, one for the whole run,
and `visitor`, which opens a page for one more person: `rep = visitor()`, `phone = visitor(**PHONE)`.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SWITCHES = (
    # Root and many containers have no sandbox to give; the only pages this browser ever sees are ours.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks for anything beyond this machine finds nobody, and the journey sees the error.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
HOW_TO_HAVE_ONE = (
    "install Chromium (Debian: apt-get install chromium) or Google Chrome, or name the program in CHROMIUM"
)


class NoBrowser(Exception):
    """There is no browser; the text says in one sentence what to do."""


def chromium() -> str | None:
    """Find the program: the one that CHROMIUM names, else the first that the system has."""
    if named := os.environ.get("CHROMIUM"):
        if found := shutil.which(named):
            return found
        raise NoBrowser(f"CHROMIUM is {named!r}, which is not a program: {HOW_TO_HAVE_ONE}.")
    found = (shutil.which(program) for program in (*PROGRAMS, *APPLICATIONS))
    return next((path for path in found if path), None)


def have_chromium() -> str:
    """Find the program, or as root on Debian and its kin install it first."""
    if found := chromium():
        return found
    if os.geteuid() == 0 and _is_debian() and shutil.which("apt-get"):
        print("The browser journeys need Chromium; installing the package chromium.", flush=True)
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            installed = subprocess.run(
                ["apt-get", *step], stdin=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            )
            if installed.returncode:
                break
        if found := chromium():
            return found
    raise NoBrowser(f"The browser journeys need Chromium: {HOW_TO_HAVE_ONE}.")


def launch_options() -> dict[str, object]:
    """Say how Playwright starts it."""
    return {"executable_path": have_chromium(), "args": list(SWITCHES)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run.

    Its driver keeps an event loop in the tests' thread. Django would take that for asynchronous code and refuse the
    database, and it keeps the connections made meanwhile with the loop, where nobody else could close them.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open pages for different people, each with cookies of their own; complaints in the console fail the test."""
    contexts, complaints = [], []

    def listen(message) -> None:
        # That an answer was 409 or 422 is said by the page itself.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def visit(**options) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "en-GB", **DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints, f"the browser complained: {complaints}"


def _is_debian() -> bool:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    kin = [line.partition("=")[2].strip('"').split() for line in lines if line.startswith(("ID=", "ID_LIKE="))]
    return any("debian" in names for names in kin)
