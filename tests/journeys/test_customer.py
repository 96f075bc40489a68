"""Can somebody with nothing but a phone and their link say yes, stop, and be left alone, in their own language?"""

from datetime import timedelta
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from customers.models import Issue
from references import links
from references.actions.claims import claim
from references.models import Claim, Consent, ConsentChannel, ContactPreference, Pause, Purpose
from refprogram.dates import today
from tests.browser import PHONE
from tests.factories import ActivityFactory, ConsentFactory, ReferenceFactory
from tests.settled import settle

WORDS = {
    "en": {
        "said": "Yes, that is right",
        "stop": "Stop",
        "undo": "Undo",
        "alone": "Leave me alone until I say so",
        "calmer": "Things are calmer now",
        "wrong": "What is not right?",
        "tell": "Tell us what is wrong",
        "looked_at": "It is being looked at",
        "save": "Save my limits",
        "at_most": "In three months, at most",
    },
    "de": {
        "said": "Ja, das stimmt",
        "stop": "Beenden",
        "undo": "Rückgängig machen",
        "alone": "Lassen Sie mich in Ruhe, bis ich mich melde",
        "calmer": "Jetzt ist es ruhiger",
        "wrong": "Was stimmt nicht?",
        "tell": "Sagen Sie uns, was nicht stimmt",
        "looked_at": "Wir kümmern uns darum",
        "save": "Meine Grenzen speichern",
        "at_most": "In drei Monaten höchstens",
    },
}
FILES = (".json", ".csv")


class Reader:
    """Somebody on their own page, whose presses are counted and whose page fits their screen after each."""

    def __init__(self, page, words):
        self.page, self.words, self.presses = page, words, 0

    def press(self, button):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.words[button]).click()
        self.presses += 1
        self.fits()

    def presses_for(self, button):
        before = self.presses
        self.press(button)
        return self.presses - before

    def fits(self):
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


@pytest.fixture
def reference(call, manager):
    with transaction.atomic():
        reference = ReferenceFactory(agreed_to=[])
        claim(
            reference, call, audiences=["press"], said_on=today(), channel=ConsentChannel.CALL, by=manager, on=today()
        )
    settle()
    return reference


@pytest.fixture
def token(reference):
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).split("/")[-2]


@pytest.mark.parametrize("language", ["en", "de"])
def test_without_script_on_a_phone_everything_is_one_press_and_stopping_no_more_than_agreeing(
    language, visitor, reference, token
):
    page = visitor(**PHONE, java_script_enabled=False)
    page.goto(reverse("portal:home", args=[token]) + f"?lang={language}")
    reader = Reader(page, WORDS[language])
    reader.fits()

    to_agree = reader.presses_for("said")
    assert Consent.objects.unended().filter(reference=reference).exists()
    assert not Claim.objects.open().exists()

    to_stop = reader.presses_for("stop")
    assert not Consent.objects.unended().exists()
    assert to_stop <= to_agree

    assert reader.presses_for("undo") >= to_stop
    assert Consent.objects.unended().get().granted_on == today()

    reader.press("alone")
    assert Pause.objects.active(on=today() + timedelta(days=400)).exists()
    reader.press("calmer")
    assert not Pause.objects.active(on=today()).exists()

    page.get_by_label(reader.words["wrong"]).fill("Nobody calls back")
    reader.press("tell")
    assert Issue.objects.get().summary == "Nobody calls back"
    assert page.get_by_text(reader.words["looked_at"]).is_visible()

    page.get_by_label(reader.words["at_most"]).select_option("2")
    page.locator(".months label").nth(6).click()
    reader.press("save")
    kept = ContactPreference.objects.get(reference=reference)
    assert (kept.max_per_quarter, kept.source) == (2, "customer")
    assert list(kept.quiet_months.values_list("month", flat=True)) == [7]
    assert page.get_by_label(reader.words["at_most"]).input_value() == "2"
    assert page.locator("html").get_attribute("lang") == language


def test_a_scanner_that_follows_every_link_and_sends_every_form_changes_no_table(visitor, reference, token):
    ConsentFactory(reference=reference, activity=ActivityFactory(code="visit", name="Site visit"))
    settle()
    page = visitor()
    before = every_row()

    entrances = [reverse(f"portal:{name}", args=[token]) for name in ("page", "unsubscribe")]
    seen, sent = scan(page, entrances)

    assert {reverse(f"portal:{name}", args=[token]) for name in ("home", "data", "data_json", "data_csv")} <= seen
    assert {reverse(f"portal:{name}", args=[token]) for name in ("limits", "pause", "mail", "complain")} <= sent
    assert {reverse("portal:wish", args=[token, wish]) for wish in ("erase", "object", "restrict", "correct")} <= sent
    assert {"agree", "stop"} <= {path.split("/")[3] for path in sent}
    assert every_row() == before


def scan(page, entrances):
    """Open every address that can be reached without leaving, and send every form there as it stands.

    Return the paths that were opened and those to which a form was sent. Sent from script, it goes without its button.
    """
    seen, sent, waiting = set(), set(), []
    for entrance in entrances:
        page.goto(entrance)
        waiting.append(page.url)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        if address.endswith(FILES):
            page.evaluate("address => fetch(address).then(answer => answer.text())", address)
            continue
        page.goto(address)
        here = urlsplit(page.url).netloc
        found = [urldefrag(link).url for link in page.evaluate("[...document.links].map(link => link.href)")]
        waiting += [link for link in found if urlsplit(link).netloc == here]
        for number in range(page.evaluate("document.forms.length")):
            action = page.evaluate("number => document.forms[number].action", number)
            if action in sent:
                continue
            sent.add(action)
            with page.expect_navigation():
                page.evaluate("number => HTMLFormElement.prototype.submit.call(document.forms[number])", number)
            page.goto(address)
    return [{urlsplit(address).path for address in addresses} for addresses in (seen, sent)]


def every_row():
    """Return what stands in every table of the database, except how often this address was asked lately."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == settings.CACHES["default"]["LOCATION"]:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows
