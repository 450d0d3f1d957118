"""Extract the text of a paper from its PDF, in a child process with limits of time and memory."""

from pathlib import Path

from feeds import isolation
from feeds.errors import HopelessError
from papertrail.errors import DocumentError
from papertrail.types.document import DocumentText

DEADLINE = 120.0
"""Seconds after which reading a PDF is stopped; a paper of 30 pages takes one."""


def read_pdf(file: Path, password: str | None = None) -> DocumentText:
    """Return the text of a PDF: pages, blocks in reading order, passages.

    Args:
        file: the PDF.
        password: opens an encrypted one.

    Raises:
        DocumentError: it can't be read; the message says why.
    """
    from papertrail.documents.extraction.child import read_here

    try:
        return isolation.call(read_here, file, password, deadline=DEADLINE)
    except HopelessError as error:
        raise DocumentError(f"{file.name} can't be read: {error}") from error
    except OSError as error:
        raise DocumentError(f"{file.name} can't be read: {error.strerror or error}") from error
