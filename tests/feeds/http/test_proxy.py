"""Behind a proxy, it resolves the names; faults of this machine's settings are named as such."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import trustme

from feeds.errors import (
    FeedError,
    MalformedError,
    NoConnectionError,
    SetupError,
    UnreachableError,
)
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.http.redirects import refuse_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOST = "blog.example.org"
FEED = f"https://{HOST}/feed.xml"
ROUTES = {
    "/feed.xml": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>",
    "/moved.xml": b"HTTP/1.1 301 Moved\r\nLocation: https://new.example.org/feed.xml\r\n"
    b"Content-Length: 0\r\n\r\n",
    "/inside.xml": b"HTTP/1.1 301 Moved\r\nLocation: https://10.0.0.7/feed.xml\r\n"
    b"Content-Length: 0\r\n\r\n",
}


class Proxy:
    """An intercepting proxy on loopback: it answers in the name of every host."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.login: str | None = None
        self.status = 200
        self.targets: list[str] = []
        self._context = context
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            head = _head(connection)
            self.targets.append(head.split()[1])
            wanted = base64.b64encode((self.login or "").encode()).decode()
            status = 407 if self.login and f"Basic {wanted}" not in head else self.status
            connection.sendall(b"HTTP/1.1 %d x\r\n\r\n" % status)
            if status != 200:
                return
            with self._context.wrap_socket(connection, server_side=True) as secure:
                while request := _head(secure):
                    secure.sendall(ROUTES[request.split()[1]])


def _head(connection: socket.socket) -> str:
    read = b""
    while not read.endswith(b"\r\n\r\n"):
        part = connection.recv(4096)
        if not part:
            return ""
        read += part
    return read.decode("latin-1")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture
def proxy(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that the environment names, on a machine that can resolve no name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST, "new.example.org").configure_cert(context)
    running = Proxy(context)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", f"http://{running.address}")
    real = socket.getaddrinfo

    def numbers_only(host: str, *arguments: object, **options: object) -> object:
        if host != "127.0.0.1":
            raise socket.gaierror(-2, "Name or service not known")
        return real(host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)
    yield running
    running.close()


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[str], bytes]:
    """Ask with a client of its own, as each run of papertrail does."""

    def ask_once(url: str) -> bytes:
        policy = RequestPolicy(other_interval=0.0, backoff=0.0, read_timeout=10.0)
        return RateLimitedClient(tmp_path / "state", policy).get(url).body

    return ask_once


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_redirect_behind_a_proxy_is_followed_without_a_name_service(
    proxy: Proxy,
    ca_file: Path,
    ask: Callable[[str], bytes],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, str(ca_file))

    assert ask(f"https://{HOST}/moved.xml") == b"<rss/>"
    assert proxy.targets == [f"{HOST}:443", "new.example.org:443"]


def test_a_redirect_behind_a_proxy_into_a_private_network_is_refused(
    proxy: Proxy, ca_file: Path, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))

    with pytest.raises(MalformedError, match="private network"):
        ask(f"https://{HOST}/inside.xml")
    assert proxy.targets == [f"{HOST}:443"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "a.localhost", "2130706433", "0x7f.1", "10.1"]
)
def test_a_private_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(MalformedError, match="private network"):
        refuse_private(f"https://{host}/feed", proxied=True)


def test_a_certificate_that_is_not_trusted_is_named_with_the_setting(
    proxy: Proxy, ask: Callable[[str], bytes]
) -> None:
    with pytest.raises(SetupError, match=f"{HOST}: the certificate .*is not trusted here") as error:
        ask(FEED)

    assert "REQUESTS_CA_BUNDLE" in error.value.hint
    assert len(proxy.targets) == 1


def test_a_certificate_of_another_name_is_named(
    proxy: Proxy, ca_file: Path, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))

    with pytest.raises(SetupError, match=r"other\.example\.org: the certificate .* another name"):
        ask("https://other.example.org/feed.xml")


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_missing_file_of_certificates_is_named(
    proxy: Proxy, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "/nowhere/ca.pem")

    with pytest.raises(
        SetupError, match=r"no readable file of CA certificates at /nowhere"
    ) as error:
        ask(FEED)

    assert error.value.hint == f"correct {variable}"


def test_a_proxy_that_wants_a_login_is_named_without_the_one_it_got(
    proxy: Proxy, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.login = "me:right"
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:wrong@{proxy.address}")

    with pytest.raises(SetupError, match=rf"the proxy {proxy.address} wants a login") as error:
        ask(FEED)

    assert "wrong" not in f"{error.value.message} {error.value.hint}"


def test_a_proxy_that_is_not_there_is_named_instead_of_the_host(
    proxy: Proxy, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", f"http://{nobody}")

    with pytest.raises(SetupError, match=rf"the proxy {nobody} can't be reached \(connection"):
        ask(FEED)


@pytest.mark.parametrize(("status", "kind"), [(403, SetupError), (502, NoConnectionError)])
def test_what_a_proxy_answers_is_told_of_the_proxy(
    proxy: Proxy, ask: Callable[[str], bytes], status: int, kind: type[FeedError]
) -> None:
    proxy.status = status

    with pytest.raises(kind, match=rf"the proxy {proxy.address} answered {status} for {HOST}"):
        ask(FEED)


def test_a_proxy_that_can_not_be_used_is_named(
    proxy: Proxy, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://")

    with pytest.raises(SetupError, match="proxy"):
        ask(FEED)


def test_hosts_are_not_paused_for_faults_of_this_machine(
    proxy: Proxy, ca_file: Path, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        with pytest.raises(SetupError):
            ask(FEED)
    proxy.login = "me:right"
    for _ in range(4):
        with pytest.raises(SetupError):
            ask(FEED)
    monkeypatch.delenv("HTTPS_PROXY")
    for _ in range(4):
        with pytest.raises(UnreachableError, match="DNS"):
            ask(FEED)
    proxy.login = None
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))

    assert ask(FEED) == b"<rss/>"


def test_no_proxy_is_heeded(
    proxy: Proxy, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "example.org")

    with pytest.raises(NoConnectionError, match="DNS"):
        ask(FEED)
    assert proxy.targets == []
