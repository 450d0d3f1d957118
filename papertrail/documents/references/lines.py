"""The lines of a document in reading order, without page numbers and running heads."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from papertrail.documents.references.joining import tamed
from papertrail.types.document import BlockKind, DocumentText, Page

_LONGEST_LINE = 20_000
_EDGE = 3
"""Lines at the top and bottom of a page among which running heads are."""
_REPEATED = 3
"""Pages on which a line has to be to be a running head."""
HEADINGS = frozenset(
    {
        "references",
        "referencesandnotes",
        "referencescited",
        "referencesandfurtherreading",
        "reference",
        "bibliography",
        "selectedbibliography",
        "literaturecited",
        "literature",
        "citedliterature",
        "workscited",
        "literatur",
        "literaturverzeichnis",
        "références",
        "bibliographie",
        "referencias",
        "bibliografía",
        "参考文献",
        "文献",
        "引用文献",
        "参考资料",
        "參考文獻",
        "참고문헌",
        "литература",
        "списоклитературы",
    }
)
"""Headings of bibliographies, without spaces."""
_NUMBER = re.compile(
    r"\s*(?:\d{1,4}|[ivxl]{1,6}|page \d{1,4}(?: of \d{1,4})?|[-\u2013]\s?\d{1,4}\s?[-\u2013])\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\s*arXiv:\d{4}\.\d{4,5}v\d+\s+\[", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"[\s\u00ad\u0002\ufffe-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed.

    Attributes:
        is_start: a block begins here, as indents and gaps show.
        is_heading: it is a heading, as its type shows.
    """

    text: str
    page: int
    is_start: bool = False
    is_heading: bool = False


def lines_of(document: DocumentText) -> list[Line]:
    """Return the lines of a document without page numbers and running heads."""
    by_page = [_split(page) for page in document.pages]
    heads = _running_heads(by_page)
    starts, headings = _starts(document)
    found: list[Line] = []
    for page, texts in zip(document.pages, by_page, strict=True):
        for place, text in enumerate(texts):
            at_edge = place < _EDGE or place >= len(texts) - _EDGE
            is_head = _NUMBER.fullmatch(text) or (
                _folded(text) in heads and squeezed(text) not in HEADINGS
            )
            if not text.strip() or (at_edge and is_head):
                continue
            if _STAMP.match(text):
                continue
            key = (page.number, squeezed(text)[:24])
            found.append(
                Line(text[:_LONGEST_LINE].strip(), page.number, key in starts, key in headings)
            )
    return found


def squeezed(text: str) -> str:
    """Return a text without white space and hyphens, in lower case."""
    return _BLANK.sub("", text).casefold()


def _split(page: Page) -> list[str]:
    return [line for line in tamed(page.text).split("\n") if line.strip()]


def _running_heads(by_page: Sequence[Sequence[str]]) -> frozenset[str]:
    counted = Counter[str]()
    for texts in by_page:
        counted.update({_folded(text) for text in (*texts[:_EDGE], *texts[-_EDGE:])})
    return frozenset(text for text, count in counted.items() if count >= _REPEATED and text)


def _folded(text: str) -> str:
    return _DIGITS.sub("", squeezed(text))


def _starts(
    document: DocumentText,
) -> tuple[frozenset[tuple[int, str]], frozenset[tuple[int, str]]]:
    """Return the first letters of the blocks, and of those that are headings, with their pages."""
    starts = {(block.page, squeezed(block.text)[:24]) for block in document.blocks}
    headings = {
        (block.page, squeezed(block.text)[:24])
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }
    return frozenset(starts), frozenset(headings)
