"""Extract the text of a paper from its PDF, in a child process with limits of time and memory."""

import time
from pathlib import Path

from feeds import isolation
from feeds.errors import HopelessError
from papertrail.errors import DocumentError
from papertrail.types.document import DocumentText

DEADLINE = 60.0
"""Seconds after which reading a PDF at once is stopped; a paper of 30 pages takes one."""
TOTAL = 240.0
"""Seconds after which the pages that are left are not read, where it is read in parts."""
PART = 50
"""Pages that are read at once where a document is long, or where one of its pages fails."""
PART_DEADLINE = 20.0
MAX_PAGES = 5_000
MAX_BYTES = 300 << 20
_HEAD = 1024


def read_pdf(file: Path, password: str | None = None) -> DocumentText:
    """Return the text of a PDF: pages, blocks in reading order, passages.

    Args:
        file: the PDF.
        password: opens an encrypted one.

    Raises:
        DocumentError: it can't be read; the message says why.
    """
    from papertrail.documents.extraction import whole

    try:
        _check(file)
        try:
            return isolation.call(whole.read_whole, file, password, PART * 4, deadline=DEADLINE)
        except (HopelessError, whole.LongDocumentError):
            return _read_in_parts(file, password)
    except DocumentError as error:
        raise DocumentError(f"{file.name} can't be read: {error.message}", error.hint) from error
    except HopelessError as error:
        raise DocumentError(f"{file.name} can't be read: {error}") from error
    except OSError as error:
        raise DocumentError(f"{file.name} can't be read: {error.strerror or error}") from error


def _check(file: Path) -> None:
    size = file.stat().st_size
    if not size:
        raise DocumentError("it is empty")
    if size > MAX_BYTES:
        raise DocumentError(f"it has {size >> 20} MiB; the limit is {MAX_BYTES >> 20} MiB")
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    if b"%PDF-" not in head:
        is_page = b"<html" in head.lower() or b"<!doctype" in head.lower()
        raise DocumentError("it is a web page, not a PDF" if is_page else "it is not a PDF")


def _read_in_parts(file: Path, password: str | None) -> DocumentText:
    """Read pages in groups, and those of a group that fails one by one."""
    from papertrail.documents.extraction import document, pages

    started = time.monotonic()
    count = isolation.call(pages.count_pages, file, password)
    read = pages.ReadPages()
    if count > MAX_PAGES:
        read.remarks.append(f"of {count} pages the first {MAX_PAGES} were read")
    failed: list[int] = []
    size = max(1, min(PART, count // 8))
    waiting = [
        (first, min(first + size, count, MAX_PAGES))
        for first in range(0, min(count, MAX_PAGES), size)
    ]
    while waiting:
        first, last = waiting.pop(0)
        if time.monotonic() - started > TOTAL or len(failed) >= PART:
            failed += range(first + 1, last + 1)
            continue
        try:
            part = isolation.call(
                pages.read_pages, file, password, first, last, deadline=PART_DEADLINE
            )
        except HopelessError as error:
            if last - first > 1:
                middle = (first + last) // 2
                waiting[:0] = [(first, middle), (middle, last)]
                continue
            failed.append(last)
            read.remarks.append(f"page {last}: {error}")
        else:
            read.add(part)
    if failed:
        read.remarks.append(f"{pages.name_pages(failed)} could not be read")
    if not read.pages:
        cause = read.remarks[0].partition(": ")[2] if read.remarks else ""
        raise DocumentError(f"none of its pages can be read ({cause or 'it takes too long'})")
    return isolation.call(document.make_document, read, deadline=DEADLINE)
