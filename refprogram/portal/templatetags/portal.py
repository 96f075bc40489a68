"""What can a customer's page not do by itself? Name the other languages that it speaks."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import translation

register = template.Library()


@register.simple_tag
def other_languages() -> list[dict[str, Any]]:
    """Return the languages that a page can be switched to, each named in itself."""
    current = (translation.get_language() or "").partition("-")[0]
    return [{"code": code, "name": name} for code, name in settings.LANGUAGES if code != current]
