"""Turn the fields of an entry into the record of a paper."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date

from feeds.bounds import ABSTRACT, AUTHORS, LAST_YEAR, NAME, PHRASE, TITLE, shortened
from feeds.identifiers import arxiv_address, doi_address
from feeds.paper import Author, Paper, clean, letters
from papertrail.exchange.proceedings import venue_of
from papertrail.types.bibliography_entry import PersonName

_DAY = re.compile(r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2}))?(?:[-/](?P<day>\d{1,2}))?")
_SEPARATORS = re.compile(r"[;,\n]")
_SUBJECT = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")
_PREPRINT = re.compile(r"\barxiv\b|\bcorr\b|\bpreprint\b", re.IGNORECASE)


def make_paper(
    title: str,
    authors: Sequence[str],
    identifiers: frozenset[tuple[str, str]],
    *,
    when: str = "",
    container: str = "",
    abstract: str = "",
    url: str = "",
    subject: str = "",
) -> Paper | None:
    """Return the record of a paper; None without a title.

    Args:
        title: as text.
        authors: names in either order.
        identifiers: (scheme, value); without any, the paper gets one made from its title, its
            authors and its year, so that the same entry is the same paper again.
        when: 2017, 2017-06, 2017-06-12 or such with slashes.
        container: the journal or the proceedings.
        abstract: as text.
        url: of its page.
        subject: arXiv's primary category.
    """
    title = shortened(clean(title), TITLE)
    if not letters(title):
        return None
    names = [shortened(clean(name), NAME) for name in authors[:AUTHORS]]
    year, day = _when(when)
    venue = _venue(clean(container), year)
    known = sorted(identifiers, key=lambda known: known[0] != "arxiv")
    if not known:
        known = [("guid", _own_name(title, names, year))]
    if day and venue:
        # Of a publication, a source gives the year of the edition.
        day = None
    address = url if url.startswith(("http://", "https://")) else ""
    return Paper(
        tuple(known),
        title,
        shortened(clean(abstract), ABSTRACT),
        tuple(Author(name) for name in names if name),
        address or _address(known),
        announced=day,
        categories=(subject,) if _SUBJECT.fullmatch(subject) else (),
        venue=venue or None,
        year=year if day is None else None,
    )


def written_name(name: PersonName) -> str:
    """Return a name in the order in which it is printed."""
    parts = [name.given, name.particle, name.family, name.suffix]
    return " ".join(part for part in parts if part)


def keywords(texts: Iterable[str]) -> tuple[str, ...]:
    """Return keywords that commas, semicolons or line ends separate, each once."""
    found = (part.strip() for text in texts for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in found if part))


def _when(text: str) -> tuple[int | None, date | None]:
    """Return the year, and the day if a month is given; its first where no day is."""
    found = _DAY.search(text)
    if not found or not 0 < int(found["year"]) <= LAST_YEAR:
        return None, None
    year = int(found["year"])
    if not found["month"]:
        return year, None
    try:
        return year, date(year, int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return year, None


def _venue(container: str, year: int | None) -> str:
    if not container or _PREPRINT.search(container):
        return ""
    return shortened(venue_of(container, year), PHRASE)


def _address(identifiers: Sequence[tuple[str, str]]) -> str:
    for scheme, value in identifiers:
        if scheme == "arxiv":
            return arxiv_address(value)
        if scheme == "doi":
            return doi_address(value)
        if scheme == "url":
            return value
    return ""


def _own_name(title: str, authors: Sequence[str], year: int | None) -> str:
    text = "\n".join([letters(title), *map(letters, authors), str(year or "")])
    return f"entry-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
