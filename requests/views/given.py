"""Which words was a request given instead of a talk, and may they still be used?"""

from typing import Any

from references.testimonials.models import Endorsement
from requests.models import ReferenceRequest


def given(ask: ReferenceRequest, *, reader: Any) -> list[tuple[str, str]]:
    """Return each piece that was given: where it can be read, or "" and that it may not be used any more."""
    rows = list(ask.supplied.order_by("pk").values_list("endorsement", flat=True))
    still = Endorsement.objects.visible_to(reader).published().in_bulk([key for key in rows if key])
    return [
        (f"Words E-{key}", still[key].get_absolute_url()) if key in still else ("Taken back since; do not use it", "")
        for key in rows
    ]
