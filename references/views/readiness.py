"""How far is this person from being referenceable? The steps that remain, in the order in which they make sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from references.eligibility import BLOCKED
from references.verdicts import Finding
from refprogram.ui.parts import Action

# What has to be settled first stands first: nobody is called while their company is in trouble, and nobody is asked to
# agree to anything before somebody has talked with them.
ORDER = (
    "hardship",
    "open_issue",
    "survey_red_flag",
    "contact_gone",
    "policy_private_only",
    "paused_by_customer",
    "never_verified",
    "stale_check_in",
    "hesitant",
    "no_consent",
    "audience_mismatch",
    "company_permission_missing",
    "topic_conflict",
    "recently_recovered",
    "over_cap_customer_set",
    "over_cap_program",
)
# What one talk settles is one step, whichever of these rules asks for it.
ONE_TALK = frozenset({"never_verified", "stale_check_in", "hesitant"})
# What never keeps anybody from being asked is no step.
HARMLESS = frozenset({"check_in_due", "secondhand_only", "competes_with_prospect", "renewal_window"})


@dataclass(frozen=True)
class Remaining:
    """One step that remains: what has to happen, who can see to it, and since when it has been waiting."""

    code: str
    text: str
    who: str
    since: date | None
    action: Action | None = None


def remaining(
    findings: Sequence[Finding], *, check_in: int | None = None, told: Mapping[str, date] | None = None
) -> list[Remaining]:
    """Return the steps between somebody and a yes, from the reasons that a reader may know.

    `check_in` is the key of the person whom this reader may call; without one the steps are only told. `told` are the
    uses to which we heard a yes, each with the day until which they may confirm it.
    """
    steps: dict[str, Remaining] = {}
    standing_in_the_way = [finding for finding in findings if finding.level >= BLOCKED and finding.clears]
    for finding in sorted(standing_in_the_way, key=lambda finding: ORDER.index(finding.code)):
        talk = finding.code in ONE_TALK
        step = Action("Log a check-in", reverse("references:check_in", args=[check_in])) if talk and check_in else None
        text = _to_confirm(told) if told and finding.code == "no_consent" else finding.clears
        steps.setdefault(
            "talk" if talk else finding.code, Remaining(finding.code, text, finding.who, finding.since, step)
        )
    return list(steps.values())


def _to_confirm(told: Mapping[str, date]) -> str:
    each = ", ".join(f"{use} until {date_format(until, 'j M Y')}" for use, until in told.items())
    return f"Ask them to confirm on their own page what they told us: {each}."
