"""How long do we keep what was said and written around requests? Rows of `classes`."""

from django.utils.translation import gettext_noop

from refprogram.rights.dataclass import DAYS, MONTHS, DataClass
from requests import actions as requests
from requests.models import (
    Feedback,
    Invitation,
    MatteredLetter,
    Override,
    ReferenceRequest,
    RequestNote,
    ask,
    feedback,
    mattered,
    override,
)

OF_REQUESTS = (
    DataClass(
        "request_notes",
        name="Notes on requests",
        holds="What one of us wrote when they took a step.",
        counted_from="the step, when nobody is at work on the request",
        time=(ask.NOTE_MONTHS, MONTHS),
        over=RequestNote.objects.outlived,
        remove=requests.purge_notes,
        told=gettext_noop("What one of us noted when somebody wanted to talk with you: %(number)s months."),
    ),
    DataClass(
        "override_reasons",
        name="Why something was set aside",
        holds="Why one of us wanted to ask somebody although something spoke against it. What and when stays.",
        counted_from="the last day on which it counted",
        time=(override.REASON_MONTHS, MONTHS),
        over=Override.objects.outlived,
        remove=requests.purge_reasons,
        told=gettext_noop("Why we wanted to ask you although something spoke against it: %(number)s months."),
    ),
    DataClass(
        "request_wishes",
        name="Who at a prospect was to be in a talk",
        holds="Who was to be there, by their role, and what they wanted to ask. What was asked for stays.",
        counted_from="the day it was needed by, when nobody is at work on the request",
        time=(ask.WISH_MONTHS, MONTHS),
        over=ReferenceRequest.objects.outlived,
        remove=requests.purge_wishes,
    ),
    DataClass(
        "heard_feedback",
        name="Words after a talk",
        holds="How those who heard somebody said that it was: a prospect, or our colleague.",
        counted_from="the day they said it",
        time=(feedback.WORDS_MONTHS, MONTHS),
        over=Feedback.objects.outlived,
        remove=requests.purge_feedback,
        told=gettext_noop("In which words others said how you were heard: %(number)s months."),
        with_it=("requests.TopicFeedback",),
    ),
    DataClass(
        "invitations",
        name="Whom of a prospect we asked how it was",
        holds="An e-mail address, until they have answered, and for which talk.",
        counted_from="the day they were asked",
        time=(feedback.INVITED_DAYS, DAYS),
        over=Invitation.objects.outlived,
        remove=requests.purge_invitations,
        with_it=("requests.InvitationLink",),
    ),
    DataClass(
        "mattered",
        name="Letters about what came of somebody’s help",
        holds="What such a letter said.",
        counted_from="the day it was drafted",
        time=(mattered.WORDS_MONTHS, MONTHS),
        over=MatteredLetter.objects.outlived,
        remove=requests.purge_mattered,
        told=gettext_noop("What we wrote to you about what came of your help: %(number)s months."),
    ),
)
