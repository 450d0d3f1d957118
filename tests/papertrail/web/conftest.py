"""A home with papers, served on loopback, and a client that speaks HTTP byte by byte."""

import contextlib
import re
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from feeds.paper import Author, Paper
from feeds.source import Announcement, Status
from papertrail import clock
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.store import Digest, DigestPaper, Store
from papertrail.web.server import PageServer
from papertrail.web.settings import ServeSettings
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG, Run

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
HOSTILE = (
    """<script>alert(1)</script><img src=x onerror=alert(2)>"><a href="javascript:alert(3)">"""
)
"""A title as an attacker would write it."""
FORM = "application/x-www-form-urlencoded"


def hostile_paper() -> Paper:
    """Return a paper whose every text attacks the page that shows it."""
    return Paper(
        identifiers=(("arxiv", "2606.66666"),),
        title=f"Graphs {HOSTILE}",
        abstract=rf"We study {HOSTILE} and $x^2 \href{{javascript:alert(4)}}{{y}}$. {{{{7*7}}}}",
        url='javascript:alert(5)//"',
        authors=(Author(f'Mallory "{HOSTILE}'),),
        categories=("cs.LG",),
        submitted=NOW,
        updated=NOW,
        comment=HOSTILE,
    )


def announcements(today: date) -> list[Announcement]:
    """Return the last days of a feed: whole, with a paper missing, failed, quiet."""
    stored, unknown = ("arxiv", "2606.66666"), ("arxiv", "2606.99999")
    return [
        Announcement(today, Status.CURRENT, 1, (stored,)),
        Announcement(today - timedelta(days=1), Status.CURRENT, 2, (stored, unknown), HOSTILE),
        Announcement(today - timedelta(days=2), Status.FAILED, None, (), "the server failed"),
        Announcement(today - timedelta(days=3), Status.QUIET, None, ()),
    ]


@pytest.fixture(scope="session")
def web_home(filled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with 41 papers, one of them hostile, and a digest of six."""
    root = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(filled_once, root, symlinks=True)
    home = Home(root, root / "cache", root / "state")
    # Short pauses between requests are for mirrors alone.
    home.config_file.write_text(CONFIG.partition("[network]")[0], encoding="utf-8")
    with Store.open(home.database) as store:
        with store.transaction() as tx:
            tx.works.save([hostile_paper()], "arxiv:cs.LG", NOW)
        hostile = store.works.find("arxiv", "2606.66666") or 0
        why = {"terms": ["graphs", HOSTILE], "sentence": "It is $O(n^2)$.", "rule": ""}
        shown = [
            DigestPaper("Graphs", rank, key, 0.9 - rank / 20, why)
            for rank, key in enumerate([hostile, 1, 2, 3, 4, 5], 1)
        ]
        digest = Digest("2026-06-17T07:00:00Z", 41, hostile, (), tuple(shown), best=3)
        with store.transaction() as tx:
            tx.digests.add(digest)
            for day in announcements(clock.today()):
                tx.sources.record_day("arxiv:cs.LG", day, "2026-06-17T07:00:00Z")
    return home


@pytest.fixture(scope="session")
def served(web_home: Home) -> Iterator[PageServer]:
    """The page of that home."""
    server = PageServer(web_home, ServeSettings(port=0))
    with server.in_background():
        yield server


@pytest.fixture
def opened(web_home: Home) -> Iterator[Papertrail]:
    """The same home in this process."""
    with open_home(web_home.root) as found:
        yield found


@pytest.fixture
def web_run(run: Run, web_home: Home, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on that home, in this process."""
    monkeypatch.setenv("PAPERTRAIL_HOME", str(web_home.root))
    monkeypatch.setenv("PAPERTRAIL_STATE", str(web_home.root / "state"))
    return run


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: str
    cookies: tuple[str, ...] = ()


@dataclass
class Client:
    """Sends requests as a browser does, with its cookie and the token of its forms."""

    port: int
    cookie: str = ""
    token: str = ""
    host: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; its token is remembered."""
        answer = self.send("GET", path, b"", headers)
        if found := re.search(r"oken\"(?: value=|: )\"([0-9a-f]{64})\"", answer.body):
            self.token = found[1]
        return answer

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send a form with the token, unless the fields have another one."""
        body = urlencode({"token": self.token, **fields}).encode()
        return self.send("POST", path, body, {"Content-Type": FORM, **headers})

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a request; header names have underscores for hyphens."""
        given = {name.replace("_", "-"): text for name, text in {**self.extra, **headers}.items()}
        lines = {"Host": self.host or f"127.0.0.1:{self.port}", "Connection": "close"}
        if self.cookie:
            lines["Cookie"] = self.cookie
        if body:
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {text}\r\n" for name, text in {**lines, **given}.items())
        answer = raw(self.port, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if name.endswith("papertrail") and value:
                self.cookie = f"{name}={value}"
        return answer


def raw(port: int, request: bytes) -> Answer:
    """Send bytes, and read the answer until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        # The server may answer, and close, before all is sent.
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 16):
                received += part
    return parsed(received)


def parsed(received: bytes) -> Answer:
    """Read an HTTP answer; one that never came has the status 0."""
    if not received:
        return Answer(0, {}, "")

    class Held:
        def makefile(self, *_: object) -> BytesIO:
            return BytesIO(received)

    held: Any = Held()
    response = HTTPResponse(held)
    response.begin()
    body = response.read().decode("utf-8", "replace")
    headers = {name.lower(): text for name, text in response.getheaders()}
    return Answer(response.status, headers, body, tuple(response.msg.get_all("Set-Cookie") or ()))


@pytest.fixture
def client(served: PageServer) -> Client:
    """A browser that has opened the page once."""
    found = Client(served.port)
    found.get("/search")
    return found


@pytest.fixture
def own_home(web_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the home, whose settings a test may change."""
    root = tmp_path / "own"
    shutil.copytree(web_home.root, root, symlinks=True)
    (root / "serve.pid").unlink(missing_ok=True)
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    return Home(root, root / "cache", root / "state")


@pytest.fixture
def own(own_home: Home) -> Iterator[Client]:
    """A browser at the page of that copy."""
    server = PageServer(own_home, ServeSettings(port=0))
    with server.in_background():
        found = Client(server.port)
        found.get("/topics")
        yield found


@pytest.fixture
def own_opened(own_home: Home) -> Iterator[Papertrail]:
    """The copy in this process."""
    with open_home(own_home.root) as found:
        yield found
