"""What can be done here about the time of a talk? Offer times, pick one, call it off, take it to a calendar."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from refprogram.outbox.hours import zone_of
from refprogram.outbox.kinds import Enclosure
from requests import actions
from requests.actions import times
from requests.forms_of_times import PickForm, TimesForm
from requests.models import Meeting
from requests.notices_of_meetings import of_us
from requests.views.detail import drawn, found, moved


@require_POST
@permission_required("requests.offer_times", raise_exception=True)
def offer_times(request: HttpRequest, pk: int) -> HttpResponse:
    ask, at = found(request, pk), timezone.now()
    form = TimesForm(request.POST, zone=zone_of(""), at=at, last=times.last_day(ask, at=at))
    if not form.is_valid():
        return drawn(request, ask, times=form, status=422)
    actions.offer_times(ask, starts=form.starts, by=request.user, at=at)
    return moved(request, ask)


@require_POST
@permission_required("requests.schedule", raise_exception=True)
def pick_time(request: HttpRequest, pk: int) -> HttpResponse:
    ask, form = found(request, pk), PickForm(request.POST)
    if not form.is_valid():
        return drawn(request, ask, status=422)
    actions.pick_time(ask, starts_at=form.cleaned_data["starts"], by=request.user, at=timezone.now())
    return moved(request, ask)


@require_POST
@permission_required("requests.unschedule", raise_exception=True)
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.unschedule(found(request, pk), by=request.user))


@require_safe
@permission_required("requests.view", raise_exception=True)
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the agreed time to the reader's own calendar, as the letter does; it names nobody."""
    ask = found(request, pk)
    meeting = get_object_or_404(
        Meeting.objects.of(ask).select_related("assignment__ask__opportunity", "assignment__ask__activity")
    )
    return as_file(of_us(meeting, to=request.user.email))  # type: ignore[union-attr]


def as_file(enclosed: Enclosure) -> HttpResponse:
    """Answer with what a letter encloses, to be opened by the reader's calendar."""
    parameters = "".join(f"; {name}={value}" for name, value in enclosed.about.items())
    disposition = f'attachment; filename="{enclosed.name}"'
    return HttpResponse(
        enclosed.text,
        content_type=f"{enclosed.content_type}; charset=utf-8{parameters}",
        headers={"Content-Disposition": disposition},
    )
