"""In which words is a use wished for? Who will hear it, how deep they dig, and how large they are."""

from django.db import models


class Audience(models.TextChoices):
    PROSPECT = "prospect", "A prospect"
    ANALYST = "analyst", "An analyst"
    PRESS = "press", "The press"
    EVENT = "event", "People at an event"


class Depth(models.TextChoices):
    QUICK = "quick", "A quick check"
    USE_CASE = "use_case", "One use of our product, in detail"
    LONG_HISTORY = "long_history", "The long history: somebody who digs into the past years"


class SizeBand(models.TextChoices):
    """How many people work somewhere: to find a peer, never to prefer the larger one (seed 001)."""

    FEW = "few", "Up to 50 people"
    SMALL = "small", "51 to 250 people"
    MEDIUM = "medium", "251 to 1,000 people"
    LARGE = "large", "1,001 to 5,000 people"
    HUGE = "huge", "More than 5,000 people"


# From how many people to how many a band reaches, both included.
STAFF = {
    SizeBand.FEW: (0, 50),
    SizeBand.SMALL: (51, 250),
    SizeBand.MEDIUM: (251, 1_000),
    SizeBand.LARGE: (1_001, 5_000),
    SizeBand.HUGE: (5_001, 2_000_000_000),
}
