"""Fetch the ACL Anthology: single collections, and everything new in it.

A collection is one XML file of https://github.com/acl-org/acl-anthology and holds all volumes of a
venue and year. New papers are in the feed https://aclanthology.org/papers/index.xml (its template
is hugo/layouts/_default/rss.xml in that repository): at least the newest 1000 papers, without
abstracts, which the XML of their collections gives.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from feeds.acl.volumes import ANTHOLOGY_ID, paper_url, parse_collection, text_of, venue_name
from feeds.errors import MalformedError, NotFoundError, UnknownFeedError
from feeds.http.contract import FEED_TYPES, HttpClient
from feeds.json_fields import texts
from feeds.pages import get_parsed
from feeds.paper import Author, Paper
from feeds.parsing import parse_xml
from feeds.source import Batch, Cursor, FetchRequest, Json, Status

_FEED = "https://aclanthology.org/papers/index.xml"
_REPOSITORY = "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml"
_PLAIN_XML = "text/plain, application/xml;q=0.9"
_BATCH = 1000
_AUTHOR_SEPARATOR = re.compile(r", | and ")

# The letter of a venue's collections before 2020, and its first year under that letter.
_LETTERS = {
    "acl": ("P", 1979),
    "emnlp": ("D", 2007),
    "naacl": ("N", 2001),
    "eacl": ("E", 1983),
    "tacl": ("Q", 2013),
}
_FIRST_FINDINGS = {"emnlp": 2020, "acl": 2021, "naacl": 2022, "eacl": 2023}
_FIRST_NAMED_YEAR = 2020


def collections_of(venue: str, year: int) -> tuple[tuple[str, str | None], ...]:
    """Return the collections that hold a year of a venue, its Findings included.

    Args:
        venue: "acl", "emnlp", "naacl", "eacl", "tacl" or "findings".
        year: of the edition, which may not have taken place or not be published.

    Returns:
        (collection, volume or None for all its volumes) as `AnthologyCollection` takes them;
        nothing before a venue's first year.

    Raises:
        UnknownFeedError: another venue.
    """
    if venue not in {*_LETTERS, "findings"}:
        raise UnknownFeedError(
            f"unknown ACL venue {venue!r}", f"known are {', '.join(_LETTERS)} and findings"
        )
    if year < _FIRST_NAMED_YEAR:
        letter, first_year = _LETTERS.get(venue, ("", _FIRST_NAMED_YEAR))
        collection = f"{letter}{year % 100:02}"
        # In 2019 the workshops were volumes of the same collection.
        volumes = ("1", "2", "3") if collection == "D19" else (None,)
        if year >= first_year:
            return tuple((collection, volume) for volume in volumes)
        return ()
    findings = (
        ((f"{year}.findings", venue),) if year >= _FIRST_FINDINGS.get(venue, year + 1) else ()
    )
    return ((f"{year}.{venue}", None), *findings)


class AnthologyCollection:
    """The papers of one collection, or of one of its volumes.

    The cursor holds the file's "etag" and the number of "papers" at the last complete reading.
    """

    def __init__(self, collection: str, client: HttpClient, volumes: str | None = None) -> None:
        """Follow a collection such as "2024.acl" or "P18", or one of its volumes."""
        self.name = f"acl:{collection}-{volumes}" if volumes else f"acl:{collection}"
        self._collection = collection
        self._volume = volumes
        self._client = client

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield all papers if the file changed since the last fetch.

        Raises:
            FeedError: as the client raises it; a collection that is missing before its first paper
                was read is no error.
        """
        listed, etag = request.cursor.get("papers"), request.cursor.get("etag")
        try:
            file, etag = get_collection(self._client, self._collection, self._volume, etag)
        except NotFoundError:
            if listed:
                raise
            yield Batch((), {"papers": 0}, *_status(published=False))
            return
        if file is None:
            yield Batch((), request.cursor, *_status(published=bool(listed)))
            return
        papers, left_out = file
        cursor: Cursor = {"etag": etag, "papers": len(papers)}
        status = _status(published=bool(papers), note=_left_out(left_out))
        yield from _split(Batch(papers, cursor, *status, news=listed is not None), request.cursor)


