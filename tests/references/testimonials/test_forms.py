"""Do the forms only choose and never edit, and do they refuse what tells a reader nothing?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from references.testimonials.forms import FORMS, AttachForm, ChooseForm, PlaceForm, TieForm, sentences_of
from references.testimonials.forms.files import TOO_LARGE
from references.testimonials.models import Naming, Showing, Words
from references.testimonials.models.attachment import LARGEST
from references.testimonials.quoting import joined, spans_of
from references.testimonials.statements import statements
from references.testimonials.texts import is_no_disclosure
from refprogram.dates import today
from tests.references.testimonials import lives

TEXT = "Great. It simply works.\nPlanning went from nine hours to five. Dr. E. Moss likes it. Great."
PDF = b"%PDF-1.7 a paper %%EOF"
SITE = "https://northquay.example/customers"


def chosen(**given):
    words = Words(pk=1, text=TEXT)
    form = ChooseForm({"naming": Naming.FULL, **given}, words=words, showing=None)
    return form, form.chosen() if form.is_valid() else None


def test_sentences_are_cut_out_of_the_text_and_together_they_are_all_of_it():
    found = sentences_of(TEXT)

    assert [TEXT[one.start : one.end] for one in found] == [one.text for one in found]
    assert "".join(one.text for one in found).replace(" ", "") == TEXT.replace(" ", "").replace("\n", "")


def test_sentences_that_follow_each_other_stay_together_and_have_no_mark_between_them():
    _, said = chosen(sentences=["0", "1", "3"])

    text = joined(TEXT, spans_of(TEXT, said["parts"]))
    assert text.count("[…]") == 1
    assert text.startswith("Great. It simply works. […] ")


def test_a_number_after_what_was_left_out_is_claimed_without_the_mark():
    text = joined("It works. Now. Planning took five hours.", [[0, 9], [15, 40]])

    assert text == "It works. […] Planning took five hours."
    assert [found.sentence for found in statements(text)] == ["Planning took five hours."]


def test_nothing_chosen_means_all_of_their_words():
    _, said = chosen()

    assert said == {"parts": [], "paraphrase": "", "naming": Naming.FULL}


def test_parts_are_pasted_one_a_line():
    _, said = chosen(parts="It simply works\r\n\r\nnine hours to five\r\n")

    assert said["parts"] == ["It simply works", "nine hours to five"]


@pytest.mark.parametrize(
    "ways",
    [
        {"sentences": ["0"], "parts": "Great."},
        {"sentences": ["0"], "paraphrase": "They like it."},
        {"parts": "Great.", "paraphrase": "They like it."},
    ],
)
def test_one_way_of_choosing_excludes_the_others(ways):
    form, said = chosen(**ways)

    assert said is None
    assert form.errors["sentences"]


DOUBLE = ["“It works”", '"It works"', "„Es geht“", "«Ça marche»"]
SINGLE = [f"{chr(begin)}It works{chr(end)}" for begin, end in ((0x27, 0x27), (0x2018, 0x2019), (0x201A, 0x2018))]


@pytest.mark.parametrize("mark", [*DOUBLE, *SINGLE, f"{chr(0x2039)}Ça marche{chr(0x203A)}"])
def test_a_paraphrase_has_no_quotation_marks(mark):
    form, said = chosen(paraphrase=f"They say {mark}.")

    assert said is None
    assert "Quotation marks mean exact words" in form.errors["paraphrase"][0]


@pytest.mark.parametrize("text", ["It’s the planners’ favourite", "They don't wait, and drivers' hours fell"])
def test_an_apostrophe_is_no_quotation_mark(text):
    _, said = chosen(paraphrase=text)

    assert said is not None


def test_a_form_opens_with_what_is_chosen_now():
    words = Words(pk=1, text=TEXT)
    whole = Showing(words_id=1, spans=spans_of(TEXT, ["Great. It simply works."]), naming=Naming.ROLE)
    cut = Showing(words_id=1, spans=spans_of(TEXT, ["simply works"]), naming=Naming.ROLE)

    assert ChooseForm(words=words, showing=whole).initial == {
        "naming": Naming.ROLE,
        "paraphrase": "",
        "sentences": [0, 1],
    }
    assert ChooseForm(words=words, showing=cut).initial["parts"] == "simply works"


@pytest.mark.parametrize(
    "text",
    [
        "Results may vary.",
        "Individual results may vary",
        "Your mileage may vary.",
        "These results are not typical.",
        "No guarantee.",
        "Die Ergebnisse können im Einzelfall abweichen.",
        "Outcomes differ.",
    ],
)
def test_that_results_vary_is_no_disclosure(text):
    assert is_no_disclosure(text)


@pytest.mark.parametrize(
    "text", ["Half of them cut planning time by 22%", "Results vary: most customers get between 10% and 25%."]
)
def test_what_customers_generally_get_is_one(text):
    assert not is_no_disclosure(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tie", "nature", "field"), [("", "", "tie"), ("other", "", "nature"), ("other", "   ", "nature")]
)
def test_our_side_answers_and_says_what_it_is(tie, nature, field):
    assert field in TieForm({"tie": tie, "nature": nature}).errors


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("paper", "report.pdf", b"<html><script>alert(1)</script>"),
        ("paper", "report.pdf", b"MZ\x90\x00"),
        ("photo", "me.jpg", PDF),
        ("photo", "me.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ],
)
def test_a_disguised_file_is_refused_at_its_field(kind, name, data):
    form = AttachForm({"kind": kind}, {"file": SimpleUploadedFile(name, data)})

    assert list(form.errors) == ["file"]


def test_a_huge_file_is_refused_before_it_is_read():
    class Huge(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("it was read")

    file = Huge("report.pdf", PDF)
    file.size = LARGEST + 1

    assert AttachForm({"kind": "paper"}, {"file": file}).errors["file"] == [TOO_LARGE]


def test_a_paper_is_kept_as_it_is():
    form = AttachForm({"kind": "paper"}, {"file": SimpleUploadedFile("a/b/report.pdf", PDF)})

    assert form.is_valid()
    assert (form.cleaned_data["checked"].data, form.cleaned_data["checked"].content_type) == (PDF, "application/pdf")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channel": "website"}, "address"),
        ({"channel": "proof_page", "address": "x"}, "channel"),
        ({"channel": "website", "address": SITE, "until": "2020-01-01"}, "until"),
        ({"channel": "website", "address": SITE, "starts_on": "2020-01-01", "until": "2020-02-01"}, "until"),
        ({"channel": "website", "address": SITE, "starts_on": "2099-01-02", "until": "2099-01-01"}, "until"),
        ({"channel": "website", "address": "javascript:alert(1)"}, "address"),
        ({"channel": "website", "address": "the front page"}, "address"),
        ({"channel": "embed", "address": "x"}, "address"),
    ],
)
def test_a_place_is_somewhere_and_ends_after_it_begins(given, field):
    form = PlaceForm({"starts_on": today().isoformat(), **given}, on=today())

    assert list(form.errors) == [field]


@pytest.mark.django_db
def test_our_wall_needs_no_address():
    form = PlaceForm({"starts_on": today().isoformat(), "channel": "wall", "address": "somewhere"}, on=today())

    assert form.is_valid()
    assert form.cleaned_data["address"] == ""


DECIDED = {
    "body": "The board",
    "process": "Majority of nine",
    "standards": "Charter, section 4",
    "decided_on": "2026-11-02",
    "document": "Minute of that day",
}
FREE = {"owned_by_us": "no", "controlled_by_us": "no", "funded_by_us": "no"}


@pytest.mark.django_db
@pytest.mark.parametrize("question", FREE)
def test_a_question_of_independence_left_alone_is_not_answered(manager, question):
    endorsement = lives.taken_in(manager)
    file = lives.paper(endorsement, manager)
    given = DECIDED | FREE | {"attachment": file.pk}

    def errors(**more):
        sent = {name: value for name, value in (given | more).items() if value is not None}
        return FORMS["decision"](sent, endorsement=endorsement, on=today()).errors

    assert errors() == {}
    assert list(errors(**{question: None})) == [question]
    form = FORMS["decision"](given | {question: "yes"}, endorsement=endorsement, on=today())
    assert form.is_valid()
    assert not form.instance.is_independent


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["evaluation", "decision"])
def test_what_needs_its_paper_says_where_to_add_it(manager, sort):
    form = FORMS[sort]({}, endorsement=lives.taken_in(manager), on=today())

    assert form.errors["attachment"] == ["Choose the file. If it is not there yet, add it under “Files” first."]
