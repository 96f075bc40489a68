"""Is a question specific enough that somebody comes to mind? It asks within a circle, or it is refused with a hint.

"Do you know anybody who …" has people shake their heads; a circle that they know has them see faces (seed 002).
"""

import re

from references.referrals.models.template import CIRCLE, COMPANY

HINT = (
    "Name a circle that they know, such as “the Leeds Logistics Forum” or “the people you worked with at Fernhill”: "
    "asked for just anybody, nobody comes to mind."
)
NOT_IN_THE_SENTENCE = "The question has to ask within the circle, word for word, or it asks for just anybody. {hint}"
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
industry industries sector sectors branch market markets field area world everywhere anywhere somewhere place work
works worked working job office team use uses used useful using like similar same such right suitable good great ever
met meet seen spoken heard talked can could will shall do does did has have had been being just really else also
der die das den dem des ein eine einen einem einer irgend irgendein irgendeine irgendeinen alle allen aller alles
jede jeder jedes jeden andere anderen anderer mehr viele einige manche in im an am auf aus bei mit von vom zu zum
zur und oder wer wen wem wessen dass du dein deine deinen ihr ihre ihren ihrem ihrer sie ihnen wir uns unser unsere
kennen kennst kennt es gibt ist sind könnte könnten würde würden möchte interessiert interesse jemand jemanden
jemandem irgendwer irgendwen irgendjemand irgendjemanden niemand leute leuten menschen mensch person personen firma
firmen unternehmen unternehmens betrieb betriebe kunde kunden freund freunde freunden freundin freundinnen kollege
kollegen kollegin kolleginnen kontakt kontakte kontakten netzwerk netzwerke kreis kreise gruppe gruppen bekannte
bekannten bekannter bekanntenkreis interessent interessenten branche branchen markt bereich welt umfeld arbeit büro
brauchen brauchten nutzen gebrauchen passend passende ähnliche gleichen gleiche je jemals getroffen gesehen gesprochen
kann können haben hat hatten hatte war waren sein auch sonst noch überall irgendwo
"""
EMPTY = frozenset(SAYS_NOTHING.split())


# What stands aside in brackets is not asked, and these words ask for just anybody whatever else is said.
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
JUST_ANYBODY = re.compile(
    r"\b(?:any(?:body|one)|some(?:body|one)|every(?:body|one)) (?:at all|else|whatsoever|whoever)\b|\bjust any|"
    r"\büberhaupt (?:jemand\w*|wen|wer)|\birgend(?:jemand\w*|wer|wen)"
)


def against_circle(circle: str) -> str:
    """Return why a circle is none, as a hint, or nothing."""
    said = [word for word in WORD.findall(circle.casefold()) if word not in EMPTY]
    return "" if any(len(word) > 1 for word in said) and "{" not in circle else HINT


def against_sentence(sentence: str, *, circle: str) -> str:
    """Return why a sentence, as somebody would read it, asks for just anybody, or nothing."""
    if CIRCLE in sentence or COMPANY in sentence or "{" in sentence:
        return A_PLACE_IS_OPEN.format()
    plain = _plain(sentence).replace(_plain(circle), CIRCLE)
    asked = ASIDE.sub(" ", plain)
    if CIRCLE not in (asked.rpartition("?")[0] or asked) or JUST_ANYBODY.search(plain):
        return NOT_IN_THE_SENTENCE.format(hint=HINT)
    return ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
