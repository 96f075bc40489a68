"""Does Today hold what needs its reader, with the next step on the row, and nothing they must not see?"""

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models.issue import Severity
from references.models import Answer, CycleStep, Link, Purpose, ReconsentCycle, StandingCheck
from references.testimonials.models import Endorsement, EndorsementEvent, Mention
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.management.seed.diary import analyze
from refprogram.outbox.hours import zone_of
from refprogram.outbox.models import Message, State
from refprogram.ui.templatetags.ui import day
from requests import actions
from requests.models import ReferenceRequest, RequestEvent, Status
from tests.factories import (
    AssignmentFactory,
    CheckInFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    MeetingFactory,
    NominationFactory,
    OpportunityFactory,
    OverrideFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    RewardEntryFactory,
    ThankYouFactory,
    ToldUseFactory,
    UseConsentFactory,
    UserFactory,
    days_ago,
)
from tests.references.testimonials import lives

HOME = "/"
DAY = timedelta(days=1)


def seen(client, user, path: str = HOME, **headers: str) -> str:
    client.force_login(user)
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str, heading: str) -> list[str]:
    """Return the rows under one heading of the queue, as text without tags."""
    sections = re.split(r'<h2 class="grp-h">', html.partition("<details ")[0])[1:]
    for section in sections:
        words, _, rest = section.partition("</h2>")
        if heading in words:
            found = re.split(r'<div class="task[ "]', rest)[1:]
            return [" ".join(re.sub(r"<[^>]*>", " ", row.partition(">")[2]).split()) for row in found]
    return []


