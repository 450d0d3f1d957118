"""Fetch one edition of a conference from the JSON behind its virtual site.

NeurIPS, ICML, CVPR and others run one system:
`/static/virtual/data/<conference>-<year>-orals-posters.json` lists events as {"count", "next",
"results": [...]}, and in some years `...-abstracts.json` holds {"<event id>": "abstract"}. The
format is described nowhere; the keys read here are those that several public clients rely on.

The cursor holds "awaited" while there is no list, "listed" once it was stored, "lacking", how many
of its papers have no abstract, and the etags of the list ("etag") and of the abstracts
("abstracts").
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.addresses import shown
from feeds.errors import MalformedError, NotFoundError
from feeds.http.contract import HttpClient
from feeds.identifiers import parse_arxiv_id
from feeds.json_fields import at, items, text
from feeds.pages import get_parsed, listed, remarks
from feeds.paper import Author, Paper, clean, letters
from feeds.parsing import parse_json, plain
from feeds.source import Batch, FetchRequest, Json, Status

CONFERENCES: Mapping[str, tuple[str, str]] = {
    "neurips": ("NeurIPS", "neurips.cc"),
    "icml": ("ICML", "icml.cc"),
    "iclr": ("ICLR", "iclr.cc"),
    "cvpr": ("CVPR", "cvpr.thecvf.com"),
    "iccv": ("ICCV", "iccv.thecvf.com"),
    "eccv": ("ECCV", "eccv.ecva.net"),
    "mlsys": ("MLSys", "mlsys.org"),
    "colm": ("COLM", "colmweb.org"),
}
"""Conferences with such a site: (name, host)."""

_JSON = "application/json"
_MOST_PAGES = 50
_FORUM = re.compile(r"https?://openreview\.net/(?:forum|pdf)\?id=(?P<id>[\w-]{5,40})", re.ASCII)
_GROUP = re.compile(r"https?://openreview\.net/group\?id=(?P<group>[\w./-]+)", re.ASCII)
_JOURNALS = re.compile(r"\b[jt]mlr\b", re.IGNORECASE)
_EVENTS_OF_PAPERS = re.compile(r"poster|oral|spotlight|paper", re.IGNORECASE)
_UID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(slots=True)
class _Event:
    """The fields of one row, or of several rows of the same paper."""

    number: str
    title: str
    authors: tuple[Author, ...]
    abstract: str
    forum: str | None
    uid: str | None
    arxiv_id: str | None
    url: str
    is_of_journal: bool
    decisions: dict[str, None] = field(default_factory=dict)


class VirtualSite:
    """The papers of one edition: all its tracks, each paper once, whatever events present it."""

    def __init__(self, conference: str, year: int, client: HttpClient) -> None:
        """Follow an edition of a conference named in `CONFERENCES`."""
        self.name = f"{conference}-{year}/virtual"
        self._conference = conference
        self._year = year
        self._client = client
        self._venue, self._host = CONFERENCES[conference]

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole list with its abstracts, where it or they have changed.

        Raises:
            FeedError: as the client raises it.
        """
        cursor = dict(request.cursor)
        try:
            events, etag = self._events(cursor.get("etag"))
        except NotFoundError:
            if cursor.get("listed"):
                raise
            events, etag = [], None
        if events is None and cursor.get("lacking") and self._abstracts(cursor.get("abstracts"))[0]:
            events, etag = self._events()
        if events is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        if not events:
            if cursor.get("listed"):
                raise MalformedError(f"the list of {self._venue} {self._year} has become empty")
            yield Batch((), {"awaited": True}, Status.QUIET, "not published yet")
            return
        lacking = [event for event in events if not event.abstract]
        abstracts, abstracts_etag = self._abstracts() if lacking else ({}, None)
        papers = [
            self._to_paper(event, (abstracts or {}).get(event.number, "")) for event in events
        ]
        news = bool(cursor.get("listed") or cursor.get("awaited"))
        yield from listed(papers, cursor, news=news)
        count = sum(not paper.abstract for paper in papers)
        cursor = {"listed": True, "lacking": count, "etag": etag, "abstracts": abstracts_etag}
        note = ""
        if count:
            note = f"{count} papers without an abstract"
        yield Batch((), cursor, Status.CURRENT, remarks(0, note))

    def _events(self, etag: Json = None) -> tuple[list[_Event] | None, str | None]:
        """Return the events of all papers, folded; None where the list is as it was."""
        address = self._address("orals-posters")
        page, answered = get_parsed(self._client, address, parse_list, accept=_JSON, etag=etag)
        if page is None:
            return None, answered
        rows, link = page
        if not link:
            return fold(rows, self._host), answered
        for _ in range(_MOST_PAGES - 1):
            page, _etag = get_parsed(self._client, self._next(link), parse_list, accept=_JSON)
            more, link = page or ([], None)
            rows += more
            if not link:
                # An etag is that of one page only.
                return fold(rows, self._host), None
        raise MalformedError(
            f"the list of {self._venue} {self._year} goes on for more than {_MOST_PAGES} pages"
        )

    def _abstracts(self, etag: Json = None) -> tuple[dict[str, str] | None, str | None]:
        """Return abstracts by event number, or None if they have not changed.

        There are none if the site has no such file.
        """
        try:
            return get_parsed(
                self._client, self._address("abstracts"), parse_abstracts, accept=_JSON, etag=etag
            )
        except NotFoundError:
            return {}, None

    def _address(self, what: str) -> str:
        return (
            f"https://{self._host}/static/virtual/data/{self._conference}-{self._year}-{what}.json"
        )

    def _next(self, link: str) -> str:
        """Return the next page's address, which has to be on the same host."""
        address = urljoin(self._address("orals-posters"), link)
        if urlsplit(address).netloc != self._host:
            raise MalformedError(
                f"the list of {self._venue} {self._year} goes on at another host:"
                f" {shown(address)[:200]!r}"
            )
        return address

    def _to_paper(self, event: _Event, abstract: str) -> Paper:
        own = ("virtual", f"{self._conference}/{self._year}/{event.uid or event.number}")
        if event.forum:
            own = ("openreview", event.forum)
        identifiers = [own]
        if event.arxiv_id:
            identifiers.append(("arxiv", event.arxiv_id))
        venue: str | None = f"{self._venue} {self._year}"
        comment = "; ".join(event.decisions)
        if event.is_of_journal:
            # A paper of a journal is only shown at the conference.
            venue, comment = None, f"journal track, presented at {venue}"
        return Paper(
            identifiers=tuple(identifiers),
            title=event.title,
            abstract=event.abstract or abstract,
            authors=event.authors,
            url=event.url,
            venue=venue,
            year=self._year,
            comment=comment or None,
        )


