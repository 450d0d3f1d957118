"""A small arXiv on loopback: query API and announcements for made-up papers, with faults on demand.

It answers under /HOST/PATH, as a mirror does. What it sends follows arXiv's published formats.
"""

import gzip
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.loopback import LoopbackServer

ATOM_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    ' xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv '
    "Query</title>"
    "<opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>"
    "<opensearch:totalResults>{total}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"
)
RSS_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">'
    "<channel><title>updates on arXiv.org</title><link>http://rss.arxiv.org/rss/x</link><description>updates</description>"
    "<skipDays><day>Sunday</day><day>Saturday</day></skipDays>"
)

HEADS_WITHOUT_END: dict[int | str, bytes] = {
    "dripping status": b"HTTP/1.1 200 O",
    "dripping headers": b"HTTP/1.1 200 OK\r\nX-Slow: ",
}
"""Faults that never come to a body, and how they begin."""


@dataclass
class FakePaper:
    """A made-up paper; `announced` decides from which day on the upstream shows it."""

    id: str
    title: str
    abstract: str
    submitted: datetime
    announced: date
    categories: tuple[str, ...] = ("cs.LG",)
    authors: tuple[str, ...] = ("Ada Example", "Bob Sample")
    version: int = 1
    revised: date | None = None


@dataclass
class Fault:
    """A fault instead of a proper answer: an HTTP status, or the name of a broken delivery."""

    kind: int | str
    path: str = ""
    times: int = 1
    after: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class Seen:
    """A request as it arrived, in the order of arrival."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    moment: float
    answered: float = float("inf")


def make_papers(
    count: int,
    *,
    last_day: date = date(2026, 6, 16),
    per_day: int = 10,
    category: str = "cs.LG",
    first: int = 0,
) -> list[FakePaper]:
    """Return papers submitted on consecutive days up to `last_day`, announced the day after."""
    subjects = (
        "attention",
        "graphs",
        "speech",
        "diffusion",
        "robots",
        "proofs",
        "proteins",
        "markets",
        "weather",
        "games",
    )
    papers = []
    for number in range(count):
        day = last_day - timedelta(days=(count - 1 - number) // per_day)
        moment = datetime(day.year, day.month, day.day, 14, number % 60, tzinfo=UTC)
        subject = subjects[number % len(subjects)]
        papers.append(
            FakePaper(
                id=f"{day:%y%m}.{10000 + first + number}",
                title=f"Paper {number} about {subject}",
                abstract=f"We study {subject} number {number}. "
                f"The method of case {number} is simple. It works for {subject}.",
                submitted=moment,
                announced=day + timedelta(days=1),
                categories=(category,),
            )
        )
    return papers


class FakeArxiv:
    """The server; use it as a context manager."""

    def __init__(self, papers: list[FakePaper], today: date = date(2026, 6, 17)) -> None:
        self.papers = papers
        self.today = today
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []
        self.announcement: bytes | None = None
        """Sent instead of the day's RSS feed, if set."""
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._handle(self)

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

    def fail(
        self,
        kind: int | str,
        *,
        path: str = "",
        times: int = 1,
        after: int = 0,
        body: bytes | None = None,
        **headers: str,
    ) -> None:
        """Schedule a fault for requests whose address contains `path`; `body` is of a status."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.faults.append(Fault(kind, path, times, after, named, body))

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        arrived = time.monotonic()
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        seen = Seen(unquote(parts.path), query, dict(handler.headers), arrived)
        with self._lock:
            self.seen.append(seen)
            fault = self._due(handler.path)
        try:
            if fault is None:
                self._answer(handler, unquote(parts.path), query)
            else:
                self._misbehave(handler, fault, unquote(parts.path), query)
        except (BrokenPipeError, ConnectionResetError):
            pass
        seen.answered = time.monotonic()

    def _due(self, target: str) -> Fault | None:
        for fault in self.faults:
            if fault.path in unquote(target) and fault.times > 0:
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def _answer(self, handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
        if path == "/export.arxiv.org/api/query":
            self._send(handler, 200, self.api_page(query))
        elif path.startswith("/rss.arxiv.org/rss/"):
            body = self.announcement or self.rss(path.rpartition("/")[2])
            etag = f'"{hash(body)}"'
            unchanged = handler.headers.get("If-None-Match") == etag
            self._send(handler, 304 if unchanged else 200, b"" if unchanged else body, ETag=etag)
        elif path.startswith("/arxiv.org/list/"):
            self._send(handler, 200, self.listing(path.split("/")[3]))
        elif path == "/oaipmh.arxiv.org/oai" and "from" in query:
            self._send(handler, 200, self.oai_page(query))
        else:
            self._send(handler, 404, b"not here")

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            handler.send_header(name, text)
        if handler.close_connection:
            handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    def _misbehave(
        self, handler: BaseHTTPRequestHandler, fault: Fault, path: str, query: dict[str, str]
    ) -> None:
        if "api/query" in path:
            body = self.api_page(query)
        else:
            body = (
                self.listing(path.split("/")[3])
                if "/list/" in path
                else self.rss(path.rpartition("/")[2])
            )
        handler.close_connection = True
        if isinstance(fault.kind, int):
            usual = b"Rate exceeded." if fault.kind == 429 else b"<html>no</html>"
            self._send(
                handler, fault.kind, usual if fault.body is None else fault.body, **fault.headers
            )
        elif fault.kind in ("truncate", "huge", "drip"):
            self._pour(handler, fault, body)
        elif fault.kind in HEADS_WITHOUT_END:
            handler.wfile.write(HEADS_WITHOUT_END[fault.kind])
            while True:
                handler.wfile.write(b"a")
                time.sleep(0.02)
        elif fault.kind in ("hang", "slow"):
            time.sleep(float(fault.headers.get("seconds", "5")))
            if fault.kind == "slow":
                self._answer(handler, path, query)
        elif fault.kind == "bomb":
            self._send(
                handler, 200, gzip.compress(b" " * (64 << 20)), **{"Content-Encoding": "gzip"}
            )
        elif fault.kind != "close":
            wrong = {
                "html": b"<!DOCTYPE html><html><body>Please verify you are human</body></html>",
                "garbage": bytes(range(256)) * 8,
                "empty": re.sub(rb"<entry>.*</entry>", b"", body, flags=re.DOTALL),
                # The connection ends as announced, but the document does not.
                "cut": body[: len(body) // 2],
            }
            self._send(handler, 200, wrong[fault.kind])

    @staticmethod
    def _pour(handler: BaseHTTPRequestHandler, fault: Fault, body: bytes) -> None:
        """Begin an answer, or a redirect, that comes by half, without an end or byte by byte."""
        headers = (
            fault.headers
            if fault.kind == "huge"
            else {**fault.headers, "Content-Length": str(len(body))}
        )
        handler.send_response(302 if "Location" in headers else 200)
        for name, text in headers.items():
            handler.send_header(name, text)
        handler.end_headers()
        if fault.kind == "truncate":
            handler.wfile.write(body[: len(body) // 2])
        elif fault.kind == "huge":
            for _ in range(256):
                handler.wfile.write(b" " * (1 << 20))
        else:
            for byte in body[:400]:
                handler.wfile.write(bytes([byte]))
                time.sleep(0.02)

    def shown(self) -> list[FakePaper]:
        """Return the papers that are announced by today, oldest submission first."""
        return sorted(
            (p for p in self.papers if p.announced <= self.today), key=lambda p: (p.submitted, p.id)
        )

    def version_today(self, paper: FakePaper) -> int:
        """Return the version that the upstream shows today."""
        return paper.version + (paper.revised is not None and paper.revised <= self.today)

    def api_page(self, query: dict[str, str]) -> bytes:
        """Return one page of the query API."""
        start, size = int(query.get("start", "0")), min(int(query.get("max_results", "10")), 2000)
        found = self.shown()
        if query.get("id_list"):
            wanted = query["id_list"].split(",")
            found = [paper for paper in found if paper.id in wanted]
        else:
            asked = query.get("search_query", "")
            category = re.search(r"cat:([\w.-]+)", asked)
            words = [
                quoted or bare
                for quoted, bare in re.findall(r'all:(?:"([^"]*)"|([^\s()]+))', asked)
            ]
            window = re.search(r"submittedDate:\[(\d{12}) TO (\d{12})\]", asked)
            if category:
                found = [paper for paper in found if category[1] in paper.categories]
            found = [p for p in found if all(word in f"{p.title} {p.abstract}" for word in words)]
            if window:
                found = [
                    p for p in found if window[1] <= p.submitted.strftime("%Y%m%d%H%M") <= window[2]
                ]
        entries = "".join(self._entry(paper) for paper in found[start : start + size])
        return (
            ATOM_HEAD.format(size=size, total=len(found), start=start) + entries + "</feed>"
        ).encode()

    def _entry(self, paper: FakePaper) -> str:
        version = self.version_today(paper)
        updated = paper.submitted + timedelta(days=version - 1)
        abstract = paper.abstract + (f" Revision {version}." if version > 1 else "")
        authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in paper.authors)
        categories = "".join(f'<category term="{name}"/>' for name in paper.categories)
        return (
            f"<entry><id>http://arxiv.org/abs/{paper.id}v{version}</id><title>{escape(paper.title)}</title>"
            f"<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated><summary>{escape(abstract)}</summary>{categories}"
            f"<published>{paper.submitted:%Y-%m-%dT%H:%M:%SZ}</published>"
            f'<arxiv:primary_category term="{paper.categories[0]}"/>{authors}</entry>'
        )

    def listing(self, category: str) -> bytes:
        """Return the page of new listings of a category: the last announcement up to today."""
        days = [
            day
            for paper in self.shown()
            if category in paper.categories
            for day in (paper.announced, paper.revised)
            if day and day <= self.today
        ]
        last = max(days, default=self.today)
        sections = {"New submissions": "", "Replacement submissions": ""}
        counts = dict.fromkeys(sections, 0)
        for paper in self.shown():
            if category not in paper.categories or last not in (paper.announced, paper.revised):
                continue
            heading = "New submissions" if paper.announced == last else "Replacement submissions"
            counts[heading] += 1
            sections[heading] += (
                f'<dt><a href="/abs/{paper.id}" title="Abstract">arXiv:{paper.id}</a></dt>'
                '<dd><div class="list-title"><span class="descriptor">Title:</span> '
                f"{escape(paper.title)}</div></dd>"
            )
        shown = "".join(
            f"<h3>{heading} (showing {counts[heading]} of {counts[heading]} entries)</h3><dl>"
            f"{entries}</dl>"
            for heading, entries in sections.items()
            if entries
        )
        return (
            f"<!DOCTYPE html><html><body><h3>Showing new listings for {last:%A}, {last.day} "
            f"{last:%B %Y}</h3>"
            f'<div class="paging">Total of {sum(counts.values())} entries</div>{shown}</body>'
            "</html>"
        ).encode()

    def oai_page(self, query: dict[str, str]) -> bytes:
        """Return what was announced or revised in a category between two days, all on one page."""
        first, last = (date.fromisoformat(query[name]) for name in ("from", "until"))
        category = query["set"].partition(":")[2].replace(":", ".")
        records = "".join(
            self._record(paper)
            for paper in self.shown()
            if category in paper.categories and first <= self._changed(paper) <= last
        )
        body = (
            f"<ListRecords>{records}</ListRecords>"
            if records
            else '<error code="noRecordsMatch">none</error>'
        )
        return f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{body}</OAI-PMH>'.encode()

    def _changed(self, paper: FakePaper) -> date:
        return paper.revised if paper.revised and paper.revised <= self.today else paper.announced

    def _record(self, paper: FakePaper) -> str:
        versions = "".join(
            f'<version version="v{number}"><date>{paper.submitted:%a, %d %b %Y %H:%M:%S} '
            "GMT</date></version>"
            for number in range(1, self.version_today(paper) + 1)
        )
        return (
            f"<record><header><identifier>oai:arXiv.org:{paper.id}</identifier></header><metadata>"
            f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{paper.id}</id>{versions}'
            f"<title>{escape(paper.title)}</title><authors>"
            f"{escape(', '.join(paper.authors))}</authors>"
            f"<categories>{' '.join(paper.categories)}</categories><abstract>"
            f"{escape(paper.abstract)}</abstract>"
            "</arXivRaw></metadata></record>"
        )

    def rss(self, category: str) -> bytes:
        """Return today's announcement of a category."""
        items = ""
        for paper in self.shown():
            if category not in paper.categories or self.today not in (
                paper.announced,
                paper.revised,
            ):
                continue
            version = self.version_today(paper)
            kind = "replace" if version > paper.version else "new"
            abstract = paper.abstract + (f" Revision {version}." if version > 1 else "")
            tags = "".join(f"<category>{name}</category>" for name in paper.categories)
            items += (
                f"<item><title>{escape(paper.title)}</title><link>https://arxiv.org/abs/{paper.id}</link>"
                f"<description>arXiv:{paper.id}v{version} Announce Type: {kind} \n"
                f"Abstract: {escape(abstract)}</description>"
                f'<guid isPermaLink="false">oai:arXiv.org:{paper.id}v{version}</guid>{tags}'
                f"<pubDate>{self.today:%a, %d %b %Y} 00:00:00 -0400</pubDate>"
                f"<arxiv:announce_type>{kind}</arxiv:announce_type>"
                f"<dc:creator>{escape(', '.join(paper.authors))}</dc:creator></item>"
            )
        return (RSS_HEAD + items + "</channel></rss>").encode()
