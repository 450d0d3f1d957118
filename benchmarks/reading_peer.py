"""The peer of the reading desk: pypdf's text in pieces of 1,000 characters, and the same model.

It is what a user would take today, after the tutorials: text page by page in the order of the file,
pieces of 1,000 characters that overlap by 200, embedded and ranked by cosine. `pip install pypdf`
first. `reading_answers` decides for both by the same rule what answers a question.
"""

import logging
import time
from functools import cache
from importlib.util import find_spec
from typing import Any

import reading_answers
from reading_order import Shares, compare, summary, words
from reading_set import PdfPaper, PdfSet, comparable

SIZE = 1_000
OVERLAP = 200


def measure(pdfs: PdfSet) -> dict[str, Any]:
    """Return order, passages on their page, and questions answered, all for the peer."""
    if find_spec("pypdf") is None:
        raise SystemExit("the peer needs pypdf: pip install pypdf")
    by_file: Shares = {}
    two_columns = set()
    for paper in pdfs.papers.values():
        pages = read(paper)
        if pages and paper.facts.get("ground_truth"):
            text = words(" ".join(pages))
            found = compare(pdfs, paper, text, text)
            by_file |= found
            if paper.columns == 2:
                two_columns |= set(found)
    answers = reading_answers.measure_peer(pdfs, reading_answers.encoder())
    return {**summary(by_file, two_columns), "on_page": _on_page(pdfs), "answers": answers}


@cache
def read(paper: PdfPaper) -> tuple[str, ...]:
    """Return the text of each page by pypdf; nothing if it can't be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(paper.file, password=paper.password)
        return tuple(page.extract_text() for page in reader.pages)
    except PyPdfError:
        return ()


def pieces(pages: tuple[str, ...]) -> list[str]:
    """Return a document's text in pieces."""
    text = "\n".join(pages)
    return [text[start : start + SIZE] for start in range(0, len(text), SIZE - OVERLAP)]


def _on_page(pdfs: PdfSet) -> float:
    """Return the share of pieces that are on one page."""
    on_page = count = 0
    for paper in pdfs.papers.values():
        pages = [comparable(page) for page in read(paper)]
        for piece in pieces(read(paper)):
            count += 1
            on_page += any(comparable(piece) in page for page in pages)
    return round(on_page / max(count, 1), 4)


def time_all(pdfs: PdfSet) -> tuple[int, float]:
    """Read all PDFs; return pages and seconds."""
    started = time.monotonic()
    count = sum(len(read(paper)) for paper in pdfs.papers.values())
    return count, time.monotonic() - started
