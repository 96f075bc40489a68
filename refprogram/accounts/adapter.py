"""How do accounts come to be? An admin makes them; there is no door from the street."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link in the mail from PUBLIC_BASE_URL: a request's Host header is not to be trusted."""
        from_request: str = super().get_reset_password_from_key_url(key)
        return settings.PUBLIC_BASE_URL + "/" + from_request.split("/", 3)[3]

    def get_client_ip(self, request: HttpRequest) -> Any:
        """Return the address that attempts are counted for.

        Behind a proxy that is the last hop of X-Forwarded-For, which the proxy itself wrote; everything before it, and
        the whole header without a proxy, is what a client says about itself.
        """
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
        last = hops.rpartition(",")[2].strip()
        return last if is_valid_ip(last) else request.META["REMOTE_ADDR"]


def is_valid_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
