import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papertrail.documents import extraction
from papertrail.documents.extraction import read_pdf
from papertrail.documents.extraction.whole import read_whole
from papertrail.errors import DocumentError
from tests.pdf_builder import PdfBuilder, assemble, stream

SENTENCE = "A plain sentence that is long enough to be taken for the text of a paper."


def small_pdf(pages: int = 1) -> bytes:
    pdf = PdfBuilder()
    for number in range(pages):
        pdf.page().text(72, 300, f"{SENTENCE} It is number {number + 1}.")
    return pdf.build()


def saved(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    return file


def with_content(content: bytes, facts: bytes = b"", box: str = "0 0 595 842") -> bytes:
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R"
            " /Resources << /Font << /F0 << /Type /Font /Subtype /Type1"
            " /BaseFont /Times-Roman >> >> >> >>".encode(),
            stream(content, facts),
        ]
    )


SHOWN = b"BT /F0 10 Tf 72 500 Td (" + SENTENCE.encode() + b") Tj ET\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "is a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "is not a PDF"),
        (b"%PDF-1.7\n" + b"\x00garbage" * 200, "is damaged"),
        (small_pdf()[:300], "is damaged"),
        (assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Count 0 /Kids [] >>"]), "no pages"),
    ],
)
def test_what_is_no_readable_pdf_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(DocumentError, match=rf"^paper\.pdf can't be read: .*{words}"):
        read_pdf(saved(tmp_path, content))


def test_a_file_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.pdf can't be read: No such file"):
        read_pdf(tmp_path / "none.pdf")


def test_an_encrypted_pdf_asks_for_its_password(recorded: Path) -> None:
    file = recorded / "pdfs" / "real" / "encrypted.pdf"
    with pytest.raises(DocumentError, match="it is encrypted") as without:
        read_pdf(file)
    assert "password" in without.value.hint
    with pytest.raises(DocumentError, match="its password is another one"):
        read_pdf(file, "12345")
    assert read_pdf(file, "1234").passages


def test_a_pdf_without_its_table_of_objects_is_read_as_a_whole(tmp_path: Path) -> None:
    content = small_pdf()
    table, trailer = content.index(b"xref"), content.index(b"trailer")
    document = read_pdf(saved(tmp_path, content[:table] + content[trailer:]))
    assert SENTENCE in document.pages[0].text


def test_a_long_document_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "PART", 3)
    document = read_pdf(saved(tmp_path, small_pdf(20)))
    assert [page.number for page in document.pages] == list(range(1, 21))
    assert "number 20." in document.pages[-1].text
    assert not document.remarks


def test_pages_over_the_limit_are_remarked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "PART", 3)
    monkeypatch.setattr(extraction, "MAX_PAGES", 14)
    document = read_pdf(saved(tmp_path, small_pdf(20)))
    assert len(document.pages) == 14
    assert document.remarks == ("of 20 pages the first 14 were read",)


def test_a_page_that_takes_too_long_is_left_out_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "DEADLINE", 1.5)
    monkeypatch.setattr(extraction, "PART_DEADLINE", 1.5)
    pdf = PdfBuilder()
    for number in range(3):
        pdf.page().text(72, 300, f"{SENTENCE} It is number {number + 1}.")
    pdf.pages[1].raw(b"q 1 0 0 1 0 0 cm Q 0 0 m 1 1 l S\n" * 3_000_000)
    document = read_pdf(saved(tmp_path, pdf.build(compress=True)))
    texts = [page.text for page in document.pages]
    assert "number 1." in texts[0]
    assert "number 3." in texts[-1]
    assert any("page 2" in remark for remark in document.remarks)


def test_a_stream_that_inflates_a_thousandfold_is_read_or_refused(tmp_path: Path) -> None:
    packed = zlib.compress(SHOWN + b" " * (16 << 20), 9)
    file = saved(tmp_path, with_content(packed, b"/Filter /FlateDecode "))
    try:
        document = read_pdf(file)
    except DocumentError as error:
        assert "can't be read" in error.message  # noqa: PT017 - either is right
    else:
        assert SENTENCE in document.pages[0].text


def test_objects_that_are_nested_deeply_are_survived(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    content = with_content(SHOWN).replace(b"/MediaBox", b"/Deep " + deep + b" /MediaBox")
    document = read_pdf(saved(tmp_path, content))
    assert SENTENCE in document.pages[0].text


def test_a_page_tree_that_contains_itself_is_survived(tmp_path: Path) -> None:
    content = assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>",
        ]
    )
    try:
        document = read_pdf(saved(tmp_path, content))
    except DocumentError:
        return
    assert not document.passages


@pytest.mark.parametrize("box", ["0 0 1e9 1e9", "0 0 0 0", "-1e6 -1e6 1e6 1e6", "5 5 5"])
def test_a_page_of_an_impossible_size_is_survived(tmp_path: Path, box: str) -> None:
    document = read_pdf(saved(tmp_path, with_content(SHOWN, box=box)))
    everything = [page.text for page in document.pages] + [one.text for one in document.hidden]
    assert any(SENTENCE in text for text in everything)


def test_more_text_than_a_page_holds_is_cut_and_remarked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertrail.documents.extraction.glyphs.MAX_CHARACTERS", 500)
    pdf = PdfBuilder()
    pdf.page().paragraph(72, 100, [SENTENCE] * 20)
    document = read_whole(saved(tmp_path, pdf.build()), None, 10)
    assert len(document.pages[0].text) <= 600
    assert document.remarks == ("page 1 has too much text: its end was left out",)


def test_a_picture_without_text_is_reported_as_scanned(tmp_path: Path) -> None:
    picture = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"
    document = read_pdf(saved(tmp_path, with_content(picture)))
    assert document.scanned == (1,)
    assert not document.passages


def test_an_empty_page_is_not_taken_for_a_scan(tmp_path: Path) -> None:
    document = read_pdf(saved(tmp_path, with_content(b"")))
    assert document.scanned == ()
    assert [page.text for page in document.pages] == [""]


def test_fonts_that_do_not_name_their_characters_are_remarked_on(tmp_path: Path) -> None:
    font = (
        b"/F1 << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts"
        b" [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    shown = b"BT /F1 10 Tf 72 500 Td <" + b"00030004000500060007" * 12 + b"> Tj ET\n"
    content = with_content(shown).replace(b"/Font << ", b"/Font << " + font + b" ")
    document = read_pdf(saved(tmp_path, content))
    assert len(document.remarks) == 1
    assert "the fonts of page 1 do not say" in document.remarks[0]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_a_pdf_with_changed_bytes_is_read_or_refused_in_words(
    tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(small_pdf())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        document = read_pdf(saved(tmp_path, bytes(content)))
    except DocumentError as error:
        assert error.message.startswith("paper.pdf can't be read: ")  # noqa: PT017 - either is right
    else:
        assert document.pages
