"""Read pages of a PDF: their lines, and what of them can't be read or seen."""

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2.raw as pdfium_c

from papertrail.documents.extraction.furniture import PageLines
from papertrail.documents.extraction.glyphs import Frame, Glyph, PageGlyphs, read_glyphs
from papertrail.documents.extraction.lines import make_lines
from papertrail.documents.extraction.objects import Box, PageObjects, list_objects
from papertrail.documents.extraction.visibility import Visibility
from papertrail.errors import DocumentError
from papertrail.types.document import HiddenText

MUCH = 0.3
"""Share of a page's glyphs without a character from which the page is remarked on."""
SCAN = 0.5
"""Share of a page that a picture covers at least where the page is a scan."""
MOST_HIDDEN = 5_000
"""Characters of hidden text that are kept of a page."""
_REASONS = {
    pdfium_c.FPDF_ERR_FORMAT: "it is damaged: the file is cut off or broken",
    pdfium_c.FPDF_ERR_SECURITY: "it is encrypted in a way that can't be read",
}


@dataclass(slots=True)
class ReadPages:
    """Pages of a document, by number from 1, and remarks about them."""

    pages: list[PageLines] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "ReadPages") -> None:
        """Append later pages."""
        self.pages += other.pages
        self.hidden += other.hidden
        self.scanned += other.scanned
        self.remarks += other.remarks


@contextmanager
def _opened(file: Path, password: str | None) -> Iterator[object]:
    data = file.read_bytes()
    secret = password.encode() if password is not None else None
    document = pdfium_c.FPDF_LoadMemDocument64(data, len(data), secret)
    if not document:
        raise _error(pdfium_c.FPDF_GetLastError(), password)
    try:
        yield document
    finally:
        pdfium_c.FPDF_CloseDocument(document)


def _error(code: int, password: str | None) -> DocumentError:
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        reason = "it is encrypted" if password is None else "its password is another one"
        return DocumentError(reason, hint="give the password that opens it")
    return DocumentError(_REASONS.get(code, "it can't be opened"))


def count_pages(file: Path, password: str | None) -> int:
    """Return the number of pages that a PDF says it has.

    Raises:
        DocumentError: it can't be opened.
    """
    with _opened(file, password) as document:
        return int(pdfium_c.FPDF_GetPageCount(document))


def read_pages(file: Path, password: str | None, first: int, last: int) -> ReadPages:
    """Return the pages from the first to before the last number, from 0.

    Raises:
        DocumentError: the file can't be opened.
    """
    read = ReadPages()
    unmapped: list[int] = []
    with _opened(file, password) as document:
        for number in range(first, last):
            page = pdfium_c.FPDF_LoadPage(document, number)
            if not page:
                read.pages.append(PageLines(number + 1, 0.0, 0.0, []))
                read.remarks.append(f"page {number + 1} is damaged")
                continue
            textpage = pdfium_c.FPDFText_LoadPage(page)
            try:
                if _read_page(read, page, textpage, number + 1):
                    unmapped.append(number + 1)
            finally:
                if textpage:
                    pdfium_c.FPDFText_ClosePage(textpage)
                pdfium_c.FPDF_ClosePage(page)
    if unmapped:
        read.remarks.append(
            f"the fonts of {name_pages(unmapped)} do not say which characters their glyphs are:"
            " text is missing"
        )
    return read


def name_pages(numbers: list[int]) -> str:
    """Return "page 3" or "pages 3-5, 9"."""
    parts = []
    start = last = numbers[0]
    for number in [*numbers[1:], -1]:
        if number == last + 1:
            last = number
            continue
        parts.append(str(start) if start == last else f"{start}-{last}")
        start = last = number
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(parts)


def _read_page(read: ReadPages, page: object, textpage: object, number: int) -> bool:
    """Append a page; return whether much of its text has no characters."""
    frame = _frame(page)
    objects = list_objects(_address(page))
    found = read_glyphs(_address(textpage), frame) if textpage else PageGlyphs()
    if found.cut:
        read.remarks.append(f"page {number} has too much text: its end was left out")
    if not objects.is_whole:
        read.remarks.append(
            f"page {number} draws too much to be checked for hidden text as a whole"
        )
    hidden = _hidden(found, Visibility(page, _address(textpage), objects, Box(*frame)))
    visible = [glyph for glyph in found.glyphs if glyph.index not in hidden]
    _report_hidden(read, found, hidden, number)
    if _is_scan(visible, objects, frame):
        read.scanned.append(number)
    turned = _upright(visible)
    sides = frame.right - frame.left, frame.top - frame.bottom
    width, height = sides[::-1] if turned % 2 else sides
    read.pages.append(PageLines(number, width, height, make_lines(visible)))
    return found.unmapped > MUCH * max(len(visible), 10)


def _address(pointer: object) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _frame(page: object) -> Frame:
    box = pdfium_c.FS_RECTF()
    if pdfium_c.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        return Frame(box.left, box.bottom, box.right, box.top)
    return Frame(0.0, 0.0, pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page))


def _hidden(found: PageGlyphs, visibility: Visibility) -> dict[int, str]:
    """Return why characters can't be seen, by their index."""
    of_run: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in found.glyphs:
        if glyph.run is not None:
            of_run[glyph.run.pointer].append(glyph)
    hidden: dict[int, str] = {}
    runs = {glyph.run.pointer: glyph.run for glyph in found.glyphs if glyph.run is not None}
    for pointer, glyphs in of_run.items():
        reason = visibility.reason(runs[pointer], glyphs[0].index)
        if reason:
            hidden.update((glyph.index, reason) for glyph in glyphs)
    return hidden


def _report_hidden(read: ReadPages, found: PageGlyphs, hidden: dict[int, str], number: int) -> None:
    for reason in dict.fromkeys(hidden.values()):
        lines = make_lines(
            glyph
            for glyph in found.glyphs
            if glyph.run is None or hidden.get(glyph.index) == reason
        )
        text = " ".join(line.text for line in lines)[:MOST_HIDDEN]
        if any(map(str.isalnum, text)):
            read.hidden.append(HiddenText(number, text, reason))


def _is_scan(visible: list[Glyph], objects: PageObjects, frame: Frame) -> bool:
    """Return whether a page is a picture without text."""
    if sum(glyph.run is not None and glyph.text.isalnum() for glyph in visible) >= 30:
        return False
    page = Box(*frame)
    covered = sum(picture.within(page).area for picture in objects.pictures)
    return covered >= SCAN * page.area > 0


def _upright(glyphs: list[Glyph]) -> int:
    """Take the direction of most text for upright; return the quarter turns to it."""
    turns = Counter(glyph.run.angle for glyph in glyphs if glyph.run is not None)
    if not turns:
        return 0
    turned, _ = turns.most_common(1)[0]
    if turned in (0, 4):
        return 0
    runs = {id(glyph.run): glyph.run for glyph in glyphs if glyph.run is not None}
    for run in runs.values():
        if run.angle < 4:
            run.angle = (run.angle - turned) % 4
    return turned
