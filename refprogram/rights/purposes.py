"""For what do we use what we know of people, and on which basis? One row a purpose (GDPR 6, 13 and 30).

The record of processing shows it to admins, and the notice shows it to the person, in their language. Which basis is
right is a decision of whoever runs the program; what stands here is what the program is built for.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

CONSENT, INTEREST, DUTY = "consent", "interest", "duty"
BASES: dict[str, Any] = {
    CONSENT: _("your consent, which you can take back at any time (GDPR 6(1)(a))"),
    INTEREST: _("our legitimate interest; you can object at any time (GDPR 6(1)(f))"),
    DUTY: _("a duty that the law gives us (GDPR 6(1)(c))"),
}


@dataclass(frozen=True)
class Purpose:
    """One purpose: what for, with which data, who sees them; `balance` says why an interest of ours may outweigh."""

    code: str
    what_for: Any
    data: Any
    seen_by: Any
    basis: str
    balance: str = ""


CARERS = _("our people who look after references, and whoever runs this program")
CARERS_AND_MAIL = _("our people who look after references, whoever runs this program, and whoever carries our mail")

PURPOSES = (
    Purpose(
        "know",
        what_for=_("To know whom at a company we may ask about its experience with us, and when to leave people alone"),
        data=_("your name, role and company, how to reach you, talks with you, and how things stand between us"),
        seen_by=_(
            "our people who look after references, and whoever runs this program; our sales people and executives see "
            "your role and company, not your name"
        ),
        basis=INTEREST,
        balance="They are business contacts at customers of ours. Nobody sees a name who does not need it, trouble and "
        "hard times keep them from being asked, and one press ends it.",
    ),
    Purpose(
        "ask",
        what_for=_("To ask you whether you would help, never more often than you allow"),
        data=_("your name, e-mail address and language"),
        seen_by=CARERS_AND_MAIL,
        basis=INTEREST,
        balance="A question costs them a moment, any answer is fine, and letters stop with one press.",
    ),
    Purpose(
        "bring_together",
        what_for=_("To bring you together with somebody who asked, each time after your own yes to that one time"),
        data=_("your name, role, e-mail address and phone number"),
        seen_by=_(
            "the one colleague in sales who arranges it, those whom you agreed to talk to, our people who look after "
            "references, and whoever runs this program"
        ),
        basis=CONSENT,
    ),
    Purpose(
        "still_right",
        what_for=_("To ask you every six months whether what you agreed to is still right"),
        data=_("your name, e-mail address and language, and what you agreed to"),
        seen_by=CARERS_AND_MAIL,
        basis=CONSENT,
    ),
    Purpose(
        "show",
        what_for=_("To show what you said about us, in the form and at the places that you agreed to"),
        data=_("your words, your name, role, company and picture as you chose, and what ties you to us"),
        seen_by=_(
            "everybody who sees it where you agreed to it; before that, whoever runs this program and looks after it"
        ),
        basis=CONSENT,
    ),
    Purpose(
        "put_right",
        what_for=_("To put right what you tell us is wrong"),
        data=_("your words, and what we did about it"),
        seen_by=_(
            "whoever looks after your company, our people who look after references, and whoever runs this program"
        ),
        basis=INTEREST,
        balance="They told us so that we act on it.",
    ),
    Purpose(
        "thank",
        what_for=_("To thank you, and to ask how it was for you"),
        data=_("what you did for us, when, and how you said it went"),
        seen_by=CARERS,
        basis=INTEREST,
        balance="Courtesy towards somebody who helped; one letter, which they may silence.",
    ),
    Purpose(
        "rewards",
        what_for=_("To give you no more than your company and the law allow, and to say honestly that you received it"),
        data=_("what we offered you for what you did, its worth, and whether you took it"),
        seen_by=_(
            "our people who look after references, and whoever runs this program; where you speak for us in public, "
            "whoever reads it learns that you received something"
        ),
        basis=INTEREST,
        balance="Whoever reads somebody’s words about us has to know what they got for them, and nobody is to be "
        "brought into trouble at work by a gift of ours. Declining costs nothing.",
    ),
    Purpose(
        "refer",
        what_for=_("To ask you whether you know somebody for whom we could be of use, and to speak with them"),
        data=_(
            "your name, e-mail address and language, what we asked and what you answered; of whom you introduce, what "
            "you tell us, and they learn that it was you"
        ),
        seen_by=_(
            "our people who look after references, the one colleague in sales who speaks with whom you introduce, "
            "whoever runs this program, and whoever carries our mail"
        ),
        basis=INTEREST,
        balance="A question costs them a moment, any answer is fine and rests for half a year. Whoever is introduced "
        "is told first, deletes it with one press, and is forgotten after 30 days when nobody writes to them.",
    ),
    Purpose(
        "prove",
        what_for=_("To be able to prove what you agreed to, and that you stopped it"),
        data=_("every yes and no with its time and the words you saw; without your name once your data is deleted"),
        seen_by=CARERS,
        basis=DUTY,
    ),
    Purpose(
        "leave_alone",
        what_for=_("To keep anybody here from writing you down again after you said no for good"),
        data=_("a code made from your address, from which nobody can read it"),
        seen_by=_("nobody"),
        basis=DUTY,
    ),
    Purpose(
        "answer",
        what_for=_("To answer in time what you wish done with your data, and to be able to show that we did"),
        data=_(
            "what you wrote and your name until it is answered; after that what you wished, when, and what came of it"
        ),
        seen_by=_("whoever runs this program"),
        basis=DUTY,
    ),
)
# What the record says besides; the notice is for people at customers.
OF_OUR_OWN = (
    Purpose(
        "work",
        what_for="To let our own people work with the program, each with what their role needs",
        data="their name, e-mail address and role, how they sign in, and what they did here and when",
        seen_by="whoever works with them here; accounts and the ways to sign in only whoever runs this program",
        basis=INTEREST,
        balance="Nobody can work with it without an account, and who decided what has to be known.",
    ),
)
