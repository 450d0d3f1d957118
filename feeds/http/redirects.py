"""Check addresses of requests and targets of redirects."""

import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from feeds.addresses import shown, with_login_of
from feeds.errors import HopelessError, NoConnectionError, RefusedError

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def host_of(url: str) -> str:
    """Return the host that an address names, in lower case.

    Raises:
        RefusedError: the address is not an https address.
    """
    try:
        parts = urlsplit(url)
        # A port that is no number is rather part of a password with a slash in it.
        host = (parts.hostname or "").lower() if (parts.port or 0) >= 0 else ""
    except ValueError:
        host = ""
    if not host or parts.scheme != "https":
        raise RefusedError(f"not an https address: {shown(url)[:200]!r}")
    return host


def host_group(url: str) -> str:
    """Return the name of the rate limit of a host: all hosts of arXiv share one.

    Raises as `host_of` does.
    """
    host = host_of(url)
    return "arxiv.org" if host == "arxiv.org" or host.endswith(".arxiv.org") else host


def follow(url: str, location: str) -> str:
    """Return where a redirect leads. A login in the address goes along to the same origin only.

    Args:
        url: what was asked for.
        location: the Location header of the answer.

    Raises:
        HopelessError: that is no https address.
    """
    try:
        target = with_login_of(urljoin(url, location), url)
        host_group(target)
    except (ValueError, RefusedError) as error:
        raise HopelessError(
            f"{urlsplit(url).hostname} redirects to {shown(location)[:200]!r},"
            " which is not an https address"
        ) from error
    return target


def refuse_private(url: str, *, proxied: bool = False) -> None:
    """Refuse a redirect into this machine or its own network, which only its owner may name.

    Args:
        url: where the redirect leads.
        proxied: a proxy will resolve the name, and may know names that this machine does not; an
            address written in numbers is refused all the same.

    Raises:
        HopelessError: the host has a private, loopback, link-local or otherwise reserved address.
        NoConnectionError: the host has no address.
    """
    host = urlsplit(url).hostname or ""
    try:
        found = _numbered(host) if proxied else _resolved(host)
    except (OSError, UnicodeError) as error:
        raise NoConnectionError(
            f"{host}: the name can't be resolved (DNS)", "check the network connection"
        ) from error
    for address in found:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise HopelessError(
                f"a redirect leads to {host}, which is in a private network",
                "set private_redirects = true under [network] if that is meant",
            )


def _resolved(host: str) -> set[str]:
    return {str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}


def _numbered(host: str) -> set[str]:
    """Return the address that a host is without any name service, as also `127.1` is one."""
    if host == "localhost" or host.endswith(".localhost"):
        return {"127.0.0.1"}
    with suppress(ValueError):
        return {str(ipaddress.ip_address(host.partition("%")[0]))}
    with suppress(OSError):
        return {socket.inet_ntoa(socket.inet_aton(host))}
    return set()
