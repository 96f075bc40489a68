"""Do words from files come in claimed, once, and as nobody's whose name only looks alike?"""

from io import StringIO

import pytest
from django.core.management import call_command

from references.testimonials.gate import gate
from references.testimonials.models import Approval, Endorsement, Mention, Status
from refprogram.dates import today
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db

SAID = """
- text: It works.
  name: Ann Lee, Head of Planning
  organization: Kestrel Ltd
- text: "<script>alert(1)</script> it works"
  name: Bo Ek
- text: Lorem ipsum dolor sit amet
  name: Cy Tan
- text: It WORKS!
  name: Somebody Else
- text: It works
  name: ann lee
  organization: KESTREL ltd
"""


@pytest.fixture
def read_in(tmp_path):
    lives.quote()

    def do(content: str, *options: str, kind: str = "testimonials", name: str = "said.yaml") -> str:
        path, out = tmp_path / name, StringIO()
        path.write_text(content, encoding="utf-8")
        call_command("import_data", kind, str(path), *options, stdout=out, stderr=StringIO())
        return out.getvalue()

    return do


def test_words_come_in_as_claimed_and_the_second_time_changes_nothing(read_in):
    assert "5 read, 4 created, 0 updated, 1 unchanged" in read_in(SAID)
    assert "5 read, 0 created, 0 updated, 5 unchanged" in read_in(SAID)

    one = Endorsement.objects.earliest("pk")
    assert (one.origin, one.status, one.reference, one.source) == ("import", Status.INTAKE, None, "said")
    assert (one.speaker.name, one.speaker.title, one.speaker.organization) == (
        "Ann Lee",
        "Head of Planning",
        "Kestrel Ltd",
    )
    assert one.events.get().verb == "take_in"
    assert not Approval.objects.exists()


def test_everything_stops_at_the_gate_and_says_what_is_missing(read_in):
    read_in(SAID)

    for one in Endorsement.objects.all():
        assert {"person", "approved"} <= {gap.code for gap in gate(one.pk, on=today())}
    both = Endorsement.objects.filter(text_key=Endorsement.objects.earliest("pk").text_key)
    assert [{"one_speaker"} <= {gap.code for gap in gate(one.pk, on=today())} for one in both] == [True, True]


def test_only_an_address_tells_whose_words_they_are(read_in):
    reference = lives.speaker()
    details = reference.contact.details
    details.email, details.name = "ann@kestrel.example", "Ann Lee"
    details.save()

    read_in("- {text: It works, name: Ann Lee}\n- {text: It helps, name: A. Lee, email: ann@kestrel.example}\n")

    assert list(Endorsement.objects.order_by("pk").values_list("reference", flat=True)) == [None, reference.pk]


def test_an_address_of_two_people_is_nobodys(read_in):
    for _ in range(2):
        reference = lives.speaker()
        reference.contact.details.email = "info@kestrel.example"
        reference.contact.details.save()

    read_in("- {text: It helps, name: A. Lee, email: info@kestrel.example}\n")

    assert Endorsement.objects.get().reference is None


def test_a_csv_of_words_is_read_as_well(read_in):
    table = "text,name\nIt works,Ann\n,Bo\nIt helps,\n"

    assert "3 read, 1 created, 0 updated, 0 unchanged, 0 unmatched, 2 rejected" in read_in(table, name="said.csv")


def test_mentions_come_in_once_with_their_company(read_in):
    listed = '[{"name": "AppDirect", "url": "https://a.example"}, {"name": "Dyte", "url": "https://d.example"}]'
    how = ("--map", "where=url", "customer=name", "--create-missing")

    assert "2 created" in read_in(listed, *how, kind="mentions", name="adopters.json")
    assert "0 created, 0 updated, 2 unchanged" in read_in(listed, *how, kind="mentions", name="adopters.json")

    assert [(one.by_whom, one.customer.name) for one in Mention.objects.order_by("pk")] == [
        ("AppDirect", "AppDirect"),
        ("Dyte", "Dyte"),
    ]
    assert Mention.objects.to_ask_about().count() == 2


def test_two_people_of_one_name_who_say_the_same_come_in_both_and_the_gate_shows_both(read_in):
    two = "- {text: It works, name: Hugo, organization: Org A}\n- {text: It works, name: Hugo, organization: Org B}\n"

    assert "2 read, 2 created, 0 updated, 0 unchanged" in read_in(two)
    assert "2 read, 0 created, 0 updated, 2 unchanged" in read_in(two)

    for one in Endorsement.objects.all():
        assert "one_speaker" in {gap.code for gap in gate(one.pk, on=today())}


def test_whose_words_they_are_was_found_out_and_the_file_still_changes_nothing(read_in):
    read_in(SAID)
    Endorsement.objects.filter(speaker__name="Ann Lee").update(reference=lives.speaker())

    assert "5 read, 0 created, 0 updated, 5 unchanged" in read_in(SAID)


def test_an_address_that_is_none_and_a_list_of_words_are_refused_with_their_line(read_in):
    told = read_in(
        "- {text: It works, name: Ann, email: not-a-mail}\n- {text: [It, works], name: Bo}\n- {text: [It], name: Cy}\n"
    )

    assert "3 read, 1 created, 0 updated, 0 unchanged, 0 unmatched, 2 rejected" in told
    assert "“not-a-mail” is not an e-mail address." in told
    assert "“It, works” is a list and not one text." in told


def test_one_page_is_one_mention_however_it_is_written(read_in):
    first = '[{"where": "https://A.example/7/"}, {"where": "https://a.example/7"}]'

    assert "1 created, 0 updated, 1 unchanged" in read_in(first, kind="mentions", name="heard.json")
    assert "1 unchanged" in read_in('[{"where": "HTTPS://a.example/7"}]', kind="mentions", name="again.json")
    assert Mention.objects.get().where == "https://a.example/7/"
