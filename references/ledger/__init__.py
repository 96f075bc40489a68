"""How is a yes or a no written down so that it can be proven? One row more in a chain that nobody can change."""

from references.ledger.chain import broken, digest_of
from references.ledger.projection import unproven
from references.ledger.record import NOTHING_SHOWN, Entry, Evidence, record, record_all
from references.ledger.texts import text_for, texts_for, to_be_asked_again

__all__ = [
    "NOTHING_SHOWN",
    "Entry",
    "Evidence",
    "broken",
    "digest_of",
    "record",
    "record_all",
    "text_for",
    "texts_for",
    "to_be_asked_again",
    "unproven",
]
