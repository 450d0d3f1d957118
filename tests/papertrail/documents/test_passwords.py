"""A PDF with a password: what is read with it stays, and commands say how to give it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from papertrail import Papertrail
from papertrail.errors import DocumentError, NotFoundError
from tests.encrypted_pdf import encrypted_pdf
from tests.papertrail.conftest import Run
from tests.papertrail.documents.conftest import make_pdf


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A PDF that the password 1234 opens."""
    file = tmp_path / "locked.pdf"
    file.write_bytes(encrypted_pdf("We counted walruses in the north.", "1234"))
    return file


def test_what_the_password_opened_stays_without_it(
    opened: Papertrail, papers: Sequence[str], locked: Path
) -> None:
    opened.documents.import_file(papers[0], locked, password="1234")

    with pytest.raises(DocumentError, match="its password is another one"):
        opened.documents.import_file(papers[0], locked, password="4321")
    assert opened.documents.import_file(papers[0], locked).documents[0].error == ""

    assert "walruses" in opened.documents.text(papers[0]).pages[0].text
    assert [each.state for each in opened.documents.status()] == ["read"]


def test_a_wrong_password_leaves_the_earlier_pdf(
    opened: Papertrail, papers: Sequence[str], locked: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(make_pdf("walruses"))
    opened.documents.import_file(papers[0], other)

    with pytest.raises(DocumentError, match=r"locked\.pdf"):
        opened.documents.import_file(papers[0], locked, password="4321")

    assert "walruses" in opened.documents.text(papers[0]).pages[0].text
    assert len(list(opened.resources.home.documents.rglob("*.pdf"))) == 1


def test_every_command_that_needs_the_text_says_how_to_give_the_password(
    papers: Sequence[str], locked: Path, run: Run
) -> None:
    paper = papers[0]
    done = run("fetch", paper, "--file", str(locked))
    assert done.status == 0
    assert "--password asks for" in done.err

    for command in (
        ["skim", paper],
        ["terms", paper],
        ["refs", paper],
        ["similar", "--cited", paper],
        ["ask", "walruses", "--in", paper],
    ):
        done = run(*command)
        assert done.status == 1
        assert "it is encrypted" in done.err
        assert f"papertrail fetch {paper} --file paper.pdf --password" in done.err
        assert done.err.count("\n") == 1


def test_a_paper_that_is_not_stored_is_named_once(papers: Sequence[str], run: Run) -> None:
    done = run("fetch", "2606.99999")

    assert done.err.count("2606.99999 is not stored") == 1
    assert "2606.99999: 2606.99999" not in done.err


def test_a_text_without_passages_is_no_text(
    opened: Papertrail, papers: Sequence[str], tmp_path: Path
) -> None:
    file = tmp_path / "empty.pdf"
    file.write_bytes(make_pdf("x").replace(b" Tj", b" pop"))
    opened.documents.import_file(papers[0], file)

    with pytest.raises(NotFoundError, match="no full text"):
        opened.reading.skim(papers[0])