def without_tokens(html: str) -> str:
    """Take out the csrf tokens, which are masked anew in every answer."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", html)


def ask(status: str, *, in_days: int = 20, account: str = "Marlow Grocers", rep=None, **more) -> ReferenceRequest:
    opportunity = OpportunityFactory(account=account, owner=rep or UserFactory())
    return ReferenceRequestFactory(
        opportunity=opportunity,
        requested_by=opportunity.owner,
        status=status,
        needed_by=today() + in_days * DAY,
        **more,
    )


def with_person(request: ReferenceRequest, *, answer: str = "", words: str = "", company: str = "Vallon Wines"):
    """Give a request somebody who was asked, and perhaps has answered."""
    reference = ReferenceFactory(customer=CustomerFactory(name=company), agreed_to=[request.activity])
    answered = timezone.now() if answer else None
    question = UseConsentFactory(
        reference=reference, activity=request.activity, answer=answer, answered_at=answered, words=words
    )
    return AssignmentFactory(ask=request, reference=reference, use_consent=question)


def six_month_answer(answer: str, *, ago: int, **person):
    """Have somebody answer the six-month letter some days ago."""
    spoken = days_ago(160)
    reference = ReferenceFactory(checked_on=spoken, **person)
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=spoken, step=CycleStep.FIRST_LETTER, on=days_ago(ago + 1)
    )
    at = datetime.combine(days_ago(ago), time(12), tzinfo=timezone.get_current_timezone())
    Link.objects.create(
        token_hash=f"hash-{reference.pk}",
        purpose=Purpose.CHECK_IN,
        reference=reference,
        cycle_step=step,
        expires_on=today() + 20 * DAY,
        used_at=at,
        answer=answer,
    )
    return reference


# A reference manager's queue


def test_a_stopped_request_says_why_and_offers_to_find_somebody_else(client, manager, rep, call, db):
    stopped = ask(Status.IN_REVIEW, account="Orla Dairies", rep=rep, activity=call)
    reference = ReferenceFactory(customer=CustomerFactory(name="Tern Island Ferries"), agreed_to=[call])
    actions.match(stopped, reference=reference.pk, by=manager, on=today())
    IssueFactory(customer=reference.contact.customer, severity=Severity.CRITICAL)
    actions.hold_back([reference.contact.customer_id], today())

    html = seen(client, manager)

    (row,) = rows(html, "Stopped for a decision")
    assert "Tern Island Ferries for Orla Dairies" in row
    assert "Do not use" in row
    assert "An issue was opened at their company. Asked for by Daniel Reyes." in row
    assert f'action="{reverse("requests:resume", args=[stopped.pk])}"' in html


def test_somebody_who_wants_to_talk_first_is_quoted(client, manager, call, monkeypatch):
    talk = ask(Status.NEEDS_REVIEW)
    with_person(talk, answer=Answer.TALK, words="Happy to help, but who is on the call?")
    talk.events.create(seq=1, verb="talk", acted_as="customer")

    (row,) = rows(seen(client, manager), "Stopped for a decision")

    assert "They want to talk first. “Happy to help, but who is on the call?”" in row


@pytest.mark.parametrize(
    ("status", "in_days", "heading", "step"),
    [
        (Status.SUBMITTED, 4, "Sent, nobody looks after it", "Take it up"),
        (Status.SUBMITTED, 3, "Needed within 72 hours", "Take it up"),
        (Status.IN_REVIEW, 0, "Needed within 72 hours", "Choose somebody"),
        (Status.MATCHED, 3, "Needed within 72 hours", "Ask the customer"),
        (Status.AWAITING_CUSTOMER, 2, "Needed within 72 hours", "Look at it"),
        (Status.CONFIRMED, 4, "Customers who answered a request", "Look at it"),
        (Status.CONFIRMED, 0, "Customers who answered a request", "It took place"),
        (Status.DECLINED_BY_CUSTOMER, 9, "Customers who answered a request", "Find somebody else"),
    ],
)
def test_a_request_stands_once_where_its_next_step_is(client, manager, status, in_days, heading, step):
    with_person(ask(status, in_days=in_days), answer=Answer.YES if status == Status.CONFIRMED else "")

    html = seen(client, manager)

    (row,) = rows(html, heading)
    assert step in row
    assert html.count('class="task ') + html.count('class="task"') == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.COMPLETED, Status.CLOSED, Status.CANCELLED, Status.EXPIRED])
def test_what_is_over_or_not_sent_needs_no_manager(client, manager, status):
    ask(status, in_days=1)

    assert "Nothing needs you today" in seen(client, manager)


def test_what_a_colleague_looks_after_is_not_in_my_hands_until_it_is_urgent(client, manager, other_manager):
    ask(Status.IN_REVIEW, account="Mine", manager=manager)
    ask(Status.IN_REVIEW, account="Theirs", manager=other_manager)
    ask(Status.IN_REVIEW, account="Theirs, urgent", manager=other_manager, in_days=1)

    html = seen(client, manager)

    assert [row.partition(":")[0] for row in rows(html, "In your hands")] == ["Mine"]
    assert [row.partition(":")[0] for row in rows(html, "Needed within 72 hours")] == ["Theirs, urgent"]


def test_check_ins_stand_as_due_then_as_overdue(client, manager, call):
    due = ReferenceFactory(checked_on=days_ago(160), customer=CustomerFactory(name="Brightwater"))
    ReferenceFactory(checked_on=days_ago(200), customer=CustomerFactory(name="Castor"))
    ReferenceFactory(checked_on=days_ago(100))
    ReferenceFactory(checked_on=days_ago(160), agreed_to=[])

    html = seen(client, manager)

    (first,) = rows(html, "Check-ins due")
    (second,) = rows(html, "Check-ins overdue")
    assert "Brightwater" in first
    assert "days left" in first
    assert "Castor" in second
    assert "days late" in second
    assert reverse("references:check_in", args=[due.pk]) in html


def test_nobody_in_hardship_is_put_on_the_list_to_be_called(client, manager, call):
    reference = ReferenceFactory(checked_on=days_ago(160), customer=CustomerFactory(name="Brightwater"))
    NominationFactory(reference=ReferenceFactory(customer=reference.contact.customer, checked_on=None, agreed_to=[]))
    HardshipFactory(customer=reference.contact.customer)

    html = seen(client, manager)

    assert "Brightwater" not in html
    assert "1 customer in a hard time today" in html


def test_a_hardship_to_look_at_again_is_named_to_the_manager(client, manager):
    late = HardshipFactory(customer=CustomerFactory(name="Halden Mills"), since=days_ago(200), review_on=days_ago(3))
    HardshipFactory(review_on=today())

    html = seen(client, manager)

    (row,) = rows(html, "Hard times to look at again")
    assert "Halden Mills" in row
    assert "3 days late" in row
    assert late.customer.get_absolute_url() in html
    assert "2 customers in a hard time today" in html


def test_hard_times_are_counted_by_customer(client, manager):
    customer = CustomerFactory(name="Halden Mills")
    HardshipFactory(customer=customer, since=days_ago(200), review_on=days_ago(3))
    HardshipFactory(customer=customer, since=days_ago(190), review_on=days_ago(2), ended_on=today() + DAY)

    html = seen(client, manager)

    assert len(rows(html, "Hard times to look at again")) == 1
    assert "1 customer in a hard time today" in html


def test_a_hardship_to_look_at_again_offers_only_what_there_is(client, manager):
    HardshipFactory(since=days_ago(200), review_on=days_ago(3))

    (row,) = rows(seen(client, manager), "Hard times to look at again")

    assert "Talk with them; end it when they say that things are calmer." in row
    assert "longer" not in row


def test_a_nomination_waits_until_somebody_has_spoken_with_them(client, manager, rep):
    waiting = NominationFactory(nominated_by=rep, nominated_on=days_ago(9), known_problems="Waited long for a device.")
    spoken = NominationFactory(reference=ReferenceFactory())

    html = seen(client, manager)

    (row,) = rows(html, "Nominations waiting for a first check-in")
    assert "Nominated by Daniel" in row
    assert "Known problems: Waited long for a device." in row
    assert "2 days late" in row
    assert reverse("references:check_in", args=[waiting.reference_id]) in html
    assert spoken.reference.get_absolute_url() not in html


@pytest.mark.parametrize(
    ("answer", "ago", "stands"),
    [
        (Answer.NO, 6, True),
        (Answer.NOT_NOW, 6, True),
        (Answer.NO, 9, False),
        (Answer.TALK, 6, True),
        (Answer.TALK, 20, True),
        (Answer.YES, 1, False),
    ],
)
def test_answers_to_the_six_month_letter_stand_for_a_week_and_talks_until_somebody_talked(
    client, manager, call, answer, ago, stands
):
    six_month_answer(answer, ago=ago)

    found = rows(seen(client, manager), "Customers who answered the six-month letter")

    assert bool(found) is stands
    if stands:
        assert Answer(answer).label.lower() in found[0]


def test_of_a_no_and_of_a_not_now_it_says_what_is_true(client, manager, call):
    six_month_answer(Answer.NOT_NOW, ago=6)
    (not_now,) = rows(seen(client, manager), "Customers who answered the six-month letter")
    assert "What they agreed to stays." in not_now
    assert "ended" not in not_now

    Link.objects.update(answer=Answer.NO)
    (no,) = rows(seen(client, manager), "Customers who answered the six-month letter")
    assert "Everything they agreed to has ended" in no


def test_a_talk_that_took_place_is_done(client, manager, call):
    reference = six_month_answer(Answer.TALK, ago=3)
    CheckInFactory(reference=reference, on=days_ago(2), by=manager)

    assert rows(seen(client, manager), "Customers who answered the six-month letter") == []


def test_a_thank_you_is_said_from_its_row(client, manager):
    owed = ThankYouFactory(due_on=days_ago(1))

    html = seen(client, manager)
    (row,) = rows(html, "Thank-yous owed")
    assert "1 day late" in row
    assert "For the reference call with Marlow Grocers" in row
    assert f'hx-target="#row-thanks-{owed.pk}"' in html
    response = client.post(
        reverse("references:thank", args=[owed.pk]), {"kind": "call"}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    assert f'id="row-thanks-{owed.pk}"' in response.content.decode()
    assert rows(seen(client, manager), "Thank-yous owed") == []


def test_letters_that_nobody_will_send_by_themselves_are_one_row(client, manager):
    for number, state in enumerate((State.FAILED, State.FAILED, State.UNCERTAIN)):
        Message.objects.create(kind="x", key=f"letter-{number}", to="user:1", state=state)

    (row,) = rows(seen(client, manager), "Letters")

    assert "2 failed, 1 uncertain" in row


def test_where_mail_is_real_letters_are_the_admins_business(client, manager, settings):
    settings.MAIL_FOLDER = None
    Message.objects.create(kind="x", key="letter", to="user:1", state=State.FAILED)

    assert rows(seen(client, manager), "Letters") == []


# A rep's queue


def test_a_rep_sees_their_own_requests_and_who_has_the_ball(client, rep, other_rep, manager):
    ask(Status.DRAFT, account="A draft", rep=rep)
    ask(Status.AWAITING_CUSTOMER, account="Asked", rep=rep, manager=manager)
    ask(Status.NEEDS_REVIEW, account="Stopped", rep=rep, manager=manager)
    ask(Status.CONFIRMED, account="Yes", rep=rep)
    ask(Status.SUBMITTED, account="Somebody else's", rep=other_rep)

    html = seen(client, rep)

    assert "With you." in rows(html, "Not sent yet")[0]
    assert "With the customer." in rows(html, "Under way")[0]
    assert "With Maya Okafor." in rows(html, "Stopped")[0]
    assert "See whom you may call" in rows(html, "The customer said yes")[0]
    assert "Somebody else" not in html


def test_a_rep_sees_the_open_issues_of_their_own_accounts_but_not_how_bad_they_are(client, rep, other_rep):
    for name, severity, ago in (("Big", Severity.CRITICAL, 5), ("Small", Severity.LOW, 9), ("New", Severity.HIGH, 2)):
        customer = CustomerFactory(name=f"{name} thing", owner=rep)
        IssueFactory(customer=customer, severity=severity, opened_on=days_ago(ago))
    IssueFactory(customer=CustomerFactory(name="Not theirs", owner=other_rep))
    IssueFactory(customer=CustomerFactory(name="Resolved", owner=rep), resolved_on=days_ago(1))

    html = seen(client, rep)

    found = rows(html, "Your customers with an open issue")
    assert [row.split(" thing")[0] for row in found] == ["Small", "Big", "New"]
    assert f"Support issue, open since {day(days_ago(9))}." in found[0]
    alike = {re.sub(r"Small|Big|New|\d+ \w{3} \d{4}", "", row) for row in found}
    assert len(alike) == 1
    assert len(set(re.findall(r'<div class="(task[^"]*)" id="row-customer', html))) == 1
    for words in ("critical", "low issue", "high issue", "Do not use", "Use with care", "Blocked"):
        assert words.lower() not in " ".join(found).lower()
    assert "Not theirs" not in html
    assert "Resolved" not in html


def test_a_rep_learns_neither_who_is_asked_nor_who_is_in_a_hard_time(client, rep, call):
    for status in Status:
        with_person(ask(status, rep=rep), answer=Answer.TALK, words="A secret of theirs", company="Hidden Company")
    HardshipFactory(
        customer=CustomerFactory(name="Quiet Company", owner=rep), since=days_ago(200), review_on=days_ago(3)
    )
    ReferenceFactory(customer=CustomerFactory(name="Late Company", owner=rep), checked_on=days_ago(160))

    html = seen(client, rep)

    for secret in (
        "Hidden Company",
        "A secret of theirs",
        "Quiet Company",
        "hard time",
        "Ingrid Solheim",
        "Late Company",
    ):
        assert secret not in html


# An executive's numbers and an admin's household


def number(html: str, label: str) -> str:
    found = re.search(rf'<p class="eyebrow">{label}</p><b class="kpi num">([^<]*)</b>', html)
    assert found, f"{label} is not there"
    return found[1]


def test_an_executive_gets_honest_counts(client, executive, manager, rep, call):
    ReferenceFactory(customer=CustomerFactory(name="Usable One"))
    ReferenceFactory(customer=CustomerFactory(name="Stale One"), checked_on=days_ago(200))
    two = CustomerFactory(name="Usable Two")
    ReferenceFactory(customer=two)
    ReferenceFactory(customer=two)
    HardshipFactory(customer=CustomerFactory(name="Quiet Company"))
    done, before = ask(Status.COMPLETED), ask(Status.CLOSED)
    done.events.create(seq=1, verb="complete", acted_as="staff", actor=manager)
    old = before.events.create(seq=1, verb="complete", acted_as="staff", actor=manager)
    type(old).objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=92))
    ask(Status.NEEDS_REVIEW)
    ask(Status.SUBMITTED)

    html = seen(client, executive)

    assert number(html, "Customers") == "4"
    assert number(html, "May be asked today") == "2 of 4"
    assert number(html, "Took place") == "1"
    assert number(html, "Under way") == "1"
    assert number(html, "Stopped") == "1"
    assert number(html, "Left in peace") == "1"
    assert "requests, in the last 90 days" in html
    assert "Quiet Company" not in html


@pytest.mark.parametrize(
    ("ago", "differed", "says"),
    [
        (0, 0, ""),
        (1, 0, ""),
        (2, 0, "Nobody has compared them with the rules since"),
        (0, 3, "3 differed from the rules on"),
        (7, 3, "3 differed from the rules on"),
        (8, 3, "Nobody has compared them with the rules since"),
    ],
)
def test_an_admin_sees_what_the_nightly_comparison_found(client, admin, ago, differed, says):
    StandingCheck.objects.create(on=days_ago(ago), differed=differed)

    html = seen(client, admin)

    assert ("What is kept of references needs a look." in html) is bool(says)
    assert says in html


def test_a_number_leads_to_exactly_the_rows_it_counts(client, executive, manager):
    for status in Status:
        ask(status).events.create(seq=1, verb="complete", acted_as="staff", actor=manager)
    ReferenceFactory()
    HardshipFactory()
    for _ in range(2):
        OverrideFactory(given_by=manager)
    for _ in range(2):
        ToldUseFactory()
    ThankYouFactory()
    html = seen(client, executive)

    links = {}
    for card in re.split(r'<p class="eyebrow">', html)[1:]:
        label, count = re.match(r'([^<]*)</p><b class="kpi num">([^<]*)</b>', card).groups()
        if found := re.search(r'<a href="([^"]*)"', card.partition("</section>")[0]):
            links[label] = (count, found[1].replace("&amp;", "&"))

    # A sum of money; that its list holds the deals that were summed stands in tests/requests/test_views_deals.py.
    assert links.pop("Influenced revenue")[1] == reverse("requests:influenced")
    assert links.keys() == {"Customers", "Under way", "Stopped", "Overrides", "Outside uses", "Thank-yous owed"}
    for label, (count, url) in links.items():
        body = seen(client, executive, url).partition("<tbody>")[2].partition("</tbody>")[0]
        assert body.count("<tr") == int(count) > 0, label


def test_an_admin_sees_what_keeps_the_program_running(client, admin):
    long_ago = timezone.now() - timedelta(hours=1)
    Message.objects.create(kind="x", key="letter", to="user:1", next_at=long_ago)
    Message.objects.create(kind="x", key="other", to="user:1", state=State.FAILED)

    html = seen(client, admin)

    assert (number(html, "Waiting"), number(html, "Failed"), number(html, "Uncertain")) == ("1", "1", "0")
    assert "1 should have left by now; is a worker running?" in html
    assert "No file was read yet" in html
    for page in ("admin:accounts_user_changelist", "admin:customers_topic_changelist", "imports:page"):
        assert f'href="{reverse(page)}"' in html


# The page itself


def test_nobody_gets_in_without_signing_in(client, db):
    response = client.get(HOME)

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next=/")


@pytest.mark.parametrize("role", Role.values)
def test_today_only_looks(client, db, role):
    client.force_login(UserFactory(role=role))

    assert client.head(HOME).status_code == 200
    assert [client.post(HOME).status_code, client.put(HOME).status_code, client.delete(HOME).status_code] == [405] * 3


@pytest.mark.parametrize("role", [Role.REFERENCE_MANAGER, Role.SALES_REP])
def test_an_empty_day_says_so(client, db, role):
    html = seen(client, UserFactory(role=role))

    assert "Nothing needs you." in html
    assert "Nothing needs you today" in html


def test_the_fragment_is_the_page_and_one_group_can_be_shown_alone(client, manager):
    for number_ in range(8):
        ask(Status.SUBMITTED, account=f"Deal {number_}")
    ThankYouFactory()

    whole = seen(client, manager)
    fragment = seen(client, manager, **{"HX-Request": "true"})
    alone = seen(client, manager, "/?show=new")

    assert without_tokens(fragment).strip() in without_tokens(whole)
    assert fragment.strip().startswith('<div id="queue">')
    assert "9 things need you." in whole
    assert len(rows(whole, "Sent, nobody looks after it")) == 6
    assert 'href="?show=new">All 8' in whole
    assert len(rows(alone, "Sent, nobody looks after it")) == 8
    assert rows(alone, "Thank-yous owed") == []
    assert "9 things need you." in alone


@pytest.mark.parametrize("show", ["nothing", "thanks", "'; drop", "%00x"])
def test_a_group_that_is_not_there_shows_everything(client, manager, show):
    ask(Status.SUBMITTED, account="Deal")

    client.force_login(manager)
    response = client.get("/", {"show": show})

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "Deal" in response.content.decode()


def _put_words(manager) -> None:
    """Put words that wait for somebody, and a mention to decide about."""
    words = Endorsement.objects.create(
        reference=ReferenceFactory(), status="ready", origin="link", activity=lives.quote(), came_on=today()
    )
    EndorsementEvent.objects.create(endorsement=words, seq=1, verb="clear", acted_as="staff", actor=manager)
    Mention.objects.create(where="A fair", tone="good", seen_on=today(), noted_by=manager)


def talk(rep, manager, *, days: int):
    """Put a request whose time was agreed for some days from now, at ten."""
    wish = ask(Status.SCHEDULED, rep=rep, manager=manager, account="A prospect with quite a long name Ltd")
    at = datetime.combine(today() + days * DAY, time(10), zone_of(""))
    MeetingFactory(assignment__ask=wish, assignment__reference__customer__name="Brightwater", starts_at=at)
    return wish


@pytest.mark.parametrize(
    ("days", "when", "step"),
    [(-1, "Yesterday 10:00", "It took place"), (0, "Today 10:00", "Look at it"), (1, "Tomorrow 10:00", "Look at it")],
)
def test_a_talk_of_these_days_is_on_the_managers_queue_and_one_that_is_over_asks_whether_it_was(
    client, manager, rep, days, when, step
):
    talk(rep, manager, days=days)
    talk(rep, manager, days=2)

    (row,) = rows(seen(client, manager), "Talks up to tomorrow")

    assert "Brightwater and A prospect with quite a long name Ltd" in row
    assert when in row
    assert step in row
    assert ("Did it take place?" in row) == (days < 0)


def test_a_rep_sees_every_agreed_time_and_nobodys_company(client, manager, rep):
    talk(rep, manager, days=1)
    talk(rep, manager, days=2)
    html = seen(client, rep)

    assert len(rows(html, "Agreed times")) == 2
    assert "Tomorrow 10:00" in html
    assert "Brightwater" not in html


def fill(manager, rep, *, times: int) -> None:
    """Put some rows into every group of everybody's day."""
    for _ in range(times):
        for status in (Status.NEEDS_REVIEW, Status.DRAFT, Status.SUBMITTED, Status.CONFIRMED, Status.IN_REVIEW):
            with_person(
                ask(status, rep=rep, manager=manager, account="A prospect with quite a long name Ltd"),
                words="Happy to help, but I would like to know who is going to be on the call with me that morning.",
            )
        ask(Status.IN_REVIEW, in_days=1, rep=rep, manager=manager)
        talk(rep, manager, days=-1)
        ReferenceFactory(checked_on=days_ago(160))
        ReferenceFactory(checked_on=days_ago(200))
        NominationFactory(nominated_by=rep)
        six_month_answer(Answer.TALK, ago=2)
        HardshipFactory(since=days_ago(200), review_on=days_ago(3))
        ThankYouFactory()
        RewardEntryFactory(accepted=True)
        IssueFactory(customer__owner=rep)
        _put_words(manager)
        Message.objects.create(kind="x", key=f"letter-{Message.objects.count()}", to="user:1", state=State.FAILED)


