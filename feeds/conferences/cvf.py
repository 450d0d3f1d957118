"""Fetch one edition of CVPR, ICCV or WACV from https://openaccess.thecvf.com.

The pages are described nowhere; what is read here are the `dt.ptitle` of a list, the `query_author`
fields and the arXiv link in the `dd` after it, and `#papertitle` and `#abstract` of a paper's page.
Since 2021 one page lists all days of an edition; before, the edition's page links one page for each
day, or lists the papers itself.

The cursor holds "awaited" while nothing is published, "listed" once the whole list was stored, in
"read" digests of the papers whose pages carry no abstract, and the "etags" of the list's pages
while no abstract is missing any more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

from feeds.errors import MalformedError, NotFoundError
from feeds.http.contract import HttpClient
from feeds.identifiers import parse_arxiv_id
from feeds.json_fields import table
from feeds.pages import PAGES, get_parsed, lacks_abstract, list_with_pages
from feeds.paper import Author, Paper, clean
from feeds.parsing import parse_html
from feeds.source import Batch, Cursor, FetchRequest, Json, Status

_SITE = "https://openaccess.thecvf.com/"
_ALL_DAYS_SINCE = 2021
# Links are written against the host, the page or folders above it; they all count from the root of
# the site.
_TO_ROOT = r"(?:(?:https?:)?//openaccess\.thecvf\.com)?/?(?:\.{1,2}/)*"
_DAY = re.compile(r"(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})", re.ASCII)
_Rows = tuple[tuple[Paper, ...], int]


@dataclass(slots=True)
class _Row:
    """A paper in a list; without a title if that or the address can't be read."""

    path: str = ""
    name: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    arxiv_id: str | None = None


