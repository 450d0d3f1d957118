"""Read when and where the papers of a conference are presented.

The rows are those of `virtual_site`, with "starttime", "endtime", "starttime2", "endtime2",
"room_name", "session" and "poster_position". Times carry an offset; one without is kept apart,
since nothing says which zone it means.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.addresses import shown
from feeds.conferences.virtual_site import CONFERENCES, parse_list
from feeds.errors import MalformedError
from feeds.http.contract import HttpClient
from feeds.identifiers import parse_arxiv_id
from feeds.json_fields import items, text
from feeds.pages import get_parsed
from feeds.parsing import plain

_MOST_PAGES = 50
_FORUM = re.compile(r"https?://openreview\.net/(?:forum|pdf)\?id=(?P<id>[\w-]{5,40})", re.ASCII)
_KINDS = (
    ("poster", "poster"),
    ("spotlight", "poster"),
    ("oral", "oral"),
    ("workshop", "workshop"),
    ("tutorial", "tutorial"),
    ("invited", "talk"),
    ("keynote", "talk"),
    ("talk", "talk"),
)
_PAPERS = ("poster", "oral")


@dataclass(frozen=True, slots=True)
class Presentation:
    """One item of a programme: a poster, a talk, a workshop.

    Attributes:
        number: names it inside of its edition, and stays.
        kind: poster, oral, workshop, tutorial, talk, seminar or event.
        start: with a zone; None where the programme has none, or `end` is not after it.
        floating: the start and end without a zone, as the programme writes them.
        position: the board of a poster.
        abstract: of what is no paper.
        identifiers: of the paper, (scheme, value).
    """

    number: str
    kind: str
    title: str
    session: str = ""
    room: str = ""
    position: str = ""
    start: datetime | None = None
    end: datetime | None = None
    floating: tuple[str, str] | None = None
    url: str = ""
    abstract: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def is_paper(self) -> bool:
        """Whether it presents a paper."""
        return self.kind in _PAPERS


def fetch_programme(
    conference: str, year: int, client: HttpClient, etag: str | None = None
) -> tuple[list[Presentation] | None, str | None]:
    """Return (the programme of an edition, its etag); None where it is as it was.

    Raises:
        NotFoundError: the site has none.
        FeedError: as the client raises it.
    """
    _name, host = CONFERENCES[conference]
    address = f"https://{host}/static/virtual/data/{conference}-{year}-orals-posters.json"
    page, answered = get_parsed(client, address, parse_list, accept="application/json", etag=etag)
    if page is None:
        return None, answered
    rows, link = page
    for _ in range(_MOST_PAGES):
        if not link:
            return read_rows(rows, f"{conference}/{year}", host), answered
        following = urljoin(address, link)
        if urlsplit(following).netloc != host:
            raise MalformedError(f"the list goes on at another host: {shown(following)[:200]!r}")
        page, _etag = get_parsed(client, following, parse_list, accept="application/json")
        more, link = page or ([], None)
        rows, answered = rows + more, None
    raise MalformedError(f"the list goes on for more than {_MOST_PAGES} pages")


def read_rows(rows: Iterable[Any], edition: str, host: str) -> list[Presentation]:
    """Read the rows of a list; what has no title or number, or is not shown, is left out."""
    found: dict[str, Presentation] = {}
    for row in rows:
        if not isinstance(row, Mapping) or row.get("visible") is False:
            continue
        number = row.get("id")
        title = plain(text(row, "name"))
        if not title or isinstance(number, bool) or not isinstance(number, int | str):
            continue
        start, end, floating = moments(_time(row, "starttime"), _time(row, "endtime"))
        kind = kind_of(f"{text(row, 'eventtype')} {text(row, 'event_type')}")
        found.setdefault(
            str(number)[:64],
            Presentation(
                number=str(number)[:64],
                kind=kind,
                title=title,
                session=plain(text(row, "session")),
                room=plain(text(row, "room_name")),
                position=plain(text(row, "poster_position")),
                start=start,
                end=end,
                floating=floating,
                url=_page(text(row, "virtualsite_url") or text(row, "paper_url"), host),
                abstract="" if kind in _PAPERS else plain(text(row, "abstract")),
                identifiers=tuple(_identifiers(row, edition)),
            ),
        )
    return list(found.values())


def kind_of(words: str) -> str:
    """Return the kind of an event that is called something."""
    folded = words.lower()
    return next((kind for word, kind in _KINDS if word in folded), "event")


def moments(
    start: str, end: str
) -> tuple[datetime | None, datetime | None, tuple[str, str] | None]:
    """Read two times into (start, end, their text where they lack a zone).

    Times that can't be read, or in which the end is not after the start, are none.
    """
    try:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError:
        return None, None, None
    if (first.tzinfo is None) or (last.tzinfo is None):
        return None, None, (start, end)
    return (first, last, None) if last > first else (None, None, None)


def _time(row: Mapping[str, Any], name: str) -> str:
    return text(row, name) or text(row, f"{name}2")


def _identifiers(row: Mapping[str, Any], edition: str) -> Iterable[tuple[str, str]]:
    links = [text(row, key) for key in ("paper_url", "paper_pdf_url", "url", "sourceurl")]
    links += [text(item, "uri") for item in items(row, "eventmedia")]
    for match in filter(None, map(_FORUM.match, links)):
        yield "openreview", match["id"]
        break
    for known in filter(None, map(parse_arxiv_id, links)):
        yield "arxiv", known[0]
        break
    yield "virtual", f"{edition}/{text(row, 'uid') or row.get('id')}"


def _page(link: str, host: str) -> str:
    try:
        address = urljoin(f"https://{host}/", link) if link else ""
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""
