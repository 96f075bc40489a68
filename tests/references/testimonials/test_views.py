"""Do the list and the page of one endorsement tell each reader what is theirs to know, and take what they type?"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from references.testimonials import actions
from references.testimonials.gate import gate
from references.testimonials.models import Endorsement, Kind, Naming, Status, Substantiation, Tie, Typicality, UseProof
from refprogram.dates import today
from tests.factories import CustomerFactory, HardshipFactory
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = reverse("testimonials:list")
PDF = b"%PDF-1.7 a paper %%EOF"


def of(endorsement, name="detail", *more):
    return reverse(f"testimonials:{name}", args=[endorsement.pk, *more])


def seen(client, user, path, **query):
    client.force_login(user)
    response = client.get(path, query)
    assert response.status_code == 200
    return unescape(response.text)


def words_in(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def named(company, name="Gareth Pryce"):
    reference = lives.speaker(customer=CustomerFactory(name=company))
    details = reference.contact.details
    details.name = name
    details.save()
    return reference


# The list


def test_the_list_says_whose_words_how_far_they_are_and_who_looks_after_them(client, manager):
    lives.asked(manager, named("Fernhill Dairies"))

    page = words_in(seen(client, manager, LIST))

    for words in ("Gareth Pryce", "Fernhill Dairies", "It simply works", "With the person", "Not chosen"):
        assert words in page


def test_chips_narrow_by_state_and_count(client, manager):
    lives.taken_in(manager, text="It came in by mail.")
    lives.asked(manager, text="They were asked about it.")
    client.force_login(manager)

    page = seen(client, manager, LIST, state="intake")

    assert "It came in by mail." in page
    assert "They were asked about it." not in page
    assert "Everything <b>2</b>" in page
    assert "Intake <b>1</b>" in page


def test_a_search_finds_a_name_a_company_and_a_number(client, manager):
    wanted = lives.taken_in(manager, named("Fernhill Dairies"), text="It is this one.")
    lives.taken_in(manager, named("Other Works", name="Ana Sousa"), text="It is another one.")

    for q in ("pryce", "fernhill", f"E-{wanted.pk}", str(wanted.pk)):
        page = seen(client, manager, LIST, q=q)
        assert "It is this one." in page, q
        assert "It is another one." not in page, q
    assert "No words here." in seen(client, manager, LIST, q="9" * 30)
    assert "No words here." in seen(client, manager, LIST, q="nobody")


def test_a_kind_that_nobody_chose_can_be_looked_for(client, manager):
    chosen = lives.taken_in(manager, text="It has a kind.")
    actions.set_kind(chosen, kind=Kind.EXPERT, product=None, by=manager)

    assert "It has a kind." in seen(client, manager, LIST, kind="expert")
    assert "It has a kind." not in seen(client, manager, LIST, kind="none")


def test_a_rep_sees_what_is_published_and_nothing_else(client, manager, rep):
    lives.taken_in(manager, text="It came in by mail.")
    public = lives.published(manager, named("Fernhill Dairies"), text=lives.PLAIN)

    page = seen(client, rep, LIST)

    assert lives.PLAIN in page
    assert "Fernhill Dairies" in page
    assert "It came in by mail." not in page
    assert client.get(of(public)).status_code == 200


def test_whom_the_world_does_not_see_named_a_rep_does_not_see_either(client, manager, rep):
    approved = lives.says_yes(lives.asked(manager, named("Fernhill Dairies")), naming=Naming.NOBODY)
    cleared = actions.clear(lives.proven(approved, manager), by=manager, on=today())
    public = actions.publish(cleared, by=manager, on=today())

    for page in (seen(client, rep, LIST), seen(client, rep, of(public))):
        assert "A customer of ours" in page
        assert "Fernhill" not in page
        assert "Pryce" not in page
    assert "No words here." in seen(client, rep, LIST, q="fernhill")


def test_an_executive_reads_no_name_and_an_admin_does(client, manager, executive, admin):
    lives.asked(manager, named("Fernhill Dairies"))

    assert "Pryce" not in seen(client, executive, LIST)
    assert "Fernhill" in seen(client, executive, LIST)
    assert "No words here." in seen(client, executive, LIST, q="pryce")
    assert "Pryce" in seen(client, admin, LIST)


def test_a_list_costs_the_same_for_two_and_for_six(client, manager, django_assert_max_num_queries):
    for number in range(2):
        lives.asked(manager, text=f"It works, said somebody {'o' * number}.")
        lives.taken_in(manager, text=f"It works as well {'o' * number}.")
    client.force_login(manager)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    for number in range(2, 6):
        lives.asked(manager, text=f"It works, said somebody {'o' * number}.")
        lives.taken_in(manager, text=f"It works as well {'o' * number}.")
    with django_assert_max_num_queries(12) as many:
        client.get(LIST)

    assert len(few) == len(many)


def test_the_fragment_is_what_a_fresh_page_shows(client, manager):
    lives.asked(manager)
    client.force_login(manager)

    fragment = client.get(LIST, {"state": "person"}, headers=HTMX)

    assert "<html" not in fragment.text
    assert fragment.text.strip() in client.get(LIST, {"state": "person"}).text


# The page of one


def test_the_page_shows_the_words_the_block_and_everything_that_is_missing(client, manager):
    endorsement = lives.approved(manager, named("Fernhill Dairies"))
    actions.set_kind(endorsement, kind=Kind.CONSUMER, product=None, by=manager)

    page = words_in(seen(client, manager, of(endorsement)))

    assert "Words of Gareth Pryce, Fernhill Dairies" in page
    assert f"“{lives.TEXT}”" in page
    assert "Original, cannot be changed" in page
    missing = gate(endorsement.pk, on=today())
    assert missing
    for gap in missing:
        assert gap.sentence in page
    codes = {gap.code for gap in missing}
    assert f"{len(codes)} of 14 are missing. No role can skip this." in page


def test_a_complete_dossier_says_so_and_offers_to_go_on(client, manager):
    endorsement = lives.proven(lives.approved(manager), manager)

    page = seen(client, manager, of(endorsement))

    assert "Nothing is missing" in page
    assert f'action="{of(endorsement, "clear")}"' in page
    assert f'action="{of(endorsement, "publish")}"' not in page


def test_the_page_costs_the_same_for_few_proofs_and_for_many(client, manager, django_assert_max_num_queries):
    endorsement = lives.proven(lives.approved(manager), manager)
    client.force_login(manager)
    with django_assert_max_num_queries(31) as few:
        client.get(of(endorsement))
    for number in range(5):
        actions.tie(endorsement, tie=Tie.NONE, nature="", by=manager, on=today())
        actions.prove(
            UseProof(endorsement=endorsement, version=f"Plan {number}", seen_on=today(), document="Console"),
            by=manager,
            on=today(),
        )
    with django_assert_max_num_queries(31) as many:
        client.get(of(endorsement))

    assert len(few) == len(many)


def test_why_a_person_is_not_available_an_executive_does_not_learn(client, manager, executive):
    endorsement = lives.asked(manager)
    HardshipFactory(customer=endorsement.reference.contact.customer)

    theirs, ours = seen(client, executive, of(endorsement)), seen(client, manager, of(endorsement))

    assert "hard time" in ours
    assert "hard time" not in theirs
    assert "A reference manager can tell you more." in theirs
    assert "<form" not in theirs.partition('id="words"')[2].partition("</main>")[0]


def test_only_the_chosen_sentences_are_marked_and_shown(client, manager):
    endorsement = lives.taken_in(manager, lives.speaker())
    client.force_login(manager)

    answer = client.post(of(endorsement, "choose"), {"sentences": ["0"], "naming": Naming.ROLE})

    assert answer.status_code == 302
    page = seen(client, manager, of(endorsement))
    assert f"<mark>{lives.PLAIN}</mark>" in page
    assert f"“{lives.PLAIN}”" in page
    assert "Choose this" in page


def test_a_paraphrase_stands_without_quotation_marks(client, manager):
    endorsement = lives.taken_in(manager, lives.speaker())
    client.force_login(manager)

    client.post(of(endorsement, "choose"), {"paraphrase": "They like how it works.", "naming": Naming.FULL})

    page = seen(client, manager, of(endorsement))
    assert "They like how it works." in page
    assert "“They like how it works.”" not in page


def test_what_is_not_in_their_words_is_refused_with_a_sentence(client, manager):
    endorsement = lives.taken_in(manager, lives.speaker())
    client.force_login(manager)

    answer = client.post(of(endorsement, "choose"), {"parts": "It is the best.", "naming": Naming.FULL})

    assert answer.status_code == 409
    assert "is not in their words" in unescape(answer.text)
    assert not endorsement.showings.exists()


@pytest.mark.parametrize(
    ("name", "sent", "says"),
    [
        (("set_kind",), {}, "Choose one of them."),
        (("choose",), {"sentences": ["0"], "parts": "x", "naming": "full"}, "Choose one way"),
        (("tie",), {"tie": "other"}, "Say in a sentence what it is."),
        (("attach",), {"kind": "paper"}, "This field is required."),
        (("prove", "use"), {"version": "Plan 8"}, "This field is required."),
        (
            ("prove", "typical"),
            {
                "finding": "not_typical",
                "usual": "Results may vary.",
                "theirs": "44%",
                "sample": "38",
                "period": "a year",
                "document": "x",
            },
            "“Results may vary” tells a reader nothing.",
        ),
        (("prove", "statement"), {"statement": "x", "sort": "comparison"}, "This field is required."),
        (("prove", "statement"), {"statement": "x", "sort": "opinion"}, "Select a valid choice."),
    ],
)
def test_a_form_that_is_not_right_comes_back_open_with_what_was_typed(client, manager, name, sent, says):
    endorsement = lives.asked(manager)
    if name != ("set_kind",):
        actions.set_kind(endorsement, kind=Kind.CONSUMER, product=None, by=manager)
    client.force_login(manager)

    answer = client.post(of(endorsement, *name), sent)

    assert answer.status_code == 422
    assert says in unescape(answer.text)


def test_each_number_has_a_form_of_its_own_that_names_the_sentence(client, manager):
    endorsement = lives.asked(manager)
    sentence = "Planning went from nine hours a week to five."
    page = seen(client, manager, of(endorsement))
    assert f'value="{sentence}"' in page

    answer = client.post(
        of(endorsement, "prove", "statement"),
        {
            "statement": sentence,
            "sort": "number",
            "document": "Time sheets",
            "method": "Counted",
            "dated_on": today().isoformat(),
        },
    )

    assert answer.status_code == 302
    assert Substantiation.objects.get().statement == sentence
    assert f'value="{sentence}"' not in seen(client, manager, of(endorsement))


def test_an_unusual_result_is_shown_with_what_customers_usually_get(client, manager):
    endorsement = lives.asked(manager)
    client.force_login(manager)
    client.post(of(endorsement, "set_kind"), {"kind": "consumer"})

    client.post(
        of(endorsement, "prove", "typical"),
        {
            "finding": "not_typical",
            "usual": "Half of them cut planning time by 22%",
            "theirs": "Fernhill cut it by 44%",
            "sample": "38",
            "period": "in the first year",
            "document": "Survey",
        },
    )

    assert Typicality.objects.get().sample == 38
    page = seen(client, manager, of(endorsement))
    assert (
        "What customers usually get: Half of them cut planning time by 22% (38 customers, in the first year)." in page
    )


def test_a_row_that_is_set_aside_stays_to_be_seen_and_its_duty_is_missing_again(client, manager):
    endorsement = lives.proven(lives.approved(manager), manager)
    proof = UseProof.objects.get()
    client.force_login(manager)

    client.post(of(endorsement, "drop", "use", proof.pk))

    page = words_in(seen(client, manager, of(endorsement)))
    assert "Set aside" in page
    assert "Show that they really use it" in page
    assert "14 active users, admin console" in page


def test_a_row_of_another_endorsement_is_not_found_and_neither_is_another_table(client, manager):
    proven, other = lives.proven(lives.approved(manager), manager), lives.taken_in(manager, text="It is another.")
    client.force_login(manager)

    assert client.post(of(other, "drop", "use", UseProof.objects.get().pk)).status_code == 404
    assert client.post(of(proven, "drop", "words", 1)).status_code == 404
    assert client.post(of(proven, "prove", "words")).status_code == 404


# Files


def attached(client, manager, endorsement, **more):
    client.force_login(manager)
    sent = {"kind": "paper", "file": SimpleUploadedFile("Zeit „2026“.pdf", PDF), **more}
    assert client.post(of(endorsement, "attach"), sent).status_code == 302
    return endorsement.attachments.latest("pk")


def test_a_paper_is_a_download_that_no_browser_takes_for_a_page(client, manager):
    paper = attached(client, manager, lives.taken_in(manager))

    answer = client.get(reverse("testimonials:attachment", args=[paper.pk]))

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("admin", 200), ("executive", 404), ("rep", 404)])
def test_papers_are_for_those_who_may_read_names(client, manager, who, status, request):
    endorsement = lives.approved(manager)
    paper = attached(client, manager, endorsement)
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("testimonials:attachment", args=[paper.pk])).status_code == status


def test_a_disguised_file_is_not_kept(client, manager):
    endorsement = lives.taken_in(manager)
    client.force_login(manager)

    answer = client.post(
        of(endorsement, "attach"), {"kind": "paper", "file": SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>")}
    )

    assert answer.status_code == 422
    assert "Only PDF, PNG and JPEG files are kept" in answer.text
    assert not endorsement.attachments.exists()


def test_nobody_reads_words_of_somebody_who_wants_them_kept_and_not_used(client, manager, admin):
    endorsement = lives.asked(manager)
    contact = endorsement.reference.contact
    contact.status, contact.status_since = "restricted", today() - timedelta(days=1)
    contact.status_before = "active"
    contact.save()
    client.force_login(manager)
    assert client.get(of(endorsement)).status_code == 404

    client.force_login(admin)
    assert client.get(of(endorsement)).status_code == 200


def test_states_and_details_stay_what_they_are_by_looking(client, manager):
    endorsement = lives.published(manager)
    client.force_login(manager)

    client.get(of(endorsement))

    assert Endorsement.objects.get(pk=endorsement.pk).status == Status.PUBLISHED
