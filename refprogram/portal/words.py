"""In which words do the customer's pages speak? Each a sentence of its own, so that any language can say it."""

from datetime import date
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from customers.models.contact import ContactStatus
from references.models import (
    Again,
    Answer,
    BestTime,
    Consent,
    HasRecommended,
    Length,
    Pause,
    Reference,
    UseConsent,
    UseState,
    Went,
)
from references.models.wish import Audience
from references.testimonials.block import TOLD
from references.testimonials.models import Channel, Connection, Naming, Tie
from requests.models import Assignment
from requests.views.words import NO_LONGER_NEEDED

ANSWERS: dict[str, Any] = {
    Answer.YES: _("Yes"),
    Answer.NOT_NOW: _("Not now"),
    Answer.NO: _("No"),
    Answer.TALK: _("Talk to me first"),
}
AUDIENCES: dict[str, Any] = {
    Audience.PROSPECT: _("companies that think of working with us"),
    Audience.ANALYST: _("analysts"),
    Audience.PRESS: _("the press"),
    Audience.EVENT: _("people at an event"),
}
# Where somebody's words may be shown, by who reads them there.
PLACES: dict[str, Any] = {
    Audience.PROSPECT: _("On our website and in our sales material"),
    Audience.EVENT: _("At events"),
    Audience.PRESS: _("In the press"),
}
OTHERWISE = "otherwise"
VERDICTS: dict[str, Any] = {
    "yes": _("Yes, show it like this"),
    "no": _("No, do not show it"),
    OTHERWISE: _("I would say it differently"),
}
VERDICT_HINTS: dict[str, Any] = {
    "yes": _("Please answer the three questions below"),
    "no": _("Nobody asks you why"),
    OTHERWISE: _("Write it below; we show you how it looks"),
}
VERDICT_HINTS_AGAIN: dict[str, Any] = VERDICT_HINTS | {
    "no": _("We take it down, and nobody asks you why"),
    OTHERWISE: _("Write it below; what is shown comes down, and you see how the new words look"),
}
NAMINGS: dict[str, Any] = {
    Naming.FULL: _("Name, title and company"),
    Naming.ROLE: _("Title and company, no name"),
    Naming.NOBODY: _("Neither name nor company"),
}
TIES: dict[str, Any] = {
    Tie.NONE: _("Nothing"),
    Tie.GIFT: _("A gift or a treat"),
    Tie.PAYMENT: _("Money from you"),
    Tie.DISCOUNT: _("A discount or something free"),
    Tie.TRAVEL: _("Travel or an event paid for"),
    Tie.EARLY_ACCESS: _("Early access, or a seat on an advisory board"),
    Tie.WORK: _("I work, or have worked, for you"),
    Tie.FAMILY: _("Family or friends with somebody there"),
    Tie.MONEY: _("A share in the company, or it has one in ours"),
    Tie.OTHER: _("Something else"),
}
CHANNELS: dict[str, Any] = {
    Channel.WALL: _("Our public wall"),
    Channel.EMBED: _("Embedded on a website"),
    Channel.PROOF_PAGE: _("A page for one company that thinks of working with us"),
    Channel.WEBSITE: _("A website"),
    Channel.SALES: _("Sales material"),
    Channel.SOCIAL: _("Social media"),
    Channel.PRINT: _("Print"),
    Channel.EVENT: _("An event"),
    Channel.PRESS: _("The press"),
}
WENT: dict[str, Any] = {Went.WELL: _("Well"), Went.SO_SO: _("So-so"), Went.BADLY: _("Not well")}
LENGTH: dict[str, Any] = {Length.RIGHT: _("About right"), Length.LONG: _("Too long")}
AGAIN: dict[str, Any] = {
    Again.YES: _("Yes, ask me again"),
    Again.LATER: _("Later perhaps"),
    Again.NO: _("No, please stop asking me for this"),
}
RECOMMENDED: dict[str, Any] = {
    HasRecommended.YES: _("Yes, I have"),
    HasRecommended.NOT_YET: _("Not yet"),
    HasRecommended.NO: _("No, I have not"),
}
BEST_TIME: dict[str, Any] = {BestTime.MORNINGS: _("Mornings"), BestTime.AFTERNOONS: _("Afternoons")}
OFTEN: dict[str, Any] = {
    "": _("As often as you think right"),
    "0": _("Not at all"),
    "1": _("Once"),
    "2": _("Twice"),
    "3": _("Three times"),
    "4": _("Four times"),
}
MONTHS: dict[str, Any] = {str(number): capfirst(name) for number, name in MONTHS_3.items()}

# A program names its activities as it likes; these usual names are said in the person's own language.
USUAL_ACTIVITIES = (
    gettext_noop("Reference call"),
    gettext_noop("Site visit"),
    gettext_noop("Analyst call"),
    gettext_noop("Talk at an event"),
    gettext_noop("Written quote"),
    gettext_noop("Their words, shown in public"),
    gettext_noop("Case study"),
)

