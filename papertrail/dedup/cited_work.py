"""Decide which work an entry of a bibliography cites. Pure; no I/O.

An identifier decides if title or authors do not speak against it: bibliographies print wrong ones.
Without one, title, authors and year have to agree together; a title alone is never enough.
"""

from collections.abc import Sequence
from dataclasses import replace

from papertrail.dedup.names import common_authors
from papertrail.dedup.same_work import EXCLUSIVE, Record, agree, same_work
from papertrail.dedup.titles import compare, read_title

_YEARS = 3
"""Years between a preprint and the journal that a bibliography may cite instead."""
_YEARS_OF_SHORT = 2
"""Likewise where several works could have the title by chance."""
_WORDS = 6
"""Words of a title that, with the year, names one work even if no author can be compared."""
_DAMAGED = 0.9
"""Likeness of titles of which a PDF garbled some letters."""


def choose_cited(reference: Record, candidates: Sequence[Record]) -> int | None:
    """Return the place of the candidate that a reference cites, or None.

    Args:
        reference: an entry; its title may be empty, its authors cut short.
        candidates: stored works that share an identifier, or a key of the title, with it.
    """
    named = [
        place
        for place, other in enumerate(candidates)
        if reference.identifiers & other.identifiers and _is_credible(reference, other)
    ]
    if named:
        return min(named, key=lambda place: _distance(reference, candidates[place]))
    described = [place for place, other in enumerate(candidates) if _is_described(reference, other)]
    if not described:
        return None
    return min(described, key=lambda place: _distance(reference, candidates[place]))


def _is_credible(reference: Record, other: Record) -> bool:
    """Decide whether a work may be the one whose identifier a reference prints."""
    if reference.title and not read_title(reference.title).generic:
        return agree(reference, other)
    common = common_authors(reference.authors, other.authors)
    return common is None or common.names > 0


def _is_described(reference: Record, other: Record) -> bool:
    """Decide whether title, authors and year of a reference are those of a work."""
    ours, theirs = dict(reference.identifiers), dict(other.identifiers)
    if any(ours[scheme] != theirs[scheme] for scheme in ours.keys() & theirs.keys() & EXCLUSIVE):
        return False
    title, known = read_title(reference.title), read_title(other.title)
    if title.generic or known.generic:
        return False
    apart = _years_apart(reference, other)
    common = common_authors(reference.authors, other.authors)
    equal = title.letters == known.letters
    if common is None:
        return equal and len(title.content) >= _WORDS and apart == 0
    if apart is not None and apart > (_YEARS if title.distinctive else _YEARS_OF_SHORT):
        return False
    if equal:
        return common.most and (title.distinctive or apart is not None)
    difference = compare(title, known)
    garbled = difference.likeness >= _DAMAGED and not difference.reworded and common.nearly_all
    # An identifier that both have is wrong, or `_is_credible` would have decided.
    return garbled or same_work(replace(reference, identifiers=frozenset()), other)


def _years_apart(reference: Record, other: Record) -> int | None:
    if reference.year is None or other.year is None:
        return None
    return abs(reference.year - other.year)


def _distance(reference: Record, other: Record) -> tuple[bool, int]:
    """Return how far a work is from what a reference says, to prefer the nearest of several."""
    other_title = read_title(reference.title).letters != read_title(other.title).letters
    apart = _years_apart(reference, other)
    return other_title, _YEARS if apart is None else apart
