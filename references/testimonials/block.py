"""What exactly does the world see? One block: the words, who said them, and what a reader has to know beside them.

The person's own page, the staff's preview, the wall, the embedded frame and the JSON all draw from here, so that nobody
approves anything but what is shown, and no disclosure can be left out, shortened or moved (16 CFR 255.0(f), 255.2(b)).
It is worded in the language that it is shown in, whoever looks at it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from references.testimonials.models import AskedOf, Endorsement, Finding, Naming, Showing, Tie
from references.testimonials.quoting import digest_of

SELECTED = "Selected by us from what our customers have told us."
NOTHING = "received nothing for it"
TOLD = {
    Tie.GIFT: "They have received a gift from us.",
    Tie.PAYMENT: "They have been paid by us.",
    Tie.DISCOUNT: "They have received a discount, or something free, from us.",
    Tie.TRAVEL: "We have paid for their travel or for an event of theirs.",
    Tie.EARLY_ACCESS: "They have had early access, or sit on our advisory board.",
    Tie.WORK: "They work, or have worked, for us.",
    Tie.FAMILY: "They are family or friends with somebody who works here.",
    Tie.MONEY: "They have a share in our company, or we in theirs.",
    Tie.OTHER: "",
}


# What goes into a frame on a narrow screen: letters in a line of words, and in one beside a picture; the height of a
# line; and the lines of the days, of who selected and published it, and of the space around everything.
NARROW, NARROW_BESIDE, LINE, LINES_AROUND = 22, 16, 27, 14


@dataclass(frozen=True)
class Block:
    """One endorsement as it is shown. `disclosures` belong to it like the words themselves."""

    text: str
    is_quote: bool
    name: str
    title: str
    company: str
    disclosures: tuple[str, ...]
    body: str = ""
    photo: int | None = None
    said_on: date | None = None
    approved_on: date | None = None
    reconfirmed_on: date | None = None
    received: str = ""

    @property
    def quoted(self) -> str:
        """Return the text as it stands there: quotation marks only around exact words (16 CFR 255.1(b))."""
        return f"“{self.text}”" if self.is_quote else self.text

    @property
    def speaker(self) -> str:
        """Return who said it, and for which body of an organization (16 CFR 255.4)."""
        parts = (self.name, self.title, self.decided, self.company)
        return ", ".join(part for part in parts if part) or "A customer of ours"

    @property
    def decided(self) -> str:
        return f"for {self.body}" if self.body else ""

    @property
    def frame_height(self) -> int:
        """Return how many pixels a frame needs to show all of it on a screen of 320: nothing may be out of sight."""
        words = sum(_lines(part, NARROW) for part in (self.quoted, *self.disclosures))
        below = _lines(self.speaker, NARROW_BESIDE) + LINES_AROUND
        return LINE * (words + below) + LINE * (1 + len(self.disclosures)) // 2

    @property
    def digest(self) -> str:
        """Return what an approval holds on to: everything that is shown but the days."""
        return digest_of("\n".join((self.quoted, self.speaker, str(self.photo or ""), *self.disclosures)))


def block_of(endorsement: Endorsement, showing: Showing, *, dossier: Any) -> Block:
    """Draw one form of the words with what the dossier says has to stand beside them."""
    named, role = showing.naming == Naming.FULL, showing.naming != Naming.NOBODY
    contact = endorsement.reference.contact if endorsement.reference else None
    details = getattr(contact, "details", None)
    speaker = getattr(endorsement, "speaker", None)
    name = details.name if details else speaker.name if speaker else ""
    title = contact.title if contact else speaker.title if speaker else ""
    company = contact.customer.name if contact else speaker.organization if speaker else ""
    said_on = showing.words.on if showing.words.number > 1 else endorsement.came_on
    approved_on = dossier.first_yes.on if dossier.first_yes else None
    reconfirmed_on = dossier.last_yes.on if dossier.last_yes != dossier.first_yes else None
    return Block(
        text=showing.text,
        is_quote=showing.is_quote,
        name=name if named else "",
        title=title if role else "",
        company=company if role else "",
        body=dossier.body if role else "",
        disclosures=tuple(_disclosures(dossier)),
        photo=dossier.photo.pk if named and dossier.photo else None,
        said_on=said_on,
        approved_on=approved_on if approved_on != said_on else None,
        reconfirmed_on=reconfirmed_on,
        received=NOTHING if _received_nothing(dossier) else "",
    )


def _received_nothing(dossier: Any) -> bool:
    """Say whether both sides answered that nothing ties them; who was not asked yet has not said so."""
    ties = [dossier.answers[side].tie for side in AskedOf.values if side in dossier.answers]
    return ties == [Tie.NONE] * len(AskedOf) and not dossier.rewards


def _disclosures(dossier: Any) -> list[str]:
    said = []
    typical = dossier.typicality
    if typical and typical.finding == Finding.NOT_TYPICAL:
        usual = _sentence(typical.usual, f"{typical.sample:,} customers, {typical.period}")
        said.append(
            " ".join(part for part in ("What customers usually get:", usual, _sentence(typical.theirs)) if part)
        )
    for answer in dossier.connections:
        if answer.tie not in (Tie.NONE, Tie.UNKNOWN):
            said.append(" ".join(part for part in (TOLD[Tie(answer.tie)], _sentence(answer.nature)) if part))
    said += [_sentence(reward) for reward in dossier.rewards]
    return list(dict.fromkeys(said))


def _sentence(text: str, note: str = "") -> str:
    plain = text.strip().rstrip(".")
    return f"{plain} ({note})." if plain and note else f"{plain}." if plain else ""


def _lines(text: str, letters: int) -> int:
    """Count the lines of a text, with room for words that do not fill theirs."""
    return sum(len(part) // letters + 1 for part in text.splitlines())
