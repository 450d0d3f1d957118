"""Fetch the proceedings of one NeurIPS year from https://papers.nips.cc.

The pages are described nowhere; what is read here are the links to `/hash/<32 hex>-Abstract….html`,
the authors next to them, and the heading "Abstract". That holds for both layouts: the list of `<a>
<i>authors</i>` with `<h4>` headings, and the one since the 2025 volume with `class="paper-authors"`
and `<h2>` headings.

The cursor holds "awaited" while nothing is published, "listed" once the whole list was stored, in
"read" digests of the papers whose pages carry no abstract, and "etag" of the list while no abstract
is missing any more.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from feeds.citation_page import abstract_below_heading
from feeds.errors import MalformedError, NotFoundError
from feeds.http.contract import HttpClient
from feeds.pages import PAGES, get_parsed, lacks_abstract, list_with_pages
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_html
from feeds.source import Batch, FetchRequest, Status

_SITE = "https://papers.nips.cc"
_PAGE = re.compile(
    r"(?:https?://(?:papers\.nips\.cc|proceedings\.neurips\.cc))?"
    r"(?P<path>/(?:paper_files/)?paper/(?P<year>\d{4})/hash/(?P<hash>[0-9a-f]{32})-Abstract[\w-]*\.html)",
    re.ASCII,
)
_NO_ABSTRACT = "Abstract Missing"


class NeuripsProceedings:
    """The papers of one NeurIPS year, all tracks; published months after the conference."""

    def __init__(self, year: int, client: HttpClient, pages: int = PAGES) -> None:
        """Follow a year's proceedings, reading at most `pages` abstract pages a fetch."""
        self.year = year
        self.name = f"neurips-proceedings:{year}"
        self._client = client
        self._pages = pages

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole list, then the papers without a stored abstract, with that of their page.

        Raises:
            FeedError: as the client raises it, for the list or for a page; what was read before is
                yielded first.
        """
        cursor = dict(request.cursor)
        address = f"{_SITE}/paper_files/paper/{self.year}"
        try:
            rows, etag = get_parsed(
                self._client, address, partial(parse_list, year=self.year), etag=cursor.get("etag")
            )
        except NotFoundError:
            if cursor.get("listed"):
                raise
            yield Batch((), {"awaited": True}, Status.QUIET, "not published yet")
            return
        if rows is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        yield from list_with_pages(
            request,
            rows,
            lacks_abstract(request),
            self._with_abstract,
            etags={"etag": etag},
            limit=self._pages,
        )

    def _with_abstract(self, paper: Paper) -> Paper | None:
        """Return a paper with the abstract on its page, or None where there is none."""
        paper_hash = paper.identifiers[0][1]
        abstract, _ = get_parsed(
            self._client, paper.url, partial(parse_abstract, paper_hash=paper_hash)
        )
        if not abstract:
            return None
        return replace(paper, abstract=abstract)


def parse_list(body: bytes, year: int) -> tuple[tuple[Paper, ...], int]:
    """Read a year's list into (papers without abstracts, number of rows that were left out).

    Raises:
        MalformedError: not a complete list of the year's papers, or less than half of its rows can
            be read.
    """
    if b"</html>" not in body:
        raise MalformedError("the list of papers stops half-way")
    rows = parse_html(body).xpath(
        '//li[.//a[@title="paper title" or contains(@href, "-Abstract")]]'
    )
    read = [paper for row in rows if (paper := _to_paper(row, year))]
    if not read or 2 * len(read) < len(rows):
        raise MalformedError(
            f"of {len(rows)} rows in the list of NeurIPS {year}, {len(read)} can be read",
            "the site may be blocking, or its layout has changed",
        )
    return tuple({paper.identifiers: paper for paper in read}.values()), len(rows) - len(read)


def parse_abstract(body: bytes, paper_hash: str) -> str:
    """Read the abstract from a paper's page, empty where the page says that it has none.

    Raises:
        MalformedError: not the page of that paper.
    """
    abstract = abstract_below_heading(parse_html(body))
    if abstract is None or paper_hash.encode() not in body or b"</html>" not in body:
        raise MalformedError(f"the page of NeurIPS paper {paper_hash} is not what it should be")
    if abstract == _NO_ABSTRACT:
        return ""
    return abstract


def _to_paper(row: Any, year: int) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    """Read a row of the list, or return None where it has no title or no address of the year."""
    link = row.xpath('.//a[@title="paper title" or contains(@href, "-Abstract")]')[0]
    match = _PAGE.fullmatch(clean(link.get("href")))
    title = clean(link.text_content())
    if not match or int(match["year"]) != year or not title:
        return None
    authors = row.xpath('string(.//*[@class="paper-authors"])') or row.xpath("string(./i)")
    return Paper(
        identifiers=(("neurips", match["hash"]),),
        title=title,
        authors=tuple(Author(name) for part in authors.split(",") if (name := clean(part))),
        url=_SITE + match["path"],
        venue=f"NeurIPS {year}",
        year=year,
    )
