"""A Hugging Face hub on loopback: one model with its history, as huggingface_hub asks for it."""

from __future__ import annotations

import hashlib
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.loopback import LoopbackServer

NAME = "someone/small"


class FakeHub:
    """Serves `NAME`.

    Attributes:
        commits: The files of each commit, by its hash.
        main: The newest commit.
        downloaded: The files that were asked for, in order.
    """

    def __init__(self) -> None:
        self.commits: dict[str, dict[str, bytes]] = {}
        self.main = ""
        self.downloaded: list[str] = []
        self._server = LoopbackServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._server.start()

    def publish(self, files: dict[str, bytes]) -> str:
        """Publish a new commit on main and return its hash."""
        self.main = hashlib.sha1(
            repr(sorted(files.items())).encode(), usedforsecurity=False
        ).hexdigest()
        self.commits[self.main] = dict(files)
        return self.main

    def close(self) -> None:
        """Stop answering."""
        self._server.stop()

    def commit_of(self, revision: str) -> str:
        """Return the hash that a revision means."""
        return self.main if revision == "main" else revision


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        api, files = f"/api/models/{NAME}", f"/{NAME}/resolve/"
        if path == api or path.startswith(f"{api}/revision/"):
            self.info(path.rpartition("/")[2] if path != api else "main")
        elif path.startswith(f"{api}/tree/"):
            self.tree(path.removeprefix(f"{api}/tree/"))
        elif path.startswith(files):
            self.file(*path.removeprefix(files).split("/", 1))
        else:
            self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def info(self, revision: str) -> None:
        commit = self.hub.commit_of(revision)
        if commit not in self.hub.commits:
            self.send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            return
        siblings = [
            {"rfilename": name, "size": len(data)}
            for name, data in self.hub.commits[commit].items()
        ]
        self.send_json(
            {"_id": "1", "id": NAME, "modelId": NAME, "sha": commit, "siblings": siblings}
        )

    def tree(self, revision: str) -> None:
        listed = self.hub.commits[self.hub.commit_of(revision)]
        entries = [
            {"type": "file", "path": name, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
            for name, data in listed.items()
        ]
        self.send_json(entries)

    def file(self, revision: str, name: str) -> None:
        commit = self.hub.commit_of(revision)
        data = self.hub.commits[commit][name]
        if self.command == "GET":
            self.hub.downloaded.append(name)
        tag = hashlib.sha1(data).hexdigest()
        self.send(
            200, data, {"X-Repo-Commit": commit, "ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
        )

    def send_json(self, content: Any) -> None:  # noqa: ANN401
        self.send(200, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
