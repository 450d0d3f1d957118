"""Works: one record for each paper, whatever sources and versions it came in."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.identifiers import arxiv_pdf_address, parse_arxiv_id
from feeds.paper import Author
from feeds.paper_pages import page_address, pdf_address
from papertrail.types import dates
from papertrail.types.document import Link

SCHEMES = (
    "arxiv",
    "acl",
    "openreview",
    "neurips",
    "pmlr",
    "cvf",
    "doi",
    "ieee",
    "virtual",
    "url",
    "guid",
)
"""Schemes of identifiers, those first that users type most readily."""


@dataclass(frozen=True, slots=True)
class Work:
    """A stored paper; moments and days in ISO 8601, UTC."""

    key: int
    identifiers: tuple[tuple[str, str], ...]
    title: str
    abstract: str
    url: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    version: int | None
    submitted: str | None
    updated: str | None
    announced: str | None
    fetched: str
    venue: str | None
    year: int | None
    comment: str | None
    journal_ref: str | None
    withdrawn: bool

    @property
    def id(self) -> str:
        """The id that users type, such as `arxiv:1706.03762`."""
        scheme, value = min(self.identifiers, key=preference)
        return f"{scheme}:{value}"

    @property
    def pdf_url(self) -> str:
        """The address of its PDF: of the page's, else the preprint's, else another source's.

        An empty string if none is known.
        """
        if arxiv := parse_arxiv_id(self.url):
            return arxiv_pdf_address(arxiv[0])
        if address := pdf_address(self.url):
            return address
        for scheme, value in self.identifiers:
            if scheme == "arxiv":
                return arxiv_pdf_address(value)
        for scheme, value in self.identifiers:
            page = page_address(scheme, value)
            if page and (address := pdf_address(page)):
                return address
        return ""

    @property
    def published(self) -> str | None:
        """The day of the paper, such as 2017-06-12, or the year of its venue's edition."""
        return dates.published(self.submitted, self.announced, self.year)

    @property
    def listed(self) -> str | None:
        """The day on which the paper was announced, else submitted."""
        return dates.listed(self.submitted, self.announced)

    @property
    def publication_year(self) -> int | None:
        """The year of the venue's edition, else of the day."""
        return dates.publication_year(self.submitted, self.announced, self.year)

    @property
    def text(self) -> str:
        """The text that is embedded, indexed and read by rules, see `paper_text`."""
        return paper_text(self.title, self.abstract)


def paper_text(title: str, abstract: str) -> str:
    """Return the text of a paper: its title and, if there is one, its abstract."""
    return f"{title}\n{abstract}" if abstract else title


@dataclass(frozen=True, slots=True)
class Appearance:
    """A work as one source shows it.

    Attributes:
        identifiers: (scheme, value), the source's own first.
        title: as the source prints it.
    """

    source: str
    identifiers: tuple[tuple[str, str], ...]
    title: str
    venue: str | None
    year: int | None
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a work after it was first stored.

    Attributes:
        kind: new_version, abstract_changed, accepted, published, withdrawn, retracted, concern (an
            expression of concern) or removed.
        version: the work's version then.
        detail: the venue or journal, or who gave notice of a retraction.
        day: when it was noticed.
    """

    kind: str
    version: int | None
    detail: str
    day: str


@dataclass(frozen=True, slots=True)
class History:
    """The appearances, events and discussions of a work.

    Attributes:
        discussions: (source, title, address).
    """

    appearances: Sequence[Appearance]
    events: Sequence[Event]
    discussions: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class WorkInFull:
    """A work with all that is known about it.

    Attributes:
        links: to code, data and sites of projects.
    """

    work: Work
    history: History
    links: tuple[Link, ...] = ()


def preference(identifier: tuple[str, str]) -> tuple[int, str]:
    """Return the order of identifiers in which the first one is a work's id."""
    scheme, value = identifier
    return (SCHEMES.index(scheme) if scheme in SCHEMES else len(SCHEMES), value)
