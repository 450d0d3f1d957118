"""Compare venues: of two records, and with what a reader asks for."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from papertrail.text.likeness import REMEMBERED
from papertrail.text.words import words

_LATEST_PUBLICATION = 3
_ACRONYM_WORDS = 2

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNPUBLISHED = frozenset(
    words(
        "arXiv bioRxiv CoRR medRxiv preprint rejected submission submitted tech technical withdrawn"
    )
)
_JOURNAL = frozenset(
    words(
        """
        annals bulletin CSUR IJCV j JAIR JMLR journal letters magazine rec record records review
        reviews surveys TACL TKDE TMLR TNNLS TODS TOIS TPAMI trans transaction transactions
        """
    )
)
_WORKSHOP = frozenset({"workshop", "workshops"})
_UNSPECIFIC = _JOURNAL | frozenset(
    words(
        """
        ACM advances and annual conf conference CVF for hellip IEEE in int international intl of on
        proc proceedings symposium the to
        """
    )
)
_RENAMED = {"nips": "neurips"}


class Setting(Enum):
    """How the venues and years of two records relate."""

    APART = auto()
    """They are of two places, or too far apart in time."""
    PREPRINT = auto()
    """One or both are preprints, and the years allow for one work."""
    LATE_PREPRINT = auto()
    """One is a preprint of the year after the other's publication: that, or more often an
    extension."""
    PUBLISHED = auto()
    """Both are published, and nothing says that they are so in two places."""
    SAME_EDITION = auto()
    """Both are published in the same year of the same conference or journal."""


@dataclass(frozen=True, slots=True)
class _Venue:
    name: frozenset[str]
    acronym: bool
    journal: bool
    workshop: bool
    year: int | None


def is_venue(venue: str, asked: str) -> bool:
    """Decide whether a venue has all the words that a reader asks for, such as "ICML 2024"."""
    wanted = _words(asked)
    return bool(wanted) and wanted <= _words(venue)


def is_publication(venue: str) -> bool:
    """Decide whether a venue publishes papers, other than a server of preprints."""
    return _venue(venue) is not None


def is_journal(venue: str) -> bool:
    """Decide whether a venue is a journal."""
    read = _venue(venue)
    return read is not None and read.journal


@lru_cache(REMEMBERED)
def _words(text: str) -> frozenset[str]:
    return frozenset(_RENAMED.get(word, word) for word in words(text))


@lru_cache(REMEMBERED)
def _venue(text: str) -> _Venue | None:
    """Read a venue; None for the places of preprints."""
    found = {word for word in _words(_YEAR.sub(" ", text)) if not word[0].isdigit()}
    if not found or found & _UNPUBLISHED:
        return None
    name = frozenset(found - _UNSPECIFIC)
    year = _YEAR.search(text)
    return _Venue(
        name,
        acronym=len(name) == 1 and len(found) <= _ACRONYM_WORDS,
        journal=not found.isdisjoint(_JOURNAL),
        workshop=not found.isdisjoint(_WORKSHOP),
        year=int(year[0]) if year else None,
    )


def setting(
    place: str | None, year: int | None, other_place: str | None, other_year: int | None
) -> Setting:
    """Compare the venues and years of two records."""
    venue, other = _venue(place or ""), _venue(other_place or "")
    year, other_year = (venue and venue.year) or year, (other and other.year) or other_year
    later = None if year is None or other_year is None else other_year - year
    if venue and other:
        return _published(venue, other, later)
    if later is None:
        return Setting.PREPRINT
    if not venue and not other:
        if abs(later) <= _LATEST_PUBLICATION:
            return Setting.PREPRINT
        return Setting.APART
    after = -later if venue else later
    if after == -1:
        return Setting.LATE_PREPRINT
    return Setting.PREPRINT if 0 <= after <= _LATEST_PUBLICATION else Setting.APART


def _published(venue: _Venue, other: _Venue, later: int | None) -> Setting:
    same = venue.name <= other.name or other.name <= venue.name
    if (venue.journal, venue.workshop) != (other.journal, other.workshop):
        return Setting.APART
    if venue.acronym and other.acronym and not same:
        return Setting.APART
    # A journal shows a work online in one year and prints it in the next.
    if later is not None and abs(later) > venue.journal:
        return Setting.APART
    if same and venue.name and other.name and later == 0:
        return Setting.SAME_EDITION
    return Setting.PUBLISHED
