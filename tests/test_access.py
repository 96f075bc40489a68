"""Who may go where? Every address, every method, every role; an address without its row fails.

The table is read from left to right as the roles stand in `ROLES`. What an address names belongs to `rep`: it is their
account and their request, so `other_rep` must find nothing (404) where a manager finds it. A missing permission is 403,
and not being signed in leads to the door (302). What is not in the row of an address is refused with 405.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin as admin_site
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from customers.models.issue import Severity
from customers.models.survey import Tone
from references import links
from references.eligibility import judged
from references.facts import Ask
from references.models import (
    ActivityType,
    Answer,
    ConsentText,
    CycleStep,
    Purpose,
    ReconsentCycle,
    Reference,
    Standing,
    UseState,
)
from references.notices import letter_to_customer
from references.referrals import links as of_referrals
from references.testimonials.actions import attach, note_mention, suspend
from references.testimonials.files import Checked
from references.verdicts import keep
from refprogram.accounts.models import User
from refprogram.accounts.roles import CONFIGURATION, PRIVATE
from refprogram.dates import add_months, today
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from refprogram.thresholds.models import Threshold
from requests import links as of_requests
from requests.models import AGREED, Status
from tests.face.on_show import embedded, for_prospect
from tests.factories import (
    AssignmentFactory,
    CompanyPermissionFactory,
    ComplimentFactory,
    ContractFactory,
    CustomerFactory,
    HardshipFactory,
    InvitationFactory,
    IssueFactory,
    MatteredLetterFactory,
    MeetingFactory,
    NominationFactory,
    OverrideFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    ReferralAskFactory,
    ReferralFactory,
    RelationshipFactory,
    RewardEntryFactory,
    RightsRequestFactory,
    SurveyResponseFactory,
    ThankYouFactory,
    ToldUseFactory,
    UseConsentFactory,
    UseFactory,
    heard,
)
from tests.references.testimonials import lives

ROLES = ("anonymous", "rep", "other_rep", "manager", "executive", "admin")
SAFE = ("get", "head", "options")
UNSAFE = ("put", "patch", "delete")

Cells = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class Row:
    """What an address answers to a GET and to an empty POST, role by role."""

    get: Cells | None = None
    post: Cells | None = None
    by_class: bool = False


# fmt: off
#            anonymous  rep  other  mgr  exec admin
ANYBODY =         (200, 200, 200, 200, 200, 200)
STAFF =           (302, 200, 200, 200, 200, 200)
WHOSE_ACCOUNT =   (302, 200, 404, 200, 200, 200)
MANAGERS =        (302, 403, 403, 200, 403, 403)
REPS_TOO =        (302, 200, 200, 200, 403, 403)
ADMINS =          (302, 403, 403, 403, 403, 200)
ALL_IN =          (302, 302, 302, 302, 302, 302)

ACCESS: dict[str, Row] = {
    "today:home": Row(STAFF),
    "today:healthz": Row(ANYBODY),
    "today:readyz": Row(ANYBODY),
    "ui:gallery": Row(STAFF),

    "customers:list": Row(STAFF),
    "customers:detail": Row(WHOSE_ACCOUNT),
    "customers:issues": Row(WHOSE_ACCOUNT),
    "customers:history": Row(WHOSE_ACCOUNT),
    "customers:open_issue": Row((302, 200, 404, 200, 403, 403), (302, 422, 404, 422, 403, 403)),
    "customers:revise_issue": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:record_recovery": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:mark_contact": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:resolve_issue": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:begin_hardship": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:end_hardship": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:surveys": Row(WHOSE_ACCOUNT),
    "customers:surveys_to_read": Row(MANAGERS),
    "customers:record_answer": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:read_comment": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:follow_up": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:record_contract": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:update_contract": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:set_policy": Row(MANAGERS, (302, 403, 403, 302, 403, 403)),  # nobody has asked them, too
    "customers:set_gift_policy": Row(MANAGERS, (302, 403, 403, 302, 403, 403)),  # nobody has asked them, too
    "customers:record_relationship": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "customers:remove_relationship": Row(post=(302, 403, 403, 302, 403, 403)),
    "customers:assign_owner": Row(MANAGERS, (302, 403, 403, 302, 403, 403)),  # nobody is an owner, too

    "references:list": Row(STAFF),
    "references:do_not_use": Row(STAFF),
    "references:left_in_peace": Row(MANAGERS),
    "references:check_ins": Row(MANAGERS),
    "references:detail": Row(STAFF),  # masked: tests/references/test_views.py
    "references:cycle": Row(MANAGERS),
    "references:cycle_preview": Row(MANAGERS),
    "references:hold_all": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:let_all_go": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:hold_letters": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:let_letters_go": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:judgements": Row((302, 403, 403, 200, 200, 200)),
    "references:judgement": Row((302, 403, 403, 200, 200, 200)),
    "references:of_customer": Row(WHOSE_ACCOUNT),
    "references:nominate": Row((302, 200, 404, 200, 403, 403), (302, 422, 404, 422, 403, 403)),
    "references:nominations": Row(STAFF),  # a rep's own: tests/references/test_nominations_views.py
    "references:nominators": Row((302, 403, 403, 200, 200, 403)),
    "references:accept_nomination": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:decline_nomination": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:check_in": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:note_claims": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:check_in_draft": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:permissions": Row((302, 403, 403, 200, 403, 200)),
    "references:record_permission": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:end_permission": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:consents": Row((302, 403, 403, 200, 403, 200)),
    "references:receipts": Row((302, 403, 403, 200, 403, 200)),
    "references:receipt": Row((302, 403, 403, 200, 403, 200)),
    "references:texts": Row((302, 403, 403, 200, 403, 200)),
    "references:text": Row((302, 403, 403, 200, 403, 200)),
    "references:text_new": Row((302, 403, 403, 403, 403, 200), (302, 403, 403, 403, 403, 422)),
    "references:thank": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:thanks": Row((302, 403, 403, 200, 200, 403)),
    "references:outside": Row(STAFF),  # a rep's own: tests/references/test_views_told.py
    "references:tell_use": Row(STAFF, (302, 422, 422, 422, 422, 422)),
    "references:settle_told_use": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:drop_told_use": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:rewards": Row(MANAGERS),
    "references:rewards_of": Row(MANAGERS),
    "references:offer_reward": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "references:accept_reward": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:decline_reward": Row(post=(302, 403, 403, 302, 403, 403)),
    "references:give_reward": Row(post=(302, 403, 403, 302, 403, 403)),

    "requests:list": Row(STAFF),
    "requests:detail": Row(WHOSE_ACCOUNT),
    "requests:of_customer": Row(WHOSE_ACCOUNT),
    "requests:of_judgement": Row((302, 403, 403, 200, 403, 200)),
    "requests:waiting_demand": Row(STAFF),
    "requests:overrides": Row((302, 403, 403, 403, 200, 403)),
    "requests:override": Row((302, 403, 403, 200, 403, 403), (302, 403, 403, 422, 403, 403)),
    "requests:end_override": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:deals": Row(STAFF),
    "requests:influenced": Row(STAFF),
    "requests:new": Row((302, 200, 200, 403, 403, 403), (302, 422, 422, 403, 403, 403)),
    "requests:edit": Row((302, 200, 404, 403, 403, 403), (302, 422, 404, 403, 403, 403)),
    "requests:matters": Row((302, 200, 404, 403, 403, 403), (302, 422, 404, 403, 403, 403)),
    "requests:timing": Row((302, 200, 404, 403, 403, 403), (302, 422, 404, 403, 403, 403)),
    "requests:check": Row((302, 200, 404, 403, 403, 403)),
    "requests:capacity": Row(MANAGERS),
    "requests:submit": Row(post=(302, 302, 404, 403, 403, 403)),
    "requests:take_up": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:match": Row(post=(302, 403, 403, 422, 403, 403)),
    "requests:ask_customer": Row(post=(302, 403, 403, 422, 403, 403)),
    "requests:offer_times": Row(post=(302, 422, 404, 422, 403, 403)),
    "requests:pick_time": Row(post=(302, 422, 404, 422, 403, 403)),
    "requests:unschedule": Row(post=(302, 302, 404, 302, 403, 403)),
    "requests:invitation": Row(WHOSE_ACCOUNT),
    "requests:brief": Row(WHOSE_ACCOUNT),
    "requests:resume": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:reveal": Row(post=(302, 200, 404, 403, 403, 403)),
    "requests:complete": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:record_outcome": Row(post=(302, 422, 404, 422, 403, 403)),
    "requests:after": Row(WHOSE_ACCOUNT),
    "requests:give_feedback": Row((302, 200, 404, 403, 403, 403), (302, 422, 404, 403, 403, 403)),
    "requests:note_feedback": Row((302, 200, 404, 200, 403, 403), (302, 422, 404, 422, 403, 403)),
    "requests:ask_prospect": Row((302, 200, 404, 200, 403, 403), (302, 422, 404, 422, 403, 403)),
    "requests:link_for_prospect": Row(post=(302, 200, 404, 200, 403, 403)),
    "requests:keep_rating": Row(post=(302, 403, 403, 409, 403, 403)),  # nobody has rated it
    "requests:calibration": Row((302, 403, 403, 200, 200, 403)),
    "requests:list_mattered": Row(MANAGERS),
    "requests:mattered": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "requests:drop_mattered": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:record_answer": Row(post=(302, 403, 403, 422, 403, 403)),
    "requests:wait_longer": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:let_go": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:supply": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "requests:give_up": Row(post=(302, 403, 403, 422, 403, 403)),
    "requests:close": Row(post=(302, 403, 403, 302, 403, 403)),
    "requests:cancel": Row(post=(302, 302, 404, 302, 403, 403)),

    "referrals:board": Row((302, 200, 200, 200, 403, 403)),  # a rep's own: tests/references/referrals/test_views.py
    "referrals:plan": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "referrals:ask": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "referrals:drop_ask": Row(post=(302, 403, 403, 302, 403, 403)),
    "referrals:follow_up": Row(post=(302, 302, 404, 302, 403, 403)),
    "referrals:of_reference": Row(MANAGERS),
    "referrals:think_of": Row(post=(302, 403, 403, 302, 403, 403)),
    "referrals:compliment": Row((302, 200, 404, 200, 403, 403), (302, 422, 404, 422, 403, 403)),
    "referrals:thank_for": Row(post=(302, 302, 404, 302, 403, 403)),
    "referrals:referral": Row((302, 200, 404, 200, 403, 403)),
    "referrals:hand_over": Row(post=(302, 403, 403, 302, 403, 403)),  # to nobody: the managers have it again
    "referrals:write_to": Row(post=(302, 403, 403, 302, 403, 403)),
    "referrals:move": Row(post=(302, 302, 404, 302, 403, 403)),
    "referrals:decline": Row((302, 200, 404, 200, 403, 403), (302, 302, 404, 302, 403, 403)),
    "testimonials:list": Row(STAFF),  # a rep reads what is published: tests/references/testimonials/test_views.py
    "testimonials:detail": Row((302, 404, 404, 200, 200, 200)),
    "testimonials:new": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "testimonials:identify": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "testimonials:of_reference": Row(MANAGERS),
    "testimonials:invite": Row(post=(302, 403, 403, 302, 403, 403)),
    "testimonials:export": Row((302, 403, 403, 200, 403, 200)),
    "testimonials:attachment": Row((302, 404, 404, 200, 404, 200)),
    "testimonials:fitting": Row(STAFF),  # what is published, to everybody here
    "testimonials:placements": Row(MANAGERS),
    "testimonials:copy_text": Row(STAFF),  # it is published, and has a place
    "testimonials:take_down": Row(MANAGERS, (302, 403, 403, 422, 403, 403)),
    "testimonials:mentions": Row(STAFF),
    "testimonials:ask_mention": Row(MANAGERS, (302, 403, 403, 302, 403, 403)),
    "testimonials:note_mention": Row((302, 200, 200, 200, 403, 403), (302, 422, 422, 422, 403, 403)),
    "testimonials:proof_pages": Row(REPS_TOO),
    "testimonials:new_proof_page": Row(REPS_TOO, (302, 422, 422, 422, 403, 403)),
    "testimonials:close_proof_page": Row(post=(302, 302, 404, 302, 403, 403)),
    "testimonials:product_changed": Row(post=(302, 403, 403, 404, 403, 403)),  # no product is named
    **{
        f"testimonials:{page}": Row(post=(302, 403, 403, 422, 403, 403))
        for page in ("set_kind", "choose", "tie", "attach", "prove", "place", "look_at")
    },
    **{
        f"testimonials:{page}": Row(post=(302, 403, 403, 302, 403, 403))
        for page in ("drop", "ask_mention", "settle_mention", "ask_person", "suspend", "resume")


        for page in ("drop", "settle_mention", "ask_person", "suspend", "resume", "retire")
    },
    "testimonials:retire": Row(MANAGERS, (302, 403, 403, 302, 403, 403)),
    **{
        f"testimonials:{page}": Row(post=(302, 403, 403, 409, 403, 403))  # the gate is shut
        for page in ("clear", "publish")
    },

    "rights:list": Row(ADMINS),
    "rights:new": Row(ADMINS, (302, 403, 403, 403, 403, 422)),
    "rights:detail": Row(ADMINS),
    "rights:retention": Row(ADMINS),
    "rights:processing": Row(ADMINS),
    "rights:identify": Row(post=(302, 403, 403, 403, 403, 302)),  # nobody chosen: it is none of them
    "rights:make_copy": Row(post=ADMINS),
    "rights:carry_out": Row(post=(302, 403, 403, 403, 403, 422)),
    "rights:nothing_held": Row(post=(302, 403, 403, 403, 403, 409)),  # it is about somebody we know
    "rights:extend": Row(ADMINS, (302, 403, 403, 403, 403, 422)),
    "rights:refuse": Row(ADMINS, (302, 403, 403, 403, 403, 422)),

    "imports:page": Row((302, 403, 403, 200, 403, 200), (302, 403, 403, 422, 403, 422)),
    "outbox:list": Row((302, 403, 403, 200, 403, 200)),
    "outbox:letter": Row((302, 403, 403, 200, 403, 200)),
    "outbox:preview": Row(MANAGERS),
    "outbox:send_again": Row(post=(302, 403, 403, 403, 403, 409)),  # it was sent, once is enough
    "face:wall": Row(ANYBODY),
    "face:embed": Row(ANYBODY),
    "face:embed_json": Row(ANYBODY),
    "face:photo": Row((404, 404, 404, 404, 404, 404)),  # there is none
    "face:proof_page": Row(ANYBODY),
    "face:proof_photo": Row((404, 404, 404, 404, 404, 404)),  # there is none
    "portal:page": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),  # the token is the only credential
    "portal:home": Row(ANYBODY),
    "portal:words": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),
    "portal:picture": Row((404, 404, 404, 404, 404, 404)),  # there is none
    "portal:unsubscribe": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),
    **{
        f"portal:{page}": Row(ALL_IN, (422, 422, 422, 422, 422, 422))
        for page in ("agree", "stop", "piece", "limits", "pause", "mail", "complain")
    },
    "portal:referral": Row(ALL_IN, (422, 422, 422, 422, 422, 422)),
    "portal:introduced": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),
    "portal:talk": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),
    "portal:talk_ics": Row(ANYBODY),
    "portal:heard": Row(ANYBODY, (422, 422, 422, 422, 422, 422)),
    "portal:data": Row(ANYBODY),
    "portal:privacy": Row(ANYBODY),
    "portal:data_json": Row(ANYBODY),
    "portal:data_csv": Row(ANYBODY),
    "portal:wish": Row(ALL_IN, (422, 422, 422, 422, 422, 422)),

    # allauth's: they describe themselves to OPTIONS, and take a PUT for a POST.
    "account_login": Row((200, 302, 302, 302, 302, 302), (200, 302, 302, 302, 302, 302), by_class=True),
    "account_logout": Row(STAFF, ALL_IN, by_class=True),
    "account_inactive": Row(ANYBODY, by_class=True),
    "account_reauthenticate": Row(STAFF, (302, 200, 200, 200, 200, 200), by_class=True),
    "account_change_password": Row(STAFF, (302, 200, 200, 200, 200, 200), by_class=True),
    "account_reset_password": Row(ANYBODY, ANYBODY, by_class=True),
    "account_reset_password_done": Row(ANYBODY, by_class=True),
    "account_reset_password_from_key": Row(ANYBODY, ANYBODY, by_class=True),
    "account_reset_password_from_key_done": Row(ANYBODY, by_class=True),
    "usersessions_list": Row(STAFF, ALL_IN, by_class=True),
}
# fmt: on

# What an admin of the Django admin may open of a table: all but the private notes; forms only for configuration.
ADMIN_PAGES = {"changelist", "add", "history", "delete", "change"}
ADMIN_ROOMS = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "app_list",
}
ADMIN_ROOMS |= {"view_on_site", "auth_user_password_change"}

# What is possible once it has taken place.
AFTER = tuple(
    f"requests:{page}"
    for page in ("give_feedback", "note_feedback", "ask_prospect", "link_for_prospect", "keep_rating")
)

# The state in which a request's step is possible, so that a refusal is one of the role and not of the moment.
STATUS_OF = {
    "requests:edit": Status.DRAFT,
    "requests:matters": Status.DRAFT,
    "requests:timing": Status.DRAFT,
    "requests:check": Status.DRAFT,
    "requests:submit": Status.DRAFT,
    "requests:match": Status.IN_REVIEW,
    "requests:ask_customer": Status.MATCHED,
    "requests:override": Status.IN_REVIEW,
    "requests:reveal": Status.CONFIRMED,
    **dict.fromkeys(("requests:offer_times", "requests:pick_time", "requests:brief"), Status.CONFIRMED),
    **dict.fromkeys(("requests:unschedule", "requests:invitation"), Status.SCHEDULED),
    "requests:resume": Status.NEEDS_REVIEW,
    "requests:complete": Status.CONFIRMED,
    **dict.fromkeys(AFTER, Status.COMPLETED),
    "requests:close": Status.COMPLETED,
    "requests:supply": Status.IN_REVIEW,
    "requests:give_up": Status.IN_REVIEW,
    **dict.fromkeys(("requests:record_answer", "requests:wait_longer", "requests:let_go"), Status.AWAITING_CUSTOMER),
}


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Walk every address of the program, with the name of its space; the Django admin is walked apart."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                yield f"{space}{pattern.name}", pattern

    yield from walk(get_resolver(), "")


NAMES = sorted(name for name, _ in routes() if not name.startswith("admin:"))


@pytest.fixture
def world(rep, other_rep, manager, executive, admin, call):
    """One of everything, belonging to `rep`; what the addresses below name."""
    customer = CustomerFactory(owner=rep)
    reference = ReferenceFactory(customer=customer, agreed_to=[call], checked_on=add_months(today(), -5))
    cycle = ReconsentCycle.objects.create(
        reference=reference,
        cycle_start=add_months(today(), -5),
        step=CycleStep.FIRST_LETTER,
        on=today(),
    )
    return {
        "rep": rep,
        "other_rep": other_rep,
        "manager": manager,
        "executive": executive,
        "admin": admin,
        "customer": customer,
        "reference": reference,
        "issue": lambda: IssueFactory(customer=customer),
        "contact": lambda: reference.contact,
        "hardship": lambda: HardshipFactory(customer=customer),
        "survey": lambda: SurveyResponseFactory(customer=customer, comment="Slow", tone=Tone.UNREAD),
        "contract": lambda: ContractFactory(customer=customer),
        "relationship": lambda: RelationshipFactory(customer=customer),
        "nomination": lambda: NominationFactory(reference=reference, nominated_by=rep),
        "judgement": lambda: kept_verdict(reference),
        "override": lambda: OverrideFactory(reference=reference, ask__requested_by=rep),
        "permission": lambda: CompanyPermissionFactory(customer=customer),
        "offer": lambda: RewardEntryFactory(reference=reference),
        "promise": lambda: RewardEntryFactory(reference=reference, accepted=True),
        "outside": lambda: ToldUseFactory(told_by=rep),
        "mattered": lambda: MatteredLetterFactory(reference=reference),
        "thanks": lambda: ThankYouFactory(use__use_consent__reference=reference),
        "letter": lambda: sent_letter(cycle),
        "case": lambda: RightsRequestFactory(reference=reference),
        "asked": lambda: ReferralAskFactory(reference=reference, asked=True),
        "due": lambda: ReferralAskFactory(reference=reference),
        "rested": lambda: ReferralAskFactory(reference=reference, asked=True, answered="nobody_came_to_mind"),
        "compliment": lambda: ComplimentFactory(reference=reference, heard_by=rep),
        "introduced": lambda: ReferralFactory(ask__reference=reference, owner=rep),
        "told": lambda: ReferralFactory(ask__reference=reference, owner=rep, status="notified"),
        "words": lambda: lives.asked(manager),
        "placed": lambda: lives.placed(lives.published(manager), manager),
        "mention": lambda: mention(rep),
        "token": lambda: links.mint(
            purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=cycle
        ).split("/")[-2],
    }


def mention(by):
    return note_mention(
        where="A fair",
        words="They are good.",
        by_whom="A visitor",
        tone="good",
        seen_on=today(),
        customer=None,
        by=by,
        on=today(),
    )


def words_for(page, world):
    """Words as far as a step of theirs needs them, so that a refusal is one of the role and not of the moment."""
    manager = world["manager"]
    if page == "resume":
        return suspend(lives.published(manager), by=manager, on=today())
    if page == "suspend":
        return lives.published(manager)
    if page == "ask_person":
        return lives.taken_in(manager, lives.speaker())
    return world["words"]()


def about_words(page, world):
    """The address of one page of words on their way into the world."""
    manager = world["manager"]
    lives.quote()
    if page in {"invite", "of_reference"}:
        args = [world["reference"].pk]
    elif page in {"copy_text", "take_down", "look_at"}:
        args = [world["placed"]().pk]
    elif page in {"ask_mention", "settle_mention"}:
        args = [world["mention"]().pk]
    elif page == "close_proof_page":
        args = [for_prospect(world["rep"], lives.published(manager))[0].pk]
    elif page == "attachment":
        paper = Checked("report.pdf", "application/pdf", b"%PDF-1.7")
        kept = attach(world["words"](), kind="paper", file=paper, is_actual_person=False, by=manager, on=today())
        args = [kept.pk]
    elif page == "drop":
        words = lives.proven(lives.approved(manager), manager)
        args = [words.pk, "use", words.useproofs.get().pk]
    elif page == "prove":
        args = [world["words"]().pk, "use"]
    else:
        args = [words_for(page, world).pk]
    return reverse(f"testimonials:{page}", args=args)


def public(page, world):
    """The address of one page for anybody."""
    if page == "wall":
        return reverse("face:wall")
    if page in {"embed", "embed_json"}:
        return reverse(f"face:{page}", args=[embedded(world["manager"]).pk])
    if page == "photo":
        return reverse("face:photo", args=[1])
    _, address = for_prospect(world["manager"])
    return address if page == "proof_page" else f"{address}photo/1/"


def kept_verdict(reference):
    terms = Ask(on=today())
    return keep(judged(Reference.objects.filter(pk=reference.pk), terms).get(), ask=terms, decision="match")


def sent_letter(cycle):
    with transaction.atomic():
        mine = cycle.reference
        letter_to_customer(reference=mine.pk, contact=mine.contact_id, on=today(), cycle_step=cycle.pk).save()
    send_due()
    return Message.objects.get()


def ask_for(name, world):
    """A request of `rep`, in the state in which the step of this address is possible."""
    ask = ReferenceRequestFactory(requested_by=world["rep"], status=STATUS_OF.get(name, Status.SUBMITTED))
    if ask.status == Status.MATCHED:
        AssignmentFactory(ask=ask, reference=world["reference"])
    if ask.status == Status.AWAITING_CUSTOMER:
        question = UseConsentFactory(reference=world["reference"])
        AssignmentFactory(ask=ask, reference=world["reference"], use_consent=question, decide_on=today())
    if ask.status in AGREED:
        use = UseFactory(
            use_consent__reference=world["reference"],
            use_consent__answer=Answer.YES,
            use_consent__answered_at=timezone.now(),
            on=ask.needed_by,
            state=UseState.BOOKED,
        )
        booked = AssignmentFactory(ask=ask, reference=world["reference"], use_consent=use.use_consent, use=use)
        if ask.status == Status.SCHEDULED:
            MeetingFactory(assignment=booked)
    if ask.status == Status.COMPLETED:
        heard(ask, world["reference"])
    return ask


LISTS_OF_REQUESTS = {
    "list",
    "new",
    "capacity",
    "waiting_demand",
    "overrides",
    "deals",
    "influenced",
    "calibration",
    "list_mattered",
}
OF_A_PERSON = ("rewards_of", "offer_reward")


def address_of(name, world):
    space, _, page = name.rpartition(":")
    wants = {
        **dict.fromkeys(("customers:revise_issue", "customers:resolve_issue", "customers:record_recovery"), "issue"),
        "customers:mark_contact": "contact",
        "customers:end_hardship": "hardship",
        "customers:read_comment": "survey",
        "customers:follow_up": "survey",
        "customers:update_contract": "contract",
        "customers:remove_relationship": "relationship",
        "references:accept_nomination": "nomination",
        "references:decline_nomination": "nomination",
        **dict.fromkeys(("references:judgement", "requests:of_judgement"), "judgement"),
        "references:end_permission": "permission",
        "requests:end_override": "override",
        "references:thank": "thanks",
        **dict.fromkeys(("references:settle_told_use", "references:drop_told_use"), "outside"),
        **dict.fromkeys(("requests:mattered", "requests:drop_mattered"), "mattered"),
        **dict.fromkeys(("references:accept_reward", "references:decline_reward"), "offer"),
        "references:give_reward": "promise",
        "referrals:ask": "due",
        "referrals:drop_ask": "asked",
        "referrals:follow_up": "rested",
        "referrals:thank_for": "compliment",
        "referrals:referral": "introduced",
        "referrals:hand_over": "introduced",
        "referrals:write_to": "introduced",
        "referrals:decline": "introduced",
        "outbox:letter": "letter",
        "outbox:preview": "letter",
        "outbox:send_again": "letter",
    }
    if name == "referrals:move":
        return reverse(name, args=[world["told"]().pk, "contact"])
    if name in {f"referrals:{view}" for view in ("of_reference", "think_of", "compliment")}:
        return reverse(name, args=[world["reference"].pk])
    if name == "portal:referral":
        return reverse(name, args=[world["token"](), world["asked"]().pk])
    if name == "portal:heard":
        invited = InvitationFactory(assignment=heard(ask_for("requests:detail", world), world["reference"]))
        return reverse(name, args=[of_requests.mint(invitation=invited.pk).split("/")[-2]])
    if name == "portal:introduced":
        return reverse(name, args=[of_referrals.mint(person=world["introduced"]().person.pk).split("/")[-2]])
    if space == "testimonials" and page not in {
        *("list", "new", "fitting", "placements", "mentions", "note_mention", "product_changed"),
        *("proof_pages", "new_proof_page"),
    }:
        return about_words(page, world)
    if space == "face":
        return public(page, world)
    if name == "references:receipt":
        world["token"]()  # what a letter asks is the first row of the ledger
        return reverse(name, args=[world["reference"].pk, 1])
    if name == "references:text":
        return reverse(name, args=[ConsentText.objects.earliest("pk").pk])
    if name in {"portal:talk", "portal:talk_ics"}:
        question = ask_for("requests:unschedule", world).assignments.get().use_consent_id
        return reverse(name, args=[world["token"](), question])
    if name == "portal:wish":
        return reverse(name, args=[world["token"](), "erase"])
    if name in {f"portal:{view}" for view in ("data", "data_json", "data_csv")}:
        return reverse(name, args=[world["token"]()])
    if name in {"portal:agree", "portal:stop", "portal:picture", "portal:piece"}:
        return reverse(name, args=[world["token"](), 1])
    if space == "portal":
        return reverse(name, args=[world["token"]()])
    if name == "account_reset_password_from_key":
        return reverse(name, args=["1", "set-password"])
    if name == "rights:make_copy":
        return reverse(name, args=[world["case"]().pk, "json"])
    if space == "rights" and page in {"detail", "identify", "carry_out", "nothing_held", "extend", "refuse"}:
        return reverse(name, args=[world["case"]().pk])
    if name in wants:
        return reverse(name, args=[world[wants[name]]().pk])
    if page in {"of_customer", "permissions", "record_permission"} or (
        space == "customers" and page not in {"list", "surveys_to_read"}
    ):
        return reverse(name, args=[world["customer"].pk])
    of_a_reference = ("detail", "check_in", "check_in_draft", "note_claims", "judgements", "receipts", "cycle_preview")
    if name in {f"references:{view}" for view in (*of_a_reference, "hold_letters", "let_letters_go", *OF_A_PERSON)}:
        return reverse(name, args=[world["reference"].pk])
    if name == "requests:override":
        IssueFactory(customer=world["customer"], severity=Severity.MEDIUM)
        return reverse(name, args=[ask_for(name, world).pk, world["reference"].pk])
    if name == "requests:keep_rating":
        return reverse(name, args=[ask_for(name, world).pk, 1])
    if space == "requests" and page not in LISTS_OF_REQUESTS:
        return reverse(name, args=[ask_for(name, world).pk])
    if name == "references:nominate":
        return reverse(name) + f"?customer={world['customer'].pk}"
    return reverse(name)


class Writes(list):
    """Remember every statement that changes a table other than those in which something is counted: sessions, attempts
    to sign in, and how often a prospect opened their page.
    """

    COUNTERS = ("django_session", "accounts_cache", "usersessions_usersession", 'UPDATE "testimonials_proofpage"')

    def __call__(self, execute, sql, params, many, context):
        changes = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if changes and not any(table in sql for table in self.COUNTERS):
            self.append(sql)
        return execute(sql, params, many, context)


def test_every_address_is_in_the_table():
    assert sorted(ACCESS) == NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_each_role_gets_what_the_table_says(name, world):
    address = address_of(name, world)
    Standing.objects.exists()  # settles what was made by hand, so that no page is taken for the one who wrote it

    opened = {who: opened_by(who, address, world) for who in ROLES}

    got = {who: answers for who, (answers, _) in opened.items()}
    wanted = {who: answers_wanted(name, who) for who in ROLES}
    if ACCESS[name].by_class:
        for who, method in itertools.product(ROLES, ("options", *UNSAFE)):
            assert got[who].pop(method) in {200, 302, 405}
            wanted[who].pop(method)
    assert got == wanted
    assert not {who: writes for who, (_, writes) in opened.items() if writes}, "looking at a page changes nothing"


def answers_wanted(name, who):
    row, column = ACCESS[name], ROLES.index(who)
    behind_the_door = who == "anonymous" and 302 in {cells[0] for cells in (row.get, row.post) if cells}
    behind_the_door = behind_the_door and not name.startswith("portal:")  # they lead to a page of the same link
    refused = 302 if behind_the_door and not row.by_class else 405
    return {
        "get": row.get[column] if row.get else refused,
        "head": row.get[column] if row.get else refused,
        "options": refused,
        **dict.fromkeys(UNSAFE, refused),
        "post": row.post[column] if row.post else refused,
    }


def opened_by(who, address, world):
    """Have somebody try every method on an address; give the answers, and what looking has written.

    Whatever it did is taken back, so that everybody finds the same world, which is made once an address.
    """
    before = transaction.savepoint()
    browser = browser_of(who, world)
    with connection.execute_wrapper(writes := Writes()):
        got = {method: answer_to(method, address, browser) for method in SAFE}
    got |= {method: answer_to(method, address, browser) for method in (*UNSAFE, "post")}
    transaction.savepoint_rollback(before)
    return got, writes


def browser_of(who, world):
    browser = Client()
    if who != "anonymous":
        browser.force_login(world[who])
    return browser


def answer_to(method, address, browser):
    """Return the status; attempts are forgotten before, so that no limit answers instead of the page."""
    cache.clear()
    return getattr(browser, method)(address).status_code


def changelist(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def admin_pages():
    """Every named address of the Django admin: rooms, and five pages for each table that is registered."""
    return sorted(
        name.removeprefix("admin:") for name, _ in routes() if name.startswith("admin:") and name != "admin:None"
    )


@pytest.mark.parametrize("page", admin_pages())
def test_the_django_admin_has_no_page_that_nobody_thought_of(page):
    assert page in ADMIN_ROOMS or page.rpartition("_")[2] in ADMIN_PAGES


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_the_django_admin_is_for_admins_and_changes_only_configuration(who, world):
    browser = browser_of(who, world)
    for model in admin_site.site._registry:
        label, name = model._meta.app_label, model._meta.model_name
        pages = {page: reverse(f"admin:{label}_{name}_{page}") for page in ("changelist", "add")}
        got = {page: answer_to("get", address, browser) for page, address in pages.items()}

        changes = f"{label}.{name}" in CONFIGURATION and (model, "add") not in NOT_EVEN_CONFIGURED
        wanted = {"changelist": 200, "add": 200 if changes else 403}
        assert got == (wanted if who == "admin" else dict.fromkeys(pages, 302)), f"{label}.{name}"


# Accounts are switched off and not deleted; the rules know every threshold, so none comes or goes; an activity that
# somebody agreed to, as in these tests, stays.
NOT_EVEN_CONFIGURED = {(User, "delete"), (Threshold, "add"), (Threshold, "delete"), (ActivityType, "delete")}

# What the Django admin answers to an admin: a GET, then a POST that says nothing. Everybody else is led to the door.
ADMIN_ANSWERS = {
    "changelist": {True: (200, 200), False: (200, 200)},
    "add": {True: (200, 200), False: (403, 403)},
    "change": {True: (200, 200), False: (200, 403)},
    "delete": {True: (200, 200), False: (403, 403)},
    "history": {True: (200, 200), False: (200, 200)},
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_every_page_of_every_row_in_the_admin_answers_by_role(who, world):
    for make in ("issue", "hardship", "survey", "contract", "relationship", "thanks", "letter", "token"):
        world[make]()
    ask_for("requests:reveal", world)
    browser = browser_of(who, world)
    seen = set()
    for model in admin_site.site._registry:
        row = model.objects.first()
        if row is None:
            continue
        seen.add(model._meta.label)
        configured = f"{model._meta.app_label}.{model._meta.model_name}" in CONFIGURATION
        for page, answers in ADMIN_ANSWERS.items():
            of_a_row = [row.pk] if page in {"change", "delete", "history"} else []
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=of_a_row)
            got = tuple(answer_to(method, address, browser) for method in ("get", "post"))
            wanted = answers[configured and (model, page) not in NOT_EVEN_CONFIGURED]
            assert got == (wanted if who == "admin" else (302, 302)), f"{model._meta.label} {page}"

    assert seen >= {
        "accounts.User",
        "customers.Contact",
        "customers.ContactDetails",
        "customers.Customer",
        "customers.Hardship",
        "customers.Contract",
        "customers.Issue",
        "customers.Relationship",
        "customers.SurveyResponse",
        "outbox.Message",
        "references.ActivityType",
        "references.Link",
        "references.Reference",
        "references.Use",
        "requests.Assignment",
        "requests.Opportunity",
        "requests.ReferenceRequest",
        "thresholds.Threshold",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_the_door_of_the_admin_is_the_door_of_the_program(who, world):
    browser = browser_of(who, world)
    wanted = {"anonymous": (302, 302), "admin": (302, 200)}.get(who, (403, 403))

    assert tuple(answer_to(method, "/admin/login/", browser) for method in ("get", "post")) == wanted


def test_what_is_private_has_no_page_in_the_admin():
    assert not {f"{m._meta.app_label}.{m._meta.model_name}" for m in admin_site.site._registry} & PRIVATE


def test_no_table_in_the_admin_holds_the_key_of_a_session():
    columns = {f"{m._meta.label}.{field.name}" for m in admin_site.site._registry for field in m._meta.fields}

    assert not {column for column in columns if "session" in column.lower()}


def hidden_columns():
    """What the admin's own pages leave out, and a password, which they show as dots."""
    left_out = {(model, column) for model, pages in admin_site.site._registry.items() for column in pages.exclude or ()}
    return sorted(left_out | {(User, "password")}, key=str)


