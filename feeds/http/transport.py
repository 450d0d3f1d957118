"""Send the client's requests by a session without redirects and with deadlines."""

import contextlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
)

from feeds.addresses import split_login
from feeds.http.faults import ca_file
from feeds.http.redirects import public_addresses


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request, or a POST if there is a document to send.

    Attributes:
        url: the upstream's own address; a login in it is sent as RFC 7617 says, and is part of no
            message.
        bearer: the token of a login.
        document: sent as JSON.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str]
    bearer: str | None = field(default=None, repr=False)
    document: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def is_secret(self) -> bool:
        """Whether it holds a secret for the host that is asked."""
        return self.bearer is not None or self.document is not None


class Session(requests.Session):
    """A session that follows no redirect.

    `requests` would read the whole body of one, even with `allow_redirects=False`.
    """

    def __init__(self, deadline: float, *, public_only: bool = False) -> None:
        """Open no connection yet.

        Args:
            deadline: seconds in which the head of each answer has to arrive.
            public_only: connect to public addresses only, except to a proxy of the user's, which
                looks names up itself.
        """
        super().__init__()
        # Those of `requests` itself count more, as `merge_environment_settings` has it.
        self.verify = ca_file() or True
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(deadline, public_only=public_only))

    def send_to(
        self, address: str, request: Request, timeout: tuple[float, float]
    ) -> requests.Response:
        """Send a request to an address, which may be a mirror's, and return the unread answer."""
        place, login = split_login(address)
        login = login or split_login(request.url)[1]
        # Without any of its own, requests would look into ~/.netrc, and let that replace a header.
        auth: AuthBase = Bearer(request.bearer)
        if login and not request.bearer:
            auth = HTTPBasicAuth(login[0].encode(), login[1].encode())
        return self.request(
            "POST" if request.document is not None else "GET",
            place,
            headers=request.headers,
            json=request.document,
            auth=auth,
            stream=True,
            allow_redirects=False,
            timeout=timeout,
        )

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nothing: the client looks at redirects itself."""


@dataclass(frozen=True, slots=True)
class Bearer(AuthBase):
    """A bearer token in its header (RFC 6750, section 2.1), or no login; never that of ~/.netrc."""

    token: str | None = field(repr=False)

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        if self.token:
            prepared.headers["Authorization"] = f"Bearer {self.token}"
        return prepared


class _Adapter(HTTPAdapter):
    def __init__(self, deadline: float, *, public_only: bool) -> None:
        super().__init__()
        self._bounds = {"deadline": deadline, "public_only": public_only}

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - stubs lag behind
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        if not issubclass(pool.ConnectionCls, _Bounded):
            pool.ConnectionCls = type(
                "BoundedConnection", (_Bounded, pool.ConnectionCls), dict(self._bounds)
            )
        return pool


class _Bounded(HTTPConnection):
    """A connection that is shut where the head of an answer takes too long.

    Time-outs bound a single read, so that a server which sends its headers byte by byte could hold
    the client for days. The head of a connection that was shut may look complete; the client looks
    at the clock.
    """

    deadline: float
    public_only: bool

    def _new_conn(self) -> socket.socket:
        """Connect; a redirect's host to an address that was checked, not looked up once more.

        A name server could answer the second time with an address of the user's own network (DNS
        rebinding).
        """
        if not self.public_only or self.proxy:
            return super()._new_conn()
        host = self._dns_host
        addresses = public_addresses(host, self.port)
        try:
            for number, address in enumerate(addresses, 1):
                self._dns_host = address
                try:
                    return super()._new_conn()
                except (NewConnectionError, ConnectTimeoutError):
                    if number == len(addresses):
                        raise
        finally:
            self._dns_host = host
        raise AssertionError("a host has an address")

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        watchdog = threading.Timer(self.deadline, _shut, (self.sock,))
        watchdog.daemon = True
        watchdog.start()
        try:
            return super().getresponse()
        finally:
            watchdog.cancel()


def _shut(connected: socket.socket) -> None:
    """End all reading from a socket, also that in another thread."""
    # The other side may be faster.
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
