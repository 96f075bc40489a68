"""How are words chosen without being changed? By character offsets into a version that nobody edits."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from refprogram.errors import Refused

LEFT_OUT = " […] "
MARKS = re.compile(r"[\W_]+")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(text: str) -> str:
    """Return the same key for the same words, however they are spaced, marked or spelled in capitals.

    What is nothing but marks, such as a thumb up, is compared as it is.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    return digest_of(MARKS.sub(" ", folded).strip() or folded)


def joined(text: str, spans: Sequence[Sequence[int]]) -> str:
    """Return the chosen parts, in the order of the text, with a mark wherever something is left out.

    No spans mean the whole text. What is left out at the beginning and the end needs no mark.
    """
    parts = [text[start:end].strip() for start, end in spans] if spans else [text.strip()]
    return LEFT_OUT.join(parts)


def spans_of(text: str, parts: Sequence[str]) -> list[list[int]]:
    """Find parts in a text, each after the one before; raises `Refused` for one that is not in it word for word."""
    spans, begin = [], 0
    for part in (part.strip() for part in parts):
        if not part:
            continue
        start = text.find(part, begin)
        if start < 0:
            where = "stands before the part above it" if part in text else "is not in their words"
            raise Refused(f"“{part[:80]}” {where}. Excerpts are chosen from their words, in their order, never edited.")
        begin = start + len(part)
        spans.append([start, begin])
    return spans
