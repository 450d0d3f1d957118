"""Run the page with uvicorn: bounded in time and size, with clear errors where it can't begin."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from papertrail.listening import listen
from papertrail.locks import serving
from papertrail.web.app import create_app
from papertrail.web.settings import ServeSettings

if TYPE_CHECKING:
    from papertrail.workspace import Home

HEADER_SECONDS = 10.0
"""The time for the headers of a request to arrive, and for TLS before them."""
_CONNECTIONS = 200
_END_SECONDS = 3


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request takes too long to arrive."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Stop waiting once headers are there; begin again with a part of the next ones."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._stop_waiting()
        elif self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(HEADER_SECONDS, self._close)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class PageServer:
    """The page of a home on a socket."""

    def __init__(self, home: "Home", settings: ServeSettings) -> None:
        """Take the port, so that a failure is known before anything begins.

        Raises:
            UsageError: the port is in use or can't be had, or others could come without a password.
            ReadOnlyError: the home can't be written to.
        """
        settings.check()
        self._home = home
        self._socket = listen(settings.host, settings.port)
        self.port = int(self._socket.getsockname()[1])
        scheme = "https" if settings.certificate else "http"
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.address = f"{scheme}://{name}:{self.port}/"
        if settings.public:
            public = "https" if settings.is_secure else "http"
            self.address = f"{public}://{settings.public[0]}/"
        config = uvicorn.Config(
            create_app(home, settings, self.port),
            http=BoundedProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=True,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=_END_SECONDS,
            ssl_certfile=settings.certificate,
            ssl_keyfile=settings.key,
        )
        self._server = uvicorn.Server(config)

    def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Answer requests until a signal, or `stop`, ends it.

        Raises:
            BusyError: another process serves this home.
        """
        try:
            with serving(self._home, self.address):
                on_ready()
                self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """Answer requests on a thread meanwhile. Raises as `run`."""
        with serving(self._home, self.address):
            thread = threading.Thread(
                target=self._server.run, kwargs={"sockets": [self._socket]}, name="papertrail-page"
            )
            thread.start()
            try:
                yield
            finally:
                self.stop()
                thread.join()
                self._socket.close()

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._server.should_exit = True
