"""Can somebody on a phone say yes to their words, see where they are, take them back and write some, in few presses?"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from PIL import Image

from references import links
from references.models import Consent, Purpose
from references.testimonials.dossier import dossier_of
from references.testimonials.models import Approval, Endorsement, Placement, Status
from refprogram.dates import today
from tests.browser import PHONE
from tests.references.testimonials import lives
from tests.settled import settle

WORDS = {
    "en": {
        "yes": "Yes, show it like this",
        "no": "No, do not show it",
        "site": "On our website and in our sales material",
        "nothing": "Nothing",
        "send": "Send my answer",
        "stop": "Stop",
        "where": "Where your words are",
        "nowhere": "None of your words are shown anywhere.",
        "mine": "Your words",
        "show": "Show me how it would look",
        "picture": "A picture of you",
        "me": "This picture shows me.",
        "noted": "We noted your yes.",
    },
    "de": {
        "yes": "Ja, so zeigen",
        "no": "Nein, nicht zeigen",
        "site": "Auf unserer Website und in Verkaufsunterlagen",
        "nothing": "Nichts",
        "send": "Meine Antwort senden",
        "stop": "Beenden",
        "where": "Wo Ihre Worte stehen",
        "nowhere": "Ihre Worte stehen nirgends.",
        "mine": "Ihre Worte",
        "show": "Zeigen, wie es aussehen würde",
        "picture": "Ein Bild von Ihnen",
        "me": "Dieses Bild zeigt mich.",
        "noted": "Wir haben Ihr Ja notiert.",
    },
}
in_both_languages = pytest.mark.parametrize("language", ["en", "de"])


class Reader:
    """Somebody on their own page: their presses are counted, and after each the page fits their screen and is sound."""

    def __init__(self, page, language):
        self.page, self.words, self.language, self.presses = page, WORDS[language], language, 0

    def opens(self, reference, panel="page", purpose=Purpose.WORDS):
        token = links.mint(purpose=purpose, reference=reference.pk, on=today()).split("/")[-2]
        self.page.goto(reverse(f"portal:{panel}", args=[token]) + f"?lang={self.language}")
        self.is_sound()

    def chooses(self, *names):
        for name in names:
            self.page.get_by_label(re.compile(r"^\s*" + re.escape(self.words[name]))).first.check()

    def presses_button(self, name):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile("^" + re.escape(self.words[name]))).first.click()
        self.presses += 1
        self.is_sound()

    def is_sound(self):
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
        found = Axe().run(self.page).response["violations"]
        assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
        assert self.page.locator("html").get_attribute("lang") == self.language


@pytest.fixture
def asked(manager):
    with transaction.atomic():
        one = lives.asked(manager)
    settle()
    return one


@in_both_languages
def test_a_person_approves_their_words_and_takes_them_back_from_their_own_page(language, visitor, manager, asked):
    reader = Reader(visitor(**PHONE), language)
    reader.opens(asked.reference)
    assert reader.page.locator("figure blockquote").inner_text() == f"“{lives.TEXT}”"

    reader.chooses("yes", "site", "nothing")
    reader.presses_button("send")
    to_agree = reader.presses
    assert reader.page.get_by_text(reader.words["noted"]).is_visible()
    assert Approval.objects.get().digest == dossier_of(asked.pk, on=today()).block.digest

    with transaction.atomic():
        lives.proven(asked, manager)
        for step in ("clear", "publish"):
            getattr(lives.actions, step)(asked, by=manager, on=today())
        lives.placed(asked, manager, channel="wall")
    reader.opens(asked.reference, "home", Purpose.HOME)
    assert reader.page.locator("#words").get_by_text(lives.TEXT).is_visible()

    reader.presses = 0
    reader.presses_button("stop")

    assert reader.presses <= to_agree == 1
    assert reader.page.get_by_text(reader.words["nowhere"]).is_visible()
    asked.refresh_from_db()
    assert asked.status == Status.WITHDRAWN
    assert not Placement.objects.still_up().exists()
    assert not Consent.objects.unended().exists()


@in_both_languages
def test_a_no_is_one_choice_and_one_press(language, visitor, asked):
    reader = Reader(visitor(**PHONE), language)
    reader.opens(asked.reference)

    reader.chooses("no")
    reader.presses_button("send")

    asked.refresh_from_db()
    assert (asked.status, reader.presses) == (Status.WITHDRAWN, 1)


@in_both_languages
def test_a_person_writes_themselves_with_a_picture_and_approves_it_in_the_same_visit(
    language, visitor, manager, tmp_path
):
    with transaction.atomic():
        reference = lives.speaker()
    settle()
    picture = tmp_path / "me.png"
    Image.new("RGB", (300, 200), "teal").save(picture)
    reader = Reader(visitor(**PHONE), language)
    reader.opens(reference)

    reader.page.get_by_label(reader.words["mine"], exact=False).first.fill(
        "It works. The night crew had too little training."
    )
    reader.chooses("nothing", "me")
    reader.page.get_by_label(reader.words["picture"]).set_input_files(picture)
    reader.presses_button("show")
    shown = reader.page.locator("figure img")
    assert shown.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    reader.chooses("yes", "site", "nothing")
    reader.presses_button("send")

    one = Endorsement.objects.get()
    assert (one.status, one.origin, reader.presses) == (Status.DOSSIER, "link", 2)