def test_keys_are_among_the_hidden_columns():
    assert {f"{m._meta.label}.{column}" for m, column in hidden_columns()} >= {
        "accounts.User.password",
        "outbox.Message.lease_token",
        "references.Link.token_hash",
    }


@pytest.mark.parametrize(("model", "column"), hidden_columns())
@pytest.mark.parametrize("lookup", ["", "__startswith", "__gt", "__regex", "__isnull"])
def test_no_filter_tells_a_hidden_column_letter_by_letter(client, admin, model, column, lookup):
    client.force_login(admin)

    answer = client.get(changelist(model), {f"{column}{lookup}": "1"})

    assert answer.status_code == 400


@pytest.mark.parametrize("lookup", ["user__password", "owner__password", "note__text", "links__token_hash"])
def test_no_filter_reaches_a_hidden_column_through_another_table(client, admin, lookup):
    client.force_login(admin)
    for model in admin_site.site._registry:
        if lookup.split("__")[0] in {field.name for field in model._meta.get_fields() if field.is_relation}:
            assert client.get(changelist(model), {f"{lookup}__startswith": "a"}).status_code == 400, model


def test_every_list_in_the_admin_can_be_searched(client, admin):
    client.force_login(admin)

    for model in admin_site.site._registry:
        assert client.get(changelist(model), {"q": "1"}).status_code == 200, model


@pytest.mark.django_db
def test_every_table_of_ours_is_in_the_admin_but_the_private_ones():
    ours = {"accounts", "thresholds", "customers", "references", "referrals", "testimonials", "requests", "rights"}
    ours |= {"outbox", "imports"}
    tables = {
        model
        for model in apps.get_models()
        if model._meta.app_label in ours and f"{model._meta.app_label}.{model._meta.model_name}" not in PRIVATE
    }
    registered = set(admin_site.site._registry)
    beside = {inline.model for pages in admin_site.site._registry.values() for inline in pages.inlines}

    assert {model._meta.label for model in tables - registered - beside} == set()


# Mail programs press this one button by themselves, without having seen a page (RFC 8058).
WITHOUT_SECRET = {"portal:unsubscribe"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in NAMES if ACCESS[name].post and name not in WITHOUT_SECRET])
def test_a_form_without_its_secret_is_refused(name, world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world["manager"])

    assert browser.post(address_of(name, world)).status_code == 403
