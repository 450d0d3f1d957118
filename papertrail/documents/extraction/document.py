"""Make a document's text of the lines of its pages."""

from collections.abc import Iterator, Sequence

from papertrail.documents.extraction.furniture import PageLines
from papertrail.documents.extraction.joining import Hyphens, join
from papertrail.documents.extraction.ligatures import repair_ligatures
from papertrail.documents.extraction.pages import ReadPages
from papertrail.documents.extraction.structure import Part, make_parts
from papertrail.documents.passages import Stretch, cut_passages
from papertrail.types.document import Block, BlockKind, DocumentText, Page

_SEARCHED = (BlockKind.BODY, BlockKind.CAPTION, BlockKind.FOOTNOTE)


def make_document(read: ReadPages) -> DocumentText:
    """Return the text of a document."""
    pages = read.pages
    repair_ligatures(line for page in pages for line in page.lines)
    parts = make_parts(pages)
    hyphens = Hyphens(line for page in pages for line in page.lines)
    return DocumentText(
        pages=tuple(Page(page.number, _page_text(page)) for page in pages),
        blocks=tuple(
            Block(part.kind, part.text, part.page, part.section) for part in parts if part.text
        ),
        passages=cut_passages(_stretches(parts, hyphens)),
        hidden=tuple(read.hidden),
        scanned=tuple(read.scanned),
        remarks=tuple(read.remarks),
    )


def _page_text(page: PageLines) -> str:
    text = ""
    last = None
    for line in page.lines:
        if last is not None:
            is_row = abs(line.baseline - last.baseline) <= 0.5 * max(line.size, last.size)
            text += " " if is_row and line.left >= last.right else "\n"
        text += line.text
        last = line
    return text


def _stretches(parts: Sequence[Part], hyphens: Hyphens) -> Iterator[Stretch]:
    for part in parts:
        if part.kind not in _SEARCHED:
            continue
        first = 0
        for number in range(1, len(part.lines) + 1):
            ends = number == len(part.lines)
            if not ends and part.ordinals[number] == part.ordinals[number - 1] + 1:
                continue
            lines, places = part.lines[first:number], part.ordinals[first:number]
            yield Stretch(join(lines, hyphens), part.page, part.section, places[0], places[-1] + 1)
            first = number
