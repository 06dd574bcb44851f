"""Where the Graph API is, and how patient its client is."""

import ipaddress
import re
import urllib.parse
from typing import Final

import attrs

from flowdsl.problems import FlowError

__all__ = ["GraphSettings", "is_loopback", "origin_of"]

_VERSION: Final = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}")


@attrs.frozen(kw_only=True)
class GraphSettings:
    """How the Graph API is reached.

    Args:
        base_url: Its address, without the version.
        version: The version of the API, for example `"v25.0"`.
        timeout: How many seconds an answer may take in all, from its beginning, and how many it may
            keep us waiting before that.
        connect_timeout: How many seconds a connection may take.
        attempts: How often a call is tried at most, where trying again is safe.
        patience: After how many seconds no further attempt begins.
        longest_wait: How many seconds a `Retry-After` may ask for; for longer nothing waits.
        largest: How many bytes an answer may have.
        allow_http: Whether `http://` may lead elsewhere than to this machine, which shows the token
            to the network.
        check_state: Whether the client asks for the state of a flow before it changes it, and
            refuses what the state does not allow; see `flowdsl.platform.lifecycle`.

    Raises:
        FlowError: The address, the version or one of the numbers cannot be used.
    """

    base_url: str = "https://graph.facebook.com"
    version: str = "v25.0"
    timeout: float = 60.0
    connect_timeout: float = 10.0
    attempts: int = 4
    patience: float = 120.0
    longest_wait: float = 60.0
    largest: int = 20 * 1024 * 1024
    allow_http: bool = False
    check_state: bool = False

    def __attrs_post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise FlowError(f"{self.version!r} is no version of the Graph API: write v25.0, say")
        self._check_address()
        for name in ("timeout", "connect_timeout", "attempts", "patience", "largest"):
            if not getattr(self, name) > 0:
                raise FlowError(f"{name} has to be more than 0")
        if not self.longest_wait >= 0:
            raise FlowError("longest_wait has to be 0 or more")

    def _check_address(self) -> None:
        origin = origin_of(self.base_url)
        if origin is None or origin[0] not in ("http", "https"):
            raise FlowError("the address of the Graph API is none: give https://...")
        parts = urllib.parse.urlsplit(self.base_url)
        # The text is not shown where it may hold a password.
        if parts.username or parts.password or parts.query or parts.fragment:
            raise FlowError("the address of the Graph API is only a host and a path")
        if parts.scheme == "http" and not (self.allow_http or is_loopback(self.base_url)):
            raise FlowError(
                f"{self.base_url!r} would send the token unencrypted: use https:// "
                "(or allow_http=True, if you are sure)"
            )

    @property
    def root(self) -> str:
        """The address that paths are added to."""
        return f"{self.base_url.rstrip('/')}/{self.version}"


def is_loopback(url: str) -> bool:
    """Return whether an address leads to this machine."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Return the scheme, the host and the port of an address, None where it is none."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
