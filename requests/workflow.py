"""Is this step possible now? The table of a request's life; the README draws it."""

from refprogram.steps import Step, Workflow
from requests.models import AGREED, IN_FLIGHT, RequestEvent, Status

# Nobody is asked at the moment, and somebody is looked for, or may be.
SEARCHED = (Status.IN_REVIEW, Status.MATCHED, Status.DECLINED_BY_CUSTOMER, Status.NEEDS_REVIEW)

WORKFLOW = Workflow(
    "requests",
    Step("submit", (Status.DRAFT,), Status.SUBMITTED, "Send to the reference manager"),
    Step("take_up", (Status.SUBMITTED,), Status.IN_REVIEW, "Take it up"),
    Step("match", (Status.IN_REVIEW, Status.MATCHED), Status.MATCHED),
    Step("ask_customer", (Status.MATCHED,), Status.AWAITING_CUSTOMER, "Ask the customer"),
    Step("confirm", (Status.AWAITING_CUSTOMER,), Status.CONFIRMED),
    Step("decline", (Status.AWAITING_CUSTOMER,), Status.DECLINED_BY_CUSTOMER),
    Step("not_now", (Status.AWAITING_CUSTOMER,), Status.DECLINED_BY_CUSTOMER),
    Step("talk", (Status.AWAITING_CUSTOMER, *AGREED), Status.NEEDS_REVIEW),
    Step("withdraw", AGREED, Status.DECLINED_BY_CUSTOMER),
    # What a manager heard on the phone, and so says of it.
    Step("heard_yes", (Status.AWAITING_CUSTOMER,), Status.CONFIRMED),
    Step("heard_no", (Status.AWAITING_CUSTOMER, *AGREED), Status.DECLINED_BY_CUSTOMER),
    Step("heard_not_now", (Status.AWAITING_CUSTOMER, *AGREED), Status.DECLINED_BY_CUSTOMER),
    Step("let_go", (Status.AWAITING_CUSTOMER,), Status.IN_REVIEW, "Let go and find somebody else"),
    Step("schedule", (Status.CONFIRMED,), Status.SCHEDULED),
    Step("reschedule", (Status.SCHEDULED,), Status.SCHEDULED),
    Step("unschedule", (Status.SCHEDULED,), Status.CONFIRMED, "Call this time off"),
    Step("hold_back", IN_FLIGHT, Status.NEEDS_REVIEW),
    Step("resume", (Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER), Status.IN_REVIEW, "Find somebody else"),
    Step("complete", AGREED, Status.COMPLETED, "It took place"),
    Step("supply", SEARCHED, Status.CONTENT_SUPPLIED, "Give content instead"),
    Step("give_up", (*SEARCHED, Status.AWAITING_CUSTOMER), Status.UNFULFILLED, "End it without a reference"),
    Step("close", (Status.COMPLETED, Status.CONTENT_SUPPLIED), Status.CLOSED, "Close"),
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
