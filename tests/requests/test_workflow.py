"""Does every step that hands somebody out judge them first, and may nobody pass over the answer?

The invariants (a), (b) and (d) of the verdict, read off the table of steps: a verb that is new fails here until it is
said which of the two kinds it is.
"""

import pytest
from django.core.exceptions import PermissionDenied

from references.models import Answer
from refprogram.accounts.roles import GRANTS, Role
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests import actions
from requests.models import ReferenceRequest, Status
from requests.workflow import WORKFLOW
from tests import stages
from tests.factories import ContactDetailsFactory, IssueFactory, ReferenceRequestFactory

pytestmark = pytest.mark.django_db

# Every verb, and `reveal`, which moves nothing: it brings a person closer to a prospect, so it judges live under lock,
# or it takes nobody anywhere. `hold_back` judges in order to stop.
JUDGED = {"match", "ask_customer", "confirm", "heard_yes", "schedule", "reschedule", "reveal", "hold_back"}
NOT_HANDED_OUT = {
    "submit": "Nobody is chosen yet, so there is nobody to judge; what must be there is a topic that matters most.",
    "take_up": "Nobody is chosen yet.",
    "decline": "The customer said no, and is let go.",
    "not_now": "The customer said not now, and is let go.",
    "talk": "A manager talks with them first; whoever is chosen then is judged again.",
    "unschedule": "Nobody comes closer: an agreed time goes, and the yes stays as it was.",
    "withdraw": "The customer took back their yes, and is let go.",
    "heard_no": "The customer said no, and is let go.",
    "heard_not_now": "The customer said not now, and is let go.",
    "let_go": "Whoever did not answer is let go.",
    "supply": "Whoever was on it is let go; each piece of content is asked at its own gate.",
    "give_up": "Whoever was on it is let go.",
    "resume": "Whoever was on it has been let go.",
    "complete": "It took place already: what is owed now is thanks.",
    "close": "Whoever was on it is let go.",
    "cancel": "Whoever was on it is let go.",
    "expire": "Whoever was on it is let go.",
}
# From these states on, somebody of the customer's is known to be asked, or known by name.
HANDED_OUT = (Status.MATCHED, Status.AWAITING_CUSTOMER, Status.CONFIRMED, Status.SCHEDULED)
# A step back from a closer state to a less close one brings nobody anywhere.
BACK = {"unschedule"}


def test_every_step_says_whether_it_hands_somebody_out():
    """Invariant (d): a step that is added without an answer to that question fails here."""
    assert {*WORKFLOW.steps, "reveal"} == JUDGED | NOT_HANDED_OUT.keys()
    assert not JUDGED & NOT_HANDED_OUT.keys()
    assert {step.verb for step in WORKFLOW.steps.values() if step.target in HANDED_OUT} <= JUDGED | BACK


@pytest.mark.parametrize("verb", NOT_HANDED_OUT)
def test_what_hands_nobody_out_ends_where_nobody_is_shown(verb):
    """No step of the unjudged kind leads to a state from which a name is shown, but from what took place already."""
    step = WORKFLOW.steps[verb]

    shown = step.target in actions.REVEALED_FROM
    assert not shown or set(step.sources) <= set(actions.REVEALED_FROM)


def comes_to(verb, rep, manager):
    """Bring a request to the moment before a step that judges, and return the step, and whom it is about."""
    reference = stages.zephyrine()
    on = stages.today()
    before = {"match": stages.in_review, "ask_customer": stages.matched}
    before |= dict.fromkeys(("confirm", "heard_yes"), stages.asked)
    before |= {"schedule": stages.offered, "reschedule": stages.moving}
    ask = before.get(verb, stages.confirmed)(rep, manager, **({} if verb == "match" else {"reference": reference}))
    take = {
        "match": lambda: actions.match(ask, reference=reference.pk, by=manager, on=on),
        "ask_customer": lambda: actions.ask_customer(ask, reference=reference.pk, by=manager, on=on),
        "confirm": lambda: stages.answered(ask, Answer.YES),
        **dict.fromkeys(("schedule", "reschedule"), lambda: stages.picked(ask, rep)),
        "heard_yes": lambda: stages.heard(ask, Answer.YES, by=manager),
        "reveal": lambda: actions.reveal(ask, by=rep, on=on),
        "hold_back": lambda: actions.hold_back([reference.contact.customer_id], on),
    }
    return ask, reference, take[verb]


