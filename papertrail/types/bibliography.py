"""Results of checks of a bibliography."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What is to be corrected in an entry, or known about it."""

    PUBLISHED = "published"
    """It cites a preprint of a work that is published."""
    YEAR = "year"
    VENUE = "venue"
    AUTHORS = "authors"
    IDENTIFIER = "identifier"
    """Its identifier is another work's."""
    DUPLICATE = "duplicate"
    """Another key of the file names the same work."""
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    OUTDATED = "outdated"
    """It names an older version of a preprint."""


@dataclass(frozen=True, slots=True)
class BibliographyFinding:
    """One thing about one entry.

    Attributes:
        key: of the entry.
        line: on which it begins, from 1.
        says: what the entry has.
        stored: what the store knows.
        work_id: the stored work.
    """

    kind: FindingKind
    key: str
    line: int
    says: str
    stored: str
    work_id: str


@dataclass(frozen=True, slots=True)
class BibliographyCheck:
    """A bibliography, compared with the store.

    Attributes:
        entries: how many could be read.
        known: how many of them are stored works.
        findings: in the order of the file.
        unknown: keys of entries that are not in this store, which says nothing about them.
        faults: entries that can't be read, one line each.
        fixed: the file with corrections; None if they were not asked for.
        corrected: keys of entries that `fixed` corrects.
    """

    entries: int
    known: int
    findings: tuple[BibliographyFinding, ...]
    unknown: tuple[str, ...]
    faults: tuple[str, ...] = ()
    fixed: str | None = None
    corrected: tuple[str, ...] = ()
