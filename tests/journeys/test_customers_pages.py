"""Can everybody read each page that a customer meets, on a phone, in the light and in the dark, in both languages?"""

from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import OperationalError
from django.utils import timezone

from customers.models import Contact, ContactDetails
from references import links
from references.actions.claims import claim
from references.models import CycleStep, Link, Purpose, ReconsentCycle, UseConsent
from refprogram.dates import today
from tests import stages
from tests.browser import PHONE
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    ReferenceFactory,
    UseConsentFactory,
    UseFactory,
    UserFactory,
    days_ago,
)

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
EMAIL = f"{'maximiliane.friederike.' * 3}zu-donau@schifffahrtselektrizitaetswerke.example"
TOO_WIDE = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
# Whatever is pressed: links within a sentence are left out, as WCAG does.
TOO_SMALL = """[...document.querySelectorAll(
  "main :is(button, select, textarea, summary, nav a, label:has(input), .form-check-label), .other,"
  + " main input:not([type=hidden], [type=radio], [type=checkbox])"
)].filter(place => place.checkVisibility() && place.getBoundingClientRect().height < 43.5).map(place => place.outerHTML)
"""


@pytest.fixture
def reference(call, manager):
    """Somebody with everything, whose every word is longer than a phone is wide."""
    reference = ReferenceFactory(checked_on=days_ago(160), agreed_to=[call], permitted=False, customer__name=LONG)
    Contact.objects.update(title=LONG, language="en")
    ContactDetails.objects.update(name=LONG, email=EMAIL)
    public = ActivityFactory(code="study", name=LONG, public=True)
    stopped, ran_out = ActivityFactory(code="visit", name="Site visit"), ActivityFactory(code="quote", name="Quote")
    ConsentFactory(reference=reference, activity=public, granted_on=days_ago(90))
    ConsentFactory(reference=reference, activity=stopped, ended_on=today())
    ConsentFactory(reference=reference, activity=ran_out, granted_on=days_ago(300))
    told = {"audiences": ["press", "event"], "said_on": days_ago(1), "channel": "call", "by": manager, "on": today()}
    claim(reference, ActivityFactory(code="talk", name="Talk at an event"), **told)
    return reference


class Guest:
    """Somebody on a phone, each of whose pages is looked at."""

    def __init__(self, page, reference, language):
        self.page, self.reference, self.language = page, reference, language
        self.faults = []

    def gets(self, purpose, **of):
        """Return where the link of one more letter leads."""
        return urlsplit(links.mint(purpose=purpose, reference=self.reference.pk, on=today(), **of)).path

    def opens(self, address):
        self.page.goto(f"{address}?lang={self.language}")
        self.looks(address)

    def presses(self, form, **typed):
        """Send the form that is at a place of the page, by its first button."""
        for name, value in typed.items():
            field = self.page.locator(f"{form} [name={name}]")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"{form} [name={name}][value={value}]").check()
            else:
                field.fill(value)
        with self.page.expect_navigation():
            self.page.locator(f"{form} button").first.click()
        self.looks(f"{form} {typed}")

    def looks(self, where):
        self.page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        found = Axe().run(self.page).response["violations"]
        self.faults += [(where, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
        self.faults += [(where, "wider than the phone", by) for by in [self.page.evaluate(TOO_WIDE)] if by > 0]
        self.faults += [(where, "too small for a thumb", place) for place in self.page.evaluate(TOO_SMALL)]
        spoken = self.page.locator("html").get_attribute("lang")
        self.faults += [(where, "speaks", spoken)] if spoken != self.language else []


@pytest.mark.parametrize(("language", "mode"), [("en", "light"), ("de", "dark")])
def test_every_page_of_a_customer_is_for_everybody(
    language, mode, browser, live_server, reference, rep, manager, settings, monkeypatch
):
    user = UserFactory(first_name=LONG[:40], last_name=LONG[40:], email=EMAIL)
    long = {"asked_by": user, "audience": LONG, "about": f"{LONG} " * 8}
    context = browser.new_context(**PHONE, base_url=live_server.url, color_scheme=mode)
    guest, tab = (Guest(context.new_page(), reference, language) for _ in range(2))
    page = guest.page

    question = stages.question_of(stages.asked(rep, manager, reference))
    UseConsent.objects.update(**long)
    address = guest.gets(Purpose.ASK, use_consent=question)
    guest.opens(address)
    guest.presses("form")
    tab.opens(address)
    guest.presses("form", answer="talk", words=LONG)
    tab.presses("form", answer="yes")
    taken_back = UseConsentFactory(reference=reference, taken_back_at=timezone.now(), **long)
    guest.opens(guest.gets(Purpose.ASK, use_consent=taken_back))

    begun = {"reference": reference, "cycle_start": days_ago(160), "step": CycleStep.FIRST_LETTER, "on": today()}
    check = guest.gets(Purpose.CHECK_IN, cycle_step=ReconsentCycle.objects.create(**begun))
    guest.opens(check)
    guest.presses("form", metric=LONG)
    guest.presses("form", answer="not_now")

    use = UseFactory(use_consent=UseConsentFactory(reference=reference, activity=ActivityFactory(code="study"), **long))
    feedback = guest.gets(Purpose.FEEDBACK, use=use)
    guest.opens(feedback)
    guest.presses("form")
    guest.presses("form", went="badly", words=LONG)

    home = guest.gets(Purpose.HOME)
    guest.opens(home)
    guest.presses("#wrong form")
    guest.presses("#wrong form", words=LONG)
    guest.presses("#pause form:last-of-type")
    guest.opens(f"{home}privacy/")
    guest.opens(f"{home}unsubscribe/")
    guest.opens(f"{home}data/")
    guest.presses("#erase form")
    guest.presses("#restrict form", choice="restrict")
    guest.opens(f"{home}unsubscribe/")
    Link.objects.update(expires_on=days_ago(1))
    guest.opens(home)
    while page.locator("#agreed form").count():
        guest.presses("#agreed form")

    guest.opens(f"{home}data/")
    context.clear_cookies()
    guest.presses("#object form")
    guest.opens(f"{home}data/")
    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "customer_answer", "0/m/ip")
    guest.presses("#object form")
    monkeypatch.undo()
    guest.opens("/p/nobody/")
    monkeypatch.setattr(links, "find", Mock(side_effect=OperationalError("gone")))
    guest.opens(home)

    context.close()
    assert not guest.faults + tab.faults
