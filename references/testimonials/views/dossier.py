"""How does a colleague fill a dossier? Each form of the page of one endorsement, and the files that belong to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from references.testimonials import actions
from references.testimonials.forms import FORMS, AttachForm, ChooseForm, KindForm, TieForm
from references.testimonials.models import Attachment, AttachmentKind, Endorsement, Status
from references.testimonials.views.detail import found, shown
from refprogram.dates import today
from refprogram.pages import done

CAME_DOWN = (
    "With this the words must not be shown any more, so they are suspended: what we serve is gone, what others show "
    "has to come down. The gate says what is missing."
)


@require_POST
@permission_required("testimonials.set_kind", raise_exception=True)
def set_kind(request: HttpRequest, pk: int) -> HttpResponse:
    endorsement = found(request, pk)
    form = KindForm(request.POST)
    if not form.is_valid():
        return shown(request, endorsement, status=422, kind_form=form)
    actions.set_kind(endorsement, **form.cleaned_data, by=request.user)
    return done(request, endorsement)


@require_POST
@permission_required("testimonials.choose", raise_exception=True)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a form of their words; the person is asked about it in a step of its own."""
    endorsement = found(request, pk)
    words = endorsement.versions.order_by("-number")[0]
    form = ChooseForm(request.POST, words=words, showing=None)
    if not form.is_valid():
        return shown(request, endorsement, status=422, choose_form=form)
    actions.choose(endorsement, **form.chosen(), by=request.user, on=today())
    messages.success(request, "Chosen. The person has to approve exactly this.")
    return done(request, endorsement)


@require_POST
@permission_required("testimonials.prove", raise_exception=True)
def prove(request: HttpRequest, pk: int, sort: str) -> HttpResponse:
    """Add one row to the dossier; `sort` says of which table."""
    if sort not in FORMS:
        raise Http404
    endorsement = found(request, pk)
    form = FORMS[sort](request.POST, endorsement=endorsement, on=today(), auto_id=f"id_{sort}_%s")
    if not form.is_valid():
        return shown(request, endorsement, status=422, proof_form=form)
    actions.prove(form.instance, by=request.user, on=today())
    return _noted(request, endorsement, "Added to the dossier. Whoever adds a proof answers for it.")


@require_POST
@permission_required("testimonials.prove", raise_exception=True)
def drop(request: HttpRequest, pk: int, sort: str, row: int) -> HttpResponse:
    """Set one row of the dossier aside; it stays to be seen."""
    if sort not in FORMS:
        raise Http404
    endorsement = found(request, pk)
    model: Any = FORMS[sort]._meta.model
    proof = get_object_or_404(model, endorsement=endorsement, pk=row)
    actions.drop(proof, by=request.user, on=today())
    return _noted(request, endorsement, "Set aside. What rested on it is missing again.")


@require_POST
@permission_required("testimonials.tie", raise_exception=True)
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for our side what ties this person to us."""
    endorsement = found(request, pk)
    form = TieForm(request.POST)
    if not form.is_valid():
        return shown(request, endorsement, status=422, tie_form=form)
    actions.tie(endorsement, **form.cleaned_data, by=request.user, on=today())
    says = "Answered for our side. Where it is shown, the person has to approve it with the words."
    return _noted(request, endorsement, says)


def _noted(request: HttpRequest, endorsement: Endorsement, says: str) -> HttpResponse:
    """Say what was noted, and that the words came down with it when they did."""
    now = Endorsement.objects.get(pk=endorsement.pk)
    if now.status == Status.SUSPENDED != endorsement.status:
        messages.warning(request, f"{says} {CAME_DOWN}")
    else:
        messages.success(request, says)
    return done(request, now)


@require_POST
@permission_required("testimonials.attach", raise_exception=True)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a paper or their picture, as what its bytes say that it is."""
    endorsement = found(request, pk)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, endorsement, status=422, attach_form=form)
    given = form.cleaned_data
    actions.attach(
        endorsement,
        kind=given["kind"],
        file=given["checked"],
        is_actual_person=given["is_actual_person"],
        by=request.user,
        on=today(),
    )
    messages.success(request, "Kept with the dossier.")
    return done(request, endorsement)


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one file as what we know it to be: a picture may be shown, a paper is always a download."""
    user: Any = request.user
    mine = Attachment.objects.filter(endorsement__in=Endorsement.objects.visible_to(user))
    if not user.has_perm("customers.read_details"):
        mine = mine.filter(kind=AttachmentKind.PHOTO, endorsement__in=Endorsement.objects.published())
    kept = get_object_or_404(mine, pk=pk)
    shows = kept.kind == AttachmentKind.PHOTO
    response = HttpResponse(bytes(kept.data), content_type=kept.content_type)
    response["Content-Disposition"] = content_disposition_header(not shows, kept.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
