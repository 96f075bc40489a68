"""How do people read what others said of how they were heard, and what we wrote of it? Rows of `in_words`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

OF_TALKS: dict[tuple[str, str], dict[str, Any]] = {
    ("how others said you were heard", "who"): {
        "prospect": _("Who heard you"),
        "rep": _("Our colleague in sales"),
    },
    ("how others said you were heard", "answered_well"): {
        "yes": _("Yes"),
        "partly": _("Partly"),
        "no": _("No"),
    },
    ("how others said you were heard", "helped"): {
        "helped": _("It helped"),
        "nothing": _("It made no difference"),
        "harm": _("It did harm"),
    },
    ("what we wrote of what came of your help", "state"): {
        "draft": _("Nobody has decided yet"),
        "sent": _("Sent"),
        "dropped": _("Not sent"),
    },
}
