"""Which words do we have, how far is each on its way, and what does the world see of them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers.models import Product
from references.models import Reference
from references.testimonials.actions.upkeep import SHOWN
from references.testimonials.forms import EndorsementFilter
from references.testimonials.models import Endorsement, Showing, Status, Words
from references.testimonials.views.seen import Who, who, with_naming
from refprogram.pages import keyset, page
from refprogram.ui.parts import Action, Chip, Crumb

SHORT = 160


@dataclass(frozen=True)
class Group:
    """Some states under one chip."""

    code: str
    label: str
    statuses: tuple[str, ...]


WAY = (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY)
GROUPS = (
    Group("all", "Everything", tuple(Status.values)),
    Group("intake", "Intake", (Status.INTAKE,)),
    Group("person", "With the person", (Status.PERSON_APPROVAL,)),
    Group("dossier", "Dossier", (Status.DOSSIER,)),
    Group("ready", "Ready", (Status.READY,)),
    Group("published", "Published", (Status.PUBLISHED,)),
    Group("suspended", "Suspended", (Status.SUSPENDED,)),
    Group("over", "Withdrawn or retired", (Status.WITHDRAWN, Status.RETIRED)),
)


@dataclass(frozen=True)
class Row:
    """One endorsement as a line of the list."""

    endorsement: Endorsement
    who: Who
    words: str


@require_safe
@permission_required("testimonials.view", raise_exception=True)
def list_endorsements(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    mine = Endorsement.objects.visible_to(user)
    group = next((one for one in GROUPS if one.code == request.GET.get("state")), GROUPS[0])
    rows = with_naming(mine.filter(status__in=group.statuses))
    chosen = EndorsementFilter(request.GET, queryset=rows, user=user)
    found = keyset(request, chosen.qs, order=("-pk",))
    context = {
        "filter": chosen,
        "state": group.code,
        "page": found,
        "rows": _rows(found.rows, user),
        "chips": _chips(request, mine, group),
        "ways_on": _ways_on(user),
        "products": _products(user),
    }
    return page(request, "testimonials/list.html", context, fragment="testimonials/_list.html")


@require_safe
@permission_required("references.offer_reward", raise_exception=True)
def of_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which words of one person an offer takes down until they have approved them anew; loaded into its form."""
    user: Any = request.user
    reference = get_object_or_404(Reference.objects.visible_to(user), pk=pk)
    shown = Endorsement.objects.visible_to(user).filter(reference=reference, status__in=SHOWN)
    context = {
        "rows": _rows(list(with_naming(shown).order_by("pk")), user),
        "crumbs": [Crumb("Endorsements", reverse("testimonials:list"))],
    }
    return page(request, "testimonials/of_reference.html", context, fragment="testimonials/_of_reference.html")


def _rows(found: Sequence[Any], user: Any) -> list[Row]:
    """Put endorsements into lines: what would be shown, else what they said."""
    forms = Showing.objects.select_related("words").in_bulk([row.form for row in found if row.form])
    unchosen = [row.pk for row in found if not row.form]
    said = dict(Words.objects.filter(endorsement__in=unchosen).order_by("number").values_list("endorsement", "text"))
    return [
        Row(row, who(row, row.naming, user=user), _short(forms[row.form].text if row.form else said.get(row.pk, "")))
        for row in found
    ]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHORT else f"{plain[:SHORT].rsplit(' ', 1)[0]} …"


def _chips(request: HttpRequest, mine: Any, chosen: Group) -> list[Chip]:
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    query = request.GET.copy()
    query.pop("after", None)
    chips = []
    for group in GROUPS:
        count = sum(counts.get(status, 0) for status in group.statuses)
        if count or group in (GROUPS[0], chosen):
            query["state"] = group.code
            chips.append(Chip(group.label, f"?{query.urlencode()}", group is chosen, count))
    return chips


def _ways_on(user: Any) -> list[Action]:
    offered = [("testimonials.view", Action("Mentions", reverse("testimonials:mentions"), quiet=True))]
    take_in = Action("Take words in", reverse("testimonials:new"), icon="plus", primary=True)
    offered.append(("testimonials.take_in", take_in))
    return [action for permission, action in offered if user.has_perm(permission)]


def _products(user: Any) -> list[Product]:
    """Return the products that published words speak of, for whoever may say that one has changed."""
    if not user.has_perm("testimonials.product_changed"):
        return []
    spoken_of = Endorsement.objects.filter(status=Status.PUBLISHED, product__isnull=False)
    return list(Product.objects.filter(pk__in=spoken_of.values("product")).order_by("name"))
