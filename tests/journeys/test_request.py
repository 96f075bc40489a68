"""Can three people walk a request whole? From the rep's need to the closed deal, each press a real one, in Chromium."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from references.cycle import take_due_steps
from references.models import ThankYou, UseConsent, UseFeedback
from refprogram.dates import today
from refprogram.outbox.deliver import send_all_due
from requests.models import Feedback, MatteredLetter, MatteredState, Meeting, ReferenceRequest, Side, Stage, Status
from tests import stages
from tests.browser import PHONE
from tests.factories import CustomerFactory, OpportunityFactory, ReferenceFactory, TopicFactory, TopicStrengthFactory
from tests.journeys.test_look import sign_in
from tests.journeys.test_story import AS_LONG_AS_A_PERSON_READS
from tests.outbox.sink import mail_server
from tests.settled import settle

PROSPECT = "ola@dunmore.example"
EDITED = "Dunmore chose us, and they heard from you before they did. Thank you for your half hour."


@pytest.fixture
def post(settings):
    """Carry letters over SMTP to a server that keeps them, as they leave."""
    with mail_server() as sink:
        settings.MAIL_FOLDER = None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture(autouse=True)
def _a_tuesday_in_the_morning(time_machine):
    """Begin where the three days that a journey takes are days of work, for letters and clocks alike."""
    now = timezone.now()
    time_machine.move_to(now + timedelta(days=(1 - now.weekday()) % 7, hours=8 - now.hour))


@pytest.fixture
def days_later(time_machine):
    """Let days pass for everybody at once."""
    return lambda days: time_machine.move_to(timezone.now() + timedelta(days=days))


@pytest.fixture
def program(rep, settings, live_server):
    """Three people: one who fits, one who fits less, and one whom nobody may use today; and the rep's deal."""
    settings.PUBLIC_BASE_URL = live_server.url
    reporting, support = TopicFactory(name="Reporting"), TopicFactory(name="Support quality")
    fits = ReferenceFactory(
        customer=CustomerFactory(name="Halvorsen Cold Chain", industry="Food retail"),
        contact__time_zone="Europe/Berlin",
    )
    for topic, rating in ((reporting, 5), (support, 4)):
        TopicStrengthFactory(reference=fits, topic=topic, rating=rating)
    ReferenceFactory(customer=CustomerFactory(name="Fernhill Dairies"))
    ReferenceFactory(customer=CustomerFactory(name="Tern Island Ferries", in_trouble=True))
    deal = {"account": "Dunmore Supermarkets", "name": "Depot roll-out", "close_on": today() + timedelta(days=25)}
    OpportunityFactory(owner=rep, **deal)
    settle()  # the pages are served by another thread, which settles nothing by itself
    return fits


