"""One volume of the Proceedings of Machine Learning Research, such as a year of ICML.

The volume's RSS feed holds titles and abstracts (https://github.com/mlresearch/jekyll-theme, assets/rss/feed.xml), its
index page the authors; where the index names none for a paper, the paper's own page is asked.

The cursor holds "listed" once the whole volume was stored, in "read" the keys of the papers whose page was read for
authors, and the etags of "feed" and "index" while no page is left to be read.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from feeds.errors import FeedError, MalformedError, NotFoundError
from feeds.markup import parse_html, parse_xml, plain
from feeds.paper import Author, Paper, clean
from feeds.polite import FEED_TYPES, Door, Response
from feeds.source import Batch, Cursor, FetchRequest, Json, Status

ICML_VOLUMES: dict[int, int] = {2019: 97, 2020: 119, 2021: 139, 2022: 162, 2023: 202, 2024: 235, 2025: 267}
"""The volume that holds a year of ICML."""

_SITE = "https://proceedings.mlr.press"
_HTML = "text/html"
_NOT_MODIFIED = 304
_PAGE = re.compile(r"(?:https?://proceedings\.mlr\.press)?/v(?P<volume>\d+)/(?P<key>[\w-]+)\.html", re.ASCII)
_FORUM = re.compile(r"https?://openreview\.net/forum\?id=(?P<id>[\w-]+)", re.ASCII)
_LISTED_AT_ONCE = 1_000
_READ_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What a volume's index page adds to its feed.

    Attributes:
        openreview: the paper's forum identifier at OpenReview, or None.
    """

    authors: tuple[Author, ...] = ()
    openreview: str | None = None


class PmlrVolume:
    """The papers of one volume."""

    def __init__(self, volume: int, venue: str, year: int, door: Door, pages: int = 500) -> None:
        """Follow a volume.

        Args:
            volume: its number, such as 235.
            venue: what its papers were accepted at, such as "ICML 2024".
            year: of the venue.
            door: answers the requests.
            pages: the most papers' own pages to be read in one fetch.
        """
        self.volume = volume
        self.name = f"pmlr:v{volume}"
        self._venue = venue
        self._year = year
        self._door = door
        self._pages = pages

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole volume, then the papers whose authors only their own page names.

        Raises:
            FeedError: as the door raises it; what was read before is yielded first.
        """
        cursor = dict(request.cursor)
        try:
            feed, index = self._feed(cursor.get("feed")), self._index(cursor.get("index"))
        except NotFoundError:
            if cursor.get("listed"):
                raise
            yield Batch((), cursor, Status.QUIET, "not published yet")
            return
        if feed.status == index.status == _NOT_MODIFIED:
            yield Batch((), cursor, Status.CURRENT)
            return
        # The two are only of use together.
        feed = self._feed(None) if feed.status == _NOT_MODIFIED else feed
        index = self._index(None) if index.status == _NOT_MODIFIED else index
        listed, left_out = parse_feed(feed.body, self.volume)
        entries = parse_index(index.body, self.volume)
        papers = tuple(self._join(paper, entries.get(_key(paper), IndexEntry())) for paper in listed)
        news = bool(cursor.get("listed"))
        # Without the etags: feed and index are needed again for as long as pages are left to be read.
        cursor = {"listed": news, "read": [*sorted(_read(cursor))]}
        for start in range(0, len(papers), _LISTED_AT_ONCE):
            yield Batch(papers[start : start + _LISTED_AT_ONCE], dict(cursor), news=news)
        cursor["listed"] = True
        yield Batch((), dict(cursor))
        read = _read(cursor)
        wanted = [paper for paper in papers if not paper.authors and _key(paper) not in read]
        yield from self._authors(wanted[: self._pages], cursor, news=news)
        to_come = len(wanted[self._pages :])
        if not to_come:
            cursor |= {"feed": feed.etag, "index": index.etag}
        yield Batch((), cursor, Status.CURRENT, _note(left_out, to_come))

    def _feed(self, etag: Json) -> Response:
        return self._get("assets/rss/feed.xml", FEED_TYPES, lambda body: parse_feed(body, self.volume), etag)

    def _index(self, etag: Json) -> Response:
        return self._get("", _HTML, lambda body: parse_index(body, self.volume), etag)

    def _get(self, path: str, accept: str, parse: Callable[[bytes], object], etag: Json = None) -> Response:
        """Return an answer that can be parsed, or 304 to the etag of an earlier one."""

        def check(answer: Response) -> None:
            parse(answer.body)

        known = etag if isinstance(etag, str) else None
        return self._door.get(f"{_SITE}/v{self.volume}/{path}", accept=accept, etag=known, check=check)

    def _join(self, paper: Paper, entry: IndexEntry) -> Paper:
        forum = (("openreview", entry.openreview),) if entry.openreview else ()
        return replace(
            paper,
            identifiers=(*paper.identifiers, *forum),
            authors=entry.authors,
            venue=self._venue,
            year=self._year,
        )

    def _authors(self, papers: list[Paper], cursor: dict[str, Json], *, news: bool) -> Iterator[Batch]:
        """Read the papers' pages and keep in the cursor which were read."""
        read = _read(cursor)
        failure: FeedError | None = None
        for start in range(0, len(papers), _READ_AT_ONCE):
            found: list[Paper] = []
            try:
                for paper in papers[start : start + _READ_AT_ONCE]:
                    if authors := self._page_authors(_key(paper)):
                        found.append(replace(paper, authors=authors))
                    read.add(_key(paper))
            except FeedError as error:
                failure = error
            cursor["read"] = [*sorted(read)]
            yield Batch(tuple(found), dict(cursor), news=news)
            if failure:
                raise failure

    def _page_authors(self, key: str) -> tuple[Author, ...]:
        """Return the authors on a paper's page, none where there is no page."""
        try:
            answer = self._get(f"{key}.html", _HTML, lambda body: parse_authors(body, key))
        except NotFoundError:
            return ()
        return parse_authors(answer.body, key)


