"""Is an upload what it says, and is nothing kept of a picture but the picture?"""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from references.testimonials.files import LONGEST_SIDE, paper, photo
from references.testimonials.models.attachment import LARGEST
from refprogram.errors import Refused


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **extra) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind, **extra)
    return kept.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_as_a_jpeg(kind):
    kept = photo("me.any", picture(kind))

    assert (kept.name, kept.content_type) == ("me.jpg", "image/jpeg")
    with Image.open(io.BytesIO(kept.data)) as opened:
        assert opened.format == "JPEG"


def test_what_a_camera_writes_into_a_picture_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"

    kept = photo("me.jpg", picture("JPEG", exif=exif))

    assert b"Secret camera" in picture("JPEG", exif=exif)
    assert b"Secret camera" not in kept.data


def with_text(said: str) -> bytes:
    text = PngInfo()
    text.add_text("comment", said)
    text.add_itxt("XML:com.adobe.xmp", said)
    return picture("PNG", pnginfo=text)


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG", comment=b"<?php hidden ?>"),
        picture("JPEG", icc_profile=b"<?php hidden ?>"),
        picture("JPEG", xmp=b"<?php hidden ?>"),
        with_text("<?php hidden ?>"),
    ],
)
def test_no_file_hides_in_a_picture(data):
    assert b"<?php hidden ?>" in data

    assert b"hidden" not in photo("me.jpg", data).data


def test_a_picture_with_a_long_comment_is_a_picture():
    kept = photo("me.png", with_text("long " * 20_000))

    assert kept.data.startswith(b"\xff\xd8")


def test_a_large_picture_is_made_small():
    kept = photo("me.png", picture(size=(3000, 1000)))

    with Image.open(io.BytesIO(kept.data)) as opened:
        assert max(opened.size) == LONGEST_SIDE


def bomb() -> bytes:
    """Say in a few bytes that there are 30,000 times 30,000 pixels."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0")) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no picture"),
        (b"<html>hello</html>", "no picture"),
        (b"GIF89a" + b"\0" * 50, "no picture"),
        (picture()[:40], "no picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "no picture"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
        (bomb(), "no picture|24 million"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(Refused, match=sentence):
        photo("me.png", data)


PDF = b"%PDF-1.7 and more\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "data", "kept_as", "content_type"),
    [
        ("../../minutes.exe", PDF, "minutes.pdf", "application/pdf"),
        ("report.pdf", PDF + b"\0" * 900, "report.pdf", "application/pdf"),
        ("\u202egpj.exe", picture("JPEG"), "gpj.jpg", "image/jpeg"),
        ("a\u200b\x00\nb.PNG", picture(), "ab.png", "image/png"),
        ("\u202e", PDF, "file.pdf", "application/pdf"),
        ("x" * 400 + ".pdf", PDF, "x" * 190 + ".pdf", "application/pdf"),
    ],
)
def test_a_paper_is_kept_as_it_is_and_named_by_what_it_is(name, data, kept_as, content_type):
    kept = paper(name, data)

    assert (kept.name, kept.content_type, kept.data) == (kept_as, content_type, data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xd8\xff\xe0\x00", "no picture"),
        (picture()[:40], "no picture"),
        (b"\x89PNG\r\n\x1a\n", "no picture"),
        (b"%PDF-1", "has no end"),
        (PDF + b"x" * 3000, "has no end"),
        (bomb(), "no picture|24 million"),
    ],
)
def test_a_paper_of_which_only_the_beginning_is_one_is_refused(data, sentence):
    with pytest.raises(Refused, match=sentence):
        paper("report.pdf", data)


def test_a_picture_is_named_without_signs_that_nobody_sees():
    assert photo("\u202egpj.exe", picture()).name == "gpj.jpg"


@pytest.mark.parametrize("data", [b"MZ\x90", b"PK\x03\x04", b"<html>", b"plain text"])
def test_no_other_sort_of_paper_is_kept(data):
    with pytest.raises(Refused, match="PDF, PNG and JPEG"):
        paper("report.pdf", data)
