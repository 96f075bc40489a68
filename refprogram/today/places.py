"""Where do somebody's words have to come down, and which places has nobody looked at for a long time?"""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from references.testimonials.models import Endorsement, Placement
from references.testimonials.models.placement import LOOK_AGAIN_DAYS
from references.testimonials.views.seen import who
from refprogram.today.queue import MORE, Group, Sort, sorted_out
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day


def groups(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the takedowns, the one due first on top, and the places to look at, the one seen longest ago on top."""
    mine = Placement.objects.filter(endorsement__in=Endorsement.objects.visible_to(user))
    waiting = mine.to_take_down() | mine.to_look_at(on=on)
    told = waiting.select_related(
        "takedown",
        "endorsement__speaker",
        "endorsement__reference__contact__details",
        "endorsement__reference__contact__customer",
    ).annotate(naming=F("approval__showing__naming"), waits=Coalesce("takedown__due_on", "looked_on"))
    page = reverse("testimonials:placements")
    sorts = (
        Sort(
            "takedowns",
            Q(takedown__isnull=False),
            "Takedowns",
            "Words that have to come down",
            "image-off",
            partial(_takedown, user=user),
            note="Within three business days",
            few=MORE,
            url=f"{page}?show=down",
        ),
        Sort(
            "places",
            Q(takedown=None),
            "Places",
            "Places to look at again",
            "map-pin",
            partial(_look, user=user),
            note=f"Nobody has looked for {LOOK_AGAIN_DAYS} days",
            url=f"{page}?show=look",
        ),
    )
    return sorted_out(told, sorts, order=("waits", "pk"), show=show)


def _takedown(place: Any, *, user: Any) -> Task:
    url = reverse("testimonials:take_down", args=[place.pk])
    return Task(
        who(place.endorsement, place.naming, user=user).whole,
        f"{_where(place)}. Have it taken down, and write down how you know that it is gone.",
        "image-off",
        key=f"takedown-{place.pk}",
        url=place.endorsement.get_absolute_url(),
        due=place.takedown.due_on,
        actions=(Action("It is gone", url),),
    )


def _look(place: Any, *, user: Any) -> Task:
    url = place.endorsement.get_absolute_url()
    return Task(
        who(place.endorsement, place.naming, user=user).whole,
        f"{_where(place)}. Last looked at on {day(place.looked_on)}: is it still there as approved?",
        "map-pin",
        key=f"place-{place.pk}",
        url=url,
        actions=(Action("Look at it", f"{url}#places"),),
    )


def _where(place: Any) -> str:
    return f"{place.get_channel_display()}, {place.address}" if place.address else str(place.get_channel_display())
