"""Does a person see their words exactly as they would be shown, and is their no as near as their yes?"""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from references import links
from references.models import Consent, ConsentEvent, Link, PageSeen, Purpose
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.models import Approval, Attachment, Connection, Endorsement, Placement, Status, Takedown
from refprogram.dates import today
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from tests.factories import ReferenceFactory, days_ago
from tests.portal.test_views import everything
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db

YES = {"answer": "yes", "audiences": ["prospect"], "tie": "none"}


class Reader(Client):
    """Somebody who sends what their page holds, as a browser does: what they saw, and which form it was."""

    def post(self, path, data=None, **rest):
        page = self.get(path).text
        held = {name: re.search(rf'name="{name}" value="(\w+)"', page) for name in ("seen", "of")}
        return super().post(
            path, {name: found.group(1) for name, found in held.items() if found} | (data or {}), **rest
        )


@pytest.fixture
def client():
    return Reader()


@pytest.fixture
def one(manager) -> Endorsement:
    return lives.asked(manager)


def page_for(reference, purpose=Purpose.WORDS) -> str:
    return "/" + links.mint(purpose=purpose, reference=reference.pk, on=today()).split("/", 3)[3]


@pytest.fixture
def address(one) -> str:
    return page_for(one.reference)


def status_of(endorsement) -> str:
    endorsement.refresh_from_db()
    return endorsement.status


def picture(*, size=(300, 200), kind="JPEG", name="me.jpg"):
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())


# What is asked


def test_the_page_shows_the_words_as_they_would_look_and_asks_three_ways_of_equal_weight(client, one, address):
    page = client.get(address).text

    block = dossier_of(one.pk, on=today()).block
    assert f"<blockquote>{block.quoted}</blockquote>" in page
    assert block.name in page
    assert f"{block.title}, {block.company}</span>" in page or block.company in page
    answers = re.findall(r'<input[^>]*name="answer"[^>]*>', page)
    assert [re.search(r'value="(\w+)"', answer).group(1) for answer in answers] == ["yes", "no", "otherwise"]
    assert len({re.sub(r'value="\w+"|id="\w+"', "", answer) for answer in answers}) == 1
    assert page.count("<button") == 1
    assert "checked" not in page
    assert "Others can read them, and copy them." in page, "the text that they agree to"


@pytest.mark.parametrize(
    ("language", "ours", "theirs"),
    [
        ("en", "in our words and not in yours", "What you said yourself"),
        ("de", "in unseren Worten und nicht in Ihren", "Was Sie selbst gesagt haben"),
    ],
)
def test_a_paraphrase_of_ours_is_called_so_and_what_they_said_stands_beside_it(
    client, one, address, manager, language, ours, theirs
):
    one.reference.contact.language = language
    one.reference.contact.save()
    assert theirs not in client.get(address).text
    actions.choose(one, paraphrase="They like how it works.", by=manager, on=today())

    page = client.get(address).text

    assert ours in page
    assert "exactly as they would be shown" not in page
    assert "genau so, wie sie gezeigt" not in page
    assert f"{theirs}</h2>" in page
    assert lives.TEXT in page.partition(theirs)[2]
    client.post(address, YES)
    assert lives.TEXT in PageSeen.objects.get().html, "what they saw is kept"


def test_what_would_stand_beside_the_words_is_said_at_each_choice(client, one, address):
    page = client.get(address).text

    for said in (
        "Beside your words it then says: “They have received a gift from us.”",
        "With your words it then says that you received nothing for it",
        "Your own sentence then stands beside your words",
        "Now it says: Name, title and company. Choose nothing to leave it so.",
        "A customer of ours",
    ):
        assert said in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_looking_changes_nothing_however_often(client, one, address, language):
    before = everything()

    for _ in range(3):
        assert client.get(address, {"lang": language}).status_code == 200
        assert client.head(address).status_code == 200

    assert everything() == before


def test_a_disclosure_stands_in_the_same_figure_at_the_size_of_the_words(client, one, address, manager):
    actions.tie(one, tie="travel", nature="We paid for a train ticket.", by=manager, on=today())

    figure = re.search(r"<figure.*?</figure>", client.get(address).text, re.DOTALL).group()

    assert re.search(
        r"</blockquote>\s*<p lang=\"en\">We have paid for their travel[^<]* We paid for a train ticket.</p>", figure
    )
    assert "<details" not in figure
    assert "title=" not in figure


# Yes, no, and otherwise


