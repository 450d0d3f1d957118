"""Faults of encryption are named with their cause and what to do, not "SSLError"."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import trustme

from feeds.http.faults import explain
from feeds.http.transport import Session


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """What signs the certificates of the tests."""
    return trustme.CA()


Serve = Callable[[ssl.SSLContext | None], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server with an encryption, or with none; return its address."""
    listeners: list[socket.socket] = []

    def start(context: ssl.SSLContext | None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def answer() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    if context is None:
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        connection.recv(4096)
                        return
                    with context.wrap_socket(connection, server_side=True) as encrypted:
                        encrypted.recv(4096)
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        return f"https://localhost:{listener.getsockname()[1]}/"

    yield start
    for listener in listeners:
        listener.close()


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def failure(url: str, authority: trustme.CA | None, folder: Path) -> tuple[str, str]:
    """Ask, trusting an authority; return how the failure is explained."""
    if authority:
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    with pytest.raises(requests.RequestException) as caught:
        Session(5).get(url, timeout=5, verify=str(folder / "ca.pem") if authority else True)
    error = explain(caught.value, "localhost", None)
    return error.message, error.hint


def test_an_unknown_authority_names_the_setting_for_it(
    authority: trustme.CA, serve: Serve, tmp_path: Path
) -> None:
    url = serve(server_context(authority.issue_cert("localhost")))

    cause, hint = failure(url, None, tmp_path)

    assert cause.startswith("localhost: the certificate is not trusted here (")
    assert "REQUESTS_CA_BUNDLE" in hint


def test_the_certificate_of_another_host_is_called_so(
    authority: trustme.CA, serve: Serve, tmp_path: Path
) -> None:
    url = serve(server_context(authority.issue_cert("other.example.org")))

    cause, hint = failure(url, authority, tmp_path)

    assert cause == "localhost: the certificate is for another name"
    assert "check the address" in hint


def test_a_certificate_out_of_date_leads_to_the_clock(
    authority: trustme.CA, serve: Serve, tmp_path: Path
) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    url = serve(server_context(authority.issue_cert("localhost", not_after=past)))

    cause, hint = failure(url, authority, tmp_path)

    assert cause == "localhost: the certificate has expired"
    assert "clock" in hint


def test_a_server_without_encryption_is_called_so(serve: Serve, tmp_path: Path) -> None:
    cause, hint = failure(serve(None), None, tmp_path)

    assert cause.startswith("localhost: TLS fails (")
    assert "port" in hint


def test_a_server_of_other_protocols_is_called_so(
    authority: trustme.CA, serve: Serve, tmp_path: Path
) -> None:
    context = server_context(authority.issue_cert("localhost"))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-SHA256:AES128-SHA")
    url = serve(context)

    cause, hint = failure(url, authority, tmp_path)

    assert cause.startswith("localhost: TLS fails (")
    assert hint
