import re
import unicodedata
from pathlib import Path

import pytest

from papertrail.documents.extraction import read_pdf
from papertrail.types.document import Block, BlockKind, DocumentText
from tests.pdf_builder import PageBuilder, PdfBuilder

LEFT = [
    "The left column begins here and it is read as a whole be-",
    "fore anything that is in the other column of this page. Its",
    "lines are as long as those of a paper in two columns, and",
    "some of them end in a hyphen, which is a self-",
    "supervised matter that self-supervised people know. This",
    "is the last sentence of the first paragraph on the page.",
]
RIGHT = [
    "the right column goes on with a sentence of its own, and",
    "it has a footnote under it that is not a part of the body.",
    "A second paragraph would be indented, but this is the same",
    "one, which ends with a formula that is left to the reader.",
]


def read(tmp_path: Path, pdf: PdfBuilder) -> DocumentText:
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf.build())
    return read_pdf(file)


def of_kind(document: DocumentText, kind: BlockKind) -> list[str]:
    return [block.text for block in document.blocks if block.kind is kind]


def body_page(page: PageBuilder, number: int) -> None:
    page.text(60, 40, "A. Author and B. Writer", size=8)
    page.paragraph(60, 130, LEFT)
    page.paragraph(320, 130, RIGHT)
    page.text(290, 810, str(number), size=9)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> DocumentText:
    pdf = PdfBuilder()
    page = pdf.page()
    page.text(120, 80, "Reading Papers by Their Geometry", size=18, font="Times-Bold")
    page.text(230, 110, "Ada Author and Bo Writer", size=12)
    page.text(140, 160, "Abstract", size=12, font="Times-Bold")
    page.paragraph(
        60, 180, ["We read papers from their geometry and show that this is enough", *LEFT]
    )
    page.text(60, 300, "1 Introduction", size=12, font="Times-Bold")
    page.paragraph(60, 320, LEFT)
    # written before the right column in the file, as floats are
    page.text(320, 200, "Figure 1: What a caption looks like in this paper.", size=9)
    page.paragraph(320, 240, RIGHT)
    page.text(320, 330, "1.1 Related Work", size=11, font="Times-Bold")
    page.paragraph(320, 350, RIGHT)
    page.text(325, 770, "1 This is a footnote in small type.", size=8)
    page.text(290, 810, "1", size=9)
    page.text(20, 500, "arXiv:2401.01234v1 [cs.DL] 3 Jan 2024", size=18, rotated=True)
    for number in range(2, 6):
        body_page(pdf.page(), number)
    last = pdf.page()
    last.text(60, 40, "A. Author and B. Writer", size=8)
    last.text(60, 100, "References", size=12, font="Times-Bold")
    y = 120.0
    for entry in range(1, 5):
        y = last.paragraph(
            60, y, [f"[{entry}] A. Author. A work of number {entry} and", "its"], size=9
        )
        last.text(80, y - 12, "second line, 2020.", size=9)
    last.text(290, 810, "6", size=9)
    return read(tmp_path_factory.mktemp("paper"), pdf)


def test_title_headings_caption_and_footnote_are_recognised(paper: DocumentText) -> None:
    assert of_kind(paper, BlockKind.TITLE) == ["Reading Papers by Their Geometry"]
    assert of_kind(paper, BlockKind.HEADING) == [
        "Abstract",
        "1 Introduction",
        "1.1 Related Work",
        "References",
    ]
    assert of_kind(paper, BlockKind.CAPTION) == [
        "Figure 1: What a caption looks like in this paper."
    ]
    assert of_kind(paper, BlockKind.FOOTNOTE) == ["1 This is a footnote in small type."]


def test_running_heads_page_numbers_and_the_stamp_of_arxiv_are_left_out(
    paper: DocumentText,
) -> None:
    text = " ".join(block.text for block in paper.blocks)
    assert "B. Writer" not in text
    assert "arXiv:2401.01234" not in text
    assert not [block for block in paper.blocks if re.fullmatch(r"\d+", block.text)]
    assert "A. Author and B. Writer" in paper.pages[1].text, "the page's own text is whole"


def test_the_left_column_is_read_before_the_right_one(paper: DocumentText) -> None:
    on_page = [block.text for block in paper.blocks if block.page == 2]
    assert len(on_page) == 2
    assert on_page[0].startswith("The left column begins")
    assert on_page[1].startswith("the right column goes on")


def test_hyphens_at_line_ends_are_undone_unless_the_word_has_one(paper: DocumentText) -> None:
    text = paper.blocks[-10].text + " ".join(of_kind(paper, BlockKind.BODY))
    assert "as a whole before anything" in text
    assert "a self-supervised matter" in text


def test_blocks_and_passages_name_their_section_and_page(paper: DocumentText) -> None:
    first = next(block for block in paper.blocks if block.text.startswith("the right column"))
    assert (first.page, first.section) == (1, "1 Introduction")
    last = [block for block in paper.blocks if block.page == 4]
    assert {block.section for block in last} == {"1.1 Related Work"}
    assert {passage.page for passage in paper.passages} == {1, 2, 3, 4, 5}


