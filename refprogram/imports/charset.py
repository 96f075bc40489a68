"""In which encoding is this file written? What its bytes prove, else a careful guess that the report names.

Tools that guess take German for Polish and French for Turkish, and a wrong name matches no customer without anybody
seeing why. So only two guesses are made: Western European text, which shows its accents one at a time between plain
letters, and text in a script of its own. Whatever is neither is refused and the person asked.
"""

import codecs
import hashlib
import re
from contextlib import suppress
from typing import BinaryIO

from charset_normalizer import from_bytes

from refprogram.errors import Refused

CHUNK = 64 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters that no text has: NUL, and halves of characters. PostgreSQL cannot store them and SQLite would.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
# What Western European text does not show when it is read as cp1252: signs and letters in whose places other code
# pages have their own letters (a Polish ł is ³ there, a Turkish ş is þ), and three letters with accents in a row.
NOT_WESTERN = re.compile(
    "[\x81\x8d\x8f\x90\x9d\x83\xa4\xa6\xa8\xac\xad\xaf\xb2-\xb4\xb6\xb8\xb9\xbc\xbe\xd0\xdd\xde\xf0\xfd\xfe]"
    "|[\u0192\u02c6\u02dc\u0178\ufffd]|\\w[\xa1\xbf]|[^\\W\\d_a-zA-Z]{3}"
)
OWN_SCRIPT = frozenset(
    (
        *("cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "iso8859_5", "cp866"),
        *("cp1253", "iso8859_7", "cp1255", "iso8859_8", "cp1256", "iso8859_6", "cp874", "tis_620"),
        *("cp932", "shift_jis", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "cp950", "cp949", "euc_kr", "johab"),
    )
)


def digest(file: BinaryIO) -> str:
    """Return the SHA-256 of a file, which names its content whatever it is called."""
    file.seek(0)
    total = hashlib.sha256()
    while chunk := file.read(CHUNK):
        total.update(chunk)
    return total.hexdigest()


def settled(file: BinaryIO, *, wanted: str = "") -> tuple[str, bool]:
    """Return the encoding of a file, and whether it is a guess; refuse what cannot be read to its end.

    The whole file is decoded once, in small pieces, so that nothing is stored before a wrong byte is found.
    """
    if wanted:
        encoding = _known(wanted)
        if mistake := _mistake(file, encoding):
            raise Refused(f"The file is not written in {wanted}: {mistake}")
        return encoding, False
    file.seek(0)
    head = file.read(4)
    for bom, encoding in BOMS:
        if head.startswith(bom):
            if mistake := _mistake(file, encoding):
                raise Refused(f"The file begins as {encoding.removesuffix('-sig').upper()}, but {mistake}")
            return encoding, False
    # A header begins with a plain letter, so a NUL beside it means letters of two bytes without the mark that says so.
    wide = {(False, True): "utf-16-le", (True, False): "utf-16-be"}.get((head[:1] == b"\0", head[1:2] == b"\0"))
    if wide and not _mistake(file, wide):
        return wide, True
    mistake = _mistake(file, "utf-8-sig")
    if "NUL" in mistake:
        raise Refused(f"This is not a text file: {mistake}")
    return (_guess(file, mistake), True) if mistake else ("utf-8-sig", False)


def _known(name: str) -> str:
    try:
        with suppress(UnicodeError):
            b"a".decode(name)
        codecs.getincrementaldecoder(name)
        canonical = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise Refused(f"There is no encoding called “{name}”; try utf-8, utf-16 or cp1252.") from None
    return "utf-8-sig" if canonical == "utf-8" else canonical


def _mistake(file: BinaryIO, encoding: str) -> str:
    """Decode a file to its end; return a sentence with the line of the first thing that is no text, or nothing."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, errors="ignore")
            wrong = error.object[error.start]
            return f"line {line + _breaks(before)} holds the byte 0x{wrong:02X}, which is no text there."
        except UnicodeError:
            return f"what follows line {line} is no text."
        if found := NO_TEXT.search(text):
            named = "a NUL character" if found[0] == "\0" else "half a character"
            return f"line {line + _breaks(text[: found.start()])} holds {named}."
        line += _breaks(text)
        if not chunk:
            return ""


def _breaks(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _guess(file: BinaryIO, mistake: str) -> str:
    if _is_western(file) and not _mistake(file, "cp1252"):
        return "cp1252"
    best = from_bytes(_sample(file)).best()
    if best and best.encoding in OWN_SCRIPT and not _mistake(file, best.encoding):
        return best.encoding
    like = f" It could be {best.encoding.replace('_', '-')}." if best else ""
    raise Refused(f"The file is not UTF-8: {mistake}{like} Say which encoding it has with --encoding.")


def _is_western(file: BinaryIO) -> bool:
    """Say whether the whole file, not only where its first accent stands, can be Western European."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        if NOT_WESTERN.search(chunk.decode("cp1252", errors="replace")):
            return False
    return True


def _sample(file: BinaryIO) -> bytes:
    """Return the beginning of a file and, where that is plain ASCII, the first piece that is not."""
    file.seek(0)
    first = file.read(CHUNK)
    piece = first
    while piece and piece.isascii():
        piece = file.read(CHUNK)
    if piece is first or not piece:
        return first
    return first[:4096] + piece
