"""May this role do this kind of thing? The whole permission model, on one page.

A permission is ``<app>.<verb>``. Which *rows* a person may touch is a scope next to each model (`visible_to`), and
whether a *customer* may be used is a rule in references/eligibility.py. No role passes those.
"""

from django.apps import apps
from django.db import models


class Role(models.TextChoices):
    SALES_REP = "sales_rep", "Sales rep"
    REFERENCE_MANAGER = "reference_manager", "Reference manager"
    EXECUTIVE = "executive", "Executive"
    ADMIN = "admin", "Admin"


VIEW = frozenset({"customers.view", "references.view", "requests.view", "testimonials.view"})

GRANTS: dict[str, frozenset[str]] = {
    Role.EXECUTIVE: VIEW
    | {
        "references.compare_nominators",
        "references.read_judgements",
        "references.review_thanks",
        "references.tell_use",
        "requests.compare_grades",
        "requests.review_overrides",
    },
    Role.SALES_REP: VIEW
    | {
        "customers.open_issue",
        "references.nominate",
        "references.tell_use",
        "referrals.view",
        "referrals.log_compliment",
        "referrals.follow_up",
        "referrals.contact",
        "referrals.qualify",
        "referrals.win",
        "referrals.lose",
        "referrals.decline",
        "testimonials.note_mention",
        "testimonials.make_proof_page",
        "requests.submit",
        "requests.cancel",
        "requests.reveal",
        "requests.offer_times",
        "requests.schedule",
        "requests.reschedule",
        "requests.unschedule",
        "requests.record_outcome",
        "requests.give_feedback",
        "requests.note_feedback",
        "requests.ask_prospect",
    },
    Role.REFERENCE_MANAGER: VIEW
    | {
        "customers.open_issue",
        "customers.revise_issue",
        "customers.resolve_issue",
        "customers.record_recovery",
        "customers.mark_contact",
        "customers.begin_hardship",
        "customers.end_hardship",
        "customers.assign_owner",
        "customers.set_policy",
        "customers.set_gift_policy",
        "customers.record_answer",
        "customers.read_comment",
        "customers.follow_up",
        "customers.record_contract",
        "customers.update_contract",
        "customers.record_relationship",
        "customers.remove_relationship",
        "customers.read_details",
        "customers.read_private_notes",
        "references.nominate",
        "references.accept_nomination",
        "references.decline_nomination",
        "references.compare_nominators",
        "references.read_reasons",
        "references.read_judgements",
        "references.check_in",
        "references.rate_topic",
        "references.read_receipts",
        "references.record_permission",
        "references.thank",
        "references.tell_use",
        "references.settle_told_use",
        "references.offer_reward",
        "references.record_reward",
        "references.pause_letters",
        "referrals.view",
        "referrals.log_compliment",
        "referrals.follow_up",
        "referrals.send_ask",
        "referrals.drop_ask",
        "referrals.write_to",
        "referrals.notify",
        "referrals.hand_over",
        "referrals.contact",
        "referrals.qualify",
        "referrals.win",
        "referrals.lose",
        "referrals.decline",
        "referrals.plan",
        "testimonials.note_mention",
        "testimonials.take_in",
        "testimonials.identify",
        "testimonials.set_kind",
        "testimonials.choose",
        "testimonials.prove",
        "testimonials.tie",
        "testimonials.attach",
        "testimonials.ask_person",
        "testimonials.invite",
        "testimonials.clear",
        "testimonials.publish",
        "testimonials.suspend",
        "testimonials.resume",
        "testimonials.retire",
        "testimonials.place",
        "testimonials.make_proof_page",
        "testimonials.take_down",
        "testimonials.product_changed",
        "requests.take_up",
        "requests.match",
        "requests.override",
        "requests.ask_customer",
        "requests.resume",
        "requests.offer_times",
        "requests.schedule",
        "requests.reschedule",
        "requests.unschedule",
        "requests.heard_yes",
        "requests.heard_no",
        "requests.heard_not_now",
        "requests.let_go",
        "requests.supply",
        "requests.give_up",
        "requests.complete",
        "requests.close",
        "requests.cancel",
        "requests.record_outcome",
        "requests.note_feedback",
        "requests.ask_prospect",
        "requests.send_mattered",
        "requests.compare_grades",
        "references.review_thanks",
        "imports.run",
        "outbox.view",
        "outbox.preview",
    },
    Role.ADMIN: VIEW
    | {
        "accounts.configure",
        "customers.read_details",
        "references.read_reasons",
        "references.read_judgements",
        "references.read_receipts",
        "references.tell_use",
        "references.write_text",
        "rights.handle",
        "imports.run",
        "outbox.view",
        "outbox.release",
    },
}

# What the Django admin may change; everything else there is a fact, read-only and changed through the pages.
CONFIGURATION = frozenset(
    {
        "accounts.user",
        "customers.topic",
        "customers.product",
        "references.activitytype",
        "referrals.referraltemplate",
        "thresholds.threshold",
    }
)
# What not even an admin reads: what a customer told one person in confidence (seed 003), what somebody has typed and
# not saved yet, the page they answered on and what ties the ledger to them, and keys to other sessions.
PRIVATE = frozenset(
    {
        "customers.hardshipnote",
        "customers.suppression",
        "references.checkindraft",
        "references.ledgerkey",
        "references.pageseen",
        "referrals.introduced",
        "referrals.introducedlink",
        "sessions.session",
        "usersessions.usersession",
    }
)


def model_permissions() -> set[str]:
    """Return Django's own codenames for role admin: view all but what is private, change only configuration."""
    granted = set()
    for model in apps.get_models():
        label, name = model._meta.app_label, model._meta.model_name
        if f"{label}.{name}" not in PRIVATE:
            granted.add(f"{label}.view_{name}")
        if f"{label}.{name}" in CONFIGURATION:
            granted |= {f"{label}.{verb}_{name}" for verb in ("add", "change", "delete")}
    return granted


def permissions_of(role: str) -> set[str]:
    """Return every permission of a role, Django's own codenames for the admin included."""
    granted = set(GRANTS[role])
    return granted | model_permissions() if role == Role.ADMIN else granted