# Somebody's session and account, and one query a sort of thing: a manager's day has more sorts than the others'.
DAY_COSTS = {Role.SALES_REP: 8, Role.EXECUTIVE: 11, Role.ADMIN: 8, Role.REFERENCE_MANAGER: 14}


@pytest.mark.parametrize("role", Role.values)
def test_the_day_costs_the_same_for_three_things_and_for_six(
    client, manager, rep, executive, admin, role, django_assert_max_num_queries
):
    reader = {one.role: one for one in (manager, rep, executive, admin)}[role]
    fill(manager, rep, times=3)
    client.force_login(reader)
    with django_assert_max_num_queries(DAY_COSTS[role]) as for_three:
        assert client.get(HOME).status_code == 200
    fill(manager, rep, times=3)
    with django_assert_max_num_queries(DAY_COSTS[role]) as for_six:
        assert client.get(HOME).status_code == 200

    assert len(for_three) == len(for_six)


def test_a_full_day_stays_a_small_page(client, manager, rep):
    fill(manager, rep, times=26)
    analyze()  # all of it is one transaction: PostgreSQL would take the tables for empty

    pages = ["/", *{f"/?show={key}" for key in re.findall(r'href="\?show=([\w-]+)"', seen(client, manager))}]

    assert len(pages) > 10
    for path in pages:
        assert len(seen(client, manager, path).encode()) <= 60_000, path
    assert len(seen(client, rep).encode()) <= 60_000


def test_whoever_did_not_answer_is_for_the_manager_and_no_longer_the_customers_turn(client, manager):
    asked = with_person(ask(Status.AWAITING_CUSTOMER))
    assert rows(seen(client, manager), "No answer, and you decide") == []
    type(asked).objects.update(decide_on=today())

    (row,) = rows(seen(client, manager), "No answer, and you decide")
    assert "Vallon Wines: no answer" in row
    assert "Give them more time" in row
    rep = seen(client, asked.ask.requested_by)
    assert "They did not answer, and nobody presses them." in rep
    assert "Vallon" not in rep


def test_a_row_says_what_nobody_took_up_in_time(client, manager, rep):
    late = ask(Status.SUBMITTED)
    event = RequestEvent.objects.create(ask=late, seq=1, verb="submit", acted_as="staff")
    RequestEvent.objects.filter(pk=event.pk).update(at=timezone.now() - 9 * DAY)

    (row,) = rows(seen(client, manager), "Sent, nobody looks after it")

    assert "Nobody took it up in time" in row
