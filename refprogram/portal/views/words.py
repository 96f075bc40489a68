"""What do somebody's own words ask of them? Whether they may be shown like this, or to be written at all."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from references.models import Purpose
from references.testimonials import actions
from references.testimonials.models import Approval, Attachment, AttachmentKind
from refprogram.pages import page
from refprogram.portal.door import CHANGED, NO_CHOICE, NOT_WRITTEN, Visit, door
from refprogram.portal.forms import ApprovalForm, WritingForm
from refprogram.portal.shown import Shown, draw, texts_of
from refprogram.portal.their_words import Piece, known_of, next_of, not_taken_back, pieces_of
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import pressed, stopped
from refprogram.portal.views.pressed import told as told_on
from refprogram.portal.views.question import over
from refprogram.portal.words import (
    NAMINGS,
    OTHERWISE,
    VERDICT_HINTS,
    VERDICT_HINTS_AGAIN,
    VERDICTS,
    hints_of_ties,
    told,
)

PRESSES: dict[str, Callable[..., Any]] = {
    "take_down": actions.take_one_down,
    "take_name_off": actions.take_name_off,
    "take_up": actions.take_up,
}


@door("GET", "HEAD", "POST")
def words(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let somebody who came by any letter of ours answer what waits for them."""
    return answer_words(request, visit)


@door("GET", "HEAD")
def picture(request: HttpRequest, visit: Visit, photo: int) -> HttpResponse:
    """Show somebody the picture of themselves that would stand with their words."""
    mine = Attachment.objects.filter(kind=AttachmentKind.PHOTO, endorsement__reference=visit.link.reference)
    found = mine.filter(pk=photo).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.data), content_type=found.content_type)


@door("POST", for_good=True)
def piece(request: HttpRequest, visit: Visit, endorsement: int) -> HttpResponse:
    """Take one piece of their words down, take the name off it, or put it to them once more; one press each."""
    if not pressed(visit, *PRESSES):
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422))
    found = known_of(visit.link.reference).filter(pk=endorsement).first()
    if found is None or visit.posted is None:
        return show(request, visit.anew(CHANGED))
    choice = str(visit.posted["choice"])
    PRESSES[choice](found, by=visit.holder, on=visit.on)
    return stopped(request, visit, "mine") if choice == "take_down" else told_on(visit, "words", "words_changed")


def answer_words(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Put one form of their words to somebody, then the next; with none, say what they answered or let them write."""
    pieces = not_taken_back(pieces_of(visit))
    waiting = next_of(pieces)
    if waiting:
        return _already(request, visit, waiting) or _ask(request, visit, waiting)
    last = Approval.objects.filter(link=visit.link.pk).order_by("-pk").first()
    if last:
        context = {"visit": visit, "pieces": pieces, "answer": VERDICTS[last.answer], "on": last.on}
        return over(request, visit, "portal/words/answered.html", context, last.answer)
    if visit.link.purpose == Purpose.WORDS and visit.may_agree:
        return _write(request, visit)
    visit = visit if visit.posted is None else visit.anew(NO_CHOICE, status=422)
    return page(request, "portal/words/answered.html", {"visit": visit, "pieces": pieces}, status=visit.status)


def _already(request: HttpRequest, visit: Visit, waiting: Piece) -> HttpResponse | None:
    """Go on when an answer is sent a second time: it was about another form, and says the same as the first did."""
    if visit.posted is None:
        return None
    of, said = visit.posted.get("of", ""), visit.posted.get("words", "").strip()
    taken = of != str(waiting.showing.pk) and said and said == waiting.showing.words.text
    answer, seen = visit.posted.get("answer", ""), visit.posted.get("seen", "")
    if taken or actions.is_answered(visit.holder, says=answer, seen=seen[:64]):
        return redirect(request.get_full_path())
    return None


def _ask(request: HttpRequest, visit: Visit, piece: Piece) -> HttpResponse:
    shown = _drawn(visit, piece)
    form = ApprovalForm(visit.posted, initial=visit.typed_into(ApprovalForm), told=piece.told)
    if form.is_valid() and visit.posted is not None:
        if shown.was_seen(visit.posted):
            _take(visit, piece, shown, form.cleaned_data)
            return _told(request, visit, form.cleaned_data["answer"])
        visit = visit.anew(CHANGED)
        form = ApprovalForm(initial=visit.typed_into(ApprovalForm), told=piece.told)
    context = _asked(piece) | {"visit": visit, "shown": shown, "form": form, "piece": piece, "photo": piece.photo}
    return page(request, "portal/words/approve.html", context, status=422 if form.errors else visit.status)


def _take(visit: Visit, piece: Piece, shown: Shown, said: dict[str, Any]) -> None:
    who: dict[str, Any] = {"by": visit.holder, "on": visit.on}
    if said["answer"] == OTHERWISE:
        actions.change_words(piece.dossier.endorsement, text=said["words"], **who)
        return
    given: dict[str, Any] = {name: said.get(name) or "" for name in ("tie", "nature", "naming")}
    actions.answer(
        piece.dossier.endorsement,
        showing=piece.showing.pk,
        says=said["answer"],
        seen=piece.block.digest,
        audiences=said.get("audiences") or (),
        evidence=shown.evidence,
        **given,
        **who,
    )


def _drawn(visit: Visit, piece: Piece) -> Shown:
    """Draw what is asked with nothing filled in, which is what is kept; the picture is named without the secret."""
    activity = piece.dossier.endorsement.activity
    context = _asked(piece) | {"form": ApprovalForm(), "photo": f"picture-{piece.block.photo}" if piece.photo else ""}
    return draw("words", visit, texts_of(visit, [activity]), **context)


def _asked(piece: Piece) -> dict[str, Any]:
    last = piece.dossier.last_yes
    return {
        "look": piece.block,
        "again": piece.state == "again",
        "approved_on": last.on if last else None,
        "own_words": piece.showing.words.text if piece.showing.paraphrase else "",
        "named": NAMINGS[piece.showing.naming],
        "told": told(piece.told),
        "hints": {
            "answer": VERDICT_HINTS_AGAIN if piece.state == "again" else VERDICT_HINTS,
            "naming": piece.speakers(),
            "tie": hints_of_ties(),
        },
    }


def _write(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take what somebody writes themselves, and show them how it would look."""
    if visit.posted is not None and "words" not in visit.posted:
        visit = visit.anew(NOT_WRITTEN, status=422)
    sent = request.FILES if visit.posted is not None else None
    form = WritingForm(visit.posted, sent, initial=visit.typed_into(WritingForm))
    if form.is_valid():
        said = form.cleaned_data
        actions.hand_in(
            text=said["words"],
            tie=said["tie"],
            nature=said["nature"],
            picture=said["photo"],
            by=visit.holder,
            on=visit.on,
        )
        return _told(request, visit, "written")
    context = {"visit": visit, "form": form, "hints": {"tie": hints_of_ties()}}
    return page(request, "portal/words/write.html", context, status=422 if form.errors else visit.status)


def _told(request: HttpRequest, visit: Visit, done: str) -> HttpResponse:
    """Come back to the same address, which says what was noted and puts the next form."""
    query = f"{visit.query}&" if visit.query else "?"
    return redirect(f"{request.path}{query}done=words_{done}")
