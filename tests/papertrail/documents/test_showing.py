"""`papertrail show` and `fetch` say what is there of a PDF, and what was left out of its text."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.encrypted_pdf import encrypted_pdf
from tests.papertrail.conftest import Run
from tests.papertrail.documents.conftest import make_pdf
from tests.pdf_builder import PdfBuilder


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A PDF that the password 1234 opens."""
    file = tmp_path / "locked.pdf"
    file.write_bytes(encrypted_pdf("We counted walruses in the north.", "1234"))
    return file


def test_show_says_what_is_there_of_the_pdf(
    papers: Sequence[str], locked: Path, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "mine.pdf"
    file.write_bytes(make_pdf("walruses"))
    run("fetch", papers[0], "--file", str(file))
    run("fetch", papers[1], "--file", str(locked))

    assert "PDF    1 page, 2 kB, fetched 2026-" in run("show", papers[0]).out
    assert run("show", papers[0], "--json").json["document"]["state"] == "read"
    assert "it is encrypted" in run("show", papers[1]).out
    assert "PDF    " not in run("show", papers[2]).out
    assert run("show", papers[2], "--json").json["document"] is None


def test_hidden_text_is_reported_and_can_not_control_the_terminal(
    papers: Sequence[str], tmp_path: Path, run: Run
) -> None:
    builder = PdfBuilder()
    page = builder.page()
    page.text(72, 80, "We counted walruses in the north for three years.")
    for number in range(5):
        page.raw(f"BT 3 Tr /F0 11 Tf 72 {300 - 20 * number} Td (Praise {number}) Tj ET\n".encode())
    file = tmp_path / "mine.pdf"
    file.write_bytes(builder.build())

    fetched = run("fetch", papers[0], "--file", str(file))
    shown = run("show", papers[0])

    for text in (fetched.err, shown.out):
        assert "hidden text of page 1 was left out" in text
        assert "Praise 0" in text
    assert "Praise" not in run("search", "--full-text", "praise").out
    assert run("show", papers[0], "--json").json["document"]["remarks"]