def test_a_yes_is_noted_with_the_page_they_saw_and_without_the_secret_of_its_address(client, one, address):
    Attachment.objects.create(
        endorsement=one, kind="photo", name="a.jpg", content_type="image/jpeg", size=1, digest="", data=b"x", on=today()
    )
    done = client.post(address, YES | {"naming": "role"}, follow=True)

    assert status_of(one) == Status.DOSSIER
    assert "We noted your yes." in done.text
    seen = PageSeen.objects.get().html
    assert lives.TEXT in seen
    assert "They have received a gift from us." in seen
    assert address.split("/")[2] not in seen
    assert dossier_of(one.pk, on=today()).block.name == ""
    assert list(Consent.objects.unended().get().audiences.values_list("audience", flat=True)) == ["prospect"]
    assert Connection.objects.get(asked_of="person").tie == "none"


def test_a_no_needs_nothing_else_and_leaves_a_receipt(client, one, address):
    done = client.post(address, {"answer": "no", "words": "x" * 5000, "tie": "other"})

    assert done.status_code == 302
    assert status_of(one) == Status.WITHDRAWN
    assert ConsentEvent.objects.get(kind="refused").shown == PageSeen.objects.get().digest
    assert "We noted your no." in client.get(done.headers["Location"]).text


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_yes_and_a_no_are_one_press_each(client, one, address, answer):
    assert client.post(address, YES | {"answer": answer}).status_code == 302

    assert status_of(one) == {"yes": Status.DOSSIER, "no": Status.WITHDRAWN}[answer]


