"""In which words do people read the codes of what they said about us, of where it is shown and what ties them to us?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

OF_TESTIMONIALS: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("what you said about us, to be shown", "how"): {
        "link": _("you wrote it on your own page"),
        "unsolicited": _("it was sent to us without our asking"),
        "import": _("a file"),
    },
    ("what you said about us, to be shown", "what"): {
        "consumer": _("your own experience as a customer"),
        "expert": _("your judgement as an expert"),
        "organization": _("a decision of your organization"),
        "unsupported": _("of a kind that we do not show"),
    },
    ("what you said about us, to be shown", "state"): {
        "intake": _("We have not asked you about it yet"),
        "person_approval": _("It waits for your answer"),
        "dossier": _("You approved it; we look whether everything in it can be proven"),
        "ready": _("You approved it; it is not shown yet"),
        "published": _("It may be shown"),
        "suspended": _("It is not shown at present"),
        "retired": _("It is not shown any more"),
        "withdrawn": _("You took it back"),
    },
    ("where your words are shown", "how"): {
        "wall": _("our public wall"),
        "embed": _("embedded on a website"),
        "proof_page": _("a page for one company"),
        "website": _("a website"),
        "sales": _("sales material"),
        "social": _("social media"),
        "print": _("print"),
        "event": _("an event"),
        "press": _("the press"),
    },
    ("what ties you to us", "what"): {
        "none": _("nothing"),
        "gift": _("a gift or a treat"),
        "payment": _("money from us"),
        "discount": _("a discount or something free"),
        "travel": _("travel or an event paid for"),
        "early_access": _("early access, or a seat on our advisory board"),
        "work": _("work for us, now or before"),
        "family": _("family or friends who work here"),
        "money": _("a share in our company, or we in yours"),
        "other": _("something else"),
        "unknown": _("not known"),
    },
    ("what ties you to us", "who_says_so"): {"person": _("You"), "staff": _("One of us")},
    ("pictures and papers with your words", "what"): {"photo": _("your picture"), "paper": _("a paper")},
}
