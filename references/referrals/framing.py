"""Is a question specific enough that somebody comes to mind? It asks within a circle, or it is refused with a hint.

"Do you know anybody who …" has people shake their heads; a circle that they know has them see faces (seed 002).
"""

import re

from references.referrals.models.template import CIRCLE, COMPANY

HINT = (
    "Name a circle that they know, such as “the Leeds Logistics Forum” or “the people you worked with at Fernhill”: "
    "asked for just anybody, nobody comes to mind."
)
NOT_IN_THE_SENTENCE = "The sentence has to name the circle, word for word, or it asks for just anybody. {hint}"
A_PLACE_IS_OPEN = "Fill in what stands in {{ }}, or leave it to the circle: {{circle}} and {{company}} are filled in."

WORD = re.compile(r"[^\W\d_]+")
# What says nothing of who is meant, in both languages that we ask in. A circle of these words alone is none.
SAYS_NOTHING = """
a an the any some all every other others else more many most few of in at on to for from with and or who whom whose
that which you your yours they their we our us know knows knew there is are was be might may could would want need
needs interested interest anybody anyone somebody someone everybody everyone nobody people person persons company
companies business businesses organisation organisations organization organizations firm firms customer customers
client clients prospect prospects friend friends colleague colleagues contact contacts network networks circle
group groups acquaintance acquaintances lead leads peer peers man woman men women
der die das den dem des ein eine einen einem einer irgend irgendein irgendeine irgendeinen alle allen aller alles
jede jeder jedes jeden andere anderen anderer mehr viele einige manche in im an am auf aus bei mit von vom zu zum
zur und oder wer wen wem wessen dass du dein deine deinen ihr ihre ihren ihrem ihrer sie ihnen wir uns unser unsere
kennen kennst kennt es gibt ist sind könnte könnten würde würden möchte interessiert interesse jemand jemanden
jemandem irgendwer irgendwen irgendjemand irgendjemanden niemand leute leuten menschen mensch person personen firma
firmen unternehmen unternehmens betrieb betriebe kunde kunden freund freunde freunden freundin freundinnen kollege
kollegen kollegin kolleginnen kontakt kontakte kontakten netzwerk netzwerke kreis kreise gruppe gruppen bekannte
bekannten bekannter bekanntenkreis interessent interessenten
"""
EMPTY = frozenset(SAYS_NOTHING.split())


def against_circle(circle: str) -> str:
    """Return why a circle is none, as a hint, or nothing."""
    said = [word for word in WORD.findall(circle.casefold()) if word not in EMPTY]
    return "" if any(len(word) > 1 for word in said) and "{" not in circle else HINT


def against_sentence(sentence: str, *, circle: str) -> str:
    """Return why a sentence, as somebody would read it, asks for just anybody, or nothing."""
    if CIRCLE in sentence or COMPANY in sentence or "{" in sentence:
        return A_PLACE_IS_OPEN.format()
    if _plain(circle) not in _plain(sentence):
        return NOT_IN_THE_SENTENCE.format(hint=HINT)
    return ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
