"""How is an endorsement told to whoever works on it? Its way, its gate, what happened to it, in words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from references.testimonials.actions.approval import CHOOSING
from references.testimonials.actions.dossier import OPEN
from references.testimonials.dossier import Dossier
from references.testimonials.gate import Check, checks_for, gaps, reconfirm_by
from references.testimonials.models import AskedOf, Endorsement, EndorsementEvent, Origin, Status, Tie
from references.testimonials.models.connection import Connection
from references.testimonials.models.proof import Proof
from references.testimonials.views.evidence import shown_by
from references.testimonials.workflow import UNDER_WAY, WORKFLOW
from refprogram.ui.parts import Happening, Stage

WAY = (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.PUBLISHED)
CAME = {
    Origin.LINK: "They wrote it on their own page",
    Origin.UNSOLICITED: "Came in without being asked for",
    Origin.IMPORT: "Read from a file",
}
ASKING = WORKFLOW.steps["ask_person"].sources
NO_REASONS = "Today something speaks against showing words of this person. A reference manager can tell you more."
# The part of the page, or the page, where what a check misses is done, what the way there is called, and in which
# states it is open.
WHERE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "kind": ("#kind", "Choose it", OPEN),
    "person": ("identify", "Say who", (Status.INTAKE,)),
    "words": ("#words", "Choose words", CHOOSING),
    "untouched": ("", "", ()),
    "one_speaker": ("other", "See the other", UNDER_WAY),
    "approved": ("#next", "Ask them", ASKING),
    "may_be_used": ("person", "Their file", UNDER_WAY),
    "person_asked": ("#next", "Ask them", ASKING),
    "staff_asked": ("#tie", "Answer", UNDER_WAY),
    "told_before": ("#tie", "Answer", UNDER_WAY),
    "insider": ("#tie", "Answer", UNDER_WAY),
    "proven": ("#prove-statement", "Add proof", UNDER_WAY),
    "photo": ("#attach", "Picture", OPEN),
    "uses": ("#prove-use", "Add proof", UNDER_WAY),
    "typical": ("#prove-typical", "Answer", UNDER_WAY),
    "qualified": ("#prove-credential", "Add proof", UNDER_WAY),
    "evaluated": ("#prove-evaluation", "Add proof", UNDER_WAY),
    "decided": ("#prove-decision", "Add proof", UNDER_WAY),
    "independent": ("#prove-decision", "See it", UNDER_WAY),
}


@dataclass(frozen=True)
class Duty:
    """One check of the gate: what shows that it is fulfilled, or what is missing and where to do something about it."""

    title: str
    missing: tuple[str, ...]
    shown_by: str
    url: str
    link: str


@dataclass(frozen=True)
class Gate:
    """What the gate says today: every check of its kind, the missing ones first.

    `comes_down`: some of what is missing takes down what is shown.
    """

    duties: tuple[Duty, ...]
    status: str
    comes_down: bool

    @property
    def missing(self) -> int:
        return sum(bool(duty.missing) for duty in self.duties)

    @property
    def is_open(self) -> bool:
        return not self.missing

    @property
    def percent(self) -> int:
        return round(100 * (len(self.duties) - self.missing) / len(self.duties))

    @property
    def title(self) -> str:
        if self.status not in UNDER_WAY:
            return "Not shown any more"
        if self.is_open:
            return "Nothing is missing"
        if self.status != Status.PUBLISHED:
            return "Cannot be published yet"
        return "Should not be shown any more" if self.comes_down else "Stays shown, and would not be published today"

    @property
    def says(self) -> str:
        if self.status not in UNDER_WAY:
            return "It was taken back or retired, for good. What would be missing stays to be seen."
        if self.is_open:
            return f"All {len(self.duties)} are there. The gate asks again when it is published, and every night."
        missing = f"{self.missing} of {len(self.duties)} {'is' if self.missing == 1 else 'are'} missing."
        if self.status == Status.PUBLISHED:
            return f"{missing} {'Suspend it; the night does it otherwise.' if self.comes_down else ''}".strip()
        return f"{missing} No role can skip this."


def gate_of(dossier: Dossier, *, user: Any) -> Gate:
    """Tell what is missing; why a person is not available today only those learn who may read reasons."""
    by_code: dict[str, list[str]] = {}
    for gap in gaps(dossier):
        by_code.setdefault(gap.code, []).append(gap.sentence)
    if "may_be_used" in by_code and not user.has_perm("references.read_reasons"):
        by_code["may_be_used"] = [NO_REASONS]
    duties = [
        Duty(check.title, tuple(missing), "" if missing else shown_by(check.code, dossier), *way_on)
        for check in checks_of(dossier)
        for missing in (by_code.get(check.code, []),)
        for way_on in (_way(check.code, dossier, user=user) if missing else ("", ""),)
    ]
    status = dossier.endorsement.status
    comes_down = status == Status.PUBLISHED and bool(gaps(dossier, lasting=True))
    return Gate(tuple(sorted(duties, key=lambda duty: not duty.missing)), status, comes_down)


def checks_of(dossier: Dossier) -> list[Check]:
    """Return the checks that there is something to say about: where there is no picture, none has to be theirs."""
    return [check for check in checks_for(dossier.endorsement.kind) if check.code != "photo" or dossier.photo]


def _way(code: str, dossier: Dossier, *, user: Any) -> tuple[str, str]:
    """Return where something is done about it now; what is published is suspended first."""
    where, link, states = WHERE[code]
    row = dossier.endorsement
    if not where or not user.has_perm("testimonials.prove"):
        return "", ""
    if row.status not in states:
        return ("#next", "Suspend it first") if row.status == Status.PUBLISHED else ("", "")
    if where == "identify":
        return reverse("testimonials:identify", args=[row.pk]), link
    if where == "person":
        return (row.reference.get_absolute_url(), link) if row.reference else ("", "")
    if where == "other":
        return dossier.namesakes[0].get_absolute_url(), link
    return where, link


def way(endorsement: Endorsement) -> list[Stage]:
    """Return the five states on the way; what was taken out of the world stands beside it."""
    if endorsement.status not in WAY:
        return [Stage(status.label) for status in WAY]
    here = WAY.index(Status(endorsement.status))
    states = ["done" if place < here else "current" if place == here else "" for place in range(len(WAY))]
    if here == len(WAY) - 1:
        states[here] = "done"
    return [Stage(status.label, state) for status, state in zip(WAY, states, strict=True)]


def came(endorsement: Endorsement) -> str:
    owner = f" Owner {endorsement.owner}." if endorsement.owner else ""
    source = f": {endorsement.source}" if endorsement.source else ""
    return f"{CAME[Origin(endorsement.origin)]} on {date_format(endorsement.came_on, 'j M Y')}{source}.{owner}"


def stays_true(dossier: Dossier) -> str:
    """Say until when their approval counts, and what ends it sooner."""
    if dossier.last_yes is None:
        return "From their yes on it stays true for six months; then they are asked again."
    until = date_format(reconfirm_by(dossier), "j M Y")
    return (
        f"They are asked to say again by {until} whether they still mean it, or sooner if the product changes, they "
        "leave, or their company stops using it. Then it comes down by itself."
    )


def tied(dossier: Dossier) -> list[tuple[str, str]]:
    """Tell what each side answered to the question what ties them to us, and what they have received."""
    told = [(f"Asked of {side.label}", _answer(dossier.answers.get(side))) for side in AskedOf]
    return [*told, ("Rewards", " ".join(dossier.rewards) or "Nothing that we know of")]


def _answer(answer: Connection | None) -> str:
    if answer is None:
        return ""
    told = ": ".join(part for part in (Tie(answer.tie).label, answer.nature) if part)
    return f"{told} ({date_format(answer.on, 'j M Y')})"


# What each sort of proof is called, by the word that an event names its row with.
PROOFS = {str(model._meta.model_name): str(model._meta.verbose_name) for model in Proof.__subclasses__()}
# What each line of an endorsement's history says.
SAID: dict[str, tuple[str, int | None]] = {
    "take_in": ("Taken in", 1),
    "identify": ("Said who it was", 1),
    "set_kind": ("Kind chosen", None),
    "choose": ("A form for showing was chosen", None),
    "ask_person": ("Sent to the person", 1),
    "hand_in": ("Written by the person on their own page", 1),
    "approve": ("Approved by the person", 0),
    "reconfirm": ("Confirmed again by the person", 0),
    "change": ("The person wants it said or named differently", 3),
    "prove": ("Proof added", None),
    "drop": ("Proof set aside", 2),
    "tie": ("Answered for our side what ties them to us", None),
    "attach": ("File attached", None),
    "clear": ("The dossier is complete", 1),
    "publish": ("Published", 0),
    "place": ("A place was added", 1),
    "look_at": ("A place was looked at", None),
    "take_down": ("Came down somewhere", 2),
    "product_changed": ("The product changed; asked again", 2),
    "suspend": ("Suspended", 3),
    "resume": ("Taken up again", 1),
    "take_back": ("Taken back by the person", 4),
    "take_up": ("Taken up again by the person", 1),
    "retire": ("Retired", None),
}


def _said(event: EndorsementEvent) -> tuple[str, int | None]:
    """Say what happened, and of which sort the proof was that was added or set aside."""
    text, level = SAID[event.verb]
    proof = PROOFS.get(event.about.partition("-")[0])
    return f"{text}: {proof}" if proof else text, level


def history(endorsement: Endorsement, *, most: int | None = None) -> list[Happening]:
    events = endorsement.events.select_related("actor").order_by("-seq")
    return [
        Happening(event.at, *_said(event), by=f"by {event.actor or event.get_acted_as_display()}")
        for event in (events[:most] if most else events)
    ]