class AnthologyNews:
    """Everything new in the ACL Anthology.

    The cursor holds the feed's "etag" once all that it announced is stored, whether a feed was
    "listed" completely before, and the papers of the feed that are "bare": their collection's file
    gives no abstract.
    """

    name = "anthology"

    def __init__(self, client: HttpClient) -> None:
        """Follow the Anthology's feed of newest papers."""
        self._client = client

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the papers of the feed, then those without a stored abstract again, with abstracts.

        Raises:
            FeedError: as the client raises it; a collection that can't be read delays it until the
                others are read.
        """
        feed, etag = get_parsed(
            self._client, _FEED, parse_feed, accept=FEED_TYPES, etag=request.cursor.get("etag")
        )
        if feed is None:
            yield Batch((), request.cursor, Status.CURRENT)
            return
        papers, left_out = feed
        ids = {_id(paper) for paper in papers}
        bare = ids & set(texts(request.cursor, "bare"))
        cursor: dict[str, Json] = {"listed": True, "bare": [*sorted(bare)]}
        news = bool(request.cursor.get("listed"))
        yield from _split(Batch(papers, cursor, news=news), request.cursor)

        notes = []
        if left_out:
            notes = [_left_out(left_out)]
        failure: MalformedError | None = None
        wanted = {known for known in ids - bare if not request.stored.has_abstract("acl", known)}
        for collection in sorted({known.partition("-")[0] for known in wanted}):
            try:
                file, _ = get_collection(self._client, collection)
            except NotFoundError:
                notes.append(f"no abstracts of {collection} yet")
                continue
            except MalformedError as error:
                failure = error
                continue
            found = tuple(paper for paper in (file or ((), 0))[0] if _id(paper) in wanted)
            bare |= {known for known in wanted if known.startswith(f"{collection}-")}
            bare -= {_id(paper) for paper in found if paper.abstract}
            before, cursor = cursor, cursor | {"bare": [*sorted(bare)]}
            yield from _split(Batch(found, cursor, news=news), before)
        if failure:
            raise failure
        yield Batch((), cursor | {"etag": etag}, Status.CURRENT, ", ".join(notes))


def parse_feed(body: bytes) -> tuple[tuple[Paper, ...], int]:
    """Read the feed of newest papers.

    Returns:
        (papers without abstracts, how many items could not be read).

    Raises:
        MalformedError: not the feed, an empty one, or one of which less than half can be read.
    """
    rows = list(map(_to_paper, parse_xml(body, "rss").iterfind("channel/item")))
    papers = tuple(filter(None, rows))
    left_out = len(rows) - len(papers)
    if not papers or left_out > len(papers):
        raise MalformedError(
            f"{left_out} of {len(rows)} items of the ACL Anthology's feed can't be read"
        )
    return papers, left_out


def _to_paper(item: Any) -> Paper | None:  # noqa: ANN401 - lxml ships no types
    known = ANTHOLOGY_ID.fullmatch(text_of(item.find("guid")))
    title = text_of(item.find("title"))
    if not (known and title):
        return None
    year = None
    if known["year"]:
        year = int(known["year"])
    return Paper(
        identifiers=(("acl", known[0]),),
        title=title,
        authors=_authors(text_of(item.find("description"))),
        url=paper_url(known[0]),
        announced=_day(text_of(item.find("pubDate"))),
        venue=venue_name(known["venue"], known["volume"], year) if year else None,
        year=year,
    )


def _authors(description: str) -> tuple[Author, ...]:
    """Return the authors of "A, B and C in <volume title>", none of "in <volume title>"."""
    names, _, volume = f" {description}".partition(" in ")
    if not volume:
        return ()
    return tuple(Author(name) for name in _AUTHOR_SEPARATOR.split(names.strip()) if name)


def _day(moment: str) -> date | None:
    try:
        return parsedate_to_datetime(moment).date()
    except (OverflowError, ValueError):
        return None


def get_collection(
    client: HttpClient, collection: str, volume: str | None = None, etag: Json = None
) -> tuple[tuple[tuple[Paper, ...], int] | None, str | None]:
    """Return ((papers, how many can't be read), etag) of a collection, as `get_parsed` does."""
    parse = partial(parse_collection, collection=collection, volume=volume)
    return get_parsed(
        client, f"{_REPOSITORY}/{collection}.xml", parse, accept=_PLAIN_XML, etag=etag
    )


def _split(whole: Batch, before: Cursor) -> Iterator[Batch]:
    """Cut a batch into smaller ones; only the last one has its cursor and status."""
    start = 0
    while len(whole.papers) - start > _BATCH:
        yield Batch(whole.papers[start : start + _BATCH], before, news=whole.news)
        start += _BATCH
    yield replace(whole, papers=whole.papers[start:])


def _left_out(rows: int) -> str:
    if not rows:
        return ""
    return f"{rows} rows without a title or identifier were left out"


def _id(paper: Paper) -> str:
    return paper.identifiers[0][1]


def _status(*, published: bool, note: str = "") -> tuple[Status, str]:
    if published:
        return (Status.CURRENT, note)
    return (Status.QUIET, "not published yet")
