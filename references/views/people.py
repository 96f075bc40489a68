"""Who may be asked today, who not, and whom has nobody asked yet? The list of people, and one person's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import Customer
from references import actions
from references.actions.rewards import refusals
from references.eligibility import BLOCKED
from references.facts import Ask
from references.forms import NominationForm, ReferenceFilter, ThankForm
from references.models import ActivityType, CheckIn, Consent, Nomination, Reference, ThankYou, Use
from references.models.thanks import AT_ONE_PRESS
from references.standing import may_be_asked, not_known
from references.views import seen
from references.views.profile import profile
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip, Crumb, Happening

FEW = 12
PEOPLE = 8

MAY, NOT_NOW, UNKNOWN = "may", "not_now", "unknown"
STANDING = {MAY: "May be asked", NOT_NOW: "Not now", UNKNOWN: "Not known"}


@dataclass(frozen=True)
class Agreement:
    """What somebody said about one use, until when it holds, and until when what we were told waits for them."""

    use: str
    words: str
    told: str


@dataclass(frozen=True)
class Spent:
    """One use, and whether somebody has said thank you for it."""

    use: Use
    thank_you: ThankYou | None


@require_safe
@permission_required("references.view", raise_exception=True)
def list_people(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    chosen = ReferenceFilter(request.GET, queryset=Reference.objects.visible_to(user), user=user)
    ask = Ask(on=on, activity=chosen.use)
    standing = request.GET.get("standing", "")
    found = keyset(
        request, chosen.qs.filter(_standing(standing, ask)).select_related("contact__customer"), order=_order(user)
    )
    rows = seen.judged_for(user, Reference.objects.filter(pk__in=[row.pk for row in found.rows]), ask)
    details = seen.details(user, found.rows)
    judgements = {row.pk: row for row in rows}
    context = {
        "filter": chosen,
        "standing": standing,
        "activity": chosen.use_name,
        "page": found,
        "chips": _chips(request, standing),
        "people": [
            seen.person(judgements[row.pk], user=user, details=details.get(row.contact_id)) for row in found.rows
        ],
        "on": on,
    }
    return page(request, "references/list.html", context, fragment="references/_people.html")


@require_safe
@permission_required("references.view", raise_exception=True)
def of_customer(request: HttpRequest, customer: int) -> HttpResponse:
    """Show the people of one customer and each one's verdict; loaded into the customer's page.

    Who may not read reasons gets the same answer for a customer left in peace as for one without people, and as for one
    where nobody is at ease.
    """
    on, user = today(), request.user
    company: Any = get_object_or_404(Customer.objects.visible_to(user).with_facts(on=on), pk=customer)
    people = Reference.objects.visible_to(user).filter(contact__customer=company)
    if seen.masked(user):
        people = people.none() if company.hardship_since else people.exclude(standing__hesitant__gte=BLOCKED)
    found = keyset(request, people, order=("pk",), size=PEOPLE)
    shown = Reference.objects.filter(pk__in=[reference.pk for reference in found.rows])
    activities = list(ActivityType.objects.offered())
    context = {
        "customer": company,
        "crumbs": [Crumb("Customers"), Crumb(company.name, company.get_absolute_url())],
        "banners": seen.banners(user, shown, activities=activities, on=on) if found.rows else [],
        "page": found,
        "on": on,
    }
    return page(request, "references/of_customer.html", context, fragment="references/_of_customer.html")


@require_safe
@permission_required("references.view", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    on, user = today(), request.user
    activities = list(_catalogue(pk))
    one = Reference.objects.visible_to(user).filter(pk=pk)
    banner = next(iter(seen.banners(user, one, activities=activities, on=on)), None)
    if banner is None:
        raise Http404
    context = {
        "banner": banner,
        "person": banner.person,
        "crumbs": [
            Crumb("References", reverse("references:list")),
            *([Crumb(banner.person.company, banner.person.company_url)] if banner.person.company else []),
        ],
        "on": on,
        "whole": not seen.masked(user),
    }
    if not seen.masked(user):
        context |= _file(pk, activities, banner.told, on=on)
    return page(request, "references/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.nominate", raise_exception=True)
def nominate(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("customer", "")
    if not key.isdecimal():
        return page(request, "references/nominate_whom.html")
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=int(key))
    form = NominationForm(sent(request))
    if form.is_valid():
        actions.nominate(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "Thank you. A reference manager will speak with them before anybody uses their name.")
        return done(request, customer)
    context = {
        "form": form,
        "customer": customer,
        "crumbs": [Crumb("Customers", reverse("customers:list")), Crumb(customer.name, customer.get_absolute_url())],
    }
    status = 422 if form.is_bound else 200
    return page(request, "references/nominate.html", context, fragment="references/_nominate.html", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.thank", raise_exception=True)
def thank(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a thank-you; the fragment is one row, ``row-thanks-<pk>``, for whatever list it stands in."""
    mine = Reference.objects.visible_to(request.user)
    owed = ThankYou.objects.select_related("use__reference__contact__customer", "use__activity", "thanked_by")
    thank_you = get_object_or_404(owed.filter(use__reference__in=mine), pk=pk)
    reference = thank_you.use.reference
    form = ThankForm(sent(request))
    if form.is_valid():
        kind, gift = form.cleaned_data["kind"], form.gift()
        thank_you = actions.thank(thank_you, kind=kind, gift=gift, by=request.user, on=today())
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, "The thank-you is written down.")
        return done(request, reference, "references/_thanks.html", _thanks(thank_you))
    details = seen.details(request.user, [reference]).get(reference.contact_id)
    context = {
        "form": form,
        "called": details.name if details else reference.contact.title or "this person",
        "refusals": [*refusals(reference, on=today())],
        "crumbs": [Crumb("References", reverse("references:list")), Crumb("File", reference.get_absolute_url())],
        **_thanks(thank_you),
    }
    status = 422 if form.is_bound else 200
    return page(request, "references/thank.html", context, fragment="references/_thanks.html", status=status)


