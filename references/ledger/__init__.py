"""How is a yes or a no written down so that it can be proven? One row more in a chain that nobody can change."""

from references.ledger.chain import broken
from references.ledger.projection import unproven
from references.ledger.record import NOTHING_SHOWN, Evidence, record
from references.ledger.texts import text_for, texts_for

__all__ = ["NOTHING_SHOWN", "Evidence", "broken", "record", "text_for", "texts_for", "unproven"]
