"""Which page does a link lead to? The one of its purpose; each panel of a person's own page has a file."""

from django.http import HttpRequest, HttpResponse

from references.models import Purpose
from refprogram.portal.door import NO_CHOICE, View, Visit, door
from refprogram.portal.views.agreed import agree, stop
from refprogram.portal.views.check import check
from refprogram.portal.views.complaint import complain
from refprogram.portal.views.data import data, data_csv, data_json, wish
from refprogram.portal.views.feedback import feedback
from refprogram.portal.views.heard import heard
from refprogram.portal.views.home import home, show
from refprogram.portal.views.introduced import introduced
from refprogram.portal.views.limits import limits
from refprogram.portal.views.peace import mail, pause
from refprogram.portal.views.privacy import privacy
from refprogram.portal.views.question import question
from refprogram.portal.views.referral import referral
from refprogram.portal.views.talk import talk, talk_ics
from refprogram.portal.views.unsubscribe import unsubscribe
from refprogram.portal.views.words import answer_words, picture, piece, words

__all__ = [
    "agree",
    "complain",
    "data",
    "data_csv",
    "data_json",
    "heard",
    "home",
    "introduced",
    "limits",
    "mail",
    "page_of_link",
    "pause",
    "picture",
    "piece",
    "privacy",
    "referral",
    "stop",
    "talk",
    "talk_ics",
    "unsubscribe",
    "wish",
    "words",
]

VIEWS: dict[str, View] = {
    Purpose.ASK: question,
    Purpose.CHECK_IN: check,
    Purpose.FEEDBACK: feedback,
    Purpose.WORDS: answer_words,
}


@door("GET", "HEAD", "POST", after_its_time=True)
def page_of_link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what a link is about, or take its holder's answer; after its time, what they agreed to.

    An answer to what is not asked, or not asked any more, is told so.
    """
    view = VIEWS.get(visit.link.purpose, show) if visit.link.acts else show
    unasked = view is show and visit.posted is not None
    return view(request, visit.anew(NO_CHOICE, status=422) if unasked else visit)
