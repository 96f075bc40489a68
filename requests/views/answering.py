"""What can a manager do while an answer is due, or instead of one? Write down what was heard, wait, let go, give up."""

from datetime import date
from typing import Any

from django.urls import reverse

from references.models import UseConsent
from refprogram.ui.parts import Action
from refprogram.ui.templatetags.ui import day
from requests.forms_of_course import GiveUpForm, HeardForm
from requests.models import AGREED, Assignment, ReferenceRequest, Status
from requests.views.given import given

MAY_BE_HEARD = (Status.AWAITING_CUSTOMER, *AGREED)


def answering(
    ask: ReferenceRequest,
    now: Assignment | None,
    verbs: dict[str, Any],
    *,
    reader: Any,
    on: date,
    heard_form: HeardForm | None,
    give_up_form: GiveUpForm | None,
) -> dict[str, Any]:
    """Return what the workbench shows of it to a reference manager."""
    question = now.use_consent if now and ask.status in MAY_BE_HEARD else None
    lapsed = ask.status == Status.AWAITING_CUSTOMER and bool(now and now.decide_on and now.decide_on <= on)
    may_give_up = "give_up" in verbs and (ask.status != Status.AWAITING_CUSTOMER or lapsed)
    hears = question is not None and ask.requested_by_id != reader.pk
    no_letters = bool(now and now.reference.contact.silent_since)
    waits: dict[str, Any] = {"decide_on": now.decide_on if now else None, "no_letters": no_letters, "on": on}
    return {
        "question": question,
        "so_far": so_far(question, **waits) if question else "",
        "lapsed": _lapsed(ask, verbs) if lapsed else (),
        "heard_form": (heard_form or HeardForm(question=question, on=on)) if hears and question else None,
        "heard_open": heard_form is not None,
        "give_up_form": (give_up_form or GiveUpForm()) if may_give_up else None,
        "give_up_open": give_up_form is not None,
        "without": _without(ask, verbs),
        "given": given(ask, reader=reader) if ask.status in (Status.CONTENT_SUPPLIED, Status.CLOSED) else [],
    }


def so_far(question: UseConsent, *, decide_on: date | None, no_letters: bool, on: date) -> str:
    """Say since when nobody answered and whether we wrote at all, or who heard the answer and how."""
    if question.heard_by:
        how = question.get_heard_how_display()
        return f"{question.heard_by} heard it on {day(question.answered_on)}, in {how}; not said on their own page yet."
    if question.answered_at:
        return "They said so on their own page."
    asked = f"Asked on {day(question.asked_on)}."
    if no_letters:
        asked += " They want no letters, so none reaches them: ask them yourself, and write down what they say."
    if question.chased_on:
        again = f" Written to once more on {day(question.chased_on)}, and not again."
    else:
        again = " Not written to again: they want to be left alone." if decide_on else ""
    wait = f" You decide from {day(decide_on)}, if nothing comes." if decide_on and decide_on > on else ""
    return f"{asked}{again}{wait}"


def _lapsed(ask: ReferenceRequest, verbs: dict[str, Any]) -> tuple[Action, ...]:
    if "let_go" not in verbs:
        return ()
    return (
        Action("Give them more time", reverse("requests:wait_longer", args=[ask.pk]), quiet=True, post=True),
        Action(verbs["let_go"].label, reverse("requests:let_go", args=[ask.pk]), quiet=True, post=True),
    )


def _without(ask: ReferenceRequest, verbs: dict[str, Any]) -> tuple[Action, ...]:
    if "supply" not in verbs:
        return ()
    return (Action("What else may help", reverse("requests:supply", args=[ask.pk]), icon="sprout", quiet=True),)
