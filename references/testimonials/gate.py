"""May these words be shown to the world? One check a duty; no role passes the gate, and what is not known is missing.

The duties are those of 16 CFR Parts 255 and 465 and of the consent behind them, as the program reads them: this is not
legal advice. A check says what is missing, in a sentence that tells what to do; nothing said means nothing missing.
Those that are `lasting` are asked again as long as the words are shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from references.eligibility import BLOCKED
from references.testimonials.dossier import Dossier, dossier_of
from references.testimonials.models import AskedOf, BodyDecision, Credential, Evaluation, Kind, Status, Tie, UseProof
from references.testimonials.models.connection import INSIDER
from references.testimonials.models.proof import Proof
from references.testimonials.quoting import key_of
from references.testimonials.statements import Sort, Statement, statements
from references.testimonials.texts import is_filler, is_markup, is_no_disclosure, tells_nothing
from refprogram.dates import add_months

RECONFIRMED_EVERY = 6  # months (16 CFR 255.1(b): at reasonable intervals)
RECONFIRM_FROM = 5
# Of what speaks against using somebody, what also takes down words that are shown already. A hard time or a pause means
# that nobody bothers them; it does not unsay what they said.
UNSAYS = frozenset({"no_consent", "company_permission_missing", "policy_private_only", "contact_gone"})
THE_THREE = (Kind.CONSUMER, Kind.EXPERT, Kind.ORGANIZATION)
# What makes words not theirs: with any of it nobody is asked whether they may be shown.
NOT_THEIRS = ("words", "untouched", "one_speaker")
PROOF_OF = {
    Sort.NUMBER: "a number needs a document, a method and a day.",
    Sort.COMPARISON: "a comparison needs one that was really made, with a document, a method and a day.",
}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, and the check that misses it."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Check:
    """One duty: what it is called once it is fulfilled, for which kinds it holds, and what is missing."""

    code: str
    title: str
    missing: Callable[[Dossier], Iterator[str]]
    kinds: tuple[str, ...] = THE_THREE
    lasting: bool = False


def _kind(dossier: Dossier) -> Iterator[str]:
    if not dossier.endorsement.kind:
        yield "Choose what kind of endorsement it is."
    elif dossier.endorsement.kind == Kind.UNSUPPORTED:
        yield "Celebrity endorsements are kept, and never published."


def _person(dossier: Dossier) -> Iterator[str]:
    if dossier.contact is None:
        yield "Nobody knows yet who said this. Choose them among the customers’ contacts."


def _words(dossier: Dossier) -> Iterator[str]:
    if dossier.block is None:
        yield "Choose which of their words are to be shown."
    text = dossier.block.text if dossier.block else dossier.versions[-1].text if dossier.versions else ""
    if is_filler(text):
        yield "This is filler text, not words of a person."
    if is_markup(text):
        yield "There is code in these words. Ask them what they wrote."


def _untouched(dossier: Dossier) -> Iterator[str]:
    first = dossier.versions[0].text if dossier.versions else ""
    as_taken = all(version.is_untouched for version in dossier.versions)
    if not as_taken or key_of(first) != dossier.endorsement.text_key:
        yield "The words are not what was taken down. They can never be shown; ask the person for them again."


def _one_speaker(dossier: Dossier) -> Iterator[str]:
    for other in dossier.namesakes:
        yield (
            f"The same words are said to be somebody else’s as well (E-{other.pk}). Only one can have said so: "
            "retire those that are not theirs."
        )


def _approved(dossier: Dossier) -> Iterator[str]:
    last = dossier.last_yes
    if last is None:
        yield "They have not approved these words, in this form, on their own page."
    elif dossier.block is not None and last.digest != dossier.block.digest:
        yield "What would be shown is not what they approved any more. Ask them again."
    elif reconfirm_by(dossier) < dossier.on:
        yield f"They approved it on {last.on:%d %B %Y}, and have to say again whether they still mean it."


def _may_be_used(dossier: Dossier) -> Iterator[str]:
    for finding in dossier.findings:
        if finding.level >= BLOCKED:
            yield finding.sentence


def _asked(side: str, whom: str) -> Callable[[Dossier], Iterator[str]]:
    def missing(dossier: Dossier) -> Iterator[str]:
        answer = dossier.answers.get(side)
        if answer is None:
            yield f"Ask {whom} whether anything ties them to us: a gift, a discount, work, family, a share."
        elif answer.tie == Tie.UNKNOWN:
            yield f"“Not known” is no answer. Ask {whom} again."
        elif answer.nature and tells_nothing(answer.nature):
            yield f"“{answer.nature[:80]}” tells a reader nothing. Ask {whom} again."

    return missing


def _told_before(dossier: Dossier) -> Iterator[str]:
    before = dossier.told_before
    if before is not None:
        told = before.nature or Tie(before.tie).label
        yield f"They told us before what ties them to us, “{told}”, and now nothing. Find out, and answer for our side."


def _insider(dossier: Dossier) -> Iterator[str]:
    declared = any(answer.tie in INSIDER for answer in dossier.connections)
    if dossier.looks_like_one_of_us and not declared:
        yield "Their address is at our own company. Say for our side what they have to do with us; it is shown."


def to_prove(dossier: Dossier) -> list[Statement]:
    """Return what has to be proven, in their words and in what stands beside them in anybody's own sentence."""
    beside = [answer.nature for answer in dossier.connections if answer.tie not in (Tie.NONE, Tie.UNKNOWN)]
    return [found for text in [dossier.block.text, *beside] for found in statements(text)] if dossier.block else []


