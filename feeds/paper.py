"""What one source says about one paper."""

import re
from dataclasses import dataclass
from datetime import date, datetime

# New-style identifiers since April 2007, old-style before:
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = re.compile(
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>[1-9]\d{0,2}))?", re.ASCII
)
_ARXIV_PREFIX = re.compile(
    r"\A(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arXiv\.org:|arxiv:)",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s*(?P<name>10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII
)
ARXIV_DOI = "10.48550/arxiv."
"""What stands before an arXiv identifier in the DOI that arXiv registers, in lower case."""
_LOGIN = re.compile(r"(?<=://)[^/?#]*@")
# C0 and C1 controls except the white space that is folded anyway, and lone surrogates, which no
# UTF-8 can carry.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Author:
    """One author, named as the source prints the name."""

    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as one source shows it; what the source does not say is None or empty.

    Attributes:
        identifiers: (scheme, value) pairs, the source's own first: ("arxiv", "1706.03762"),
            ("doi", "10.1000/182").
        version: the version shown, counted from 1.
        submitted: when version 1 was handed in (aware, UTC).
        updated: when the version shown was handed in (aware, UTC).
        announced: the day on which the paper first appeared in a listing.
        categories: subject classes, the primary one first.
        venue: where it was accepted or published, such as "NeurIPS 2024".
        year: of the venue's edition, where no day is known.
        withdrawn: the source says that its authors or editors took it back.
        discussions: addresses at which this source discusses the paper; a paper with
            discussions alone, found nowhere else, is only a pointer to it.
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
    withdrawn: bool = False
    discussions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Drop logins from addresses: links in a private feed may repeat the reader's own."""
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


def parse_arxiv_id(text: str) -> tuple[str, int | None] | None:
    """Read an arXiv identifier, bare, with `arxiv:` or `oai:arXiv.org:` before it, or as an arXiv
    address.

    Returns:
        (identifier without version, version or None), or None where the text is something else.
    """
    bare = _ARXIV_PREFIX.sub("", text.strip(), count=1).rstrip("/").removesuffix(".pdf")
    match = _ARXIV_ID.fullmatch(bare)
    if not match:
        return None
    return match["id"], int(match["version"]) if match["version"] else None


def parse_identifier(text: str) -> tuple[str, str] | None:
    """Read what names a paper: an arXiv id or address, a DOI or its address, or any `scheme:value`.

    DOIs are in lower case, as all sources give them here: they are the same name in either (DOI
    Handbook, 2.4).

    Returns:
        (scheme, value), or None where the text is none of these.
    """
    bare = text.strip()
    scheme, _, value = bare.partition(":")
    if doi := _DOI.fullmatch(bare):
        scheme, value = "doi", doi["name"].lower()
        bare = value.removeprefix(ARXIV_DOI)
    if arxiv := parse_arxiv_id(bare):
        return "arxiv", arxiv[0]
    return (scheme.lower(), value.strip()) if scheme and value.strip() else None


def without_login(address: str) -> str:
    """Return an address without user information, `user:password@`."""
    return _LOGIN.sub("", address, count=1)


def clean(text: str | None) -> str:
    """Fold white space and drop characters that no title or abstract can mean."""
    return " ".join(_UNPRINTABLE.sub("", text or "").split())