CHECK_IN_HINTS = {
    Answer.YES: _("It holds for six more months"),
    Answer.NOT_NOW: _("We leave you alone for three months"),
    Answer.NO: _("We stop asking you"),
    Answer.TALK: _("We get in touch first"),
}
CHECKED = {
    Answer.YES: _("You said yes. What you agreed to holds for six more months, and we still ask you each time."),
    Answer.NOT_NOW: _("You said “not now”. Nobody asks you for three months, and what you agreed to stays as it is."),
    Answer.NO: _("You said no. We stop asking you, and what you had agreed to has ended."),
    Answer.TALK: _("You said that you would like to talk first. We get in touch with you."),
}
ANSWERED = {
    Answer.YES: _("You said yes, thank you. We arrange it with you, for this one time."),
    Answer.NOT_NOW: _("You said “not now”. This question is closed, and nobody asks you why."),
    Answer.NO: _("You said no. This question is closed, and nobody asks you why."),
    Answer.TALK: _("You said that you would like to talk first. We get in touch with you, and nothing happens before."),
}
# What somebody wished for all of their data since they answered; then nothing else that we said still holds.
SINCE: dict[str, Any] = {
    ContactStatus.OBJECTED: _(
        "We noted your answer. Since then you asked us never to contact you about this again, and nobody does."
    ),
    ContactStatus.RESTRICTED: _(
        "We noted your answer. Since then you asked us to use nothing that we know of you, and we do not."
    ),
}


def hints_of_ties() -> dict[str, str]:
    """Say what stands beside somebody's words after each answer to the question what ties them to us."""
    said = gettext("Beside your words it then says: “%(sentence)s”")
    return {
        Tie.NONE: gettext("With your words it then says that you received nothing for it"),
        **{tie: said % {"sentence": sentence} for tie, sentence in TOLD.items() if sentence},
        Tie.OTHER: gettext("Your own sentence then stands beside your words"),
    }


def told(answer: Connection | None) -> str:
    """Say what somebody told us already about what ties them to us, and that it stands unless they say otherwise."""
    if answer is None:
        return ""
    said = f", “{answer.nature.rstrip('.')}”" if answer.nature else ""
    return gettext("You told us: %(tie)s. Choose nothing to leave it so.") % {"tie": f"{TIES[Tie(answer.tie)]}{said}"}


def hints(who: str) -> dict[str, str]:
    """Say what follows each answer to one question."""
    return {
        Answer.YES: gettext("%(who)s arranges it with you") % {"who": who},
        Answer.NOT_NOW: gettext("We leave it at that"),
        Answer.NO: gettext("We close this question"),
        Answer.TALK: gettext("%(who)s gets in touch") % {"who": who},
    }


def receipt_of_check(answer: str, *, reference: Reference, agreed: bool, on: date) -> str:
    """Say what was noted, and what of it still holds: they may have changed their mind on their own page since."""
    since = SINCE.get(reference.contact.status)
    if since is not None:
        return str(since)
    if answer == Answer.YES and not agreed:
        return gettext("You said yes, thank you. At the moment you have agreed to nothing, and we do not ask you.")
    if answer == Answer.NO and agreed:
        return gettext("You said no, and we ended what you had agreed to. Since then you agreed to what stands below.")
    if answer == Answer.NOT_NOW and not Pause.objects.active(on=on).filter(reference=reference).exists():
        return gettext("You said “not now”. That rest is over now, because its time has passed or you said so.")
    if answer == Answer.NOT_NOW and not agreed:
        return gettext("You said “not now”. At the moment you have agreed to nothing, and we do not ask you.")
    return str(CHECKED[Answer(answer)])


def receipt_of_question(question: UseConsent, *, reference: Reference, on: date) -> str:
    """Say what was noted and what came of it; a yes that cannot be used for now gives no reason away.

    Whoever has changed their mind on their own page since reads that, and not what their answer once led to.
    """
    came_to = Assignment.objects.filter(use_consent=question).values_list("use__state", "ask__status")
    use, status = came_to.first() or ("", "")
    if use == UseState.DONE:
        return gettext("You said yes, and it took place. Thank you for taking part.")
    since = SINCE.get(reference.contact.status)
    if since is not None:
        return str(since)
    if question.answer != Answer.YES:
        return str(ANSWERED[Answer(question.answer)])
    if status in NO_LONGER_NEEDED:
        return gettext("You said yes, thank you. It is no longer needed, and there is nothing for you to do.")
    if use == UseState.BOOKED:
        return str(ANSWERED[Answer.YES])
    if not still_agrees(question, reference=reference, on=on):
        return gettext("You said yes, thank you. What you had agreed to has ended since, so nothing comes of it.")
    return gettext(
        "You said yes, thank you. Nothing is arranged at the moment: we will get back to you before anything is."
    )


def still_agrees(question: UseConsent, *, reference: Reference, on: date) -> bool:
    """Say whether somebody still agrees, in general, to what they were asked for."""
    known = Consent.objects.live(on=on).filter(reference=reference, activity=question.activity_id)
    return reference.contact.status not in SINCE and known.exists()
