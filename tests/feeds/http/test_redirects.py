import socket

import pytest

from feeds.errors import MalformedError, UnreachableError
from feeds.http.redirects import follow, refuse_private


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
