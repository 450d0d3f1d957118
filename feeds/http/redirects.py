"""Check addresses of requests and targets of redirects."""

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin, urlsplit

from feeds.addresses import shown, with_login_of
from feeds.errors import HopelessError, NoConnectionError, RefusedError

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Line breaks and other control characters; urllib drops some of them without a word."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "::/96",  # IPv4-compatible, RFC 4291
            "2002::/16",  # 6to4, RFC 7526: not used any more
            "192.88.99.0/24",  # its relays
            "64:ff9b:1::/48",  # NAT64 of one network, RFC 8215
            "fec0::/10",  # site-local, RFC 3879
        ),
    )
)
"""Networks that ipaddress calls global, and that may lead into a private one."""


def host_of(url: str) -> str:
    """Return the host that an address names, in lower case.

    Raises:
        RefusedError: the address is not an https address, or has a line break or another control character.
    """
    if _BREAKS.search(url):
        raise RefusedError(f"an address has a line break in it: {shown(url)[:200]!r}")
    try:
        parts = urlsplit(url)
        # A port that is no number is rather part of a password with a slash in it.
        host = ""
        if (parts.port or 0) >= 0:
            host = (parts.hostname or "").lower()
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
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return "arxiv.org"
    return host


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
        HopelessError: the host has an address that is not public.
        NoConnectionError: the host has no address.
    """
    host = urlsplit(url).hostname or ""
    if proxied:
        _refuse_other_than_public(host, _numbered(host))
    else:
        public_addresses(host, 443)


def public_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, all of which must be public. Raises as `refuse_private`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoConnectionError(
            f"{host}: the name can't be resolved (DNS)", "check the network connection"
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    _refuse_other_than_public(host, addresses)
    return addresses


def _refuse_other_than_public(host: str, addresses: Iterable[str]) -> None:
    if not all(map(is_public, addresses)):
        raise HopelessError(
            f"a redirect leads to {host}, which is in a private network",
            "set private_redirects = true under [network] if that is meant",
        )


def _numbered(host: str) -> set[str]:
    """Return the address that a host is without any name service, as also `127.1` is one."""
    if host == "localhost" or host.endswith(".localhost"):
        return {"127.0.0.1"}
    with suppress(ValueError):
        return {str(ipaddress.ip_address(host.partition("%")[0]))}
    with suppress(OSError):
        return {socket.inet_ntoa(socket.inet_aton(host))}
    return set()


def is_public(address: str) -> bool:
    """Return whether an IP address, and any that is embedded in it, is one of the Internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(
        each.is_global
        and not each.is_multicast
        and not any(each in network for network in _NOT_PUBLIC if network.version == each.version)
        for each in _with_embedded(parsed)
    )


def _with_embedded(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield an address, or the IPv4 address that packets to it end at (RFC 6052, RFC 4380)."""
    if not isinstance(address, IPv6Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    elif address.teredo:
        yield from address.teredo
    else:
        yield address