def parse_feed(body: bytes, volume: int) -> tuple[tuple[Paper, ...], int]:
    """Read a volume's feed into (papers without authors and venue, number of items that were left out).

    Raises:
        MalformedError: not the volume's feed, or less than half of its items can be read.
    """
    items = [*parse_xml(body, "rss").iter("item")]
    read = [paper for item in items if (paper := _to_paper(item, volume))]
    if not read or 2 * len(read) < len(items):
        raise MalformedError(f"of {len(items)} items in the feed of PMLR volume {volume}, {len(read)} can be read")
    return tuple({paper.identifiers: paper for paper in read}.values()), len(items) - len(read)


def parse_index(body: bytes, volume: int) -> dict[str, IndexEntry]:
    """Read a volume's index page into its entries by the papers' keys.

    Raises:
        MalformedError: not the volume's complete index, or less than half of its entries can be read.
    """
    if b"</html>" not in body:
        raise MalformedError(f"the index of PMLR volume {volume} stops half-way")
    entries = {}
    rows = parse_html(body).find_class("paper")
    for row in rows:
        links = row.xpath(".//a/@href")
        keys = [key for link in links if (key := _page_key(link, volume))]
        forums = [match["id"] for link in links if (match := _FORUM.fullmatch(clean(link)))]
        if keys:
            entries[keys[0]] = IndexEntry(_names(row), forums[0] if forums else None)
    if not entries or 2 * len(entries) < len(rows):
        raise MalformedError(
            f"of {len(rows)} entries in the index of PMLR volume {volume}, {len(entries)} can be read",
            "the site may be blocking, or its layout has changed",
        )
    return entries


def parse_authors(body: bytes, key: str) -> tuple[Author, ...]:
    """Read the authors from a paper's page.

    Raises:
        MalformedError: not the page of that paper.
    """
    page = parse_html(body)
    if not page.xpath('//meta[@name="citation_title"]') or key.encode() not in body or b"</html>" not in body:
        raise MalformedError(f"the page of PMLR paper {key} is not what it should be")
    return _names(page)


def _to_paper(item: Any, volume: int) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    """Read an item of the feed, or return None where it has no title or no address in the volume."""
    key, title = _page_key(item.findtext("link"), volume), plain(item.findtext("title"))
    if not key or not title:
        return None
    return Paper(
        identifiers=(("pmlr", f"v{volume}/{key}"),),
        title=title,
        abstract=plain(item.findtext("description")),
        url=f"{_SITE}/v{volume}/{key}.html",
        announced=_day(item.findtext("pubDate")),
    )


def _page_key(address: str | None, volume: int) -> str | None:
    match = _PAGE.fullmatch(clean(address))
    return match["key"] if match and int(match["volume"]) == volume else None


def _names(element: Any) -> tuple[Author, ...]:  # noqa: ANN401 - lxml ships no types
    text = ",".join(names.text_content() for names in element.find_class("authors")[:1])
    return tuple(Author(name) for part in text.split(",") if (name := clean(part)))


def _day(text: str | None) -> date | None:
    try:
        return parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError, OverflowError):
        return None


def _key(paper: Paper) -> str:
    return paper.identifiers[0][1].partition("/")[2]


def _read(cursor: Cursor) -> set[str]:
    known = cursor.get("read")
    return {key for key in known if isinstance(key, str)} if isinstance(known, list) else set()


def _note(left_out: int, to_come: int) -> str:
    notes = []
    if left_out:
        notes.append(f"items left out for want of a title or an address: {left_out}")
    if to_come:
        notes.append(f"authors of {to_come} papers to come")
    return "; ".join(notes)
