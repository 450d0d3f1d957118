"""A web site on loopback that answers with given bytes, with ETags, and with faults on demand."""

import hashlib
import threading
import time
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self

from tests.loopback import LoopbackServer


@dataclass
class Visit:
    """A request as it arrived."""

    address: str
    headers: dict[str, str]
    status: int
    moment: float


@dataclass
class Trouble:
    """What comes instead of the next answers to addresses that contain a text.

    Attributes:
        kind: an HTTP status, or "html" (a block page), "truncate" (half the body, then closed),
            "close" (no answer), "cut" (half the body, properly ended), "empty" (no byte),
            "endless" (the body again and again), "drip" (a byte now and then, without end).
    """

    kind: int | str
    times: int = 1
    within: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class FakeSite:
    """Serves `pages`, bytes by "HOST/PATH?QUERY", as a mirror does; use it as a context manager."""

    def __init__(self, pages: dict[str, bytes] | None = None) -> None:
        self.pages = dict(pages or {})
        self.types: dict[str, str] = {}
        """Content types that differ from text/xml."""
        self.troubles: list[Trouble] = []
        self.visits: list[Visit] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._answer(self)

            def do_POST(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.stop()

    def asked(self, within: str = "", status: int | None = None) -> list[str]:
        """Return the requested addresses that contain a text and were answered with a status."""
        return [
            visit.address
            for visit in self.visits
            if within in visit.address and status in (None, visit.status)
        ]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        address = handler.path.lstrip("/")
        trouble = self._trouble(address)
        sent = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        status, headers, body = self._page(address, handler.headers, sent)
        length = len(body)
        if trouble:
            status, headers, body = _spoil(trouble, body)
            length = length if trouble.kind == "truncate" else len(body)
            handler.close_connection = trouble.kind in ("close", "truncate")
        with self._lock:
            self.visits.append(Visit(address, dict(handler.headers), status, time.monotonic()))
        if trouble and trouble.kind == "close":
            return
        if trouble and trouble.kind in ("endless", "drip"):
            _stream(handler, body, slowly=trouble.kind == "drip")
            return
        handler.send_response(status)
        for name, text in headers.items():
            handler.send_header(name, text)
        if status != 304:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)

    def _page(self, address: str, asked: Message, sent: bytes) -> tuple[int, dict[str, str], bytes]:  # noqa: ARG002
        body, known = self.pages.get(address), asked.get("If-None-Match")
        if body is None:
            return 404, {}, b"<html><body>not found</body></html>"
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Content-Type": self.types.get(address, "text/xml; charset=utf-8")}
        return (304, headers, b"") if known == etag else (200, headers, body)

    def _trouble(self, address: str) -> Trouble | None:
        with self._lock:
            for trouble in self.troubles:
                if trouble.times > 0 and trouble.within in address:
                    trouble.times -= 1
                    return trouble
        return None


def _spoil(trouble: Trouble, body: bytes) -> tuple[int, dict[str, str], bytes]:
    if isinstance(trouble.kind, int):
        return trouble.kind, trouble.headers, b"<html><body>trouble</body></html>"
    if trouble.kind in ("endless", "drip"):
        return 200, trouble.headers, body
    half = body[: len(body) // 2]
    blocked = b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>"
    return (
        200,
        trouble.headers,
        {"html": blocked, "truncate": half, "cut": half, "empty": b"", "close": b""}[trouble.kind],
    )


def _stream(handler: BaseHTTPRequestHandler, body: bytes, *, slowly: bool) -> None:
    """Send a body without end, until the client leaves."""
    handler.close_connection = True
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(body[:1] if slowly else body)
        handler.wfile.flush()
        if slowly:
            time.sleep(0.02)
