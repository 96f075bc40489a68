"""Which files can this app read? A file only tells us of a yes: nobody has agreed to anything by one."""

from references.imports.claim import CLAIMS

KINDS = (CLAIMS,)

__all__ = ["KINDS"]
