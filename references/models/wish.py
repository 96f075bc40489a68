"""In which words is a use wished for? Who will hear it, and how deep they dig."""

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
