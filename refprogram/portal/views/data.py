"""What can somebody do with their own data? See it, take it along, correct it, and say what we may do with it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from refprogram.outbox.wording import our_address
from refprogram.pages import page
from refprogram.portal.door import NOT_TICKED, Visit, door
from refprogram.portal.views.pressed import pressed, told
from refprogram.rights import actions
from refprogram.rights.copy import as_csv, as_json, copy_of
from refprogram.rights.forms import CorrectionForm
from refprogram.rights.in_words import to_read
from refprogram.rights.retention import told_to_people

# What somebody may wish, by the address that it is sent to; each is its own choice on the page.
WISHES: dict[str, Callable[..., None]] = {
    "erase": actions.erase,
    "object": actions.leave_for_good,
    "restrict": actions.restrict,
    "use_again": actions.use_again,
}


@door("GET", "HEAD", for_good=True)
def data(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show everything that we keep about a person, and what they may do about it."""
    return _shown(request, visit)


@door("GET", "HEAD", for_good=True)
def data_json(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give them the copy for another program."""
    return _file(as_json(copy_of(visit.link.reference)), "application/json", "json")


@door("GET", "HEAD", for_good=True)
def data_csv(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give them the copy for a spreadsheet, with the mark by which one knows its letters."""
    return _file("\ufeff" + as_csv(copy_of(visit.link.reference)), "text/csv; charset=utf-8", "csv")


@door("POST", for_good=True, seen_on="data")
def wish(request: HttpRequest, visit: Visit, wish: str) -> HttpResponse:
    """Do what they wish with their data, when they chose it; it counts at once."""
    reference = visit.link.reference
    if wish not in WISHES and wish != "correct":
        raise Http404
    if not pressed(visit, wish):
        return _shown(request, visit if visit.notice else visit.anew(NOT_TICKED, status=422, place=wish))
    if wish == "correct":
        form = CorrectionForm(visit.posted)
        if not form.is_valid():
            return _shown(request, visit, form)
        actions.correct(reference, **form.cleaned_data, by=visit.holder, on=visit.on)
    else:
        WISHES[wish](reference, by=visit.holder, on=visit.on)
    if wish == "erase":
        return page(request, "portal/data_gone.html")
    return told(visit, "data", wish)


def _file(content: str, kind: str, ending: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="my-data.{ending}"'}
    )


def _shown(request: HttpRequest, visit: Visit, form: CorrectionForm | None = None) -> HttpResponse:
    contact = visit.link.reference.contact
    details = getattr(contact, "details", None)
    known = {"name": details.name, "phone": details.phone, "title": contact.title} if details else {}
    context = {
        "visit": visit,
        "sections": to_read(copy_of(visit.link.reference)),
        "periods": told_to_people(),
        "form": form or CorrectionForm(initial=known | visit.typed_into(CorrectionForm)),
        "status": contact.status,
        "contact": contact,
        "mailbox": our_address(),
    }
    return page(request, "portal/data.html", context, status=422 if form else visit.status)
