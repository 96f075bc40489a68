"""Do the files that people really have come in whole, and change nothing when they come again?

The numbers were counted by hand from the files, without the program.
"""

import csv
import re
import shutil
from collections import Counter
from datetime import date

import pytest
import yaml
from django.core.management import CommandError
from django.db.models import Count

from customers.models import Contact, Customer, Hardship, Issue, Topic
from references.models import CheckIn, Consent
from references.testimonials.gate import gate
from references.testimonials.models import Endorsement, Mention
from refprogram.imports.models import ImportedRow, ImportRun
from tests.factories import ActivityFactory
from tests.real_files.conftest import counts

SP500 = (
    "--map", "name=Security", "external_id=Symbol", "industry=GICS Sector", "city=Headquarters Location",
    "customer_since=Date added",
)  # fmt: skip
CFPB = (
    "--map", "customer=Company", "topic=Product", "summary=Issue", "opened_on=Date received",
    "--set", "kind=support", "severity=medium",
    "--create-missing",
)  # fmt: skip
LAYOFFS = ("--map", "customer=company", "since=date", "--set", "kind=layoffs", "--create-missing")


def test_the_companies_of_the_sp500_are_customers_known_by_their_symbol(real_files, import_data):
    """503 securities; the CIK would be no identity, because two shares of one company have the same (500)."""
    path = real_files / "sp500" / "constituents.csv"

    assert import_data("customers", path, *SP500, "--dry-run") == counts(read=503, created=503)
    assert not Customer.objects.exists()
    assert import_data("customers", path, *SP500) == counts(read=503, created=503)
    assert import_data("customers", path, *SP500) == counts(read=503, unchanged=503)

    assert Customer.objects.count() == 503
    assert Customer.objects.values("external_id").distinct().count() == 503
    one = Customer.objects.get(external_id="MMM")
    assert (one.name, one.industry, one.city) == ("3M", "Industrials", "Saint Paul, Minnesota")
    assert one.customer_since == date(1957, 3, 4)
    assert Customer.objects.values("industry").distinct().count() == 11


def test_with_the_cik_as_identity_the_second_share_of_a_company_is_told_apart(real_files, import_data):
    path = real_files / "sp500" / "constituents.csv"

    report = import_data("customers", path, "--map", "name=Security", "external_id=CIK")

    assert report == counts(read=503, created=500, rejected=3)


def test_consumer_complaints_are_issues_and_equal_ones_stay_apart(real_files, import_data):
    """3,186 complaints about 491 companies; 11 rows are exact copies of an earlier one and count all the same."""
    path = real_files / "cfpb" / "consumer_complaints.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    said = Counter((row["Company"], row["Product"], row["Issue"], row["Date received"]) for row in rows)
    assert len(rows) - len({tuple(row.values()) for row in rows}) == 11

    assert import_data("issues", path, *CFPB[:-1]) == counts(read=3186, rejected=3186)
    assert import_data("issues", path, *CFPB) == counts(read=3186, created=3186)
    assert import_data("issues", path, *CFPB) == counts(read=3186, unchanged=3186)

    assert Issue.objects.count() == 3186
    assert Customer.objects.count() == 491
    assert Topic.objects.filter(is_standard=False).count() == 11
    assert Topic.objects.filter(is_standard=True).count() == 2, "every list has problem handling and support quality"
    assert Issue.objects.open(on=date(2026, 1, 1)).count() == 3186
    per_customer = Issue.objects.values_list("customer__name").annotate(n=Count("pk")).order_by("-n")
    assert per_customer[0] == Counter(row["Company"] for row in rows).most_common(1)[0]
    again = ImportedRow.objects.exclude(identity__endswith=":1").count()
    assert again == len(rows) - len(said)
    assert again >= 11
    days = sorted(Issue.objects.values_list("opened_on", flat=True).distinct())
    assert (days[0], days[-1]) == (date(2013, 6, 4), date(2017, 2, 23))


def test_complaints_without_the_companies_are_unmatched(real_files, import_data):
    path = real_files / "cfpb" / "consumer_complaints.csv"
    Customer.objects.create(name="Wells Fargo & Co", name_key="wells fargo &")
    how = [part for part in CFPB if part not in {"topic=Product", "--create-missing"}]

    report = import_data("issues", path, *how)

    assert report["created"] == Issue.objects.count() < 3186
    assert report["unmatched"] == 3186 - report["created"]
    assert report["rejected"] == 0


def test_layoffs_are_one_hardship_a_company_however_often_they_come(real_files, import_data):
    """3,313 events at 2,434 companies: 2,435 names in any case, and Open is Open Co without its legal form.

    Of the 879 further events 864 make a hardship longer; 15 lie within one, two exact copies among them.
    """
    path = real_files / "layoffs" / "layoffs.csv"
    expected = counts(read=3313, created=2434, updated=864, unchanged=15)

    assert import_data("hardships", path, *LAYOFFS, "--dry-run") == expected
    assert not Hardship.objects.exists()
    assert import_data("hardships", path, *LAYOFFS) == expected
    assert import_data("hardships", path, *LAYOFFS) == counts(read=3313, unchanged=3313)

    assert Hardship.objects.count() == Customer.objects.count() == 2434
    assert Hardship.objects.active(on=date(2026, 1, 1)).count() == 2434
    amazon = Hardship.objects.get(customer__name="Amazon")
    assert (amazon.kind, amazon.since, amazon.review_on) == ("layoffs", date(2022, 10, 28), date(2024, 7, 8))
    assert {"SAS", "Scoop"} <= set(Customer.objects.values_list("name", flat=True))