class CvfOpenAccess:
    """The main papers of one edition, without its workshops.

    They are published shortly before the conference.
    """

    def __init__(self, conference: str, year: int, client: HttpClient, pages: int = PAGES) -> None:
        """Follow an edition of "CVPR", "ICCV" or "WACV"; a fetch reads at most `pages` papers."""
        self.conference = conference
        self.year = year
        self.name = f"cvf:{conference}{year}"
        self._client = client
        self._pages = pages

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole list, then the papers without a stored abstract, with that of their page.

        Raises:
            FeedError: as the client raises it, for the list or for a page; what was read before is
                yielded first.
        """
        cursor = dict(request.cursor)
        try:
            lists = self._lists(_etags(cursor))
        except NotFoundError:
            if cursor.get("listed"):
                raise
            yield Batch((), {"awaited": True}, Status.QUIET, "not published yet")
            return
        changed = [rows for rows, _ in lists.values() if rows is not None]
        if not changed:
            yield Batch((), cursor, Status.CURRENT)
            return
        papers: dict[tuple[str, str], Paper] = {}
        for found, _ in changed:
            papers |= {paper.identifiers[0]: paper for paper in found}
        yield from list_with_pages(
            request,
            (tuple(papers.values()), sum(left_out for _, left_out in changed)),
            lacks_abstract(request),
            self._with_abstract,
            etags={"etags": {address: etag for address, (_, etag) in lists.items() if etag}},
            limit=self._pages,
        )

    def _lists(self, etags: Mapping[str, Json]) -> dict[str, tuple[_Rows | None, str | None]]:
        """Fetch the pages that hold the list; None for those that have not changed."""
        edition = f"{_SITE}{self.conference}{self.year}"
        if self.year >= _ALL_DAYS_SINCE:
            addresses = [f"{edition}?day=all"]
        else:
            days, _ = get_parsed(
                self._client,
                edition,
                partial(parse_days, conference=self.conference, year=self.year),
            )
            addresses = days or [edition]
        parse = partial(parse_list, conference=self.conference, year=self.year)
        return {
            address: get_parsed(self._client, address, parse, etag=etags.get(address))
            for address in addresses
        }

    def _with_abstract(self, paper: Paper) -> Paper | None:
        """Return a paper with the abstract on its page, or None where there is none."""
        page, _ = get_parsed(self._client, paper.url, parse_page)
        abstract, published = page or ("", None)
        if not abstract:
            return None
        return replace(paper, abstract=abstract, announced=published)


def parse_days(body: bytes, conference: str, year: int) -> list[str]:
    """Read the addresses of an edition's lists by day; none if its page lists the papers itself.

    Raises:
        MalformedError: neither days nor papers are there, or the page stops half-way.
    """
    _refuse_torn(body, b"day=")
    root = parse_html(body)
    day = re.compile(
        rf"{_TO_ROOT}(?P<path>{conference}{year}(?:\.py)?\?day=\d{{4}}-\d\d-\d\d)", re.ASCII
    )
    links = (day.fullmatch(clean(link.get("href"))) for link in root.iter("a"))
    paths = dict.fromkeys(match["path"] for match in links if match)
    addresses = [_SITE + path for path in paths]
    if not addresses and not any(map(_is_title, root.iter("dt"))):
        raise MalformedError(
            f"the page of {conference} {year} has neither papers nor days with papers",
            "the site may be blocking, or its layout has changed",
        )
    return addresses


def parse_list(body: bytes, conference: str, year: int) -> tuple[tuple[Paper, ...], int]:
    """Read a list into (papers without abstracts, number of rows that were left out).

    Raises:
        MalformedError: not a complete list of the edition's papers, or less than half of its rows
            can be read.
    """
    _refuse_torn(body, b"ptitle")
    rows = _rows(parse_html(body), conference, year)
    papers = {row.name: _to_paper(row, conference, year) for row in rows if row.title}
    left_out = sum(not row.title for row in rows)
    if not papers or 2 * left_out > len(rows):
        raise MalformedError(
            f"of {len(rows)} rows in the list of {conference} {year},"
            f" {len(rows) - left_out} can be read",
            "the site may be blocking, or its layout has changed",
        )
    return tuple(papers.values()), left_out


def parse_page(body: bytes) -> tuple[str, date | None]:
    """Read a paper's page into (abstract, day of publication).

    The abstract is empty if the page has none, the day None if the page shows the year alone.

    Raises:
        MalformedError: not a complete page of a paper, such as an error page that is sent with
            success.
    """
    root = parse_html(body)
    if not clean(root.xpath('string(//*[@id="papertitle"])')):
        raise MalformedError(
            "the page of a paper shows no title", "the site may be blocking; try again later"
        )
    _refuse_torn(body, b"papertitle")
    published = _day(root.xpath('string(//meta[@name="citation_publication_date"]/@content)'))
    return clean(root.xpath('string(//*[@id="abstract"])')), published


def _refuse_torn(body: bytes, last: bytes) -> None:
    """Refuse a page that ends without a closing tag after the last mention of what it shows."""
    end = body.rpartition(last)[2]
    if b"</dl>" not in end and b"</html>" not in end:
        raise MalformedError("the page stops half-way")


def _is_title(element: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return element.tag == "dt" and "ptitle" in (element.get("class") or "").split()


def _rows(root: Any, conference: str, year: int) -> list[_Row]:  # noqa: ANN401 - lxml ships no types
    """Group the elements of a list into rows by their order; torn tags leave no nesting."""
    page = re.compile(
        rf"{_TO_ROOT}(?P<path>content[/_]{conference}_?{year}/html/(?P<name>[\w.-]+)\.html)",
        re.IGNORECASE,
    )
    rows: list[_Row] = []
    for element in root.iter("dt", "a", "input"):
        href = unquote(clean(element.get("href")))
        if _is_title(element):
            rows.append(_Row())
        elif match := page.fullmatch(href):
            if not rows or rows[-1].name:
                rows.append(_Row())
            rows[-1].path, rows[-1].name = match["path"], match["name"]
            # A title that was cut off reaches into the rows after it.
            rows[-1].title = clean(element.text_content()) if element.find(".//dt") is None else ""
        elif rows and element.get("name") == "query_author":
            rows[-1].authors.append(clean(element.get("value")))
        elif rows and (known := parse_arxiv_id(href)):
            rows[-1].arxiv_id = rows[-1].arxiv_id or known[0]
    return rows


def _to_paper(row: _Row, conference: str, year: int) -> Paper:
    return Paper(
        identifiers=(("cvf", row.name), *([("arxiv", row.arxiv_id)] if row.arxiv_id else [])),
        title=row.title,
        authors=tuple(Author(name) for name in row.authors if name),
        url=_SITE + quote(row.path),
        venue=f"{conference} {year}",
        year=year,
    )


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(clean(text))
    try:
        if not match:
            return None
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _etags(cursor: Cursor) -> Mapping[str, Json]:
    return table(cursor, "etags")