def test_what_they_would_rather_say_is_shown_to_them_as_it_would_look(client, one, address):
    shown = client.post(address, {"answer": "otherwise", "words": "It works well for us."}, follow=True)

    assert "<blockquote>“It works well for us.”</blockquote>" in shown.text
    assert "This is how they would look; please look once more." in shown.text
    assert status_of(one) == Status.PERSON_APPROVAL
    assert one.versions.count() == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose one of the three; any answer is fine."),
        (YES | {"audiences": []}, "Please say where; one is enough."),
        (YES | {"tie": ""}, "Please choose one; “Nothing” is an answer as well."),
        (YES | {"tie": "other"}, "Please say in a sentence what it is."),
        ({"answer": "otherwise"}, "Please write how you would say it."),
        (YES | {"tie": "unknown"}, "Something needs a change"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_or_chosen_is_lost(client, one, address, sent, says):
    before = everything()

    answer = client.post(
        address, sent | {"naming": "nobody"} | ({"words": ""} if "answer" in sent else {"words": "Mine"})
    )

    assert answer.status_code == 422
    assert says in answer.text
    assert re.search(r'value="nobody"[^>]* checked', answer.text)
    assert everything() == before


def test_an_old_page_is_not_answered_and_the_words_stay(client, one, address, manager):
    old = re.search(r'name="seen" value="(\w+)"', client.get(address).text).group(1)
    actions.choose(one, parts=["It simply works"], by=manager, on=today())
    before = everything()

    late = client.post(address, {"seen": old, "answer": "otherwise", "words": "Mine"})

    assert late.status_code == 409
    assert "This page has changed since you opened it." in late.text
    assert "Mine</textarea>" in late.text
    assert everything() == before


def test_an_answer_that_comes_faster_than_anybody_reads_is_asked_for_once_more(client, one, address):
    letter = Message.objects.create(kind="x", to="contact:1", key="fast", sent_at=timezone.now())
    Link.objects.update(letter=letter)

    fast = client.post(address, {"answer": "otherwise", "words": "Mine"})

    assert fast.status_code == 409
    assert "Mine</textarea>" in fast.text
    assert one.versions.count() == 1


def test_an_answer_that_is_sent_twice_counts_once_and_is_no_mistake(client, one, address, manager):
    other = lives.asked(manager, one.reference, text="The training could have been longer.")
    held = {
        name: re.search(rf'name="{name}" value="(\w+)"', client.get(address).text).group(1) for name in ("seen", "of")
    }
    for _ in range(2):
        assert client.post(address, YES | held).status_code == 302

    assert status_of(one) == Status.DOSSIER
    assert status_of(other) == Status.PERSON_APPROVAL
    assert Approval.objects.count() == 1


def test_after_an_answer_the_next_one_waits_and_then_nothing(client, one, address, manager):
    lives.asked(manager, one.reference, text="The training could have been longer.")

    then = client.post(address, YES, follow=True)
    assert "“The training could have been longer.”" in then.text
    after = client.post(address, {"answer": "no"}, follow=True)

    assert "Thank you for answering" in after.text
    assert "No, do not show it" in after.text
    assert 'name="answer"' not in after.text
    assert client.post(address, {"answer": "yes"}).status_code == 409


def test_a_no_to_one_leaves_the_yes_to_another(client, one, address, manager):
    client.post(address, YES)
    other = lives.asked(manager, one.reference, text="The training could have been longer.")

    client.post(address, {"answer": "no"})

    assert (status_of(one), status_of(other)) == (Status.DOSSIER, Status.WITHDRAWN)
    assert Consent.objects.unended().exists()


def test_who_left_the_company_is_told_why_no_yes_is_taken_and_may_say_no(client, one, address):
    type(one.reference.contact).objects.update(status="left", status_since=today())

    assert "you have left the company" in client.post(address, YES).text
    assert client.post(address, {"answer": "no"}).status_code == 302


def test_another_letter_of_theirs_leads_to_their_words_as_well_and_nobody_elses_does(client, one):
    stranger = page_for(ReferenceFactory(agreed_to=()), Purpose.HOME) + "words/"
    mine = page_for(one.reference, Purpose.HOME)

    assert lives.TEXT not in client.get(stranger).text
    assert client.post(stranger, YES).status_code == 422
    assert mine + "words/" in client.get(mine).text
    assert client.post(mine + "words/", YES).status_code == 302
    assert status_of(one) == Status.DOSSIER


def test_the_page_costs_the_same_however_many_words_there_are(client, one, address, manager):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as alone:
        client.get(address)
    for number in range(3):
        lives.asked(manager, one.reference, text=f"And something else, {number}.")

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(alone) <= 8


# Once more, when six months are nearly over


@pytest.fixture
def shown(manager) -> Endorsement:
    one = lives.published(manager)
    lives.placed(one, manager)
    lives.placed(one, manager, channel="wall")
    return one


def test_what_is_shown_is_asked_about_again_when_something_changed_or_five_months_have_passed(client, shown):
    path = page_for(shown.reference)
    assert "Do you still mean this?" not in client.get(path).text
    Approval.objects.update(on=days_ago(155))

    page = client.get(path)

    assert "Do you still mean this?" in page.text
    assert "Said on" in page.text
    client.post(path, YES)
    assert status_of(shown) == Status.PUBLISHED
    assert Approval.objects.count() == 2
    assert "Do you still mean this?" not in client.get(path).text


def test_a_no_then_takes_it_down_everywhere(client, shown):
    Endorsement.objects.update(reconfirm_by=today() + timedelta(days=30))

    client.post(page_for(shown.reference), {"answer": "no"})

    assert status_of(shown) == Status.WITHDRAWN
    assert Placement.objects.still_up().get().channel == "website"
    assert Takedown.objects.open().count() == 1


# In their own words

WRITTEN = {"words": "Reports were right in week five. The night crew had too little training.", "tie": "none"}


@pytest.fixture
def empty(manager) -> str:
    """A link to somebody whose words we do not have."""
    return page_for(lives.speaker())


def test_with_nothing_waiting_they_may_write_themselves_and_approve_it_in_the_same_visit(client, empty):
    assert "checked" not in client.get(empty).text

    shown = client.post(empty, WRITTEN | {"photo": picture(), "is_me": "on"}, follow=True)

    one = Endorsement.objects.get()
    assert (one.origin, one.status, one.owner) == ("link", Status.PERSON_APPROVAL, None)
    assert f"“{WRITTEN['words']}”" in shown.text
    assert one.versions.get().said_by == "person"
    kept = one.attachments.get()
    assert (kept.content_type, kept.is_actual_person) == ("image/jpeg", True)
    drawn = client.get(re.search(r'<img src="([^"]+)"', shown.text).group(1))
    assert (drawn.headers["Content-Type"], drawn.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert drawn.headers["X-Content-Type-Options"] == "nosniff"

    assert client.post(empty, YES).status_code == 302
    assert status_of(one) == Status.DOSSIER
    assert not Message.objects.exists(), "nobody writes a letter about what they are looking at"


def test_nobody_sees_a_picture_of_somebody_else(client, empty):
    client.post(empty, WRITTEN | {"photo": picture(), "is_me": "on"})
    photo = Attachment.objects.get().pk
    stranger = page_for(ReferenceFactory(agreed_to=())).split("/")[2]

    assert client.get(reverse("portal:picture", args=[stranger, photo])).status_code == 404
    assert client.get(reverse("portal:picture", args=[empty.split("/")[2], photo + 1])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"photo": SimpleUploadedFile("me.jpg", b"%PDF-1.7 nothing to see")}, "This is no picture that we can read."),
        ({"photo": SimpleUploadedFile("me.svg", b"<svg onload='alert(1)'/>")}, "This is no picture that we can read."),
        (
            {"photo": SimpleUploadedFile("me.jpg", b"\xff\xd8\xff" + b"0" * 5 * 1024 * 1024)},
            "This file is larger than 5 MB.",
        ),
        ({"photo": picture()}, "Please say that the picture shows you, or leave it out."),
        ({"tie": ""}, "Please choose one; “Nothing” is an answer as well."),
        ({"words": "x" * 4_001}, "4000"),
        ({"words": "  "}, "Something needs a change"),
    ],
    ids=["a paper", "a drawing", "too large", "of whom", "no tie", "too long", "nothing"],
)
def test_what_cannot_be_taken_is_said_kindly_and_the_words_stay(client, empty, sent, says):
    for upload in (value for value in sent.values() if hasattr(value, "seek")):
        upload.seek(0)

    answer = client.post(empty, WRITTEN | sent)

    assert answer.status_code == 422
    assert says in answer.text
    assert "words" in sent or f"{WRITTEN['words']}</textarea>" in answer.text
    assert not Endorsement.objects.exists()


