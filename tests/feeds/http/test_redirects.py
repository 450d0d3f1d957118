import socket

import pytest
import requests

from feeds.errors import MalformedError, RefusedError, UnreachableError
from feeds.http.redirects import follow, host_of, is_public, refuse_private
from feeds.http.transport import Session


def test_a_relative_target_stays_with_its_host() -> None:
    assert follow("https://a.example.org/x/y?z=1", "../w") == "https://a.example.org/w"


@pytest.mark.parametrize(
    "target",
    ["http://b.example.org/", "file:///etc/passwd", "https://@/", "https://[::1", "ftp://x"],
)
def test_only_https_is_followed(target: str) -> None:
    with pytest.raises(MalformedError, match=r"a\.example\.org redirects to"):
        follow("https://a.example.org/", target)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[::1]",
        "[fe80::1]",
        "0.0.0.0",
        "localhost",
    ],
)
def test_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(MalformedError, match="private network"):
        refuse_private(f"https://{host}/feed")


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.7")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(MalformedError, match="private network"):
        refuse_private("https://example.org/feed")


def test_a_public_address_is_let_through() -> None:
    refuse_private("https://93.184.216.34/feed")
    refuse_private("https://[2606:2800:220:1:248:1893:25c8:1946]/feed")


def test_a_name_without_address_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(UnreachableError, match="can't be resolved"):
        refuse_private("https://nowhere.invalid/")


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:5db8:d822::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::8.8.8.8",
        "224.0.0.1",
        "ff02::1",
        "ff0e::1",
        "fec0::1",
        "192.88.99.1",
        "100.64.0.1",
        "255.255.255.255",
        "2001:0:a00:1:8000:63bf:3fff:fdd2",
        "fe80::1%eth0",
        "not an address",
    ],
)
def test_an_address_that_leads_into_a_private_network_in_disguise_is_not_public(
    address: str,
) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "2606:4700::1111"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    """Networks without IPv4 reach it by NAT64."""
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/\r\nHost: inner",
        "https://exam\nple.org/",
        "https://example.org/\t",
        "https://example.org\u2028/",
        "https://example.org/\x00",
    ],
)
def test_an_address_with_a_line_break_is_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="line break"):
        host_of(url)


def test_a_name_that_changes_its_address_after_the_check_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the first answer is public, the second is this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    asked: list[str] = []

    def answer(_host: str, port: int, *_: object, **__: object) -> object:
        address = "127.0.0.1" if asked else "93.184.216.34"
        asked.append(address)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    url = f"http://rebound.example:{listener.getsockname()[1]}/"
    refuse_private(url)

    with pytest.raises(MalformedError, match="private network"):
        Session(5, public_only=True).get(url, timeout=1)

    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []

    def answer(host: str, port: int, *_: object, **__: object) -> object:
        looked_up.append(host)
        address = host if host[0].isdigit() else "93.184.216.34"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    class Unconnected(socket.socket):
        """Refuses to connect."""

        def connect(self, address: object) -> None:
            raise ConnectionRefusedError(f"connected to {address}")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(socket, "socket", Unconnected)

    with pytest.raises(requests.ConnectionError, match=r"connected to \('93.184.216.34'"):
        Session(5, public_only=True).get("http://named.example/", timeout=1)

    assert looked_up == ["named.example", "93.184.216.34"]
