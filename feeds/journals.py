"""Fetch journals of the IEEE: the latest table of contents, completed by Crossref.

The feeds https://ieeexplore.ieee.org/rss/TOC<publication number>.XML are described nowhere; what is
read here are RSS items with an additional <authors> and <year>. They name no DOI, and often no
abstract. Crossref lists what a journal registered since a day
(https://api.crossref.org/swagger-ui/index.html, /journals/{issn}/works); where IEEE refuses to
answer a program, that list is all there is.

The cursor holds "listed" once a table of contents was stored, its "etag" once Crossref completed
it, and in "created" the day up to which Crossref's list alone was stored.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from feeds.errors import FeedError, MalformedError
from feeds.http.contract import FEED_TYPES, HttpClient
from feeds.identifiers import doi_address, find_doi, parse_doi
from feeds.json_fields import at, first, items, text, texts
from feeds.pages import get_parsed, listed, remarks
from feeds.paper import Author, Paper, clean, letters
from feeds.parsing import parse_json
from feeds.source import Batch, Cursor, FetchRequest, Json, Status
from feeds.syndication import html_text, published_on, read_document, split_names, string

JOURNALS: dict[str, tuple[str, int, str]] = {
    "tpami": ("TPAMI", 34, "0162-8828"),
    "tip": ("TIP", 83, "1057-7149"),
    "tnnls": ("TNNLS", 5962385, "2162-237X"),
    "tkde": ("TKDE", 69, "1041-4347"),
}
"""Short title, IEEE's publication number and ISSN of known journals."""

