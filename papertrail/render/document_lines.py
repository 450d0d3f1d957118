"""Render documents, what was fetched, and passages that were found, as lines of text."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertrail.render.escaping import printable
from papertrail.render.phrases import TITLE, plural
from papertrail.types.fetched import FetchStatus, GetStatus

if TYPE_CHECKING:
    from papertrail.types.fetched import Document, FetchResult, GetResult, ListedDocument
    from papertrail.types.full_text import FullTextHit, FullTextResults, PassageHit

_KB, _MB = 1e3, 1e6
_SENTENCE = 300
_SECTION = 60
_WIDTH = 9
"""Characters of the longest status, with a space after it."""


def got(result: "GetResult") -> Iterator[str]:
    """Yield a line for each paper that could be had."""
    for paper in result.papers:
        if paper.work:
            work = paper.work
            status = f"{paper.status}:"
            yield f"{status:<{_WIDTH}}{printable(work.id)}  {printable(work.title, TITLE)}"


def not_got(result: "GetResult") -> Iterator[str]:
    """Yield a line for each paper that could not be had."""
    for paper in result.papers:
        if paper.status is GetStatus.FAILED:
            yield f"failed: {_named(paper.asked, paper.error)}"


def fetched(result: "FetchResult") -> Iterator[str]:
    """Yield a line for each PDF that is there now."""
    for each in result.documents:
        if each.work and each.document and each.status is not FetchStatus.FAILED:
            title = printable(each.work.title, TITLE)
            yield f"{each.status}: {printable(each.work.id)}  {size(each.document)}  {title}"


def not_fetched(result: "FetchResult") -> Iterator[str]:
    """Yield a line for each PDF that could not be fetched, or whose text can't be read."""
    for each in result.documents:
        if each.status is FetchStatus.FAILED:
            yield f"failed: {_named(each.asked, each.error)}"
        elif each.error:
            yield f"no full text: {_named(each.asked, each.error)}"


def listed(documents: "Sequence[ListedDocument]") -> Iterator[str]:
    """Yield a line or two for each document, numbered."""
    for number, each in enumerate(documents, 1):
        about = size(each.document) if each.document else ""
        head = f"{number:>3}  {each.state:<10}  {about:<21}  {printable(each.work.id)}"
        yield f"{head}  {printable(each.work.title, TITLE)}"
        if each.reason:
            yield f"     {printable(each.reason)}"
    sizes = {each.document.sha256: each.document.size for each in documents if each.document}
    if sizes:
        yield f"{plural(len(sizes), 'PDF')}, {sum(sizes.values()) / _MB:,.1f} MB"


def stored(item: "ListedDocument") -> Iterator[str]:
    """Yield lines about the PDF of a paper: what is wrong with it, and remarks."""
    parts = [size(item.document), f"fetched {item.document.fetched[:10]}"] if item.document else []
    if item.reason:
        parts.append(printable(item.reason))
    yield f"PDF    {', '.join(parts)}"
    for remark in item.remarks:
        yield f"       {printable(remark)}"


def size(document: "Document") -> str:
    """Return the number of pages and the size of a PDF."""
    amount = f"{document.size / _MB:,.1f} MB"
    if document.size < _MB / 10:
        amount = f"{math.ceil(document.size / _KB)} kB"
    return f"{plural(document.pages, 'page')}, {amount}" if document.pages else amount


def _named(asked: str, error: str) -> str:
    """Return an error that begins with the id it is about."""
    if error.startswith(asked):
        return printable(error)
    return f"{printable(asked)}: {printable(error)}"


def full_text(results: "FullTextResults") -> Iterator[str]:
    """Yield the papers with passages that answer a query."""
    for number, hit in enumerate(results.hits, 1):
        yield from _hit(number, hit)


def nothing_in_full_texts(results: "FullTextResults") -> str:
    """Return one line about an answer without hits."""
    if not results.searched:
        return "no full text is there yet; run: papertrail fetch ID"
    return f"no passage found in the full texts of {plural(results.searched, 'paper')}"


def _hit(number: int, hit: "FullTextHit") -> Iterator[str]:
    work = hit.work
    if number > 1:
        yield ""
    yield f"{number:>3}  {printable(work.title, TITLE)}"
    about = [printable(work.id), printable(work.venue or ""), work.published or ""]
    yield f"     {'  '.join(filter(None, about))}"
    for found in hit.passages:
        yield f"     {place(found)}: {printable(found.sentence, _SENTENCE)}"


def place(found: "PassageHit") -> str:
    """Return where a passage is: its page and section."""
    passage = found.passage
    if not passage.page:
        return "your note"
    section = printable(passage.section, _SECTION)
    return f"p. {passage.page}, {section}" if section else f"p. {passage.page}"
