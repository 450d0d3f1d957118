"""Read a PDF in the process that is allowed to die of it."""

import ctypes
from pathlib import Path

import pypdfium2.raw as pdfium_c

from papertrail.documents.extraction.document import make_document
from papertrail.documents.extraction.furniture import PageLines
from papertrail.documents.extraction.glyphs import read_glyphs
from papertrail.documents.extraction.lines import make_lines
from papertrail.errors import DocumentError
from papertrail.types.document import DocumentText, HiddenText


def read_here(file: Path, password: str | None) -> DocumentText:
    """Return the text of a PDF.

    Raises:
        DocumentError: it can't be read.
    """
    pdfium_c.FPDF_InitLibrary()
    data = file.read_bytes()
    secret = password.encode() if password is not None else None
    document = pdfium_c.FPDF_LoadMemDocument64(data, len(data), secret)
    if not document:
        raise DocumentError(_REASONS.get(pdfium_c.FPDF_GetLastError(), "it can't be opened"))
    try:
        pages: list[PageLines] = []
        hidden: list[HiddenText] = []
        scanned: list[int] = []
        for number in range(pdfium_c.FPDF_GetPageCount(document)):
            pages.append(_page(document, number))
            if not pages[-1].lines:
                scanned.append(number + 1)
        return make_document(pages, hidden, scanned)
    finally:
        pdfium_c.FPDF_CloseDocument(document)


_REASONS = {
    pdfium_c.FPDF_ERR_FORMAT: "it is damaged or no PDF",
    pdfium_c.FPDF_ERR_PASSWORD: "it is encrypted and opens with a password only",
    pdfium_c.FPDF_ERR_SECURITY: "it is encrypted in a way that can't be read",
}


def _page(document: object, number: int) -> PageLines:
    page = pdfium_c.FPDF_LoadPage(document, number)
    if not page:
        return PageLines(number + 1, 0.0, 0.0, [])
    textpage = pdfium_c.FPDFText_LoadPage(page)
    try:
        height = pdfium_c.FPDF_GetPageHeightF(page)
        width = pdfium_c.FPDF_GetPageWidthF(page)
        address = ctypes.cast(textpage, ctypes.c_void_p).value or 0
        found = read_glyphs(address, height)
        return PageLines(number + 1, width, height, make_lines(found.glyphs))
    finally:
        pdfium_c.FPDFText_ClosePage(textpage)
        pdfium_c.FPDF_ClosePage(page)