def test_each_entry_of_the_bibliography_is_a_block(paper: DocumentText) -> None:
    entries = of_kind(paper, BlockKind.REFERENCE)
    assert len(entries) == 4
    assert entries[1].startswith("[2] A. Author. A work of number 2")
    assert not [passage for passage in paper.passages if "A work of number" in passage.text]


def test_a_paragraph_goes_on_in_the_next_column(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    page.paragraph(60, 650, [*LEFT[:5], "the sentence does not end here, since its end is in"])
    page.text(60, 740, "1 A footnote under the left column of the page.", size=8)
    page.paragraph(320, 100, RIGHT)
    document = read(tmp_path, pdf)
    (body,) = of_kind(document, BlockKind.BODY)
    assert "its end is in the right column goes on" in body
    assert of_kind(document, BlockKind.FOOTNOTE)


def test_columns_that_the_file_has_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    for number, (left, right) in enumerate(zip(LEFT, [*RIGHT, *RIGHT], strict=False)):
        page.text(60, 200 + 12 * number, left)
        page.text(318, 200 + 12 * number, right)
    document = read(tmp_path, pdf)
    text = " ".join(of_kind(document, BlockKind.BODY))
    assert "as a whole before anything" in text
    assert text.index("first paragraph on the page.") < text.index("the right column goes on")


def test_lines_that_the_file_has_in_any_order_are_read_from_above(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    for number in (3, 0, 5, 2, 4, 1):
        page.text(60, 200 + 12 * number, LEFT[number])
    (body,) = of_kind(read(tmp_path, pdf), BlockKind.BODY)
    assert body.startswith("The left column begins here")
    assert body.endswith("first paragraph on the page.")


def test_a_figure_beside_text_does_not_tear_it(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    wide = [
        f"a full line of the text that spans the whole page of this paper, number {n}"
        for n in range(4)
    ]
    narrow = [f"a line that flows around the figure {n}" for n in range(5)]
    y = page.paragraph(60, 100, wide, size=12, leading=14)
    after = page.paragraph(60, y, narrow, size=12, leading=14)
    page.paragraph(60, after, wide, size=12, leading=14)
    page.text(360, y + 10, "Encoder")
    page.text(360, y + 30, "Figure 2: A figure beside the text.", size=9)
    document = read(tmp_path, pdf)
    text = " ".join(of_kind(document, BlockKind.BODY))
    assert text.index("number 3") < text.index("figure 0") < text.index("figure 4")
    assert "Encoder" not in text
    assert len(of_kind(document, BlockKind.CAPTION)) == 1


def test_accents_that_are_drawn_over_letters_are_combined(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    page.raw(b"BT /F0 10 Tf 72 700 Td (We thank G) Tj [(\xa8) 333 (ulcehre)] TJ ET\n")
    page.text(72, 200, "for all that he did in this long and patient work of years.")
    document = read(tmp_path, pdf)
    assert "Gülcehre" in document.pages[0].text


def test_text_written_upwards_on_a_turned_page_is_read_as_usual(tmp_path: Path) -> None:
    pdf = PdfBuilder()
    page = pdf.page()
    page.extra = b"/Rotate 90 "
    for number, line in enumerate(LEFT):
        page.text(100 + 12 * number, 700, line, rotated=True)
    document = read(tmp_path, pdf)
    (body,) = of_kind(document, BlockKind.BODY)
    assert body.startswith("The left column begins here")
    assert body.endswith("on the page.")


def test_chinese_paragraphs_and_headings_are_recognised(recorded: Path) -> None:
    document = read_pdf(recorded / "pdfs" / "real" / "zh_lstm.pdf")
    lengths: dict[BlockKind, int] = {}
    for block in document.blocks:
        lengths[block.kind] = lengths.get(block.kind, 0) + len(block.text)
    assert lengths[BlockKind.BODY] > sum(lengths.values()) / 2
    assert len(of_kind(document, BlockKind.HEADING)) == 13


def comparable(text: str) -> str:
    return re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", text)).casefold()


def assert_passages_are_on_their_pages(document: DocumentText) -> None:
    pages = {page.number: comparable(page.text) for page in document.pages}
    for passage in document.passages:
        assert comparable(passage.text) in pages[passage.page]


def test_every_passage_occurs_on_its_page(paper: DocumentText) -> None:
    assert paper.passages
    assert_passages_are_on_their_pages(paper)


def test_every_passage_of_real_papers_occurs_on_its_page(recorded: Path) -> None:
    files = sorted((recorded / "pdfs" / "real").glob("*.pdf"))
    assert files
    for file in files:
        if file.stem != "damaged":
            password = "1234" if file.stem == "encrypted" else None
            document = read_pdf(file, password)
            assert document.passages or document.scanned
            assert_passages_are_on_their_pages(document)


def test_blocks_have_no_line_breaks(paper: DocumentText) -> None:
    blocks: tuple[Block, ...] = paper.blocks
    assert not [block for block in blocks if "\n" in block.text]
