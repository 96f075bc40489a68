"""Is this a text that a person wrote? Filler and code are found, whoever sent them."""

import re

FILLER = re.compile(
    r"\b(?:lorem ipsum|dolor sit amet|consectetur|your (?:text|quote|testimonial) here|testimonial goes here|"
    r"insert (?:quote|text)|placeholder|asdf+|blindtext|mustertext|xxx+)\b|^(?:test|tbd|todo|n/a)\W*$",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<\s*/?\s*[a-z!][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|\{[{%]|javascript:", re.IGNORECASE)


def is_filler(text: str) -> bool:
    return bool(FILLER.search(text.strip()))


def is_markup(text: str) -> bool:
    return bool(MARKUP.search(text))