@pytest.fixture
def stories(real_files, tmp_path):
    """The people who told their story, as a CSV file: person, organisation and how they are quoted."""
    path = tmp_path / "stories.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["story", "person", "organisation", "said by"])
        for source in sorted((real_files / "jenkins_stories" / "user-story").glob("*.yaml")):
            story = next(part for part in yaml.safe_load_all(source.read_text(encoding="utf-8")) if part)
            organisation = (story.get("metadata") or {}).get("organization") or ""
            quoted = [quote["from"] for quote in story.get("quotes") or []]
            table.writerow([story["post_name"], story["authored_by"], organisation, " / ".join(quoted)])
    return path


def test_people_who_told_a_story_are_contacts_and_have_agreed_to_nothing(stories, import_data):
    """194 stories, 135 of them with an organisation; a person without one is nobody's contact."""
    how = ("--map", "external_id=story", "name=person", "customer=organisation", "title=said by")
    expected = counts(read=194, created=135, rejected=59)

    assert import_data("contacts", stories, *how) == counts(read=194, unmatched=135, rejected=59)
    assert import_data("contacts", stories, *how, "--create-missing") == expected
    assert import_data("contacts", stories, *how) == counts(read=194, unchanged=135, rejected=59)

    assert Contact.objects.count() == 135
    assert Customer.objects.count() == 130
    ann = Contact.objects.get(external_id="jenkins-is-the-way-to-automate-all-the-things")
    assert (ann.details.name, ann.customer.name) == (
        "Christopher Duffy",
        "The DevOps Life, <https://thedevopslife.com/>",
    )
    assert not CheckIn.objects.exists()
    assert not Consent.objects.exists()


def test_a_copy_of_a_file_under_another_name_is_the_same_file(real_files, import_data, tmp_path):
    path = real_files / "sp500" / "constituents.csv"
    copy = shutil.copy(path, tmp_path / "list of companies.csv")
    import_data("customers", path, *SP500)

    assert import_data("customers", copy, *SP500) == counts(read=503, unchanged=503)
    assert set(ImportRun.objects.values_list("source", flat=True)) == {"constituents"}


def test_a_real_file_whose_days_could_all_be_months_asks(real_files, import_data):
    path = real_files / "nps" / "perso.csv"
    how = ("--map", "customer=Marque", "opened_on=Horodateur", "--create-missing")

    with pytest.raises(CommandError, match="Say so with --date-order"):
        import_data("issues", path, *how)

    assert not ImportRun.objects.exists()
    assert import_data("issues", path, *how, "--date-order", "dmy") == counts(read=93, created=93)
    assert set(Issue.objects.values_list("opened_on__day", flat=True)) <= {8, 9, 10, 11, 12}


def test_what_people_said_in_their_stories_stops_at_the_gate_each_saying_what_is_missing(real_files, import_data):
    """192 quotes in 194 stories; who said them is claimed, and nobody is known by a name alone."""
    ActivityFactory(code="quote", mode="content", public=True, confirm_each_use=False)
    stories = real_files / "jenkins_stories" / "user-story"
    how = ("--path", "quotes", "--source", "stories", "--map", "text=quotes.content", "name=quotes.from",
           "organization=metadata.organization", "source=post_name")  # fmt: skip

    first = import_data("testimonials", stories, *how)
    assert first["read"] == 192
    assert first["created"] + first["unchanged"] == 192
    assert import_data("testimonials", stories, *how) == counts(read=192, unchanged=192)

    taken = Endorsement.objects.select_related("speaker")
    assert taken.count() == first["created"]
    for one in taken:
        missing = {gap.code: gap.sentence for gap in gate(one.pk, on=date(2026, 1, 1))}
        assert {"kind", "person", "approved"} <= missing.keys()
    assert set(taken.values_list("status", flat=True)) == {"intake"}
    james = taken.get(speaker__name="James Wasson")
    assert james.speaker.title == "Client Solutions Architect"


def test_the_lists_of_those_who_say_that_they_use_it_are_mentions_of_customers(real_files, import_data, tmp_path):
    """27 in YAML and 37 in a table: each a company that is said to use it, and nobody has asked it yet."""
    telemetry = real_files / "adopters" / "opentelemetry_adopters.yaml"
    how = ("--map", "where=url", "customer=name", "by_whom=contact", "--create-missing")
    assert import_data("mentions", telemetry, *how) == counts(read=27, created=27)
    assert import_data("mentions", telemetry, *how) == counts(read=27, unchanged=27)

    table = tmp_path / "adopters.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["customer", "where", "by_whom", "seen_on", "words"])
        listed = (real_files / "adopters" / "cloudnative-pg_ADOPTERS.md").read_text(encoding="utf-8")
        for line in listed.splitlines():
            if found := re.match(r"\| *\[([^\]]+)\]\((\S+?)\) *\| *(.*?) *\| *([\d-]+) *\| *(.*?) *\|\s*$", line):
                lines.writerow(found.groups())
    assert import_data("mentions", table, "--create-missing") == counts(read=37, created=37)
    assert import_data("mentions", table, "--create-missing") == counts(read=37, unchanged=37)

    assert Mention.objects.to_ask_about().count() == 64
    assert not Mention.objects.filter(customer=None).exists()
    assert not Consent.objects.exists()
