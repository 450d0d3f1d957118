"""Fetch a volume of the Proceedings of Machine Learning Research, such as a year of ICML.

The volume's RSS feed holds titles and abstracts (https://github.com/mlresearch/jekyll-theme,
assets/rss/feed.xml), its index page the authors; where the index names none for a paper, the
paper's own page is asked.

The cursor holds "awaited" while nothing is published, "listed" once the whole volume was stored, in
"read" digests of the papers whose page was read for authors, and the etags of "feed" and "index"
while no page is left to be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from feeds.errors import MalformedError, NotFoundError
from feeds.http.contract import FEED_TYPES, HttpClient
from feeds.pages import PAGES, get_parsed, list_with_pages
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_html, parse_xml, plain
from feeds.source import Batch, FetchRequest, Json, Status

ICML_VOLUMES: dict[int, int] = {
    2019: 97,
    2020: 119,
    2021: 139,
    2022: 162,
    2023: 202,
    2024: 235,
    2025: 267,
}
"""The volume that holds a year of ICML."""

_SITE = "https://proceedings.mlr.press"
_PAGE = re.compile(
    r"(?:https?://proceedings\.mlr\.press)?/v(?P<volume>\d+)/(?P<key>[\w-]+)\.html", re.ASCII
)
_FORUM = re.compile(r"https?://openreview\.net/forum\?id=(?P<id>[\w-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An entry of a volume's index page, which completes the feed.

    Attributes:
        openreview: the paper's forum identifier at OpenReview, or None.
    """

    authors: tuple[Author, ...] = ()
    openreview: str | None = None


class PmlrVolume:
    """The papers of one volume."""

    def __init__(
        self, volume: int, venue: str, year: int, client: HttpClient, pages: int = PAGES
    ) -> None:
        """Follow a volume.

        Args:
            volume: its number, such as 235.
            venue: what its papers were accepted at, such as "ICML 2024".
            year: of the venue.
            client: answers the requests.
            pages: the most papers' own pages to be read in one fetch.
        """
        self.volume = volume
        self.name = f"pmlr:v{volume}"
        self._venue = venue
        self._year = year
        self._client = client
        self._pages = pages

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole volume, then the papers whose authors only their own page names.

        Raises:
            FeedError: as the client raises it; what was read before is yielded first.
        """
        cursor = dict(request.cursor)
        try:
            feed, feed_etag = self._feed(cursor.get("feed"))
            index, index_etag = self._index(cursor.get("index"))
        except NotFoundError:
            if cursor.get("listed"):
                raise
            yield Batch((), {"awaited": True}, Status.QUIET, "not published yet")
            return
        if feed is None and index is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        # The two are only of use together.
        if feed is None:
            feed, feed_etag = self._feed()
        if index is None:
            index, index_etag = self._index()
        rows, left_out = feed or ((), 0)
        papers = [self._join(paper, (index or {}).get(_key(paper), IndexEntry())) for paper in rows]
        yield from list_with_pages(
            request,
            (papers, left_out),
            lambda paper: not paper.authors,
            self._with_authors,
            etags={"feed": feed_etag, "index": index_etag},
            lacks="author lists",
            limit=self._pages,
            once=True,
        )

    def _feed(self, etag: Json = None) -> tuple[tuple[tuple[Paper, ...], int] | None, str | None]:
        address = f"{_SITE}/v{self.volume}/assets/rss/feed.xml"
        return get_parsed(
            self._client,
            address,
            partial(parse_feed, volume=self.volume),
            accept=FEED_TYPES,
            etag=etag,
        )

    def _index(self, etag: Json = None) -> tuple[dict[str, IndexEntry] | None, str | None]:
        address = f"{_SITE}/v{self.volume}/"
        return get_parsed(
            self._client, address, partial(parse_index, volume=self.volume), etag=etag
        )

    def _join(self, paper: Paper, entry: IndexEntry) -> Paper:
        forum = (("openreview", entry.openreview),) if entry.openreview else ()
        return replace(
            paper,
            identifiers=(*paper.identifiers, *forum),
            authors=entry.authors,
            venue=self._venue,
            year=self._year,
        )

    def _with_authors(self, paper: Paper) -> Paper | None:
        """Return a paper with the authors on its page, or None where there are none."""
        key = _key(paper)
        authors, _ = get_parsed(self._client, paper.url, partial(parse_authors, key=key))
        if not authors:
            return None
        return replace(paper, authors=authors)


def parse_feed(body: bytes, volume: int) -> tuple[tuple[Paper, ...], int]:
    """Read a volume's feed into (papers without authors and venue, number of items left out).

    Raises:
        MalformedError: not the volume's feed, or less than half of its items can be read.
    """
    items = [*parse_xml(body, "rss").iter("item")]
    read = [paper for item in items if (paper := _to_paper(item, volume))]
    if not read or 2 * len(read) < len(items):
        raise MalformedError(
            f"of {len(items)} items in the feed of PMLR volume {volume}, {len(read)} can be read"
        )
    return tuple({paper.identifiers: paper for paper in read}.values()), len(items) - len(read)


def parse_index(body: bytes, volume: int) -> dict[str, IndexEntry]:
    """Read a volume's index page into its entries by the papers' keys.

    Raises:
        MalformedError: not the volume's complete index, or less than half of its entries can be
            read.
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
            f"of {len(rows)} entries in the index of PMLR volume {volume},"
            f" {len(entries)} can be read",
            "the site may be blocking, or its layout has changed",
        )
    return entries


def parse_authors(body: bytes, key: str) -> tuple[Author, ...]:
    """Read the authors from a paper's page.

    Raises:
        MalformedError: not the page of that paper.
    """
    page = parse_html(body)
    if (
        not page.xpath('//meta[@name="citation_title"]')
        or key.encode() not in body
        or b"</html>" not in body
    ):
        raise MalformedError(f"the page of PMLR paper {key} is not what it should be")
    return _names(page)


def _to_paper(item: Any, volume: int) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    """Read an item of the feed; None if it has no title or no address in the volume."""
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
    if match and int(match["volume"]) == volume:
        return match["key"]
    return None


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
