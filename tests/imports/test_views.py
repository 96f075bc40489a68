import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, Issue
from refprogram.imports.models import ImportedRow, ImportRun

URL = "/imports/"


def upload(content: str | bytes, name: str = "tickets.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content, "text/csv")


@pytest.fixture
def send(client, manager):
    """Send a file as the manager."""
    client.force_login(manager)
    Customer.objects.create(name="Acme", name_key="acme")

    def do(content: str | bytes, **fields):
        return client.post(URL, {"kind": "issues", "file": upload(content)} | fields)

    return do


def words(response) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).replace("&#x27;", "'").split())


def test_the_page_says_what_files_may_hold(client, manager):
    client.force_login(manager)

    page = client.get(URL)

    assert page.status_code == 200
    assert "Read in what other systems know" in page.text
    for field in ("customer_since", "time_zone", "resolved_on", "until"):
        assert f"<code>{field}</code>" in page.text
    assert len(page.content) < 60_000
    assert "style=" not in page.text
    assert "onclick" not in page.text


def test_a_file_is_read_in_and_its_report_shown(send, manager):
    text = "Company;Opened;Number\nAcme;03.04.2024;T-1\nNobody;13.04.2024;T-2\nAcme;soon;T-3\n"
    maps = "customer=Company\r\nopened_on=Opened\r\n\r\n"

    page = send(text, maps=maps, sets="severity=high\nkind=billing", source="helpdesk")

    assert page.status_code == 200
    assert "3 read, from helpdesk" in words(page)
    assert "Dates are read as day, month, year." in words(page)
    assert "3 Unmatched No customer is called “Nobody”." in words(page)
    assert "4 Rejected opened_on: “soon” is not a date." in words(page)
    assert "Columns that were not used: Number." in words(page)
    issue = Issue.objects.get()
    assert (issue.kind, issue.severity, issue.opened_by) == ("billing", 3, manager)
    journal = ImportRun.objects.get()
    assert (journal.by, journal.source, journal.file_name) == (manager, "helpdesk", "tickets.csv")


def test_sending_a_file_twice_changes_nothing(send):
    text = "customer,opened_on\nAcme,2024-01-31\n"
    send(text)

    assert "1 Unchanged" in re.sub(r"(\w+) (\d)", r"\2 \1", words(send(text)))
    assert Issue.objects.count() == 1


def test_a_try_stores_nothing_and_says_so(send):
    page = send("customer,opened_on\nNobody,2024-01-31\n", dry_run="on", create_missing="on")

    assert "This was a try; nothing was stored." in words(page)
    assert re.search(r"<input[^>]*create_missing[^>]*checked", page.text)
    assert not re.search(r"<input[^>]*dry_run[^>]*checked", page.text)
    assert not Issue.objects.exists()
    assert Customer.objects.count() == 1


