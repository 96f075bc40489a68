"""What does a customer see behind the link of one question, and what does their answer do?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from references.ledger import Evidence
from references.models import Answer, UseState
from refprogram.middleware import written
from refprogram.pages import page
from refprogram.portal.door import CHANGED, Visit
from refprogram.portal.forms import QuestionForm
from refprogram.portal.shown import draw, texts_of
from refprogram.portal.words import ANSWERS, hints, receipt_of_question, still_agrees
from requests import actions
from requests.models import Assignment


def question(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Put one question about one use, or say what became of it."""
    asked = visit.link.use_consent
    now: dict[str, Any] = {"reference": visit.link.reference, "on": visit.on}
    context = {"question": asked, "details": getattr(visit.link.reference.contact, "details", None), "visit": visit}
    booked = getattr(getattr(asked, "use", None), "state", "") == UseState.BOOKED
    if asked.answered_at and not (booked and asked.heard_by_id):
        said = str(visit.posted.get("answer", "")) if visit.posted is not None else ""
        if booked and said in (Answer.NO, Answer.NOT_NOW):
            evidence = Evidence(language=visit.language)
            actions.answer(visit.holder, answer=said, words="", evidence=evidence, on=visit.on)
            return redirect(request.get_full_path())
        context |= {
            "may_take_back": booked,
            "talks": Assignment.objects.to_find_a_time_for(asked).exists(),
            "receipt": receipt_of_question(asked, **now),
            "answer": ANSWERS[asked.answer],
        }
        return over(request, visit, "portal/question_answered.html", context, asked.answer)
    if asked.taken_back_at:
        context["still_agrees"] = still_agrees(asked, **now)
        if visit.posted is not None and visit.posted.get("answer") in ANSWERS:
            actions.note_late_answer(visit.holder)
            context["written"] = written(visit.posted)
        return over(request, visit, "portal/question_taken_back.html", context, "")
    shown = draw("question", visit, texts_of(visit, [asked.activity]), question=asked)
    form = QuestionForm(visit.posted, initial=visit.typed_into(QuestionForm))
    if form.is_valid() and visit.posted is not None:
        if shown.was_seen(visit.posted):
            given = form.cleaned_data
            actions.answer(
                visit.holder, answer=given["answer"], words=given["words"], evidence=shown.evidence, on=visit.on
            )
            return redirect(request.get_full_path())
        visit = visit.anew(CHANGED)
    context |= {"visit": visit, "shown": shown, "form": form, "hints": hints(str(asked.asked_by))}
    return page(request, "portal/question.html", context, status=visit.status if not form.errors else 422)


def over(request: HttpRequest, visit: Visit, template: str, context: dict[str, object], answered: str) -> HttpResponse:
    """Show what became of a link; a second press of the same answer is no mistake, another answer is told of."""
    if visit.posted is not None and visit.posted.get("answer") == answered:
        return redirect(request.get_full_path())
    late = request.method == "POST"
    return page(request, template, context | {"late": late}, status=409 if late else 200)
