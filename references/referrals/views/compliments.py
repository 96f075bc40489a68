"""Who heard something kind? One field, no blame: it is written down, thanked for, and a good moment to ask."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from references.models import Reference
from references.referrals import actions
from references.referrals.forms import ComplimentForm
from references.referrals.models import Compliment
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("referrals.log_compliment", raise_exception=True)
def log(request: HttpRequest, reference: int) -> HttpResponse:
    """Write down what somebody said; a rep does of the people at the accounts they own."""
    on, user = today(), request.user
    known = Reference.objects.visible_to(user).known_to(user).select_related("contact__customer")
    person = get_object_or_404(known, pk=reference)
    form = ComplimentForm(sent(request), on=on)
    if form.is_valid():
        actions.log_compliment(person, **form.cleaned_data, by=user, on=on)
        messages.success(request, "Written down. Say thank you; it stands on your page of today until you have.")
        return done(request, person)
    context = {
        "form": form,
        "reference": person,
        "crumbs": [Crumb("References", reverse("references:list")), Crumb("File", person.get_absolute_url())],
    }
    return page(request, "referrals/compliment.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("referrals.log_compliment", raise_exception=True)
def thank(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody was thanked for a compliment."""
    compliment = get_object_or_404(Compliment.objects.visible_to(request.user), pk=pk)
    actions.thank_for(compliment, by=request.user, on=today())
    messages.success(request, "The thank-you is written down.")
    return redirect("today:home")
