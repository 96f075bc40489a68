"""What do the words of a letter come from? A text template whose first line is the subject."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from refprogram.outbox.kinds import Letter


def written(template: str, context: dict[str, Any]) -> Letter:
    """Render ``email/<template>.txt``: the first line is the subject, what follows the empty line is the text.

    Every letter knows the `company` that it comes from.
    """
    whole = render_to_string(f"email/{template}.txt", {"company": settings.PROGRAM_COMPANY, **context})
    subject, _, text = whole.strip().partition("\n")
    return Letter(subject=subject.strip(), text=text.strip() + "\n")
