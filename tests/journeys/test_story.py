"""Can three people walk the whole story? From the rep's wish over the customer's yes to the thank-you, in a browser."""

import re
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from customers.actions import open_issue
from customers.models.issue import IssueKind, Severity
from references.cycle import take_due_steps
from references.links import FASTER_THAN_ANYBODY_READS
from references.models import CheckIn, ThankYou, UseConsent
from refprogram.dates import add_months, today
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from requests.models import ReferenceRequest, RequestEvent, Status
from tests.browser import PHONE
from tests.factories import ActivityFactory, CustomerFactory, ReferenceFactory, TopicFactory
from tests.journeys.test_look import sign_in
from tests.settled import settle

AS_LONG_AS_A_PERSON_READS = FASTER_THAN_ANYBODY_READS / timedelta(milliseconds=1)


def a_program():
    """Three people who might do, and the one who fits."""
    fits = ReferenceFactory(customer=CustomerFactory(name="Halvorsen Cold Chain", industry="Food retail"))
    ReferenceFactory(customer=CustomerFactory(name="Fernhill Dairies"))
    for topic in ("Reporting", "Migration"):
        TopicFactory(name=topic)
    ReferenceFactory(customer=CustomerFactory(name="Tern Island Ferries", in_trouble=True))
    settle()  # the pages are served by another thread, which settles nothing by itself
    return fits


def the_customers_link(page, subject):
    """Follow the link out of the letter, as the outbox of a program without a mail server shows it."""
    page.goto(reverse("outbox:list"))
    page.get_by_role("link", name=subject).first.click()
    return page.locator("a[href*='/p/']").first.get_attribute("href")


