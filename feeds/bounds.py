"""Cut papers to bounds that no real paper exceeds and that the database and searches can take."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from feeds.identifiers import is_placeholder
from feeds.paper import Author, Paper

TITLE = 1_000
ABSTRACT = 50_000
AUTHORS = 10_000
"""Names; the largest collaborations have some 5,000
(https://doi.org/10.1103/PhysRevLett.114.191803)."""
NAME = 200
AFFILIATION = 500
COMMENT = 5_000
PHRASE = 500
"""Characters of a journal reference, a venue or a licence."""
ADDRESS = 2_000
CATEGORIES = 100
CATEGORY = 100
IDENTIFIERS = 50
SCHEME = 50
DISCUSSIONS = 100
LAST_VERSION = 999
LAST_YEAR = 9_999
_LAST_MOMENT = datetime(LAST_YEAR, 12, 30, tzinfo=UTC)
_FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
_ELLIPSIS = "…"
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class UnboundedPaperError(ValueError):
    """A paper has no title, or no identifier that could be stored."""


def bounded(paper: Paper) -> Paper:
    """Return a paper within the bounds of this module.

    Texts are cut at a word and end with an ellipsis. What can't be cut is left out: identifiers,
    addresses, numbers.

    Raises:
        UnboundedPaperError: nothing is left to store it by.
    """
    title = shortened(paper.title, TITLE)
    identifiers = tuple(
        (scheme, value)
        for scheme, value in paper.identifiers[:IDENTIFIERS]
        if _fits(scheme, SCHEME)
        and _fits(value, ADDRESS)
        and not (scheme == "doi" and is_placeholder(value))
    )
    if not title:
        raise UnboundedPaperError("a paper without a title")
    if not identifiers:
        raise UnboundedPaperError("a paper without an identifier of a usual length")
    return replace(
        paper,
        identifiers=identifiers,
        title=title,
        abstract=shortened(paper.abstract, ABSTRACT),
        authors=tuple(map(_author, paper.authors[:AUTHORS])),
        url=paper.url if _fits(paper.url, ADDRESS) else "",
        version=_number(paper.version, LAST_VERSION),
        submitted=_moment(paper.submitted),
        updated=_moment(paper.updated),
        announced=_day(paper.announced),
        categories=_short(paper.categories, CATEGORY)[:CATEGORIES],
        venue=_optional(paper.venue, PHRASE),
        year=_number(paper.year, LAST_YEAR),
        comment=_optional(paper.comment, COMMENT),
        journal_ref=_optional(paper.journal_ref, PHRASE),
        licence=_optional(paper.licence, PHRASE),
        withdrawn=None if paper.withdrawn is None else bool(paper.withdrawn),
        discussions=_short(paper.discussions, ADDRESS)[:DISCUSSIONS],
    )


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters.

    A longer one is cut after a word and ends with an ellipsis.
    """
    text = _SURROGATE.sub("", text[: most + 1])
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    words = kept.rpartition(" ")[0]
    # A word that takes most of the text is cut itself.
    return (words if 2 * len(words) > len(kept) else kept).rstrip() + _ELLIPSIS


def _author(author: Author) -> Author:
    return Author(shortened(author.name, NAME), _optional(author.affiliation, AFFILIATION))


def _optional(text: str | None, most: int) -> str | None:
    if text is None:
        return None
    return shortened(text, most)


def _fits(text: str, most: int) -> bool:
    return 0 < len(text) <= most and not _SURROGATE.search(text)


def _short(texts: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(text for text in texts if _fits(text, most))


def _number(value: int | None, most: int) -> int | None:
    if value is not None and 0 < value <= most:
        return value
    return None


def _moment(moment: datetime | None) -> datetime | None:
    """Return a moment that can be written in UTC."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if _FIRST_MOMENT <= aware <= _LAST_MOMENT:
        return moment
    return None


def _day(day: date | None) -> date | None:
    if isinstance(day, datetime):
        return day.date()
    return day
