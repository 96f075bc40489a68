"""Does everybody find what we keep about them in words, whatever field or code the rows hold?"""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from customers.models import Contact, Issue, SurveyResponse
from references import models as of_references
from references.eligibility import BLOCKED, CLEAR, FORBIDDEN, INFO, WARNING
from references.models.checkin import CueKind
from references.notices import contact_address
from references.referrals import models as of_referrals
from references.testimonials import models as of_words
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from refprogram.rights import copy
from refprogram.rights.in_words import CODES, FIELDS, to_read
from refprogram.rights.models import RightsRequest
from requests.models import (
    Assignment,
    Feedback,
    MatteredLetter,
    Meeting,
    Override,
    RequestNote,
    Side,
    Slot,
    TopicFeedback,
)

# Where the rows of each section come from; a new section stands here, or the first test fails.
OF = {
    "what you agreed to": (of_references.Consent, copy.CONSENTS),
    "what we were told you agree to": (of_references.Claim, copy.CLAIMS),
    "your limits": (of_references.ContactPreference, copy.LIMITS),
    "times in which you wanted to be left alone": (of_references.Pause, copy.PAUSES),
    "what we asked you": (of_references.UseConsent, copy.QUESTIONS),
    "what you did for us": (of_references.Use, copy.USES),
    "times that were agreed with you": (Meeting, copy.TALKED),
    "times that are on offer now": (Slot, copy.OFFERED),
    "how you said it went": (of_references.UseFeedback, copy.FEEDBACK),
    "how others said you were heard": (Feedback, copy.HEARD),
    "how well others said you spoke on a topic": (TopicFeedback, copy.RATED),
    "how good we expected a talk with you to be": (Assignment, copy.EXPECTED),
    "what we wrote of what came of your help": (MatteredLetter, copy.MATTERED),
    "what we offered or gave you": (of_references.RewardEntry, copy.REWARDS),
    "whether you know somebody, as we asked you": (of_referrals.ReferralAsk, copy.ASKS),
    "whom you introduced to us, without their names": (of_referrals.Referral, copy.INTRODUCTIONS),
    "what you said in our praise": (of_referrals.Compliment, copy.COMPLIMENTS),
    "talks with you, and what we noted": (of_references.CheckIn, copy.TALKS),
    "what you answered when we asked whether it is still right": (of_references.Link, copy.CHECKS),
    "when we looked whether you could be asked": (of_references.Judgement, copy.JUDGEMENTS),
    "what we noted on requests for which you alone were chosen": (RequestNote, copy.NOTES),
    "what we set aside to ask you all the same": (Override, copy.SET_ASIDE),
    "results you told us of": (of_references.Result, copy.RESULTS),
    "topics you can speak about": (of_references.TopicStrength, copy.TOPICS),
    "who of us proposed you": (of_references.Nomination, copy.PROPOSALS),
    "what you answered in surveys": (SurveyResponse, copy.SURVEYS),
    "what you told us was not right": (Issue, copy.COMPLAINTS),
    "what you said about us, to be shown": (of_words.Endorsement, copy.SAID),
    "where your words are shown": (of_words.Placement, copy.PLACES),
    "what ties you to us": (of_words.Connection, copy.TIES),
    "pictures and papers with your words": (of_words.Attachment, copy.FILES),
    "why you can judge what we make": (of_words.Credential, copy.SKILLS),
    "letters to you": (Message, copy.LETTERS),
    "what you asked us to do with your data": (RightsRequest, copy.WISHES),
    "receipts of every yes and no": (of_references.ConsentEvent, copy.RECEIPTS),
    "pages as you saw them when you answered": (of_references.PageSeen, copy.PAGES),
}
MADE_UP = {"who you are", "who got your name and number"}


