"""May an offer be worded like this? Not when it hangs on what somebody says or feels (FTC 465.4).

One place for every text that offers something. It refuses rather too much than too little: whoever meant it honestly
finds another word, and the sentence says which one to leave out.
"""

import re
import unicodedata

GOOD = (
    r"good|great|glowing|excellent|outstanding|amazing|awesome|nice|kind|happy|favou?rable|flattering|enthusiastic|"
    r"raving?|top|best|perfect|honest and good|gut\w*|toll\w*|super|prima|hervorragend\w*|ausgezeichnet\w*|"
    r"begeistert\w*|wohlwollend\w*|lobend\w*|nett\w*|freundlich\w*|schön\w*|best\w*|perfekt\w*|schmeichelhaft\w*"
)
OPINION = (
    r"reviews?|testimonials?|feedback|ratings?|scores?|quotes?|stor(?:y|ies)|opinions?|comments?|references?|words?|"
    r"endorsements?|bewertung\w*|rezension\w*|rückmeldung\w*|noten|zitat\w*|meinung\w*|kommentar\w*|"
    r"referenz\w*|worte\w*|empfehlung\w*|kundenstimme\w*|stimme\w*"
)
FEELING = (
    r"liked|likes? (?:us|our|it|the|what|working)|love[ds]?|enjoy(?:ed)?|happy|satisfied|pleased|delighted|impressed|"
    r"recommend\w*|praise[ds]?|gefall\w*|gefäll\w*|gefiel\w*|mag|mögen|mochten?|zufrieden\w*|glücklich\w*|begeister\w*|"
    r"überzeug\w*|empfehl\w*|lob\w*"
)
SAYING = r"(?:speak|talk|think|say|writ|post)(?:s|e|es|ing)?|said|spoken?|spoke|wrote|written"
SAGEN = r"(?:sprech|sprich|red|schreib|äußer)\w*|gesprochen|geschrieben"
# Each way to say it; what is found stands in the sentence.
TIED = (
    r"\bpositiv(?:e|ely|er|es|en|em)?\b",
    r"\b(?:great|grossartig\w*)\b",
    r"\bglowing\b",
    r"\bfavou?rabl[ey]\b",
    r"\b(?:[45]|four|five|vier|fünf)[ -]?(?:stars?|sterne?n?)\b",
    r"[★⭐]{2,}",
    r"\b(?:[45]\s?(?:/|out of|von)\s?5|(?:9|10)\s?(?:/|out of|von)\s?10)\b",
    r"\b(?:9|10|nine|ten|top|neun|zehn|full|volle)\b[^.;]{0,15}\b(?:survey|nps|marks?|points?|umfrage|punkt\w*)\b",
    rf"\b(?:{SAYING})\s+(?:\w+\s+){{0,2}}?(?:(?<!as )well|highly|kindly|nicely|warmly|good|nice)\b",
    rf"\b(?:gut|nett|freundlich|lobend|wohlwollend)\s+(?:\w+\s+){{0,3}}?(?:{SAGEN})\b",
    rf"\b(?:{OPINION})\b[^.;]{{0,30}}\b(?:stays?|remains?|kept) (?:up|online|published)\b",
    rf"\b(?:{OPINION})\b[^.;]{{0,30}}\b(?:stehen|online|sichtbar) bleib\w*",
    r"\b(?:high|top|hohe?|best(?:en?)?)[ -]+(?:score|rating|bewertung|note|wertung)s?\b",
    rf"\b(?:{GOOD})[ -]+(?:\w+[ -]+){{0,2}}(?:{OPINION})\b",
    rf"\b(?:{OPINION})\b[^.;]{{0,30}}\b(?:is|are|was|were|turns? out|reads?)\b[^.;]{{0,12}}\b(?:{GOOD}|well)\b",
    rf"\b(?:{OPINION})\b[^.;]{{0,30}}\b(?:{GOOD}) (?:ausf[aä]ll\w*|ist|sind|war|waren|wird|werden)\b",
    r"\b(?:happy|satisfied|delighted|zufriedene?\w*|glückliche?\w*|begeisterte?\w*) (?:customers?|users?|kund\w*)\b",
    rf"\b(?:if|when|provided|as long as|because|since|once)\b[^.;]{{0,40}}\b(?:{FEELING})\b",
    rf"\b(?:wenn|falls|sofern|soweit|sobald|weil|da)\b[^.;]{{0,40}}\b(?:{FEELING})\b",
    r"\b(?:praise|lob)\b",
    r"\b(?:no|not|without|nothing|nichts?|keine?|ohne)\s+(?:\w+\s+){0,2}"
    r"(?:negativ\w*|bad|critical|criticism|schlecht\w*|kritik|kritisch\w*)\b",
)
FOUND = re.compile("|".join(f"(?:{way})" for way in TIED))
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def tied_to(text: str) -> str:
    """Return the words by which an offer hangs on somebody's opinion, or nothing."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = " ".join(re.sub(r"[\u2010-\u2015\u2212_]", "-", plain).split())
    found = FOUND.search(plain)
    return found.group() if found else ""


def why_not(text: str) -> str:
    """Say in a sentence why an offer may not be worded like this, and what to write; nothing when it may."""
    found = tied_to(text)
    if not found:
        return ""
    return (
        f"“{found}” ties this to an opinion. A reward is for what somebody did, and the same whatever they say: "
        "write what it is, without that."
    )
