"""What is a rule made of? A level column over named facts, and the words that go with it; the rules are one room up."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Q, SmallIntegerField, Value, When

from refprogram.accounts.roles import Role

# Who clears it, and what, where several rules say the same.
THE_CUSTOMER = "The customer"
REFERENCE_MANAGER = Role.REFERENCE_MANAGER.label
A_CHECK_IN = "A check-in with the customer."
ONLY_THEY = "Only they can take that back."
# One sentence for all who must not be told apart: somebody in a hard time, and somebody who is not at ease.
NOT_AVAILABLE = "Not available at present."


@dataclass(frozen=True)
class Rule:
    """One reason not to use somebody: its level, the column that says since when, the sentence, what clears it, who.

    `says` is for those who may know the reason; `tells` for a sales rep: the class of the reason, never a detail. Each
    is one sentence or one a level, as are `clears` and `who`. Of a private rule a rep learns neither since when nor
    what clears it: either would tell what it is about. `stops` says to a reference manager, in one line and without
    days, why something under way had to wait.
    `rests_on` names the facts that are the evidence. What depends on reference and day alone is `kept` in Standing.
    """

    code: str
    level: Case
    rests_on: tuple[str, ...]
    says: str | Mapping[int, str]
    tells: str | Mapping[int, str]
    stops: str
    clears: str | Mapping[int, str]
    who: str | Mapping[int, str]
    since: str = ""
    private: bool = False
    kept: bool = False


def level(*milder: tuple[int, Q], otherwise: int) -> Case:
    """Build a level column: the conditions prove the milder answers in turn, the default is the worst."""
    return Case(
        *(When(proof, then=Value(answer)) for answer, proof in milder),
        default=Value(otherwise),
        output_field=SmallIntegerField(),
    )