def _thanks(thank_you: ThankYou) -> dict[str, Any]:
    return {"thank_you": thank_you, "kinds": AT_ONE_PRESS, "on": today()}


def _standing(standing: str, ask: Ask) -> Q:
    """Keep those who may be asked, or not, or who are not known, by what is kept of them; nobody is judged for it."""
    may, unknown = may_be_asked(on=ask.on, activity=ask.activity), not_known("standing__")
    return {MAY: may, NOT_NOW: ~may & ~unknown, UNKNOWN: unknown}.get(standing, Q())


def _order(user: Any) -> tuple[str, ...]:
    """Return the order of the list: who may not know every company must not learn one from its place."""
    if seen.masked(user):
        return ("contact__customer__industry", "contact__customer__region", "pk")
    return ("contact__customer__name", "pk")


def _chips(request: HttpRequest, standing: str) -> list[Chip]:
    query = request.GET.copy()
    query.pop("after", None)
    chips = []
    for value, label in (("", "Everybody"), *STANDING.items()):
        query["standing"] = value
        chips.append(Chip(label, f"?{query.urlencode()}", current=value == standing))
    return chips


def _catalogue(reference: int) -> QuerySet[Any]:
    """Return what we offer, each with the newest agreement of one person to it."""
    mine = Consent.objects.filter(reference=reference, activity=OuterRef("pk")).order_by(
        F("ended_on").desc(nulls_first=True), "-expires_on"
    )
    return ActivityType.objects.offered().annotate(
        granted_on=Subquery(mine.values("granted_on")[:1]),
        expires_on=Subquery(mine.values("expires_on")[:1]),
        ended_on=Subquery(mine.values("ended_on")[:1]),
    )


def _file(reference: int, activities: Sequence[Any], told: Mapping[str, date], *, on: date) -> dict[str, Any]:
    """Return what only those see who may read reasons: talks, agreements, uses with their thanks, nominations."""
    checkins = CheckIn.objects.filter(reference=reference).select_related("by").prefetch_related("cues")
    uses = Use.objects.filter(reference=reference).select_related(
        "activity", "use_consent", "told__told_by", "thank_you__thanked_by"
    )
    nominations = Nomination.objects.filter(reference=reference).select_related("nominated_by")
    return {
        "profile": profile(reference, on=on),
        "talks": [_talk(checkin) for checkin in checkins.order_by("-on", "-pk")[:FEW]],
        "agreements": [_agreement(activity, told.get(activity.name), on=on) for activity in activities],
        "spent": [Spent(use, getattr(use, "thank_you", None)) for use in uses.order_by("-on", "-pk")[:FEW]],
        "nominations": nominations.order_by("-nominated_on", "-pk")[:FEW],
        "kinds": AT_ONE_PRESS,
    }


def _talk(checkin: CheckIn) -> Happening:
    how = f"{checkin.get_channel_display()}: {checkin.get_outcome_display().split(':')[0].lower()}."
    heard = "" if checkin.direct else " Told by somebody else, so it verifies nothing."
    sounded = f" They sounded {checkin.get_mood_display().lower()}." if checkin.mood else ""
    cues = ", ".join(cue.get_kind_display() for cue in checkin.cues.all())
    hedged = f" Heard: {cues}." if cues else ""
    words = f" {checkin.note}" if checkin.note else ""
    return Happening(checkin.on, f"{how}{heard}{sounded}{hedged}{words}", by=str(checkin.by or "the customer"))


def _agreement(activity: Any, told: date | None, *, on: date) -> Agreement:
    return Agreement(activity.name, _agreed(activity, on=on), f"Waits for their own yes {_until(told)}" if told else "")


def _agreed(activity: Any, *, on: date) -> str:
    if activity.granted_on is None:
        return ""
    if activity.ended_on is not None:
        return f"ended on {date_format(activity.ended_on, 'j M Y')}"
    if activity.expires_on < on:
        return f"ran out on {date_format(activity.expires_on, 'j M Y')}"
    return f"agreed on {date_format(activity.granted_on, 'j M Y')}, {_until(activity.expires_on)}"


def _until(day: date) -> str:
    return f"until {date_format(day, 'j M Y')}"
