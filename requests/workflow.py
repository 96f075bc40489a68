"""Is this step possible now? The table of a request's life; the README draws it."""

from refprogram.steps import Step, Workflow
from requests.models import AGREED, IN_FLIGHT, RequestEvent, Status

WORKFLOW = Workflow(
    "requests",
    Step("submit", (Status.DRAFT,), Status.SUBMITTED, "Send to the reference manager"),
    Step("take_up", (Status.SUBMITTED,), Status.IN_REVIEW, "Take it up"),
    Step("match", (Status.IN_REVIEW, Status.MATCHED), Status.MATCHED),
    Step("ask_customer", (Status.MATCHED,), Status.AWAITING_CUSTOMER, "Ask the customer"),
    Step("confirm", (Status.AWAITING_CUSTOMER,), Status.CONFIRMED),
    Step("decline", (Status.AWAITING_CUSTOMER,), Status.DECLINED_BY_CUSTOMER),
    Step("not_now", (Status.AWAITING_CUSTOMER,), Status.DECLINED_BY_CUSTOMER),
    Step("talk", (Status.AWAITING_CUSTOMER,), Status.NEEDS_REVIEW),
    Step("schedule", (Status.CONFIRMED,), Status.SCHEDULED),
    Step("reschedule", (Status.SCHEDULED,), Status.SCHEDULED),
    Step("unschedule", (Status.SCHEDULED,), Status.CONFIRMED, "Call this time off"),
    Step("hold_back", IN_FLIGHT, Status.NEEDS_REVIEW),
    Step("resume", (Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER), Status.IN_REVIEW, "Find somebody else"),
    Step("complete", AGREED, Status.COMPLETED, "It took place"),
    Step(
        "close",
        (Status.COMPLETED, Status.IN_REVIEW, Status.MATCHED, Status.DECLINED_BY_CUSTOMER, Status.NEEDS_REVIEW),
        Status.CLOSED,
        "Close",
    ),
    Step(
        "cancel",
        (Status.DRAFT, *IN_FLIGHT, Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER),
        Status.CANCELLED,
        "Cancel the request",
    ),
    Step(
        "expire",
        (
            *(status for status in IN_FLIGHT if status not in AGREED),
            Status.DRAFT,
            Status.NEEDS_REVIEW,
            Status.DECLINED_BY_CUSTOMER,
        ),
        Status.EXPIRED,
    ),
    event=RequestEvent,
    of="ask",
)