def test_a_file_that_is_no_picture_is_refused_in_german_too(client, empty):
    answer = client.post(empty + "?lang=de", WRITTEN | {"photo": SimpleUploadedFile("me.jpg", b"GIF89a")})

    assert "Das ist kein Bild, das wir lesen können." in answer.text


@pytest.mark.parametrize(("language", "says"), [("en", "This is too large"), ("de", "Das ist zu groß")])
def test_far_too_much_is_not_even_read(client, empty, language, says):
    type(Link.objects.get().reference.contact).objects.update(language=language)

    answer = Client().post(empty, {"photo": SimpleUploadedFile("me.jpg", b"0" * 7 * 1024 * 1024)})

    assert answer.status_code == 413
    assert says in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_sent_twice_is_there_once(client, empty):
    for _ in range(2):
        assert Client().post(empty, WRITTEN).status_code == 302

    assert Endorsement.objects.count() == 1


def test_after_their_no_nobody_presses_them_to_write_more(client, empty):
    client.post(empty, WRITTEN)
    client.post(empty, {"answer": "no"})

    page = client.get(empty).text

    assert "<textarea" not in page
    assert "No, do not show it" in page


# At home


def test_home_says_where_each_of_their_words_is_since_when_and_what_to_do_about_it(client, shown):
    home = page_for(shown.reference, Purpose.HOME)

    page = client.get(home).text

    assert "Our public wall" in page
    assert 'href="https://northquay.example/customers"' in page
    assert page.count(f"“{lives.TEXT}”") == 3, "two places, and the words themselves"
    wrong = re.search(r'href="([^"]+about=\d+)#wrong"', page).group(1)
    assert "About my words here: A website, https://northquay.example/customers" in client.get(wrong).text
    assert "None of your words" not in page


def test_the_stop_of_that_activity_takes_everything_down(client, shown):
    home = page_for(shown.reference, Purpose.HOME)

    page = client.post(home + f"stop/{shown.activity_id}/", {"choice": "stop"}, follow=True).text

    assert "Our public wall" not in page
    assert "It has to come down by" in page, "others show it still, and have been asked"
    assert status_of(shown) == Status.WITHDRAWN


def test_home_costs_nothing_more_for_somebody_without_words_and_the_same_for_many(client, shown, manager):
    home = page_for(shown.reference, Purpose.HOME)
    client.get(home)
    with CaptureQueriesContext(connection) as alone:
        client.get(home)
    for number in range(3):
        lives.placed(lives.published(manager, shown.reference, text=f"Good, the {number}th time."), manager)

    with CaptureQueriesContext(connection) as many:
        client.get(home)

    assert len(many) == len(alone) <= 12


# Their letters


@pytest.mark.parametrize(
    ("language", "first", "again"),
    [
        ("en", "May we show your words?", "Do you still mean what you said about us?"),
        ("de", "Dürfen wir Ihre Worte zeigen?", "Meinen Sie noch, was Sie über uns gesagt haben?"),
    ],
)
def test_the_letter_holds_the_words_and_says_when_it_asks_again(one, manager, language, first, again):
    type(one.reference.contact).objects.update(language=language)
    message = Message.objects.get()
    kind = kinds.kind(message.kind)

    letter = kind.composed(message)
    assert Link.objects.get().purpose == Purpose.WORDS
    lives.says_yes(one)
    Endorsement.objects.filter(pk=one.pk).update(status=Status.PUBLISHED, kind="consumer", published_on=today())
    links = Link.objects.count()

    assert (letter.subject, kind.preview(message).subject) == (first, again)
    assert lives.TEXT in letter.text
    assert lives.TEXT in letter.html
    assert "List-Unsubscribe" in letter.headers
    assert Link.objects.count() == links, "a preview makes none"


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "in your own words how it is?"), ("de", "in eigenen Worten sagen")]
)
def test_the_letter_that_asks_for_words_asks_for_bad_ones_too(manager, language, subject):
    reference = lives.speaker()
    type(reference.contact).objects.update(language=language)
    actions.invite(reference, by=manager, on=today())

    letter = kinds.kind("words_wanted").composed(Message.objects.get())

    assert subject in letter.subject
    assert {"en": "Good or bad", "de": "Gut oder schlecht"}[language] in letter.text
    assert "List-Unsubscribe" in letter.headers
