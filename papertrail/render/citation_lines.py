"""Render references and citations as lines of text."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE, plural
from papertrail.types.document import Whose

if TYPE_CHECKING:
    from papertrail.types.citation import CitedBy, CitedReference, CoupledPapers, References
    from papertrail.types.document import Link
    from papertrail.types.work import Work

_NAME = 60
_TEXT = 300


def references(found: "References") -> Iterator[str]:
    """Yield a line for each reference; under those of stored papers, id and marks."""
    yield (
        f"{printable(found.work.title, TITLE)}: {plural(len(found.entries), 'reference')}, "
        f"{found.matched:,} of them stored"
    )
    for entry in found.entries:
        yield from _entry(entry)


def cited_by(found: "CitedBy") -> Iterator[str]:
    """Yield a line for each fetched paper that cites a paper, numbered from 1."""
    for number, work in enumerate(found.citing, 1):
        yield _numbered(number, work)


def of_how_many(found: "CitedBy | CoupledPapers") -> str:
    """Return of how many papers the references are known."""
    known = plural(found.fetched, "fetched paper")
    return f"known are the references of {known}; papertrail fetch ID adds more"


def coupled(found: "CoupledPapers") -> Iterator[str]:
    """Yield a line for each paper that shares references with a paper, numbered from 1."""
    for number, each in enumerate(found.papers, 1):
        shared = plural(each.shared, "shared reference")
        yield f"{_numbered(number, each.work)} · {shared}, likeness {each.likeness:.2f}"


def link(item: "Link") -> str:
    """Return one line about a link: whose it is, its address, and the page that prints it."""
    place = f" (page {item.page})" if item.page else ""
    if item.url is None:
        return f"promised: {printable(item.context, _TEXT)}{place}"
    owner = "" if item.whose is Whose.OWN else f"{item.whose}: "
    return f"{owner}{printable(item.url)}{place}"


def own_addresses(links: "Sequence[Link]") -> list[tuple[str, str]]:
    """Return (kind, address) of the authors' own code, data and sites."""
    return [(str(item.kind), item.url) for item in links if item.url and item.whose is Whose.OWN]


def _entry(entry: "CitedReference") -> Iterator[str]:
    reference = entry.reference
    first = printable(reference.authors[0], _NAME) if reference.authors else ""
    others = " et al." if len(reference.authors) > 1 else ""
    title = printable(reference.title, TITLE)
    if not title:
        yield f"[{reference.number}] {printable(reference.text, _TEXT)}"
    else:
        year = f" ({reference.year})" if reference.year else ""
        yield f"[{reference.number}] {first}{others}{year} {title}".replace("]  ", "] ")
    if entry.work:
        kinds = dict.fromkeys(mark.kind for mark in entry.marks)
        state = f"  {', '.join(kinds)}" if kinds else ""
        yield f"     {printable(entry.work.id)}{state}"


def _numbered(number: int, work: "Work") -> str:
    return f"{number:>2}  {printable(work.title, TITLE)}  {printable(work.id)}"
