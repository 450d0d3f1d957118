"""Entries of bibliographies: a work as they name it."""

from dataclasses import dataclass
from enum import StrEnum

from papertrail.types.work import Work

KEY_FIELDS = ("author", "authors", "year", "yy", "word", "words", "venue", "id")
"""What a template of keys may have in braces."""


class EntryKind(StrEnum):
    """What a bibliography takes a work for."""

    ARTICLE = "article"
    CONFERENCE = "conference"
    PREPRINT = "preprint"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in the parts that bibliographies sort and abbreviate.

    Attributes:
        family: the family name, or the whole name of a group.
        particle: what precedes the family name in lower case, such as "van der".
        suffix: such as "Jr.".
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """One entry of a bibliography. Where a work is published, the preprint is named with it.

    Attributes:
        key: by which documents cite it.
        work_id: the id that users type, such as "arxiv:1706.03762".
        year: of the edition or volume, else of the preprint.
        month: from 1, of a preprint.
        container: the journal or the proceedings in full; empty for a preprint.
        venue: such as "NeurIPS 2017"; empty for a preprint.
        arxiv: the identifier without version; empty if there is no preprint on arXiv.
        primary_class: arXiv's primary category.
        tags: the reader's.
    """

    key: str
    work_id: str
    kind: EntryKind
    title: str
    authors: tuple[PersonName, ...]
    year: int | None
    month: int | None = None
    container: str = ""
    venue: str = ""
    journal_ref: str = ""
    doi: str = ""
    url: str = ""
    arxiv: str = ""
    primary_class: str = ""
    abstract: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedWork:
    """A work to export, with its citation and what the reader recorded about it.

    Attributes:
        state: the reading state; empty if there is none.
        note: in Markdown.
    """

    work: Work
    citation: BibliographyEntry
    state: str = ""
    note: str = ""
