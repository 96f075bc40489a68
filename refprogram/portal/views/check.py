"""What does the six-month page ask? Whether what they agreed to is still right, and what else they want to tell us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from references import actions
from references.actions.talk import Learned, Success
from references.models import Consent
from refprogram.pages import page
from refprogram.portal.door import CHANGED, Visit
from refprogram.portal.forms import CheckForm
from refprogram.portal.shown import draw, texts_of
from refprogram.portal.views.question import over
from refprogram.portal.words import ANSWERS, CHECK_IN_HINTS, receipt_of_check


def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask whether it is still right; answered by one letter, it is answered for all."""
    link = visit.link
    agreed = list(Consent.objects.unended().filter(reference=link.reference).select_related("activity").order_by("pk"))
    context = {"agreed": agreed, "details": getattr(link.reference.contact, "details", None), "visit": visit}
    if link.checked_at:
        context |= {
            "receipt": receipt_of_check(link.check_answer, reference=link.reference, agreed=bool(agreed), on=visit.on),
            "answer": ANSWERS[link.check_answer],
        }
        return over(request, visit, "portal/check_in_answered.html", context, link.check_answer)
    if not agreed:
        visit = visit if visit.posted is None else visit.anew(CHANGED)
        return page(request, "portal/check_in_nothing.html", {"visit": visit}, status=visit.status)
    activities = [consent.activity for consent in agreed]
    shown = draw("check", visit, texts_of(visit, activities), agreed=agreed)
    form = CheckForm(visit.posted, initial=visit.typed_into(CheckForm))
    if form.is_valid() and visit.posted is not None:
        if shown.was_seen(visit.posted):
            said = form.cleaned_data
            actions.answer_check_in(
                visit.holder,
                answer=said["answer"],
                evidence=shown.evidence,
                has_recommended=said["has_recommended"],
                recommended_to=said["recommended_to"],
                learned=Learned(
                    title=said["title"],
                    success=Success(metric=said["metric"], after=said["after"]) if said["metric"] else None,
                ),
                on=visit.on,
            )
            return redirect(request.get_full_path())
        visit = visit.anew(CHANGED)
    context |= {"visit": visit, "shown": shown, "form": form, "hints": CHECK_IN_HINTS}
    return page(request, "portal/check_in.html", context, status=visit.status if not form.errors else 422)
