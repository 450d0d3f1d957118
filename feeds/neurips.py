"""The proceedings of one NeurIPS year, from the list and the abstract pages of https://papers.nips.cc.

The pages are described nowhere; what is read here are the links to `/hash/<32 hex>-Abstract….html`, the authors beside
them, and the heading "Abstract". That holds for both layouts: the list of `<a> <i>authors</i>` with `<h4>` headings,
and the one since the 2025 volume with `class="paper-authors"` and `<h2>` headings.

The cursor holds "listed" once the whole list was stored, in "without" the first digits of the hashes of papers whose
pages carry no abstract, and "etag" of the list while no abstract is missing any more.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

from feeds.errors import FeedError, MalformedError, NotFoundError
from feeds.markup import parse_html
from feeds.paper import Author, Paper, clean
from feeds.polite import Door, Response
from feeds.source import Batch, Cursor, FetchRequest, Json, Status

_SITE = "https://papers.nips.cc"
_NOT_MODIFIED = 304
_PAGE = re.compile(
    r"(?:https?://(?:papers\.nips\.cc|proceedings\.neurips\.cc))?"
    r"(?P<path>/(?:paper_files/)?paper/(?P<year>\d{4})/hash/(?P<hash>[0-9a-f]{32})-Abstract[\w-]*\.html)",
    re.ASCII,
)
_ABSTRACT_TAGS = frozenset({"p", "ol", "ul"})
_NO_ABSTRACT = "Abstract Missing"
_LISTED_AT_ONCE = 1_000
_READ_AT_ONCE = 20
_DIGITS = 12


class NeuripsProceedings:
    """The papers of one NeurIPS year, all tracks; published months after the conference."""

    def __init__(self, year: int, door: Door, pages: int = 500) -> None:
        """Follow a year's proceedings, reading at most `pages` abstract pages a fetch."""
        self.year = year
        self.name = f"neurips-proceedings:{year}"
        self._door = door
        self._pages = pages

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the whole list, then the papers whose abstract nobody knows, with the abstract from their page.

        Raises:
            FeedError: as the door raises it, for the list or for a page; what was read before is yielded first.
        """
        cursor = dict(request.cursor)
        address = f"{_SITE}/paper_files/paper/{self.year}"
        try:
            answer = self._get(address, lambda body: parse_list(body, self.year), cursor.get("etag"))
        except NotFoundError:
            if cursor.get("listed"):
                raise
            yield Batch((), cursor, Status.QUIET, "not published yet")
            return
        if answer.status == _NOT_MODIFIED:
            yield Batch((), cursor, Status.CURRENT)
            return
        papers, left_out = parse_list(answer.body, self.year)
        news = bool(cursor.get("listed"))
        # Without the etag: the list is needed again for as long as abstracts are missing.
        cursor = {"listed": news, "without": [*sorted(_without(cursor))]}
        for start in range(0, len(papers), _LISTED_AT_ONCE):
            yield Batch(papers[start : start + _LISTED_AT_ONCE], dict(cursor), news=news)
        cursor["listed"] = True
        yield Batch((), dict(cursor))
        without = _without(cursor)
        wanted = [
            paper
            for paper in papers
            if _digits(paper) not in without and not request.knows("neurips", paper.identifiers[0][1])
        ]
        yield from self._abstracts(wanted[: self._pages], cursor, news=news)
        to_come = len(wanted[self._pages :])
        if not to_come:
            cursor["etag"] = answer.etag
        yield Batch((), cursor, Status.CURRENT, _note(left_out, to_come))

    def _abstracts(self, papers: list[Paper], cursor: dict[str, Json], *, news: bool) -> Iterator[Batch]:
        """Read the papers' pages and keep in the cursor which of them carry no abstract."""
        without = _without(cursor)
        failure: FeedError | None = None
        for start in range(0, len(papers), _READ_AT_ONCE):
            found: list[Paper] = []
            try:
                for paper in papers[start : start + _READ_AT_ONCE]:
                    if abstract := self._abstract(paper):
                        found.append(replace(paper, abstract=abstract))
                    else:
                        without.add(_digits(paper))
            except FeedError as error:
                failure = error
            cursor["without"] = [*sorted(without)]
            yield Batch(tuple(found), dict(cursor), news=news)
            if failure:
                raise failure

    def _abstract(self, paper: Paper) -> str:
        """Return the abstract on a paper's page, empty where there is none or no page."""
        paper_hash = paper.identifiers[0][1]
        try:
            answer = self._get(paper.url, lambda body: parse_abstract(body, paper_hash))
        except NotFoundError:
            return ""
        return parse_abstract(answer.body, paper_hash)

    def _get(self, url: str, parse: Callable[[bytes], object], etag: Json = None) -> Response:
        """Return an answer that can be parsed, or 304 to the etag of an earlier one."""

        def check(answer: Response) -> None:
            parse(answer.body)

        return self._door.get(url, accept="text/html", etag=etag if isinstance(etag, str) else None, check=check)


def parse_list(body: bytes, year: int) -> tuple[tuple[Paper, ...], int]:
    """Read a year's list into (papers without abstracts, number of rows that were left out).

    Raises:
        MalformedError: not a complete list of the year's papers, or less than half of its rows can be read.
    """
    if b"</html>" not in body:
        raise MalformedError("the list of papers stops half-way")
    rows = parse_html(body).xpath('//li[.//a[@title="paper title" or contains(@href, "-Abstract")]]')
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
    headings = parse_html(body).xpath('//*[self::h2 or self::h3 or self::h4][normalize-space()="Abstract"]')
    if not headings or paper_hash.encode() not in body or b"</html>" not in body:
        raise MalformedError(f"the page of NeurIPS paper {paper_hash} is not what it should be")
    # A paragraph inside of a paragraph, as the site nests them, is parsed into siblings, some of them empty.
    parts = takewhile(lambda element: element.tag in _ABSTRACT_TAGS, headings[0].itersiblings("*"))
    abstract = clean(" ".join(f"{part.text_content()}{part.tail or ''}" for part in parts))
    return "" if abstract == _NO_ABSTRACT else abstract


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


def _without(cursor: Cursor) -> set[str]:
    known = cursor.get("without")
    return {digits for digits in known if isinstance(digits, str)} if isinstance(known, list) else set()


def _digits(paper: Paper) -> str:
    return paper.identifiers[0][1][:_DIGITS]


def _note(left_out: int, to_come: int) -> str:
    notes = []
    if left_out:
        notes.append(f"rows left out for want of a title or an address: {left_out}")
    if to_come:
        notes.append(f"{to_come} abstracts to come")
    return "; ".join(notes)
