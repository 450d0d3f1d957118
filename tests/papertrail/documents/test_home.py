"""Doctor, backup, restore and open know the PDFs."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from papertrail import Papertrail
from papertrail.core.fetching import Fetching
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.documents.conftest import make_pdf


@pytest.fixture
def fetched(opened: Papertrail, papers: Sequence[str]) -> Papertrail:
    """The home with the PDFs of two papers."""
    fetching = Fetching(opened.resources)
    for paper in papers[:2]:
        fetching.fetch(opened.show(paper).work)
    return opened


def faults(opened: Papertrail) -> list[str]:
    """Return what doctor finds in the folder of PDFs."""
    return [each.message for each in opened.doctor().findings if each.kind == "documents"]


def test_doctor_finds_what_is_wrong_with_the_folder(
    fetched: Papertrail, papers: Sequence[str], place: Home
) -> None:
    assert faults(fetched) == []
    first, second = (fetched.documents.path(paper) for paper in papers[:2])
    orphan = place.documents / "00" / f"{'0' * 64}.pdf"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"%PDF-")
    first.write_bytes(first.read_bytes().replace(b"zebra", b"cobra", 1) + b"x")
    second.unlink()

    missing, changed, alone = faults(fetched)
    assert missing == "PDFs whose files are gone: 1"
    assert str(first) in changed
    assert str(orphan) in alone

    fixed = fetched.doctor(fix=True)
    assert [each.fixed for each in fixed.findings if each.kind == "documents"] == [
        None,
        f"removed {first}",
        f"removed {orphan}",
    ]
    assert [each.state for each in fetched.documents.status()] == ["missing", "missing"]
    assert fetched.documents.fetch(papers[:2]).outcome == 0
    assert faults(fetched) == []


def test_what_a_killed_write_left_is_found(fetched: Papertrail, place: Home) -> None:
    (folder, *_) = place.documents.iterdir()
    stray = folder / f".{'a' * 64}.pdf.0a1b2c3d.tmp"
    stray.write_bytes(b"%PDF-")
    os.utime(stray, (0, 0))

    found = [each for each in fetched.doctor(fix=True).findings if each.kind == "orphans"]

    assert [each.fixed for each in found] == [f"removed {stray}"]


def test_a_backup_has_the_pdfs_that_cant_be_fetched_again(
    fetched: Papertrail, papers: Sequence[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.pdf"
    file.write_bytes(make_pdf("walruses"))
    fetched.documents.import_file(papers[2], file)
    given, other = fetched.documents.path(papers[2]), fetched.documents.path(papers[0])
    fetched.backup(tmp_path / "home.tar.gz")
    given.unlink()
    other.unlink()

    fetched.restore(tmp_path / "home.tar.gz")

    assert given.read_bytes() == file.read_bytes()
    assert not other.exists()
    # The texts of all are in the database.
    assert fetched.documents.text(papers[0]).pages


def test_a_full_disk_is_one_line_and_nothing_is_half_done(
    papers: Sequence[str], place: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes, **_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("papertrail.documents.cache.write_atomic", full)

    done = run("fetch", papers[0])

    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("papertrail: the disk is full")
    assert not [path for path in place.documents.rglob("*") if path.is_file()]
    assert run("documents", "--json").json == []


def test_open_shows_the_pdf_that_was_fetched(
    fetched: Papertrail, papers: Sequence[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("click.launch", shown.append)
    monkeypatch.setattr("webbrowser.open", lambda address: not shown.append(address))  # type: ignore[func-returns-value]
    local = fetched.documents.path(papers[0]).as_uri()

    run("open", papers[0])
    run("open", papers[0], "--page", "3")
    run("open", papers[0], "--web")
    run("open", papers[0], "--web", "--pdf")
    run("open", papers[2])
    run("open", papers[2], "--page", "2")

    assert shown == [
        local,
        f"{local}#page=3",
        "https://arxiv.org/abs/2606.00001",
        "https://arxiv.org/pdf/2606.00001",
        "https://arxiv.org/abs/2606.00003",
        "https://arxiv.org/pdf/2606.00003#page=2",
    ]


def test_what_is_not_there_names_the_command_that_fetches_it(
    opened: Papertrail, papers: Sequence[str]
) -> None:
    from papertrail.errors import NotFoundError

    for ask in (opened.documents.text, opened.documents.path):
        with pytest.raises(NotFoundError) as missing:
            ask(papers[0])
        assert missing.value.hint == f"run: papertrail fetch {papers[0]}"
