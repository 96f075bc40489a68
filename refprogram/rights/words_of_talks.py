"""How do people read what they did for us, how it was for everybody, and what we wrote of it? Rows of `in_words`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WHO_HEARD: dict[str, Any] = {"prospect": _("Who heard you"), "rep": _("Our colleague in sales")}
OF_TALKS: dict[tuple[str, str], dict[str, Any]] = {
    ("what you did for us", "state"): {
        "booked": _("Arranged"),
        "done": _("It took place"),
        "released": _("Called off"),
    },
    ("how you said it went", "went"): {"well": _("Well"), "so_so": _("So-so"), "badly": _("Not well")},
    ("how you said it went", "length"): {"right": _("About right"), "long": _("Too long")},
    ("how you said it went", "again"): {
        "yes": _("Yes, ask me again"),
        "later": _("Later perhaps"),
        "no": _("No, please stop asking me for this"),
    },
    ("how others said you were heard", "who"): WHO_HEARD,
    ("how well others said you spoke on a topic", "who"): WHO_HEARD,
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
