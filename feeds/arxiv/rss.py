"""Read the daily announcement of an arXiv category, RSS 2.0 or Atom, with feedparser.

Formats: https://info.arxiv.org/help/rss_specifications.html and
https://info.arxiv.org/help/atom_specifications.html A feed holds one announcement only. The
announcement day begins at midnight US Eastern, and none is made on weekends.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from feeds.arxiv.authors import split_authors
from feeds.arxiv.withdrawal import is_withdrawn
from feeds.errors import MalformedError, RefusedError
from feeds.http.contract import HttpClient, Response
from feeds.identifiers import arxiv_address, parse_arxiv_id
from feeds.pages import parse_isolated
from feeds.paper import Paper, clean
from feeds.parsing import drop_forbidden_references, parse_xml, squeeze

_EASTERN = ZoneInfo("America/New_York")
_SATURDAY = 5
_OK, _NOT_MODIFIED = 200, 304
_TEXT = re.compile(
    r"arXiv:\S+\s+Announce Type:\s*(?P<type>[a-z-]+)\s+Abstract:\s*(?P<abstract>.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class AnnouncementFeed:
    """One category's announcement.

    Attributes:
        papers: what was announced; only new and cross-listed papers carry the announcement day.
        day: the day of the announcement; None where the feed is empty or unchanged.
        etag: to be sent with the next request.
        changed: whether the feed differs from the one with the etag that was sent.
    """

    papers: tuple[Paper, ...]
    day: date | None
    etag: str | None
    changed: bool = True


def announcement_day(now: datetime) -> date:
    """Return the day on which arXiv is at a moment, in its own time zone."""
    return now.astimezone(_EASTERN).date()


def is_announced_on(day: date) -> bool:
    """Return whether arXiv announces papers on a day of the week, holidays not considered."""
    return day.weekday() < _SATURDAY


def fetch_announcement(
    client: HttpClient, category: str, etag: str | None = None
) -> AnnouncementFeed:
    """Fetch today's announcement of a category.

    Raises:
        RefusedError: arXiv does not know the category.
        FeedError: as the client raises it.
    """
    found: list[tuple[tuple[Paper, ...], date | None]] = []

    def check(answer: Response) -> None:
        found.append(parse_isolated(parse_announcement, answer.body))

    answer = client.get(f"https://rss.arxiv.org/rss/{category}", etag=etag, check=check)
    if answer.status == _NOT_MODIFIED:
        return AnnouncementFeed((), None, etag, changed=False)
    if answer.status != _OK:
        raise RefusedError(
            f"arXiv refused the feed of {category}: {parse_isolated(_explanation, answer.body)}"
        )
    papers, day = found[-1]
    return AnnouncementFeed(papers, day, answer.etag)


def parse_announcement(body: bytes) -> tuple[tuple[Paper, ...], date | None]:
    """Read a feed into (papers, announcement day or None where it is empty).

    Raises:
        MalformedError: not a feed of arXiv announcements.
    """
    body = drop_forbidden_references(squeeze(body))
    parse_xml(body, "rss", "feed")
    # The text is kept as sent: it is escaped where it is shown, and an abstract's "<" is no markup.
    entries = feedparser.parse(
        BytesIO(body), sanitize_html=False, resolve_relative_uris=False
    ).entries
    papers = tuple(map(_to_paper, entries))
    return papers, max(filter(None, map(_day, entries)), default=None)


def _to_paper(entry: Any) -> Paper:  # noqa: ANN401 - feedparser ships no types
    known = parse_arxiv_id(entry.get("id", "")) or parse_arxiv_id(entry.get("link", ""))
    if known is None:
        raise MalformedError(
            "the feed announces something without an arXiv identifier:"
            f" {str(entry.get('id'))[:100]!r}"
        )
    arxiv_id, version = known
    text = entry.get("summary", "")
    match = _TEXT.fullmatch(text.strip())
    kind = entry.get("arxiv_announce_type") or (match["type"] if match else "")
    doi = clean(entry.get("arxiv_doi")).lower()
    abstract = clean(match["abstract"] if match else text)
    return Paper(
        identifiers=(("arxiv", arxiv_id), *([("doi", doi)] if doi else [])),
        title=clean(entry.get("title")),
        abstract=abstract,
        authors=split_authors(entry.get("author", "")),
        url=arxiv_address(arxiv_id),
        version=version,
        announced=_day(entry) if kind in ("new", "cross") else None,
        categories=tuple(tag.term for tag in entry.get("tags", ()) if tag.term),
        journal_ref=clean(entry.get("arxiv_journal_reference")) or None,
        licence=entry.get("rights"),
        withdrawn=is_withdrawn("", abstract) or None,
    )


def _day(entry: Any) -> date | None:  # noqa: ANN401 - feedparser ships no types
    """Return the announcement day, which feeds give as midnight US Eastern."""
    moment = entry.get("published_parsed")
    try:
        if not moment:
            return None
        return announcement_day(datetime.fromtimestamp(calendar.timegm(moment), UTC))
    except (OverflowError, ValueError):
        return None


def _explanation(body: bytes) -> str:
    # As a stream: feedparser takes bare bytes for the name of a file where there is one.
    feed = feedparser.parse(BytesIO(body)).feed
    return clean(feed.get("description") or feed.get("subtitle"))[:200] or "no reason given"
