"""Was this customer clear on the day we used them, and what did we know? What was decided is read and judged again."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from references.eligibility import BLOCKED, FORBIDDEN, RULES, WARNING, judged, levels
from references.facts import FACTS
from references.models import Judgement, Reference, Use, UseState
from references.verdicts import changes, keep, remembered, verdict
from references.views import known
from refprogram.dates import today
from refprogram.thresholds.models import Threshold
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, TopicFactory, days_ago
from tests.references.eligibility.cases import BROKEN_BY, DAY, SPOKEN, ask, usable, used

pytestmark = pytest.mark.django_db


def kept(terms=None, decision="match", reference=None) -> Judgement:
    terms = terms or ask()
    rows = Reference.objects.filter(pk=reference.pk) if reference else Reference.objects.all()
    return keep(judged(rows, terms).get(), ask=terms, decision=decision)


def again(judgement):
    return levels(Judgement.objects.filter(pk=judgement.pk)).get()


def replay(*options):
    """Return what the command prints and how it ends."""
    out = StringIO()
    try:
        call_command("replay_judgements", *options, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


@pytest.fixture
def everybody_judged():
    """One kept verdict for each rule that fires alone."""
    judgements = []
    for make in BROKEN_BY.values():
        seen = set(Reference.objects.values_list("pk", flat=True))
        terms = make()
        judgements.append(kept(terms, reference=Reference.objects.exclude(pk__in=seen).earliest("pk")))
    return judgements


def test_the_same_rules_over_the_same_facts_say_the_same(everybody_judged):
    """Invariant (e)."""
    assert replay() == (f"{len(RULES)} judged again, 0 differ.\n", 0)


def test_what_has_happened_since_does_not_change_what_we_knew(everybody_judged):
    for reference in Reference.objects.all():
        IssueFactory(customer=reference.contact.customer)
        HardshipFactory(customer=reference.contact.customer, ended_on=today())
        reference.checkins.all().delete()

    assert replay()[1] == 0


def test_a_figure_that_changed_shows_what_it_changes():
    usable(checked_on=DAY - timedelta(days=100))
    judgement = kept()
    Threshold.objects.filter(code="check_in_due_months").update(value=2)

    said, code = replay()

    assert code == 1
    assert said.splitlines() == [
        f"Judgement {judgement.pk} of 2026-11-23: check_in_due was 0, is 2.",
        "1 judged again, 1 differ.",
    ]
    assert json.loads(replay("--json")[0]) == {
        "read": 1,
        "differing": 1,
        "differences": [
            {"judgement": judgement.pk, "on": "2026-11-23", "rule": "check_in_due", "then": 0, "now": WARNING}
        ],
    }


def test_a_rule_that_is_no_longer_there_is_a_difference_and_stays_a_reason():
    usable()
    judgement = kept()
    Judgement.objects.filter(pk=judgement.pk).update(findings={"bad_weather": BLOCKED}, worst=BLOCKED)
    row = again(judgement)

    assert changes(row) == {"bad_weather": (BLOCKED, 0)}
    assert "bad_weather" in remembered(row).findings[0].sentence
    assert "bad_weather" not in remembered(row, masked=True).findings[0].sentence
    assert replay()[1] == 1


def test_one_query_judges_some_hundred_again(everybody_judged, django_assert_num_queries):
    with django_assert_num_queries(2):
        replay()


def test_every_rule_is_remembered_in_words(everybody_judged):
    for judgement in everybody_judged:
        row = again(judgement)
        assert remembered(row) == verdict(row)
        assert len(remembered(row).findings) == 1


def test_every_fact_has_a_name_that_people_read():
    named = [*known.COMPANY, *known.PERSON, *known.USE]

    assert sorted(named) == sorted(FACTS)


def look(client, user, judgement):
    client.force_login(user)
    return client.get(reverse("references:judgement", args=[judgement.pk]))


def test_a_manager_reads_the_verdict_of_that_day_with_every_fact(client, manager):
    topic = TopicFactory(name="Migration")
    reference = usable(contact__details__name="Ingrid Solheim")
    IssueFactory(customer=reference.contact.customer, severity=1, opened_on=date(2026, 11, 3))
    judgement = kept(ask(topics=(topic.pk,), prospect="Marlow Grocers", audience="prospect", depth="quick"))
    IssueFactory(customer=reference.contact.customer, severity=4)

    page = look(client, manager, judgement).text

    assert "Clear that day" in page
    assert "Open issue since 3 Nov 2026 (support, low)." in page
    assert "critical" not in page, "what came later was not known"
    assert "They say the same." in page
    for words in ("Marlow Grocers", "Migration", "a prospect", "A quick check", "Ingrid Solheim", "willing, at ease"):
        assert words in page
    for label in (*known.COMPANY.values(), *known.PERSON.values(), *known.USE.values()):
        assert label in page
    assert "Not known" in page


def test_a_permission_that_nobody_limited_has_no_last_day(client, manager):
    usable()

    page = look(client, manager, kept(ask())).text

    assert "No last day" in page
    assert "9999" not in page


def test_whoever_was_not_clear_was_not_clear(client, manager):
    judgement = kept(BROKEN_BY["stale_check_in"](), decision="hold_back")

    page = look(client, manager, judgement).text

    assert "Not clear that day" in page
    assert "Nobody has checked in since 22 May 2026" in page
    assert "Looked at again while a request was under way" in page


def test_rules_that_changed_since_stand_beside_what_was_decided(client, manager):
    usable(checked_on=DAY - timedelta(days=100))
    judgement = kept()
    Threshold.objects.filter(code="check_in_due_months").update(value=2)

    page = look(client, manager, judgement).text

    assert "Nothing spoke against it." in page
    assert "A check-in is due: clear then, use with care by the rules of today." in page


def test_an_executive_learns_the_class_of_a_reason_and_nothing_else(client, executive):
    reference = usable(contact__details__name="Ingrid Solheim", customer__name="Saimaa Timber")
    IssueFactory(customer=reference.contact.customer, severity=3, opened_on=date(2026, 11, 3))
    judgement = kept(ask(prospect="Marlow Grocers"))

    for page in (
        look(client, executive, judgement).text,
        client.get(reverse("references:judgements", args=[reference.pk])).text,
    ):
        assert "the reference manager can advise" in page
        for secret in ("Ingrid", "Saimaa", "Marlow", "(support, high)", "Worst open issue"):
            assert secret not in page


def test_a_hard_time_of_then_is_for_those_who_may_know_of_it(client, executive, manager):
    """Row 3.14: beside a file whose company they know, even the class would tell."""
    reference = usable()
    clear = kept()
    HardshipFactory(customer=reference.contact.customer)
    hidden = kept(decision="hold_back")

    assert look(client, manager, hidden).status_code == 200
    assert look(client, executive, hidden).status_code == 404
    page = client.get(reverse("references:judgements", args=[reference.pk])).text
    assert reverse("references:judgement", args=[clear.pk]) in page
    assert reverse("references:judgement", args=[hidden.pk]) not in page
    assert "Not available" not in page


def test_reps_look_nothing_up(client, rep):
    judgement = kept(BROKEN_BY["open_issue"]())

    assert look(client, rep, judgement).status_code == 403
    assert client.get(reverse("references:judgements", args=[judgement.reference_id])).status_code == 403


def test_the_decisions_on_one_person_come_newest_first_and_page_by_page(client, manager):
    usable()
    judgements = [kept() for _ in range(53)]
    client.force_login(manager)
    first = client.get(reverse("references:judgements", args=[Reference.objects.get().pk]))

    keys = [line.judgement.pk for line in first.context["lines"]]
    rest = client.get(
        reverse("references:judgements", args=[Reference.objects.get().pk]) + first.context["page"].next_url
    )

    assert keys + [line.judgement.pk for line in rest.context["lines"]] == [j.pk for j in reversed(judgements)]


def test_the_list_asks_as_often_for_many_as_for_one(client, manager, django_assert_max_num_queries):
    usable()
    for _ in range(20):
        kept()
    client.force_login(manager)

    with django_assert_max_num_queries(10):
        client.get(reverse("references:judgements", args=[Reference.objects.get().pk]))


def test_a_use_leads_to_what_we_knew_when_we_asked_and_when_they_said_yes(client, rep, manager):
    """Row (e): time travel from the ledger of uses."""
    reference = stages.zephyrine()
    long_ago = kept(ask(on=days_ago(200)), reference=reference)
    stages.confirmed(rep, manager, reference)
    use = Use.objects.get()
    client.force_login(manager)

    file = client.get(reference.get_absolute_url()).text
    address = f"{reverse('references:judgements', args=[reference.pk])}?use={use.pk}"
    assert address in file
    decisions = [line.judgement for line in client.get(address).context["lines"]]

    assert [judgement.decision for judgement in decisions] == ["confirm", "ask_customer", "match"]
    assert long_ago not in decisions
    assert all(judgement.on == today() for judgement in decisions)


def test_a_use_of_somebody_else_is_not_found(client, manager):
    reference = usable()
    theirs = used(usable(), SPOKEN, state=UseState.DONE)
    client.force_login(manager)

    answer = client.get(reverse("references:judgements", args=[reference.pk]), {"use": theirs.pk})

    assert answer.status_code == 404


def test_the_request_says_who_decided(client, rep, manager, executive):
    ask_ = stages.matched(rep, manager)
    judgement = Judgement.objects.get(decision="match")
    client.force_login(manager)

    page = client.get(reverse("requests:of_judgement", args=[judgement.pk]))
    fragment = client.get(reverse("requests:of_judgement", args=[judgement.pk]), headers={"HX-Request": "true"})

    assert str(manager) in page.text
    assert ask_.get_absolute_url() in page.text
    assert fragment.text.strip() in page.text
    client.force_login(executive)
    assert client.get(reverse("requests:of_judgement", args=[judgement.pk])).status_code == 403


def test_a_look_that_changed_nothing_was_nobodys_decision(client, manager):
    usable()
    judgement = kept(decision="hold_back")
    client.force_login(manager)

    assert "everything stayed as it was" in client.get(reverse("requests:of_judgement", args=[judgement.pk])).text


def test_the_worst_of_a_kept_verdict_is_the_worst_of_its_findings(everybody_judged):
    for judgement in everybody_judged:
        assert judgement.worst == max(judgement.findings.values())
        assert judgement.worst <= FORBIDDEN
