"""Which of their sentences says something that has to be proven? Those with a number, and those that compare.

Found in the text and never taken on trust: what a customer says is no proof that it is so (16 CFR 255.2(a)), and a
comparison needs one that was really made (255.3(b)). A sentence too many is found rather than one too few; what has no
proof is left out of the excerpt by choosing, not by editing.
"""

import re
from dataclasses import dataclass

from django.db import models


class Sort(models.TextChoices):
    NUMBER = "number", "A number"
    COMPARISON = "comparison", "A comparison"


@dataclass(frozen=True)
class Statement:
    """One sentence, word for word, and what in it has to be proven."""

    sentence: str
    sort: str
    marks: tuple[str, ...]


def _any_of(*groups: str) -> str:
    """Return a pattern for any word of some lines of words; each word may be a pattern itself."""
    return "|".join(word for group in groups for word in group.split())


# Words of either language that are numbers. "One" is left out: it is an article more often than a number.
UNITS = "two three four five six seven eight nine ten eleven twelve"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
PARTS = "half halve[ds]? halving thirds? quarter fifth"
TIMES = r"twice thrice doubl(?:e[ds]?|ing) tripl(?:e[ds]?|ing) quadrupl(?:e[ds]?|ing) \w+fold"
MANY = "dozens? hundreds? thousands? millions? billions? percent"
EINER = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig dreissig hundert tausend"
ZEHNER = r"\w+(?:zehn|zig) \w+(?:hundert|tausend)"
TEILE = r"halb(?:e[rsnm]?)? halbier\w* hälfte drittel viertel fünftel"
MALE = rf"(?:{_any_of(EINER)})(?:mal|fach\w*) doppelt\w* ver(?:doppel|dreifach|vierfach|fünffach|zehnfach|vielfach)\w*"
VIELE = "dutzend(?:e|en)? hundert(?:e|en) tausend(?:e|en) millionen? milliarden? prozent"
NUMBERS = _any_of(UNITS, TENS, TEENS, TIMES, MANY, EINER, ZEHNER, TEILE, MALE, VIELE)
FRACTIONS = rf"per\s+cent|(?:a|one|two)\s+(?:{_any_of(PARTS)})|halv\w+|half"

# What is said of products, so that whatever its forms compare is found: "safer", "simplest", "am sichersten".
LIKE = (
    "fast quick slow cheap great strong weak smart simpl easi saf high low larg bigg small clean lean light short new "
    "nic rich steadi wid friendli happi hard tough clear cool deep broad calm bright fresh"
)
WIE = (
    "schnell einfach günstig billig teur größ klein höh höch stark stärk schwäch sicher zuverlässig leicht schön neu "
    "jüng läng kürz modern effizient klar präzis flexibel bequem freundlich kompetent erfolgreich übersichtlich"
)
# Before a noun, "schneller" and its like say only how it is: "ein schneller Dienst".
COMPARING = rf"""
    (?:{_any_of(LIKE)})(?:er|est)
    | (?:{_any_of(WIE)})(?:ere[rsnm]? | er(?-i:(?!\s+[A-ZÄÖÜ])) | e?ste[rsnm]?)
    | best | better | worse | worst | leader | leading | \w+-leading | (?:first|world)[-\s]class | second\sto\snone
    | number[-\s]one | no\.\s?1 | \#1 | the\sonly | only\s[\w-]+\s(?:that|who|which|to) | unique | superior | peerless
    | un(?:rivall?ed | matched | beatable | beaten | equall?ed | paralleled) | unlike | versus | vs\.? | ahead\sof
    | (?:more|less|fewer)\s[\w-]+\sthan | [\w-]+er\sthan | than\sany(?:one|body|thing)? | compared\s(?:to|with)
    | (?:more|less|most|least)\s[\w-]+(?:able|ible|ive|ent|ant|ful|ous|ed|ing|ic|al|ate|ise|act) | most\s[\w-]+ly
    | (?:no|any|every|all(?:\sthe)?|none\sof\sthe)\sothers? | (?:nobody|no\sone|nothing)\selse | comes?\sclose
    | rivals? | competit(?:ors?|ion) | beat(?:s|en|ing)? | (?:outperform|outclass|outdo|outshin|surpass)\w*
    | beste[rsnm]? | besser(?:e[rsnm]?)? | nummer\seins | nr\.\s?1 | marktführer(?:in)? | einzige[rsnm]?
    | (?:führend | überlegen | einzigartig | unschlagbar | unerreicht | unübertroffen)(?:e[rsnm]?)?
    | [\w-]+er\sals | anders\sals | als\s(?:alle|jede)[rsnm]? | verglichen\smit | im\s(?:vergleich|gegensatz)
    | niemand\ssonst | nichts\sanderes | keine?[rsnm]?\sander\w* | (?:konkurren|mitbewerb|wettbewerb|übertr[iao]f)\w*
    | schl(?:ägt|ug)\s(?:alle|die|jede)\w*
"""
FINDS = {
    Sort.NUMBER: re.compile(rf"\d[\d.,:]*\s?[%‰x]?|[¼-¾⅐-⅞]|\b(?:{FRACTIONS}|{NUMBERS})\b", re.IGNORECASE),
    Sort.COMPARISON: re.compile(rf"(?<!\w)(?:{COMPARING})(?!\w)", re.IGNORECASE | re.VERBOSE),
}
# A full stop within a number or after one letter ends no sentence.
SENTENCES = re.compile(r"\s\[…\]\s|(?<=[.!?…])(?<!\b\w\.)\s+|\n+")


def statements(text: str) -> list[Statement]:
    """Return what has to be proven, sentence by sentence; one that has a number and compares is found twice."""
    return [
        Statement(sentence, sort, marks)
        for sentence in (part.strip() for part in SENTENCES.split(text))
        for sort, finds in FINDS.items()
        if (marks := tuple(match.group().strip() for match in finds.finditer(sentence)))
    ]
