"""What is this upload really? Read from its bytes: a name and a browser say what they like.

A picture is drawn anew, so that nothing but its pixels is kept: no place, no camera, no hidden file.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from references.testimonials.models.attachment import LARGEST
from refprogram.errors import Refused

PIXELS = 24_000_000
LONGEST_SIDE = 800
TOO_LARGE = "This file is larger than 5 MB. Make it smaller first."
PAPERS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True)
class Checked:
    """A file that is what it says."""

    name: str
    content_type: str
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def photo(name: str, data: bytes) -> Checked:
    """Return a picture as a small JPEG; raises `Refused` with a sentence for what is none."""
    _must_fit(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > PIXELS:
                    raise Refused("This picture has more than 24 million pixels. Make it smaller first.")
                drawn = ImageOps.exif_transpose(opened).convert("RGB")
                drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise Refused("This is no picture that we can read. Use a JPEG, PNG or WebP file.") from None
    drawn.info.clear()  # what Pillow would write into the new file from the old one: comments, profiles
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=85)
    return Checked(PurePath(name).stem[:190] + ".jpg", "image/jpeg", kept.getvalue())


def paper(name: str, data: bytes) -> Checked:
    """Return a paper of the dossier as it is; raises `Refused` for anything but PDF, PNG and JPEG."""
    _must_fit(data)
    found = next((kind for begin, kind in PAPERS.items() if data.startswith(begin)), "")
    if not found:
        raise Refused("Only PDF, PNG and JPEG files are kept in a dossier. Save it as one of these first.")
    return Checked(PurePath(name).name[:200] or "paper", found, data)


def _must_fit(data: bytes) -> None:
    if not data:
        raise Refused("This file is empty.")
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE)