def good(page):
    """Assert that a page, come to rest, fits its screen and that axe finds nothing that keeps somebody out."""
    page.evaluate("Promise.allSettled(document.getAnimations().map(moving => moving.finished))")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    found = Axe().run(page).response["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found], page.url


def letter_to(address, post):
    """Let what is due leave, and return the words of the last letter that arrived at an address."""
    send_all_due()
    mail = [mail for mail in post.letters if mail["To"] == address][-1]
    return mail.get_body(("plain",)).get_content()


def link_in(words, path="/p/"):
    return re.search(rf"http\S+{path}\S+", words).group()


def press(page, name):
    """Touch a button after the time that reading takes a person."""
    page.wait_for_timeout(AS_LONG_AS_A_PERSON_READS)
    with page.expect_navigation():
        page.get_by_role("button", name=name).tap()
    good(page)


def typed(moment, zone):
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def goes_through_the_wizard(page):
    """Three steps and a look-over; the deal is found while typing."""
    page.get_by_role("link", name="Ask for a reference").first.click()
    page.wait_for_url(reverse("requests:new"))
    page.get_by_label("Find a deal that we know").press_sequentially("Dunm")
    page.get_by_role("link", name="Dunmore Supermarkets").click()
    expect(page.locator("[name=account]")).to_have_value("Dunmore Supermarkets")
    page.get_by_label("What should it be?").select_option(label="Reference call")
    page.get_by_label("The prospect’s industry").fill("Food retail")
    good(page)
    page.get_by_role("button", name="Next").click()

    page.get_by_role("button", name="Next").click()
    expect(page.locator("main")).to_contain_text("Choose what matters most to them.")
    page.get_by_label("Matters most", exact=True).select_option(label="Reporting")
    page.get_by_label("Then", exact=True).select_option(label="Support quality")
    page.get_by_label("What do they want to hear about it?").fill("Reports in the first weeks")
    page.get_by_label("Questions they want to ask").fill("How long until reports were right?\nWho answers at 3 am?")
    page.get_by_label("How deep will they dig?").select_option(label="One use of our product, in detail")
    page.get_by_label("Who will be in the talk?").fill("Head of Logistics")
    good(page)
    page.get_by_role("button", name="Next").click()

    expect(page.locator("main")).to_contain_text("Too few requests of this kind so far to say.")
    page.get_by_label("Needed by").fill((today() + timedelta(days=8)).isoformat())
    good(page)
    page.get_by_role("button", name="Next").click()

    expect(page.locator("#need")).to_contain_text("Who answers at 3 am?")
    good(page)
    page.get_by_role("button", name="Send to the reference manager").click()
    page.wait_for_url(re.compile(r"/requests/\d+/$"))
    good(page)


def chooses_and_asks(page, ask):
    """Ranked with reasons, the blocked with what clears each; then one person, and only then the question."""
    page.goto(reverse("today:home"))
    page.get_by_role("link", name=re.compile("Dunmore Supermarkets")).first.click()
    page.get_by_role("button", name="Take it up").click()
    matches = page.locator("#matches")
    expect(matches.locator(".match")).to_have_count(2)
    first = matches.locator(".match").first
    for said in ("Halvorsen Cold Chain", "Reporting", "Same industry: Food retail"):
        expect(first).to_contain_text(said)
    for said in ("Tern Island Ferries", "The issue is resolved."):
        expect(matches.get_by_role("table")).to_contain_text(said)
    good(page)
    first.locator("label.name").click()
    page.get_by_role("button", name="Choose this person").click()
    page.get_by_role("button", name="Ask the customer").click()
    expect(page.locator("main")).to_contain_text("Waiting for the customer")
    good(page)


def test_from_the_need_to_an_agreed_time(visitor, rep, manager, program, post):
    details = program.contact.details
    seller = visitor()
    sign_in(seller, rep)
    goes_through_the_wizard(seller)
    ask = ReferenceRequest.objects.get()
    assert (ask.status, ask.opportunity.account) == (Status.SUBMITTED, "Dunmore Supermarkets")

    chooser = visitor()
    sign_in(chooser, manager)
    chooses_and_asks(chooser, ask)
    assert UseConsent.objects.get().reference == program
    for page in (reverse("requests:list"), reverse("today:home"), ask.get_absolute_url()):
        seller.goto(page)
        assert details.name not in seller.content()
        assert "Halvorsen" not in seller.content(), "a rep learns the company with the customer's yes"

    customer = visitor(**PHONE)
    customer.goto(link_in(letter_to(details.email, post)))
    for said in ("Dunmore Supermarkets", "Head of Logistics", "Who answers at 3 am?", str(manager)):
        expect(customer.locator("main")).to_contain_text(said)
    expect(customer.get_by_role("radio", checked=True)).to_have_count(0)
    good(customer)
    customer.get_by_role("radio", name="Yes", exact=False).first.tap()
    press(customer, "Send my answer")
    customer.get_by_role("link", name="When we talk").tap()
    expect(customer.locator("main")).to_contain_text("about prices and contracts")
    times = [stages.soon(3), stages.soon(4)]
    for number, moment in enumerate(times, 1):
        customer.get_by_label(f"Time {number}").fill(typed(moment, "Europe/Berlin"))
    press(customer, "Offer these times")
    expect(customer.locator("#own li")).to_have_count(2)

    assert f"{times[0].astimezone(ZoneInfo(settings.PROGRAM_TIME_ZONE)):%H:%M}" in letter_to(rep.email, post)
    seller.goto(ask.get_absolute_url())
    assert details.name not in seller.content(), "their yes shows the company; the name is asked for"
    good(seller)
    seller.get_by_role("button", name=re.compile("Take this one")).first.click()
    expect(seller.get_by_role("button", name=re.compile("Take this one"))).to_have_count(0)
    with seller.expect_download() as file:
        seller.get_by_role("link", name="For your calendar").click()
    event = vobject.readOne(file.value.path().read_text(encoding="utf-8")).vevent
    assert event.dtstart.value == times[0] == Meeting.objects.get().starts_at
    seller.get_by_role("button", name="Show whom to call").click()
    expect(seller.locator("#person")).to_contain_text(details.name)
    good(seller)
    seller.get_by_role("link", name="Page for the prospect").click()
    expect(seller.locator("main")).to_contain_text("about prices and contracts")
    assert details.name not in seller.content(), "the name is for the rep alone"

    customer.reload()
    expect(customer.get_by_role("link", name="For my calendar")).to_be_visible()
    good(customer)
    ask.refresh_from_db()
    assert ask.status == Status.SCHEDULED


def test_from_the_talk_to_the_closed_deal(visitor, rep, manager, program, post, days_later):
    ask = stages.scheduled(rep, manager, program)
    details = program.contact.details
    send_all_due()
    days_later(2)
    chooser = visitor()
    sign_in(chooser, manager)
    chooser.goto(ask.get_absolute_url())
    chooser.get_by_role("button", name="It took place").click()
    expect(chooser.locator("main")).to_contain_text("We owe the customer a thank-you")
    good(chooser)
    assert ThankYou.objects.get().use.reference == program

    days_later(1)
    seller = visitor()
    sign_in(seller, rep)
    seller.goto(ask.get_absolute_url())
    seller.get_by_role("link", name="Say how it was").click()
    seller.get_by_label("Yes", exact=True).check()
    seller.get_by_label("It helped").check()
    good(seller)
    seller.get_by_role("button", name="Send").click()
    expect(seller.locator("#after")).to_contain_text("It helped")
    seller.get_by_role("link", name="Ask the prospect").click()
    seller.get_by_label("Their e-mail address").fill(PROSPECT)
    good(seller)
    seller.get_by_role("button", name="Ask them").click()
    seller.wait_for_url(ask.get_absolute_url())

    prospect = visitor(**PHONE)
    prospect.goto(link_in(letter_to(PROSPECT, post), "/p/heard/"))
    assert details.name not in prospect.content()
    good(prospect)
    prospect.get_by_label("Partly").tap()
    prospect.get_by_label(re.compile("How well was this answered")).select_option("4")
    prospect.get_by_label("Was anything surprising?").fill("How soon the reports were right")
    press(prospect, "Send")
    expect(prospect.locator("main")).to_contain_text("Thank you for telling us")
    assert not prospect.context.cookies() or {cookie["name"] for cookie in prospect.context.cookies()} == {"csrf"}

    take_due_steps(on=today())
    customer = visitor(**PHONE)
    customer.goto(link_in(letter_to(details.email, post)))
    customer.get_by_label("Well", exact=True).tap()
    customer.get_by_label("About right").tap()
    good(customer)
    press(customer, "Send")
    expect(customer.locator("main")).to_contain_text("Thank you for telling us")
    assert UseFeedback.objects.get().went == "well"
    assert {one.side for one in Feedback.objects.all()} == {Side.REP, Side.PROSPECT}

    seller.goto(ask.get_absolute_url())
    seller.get_by_text("Say how it ended").click()
    seller.get_by_label("Won", exact=True).check()
    seller.get_by_label("On which day?").fill(today().isoformat())
    seller.get_by_role("button", name="Write it down").click()
    expect(seller.get_by_role("button", name="Write it down")).to_be_hidden()
    good(seller)
    ask.opportunity.refresh_from_db()
    assert ask.opportunity.stage == Stage.WON

    chooser = visitor()
    sign_in(chooser, manager)
    chooser.goto(reverse("requests:list_mattered"))
    good(chooser)
    chooser.locator("main").get_by_role("link", name=re.compile(details.name)).click()
    expect(chooser.get_by_label("What they read")).to_have_value(re.compile("heard from you"))
    chooser.get_by_label("What they read").fill(EDITED)
    good(chooser)
    chooser.get_by_role("button", name="Send it", exact=True).click()
    expect(chooser.locator("main")).to_contain_text("It leaves by letter.")
    assert EDITED in letter_to(details.email, post)
    assert MatteredLetter.objects.get().state == MatteredState.SENT

    chooser.goto(ask.get_absolute_url())
    expect(chooser.locator("#after")).to_contain_text("How soon the reports were right")
    chooser.get_by_text("Close it").click()
    chooser.get_by_role("button", name="Close the request").click()
    expect(chooser.locator("main")).to_contain_text("This is closed.")
    good(chooser)
    ask.refresh_from_db()
    assert ask.status == Status.CLOSED