STOP_BY_THEMSELVES = {"confirm", "heard_yes", "hold_back"}  # a yes was said, and what came up in between stops it


@pytest.mark.parametrize("verb", sorted(JUDGED - STOP_BY_THEMSELVES))
def test_what_came_up_since_the_last_look_refuses_the_step(verb, rep, manager):
    """Invariant (d): the verdict is made anew where it counts, not only at the search."""
    ask, reference, take = comes_to(verb, rep, manager)
    before = (ask.status, ask.events.count())
    IssueFactory(customer=reference.contact.customer)

    with pytest.raises(Refused, match="Open issue since"):
        take()

    ask.refresh_from_db()
    assert (ask.status, ask.events.count()) == before, "nothing was decided"


@pytest.mark.parametrize("verb", sorted(STOP_BY_THEMSELVES))
def test_what_came_up_stops_the_request_and_is_kept_with_the_stop(verb, rep, manager):
    """Invariants (d) and (e): a yes that a rule refuses by then, and a fact that changed in between."""
    ask, reference, take = comes_to(verb, rep, manager)
    IssueFactory(customer=reference.contact.customer)

    take()

    ask.refresh_from_db()
    event = ask.events.latest("seq")
    assert (ask.status, event.verb, event.acted_as) == (Status.NEEDS_REVIEW, "hold_back", THE_CLOCK.acted_as)
    assert event.judgement.findings["open_issue"] == 4


@pytest.mark.parametrize("verb", sorted(JUDGED - {"hold_back"}))
def test_without_anything_against_them_each_such_step_keeps_its_verdict(verb, rep, manager):
    ask, reference, take = comes_to(verb, rep, manager)

    take()

    event = ask.events.latest("seq")
    assert event.verb == verb
    decided = "confirm" if verb == "heard_yes" else verb
    assert (event.judgement.decision, event.judgement.reference) == (decided, reference)


def test_nobody_but_a_reference_manager_may_decide_on_a_person_or_set_anything_aside():
    """Invariant (a): what chooses or asks a person, or sets something aside, is a reference manager's alone."""
    decides = {"requests.match", "requests.ask_customer", "requests.override"}
    for role, grants in GRANTS.items():
        may = decides <= grants
        assert may == (role == Role.REFERENCE_MANAGER)
        assert bool(decides & grants) == may


@pytest.mark.parametrize("verb", ["match", "ask_customer"])
@pytest.mark.parametrize("who", ["rep", "other_rep", "executive", "admin"])
def test_nobody_but_a_reference_manager_decides_on_a_person(verb, who, rep, manager, request):
    """Invariant (a), where it counts: in the action, whatever page it was called from."""
    reference = stages.zephyrine()
    somebody_elses = ReferenceRequestFactory(status=Status.IN_REVIEW)
    if verb == "ask_customer":
        actions.match(somebody_elses, reference=reference.pk, by=manager, on=stages.today())

    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(
            somebody_elses, reference=reference.pk, by=request.getfixturevalue(who), on=stages.today()
        )


@pytest.mark.parametrize("verb", ["match", "ask_customer"])
def test_whoever_made_a_request_does_not_decide_on_it_even_after_they_became_a_manager(verb, rep, manager):
    """Invariant (b): it is about the person, not about the role they have today."""
    reference = stages.zephyrine()
    ask = stages.matched(rep, manager, reference) if verb == "ask_customer" else stages.in_review(rep, manager)
    rep.role = Role.REFERENCE_MANAGER
    rep.save()
    promoted = type(rep).objects.get(pk=rep.pk)
    assert promoted.has_perm(f"requests.{verb}")

    with pytest.raises(Refused, match="your own request"):
        getattr(actions, verb)(ask, reference=reference.pk, by=promoted, on=stages.today())

    assert ReferenceRequest.objects.get().status == ask.status


def test_sending_a_request_judges_nobody_and_shows_nobody(rep):
    """Invariant (d) names the sending too: there is nobody on it yet, so no verdict is kept and no name is shown."""
    ContactDetailsFactory()
    ask = stages.submitted(rep)

    assert ask.events.get().judgement is None
    assert not ask.assignments.exists()
    with pytest.raises(Refused, match="once the customer has said yes"):
        actions.reveal(ask, by=rep, on=stages.today())