def _proven(dossier: Dossier) -> Iterator[str]:
    for found in to_prove(dossier):
        if (found.sentence, found.sort) not in dossier.substantiated:
            yield f"Proof for “{found.sentence[:120]}”: {PROOF_OF[Sort(found.sort)]} Or leave the sentence out."


def _uses(dossier: Dossier) -> Iterator[str]:
    if dossier.uses is False:
        yield "Their company does not use it any more."
    elif dossier.newest(UseProof) is None:
        yield "Show that they really use it: the product and version, and what one of us saw, where and when."


def _typical(dossier: Dossier) -> Iterator[str]:
    if dossier.typicality is None:
        yield "Say whether customers generally get this. If not, what they do get is shown beside it."
    elif is_no_disclosure(dossier.typicality.usual):
        yield "“Results may vary” tells a reader nothing. Write what customers generally get."


def _photo(dossier: Dossier) -> Iterator[str]:
    if dossier.photo and not dossier.photo.is_actual_person:
        yield "Nobody has said that the picture really shows them."


def _has(model: type[Proof], sentence: str, *, file: str = "") -> Callable[[Dossier], Iterator[str]]:
    """Return what asks for a row of a table; `file` says which paper has to be attached to it, if one has."""

    def missing(dossier: Dossier) -> Iterator[str]:
        row = dossier.newest(model)
        if row is None:
            yield sentence
        elif file and row.attachment_id is None:
            yield f"Attach {file}: keep the file with the dossier, set the old row aside and add it with the file."

    return missing


def _independent(dossier: Dossier) -> Iterator[str]:
    decision = dossier.newest(BodyDecision)
    if decision is not None and not decision.is_independent:
        yield "We own it, have a say in it or pay for it. It cannot be shown as an independent organization’s."


