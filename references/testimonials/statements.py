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


NUMBERS = (
    "half|halved|double[ds]?|triple[ds]?|quadrupled?|twice|thrice|dozens?|hundreds?|thousands?|millions?|billions?|"
    "percent|per cent|a third|a quarter|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    "forty|fifty|sixty|seventy|eighty|ninety|"
    "halb(?:e|er|es|en|iert)?|hälfte|doppelt(?:e|er|es|en)?|verdoppelt|dreifach(?:e|er|es|en)?|drittel|viertel|prozent|"
    "dutzend(?:e|en)?|hundert(?:e|en)?|tausend(?:e|en)?|millionen?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|"
    "zwölf|zwanzig|dreißig|vierzig|fünfzig"
)
COMPARING = (
    r"best|better|worse|worst|fastest|faster|cheapest|cheaper|easiest|safest|largest|biggest|highest|lowest|number one|"
    r"no\. ?1|#1|leading|leader|unique|unrivall?ed|unmatched|unbeatable|second to none|superior|first[- ]class|"
    r"world[- ]class|(?:more|less|fewer) [\w-]+ than|[\w-]+er than|than any(?:one|body|thing)?|compared (?:to|with)|"
    r"only [\w-]+ that|market leader|industry[- ]leading|most [\w-]+|"
    r"beste[rsnm]?|besser(?:e[rsnm]?)?|schnellste[rsnm]?|günstigste[rsnm]?|führend(?:e[rsnm]?)?|"
    r"marktführer(?:in)?|einzigartig(?:e[rsnm]?)?|unschlagbar(?:e[rsnm]?)?|überlegen(?:e[rsnm]?)?|[\w-]+er als|"
    r"verglichen mit|im vergleich"
)
FINDS = {
    Sort.NUMBER: re.compile(rf"\d[\d.,:]*\s?[%‰x]?|\b(?:{NUMBERS})\b", re.IGNORECASE),
    Sort.COMPARISON: re.compile(rf"(?<!\w)(?:{COMPARING})(?!\w)", re.IGNORECASE),
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
