"""What carries the door's requests: a session that follows no redirect and waits for no answer without end."""

import contextlib
import socket
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection


class Session(requests.Session):
    """Follows no redirect; requests would read the whole body of one, even where it is told not to follow."""

    def __init__(self, deadline: float) -> None:
        """Give the head of each answer so many seconds to arrive."""
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(deadline))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nothing: the door looks at redirects itself."""


class _Adapter(HTTPAdapter):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - stubs lag behind
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        if not issubclass(pool.ConnectionCls, _Bounded):
            bounds = {"deadline": self._deadline}
            pool.ConnectionCls = type("BoundedConnection", (_Bounded, pool.ConnectionCls), bounds)
        return pool


class _Bounded(HTTPConnection):
    """A connection that is shut where the head of an answer takes too long.

    Time-outs bound a single read, so that a server which sends its headers byte by byte could hold the door for days.
    The head of a connection that was shut may look complete; the door looks at the clock.
    """

    deadline: float

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
