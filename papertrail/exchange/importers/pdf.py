"""Import PDFs: find out which paper a file is by what its first page says."""

import re
from itertools import islice
from pathlib import Path

from feeds.bounds import TITLE
from feeds.identifiers import find_arxiv_id, find_doi, parse_arxiv_id
from papertrail.documents.reading import read
from papertrail.exchange.importers.building import make_paper
from papertrail.types.document import BlockKind, DocumentText
from papertrail.types.imports import ImportedLibrary, ImportedPaper, Refusal

BY_HAND = "name its paper: papertrail fetch ID --file {file}"
_STAMP = re.compile(r"arXiv:\s?(?P<id>(?:[a-z-]+(?:\.[A-Z]{2})?/)?\d[\d.]+)(?:v\d+)?\s+\[", re.I)
"""As arXiv prints it in the margin of the first page."""
_FIRST_BLOCKS = 40


class PdfImporter:
    """Reads a PDF's first page."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """See `Importer`."""
        return path.suffix.lower() == ".pdf" or beginning.lstrip().startswith(b"%PDF-")

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        reading = read(path)
        by_hand = BY_HAND.format(file=quoted(path))
        if reading.text is None or not reading.text.pages:
            reason = reading.problem or "it has no text"
            return ImportedLibrary(refusals=[Refusal(str(path), 0, "", f"{reason}; {by_hand}")])
        page = reading.text.pages[0].text
        title = _title(reading.text)
        paper = make_paper(title or path.stem, (), frozenset(_identifiers(path, page)))
        if paper is None or (not title and paper.identifiers[0][0] == "guid"):
            reason = f"its first page has no id and no title that can be recognised; {by_hand}"
            return ImportedLibrary(refusals=[Refusal(str(path), 0, "", reason)])
        return ImportedLibrary([ImportedPaper(0, "", paper, file=path, first_page=page)])


def quoted(path: Path) -> str:
    """Return a file's name as a shell reads it."""
    import shlex

    return shlex.quote(str(path))


def _identifiers(path: Path, page: str) -> list[tuple[str, str]]:
    """Return the id of the paper: arXiv's stamp, else the file's name, else what is printed."""
    if stamp := _STAMP.search(page):
        if known := parse_arxiv_id(stamp["id"]):
            return [("arxiv", known[0])]
    if known := parse_arxiv_id(path.stem):
        return [("arxiv", known[0])]
    if doi := find_doi(page):
        return [("doi", doi)]
    if arxiv := find_arxiv_id(page):
        return [("arxiv", arxiv)]
    return []


def _title(text: DocumentText) -> str:
    for block in islice(text.blocks, _FIRST_BLOCKS):
        if block.kind is BlockKind.TITLE and block.page == 1:
            return block.text[:TITLE]
    return ""
