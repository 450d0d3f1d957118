"""A language model's server on loopback that answers, lies, fails or never ends, as set."""

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from tests.loopback import LoopbackServer


@dataclass
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that the model was sent."""
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass
class FakeModel:
    """An OpenAI-compatible server; use it as a context manager.

    Attributes:
        answers: the content of each answer; the last one is repeated.
        status: of all answers.
        raw: what is sent instead of an answer, whatever it is.
        trouble: "endless" sends for ever, "slow" byte by byte, "redirect" to another address,
            "close" nothing.
        other: where redirects lead.
        usage: the tokens that it claims.
    """

    answers: list[str] = field(default_factory=lambda: ["[]"])
    status: int = 200
    raw: bytes | None = None
    trouble: str = ""
    other: str = ""
    usage: int | None = None
    asked: list[Asked] = field(default_factory=list)
    got: int = 0

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.stop()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        content = handler.rfile.read(length)
        self.got += length
        self.asked.append(Asked(handler.path, dict(handler.headers), json.loads(content or "{}")))
        if self.trouble == "close":
            handler.close_connection = True
            return
        status = 302 if self.trouble == "redirect" else self.status
        handler.send_response(status)
        if self.trouble == "redirect":
            handler.send_header("Location", f"{self.other}/v1/chat/completions")
        handler.end_headers()
        if self.trouble in ("endless", "slow"):
            self._stream(handler)
            return
        handler.wfile.write(self._content() if self.raw is None else self.raw)

    def _stream(self, handler: BaseHTTPRequestHandler) -> None:
        chunk = b" " if self.trouble == "slow" else b" " * (1 << 20)
        for _ in range(10_000):
            handler.wfile.write(chunk)
            if self.trouble == "slow":
                time.sleep(0.05)

    def _content(self) -> bytes:
        text = self.answers[min(len(self.asked), len(self.answers)) - 1]
        message = {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}
        if self.usage is not None:
            message["usage"] = {"total_tokens": self.usage}
        return json.dumps(message).encode()