def asks(page):
    page.goto(reverse("requests:new"))
    page.get_by_label("What should it be?").select_option(label="Reference call")
    for field, text in {
        "account": "Marlow Grocers",
        "domain": "marlow.example",
        "name": "Depot roll-out",
        "value": "210000",
        "close_on": (today() + timedelta(days=25)).isoformat(),
        "industry": "Food retail",
    }.items():
        page.locator(f"[name={field}]").fill(text)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Matters most", exact=True).select_option(label="Reporting")
    page.get_by_label("Then", exact=True).select_option(label="Migration")
    page.get_by_label("How deep will they dig?").select_option(label="One use of our product, in detail")
    page.locator("[name=matters_most]").fill("Reports in the first weeks, and how support answers")
    page.locator("[name=questions]").fill("What happens at night?")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("[name=account]")).to_have_value("Marlow Grocers")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[name=questions]")).to_have_value("What happens at night?")
    page.get_by_role("button", name="Next").click()
    page.locator("[name=needed_by]").fill((today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#need")).to_contain_text("What happens at night?")
    page.get_by_role("button", name="Send to the reference manager").click()
    page.wait_for_url(re.compile(r"/requests/\d+/$"))
    return ReferenceRequest.objects.get()


def test_from_the_reps_wish_to_the_thank_you(visitor, rep, manager, settings, live_server):
    settings.PUBLIC_BASE_URL = live_server.url
    fits = a_program()
    name = fits.contact.details.name

    seller = visitor()
    sign_in(seller, rep)
    ask = asks(seller)
    expect(seller.locator("main")).to_contain_text("Marlow Grocers")

    chooser = visitor()
    sign_in(chooser, manager)
    chooser.goto(ask.get_absolute_url())
    chooser.get_by_role("button", name="Take it up").click()
    expect(chooser.locator("#need")).to_contain_text("Reporting, then Migration")
    matches = chooser.locator("#matches")
    expect(matches.locator(".match").first).to_contain_text("Halvorsen Cold Chain")
    expect(matches.locator(".match").first).to_contain_text("Same industry: Food retail")
    expect(matches.get_by_role("table")).to_contain_text("Tern Island Ferries")
    expect(matches.get_by_role("table")).to_contain_text("The issue is resolved.")
    matches.locator("label.name").first.click()
    chooser.get_by_role("button", name="Choose this person").click()
    chooser.get_by_role("button", name="Ask the customer").click()
    expect(chooser.locator("main")).to_contain_text("Waiting for the customer")
    assert UseConsent.objects.get().reference == fits

    seller.reload()
    assert name not in seller.content()
    assert "Halvorsen" not in seller.content(), "a rep learns the company with the customer's yes"

    send_due(limit=100)
    link = the_customers_link(chooser, "Marlow Grocers")
    customer = visitor(**PHONE)
    customer.goto(link)
    assert not customer.context.cookies() or {cookie["name"] for cookie in customer.context.cookies()} == {"csrf"}
    expect(customer.get_by_role("radio", checked=True)).to_have_count(0)
    customer.get_by_role("button", name="Send my answer").click()
    assert ReferenceRequest.objects.get().status == Status.AWAITING_CUSTOMER, "no choice is no answer"
    customer.get_by_role("radio", name="Yes", exact=False).first.check()
    customer.wait_for_timeout(AS_LONG_AS_A_PERSON_READS)
    customer.get_by_role("button", name="Send my answer").click()
    expect(customer.locator("main")).to_contain_text("Thank you")
    assert ReferenceRequest.objects.get().status == Status.CONFIRMED, "a yes confirms without a second press"

    seller.reload()
    expect(seller.locator("main")).to_contain_text("Halvorsen Cold Chain")
    assert name not in seller.content()
    seller.get_by_role("button", name="Show whom to call").click()
    expect(seller.locator("#person")).to_contain_text(name)
    assert RequestEvent.objects.filter(verb="reveal", actor=rep).count() == 1

    chooser.goto(ask.get_absolute_url())
    chooser.get_by_role("button", name="It took place").click()
    expect(chooser.get_by_role("button", name="It took place")).to_have_count(0)
    thanks = ThankYou.objects.get()
    assert thanks.use.reference == fits

    chooser.goto(reverse("today:home"))
    chooser.get_by_role("button", name="Note card").click()
    expect(chooser.get_by_role("button", name="Note card")).to_have_count(0)
    thanks.refresh_from_db()
    assert (thanks.kind, thanks.thanked_by) == ("note_card", manager)


def test_what_happens_when_trouble_comes_in_between(visitor, rep, manager, other_manager, settings, live_server):
    settings.PUBLIC_BASE_URL = live_server.url
    fits = a_program()
    seller = visitor()
    sign_in(seller, rep)
    ask = asks(seller)
    chooser = visitor()
    sign_in(chooser, manager)
    chooser.goto(ask.get_absolute_url())
    chooser.get_by_role("button", name="Take it up").click()
    chooser.locator("#matches label.name").first.click()
    chooser.get_by_role("button", name="Choose this person").click()
    expect(chooser.get_by_role("button", name="Ask the customer")).to_be_visible()

    open_issue(
        fits.contact.customer,
        kind=IssueKind.BILLING,
        severity=Severity.HIGH,
        summary="Invoice in the wrong currency",
        opened_on=today(),
        by=other_manager,
        on=today(),
    )
    chooser.get_by_role("button", name="Ask the customer").click()

    expect(chooser.get_by_role("alert").first).to_be_visible()
    assert ReferenceRequest.objects.get().status == Status.NEEDS_REVIEW
    assert not Message.objects.filter(kind="question_to_customer").exists()
    seller.reload()
    expect(seller.locator("main")).to_contain_text("Open issue since")
    assert "wrong currency" not in seller.content(), "a rep learns the class of a reason, never the detail"


def test_the_six_month_page_renews_with_one_press(visitor, manager, settings, live_server):
    settings.PUBLIC_BASE_URL = live_server.url
    ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[ActivityFactory()])
    assert take_due_steps(on=today()) == 1
    send_due(limit=100)
    chooser = visitor()
    sign_in(chooser, manager)

    customer = visitor(**PHONE, java_script_enabled=False)
    customer.goto(the_customers_link(chooser, "May we still count on you?"))
    expect(customer.locator("main")).to_contain_text("Reference call")
    customer.get_by_role("radio", name="Yes", exact=False).first.check()
    customer.wait_for_timeout(AS_LONG_AS_A_PERSON_READS)
    customer.get_by_role("button", name="Send my answer").click()

    expect(customer.locator("main")).to_contain_text("Thank you")
    assert CheckIn.objects.latest("on", "pk").channel == "link"
