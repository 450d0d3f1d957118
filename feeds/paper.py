"""The record that a source gives of one paper."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from feeds.identifiers import parse_arxiv_id, parse_identifier
from feeds.people import names_in, suffix_of
from feeds.tex import readable

__all__ = [
    "Author",
    "Paper",
    "clean",
    # plug-ins import these two from here
    "parse_arxiv_id",
    "parse_identifier",
    "without_login",
]

_LOGIN = re.compile(r"(?<=://)[^/?#]*@")
# C0 and C1 controls except the white space that is folded anyway; lone surrogates, which no UTF-8
# can carry; and what no reader sees: soft hyphens, spaces of no width, marks of direction. Joiners
# (U+200C, U+200D) stay, since Persian and Indian scripts are written with them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class Author:
    """One author, named as the source prints the name."""

    name: str
    affiliation: str | None = None

    def __post_init__(self) -> None:
        """Write TeX as text."""
        if isinstance(self.name, str):
            object.__setattr__(self, "name", readable(self.name) or self.name)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as one source shows it; what the source leaves out is None or empty.

    Attributes:
        title: like the abstract, the comment and authors' names, without TeX outside formulas; see
            `feeds.tex`.
        identifiers: (scheme, value) pairs, the source's own first: ("arxiv", "1706.03762"), ("doi",
            "10.1000/182").
        version: the version shown, counted from 1.
        submitted: when version 1 was handed in (aware, UTC).
        updated: when the version shown was handed in (aware, UTC).
        announced: the day on which the paper first appeared in a listing.
        categories: subject classes, the primary one first.
        venue: where it was accepted or published, such as "NeurIPS 2024".
        year: of the venue's edition, where no day is known.
        withdrawn: whether its authors or editors took it back, where the source says so or not.
        discussions: addresses at which this source discusses the paper; a paper with discussions
            alone, found nowhere else, is only a pointer to it.
    """

    identifiers: tuple[tuple[str, str], ...]
    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    url: str = ""
    version: int | None = None
    submitted: datetime | None = None
    updated: datetime | None = None
    announced: date | None = None
    categories: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    comment: str | None = None
    journal_ref: str | None = None
    licence: str | None = None
    withdrawn: bool | None = None
    discussions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Write TeX as text, keep authors only, and drop logins from addresses.

        Links in a private feed may repeat the reader's own login.
        """
        if all(
            isinstance(author, Author) and isinstance(author.name, str) for author in self.authors
        ):
            object.__setattr__(self, "authors", tuple(_people(self.authors)))
        for name in ("title", "abstract", "comment"):
            text = getattr(self, name)
            # What a plug-in gives instead of a text is refused where it is stored.
            if text and isinstance(text, str):
                object.__setattr__(self, name, readable(text) or text)
        if "@" in self.url:
            object.__setattr__(self, "url", without_login(self.url))
        if any(scheme == "url" and "@" in value for scheme, value in self.identifiers):
            bare = [
                (scheme, without_login(value) if scheme == "url" else value)
                for scheme, value in self.identifiers
            ]
            object.__setattr__(self, "identifiers", tuple(dict.fromkeys(bare)))
        if any("@" in address for address in self.discussions):
            object.__setattr__(self, "discussions", tuple(map(without_login, self.discussions)))

    def identifier(self, scheme: str) -> str | None:
        """Return the paper's identifier of a scheme, or None."""
        return next((value for known, value in self.identifiers if known == scheme), None)


def _people(authors: Iterable[Author]) -> Iterator[Author]:
    """Yield authors, leaving out what is only between or after names.

    A collaboration that a colon joins to its first member is an author of its own.
    """
    last: Author | None = None
    for author in authors:
        suffix = suffix_of(author.name)
        if suffix is not None and last is not None:
            last = Author(f"{last.name} {suffix}".rstrip(), last.affiliation)
            continue
        names = names_in(author.name)
        for name in names:
            if last is not None:
                yield last
            last = Author(name)
        if names and author.affiliation is not None:
            last = Author(names[-1], author.affiliation)
    if last is not None:
        yield last


def without_login(address: str) -> str:
    """Return an address without user information, `user:password@`."""
    return _LOGIN.sub("", address, count=1)


def clean(text: str | None) -> str:
    """Fold white space and drop characters that no title or abstract can mean."""
    return " ".join(_UNPRINTABLE.sub("", text or "").split())


def letters(title: str) -> str:
    """Return a title's letters and digits alone, in lower case, to compare it by."""
    return "".join(filter(str.isalnum, title.casefold()))
