"""Write papers as a book for e-readers: EPUB 3.3, https://www.w3.org/TR/epub-33/.

A chapter is a paper: what is known about it, its abstract, and its full text where that was
fetched. Nothing in a book is loaded from elsewhere. The same book has the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from papertrail.render.citation_tags import citation_tags
from papertrail.render.escaping import link, printable
from papertrail.render.maths import with_maths
from papertrail.render.phrases import TITLE, authors
from papertrail.render.templates import fill
from papertrail.types.document import BlockKind, DocumentText
from papertrail.types.work import Work

MEDIA_TYPE = "application/epub+zip"
_NAMED_AUTHORS = 20
_READ = (BlockKind.HEADING, BlockKind.BODY, BlockKind.CAPTION, BlockKind.FOOTNOTE)
"""What is shown of a full text; formulas and tables do not survive extraction."""
_CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_STYLE = """\
h1 { font-size: 1.3em; line-height: 1.25; }
h2 { font-size: 1.1em; }
.facts, .remark { font-size: 0.85em; margin: 0.2em 0; }
.remark { font-style: italic; }
.note { border-left: 0.2em solid; padding-left: 0.6em; }
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A paper of a book.

    Attributes:
        remarks: what is said of it, one line each, such as why a digest chose it.
        note: the reader's own.
        text: its full text, if it was fetched.
    """

    work: Work
    remarks: tuple[str, ...] = ()
    note: str = ""
    text: DocumentText | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some chapters of a book under a title, which may be empty."""

    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What a book is made of.

    Attributes:
        uid: the same for each later version of the book.
        modified: aware.
        summary: a sentence above the contents.
    """

    uid: UUID
    title: str
    modified: datetime
    parts: Sequence[Part]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    id: str
    title: str
    content: str
    has_maths: bool = field(default=False)


def write_book(book: Book) -> bytes:
    """Return a book as the bytes of an EPUB file."""
    parts, pages = [], list[_Page]()
    for part in book.parts:
        start = len(pages)
        for number, chapter in enumerate(part.chapters, start + 1):
            pages.append(_page(f"paper{number}", chapter))
        if part.chapters:
            parts.append({"title": printable(part.title, TITLE), "chapters": pages[start:]})
    if not pages:
        pages.append(_empty())
        parts.append({"title": "", "chapters": pages})
    about = {
        "uid": book.uid,
        "title": printable(book.title, TITLE) or "Papers",
        "summary": book.summary,
        "modified": f"{book.modified:%Y-%m-%dT%H:%M:%SZ}",
        "chapters": pages,
        "parts": parts,
    }
    files = [
        ("META-INF/container.xml", _CONTAINER),
        ("EPUB/book.opf", fill("book.opf", about, None)),
        ("EPUB/nav.xhtml", fill("book_nav.xhtml", about, None)),
        ("EPUB/style.css", _STYLE),
        *((f"EPUB/{page.id}.xhtml", page.content) for page in pages),
    ]
    return _zipped(files, book.modified)


def _zipped(files: Iterable[tuple[str, str]], modified: datetime) -> bytes:
    """Return an OCF container: its media type comes first, and is not compressed."""
    stream = io.BytesIO()
    moment = modified.timetuple()[:6]
    with ZipFile(stream, "w") as container:
        container.writestr(ZipInfo("mimetype", moment), MEDIA_TYPE, ZIP_STORED)
        for name, content in files:
            container.writestr(ZipInfo(name, moment), content.encode(), ZIP_DEFLATED)
    return stream.getvalue()


def _page(name: str, chapter: Chapter) -> _Page:
    work = chapter.work
    title = printable(work.title, TITLE) or work.id
    facts = (authors(work, _NAMED_AUTHORS), _published(work))
    context: dict[str, Any] = {
        "title": title,
        "tags": citation_tags(work),
        "facts": [line for line in facts if line],
        "url": link(work.url),
        "remarks": [line for line in chapter.remarks if line],
        "abstract": work.abstract,
        "note": [line for line in chapter.note.splitlines() if line.strip()],
        "text": _blocks(chapter.text),
    }
    has_maths = any("<math" in with_maths(part) for part in (title, work.abstract))
    return _Page(name, title, fill("book_chapter.xhtml", context, None), has_maths)


def _empty() -> _Page:
    """Return the only page of a book without papers, which has to have one."""
    context: dict[str, Any] = {"title": "No papers", "tags": (), "url": "", "abstract": ""}
    context |= dict.fromkeys(("facts", "remarks", "note", "text"), ())
    return _Page("paper1", "No papers", fill("book_chapter.xhtml", context, None))


def _published(work: Work) -> str:
    return " · ".join(printable(fact) for fact in (work.venue, work.published, work.id) if fact)


def _blocks(text: DocumentText | None) -> list[dict[str, Any]]:
    """Return the full text in reading order, without title, references, formulas and tables."""
    if text is None:
        return []
    return [
        {"text": block.text, "is_heading": block.kind is BlockKind.HEADING}
        for block in text.blocks
        if block.kind in _READ and block.text.strip()
    ]
