"""What do the words of a letter come from? A text whose first line is the subject, and HTML where it is written."""

import re
from email.utils import parseaddr
from functools import cache
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from refprogram.outbox.kinds import Letter

GAPS = re.compile(r"\n\s*\n")


def written(template: str, context: dict[str, Any], *, language: str = "", stop: str = "") -> Letter:
    """Render ``email/<template>.txt`` and, where there is one, ``email/<template>.html``, in the reader's language.

    The first line of the text is the subject, what follows the empty line is the text. Every letter knows the `company`
    that it comes from, and its `mailbox`. `stop` is a link: a mail program offers to silence us through it (RFC 8058).
    """
    known = {"company": settings.PROGRAM_COMPANY, "mailbox": our_address(), **context}
    with translation.override(spoken(language)):
        whole = render_to_string(f"email/{template}.txt", known)
        subject, _, text = (part.strip() for part in whole.strip().partition("\n"))
        html = _html(template, {"subject": subject, **known})
    return Letter(
        subject=subject, text=GAPS.sub("\n\n", text) + "\n", html=html, headers=one_click(stop) if stop else {}
    )


def our_address() -> str:
    """Return the address that letters come from, without its name: under it we can be reached."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def spoken(language: str) -> str:
    """Return the language to write in: the one that is wished for, its nearest relative that we speak, or our own."""
    try:
        return translation.get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def one_click(address: str) -> dict[str, str]:
    """Return the headers by which a mail program silences us with one press, through the page behind a link."""
    return {"List-Unsubscribe": f"<{address}unsubscribe/>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        found = get_template(f"email/{template}.html")
    except TemplateDoesNotExist:
        return ""
    return _inliner().inline(found.render(context))


@cache
def _inliner() -> CSSInliner:
    """Write the style sheet onto each element, because mail programs forget it; nothing is ever fetched."""
    return CSSInliner(load_remote_stylesheets=False, extra_css=render_to_string("email/letter.css"))
