"""What exactly did a page say when it was answered? The part that a person agrees to is drawn once and kept so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from references import ledger
from references.ledger import Evidence
from references.ledger.chain import digest_of
from references.models import ActivityType, ConsentText
from refprogram.portal.door import Visit


@dataclass(frozen=True)
class Shown:
    """What a page says, as it is drawn: the question, its terms, and the texts that it quotes."""

    question: SafeString
    terms: SafeString
    evidence: Evidence

    @property
    def seal(self) -> str:
        """Return what the page's form brings back, so that nobody agrees to what they did not see."""
        return digest_of(self.evidence.html)

    def was_seen(self, posted: QueryDict) -> bool:
        return posted.get("seen") == self.seal


def texts_of(visit: Visit, activities: Iterable[ActivityType]) -> dict[int, ConsentText]:
    return ledger.texts_for(activities, language=visit.language, on=visit.on)


def draw(name: str, visit: Visit, texts: dict[int, ConsentText], **context: Any) -> Shown:
    """Draw the two parts of what a person agrees to."""
    bodies = dict.fromkeys(text.body.replace("{company}", settings.PROGRAM_COMPANY) for text in texts.values())
    known = {"company": settings.PROGRAM_COMPANY, "texts": list(bodies), **context}
    question = render_to_string(f"portal/shown/{name}.html", known)
    terms = render_to_string(f"portal/shown/{name}_terms.html", known)
    return Shown(question, terms, Evidence(html=f"{question}\n{terms}", language=visit.language, texts=texts))
