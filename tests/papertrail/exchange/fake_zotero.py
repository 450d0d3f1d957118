"""Zotero's web API on loopback: keys, pages of items, and writes with versions."""

import json
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.loopback import LoopbackServer

KEY = "P9NiFoyLeZu2bZNvvuQPDWsd"


class FakeZotero:
    """The library of user 475425; use it as a context manager.

    Attributes:
        items: data by key; those with `deleted` are in the bin.
        version: of the library.
        writes: the bodies of all writes.
        status: of all answers, if it is not 200.
    """

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.version = 10
        self.writes: list[list[dict[str, Any]]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._answer(self, outer._read)

            def do_POST(self) -> None:
                outer._answer(self, outer._write)

            def log_message(self, *_: object) -> None:
                pass

        self._server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.mirror = f"http://127.0.0.1:{self._server.server_address[1]}"

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

    def edit(self, key: str, **fields: Any) -> None:  # noqa: ANN401
        """Change an item as a person does in Zotero."""
        self.version += 1
        self.items[key] |= {**fields, "version": self.version}

    def _answer(self, handler: BaseHTTPRequestHandler, act: Any) -> None:  # noqa: ANN401
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        answer: Any = "Forbidden"
        status, headers = 403, {}
        if self.status != 200:
            status = self.status
        elif handler.headers["Authorization"] == f"Bearer {KEY}":
            status = 200
            answer, headers = act(urlsplit(handler.path), body)
        content = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Last-Modified-Version", str(self.version))
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    def _read(self, address: Any, _: bytes) -> tuple[Any, dict[str, str]]:  # noqa: ANN401
        path = address.path.removeprefix("/api.zotero.org")
        if path == "/keys/current":
            return {"userID": 475425, "access": {"user": {"write": True}}}, {}
        query = parse_qs(address.query)
        is_bin = path.endswith("/trash")
        found = [item for item in self.items.values() if bool(item.get("deleted")) == is_bin]
        start = int(query.get("start", ["0"])[0])
        page = [{"key": item["key"], "data": item} for item in found[start : start + 2]]
        if start + 2 >= len(found):
            return page, {}
        rest = f"{self.mirror}{address.path}?limit=100&start={start + 2}"
        return page, {"Link": f'<{rest}>; rel="next", <{rest}>; rel="last"'}

    def _write(self, _: Any, body: bytes) -> tuple[Any, dict[str, str]]:  # noqa: ANN401
        items = json.loads(body)
        self.writes.append(items)
        self.version += 1
        successful, failed = {}, {}
        for place, item in enumerate(items):
            present = self.items.get(item["key"], {"version": 0})
            if present["version"] != item["version"]:
                failed[str(place)] = {"key": item["key"], "code": 412, "message": "it changed"}
                continue
            data = {**present, **item, "version": self.version}
            self.items[item["key"]] = data
            successful[str(place)] = {"key": item["key"], "version": self.version, "data": data}
        return {"successful": successful, "success": {}, "unchanged": {}, "failed": failed}, {}
