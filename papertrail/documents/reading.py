"""Read the text of a stored PDF."""

from pathlib import Path
from typing import NamedTuple

from papertrail.errors import DocumentError
from papertrail.types.document import DocumentText

EXTRACTOR = 1
"""The version of the extraction. Raise it when `papertrail.documents.extraction` reads PDFs better:
`papertrail fetch` then reads those that are stored again."""


class Reading(NamedTuple):
    """What came of reading a PDF.

    Attributes:
        text: None if it could not be read.
        problem: why there is no text, or nothing to search; else empty.
    """

    text: DocumentText | None
    problem: str = ""

    @property
    def pages(self) -> int:
        """How many pages were read."""
        return len(self.text.pages) if self.text else 0

    @property
    def scanned(self) -> int:
        """How many of them are pictures without text."""
        return len(self.text.scanned) if self.text else 0


def read(file: Path, password: str | None = None) -> Reading:
    """Read a PDF; what is wrong with it is no error, since it can be opened all the same.

    Args:
        file: its name is in no message.
        password: opens an encrypted one.
    """
    from papertrail.documents.extraction import read_pdf

    try:
        text = read_pdf(file, password)
    except DocumentError as error:
        return Reading(None, error.message.replace(file.name, "the PDF"))
    if text.pages and len(text.scanned) == len(text.pages):
        return Reading(text, "its pages are pictures without text")
    return Reading(text)