_FIRST_REACH = timedelta(days=365)
"""Articles are registered months before the issue that holds them."""
_OVERLAP = timedelta(days=7)
_ROWS = 1000
_MOST_ROWS = 10_000
_FIELDS = "DOI,title,author,abstract,published,container-title,resource"
_NUMBER = re.compile(r"(?:/document/|[?&]arnumber=)0*(?P<number>[1-9]\d*)", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_HEADING = re.compile(r"\A\s*<(?:jats:)?title>[^<]*</(?:jats:)?title>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of Crossref's list.

    Attributes:
        rows: how many works the page holds, also such as can't be read.
        total: how many the whole list holds.
    """

    papers: tuple[Paper, ...]
    rows: int
    total: int


class Journal:
    """The articles of a journal."""

    def __init__(
        self,
        name: str,
        title: str,
        punumber: int,
        issn: str,
        client: HttpClient,
        *,
        crossref: bool = True,
    ) -> None:
        """Follow a journal.

        Args:
            name: of this source.
            title: the venue of its papers, such as "TPAMI".
            punumber: IEEE's number of the publication.
            issn: under which Crossref lists it.
            client: answers the requests.
            crossref: ask Crossref for what the table of contents leaves out, or instead of it.
        """
        self.name = name
        self._title = title
        self._contents = f"https://ieeexplore.ieee.org/rss/TOC{punumber}.XML"
        self._works = f"https://api.crossref.org/journals/{issn}/works"
        self._client = client
        self._crossref = crossref

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the table of contents if it changed, or Crossref's list if it can't be read.

        Raises:
            FeedError: what kept IEEE from answering, where Crossref does not answer either.
        """
        cursor = dict(request.cursor)
        try:
            contents, etag = get_parsed(
                self._client,
                self._contents,
                partial(parse_contents, venue=self._title),
                accept=FEED_TYPES,
                etag=cursor.get("etag"),
            )
        except FeedError as refusal:
            if not self._crossref:
                raise
            yield from self._instead(request, refusal)
            return
        if contents is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        papers, left_out = contents
        note = ""
        if self._crossref:
            try:
                papers = tuple(
                    completed(papers, self._listed_since(request.now.date() - _FIRST_REACH)[0])
                )
            except FeedError as error:
                # Without the etag, so that the next fetch completes them.
                etag, note = None, f"DOIs and missing abstracts to come: {error.message}"
        yield from listed(papers, cursor, news=bool(cursor.get("listed")))
        cursor |= {"listed": True, "etag": etag}
        yield Batch((), cursor, Status.CURRENT, remarks(left_out, note))

    def _instead(self, request: FetchRequest, refusal: FeedError) -> Iterator[Batch]:
        """Yield what Crossref lists, from a while before the day up to which it was read."""
        cursor = dict(request.cursor)
        read_to = _day(cursor, "created")
        start = (read_to or request.now.date()) - (_OVERLAP if read_to else _FIRST_REACH)
        if request.since:
            start = min(start, request.since.date())
        try:
            papers, left_out = self._listed_since(start)
        except FeedError:
            raise refusal from None
        yield from listed(papers, cursor, news=read_to is not None)
        cursor["created"] = request.now.date().isoformat()
        note = remarks(left_out, f"from Crossref alone: {refusal.message}")
        yield Batch((), cursor, Status.CURRENT if papers else Status.QUIET, note)

    def _listed_since(self, start: date) -> tuple[tuple[Paper, ...], int]:
        """Return all that was registered since a day, and how many works were left out."""
        papers: dict[tuple[tuple[str, str], ...], Paper] = {}
        readable = offset = 0
        total = 1
        while offset < min(total, _MOST_ROWS):
            address = (
                f"{self._works}?filter=from-created-date:{start}&rows={_ROWS}&offset={offset}"
                f"&sort=created&order=asc&select={_FIELDS}"
            )
            page, _ = get_parsed(
                self._client,
                address,
                partial(parse_works, venue=self._title),
                accept="application/json",
            )
            if page is None or not page.rows:
                break
            papers |= {paper.identifiers: paper for paper in page.papers}
            readable += len(page.papers)
            offset, total = offset + page.rows, page.total
        return tuple(papers.values()), offset - readable


def parse_contents(body: bytes, venue: str) -> tuple[tuple[Paper, ...], int]:
    """Read a table of contents into (papers, number of items that were left out).

    Raises:
        MalformedError: not a feed, an empty one, or less than half of its items can be read.
    """
    document = read_document(body)
    read = [_from_contents(entry, document.version, venue) for entry in document.entries]
    papers = {paper.identifiers: paper for paper in read if paper}
    left_out = read.count(None)
    if not papers or 2 * left_out > len(read):
        raise MalformedError(
            f"of {len(read)} items in the table of contents, {len(read) - left_out} can be read"
        )
    return tuple(papers.values()), left_out


def parse_works(body: bytes, venue: str) -> WorkList:
    """Read a page of Crossref's list.

    Raises:
        MalformedError: not such a list, one without the works that it counts, or less than half can
            be read.
    """
    answer = parse_json(body)
    works, total = at(answer, "message", "items"), at(answer, "message", "total-results")
    if not isinstance(works, list) or not isinstance(total, int):
        raise MalformedError("Crossref's answer is not a list of works")
    papers = tuple(paper for work in works if (paper := _from_crossref(work, venue)))
    if (total > 0 and not works) or 2 * len(papers) < len(works):
        raise MalformedError(
            f"Crossref counts {total} works and shows {len(works)},"
            f" of which {len(papers)} can be read"
        )
    return WorkList(papers, len(works), total)


def parse_work(body: bytes) -> Paper:
    """Read Crossref's answer about one work.

    Raises:
        MalformedError: not such an answer, or the work has no title.
    """
    item = at(parse_json(body), "message")
    paper = _from_crossref(item, next(iter(texts(item, "container-title")), ""))
    if paper is None:
        raise MalformedError("Crossref knows the DOI, and no title", "look at https://doi.org")
    return replace(paper, venue=paper.venue or None)


def completed(papers: Iterable[Paper], works: Iterable[Paper]) -> Iterator[Paper]:
    """Yield papers completed by Crossref's works.

    A work is a paper's by number, by DOI, or by a title that no other work has.
    """
    works = tuple(works)
    titles = Counter(letters(work.title) for work in works)
    known: dict[tuple[str, str], Paper] = {}
    for work in works:
        known |= dict.fromkeys(work.identifiers, work)
        if titles[letters(work.title)] == 1:
            known["title", letters(work.title)] = work
    for paper in papers:
        keys = (*paper.identifiers, ("title", letters(paper.title)))
        yield _joined(paper, next((known[key] for key in keys if key in known), paper))


def _joined(paper: Paper, work: Paper) -> Paper:
    return replace(
        paper,
        identifiers=tuple(dict.fromkeys((*paper.identifiers, *work.identifiers))),
        abstract=paper.abstract or work.abstract,
        # Crossref has the given names that the table of contents abbreviates.
        authors=work.authors or paper.authors,
        year=paper.year or work.year,
    )


def _from_contents(entry: Any, version: str, venue: str) -> Paper | None:  # noqa: ANN401 - feedparser ships no types
    number = _NUMBER.search(string(entry, "link"))
    title = html_text(string(entry, "title"))
    if not number or not title:
        return None
    identifiers = [("ieee", number["number"])]
    if doi := find_doi(string(entry, "prism_doi")):
        identifiers.append(("doi", doi))
    announced = published_on(entry, version)
    shown_year = _YEAR.fullmatch(string(entry, "year"))
    year = None
    if announced:
        year = announced.year
    return Paper(
        identifiers=tuple(identifiers),
        title=title,
        abstract=html_text(string(entry, "summary")),
        authors=split_names(html_text(string(entry, "authors"))),
        url=_page(number["number"]),
        announced=announced,
        venue=venue,
        year=int(shown_year[0]) if shown_year else year,
    )


def _from_crossref(item: Json, venue: str) -> Paper | None:
    """Read a work, or return None where it has no title or DOI."""
    doi = parse_doi(clean(text(item, "DOI")))
    title = html_text(next(iter(texts(item, "title")), ""))
    if not doi or not title:
        return None
    number = _NUMBER.search(text(item, "resource", "primary", "URL"))
    names = list(map(_name, items(item, "author")))
    year = first(first(item, "published", "date-parts"))
    identifiers, url = [("doi", doi)], doi_address(doi)
    if number:
        identifiers.insert(0, ("ieee", number["number"]))
        url = _page(number["number"])
    return Paper(
        identifiers=tuple(identifiers),
        title=title,
        abstract=html_text(_HEADING.sub("", text(item, "abstract"))),
        authors=tuple(Author(name) for name in names if name),
        url=url,
        venue=venue,
        year=year if isinstance(year, int) and _YEAR.fullmatch(str(year)) else None,
    )


def _page(number: str) -> str:
    return f"https://ieeexplore.ieee.org/document/{number}"


def _name(person: Json) -> str:
    """Return the name of a person, or of a group, which has only a `name`."""
    parts = [text(person, key) for key in ("given", "family", "name")]
    return html_text(" ".join(filter(None, parts)))


def _day(cursor: Cursor, key: str) -> date | None:
    try:
        return date.fromisoformat(text(cursor, key))
    except ValueError:
        return None
