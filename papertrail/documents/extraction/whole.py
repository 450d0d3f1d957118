"""Read a whole PDF at once; it runs in a child process."""

from pathlib import Path

from papertrail.documents.extraction.document import make_document
from papertrail.documents.extraction.pages import count_pages, read_pages
from papertrail.errors import DocumentError
from papertrail.types.document import DocumentText


class LongDocumentError(Exception):
    """A document has too many pages to be read at once."""


def read_whole(file: Path, password: str | None, most_pages: int) -> DocumentText:
    """Return the text of a PDF.

    Raises:
        DocumentError: it can't be opened, or has no pages.
        LongDocumentError: it has more than `most_pages`.
    """
    count = count_pages(file, password)
    if not count:
        raise DocumentError("it has no pages")
    if count > most_pages:
        raise LongDocumentError
    return make_document(read_pages(file, password, 0, count))