CHECKS = (
    Check("kind", "A kind of endorsement that can be shown", _kind, kinds=("", *Kind.values), lasting=True),
    Check("person", "We know who said it", _person, kinds=("", *Kind.values), lasting=True),
    Check("words", "Words of a person", _words, kinds=("", *Kind.values), lasting=True),
    Check("untouched", "Nobody has changed the words", _untouched, kinds=("", *Kind.values), lasting=True),
    Check("one_speaker", "Nobody else is said to have said it", _one_speaker, kinds=("", *Kind.values), lasting=True),
    Check("approved", "They approved exactly this", _approved, kinds=("", *Kind.values), lasting=True),
    Check("may_be_used", "They and their company agree", _may_be_used, kinds=("", *Kind.values), lasting=True),
    Check("person_asked", "They were asked what ties them to us", _asked(AskedOf.PERSON, "the person"), lasting=True),
    Check("staff_asked", "We asked ourselves as well", _asked(AskedOf.STAFF, "your colleagues"), lasting=True),
    Check("told_before", "What they told us before still stands beside their words", _told_before, lasting=True),
    Check("insider", "Not one of us, or said so", _insider, lasting=True),
    Check("proven", "Every number and comparison is proven", _proven, lasting=True),
    Check("photo", "The picture is really them", _photo, lasting=True),
    Check("uses", "They really use it", _uses, kinds=(Kind.CONSUMER,), lasting=True),
    Check("typical", "Typical, or the usual result is shown", _typical, kinds=(Kind.CONSUMER,), lasting=True),
    Check(
        "qualified",
        "Qualified in a field that matters here",
        _has(Credential, "Show what makes them an expert, and what their field has to do with this product."),
        kinds=(Kind.EXPERT,),
        lasting=True,
    ),
    Check(
        "evaluated",
        "They really evaluated it",
        _has(
            Evaluation,
            "Show what they did to find out: method, day, version, result, and the paper as a file.",
            file="the paper of what they did to find out",
        ),
        kinds=(Kind.EXPERT,),
        lasting=True,
    ),
    Check(
        "decided",
        "A joint decision by its own standards",
        _has(
            BodyDecision,
            "Show how it decided: the body, the process, the day, its standards, and the minute as a file.",
            file="the minute or letter of the decision",
        ),
        kinds=(Kind.ORGANIZATION,),
        lasting=True,
    ),
    Check("independent", "Independent of us", _independent, kinds=(Kind.ORGANIZATION,), lasting=True),
)


def is_as_approved(dossier: Dossier) -> bool:
    """Say whether what would be shown is what they approved, in time, to the letter."""
    return not any(_approved(dossier)) and dossier.block is not None


def checks_for(kind: str) -> list[Check]:
    return [check for check in CHECKS if kind in check.kinds]


def gaps(dossier: Dossier, *, lasting: bool = False) -> list[Gap]:
    """Return all that is missing; `lasting`, only what takes down words that are shown already."""
    found = [
        Gap(check.code, sentence)
        for check in checks_for(dossier.endorsement.kind)
        if check.lasting or not lasting
        for sentence in check.missing(dossier)
    ]
    if not lasting:
        return found
    unsaid = {finding.sentence for finding in dossier.findings if finding.code in UNSAYS}
    return [gap for gap in found if gap.code != "may_be_used" or gap.sentence in unsaid]


def not_theirs(dossier: Dossier) -> list[str]:
    """Return what says that words are nobody's, or not this person's, so that nobody is asked about them."""
    return [gap.sentence for gap in gaps(dossier) if gap.code in NOT_THEIRS]


def waits_for_the_person(dossier: Dossier) -> bool:
    """Say whether something is due that only they can give: their yes, their consent, what ties them to us."""
    no_consent = any(one.code == "no_consent" and one.level >= BLOCKED for one in dossier.findings)
    missing = any(_approved(dossier)) or any(_asked(AskedOf.PERSON, "the person")(dossier))
    return no_consent or missing or _is_due_again(dossier)


def reconfirm_by(dossier: Dossier) -> date:
    """Return the last day on which their approval still counts; the caller knows that there is one."""
    assert dossier.last_yes is not None
    usual = add_months(dossier.last_yes.on, RECONFIRMED_EVERY)
    return min(usual, dossier.endorsement.reconfirm_by or usual)


def is_to_say_again(dossier: Dossier) -> bool:
    """Say whether whoever approved what is shown is asked once more: after five months, or since something changed."""
    return dossier.endorsement.status == Status.PUBLISHED and _is_due_again(dossier)


def _is_due_again(dossier: Dossier) -> bool:
    if dossier.last_yes is None:
        return False
    changed = dossier.endorsement.reconfirm_by is not None
    return changed or dossier.on >= add_months(dossier.last_yes.on, RECONFIRM_FROM)


def gate(pk: int, *, on: date, lasting: bool = False) -> list[Gap]:
    """Ask the gate about one endorsement, whose row the caller holds when the answer is to count."""
    return gaps(dossier_of(pk, on=on), lasting=lasting)
