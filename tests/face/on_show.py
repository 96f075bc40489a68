"""What stands in the world? Words that were published and placed by the actions, as colleagues would."""

import io
from datetime import date
from typing import Any

from PIL import Image

from references.testimonials import actions
from references.testimonials.files import photo
from references.testimonials.models import AttachmentKind, Endorsement, Placement
from refprogram.dates import today
from tests.references.testimonials import lives

SITE = "https://northquay.example"


def saying(number: int) -> str:
    """Return words that nobody else has said."""
    return f"{lives.PLAIN} We are on floor {chr(96 + number)}."


def on_wall(manager, **more: Any) -> Placement:
    return lives.placed(lives.published(manager, **more), manager, channel="wall")


def embedded(manager, *, address: str = f"{SITE}/customers", **more: Any) -> Placement:
    return lives.placed(lives.published(manager, **more), manager, channel="embed", address=address)


def for_prospect(manager, *endorsements: Endorsement, until: date | None = None) -> tuple[Any, str]:
    """Make a proof page; return it with the path of its address."""
    chosen = endorsements or (lives.published(manager),)
    page, url = actions.make_proof_page(
        prospect="Marlow Grocers", endorsements=chosen, expires_on=until or today(), by=manager, on=today()
    )
    return page, url[url.index("/voices/") :]


def with_photo(manager, **more: Any) -> Endorsement:
    """Publish words of somebody whose picture stands beside them."""
    endorsement = lives.taken_in(manager, lives.speaker(), **more)
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(drawn, "PNG")
    picture = photo("gareth.png", drawn.getvalue())
    actions.attach(endorsement, kind=AttachmentKind.PHOTO, file=picture, is_actual_person=True, by=manager, on=today())
    approved = lives.says_yes(actions.ask_person(endorsement, by=manager, on=today()))
    ready = actions.clear(lives.proven(approved, manager), by=manager, on=today())
    return actions.publish(ready, by=manager, on=today())
