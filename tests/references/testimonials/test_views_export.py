"""Is a dossier one file that holds everything, needs nothing else, and runs nothing?"""

import base64
import re
from html import unescape

import pytest
from django.urls import reverse

from references.models import ConsentEvent
from references.testimonials import actions
from references.testimonials.files import Checked
from references.testimonials.models import AttachmentKind, Tie
from refprogram.dates import today
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a paper %%EOF"


def exported(client, user, endorsement):
    client.force_login(user)
    answer = client.get(reverse("testimonials:export", args=[endorsement.pk]))
    assert answer.status_code == 200
    return answer, unescape(answer.text)


def whole(manager):
    """Everything that a dossier can hold: other words before, papers, a tie, places, a takedown."""
    endorsement = lives.asked(manager)
    paper = Checked("survey.pdf", "application/pdf", PDF)
    actions.attach(endorsement, kind=AttachmentKind.PAPER, file=paper, is_actual_person=False, by=manager, on=today())
    endorsement = lives.proven(lives.says_yes(endorsement, tie=Tie.GIFT), manager)
    endorsement = actions.publish(actions.clear(endorsement, by=manager, on=today()), by=manager, on=today())
    actions.take_down(lives.placed(endorsement, manager), proof="Looked at noon", by=manager, on=today())
    lives.placed(endorsement, manager, channel="wall")
    return endorsement


def test_it_holds_words_proofs_answers_with_receipts_ties_and_places(client, manager):
    endorsement = whole(manager)
    yes = ConsentEvent.objects.get(kind="granted")

    answer, page = exported(client, manager, endorsement)

    for words in (
        f"“{lives.TEXT}”",
        "Time sheets of weeks 1 to 20, drive P",
        "14 active users, admin console",
        "A prospect",
        "Yes, show it like this",
        f"<td>No. {yes.seq}</td>",  # beside the answer that it was written with
        yes.digest,
        "They have received a gift from us.",
        "https://northquay.example/customers",
        "Looked at noon",
        "Published",
        endorsement.versions.get().digest,
        "survey.pdf",
    ):
        assert words in page, words
    assert f"data:application/pdf;base64,{base64.b64encode(PDF).decode()}" in page
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-E-{endorsement.pk}.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_loads_nothing_and_runs_nothing(client, manager):
    _, page = exported(client, manager, whole(manager))

    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)


def test_it_says_that_it_is_no_legal_advice_and_what_is_to_be_verified(client, manager, settings):
    endorsement = lives.taken_in(manager)
    settings.DISCLOSURE_NOTE, settings.SELECTION_NOTE = "Our counsel’s own words.", ""

    _, page = exported(client, manager, endorsement)

    assert "This is not legal advice." in page
    assert page.count("To be verified:") == 1
    assert "Our counsel’s own words." in page


def test_words_that_have_nothing_yet_are_exported_with_all_that_is_missing(client, admin, manager):
    endorsement = lives.taken_in(manager)

    _, page = exported(client, admin, endorsement)

    assert "Nothing was chosen for showing." in page
    assert "Nobody knows yet who said this." in page
    assert "Gareth Pryce" in page


def test_words_that_were_touched_are_marked(client, manager):
    endorsement = lives.taken_in(manager)
    endorsement.versions.update(text="They are the best.")

    assert "These words are not what was taken down." in exported(client, manager, endorsement)[1]


def test_what_somebody_typed_is_text_and_never_code(client, manager):
    endorsement = lives.taken_in(manager, text="<script>alert(1)</script> Good.")

    client.force_login(manager)
    raw = client.get(reverse("testimonials:export", args=[endorsement.pk])).text

    assert "<script>" not in raw
    assert "&lt;script&gt;" in raw
