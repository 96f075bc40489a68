"""Do words come into the world by the person and a colleague, and are they gone from a foreign page once taken back?"""

import http.server
import re
import threading
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from references import links
from references.models import Purpose
from references.testimonials.block import Block
from refprogram.dates import today
from refprogram.face import fresh
from tests.browser import DESK, PHONE
from tests.face.on_show import embedded, for_prospect, on_wall, with_photo
from tests.journeys.test_look import sign_in
from tests.references.testimonials import lives
from tests.settled import settle


@contextmanager
def site(html=""):
    """Serve a page of somebody else's, on an origin of its own; `html` may be set once the origin is known."""

    class Theirs(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(self.server.html.encode())

        def log_message(self, *said):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Theirs) as server:
        server.html = html
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def page_with_frame(address):
    return f'<!doctype html><html lang="en"><title>Theirs</title><h1>Theirs</h1><iframe title="Words" src="{address}">'


READ = "address => fetch(address).then(answer => answer.json()).then(review => review.reviewBody, () => 'refused')"


def test_a_person_approves_a_manager_publishes_and_anybody_reads_it_on_the_wall(visitor, manager):
    with transaction.atomic():
        words = lives.asked(manager)
    settle()
    theirs = visitor(**PHONE)
    token = links.mint(purpose=Purpose.WORDS, reference=words.reference_id, on=today()).split("/")[-2]
    theirs.goto(reverse("portal:page", args=[token]))
    for label in ("Yes, show it like this", "On our website and in our sales material", "Nothing"):
        theirs.get_by_label(re.compile(rf"^\s*{label}")).first.check()
    with theirs.expect_navigation():
        theirs.get_by_role("button", name=re.compile("^Send my answer")).first.click()
    with transaction.atomic():
        lives.proven(words, manager)
    settle()

    desk = visitor()
    sign_in(desk, manager)
    desk.goto(words.get_absolute_url())
    for step in ("The dossier is complete", "Publish"):
        with desk.expect_navigation():
            desk.get_by_role("button", name=step, exact=True).click()
    desk.get_by_text("Add a place").click()
    desk.get_by_label("Where will it be shown?").select_option("Our public wall")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Write it down").click()

    stranger = visitor()
    stranger.goto(reverse("face:wall"))
    assert stranger.locator("figure blockquote").inner_text() == f"“{lives.TEXT}”"


def test_words_stand_on_a_foreign_page_until_the_person_stops_it(visitor, manager, live_server, monkeypatch):
    monkeypatch.setattr(fresh, "KEPT_SECONDS", 1)
    with site() as (server, origin):
        with transaction.atomic():
            placement = embedded(manager, address=f"{origin}/customers")
        settle()
        address = live_server.url + reverse("face:embed", args=[placement.pk])
        server.html = page_with_frame(address)
        reader, other = visitor(), visitor()
        reader.goto(f"{origin}/customers")
        words = reader.frame_locator("iframe").locator("figure blockquote")
        words.wait_for()
        assert words.inner_text() == f"“{lives.TEXT}”"
        assert reader.evaluate(READ, f"{address.rstrip('/')}.json") == lives.TEXT

        person = visitor(**PHONE)
        reference = placement.endorsement.reference_id
        token = links.mint(purpose=Purpose.HOME, reference=reference, on=today()).split("/")[-2]
        person.goto(reverse("portal:home", args=[token]))
        with person.expect_navigation():
            person.get_by_role("button", name=re.compile("^Stop")).first.click()
        reader.wait_for_timeout(1100)

        for page in (reader, other):
            page.goto(f"{origin}/customers")
            page.frame_locator("iframe").get_by_text("Nothing is shown here").wait_for()
            assert not page.frame_locator("iframe").locator("figure").count()
            assert page.evaluate(READ, f"{address.rstrip('/')}.json") is None


def test_another_site_can_neither_frame_nor_read_them(browser, manager, live_server):
    with transaction.atomic():
        placement = embedded(manager)
    settle()
    address = live_server.url + reverse("face:embed", args=[placement.pk])
    with site(page_with_frame(address)) as (_, origin):
        context = browser.new_context()
        page, said = context.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(origin)
        read = page.evaluate(f"address => ({READ})(address).catch(() => 'refused')", f"{address.rstrip('/')}.json")
        seen = page.frame_locator("iframe").locator("figure").count()
        context.close()

    assert read == "refused"
    assert seen == 0
    assert any("frame-ancestors https://northquay.example" in line for line in said)


SAID_BESIDE = "We have paid for their travel or for an event of theirs."


@pytest.mark.parametrize("width", [320, 360, 600])
@pytest.mark.parametrize("beside", [(), (SAID_BESIDE,), (SAID_BESIDE * 4, SAID_BESIDE)])
def test_nothing_in_a_frame_is_out_of_sight(visitor, manager, beside, width):
    with transaction.atomic():
        placement = embedded(manager)
    settle()
    page = visitor(viewport={"width": width, "height": 200})
    page.goto(reverse("face:embed", args=[placement.pk]))

    for text in ("It works.", "It simply works. " * 20, "Donaudampfschifffahrt " * 60, "It works.\n\nIt does.\n" * 9):
        block = Block(
            text=text,
            is_quote=True,
            name="Maximiliane von Hohenstein-Wittgenberg",
            title="Vice President of Logistics and Warehousing, Northern Europe",
            company="Donau-Transport und Lagerhaus Aktiengesellschaft",
            disclosures=beside,
            said_on=today(),
            reconfirmed_on=today(),
        )
        figure = render_to_string("testimonials/_block.html", {"block": block})
        page.evaluate("html => { document.querySelector('figure').outerHTML = html }", figure)
        needed = page.evaluate("document.documentElement.scrollHeight")
        assert needed <= block.frame_height, text
        assert block.frame_height < 4 * needed, "half a page of nothing"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_public_page_is_for_everybody(size, mode, visitor, manager):
    with transaction.atomic():
        long = lives.PLAIN + " " + "Donaudampfschifffahrtsgesellschaft" * 8
        placement = on_wall(manager, text=long)
        pictured = with_photo(manager)
        frame = lives.placed(pictured, manager, channel="embed")
        lives.placed(pictured, manager, channel="wall")
        _, proof = for_prospect(manager, placement.endorsement, pictured)
        closed, over = for_prospect(manager, pictured)
        lives.actions.close_proof_page(closed, by=manager, on=today())
    settle()
    page = visitor(**size, color_scheme=mode)

    for address in (reverse("face:wall"), reverse("face:embed", args=[frame.pk]), proof, over, "/voices/embed/999/"):
        page.goto(address)
        found = Axe().run(page).response["violations"]

        assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], address
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)"), address