def test_what_is_refused_keeps_the_form_and_stores_nothing(send):
    page = send("Company,opened_on\nAcme,2024-01-31\n", maps="customer=Compny", source="helpdesk", create_missing="on")

    assert page.status_code == 422
    assert "The file has no column “Compny”. Did you mean “Company”?" in words(page)
    assert "Nothing was stored. Choose the file again." in words(page)
    assert "customer=Compny</textarea>" in page.text
    assert 'value="helpdesk"' in page.text
    assert re.search(r"<input[^>]*create_missing[^>]*checked", page.text)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"customer,opened_on\nAcme,03/04/2024\n", "do not show whether the day or the month comes first"),
        (b'customer,opened_on\n"Acme,2024-01-31\n', "is never closed"),
        (b"customer\0", "This is not a text file"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence(send, content, sentence):
    page = send(content)

    assert page.status_code == 422
    assert sentence in words(page)


def test_a_form_without_a_file_or_with_an_unknown_kind_is_not_well_formed(send, client):
    assert client.post(URL, {"kind": "issues"}).status_code == 422
    assert send("name\nA\n", kind="nonsense").status_code == 422
    assert send("name\nA\n", date_order="dym").status_code == 422


def test_a_file_beyond_the_limit_is_refused_with_what_to_do(send, settings):
    settings.IMPORT_MAX_BYTES = 20

    page = send("customer,opened_on\nAcme,2024-01-31\n")

    assert page.status_code == 422
    assert "at most 20 bytes can be read here. Cut it into parts" in words(page)


def test_a_large_upload_that_lies_on_disk_is_read_too(send, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    assert send("customer,opened_on\nAcme,2024-01-31\n").status_code == 200
    assert Issue.objects.count() == 1


def test_what_a_file_says_is_shown_as_text(send):
    page = send('customer,opened_on,"<script>alert(1)</script>"\n<img src=x onerror=alert(1)>,2024-01-31,1\n')

    assert "<img src=x" not in page.text
    assert "<script>alert" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text


def test_a_report_with_many_problems_stays_small(send):
    text = "customer,opened_on\n" + f"{'Nobody ' * 20},2024-01-31\n" * 5_000

    page = send(text)

    assert "The first 100; 4,900 more" in words(page)
    assert len(page.content) < 60_000


def test_the_page_asks_the_database_little(client, manager):
    client.force_login(manager)
    ImportedRow.objects.create(source="s", kind="issues", identity="id:1", object_id=1, fingerprint="1")

    with CaptureQueriesContext(connection) as captured:
        client.get(URL)

    assert len(captured) <= 8


@pytest.mark.parametrize(
    ("person", "status"), [("manager", 200), ("admin", 200), ("rep", 403), ("executive", 403), (None, 302)]
)
def test_who_may_read_files_in(request, client, db, person, status):
    if person:
        client.force_login(request.getfixturevalue(person))

    assert client.get(URL).status_code == status
    sent = client.post(URL, {"kind": "customers", "file": upload("name\nAcme\n")})
    assert sent.status_code == status
    assert Customer.objects.exists() == (status == 200)


def test_other_methods_are_refused(client, manager):
    client.force_login(manager)

    assert client.head(URL).status_code == 200
    for method in (client.put, client.delete, client.patch):
        assert method(URL).status_code == 405


def test_an_admin_sees_runs_and_rows_and_changes_nothing(client, admin, send):
    send("customer,opened_on\nAcme,2024-01-31\n")
    client.force_login(admin)

    for model in (ImportRun, ImportedRow):
        listed = f"/admin/imports/{model._meta.model_name}/"
        assert client.get(listed, {"q": "tickets"}).status_code == 200
        assert client.get(f"{listed}{model.objects.get().pk}/change/").status_code == 200
        assert client.get(f"{listed}add/").status_code == 403
        assert client.post(f"{listed}{model.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403
    assert "issues from tickets" in client.get(f"/admin/imports/importrun/{ImportRun.objects.get().pk}/change/").text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "customer,opened_on\nAcme,03.04.2024\n",
            "Say so with the field “Order of dates”: day, month, year (day first) or month, day, year (month first).",
        ),
        (
            "customer,opened_on\nAcme,13.04.2024\nAcme,04/13/2024\n",
            "Say which one counts with the field “Order of dates”: day, month, year or month, day, year;",
        ),
        (
            "Company,opened_on\nAcme,2024-01-31\n",
            "Say which column does with the field “Columns”: customer=COLUMN, or give one value for all rows with the "
            "field “Values for all rows”: customer=VALUE.",
        ),
        (
            b"customer,opened_on,summary\nAcme,2024-01-31," + bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF]),
            "Say which encoding it has with the field “Encoding”.",
        ),
    ],
)
def test_a_refusal_on_the_page_names_its_fields(send, content, says):
    page = send(content)

    assert page.status_code == 422
    assert says in words(page).replace("&quot;", '"')
    assert "--" not in words(page)
