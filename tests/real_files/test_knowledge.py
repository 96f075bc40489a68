"""Do real answers to surveys and real notices of layoffs come in whole, and change nothing when they come again?

What is expected is counted here from the files themselves, with the csv module and without the program.
"""

import csv
from collections import Counter
from datetime import date, timedelta

import pytest
from cleanco import basename

from customers.models import Customer, Hardship, SurveyResponse
from customers.models.survey import Series, Tone
from refprogram.dates import today
from refprogram.imports.models import ImportRun
from tests.real_files.conftest import counts

WOULD_RECOMMEND = "Dans quelle mesure, êtes-vous prêt(e)  à recommander cette marque auprès de vos proches ? "
ANSWERS = (
    "--map", "customer=Marque", f"score={WOULD_RECOMMEND}", "answered_on=Horodateur",
    "--set", "kind=relationship", "scale=nps",
    "--date-order", "dmy", "--create-missing",
)  # fmt: skip
NOTICES = (
    "--map", "customer=canonical_name", "since=notice_date",
    "--set", "kind=layoffs",
    "--date-order", "ymd", "--create-missing",
)  # fmt: skip
REVIEW_AFTER = timedelta(days=180)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day_first(cell):
    day, month, year = cell.split(" ")[0].split("/")
    return date(int(year), int(month), int(day))


def test_answers_of_people_about_brands_are_a_series_each(real_files, import_data):
    """Rows 3.4 and 1.1: 93 answers about 8 brands, all of them relationship; 25 of them are detractors'."""
    path = real_files / "nps" / "perso.csv"
    rows = rows_of(path)
    said = Counter((row["Marque"], int(row[WOULD_RECOMMEND]), day_first(row["Horodateur"])) for row in rows)
    assert (len(rows), len({row["Marque"] for row in rows})) == (93, 8)

    assert import_data("surveys", path, *ANSWERS, "--dry-run") == counts(read=93, created=93)
    assert not SurveyResponse.objects.exists()
    assert import_data("surveys", path, *ANSWERS) == counts(read=93, created=93)
    assert import_data("surveys", path, *ANSWERS) == counts(read=93, unchanged=93)

    stored = SurveyResponse.objects.values_list("customer__name", "score", "answered_on")
    assert Counter(stored) == said
    assert set(SurveyResponse.objects.values_list("series", "scale", "source")) == {
        (Series.RELATIONSHIP.value, "nps", "imported")
    }
    assert Customer.objects.count() == 8
    unhappy = Counter(SurveyResponse.objects.unhappy().values_list("customer__name", flat=True))
    assert unhappy == Counter(row["Marque"] for row in rows if int(row[WOULD_RECOMMEND]) <= 6)
    newest = {brand: max(day for name, _, day in said if name == brand) for brand, _, _ in said}
    red = {name for name, score, day in said if score <= 6 and day == newest[name]}
    with_flag = Customer.objects.with_facts(on=today()).filter(survey_unhappy_on__isnull=False)
    assert set(with_flag.values_list("name", flat=True)) == red
    assert (sum(unhappy.values()), 0 < len(red) < 8) == (25, True)


def test_what_people_wrote_waits_for_somebody_to_read_it(real_files, import_data):
    path = real_files / "nps" / "perso.csv"

    assert import_data("surveys", path, *ANSWERS, "--map", "comment=description") == counts(read=93, created=93)

    assert SurveyResponse.objects.filter(tone=Tone.UNREAD).exclude(comment="").count() == 93
    assert not SurveyResponse.objects.filter(tone=Tone.NEGATIVE).exists()


def test_without_the_brands_as_customers_no_answer_is_stored(real_files, import_data):
    report = import_data("surveys", real_files / "nps" / "perso.csv", *ANSWERS[:-1])

    assert report == counts(read=93, unmatched=93)
    assert not SurveyResponse.objects.exists()
    assert ImportRun.objects.count() == 1


def hardships_of(rows, *, on):
    """Count by hand what a file of notices becomes: each company's first one begins, what makes it longer changes."""
    spans, told = {}, Counter()
    for row in rows:
        since = date.fromisoformat(row["notice_date"])
        name = " ".join(row["canonical_name"].split())
        company = (basename(name) or name).casefold()
        if since > on:
            told["rejected"] += 1
            continue
        if company not in spans:
            spans[company] = (since, since + REVIEW_AFTER)
            told["created"] += 1
            continue
        longer = (min(spans[company][0], since), max(spans[company][1], since + REVIEW_AFTER))
        told["updated" if longer != spans[company] else "unchanged"] += 1
        spans[company] = longer
    return spans, dict(told)


@pytest.mark.parametrize(("state", "notices", "names"), [("ny", 6346, 3741), ("wa", 2835, 987)])
def test_notices_of_layoffs_leave_each_company_in_peace_once(real_files, import_data, state, notices, names):
    """Row 3.13: a company is one customer whatever its legal form; a notice of a day to come is no news yet."""
    path = real_files / "warn" / f"{state}.csv"
    rows = rows_of(path)
    assert (len(rows), len({row["canonical_name"].casefold() for row in rows})) == (notices, names)
    spans, told = hardships_of(rows, on=today())
    early = told.get("rejected", 0)

    assert import_data("hardships", path, *NOTICES) == counts(read=notices, **told)
    assert import_data("hardships", path, *NOTICES) == counts(read=notices, unchanged=notices - early, rejected=early)

    assert Customer.objects.count() == Hardship.objects.count() == len(spans) <= names
    stored = Hardship.objects.values_list("customer__name_key", "since", "review_on")
    assert {key: (since, review_on) for key, since, review_on in stored} == spans
    assert Hardship.objects.active(on=today()).count() == len(spans)
    assert set(Hardship.objects.values_list("kind", flat=True)) == {"layoffs"}
