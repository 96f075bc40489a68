"""Which promises hold whatever happens? The six invariants of section 1.0, over random programs and all roles.

(a) a rep can never override; (b) whoever made a request never decides on it; (c) what is forbidden has no way past it;
(d) every decision is judged live; (e) what a decision rested on is kept, and replays the same; (f) what is not known is
never clear. What a manager sets aside for one request is the only way past a refusal, and it leads past what blocks.
"""

from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.announce import facts_changed
from references.eligibility import BLOCKED, CLEAR, FORBIDDEN, RULES, eligible, judged, levels
from references.facts import FACTS, Ask
from references.links import LinkHolder
from references.models import Answer, CheckIn, Consent, ContactPreference, Judgement, Link, Purpose, Reference, UseState
from references.verdicts import changes, keep, verdict
from refprogram.accounts.roles import GRANTS, Role
from refprogram.errors import Refused
from requests import actions
from requests.models import Assignment, Override, RequestEvent, Status, WantedTopic
from requests.workflow import WORKFLOW
from tests import programs
from tests.factories import (
    AssignmentFactory,
    HardshipFactory,
    IssueFactory,
    ReferenceRequestFactory,
    UseConsentFactory,
    UseFactory,
    UserFactory,
    seen,
)
from tests.references.eligibility.cases import BROKEN_BY, DAY, after, ask, before, usable

pytestmark = pytest.mark.django_db

randomly = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def undone():
    """Let everything within be as if it had never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def at():
    return programs.world()


@pytest.fixture
def everybody():
    return programs.one_a_role()


def request_for(terms, *, by, status):
    """Make somebody's request with these terms."""
    made = ReferenceRequestFactory(
        requested_by=by,
        activity_id=terms["activity"],
        audience=terms["audience"] or "prospect",
        depth=terms["depth"],
        status=status,
        needed_by=after(5),
        opportunity__account=terms["prospect"],
    )
    made.topics.all().delete()
    for rank, topic in enumerate(terms["topics"], start=1):
        WantedTopic.objects.create(ask=made, topic_id=topic, rank=rank)
    return made


def asked(wanted, reference, answer=""):
    question = UseConsentFactory(
        reference=reference, activity=wanted.activity, asked_on=before(1), needed_by=wanted.needed_by, answer=answer,
        answered_on=before(1) if answer else None, answered_at=wanted.created_at if answer else None,
    )  # fmt: skip
    return AssignmentFactory(ask=wanted, reference=reference, use_consent=question)


def ready_to_match(terms, reference, by):
    wanted = request_for(terms, by=by, status=Status.IN_REVIEW)
    return wanted, lambda who: actions.match(wanted, reference=reference.pk, by=who, on=DAY)


def ready_to_ask(terms, reference, by):
    wanted = request_for(terms, by=by, status=Status.MATCHED)
    AssignmentFactory(ask=wanted, reference=reference)
    return wanted, lambda who: actions.ask_customer(wanted, reference=reference.pk, by=who, on=DAY)


def ready_to_reveal(terms, reference, by):
    wanted = request_for(terms, by=by, status=Status.CONFIRMED)
    assignment = asked(wanted, reference, Answer.YES)
    assignment.use = UseFactory(use_consent=assignment.use_consent, on=wanted.needed_by, state=UseState.BOOKED)
    assignment.save()
    return wanted, lambda who: actions.reveal(wanted, by=who, on=DAY)


def ready_for_a_yes(terms, reference, by):
    wanted = request_for(terms, by=by, status=Status.AWAITING_CUSTOMER)
    question = asked(wanted, reference).use_consent
    link = Link.objects.create(
        token_hash="0" * 64, purpose=Purpose.ASK, reference=reference, use_consent=question, expires_on=after(9)
    )
    return wanted, lambda who: actions.answer(
        LinkHolder(link), answer=Answer.YES, words="", evidence=seen(on=DAY), on=DAY
    )


# A decision, and the roles that may take it at all.
DECISIONS = {
    "match": (ready_to_match, {Role.REFERENCE_MANAGER}),
    "ask_customer": (ready_to_ask, {Role.REFERENCE_MANAGER}),
    "reveal": (ready_to_reveal, {Role.SALES_REP}),
}


def state(wanted):
    wanted.refresh_from_db()
    return (
        wanted.status,
        list(Assignment.objects.filter(ask=wanted).order_by("pk").values_list("reference", "ended_at", "use")),
        RequestEvent.objects.filter(ask=wanted).count(),
        Judgement.objects.count(),
    )