def chosen():
    """Yield every column of a copy that holds one of some codes, with these codes."""
    yield "who you are", "status", {code for code, _ in Contact._meta.get_field("status").flatchoices}
    for title, (model, columns) in OF.items():
        for name, column in columns.items():
            choices = None if "__" in column else model._meta.get_field(column).flatchoices
            if choices:
                yield title, name, {code for code, _ in choices}
    yield "what you agreed to", "who_may_hear", set(of_references.Audience.values)
    yield "what we were told you agree to", "who_may_hear", set(of_references.Audience.values)
    yield "your limits", "quiet_months", set(range(1, 13))
    yield "talks with you, and what we noted", "signs_of_hesitation", set(CueKind.values)
    yield "how well others said you spoke on a topic", "who", set(Side.values)
    yield "when we looked whether you could be asked", "came_to", {CLEAR, INFO, WARNING, BLOCKED, FORBIDDEN}


@pytest.mark.once
def test_every_section_is_looked_at_here():
    assert OF.keys() | MADE_UP == copy.SECTIONS.keys()


@pytest.mark.once
@pytest.mark.parametrize(("title", "name", "codes"), [pytest.param(*one, id="-".join(one[:2])) for one in chosen()])
def test_every_code_is_said_in_words(title, name, codes):
    assert codes <= CODES[title, name].keys()


@pytest.mark.once
def test_every_letter_to_a_customer_is_said_in_words():
    to_customers = {code for code in kinds.codes() if kinds.kind(code).address is contact_address}

    assert to_customers
    assert to_customers <= CODES["letters to you", "kind"].keys()


@pytest.mark.django_db
def test_every_field_is_said_in_words_in_german_too(person):
    copied = copy.copy_of(person)
    assert {name for rows in copied.values() for row in rows for name in row} <= FIELDS.keys()
    assert {name for _, columns in OF.values() for name in columns} <= FIELDS.keys()

    with override("de"):
        found = {section.title: section.rows for section in to_read(copied)}

    assert [line.value for line in found["wer Sie sind"][0] if line.label == "Stand"] == ["Wir dürfen Ihnen schreiben"]
    assert [row[2].value for row in found["Belege für jedes Ja und Nein"]] == [
        "Uns wurde gesagt, dass Sie zustimmen",
        "Sie haben Ja gesagt",
    ]
    assert found["wozu Sie Ja gesagt haben"][0][0].value == "Referenzgespräch"


@pytest.mark.once
def test_days_and_instants_are_written_as_people_write_them_and_empty_fields_are_left_out(settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    rows = [{"since": date(2026, 11, 3), "at": datetime(2026, 1, 1, 12, tzinfo=UTC), "until": None, "note": ""}]

    ((row,),) = [section.rows for section in to_read({"your limits": rows})]

    assert [(line.label, line.value) for line in row] == [("Since", "3 Nov 2026"), ("When", "1 Jan 2026, 13:00")]
    with override("de"):
        ((row,),) = [section.rows for section in to_read({"your limits": rows})]
    assert [line.value for line in row] == ["3. Nov 2026", "1. Jan 2026, 13:00"]


@pytest.mark.once
def test_what_somebody_wrote_is_never_taken_for_a_code():
    ((row,),) = [section.rows for section in to_read({"results you told us of": [{"what": "no", "before": "well"}]})]

    assert [line.value for line in row] == ["no", "well"]


@pytest.mark.once
def test_nothing_is_lost_of_what_somebody_wrote():
    wrote = {"words": "if a<b then stop > there", "best_time": ""}
    ((row,),) = [section.rows for section in to_read({"your limits": [wrote]})]

    assert [line.value for line in row] == ["if a<b then stop > there"]


@pytest.mark.once
def test_a_page_of_ours_is_read_line_by_line_with_its_letters_as_they_were():
    page = "<h1>Would you?</h1>\n<dl><dt>What</dt><dd><b>Reference</b> call</dd></dl><p>Miller &amp; Sons: a &lt; b</p>"
    title = "pages as you saw them when you answered"
    ((row,),) = [section.rows for section in to_read({title: [{"what_it_said": page}]})]

    assert [line.value for line in row] == ["Would you?\nWhat\nReference call\nMiller & Sons: a < b"]


@pytest.mark.once
def test_what_there_are_several_of_stands_in_one_line_in_words():
    rows = [{"quiet_months": [7, 12], "likes_best": ["Reference call"], "words": "x"}]
    with override("de"):
        ((row,),) = [section.rows for section in to_read({"your limits": rows})]

    assert [line.value for line in row] == ["Juli, Dezember", "Referenzgespräch", "x"]
