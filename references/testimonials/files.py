"""What is this upload really? Read from its bytes: a name and a browser say what they like.

A picture is drawn anew, so that nothing but its pixels is kept: no place, no camera, no hidden file.
"""

import hashlib
import io
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from references.testimonials.models.attachment import LARGEST
from refprogram.errors import Refused

PIXELS = 24_000_000
LONGEST_SIDE = 800
NO_PHOTO = "This is no picture that we can read. Use a JPEG, PNG or WebP file."
NO_PICTURE = "This is no picture that we can read. Save it as a JPEG or PNG file first."
TOO_LARGE = "This file is larger than 5 MB. Make it smaller first."
PAPERS = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
# A PDF ends with this; some programs write a little behind it.
PDF_END, PDF_TAIL = b"%%EOF", 2048


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
    drawn = _drawn(data, formats=("JPEG", "PNG", "WEBP"), otherwise=NO_PHOTO)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn.info.clear()  # what Pillow would write into the new file from the old one: comments, profiles
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=85)
    return Checked(_named(name, ".jpg"), "image/jpeg", kept.getvalue())


def paper(name: str, data: bytes) -> Checked:
    """Return a paper of the dossier as it is; raises `Refused` for anything but a whole PDF, PNG or JPEG.

    Its name ends as what it is, whatever it was called.
    """
    _must_fit(data)
    found = next((kind for begin, kind in PAPERS.items() if data.startswith(begin)), None)
    if found is None:
        raise Refused("Only PDF, PNG and JPEG files are kept in a dossier. Save it as one of these first.")
    content_type, ending = found
    if ending == ".pdf" and PDF_END not in data[-PDF_TAIL:]:
        raise Refused("This PDF has no end; perhaps only a part of it arrived. Save it anew first.")
    if ending != ".pdf":
        _drawn(data, formats=("JPEG", "PNG"), otherwise=NO_PICTURE)
    return Checked(_named(name, ending), content_type, data)


def _drawn(data: bytes, *, formats: tuple[str, ...], otherwise: str) -> Image.Image:
    """Read all pixels of a picture; raises `Refused`, `otherwise`, for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=formats) as opened:
                if opened.width * opened.height > PIXELS:
                    raise Refused("This picture has more than 24 million pixels. Make it smaller first.")
                return ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise Refused(otherwise) from None


def _named(name: str, ending: str) -> str:
    """Name a file after its upload, without signs that nobody sees, such as those that turn how it is read."""
    seen = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    return (PurePath(seen).stem[:190].strip(" .") or "file") + ending


def _must_fit(data: bytes) -> None:
    if not data:
        raise Refused("This file is empty.")
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE)