@given(
    life=programs.lives,
    wish=programs.wishes,
    decision=st.sampled_from(sorted(DECISIONS)),
    requester=st.sampled_from(["somebody else", "oneself"]),
)
@randomly
def test_a_decision_is_taken_exactly_when_the_role_may_it_is_not_ones_own_and_no_rule_refuses(
    at, everybody, life, wish, decision, requester
):
    """Invariants (a), (b), (c) and (e)."""
    prepare, roles = DECISIONS[decision]
    for role, who in everybody.items():
        with undone():
            reference = programs.lived(life, at)
            by = who if requester == "oneself" else UserFactory()
            wanted, decide = prepare(programs.wished(wish, at), reference, by)
            clear = bool(verdict(judged(Reference.objects.filter(pk=reference.pk), wanted.terms(on=DAY)).get()))
            possible = role in roles and clear and (decision == "reveal" or requester != "oneself")
            was = state(wanted)
            try:
                with transaction.atomic():
                    decide(who)
            except (Refused, PermissionDenied):
                assert not possible, role
                assert state(wanted) == was
            else:
                assert possible, role
                kept = RequestEvent.objects.filter(ask=wanted).latest("seq").judgement
                assert (kept.decision, kept.on, kept.reference_id) == (decision, DAY, reference.pk)
                assert kept.worst < BLOCKED
                assert changes(levels(Judgement.objects.filter(pk=kept.pk)).get()) == {}


@given(life=programs.lives, wish=programs.wishes)
@randomly
def test_not_even_the_customers_own_yes_gets_past_a_rule(at, life, wish):
    """Invariants (c), (d) and (e): the yes is judged; where a rule refuses, the request stops and nothing is booked."""
    with undone():
        reference = programs.lived(life, at)
        wanted, say_yes = ready_for_a_yes(programs.wished(wish, at), reference, UserFactory())
        say_yes(None)
        wanted.refresh_from_db()
        kept = RequestEvent.objects.filter(ask=wanted).latest("seq").judgement

        assert wanted.status == (Status.CONFIRMED if kept.worst < BLOCKED else Status.NEEDS_REVIEW)
        booked = Assignment.objects.filter(ask=wanted, ended_at=None, use__state=UseState.BOOKED)
        assert booked.exists() == (kept.worst < BLOCKED)
        assert changes(levels(Judgement.objects.filter(pk=kept.pk)).get()) == {}


@given(life=programs.lives, wish=programs.wishes, requester=st.sampled_from(["somebody else", "oneself"]))
@randomly
def test_setting_aside_opens_what_blocks_for_a_manager_who_did_not_ask(at, everybody, life, wish, requester):
    """Invariants (a), (b) and (c): past a refusal there is this one way, and none past what forbids."""
    for role, who in everybody.items():
        with undone():
            reference = programs.lived(life, at)
            by = who if requester == "oneself" else UserFactory()
            wanted, decide = ready_to_match(programs.wished(wish, at), reference, by)
            found = verdict(judged(Reference.objects.filter(pk=reference.pk), wanted.terms(on=DAY)).get()).findings
            codes = {finding.code for finding in found if finding.level == BLOCKED}
            forbidden = any(finding.level >= FORBIDDEN for finding in found)
            possible = role == Role.REFERENCE_MANAGER and requester != "oneself" and codes and not forbidden
            try:
                with transaction.atomic():
                    actions.override(
                        wanted, reference=reference.pk, codes=codes, reason="They agreed to talk about it.",
                        until=after(7), by=who, on=DAY,
                    )  # fmt: skip
            except (Refused, PermissionDenied):
                assert not possible, role
                assert not Override.objects.exists()
            else:
                assert possible, role
                decide(who)
                wanted.refresh_from_db()
                assert wanted.status == Status.MATCHED


