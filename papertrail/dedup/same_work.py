"""Decide whether two records, from whatever sources, are of one work. Pure; no I/O.

A shared identifier decides; without one, title, authors, venue and year have to agree together. A
wrong join hides a work, a missed one only shows it twice, so doubtful pairs are not joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate

from feeds.paper import Paper
from papertrail.dedup.abstracts import abstract_keys, abstract_likeness
from papertrail.dedup.acceptance import without_stated
from papertrail.dedup.names import Common, common_authors
from papertrail.dedup.titles import Comparison, compare, may_be_renamed, read_title
from papertrail.dedup.venues import Setting, setting
from papertrail.types.dates import publication_year
from papertrail.types.work import Work

EXCLUSIVE = frozenset({"acl", "arxiv", "cvf", "neurips", "openreview", "pmlr"})
"""Schemes that name a work once, so that two values are two works. A DOI does not: a preprint and
its publication may have one each."""

_CLOSE_TITLE = 0.8
_CHANGED_TITLE = 0.7
_SAME_ABSTRACT = 0.8
"""Chosen and measured by `python benchmarks/dedup.py RECORDED`, as the two above."""


@dataclass(frozen=True, slots=True)
class Record:
    """A description of a work by one source, or by all that are joined so far.

    Attributes:
        authors: names as printed, in any of the usual forms: "Ada Lovelace", "Lovelace, Ada", "A.
            Lovelace".
        year: of publication or submission.
        venue: such as "ICML 2024" or "TPAMI"; None for a preprint.
        identifiers: (scheme, value) pairs.
        abstract: empty if it is not known.
    """

    title: str
    authors: tuple[str, ...]
    year: int | None
    venue: str | None
    identifiers: frozenset[tuple[str, str]] = frozenset()
    abstract: str = ""


def record_of_paper(paper: Paper) -> Record:
    """Return what a source says about a work."""
    submitted, announced = paper.submitted, paper.announced
    return Record(
        paper.title,
        tuple(author.name for author in paper.authors),
        publication_year(
            submitted.isoformat() if submitted else None,
            announced.isoformat() if announced else None,
            paper.year,
        ),
        paper.venue,
        frozenset(paper.identifiers),
        paper.abstract,
    )


def record_of_work(work: Work) -> Record:
    """Return what is stored of a work, without a venue that only its comment states."""
    venue, year = without_stated(work.venue, work.year, work.comment)
    return Record(
        work.title,
        tuple(author.name for author in work.authors),
        publication_year(work.submitted, work.announced, year),
        venue,
        frozenset(work.identifiers),
        work.abstract,
    )


def title_keys(title: str) -> tuple[str, ...]:
    """Return keys of a title: only records that share one can be one work by their titles.

    Returns:
        At most four short strings; none for a title that says too little. The first is that of the
        whole title: records that share it are to be tried first, since a paper may resemble another
        one of its authors too.
    """
    known = read_title(title)
    if known.generic:
        return ()
    longest = sorted(set(known.content), key=lambda word: (-len(word), word))
    parts = (
        known.letters,
        "<".join(_leading(known.content, words=3, letters=24)),
        ">".join(_leading(known.content[::-1], words=4, letters=32)),
        "~".join(sorted(_leading(longest, words=3, letters=0))),
    )
    return tuple(blake2b(part.encode(), digest_size=8).hexdigest() for part in parts if part)


def work_keys(title: str, abstract: str) -> tuple[str, ...]:
    """Return keys of a title, as `title_keys` does, and of an abstract.

    Only records that share one can be one work by what they say.
    """
    keys = title_keys(title)
    return (*keys, *abstract_keys(abstract)) if keys else ()


def _leading(content: Sequence[str], *, words: int, letters: int) -> Sequence[str]:
    """Return the first words that have enough words and letters; nothing if that takes all."""
    for count, length in enumerate(accumulate(map(len, content)), 1):
        if count >= words and length >= letters:
            if count < len(content):
                return content[:count]
            return ()
    return ()


def same_work(one: Record, other: Record) -> bool:
    """Decide whether two records are of one work; their order makes no difference."""
    shared = one.identifiers & other.identifiers
    distinct = _schemes(one.identifiers) & _schemes(other.identifiers) - _schemes(shared)
    if _schemes(shared) & EXCLUSIVE:
        return True
    if distinct & EXCLUSIVE:
        return False
    return bool(shared) or _same_description(one, other, one_source=bool(distinct))


def agree(one: Record, other: Record) -> bool:
    """Return whether titles or authors of two records support a claim that they are one work.

    Less than it takes to join records that share no identifier. Titles support it if they are
    equal, or one is a cut or slightly changed form of the other; authors if half of them are the
    same, or all of a list that may be cut short.
    """
    title, other_title = read_title(one.title), read_title(other.title)
    if not (title.generic or other_title.generic):
        if title.letters == other_title.letters:
            return True
        difference = compare(title, other_title)
        if difference.cut or difference.likeness >= _CHANGED_TITLE:
            return True
    common = common_authors(one.authors, other.authors)
    return common is not None and common.names > 0 and common.most


def _schemes(identifiers: frozenset[tuple[str, str]]) -> set[str]:
    return {scheme for scheme, _ in identifiers}


def _same_description(one: Record, other: Record, *, one_source: bool) -> bool:
    """Decide whether title, authors, venue and year are enough to join two records.

    The less one of them says, the more the others have to.

    Records of one source, which prints a work's title in one way, are not joined under different
    titles.
    """
    title, other_title = read_title(one.title), read_title(other.title)
    where = setting(one.venue, one.year, other.venue, other.year)
    if title.generic or other_title.generic or where is Setting.APART:
        return False
    common = common_authors(one.authors, other.authors)
    equal = title.letters == other_title.letters
    if common is None:
        return equal and title.distinctive and where is Setting.SAME_EDITION
    published = where in {Setting.PUBLISHED, Setting.SAME_EDITION}
    if equal:
        return common.most or (published and common.some)
    if one_source or where is Setting.LATE_PREPRINT or not common.some:
        return False
    if common.same and may_be_renamed(title, other_title) and _same_abstract(one, other):
        return True
    return _similar_titles(compare(title, other_title), common, published=published)


def _similar_titles(difference: Comparison, common: Common, *, published: bool) -> bool:
    """Decide whether two titles that differ are those of one work, with some common authors."""
    if published and (common.nearly_all if difference.reworded else common.most):
        return difference.likeness >= _CHANGED_TITLE or difference.cut
    return (
        difference.likeness >= _CLOSE_TITLE
        and not difference.reworded
        and (published or common.nearly_all)
    )


def _same_abstract(one: Record, other: Record) -> bool:
    return abstract_likeness(one.abstract, other.abstract) >= _SAME_ABSTRACT
