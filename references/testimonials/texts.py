"""Is this a text that a person wrote? Filler and code are found, whoever sent them."""

import re

FILLER = re.compile(
    r"\b(?:lorem ipsum|dolor sit amet|consectetur|your (?:text|quote|testimonial) here|testimonial goes here|"
    r"insert (?:quote|text)|placeholder|asdf+|blindtext|mustertext|x{3,})\b|^(?:test|tbd|to-?do|n/a)\W*$",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<\s*/?\s*[a-z!][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|\{[{%]|javascript:", re.IGNORECASE)


def is_filler(text: str) -> bool:
    return bool(FILLER.search(text.strip()))


def is_markup(text: str) -> bool:
    return bool(MARKUP.search(text))


# What a reader is told instead of what customers generally get; it does not say it (16 CFR 255.2(b)).
NO_DISCLOSURE = re.compile(
    r"(?:results?|outcomes?|experiences?|mileage)\s+(?:\w+\s+){0,2}(?:vary|varies|differ|not (?:be )?typical)|"
    r"(?:no|without) guarantees?|not guaranteed|not typical|past results|"
    r"ergebnisse? (?:\w+ ){0,3}(?:variieren|abweichen|unterscheiden)|(?:kann|können) (?:\w+ )?(?:variieren|abweichen)|"
    r"ohne gewähr|nicht (?:typisch|garantiert)|individuell verschieden",
    re.IGNORECASE,
)


SAYS_SOMETHING = re.compile(
    r"\d|\b(?:half|most|third|quarter|majority|hälfte|meisten|drittel|viertel)\b", re.IGNORECASE
)


def is_no_disclosure(text: str) -> bool:
    """Say whether a text only warns that results vary, instead of saying what customers generally get."""
    return bool(NO_DISCLOSURE.search(text)) and not SAYS_SOMETHING.search(text)