def test_one_permission_and_three_addresses_override_and_no_step_does():
    """Invariants (a) and (c): what leads past a refusal is named here, and tested above and in test_overrides."""
    words = ("override", "waive", "force", "exempt", "unblock", "bypass")
    pages = [resolver for name, (_, resolver) in get_resolver().namespace_dict.items() if name != "admin"]
    addresses = {name for resolver in pages for name in resolver.reverse_dict}
    names = {
        "permission": {verb for granted in GRANTS.values() for verb in granted},
        "step": set(WORKFLOW.steps),
        "address": {name for name in addresses if isinstance(name, str)},
    }
    found = {what: {name for name in of_it for word in words if word in name} for what, of_it in names.items()}

    assert found == {
        "permission": {"requests.override", "requests.review_overrides"},
        "step": set(),
        "address": {"override", "end_override", "overrides"},
    }
    assert {role for role in Role if "requests.override" in GRANTS[role]} == {Role.REFERENCE_MANAGER}
    assert {role for role in Role if "requests.match" in GRANTS[role]} == {Role.REFERENCE_MANAGER}
    assert {role for role in Role if "requests.ask_customer" in GRANTS[role]} == {Role.REFERENCE_MANAGER}
    assert not GRANTS[Role.SALES_REP] & {"references.check_in", "customers.resolve_issue", "customers.end_hardship"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", ["match", "ask_customer"])
def test_no_role_posts_its_way_past_a_rule(client, everybody, role, step):
    """Invariants (a) and (c), at the door: every rule that refuses, every role, the form that a page would send."""
    client.force_login(everybody[role])
    for code, make in BROKEN_BY.items():
        with undone():
            terms = make()
            row = judged(Reference.objects.all(), terms).order_by("pk").first()
            if row.worst_level < BLOCKED:
                continue
            wish = {"activity": terms.activity, "audience": terms.audience, "depth": "use_case"}
            wish |= {"prospect": terms.prospect or "Harrow Foods", "topics": terms.topics}
            prepare = DECISIONS[step][0]
            wanted, _ = prepare(wish, row, UserFactory())
            was = state(wanted)

            answer = client.post(reverse(f"requests:{step}", args=[wanted.pk]), {"reference": row.pk})

            assert answer.status_code in {403, 404, 409, 422}, code
            assert state(wanted) == was, code


def end_consents(reference):
    Consent.objects.filter(reference=reference).update(ended_on=DAY)


NEWS = {
    "an issue": lambda reference: IssueFactory(customer=reference.contact.customer, opened_on=DAY),
    "a hard time": lambda reference: HardshipFactory(customer=reference.contact.customer, since=DAY),
    "a consent that ended": end_consents,
    "a talk that never was": lambda reference: CheckIn.objects.filter(reference=reference).delete(),
    "a limit": lambda reference: ContactPreference.objects.create(reference=reference, max_per_quarter=0, on=DAY),
    "a policy": lambda reference: type(reference.contact.customer).objects.update(reference_policy="none"),
    "a mail that came back": lambda reference: type(reference.contact).objects.update(
        status="bounced", status_since=DAY
    ),
}
PLAIN = {"audience": "prospect", "depth": "use_case", "topics": (), "prospect": "Harrow Foods"}


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
@pytest.mark.parametrize("decision", DECISIONS)
def test_what_is_new_stops_a_decision_that_was_possible_a_moment_ago(everybody, decision, news):
    """Invariant (d): nothing that is kept is asked, only what is stored at that moment."""
    prepare, roles = DECISIONS[decision]
    (role,) = roles
    reference = usable()
    _, decide = prepare({**PLAIN, "activity": ask().activity}, reference, UserFactory())
    with undone():
        decide(everybody[role])

    news(reference)

    with pytest.raises(Refused):
        decide(everybody[role])


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
def test_what_is_new_stops_a_yes_and_what_is_under_way(news):
    """Invariant (d), for the customer's yes and for a request that nobody looks at."""
    reference = usable()
    wanted, say_yes = ready_for_a_yes({**PLAIN, "activity": ask().activity}, reference, UserFactory())
    with undone():
        assert say_yes(None).status == Status.CONFIRMED
    with undone():
        facts_changed([reference.contact.customer_id], on=DAY)
        wanted.refresh_from_db()
        assert wanted.status == Status.AWAITING_CUSTOMER

    news(reference)

    with undone():
        assert say_yes(None).status == Status.NEEDS_REVIEW
    facts_changed([reference.contact.customer_id], on=DAY)
    wanted.refresh_from_db()
    assert wanted.status == Status.NEEDS_REVIEW


# Facts that somebody has to have found out before anybody is used: without them, nobody is better off.
SUPPORT = {
    "quiet_month",
    "was_asked",
    "contact_status",
    "contact_back_on",
    "reference_policy",
    "verified_on",
    "checked_on",
    "heard_on",
    "willing_on",
    "survey_handled_on",
    "activity_is_public",
    "activity_is_live",
    "activity_weight",
    "consent_until",
    "permission_until",
    "recent_uses",
    "recent_load",
    "activity_uses",
}
# Facts that somebody wrote down against them: nobody is better off with one than without.
AGAINST = {
    "issue_severity",
    "recovered_on",
    "survey_unhappy_on",
    "survey_unread_on",
    "hardship_since",
    "paused_since",
    "renews_on",
    "negotiating_since",
    "nominated_on",
    "told_on",
    "mood",
    "cheered_on",
    "late_yes_on",
    "declined_twice_on",
    "hedged_on",
    "customer_cap",
    "activity_cap",
    "rest_until",
    "conflict_topic",
    "prospect_relation",
}
# Facts that words and orders speak of, and no level.
WORDS_ONLY = {
    "issue_kind",
    "issue_since",
    "hardship_kind",
    "paused_until",
    "hardship_review_on",
    "contact_status_since",
    "mood_on",
    "first_recent_use_on",
    "conflict_on",
    "owes_thanks",
    "being_asked",
    "is_booked",
}
YES_OR_NO = {"audience_agreed"}  # no is against them, yes supports them, and nothing asked is in between


def test_every_fact_speaks_for_somebody_against_them_or_of_words_alone():
    kinds = (SUPPORT, AGAINST, WORDS_ONLY, YES_OR_NO)

    assert sorted(name for kind in kinds for name in kind) == sorted(FACTS)


def again(judgement, **unknown):
    """Judge a kept verdict again as if some of its facts were not known."""
    with undone():
        Judgement.objects.filter(pk=judgement.pk).update(**unknown)
        row = levels(Judgement.objects.filter(pk=judgement.pk)).get()
    return row.worst_level, {rule.code: getattr(row, rule.code) for rule in RULES}


def kept_of(life, wish, at):
    reference = programs.lived(life, at)
    terms = Ask(on=DAY, **programs.wished(wish, at))
    return keep(judged(Reference.objects.filter(pk=reference.pk), terms).get(), ask=terms, decision="match")


@given(life=programs.lives, wish=programs.wishes, data=st.data())
@settings(randomly, max_examples=10)
def test_not_to_know_is_never_better_than_to_know(at, life, wish, data):
    """Invariant (f). Exactly: without any of what supports them the worst level never falls; without what was written
    down against them it never rises; what words alone speak of moves no level; and who is known for nothing is
    forbidden."""
    with undone():
        judgement = kept_of(life, wish, at)
        worst, each = again(judgement)
        assert worst == judgement.worst

        forgotten = data.draw(st.sets(st.sampled_from(sorted(SUPPORT)), min_size=1))
        assert again(judgement, **dict.fromkeys(forgotten))[0] >= worst, forgotten
        for name in data.draw(st.sets(st.sampled_from(sorted(SUPPORT)), min_size=3, max_size=3)):
            assert again(judgement, **{name: None})[0] >= worst, name

        forgiven = data.draw(st.sets(st.sampled_from(sorted(AGAINST)), min_size=1))
        assert again(judgement, **dict.fromkeys(forgiven))[0] <= worst, forgiven

        assert again(judgement, **dict.fromkeys(WORDS_ONLY))[1] == each
        if judgement.audience_agreed:
            assert again(judgement, audience_agreed=None)[0] >= worst

        nothing, rules = again(judgement, **dict.fromkeys(FACTS))
        assert nothing == FORBIDDEN
        assert rules["never_verified"] == rules["no_consent"] == FORBIDDEN


@given(life=programs.lives, wish=programs.wishes)
@randomly
def test_every_kept_verdict_of_a_random_program_replays_the_same(at, life, wish):
    """Invariant (e), and a list never differs from a verdict."""
    with undone():
        judgement = kept_of(life, wish, at)
        row = levels(Judgement.objects.filter(pk=judgement.pk)).get()
        terms = Ask(on=DAY, **programs.wished(wish, at))

        assert changes(row) == {}
        assert {rule.code for rule in RULES if getattr(row, rule.code) > CLEAR} == judgement.findings.keys()
        found = eligible(Reference.objects.filter(pk=judgement.reference_id), terms)
        assert found.exists() == (judgement.worst < BLOCKED)


@given(life=programs.lives, wish=programs.wishes, gone=st.sampled_from([CheckIn, Consent]))
@randomly
def test_whoever_nobody_spoke_to_and_who_agreed_to_nothing_is_never_usable(at, life, wish, gone):
    """Invariant (f), of the rows themselves."""
    with undone():
        reference = programs.lived(life, at)
        gone.objects.filter(reference=reference).delete()
        row = judged(Reference.objects.all(), Ask(on=DAY, **programs.wished(wish, at))).get(pk=reference.pk)

        assert row.worst_level == FORBIDDEN


def test_the_random_programs_break_every_rule_that_a_fact_can_break(at):
    """What is tried above is worth nothing if it never meets a rule."""
    wish = {"public": True, "audience": "press", "depth": "long_history", "topics": 2}
    seen = set()
    for fact in programs.FACTS:
        for pick in (0, 1, 2, 3):
            with undone():
                seen |= kept_of(({"permitted": bool(pick % 2)}, [(fact, 20, pick)]), wish, at).findings.keys()
    for spoken in (None, before(170), before(300)):
        with undone():
            seen |= kept_of(({"checked_on": spoken}, []), wish, at).findings.keys()

    assert seen == {rule.code for rule in RULES}
