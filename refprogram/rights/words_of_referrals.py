"""In which words do people read the codes of what they were asked about others, and of whom they introduced?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

OF_REFERRALS: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("whether you know somebody, as we asked you", "why"): {
        "delighted_check_in": _("You sounded delighted in a talk"),
        "compliment": _("You said something kind"),
        "go_live": _("Something of ours went live with you"),
        "completed_activity": _("You did something for us"),
        "by_hand": _("One of us thought of you"),
    },
    ("whether you know somebody, as we asked you", "came_to"): {
        "due": _("Nobody has asked you yet"),
        "asked": _("We asked you"),
        "introduced": _("You introduced somebody"),
        "declined": _("You would rather not"),
        "nobody_came_to_mind": _("Nobody came to your mind"),
        "dropped": _("We let it go"),
    },
    ("whom you introduced to us, without their names", "came_to"): {
        "introduced": _("Nobody has written to them yet"),
        "notified": _("They know that it was you"),
        "contacted": _("We have spoken"),
        "qualified": _("It may become something"),
        "won": _("They became a customer"),
        "lost": _("It came to nothing"),
        "declined": _("They would rather not"),
        "forgotten": _("We keep nothing about them"),
    },
}