def parse_list(body: bytes) -> tuple[list[Any], str | None]:
    """Read a page into (rows, link to the next page or None).

    Raises:
        MalformedError: not such a page, or one that is empty although it counts papers.
    """
    page = parse_json(body)
    if isinstance(page, list):
        return page, None
    rows = at(page, "results")
    if not isinstance(rows, list):
        raise MalformedError(
            "the list of events is no list", "the site may have changed its format"
        )
    if not rows and at(page, "count"):
        raise MalformedError(f"the list of events is empty although it counts {page['count']}")
    return rows, text(page, "next") or None


def parse_abstracts(body: bytes) -> dict[str, str]:
    """Read abstracts by event number.

    Raises:
        MalformedError: no such file.
    """
    known = parse_json(body)
    if not isinstance(known, dict):
        raise MalformedError("the file of abstracts holds something else")
    return {key: plain(abstract) for key, abstract in known.items() if isinstance(abstract, str)}


def fold(rows: Iterable[Any], host: str) -> list[_Event]:
    """Make one of all events of a paper: its poster, its oral, its spotlight.

    Raises:
        MalformedError: less than half of the rows can be read.
    """
    events: list[_Event] = []
    known: dict[tuple[str, str], _Event] = {}
    odd = total = 0
    for row in rows:
        if not _is_of_paper(row):
            continue
        total += 1
        event = _read(row, host)
        if event is None:
            odd += 1
            continue
        keys = [("forum", event.forum), ("uid", event.uid), ("title", letters(event.title))]
        found = next(
            (known[key, value] for key, value in keys if value and (key, value) in known), None
        )
        if found and not (found.forum and event.forum and found.forum != event.forum):
            _add(found, event)
        else:
            found = event
            events.append(event)
        for key, value in keys:
            if value:
                known.setdefault((key, value), found)
    if 2 * odd > total:
        raise MalformedError(
            f"of {total} events, {odd} can't be read", "the site may have changed its format"
        )
    return events


def _is_of_paper(row: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(row, dict):
        return True
    if row.get("visible") is False:
        return False
    kinds = f"{text(row, 'eventtype')} {text(row, 'event_type')}".strip()
    return not kinds or bool(_EVENTS_OF_PAPERS.search(kinds))


def _read(row: Any, host: str) -> _Event | None:  # noqa: ANN401 - whatever JSON holds
    """Read a row, or return None where it has no title or no number."""
    if not isinstance(row, dict):
        return None
    title, number, uid = plain(text(row, "name")), row.get("id"), text(row, "uid")
    if not title or not isinstance(number, int | str):
        return None
    links = [text(row, key) for key in ("paper_url", "paper_pdf_url", "url", "sourceurl")]
    links += [text(item, "uri") for item in items(row, "eventmedia")]
    decision = plain(text(row, "decision") or text(row, "event_type") or text(row, "eventtype"))
    return _Event(
        number=str(number),
        title=title,
        authors=tuple(_authors(items(row, "authors"))),
        abstract=plain(text(row, "abstract")),
        forum=next((match["id"] for match in map(_FORUM.match, links) if match), None),
        uid=uid if _UID.fullmatch(uid) else None,
        arxiv_id=next((known[0] for known in map(parse_arxiv_id, links) if known), None),
        url=_page(text(row, "virtualsite_url") or text(row, "paper_url"), host),
        is_of_journal=_is_of_journal(text(row, "sourceurl")),
        decisions={decision: None} if decision else {},
    )


def _add(event: _Event, other: _Event) -> None:
    """Complete an event by another one of the same paper."""
    event.authors = event.authors or other.authors
    event.abstract = event.abstract or other.abstract
    event.forum = event.forum or other.forum
    event.uid = event.uid or other.uid
    event.arxiv_id = event.arxiv_id or other.arxiv_id
    event.url = event.url or other.url
    event.is_of_journal = event.is_of_journal and other.is_of_journal
    event.decisions |= other.decisions


def _authors(authors: Iterable[Any]) -> Iterator[Author]:
    for author in authors:
        name = plain(text(author, "fullname"))
        if name:
            yield Author(name, plain(text(author, "institution")) or None)


def _page(link: str, host: str) -> str:
    """Return the address of a paper's page; empty if it is none on the web."""
    try:
        address = ""
        if link:
            address = urljoin(f"https://{host}/", clean(link))
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _is_of_journal(source: str) -> bool:
    group = _GROUP.match(source)
    return bool(_JOURNALS.search(group["group"] if group else source))
