"""Which page of the web does an address name, however it is written?"""

import re
from urllib.parse import SplitResult, urlsplit

HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
USUAL_PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str:
    """Return the origin of a page as browsers name it, or nothing for what is no address of one page of the web."""
    parts = _parts(address)
    try:
        name, port = (parts.hostname or "", parts.port) if parts else ("", None)
        host = f"[{name}]" if ":" in name else name.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        return ""
    if parts is None or parts.scheme not in USUAL_PORTS or not HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}" + ("" if port in (None, USUAL_PORTS[parts.scheme]) else f":{port}")


def page_of(address: str) -> str:
    """Return the address of a page of the web with its site in small letters, or nothing for what is none.

    It is never longer than what was written: a name in front of the site, and the usual port, are left out.
    """
    parts = _parts(address)
    if parts is None or not origin_of(address):
        return ""
    name = parts.hostname or ""
    site = f"[{name}]" if ":" in name else name
    port = "" if parts.port in (None, USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return parts._replace(netloc=f"{site}{port}").geturl()


def place_key(address: str) -> str:
    """Return the same key for the same place: a page with and without its last slash, a name in any capitals."""
    return page_of(address).rstrip("/") or " ".join(address.casefold().split())


def spellings(address: str) -> set[str]:
    """Return how the same place may have been written down before, to be looked up; `place_key` then decides."""
    page = page_of(address).rstrip("/")
    return {address.strip(), *({page, f"{page}/"} if page else ())}


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return None
