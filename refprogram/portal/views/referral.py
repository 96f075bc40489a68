"""What does somebody answer who was asked whom they know? Somebody, nobody, or that they would rather not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from references.referrals import actions
from references.referrals.models import ReferralAsk
from refprogram.portal.door import NO_CHOICE, Visit, door
from refprogram.portal.forms import IntroduceForm
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import pressed, told

WAYS = {"nobody": actions.nobody, "rather_not": actions.rather_not}


@door("POST")
def referral(request: HttpRequest, visit: Visit, ask: int) -> HttpResponse:
    """Take one of three answers of equal weight; the address names the question, so an older page answers no other."""
    asked = get_object_or_404(
        ReferralAsk.objects.select_related("reference__contact"), pk=ask, reference=visit.link.reference
    )
    if pressed(visit, "introduce"):
        form = IntroduceForm(visit.posted, auto_id="introduction_%s")
        if not form.is_valid():
            return show(request, visit, introduction=form)
        form.cleaned_data.pop("asked_them")
        actions.introduce(asked, somebody=actions.Somebody(**form.cleaned_data), by=visit.holder, on=visit.on)
        return told(visit, "home", "introduced")
    for choice, answer in WAYS.items():
        if pressed(visit, choice):
            answer(asked, by=visit.holder, on=visit.on)
            return told(visit, "home", "no_referral")
    typed = IntroduceForm(initial=visit.typed_into(IntroduceForm), auto_id="introduction_%s")
    return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422), introduction=typed)
