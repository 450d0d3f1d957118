"""Zotero libraries are read whole while Zotero runs, and are never written."""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from papertrail.core.application import open as open_home
from papertrail.errors import PapertrailError
from papertrail.exchange import zotero_copy
from papertrail.exchange.importers.zotero import ZoteroImporter
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.exchange.zotero_library import ZoteroLibrary

LATER = """
BEGIN;
INSERT INTO items VALUES (900, 3, 1, 'LATE0001');
INSERT INTO itemDataValues VALUES (900, 'A paper that was saved last');
INSERT INTO itemData SELECT 900, fieldID, 900 FROM fields WHERE fieldName = 'title';
COMMIT;
"""


@pytest.fixture
def library(tmp_path: Path) -> ZoteroLibrary:
    made = ZoteroLibrary(tmp_path / "Zotero")
    paper = made.item(
        3,
        ("Ada Lovelace", "Alan Turing"),
        title="Engines that learn to attend",
        extra="arXiv:2606.00003 [cs]\nCitation Key: lovelace2026engines",
        date="2026-06-15 2026-06-15",
        abstractNote="We let engines attend.",
    )
    made.tag(paper, "engines")
    made.tag(paper, "/unread")
    made.collect(paper, "Thesis")
    made.note(paper, "<p>Read <strong>section 3</strong>.</p><ul><li>one</li><li>two</li></ul>")
    pdf = made.attach(paper, "storage:engines.pdf")
    made.mark(pdf, "Attention is computed\nby gears.", "<b>how fast?</b>", "4")
    made.mark(pdf, "", "see the appendix", "12")
    binned = made.item(3, title="In the bin")
    made.execute("INSERT INTO deletedItems (itemID) VALUES (?)", binned)
    fed = made.item(1, title="From a feed of Zotero's")
    made.execute("INSERT INTO feedItems VALUES (?, 'guid')", fed)
    made.item(1, ("Cy Chen",), title="Looms", date="2025-00-00 2025", publicationTitle="Nature")
    return made


def titles(path: Path) -> list[str]:
    return [each.paper.title for each in ZoteroImporter().read(path).papers]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_running_zoteros_library_is_read_with_what_was_saved_last(
    library: ZoteroLibrary, journal: str
) -> None:
    with library.running(journal, LATER):
        before = {file.name: file.stat().st_size for file in library.folder.iterdir()}
        found = titles(library.folder)
        after = {file.name: file.stat().st_size for file in library.folder.iterdir()}

    assert found == ["Engines that learn to attend", "Looms", "A paper that was saved last"]
    assert after == before


def test_what_belongs_to_a_paper_comes_along(library: ZoteroLibrary) -> None:
    first, second = ZoteroImporter().read(library.file).papers

    assert dict(first.paper.identifiers)["arxiv"] == "2606.00003"
    assert [author.name for author in first.paper.authors] == ["Ada Lovelace", "Alan Turing"]
    assert first.citation_key == "lovelace2026engines"
    assert (first.state, first.tags) == ("later", ("engines", "Thesis"))
    assert first.notes == (
        "Read **section 3**.\n\n* one\n* two",
        "> Attention is computed by gears. (p. 4, yellow)\n\n**how fast?**",
        "see the appendix (p. 12, yellow)",
    )
    assert (second.paper.venue, second.paper.year) == ("Nature 2025", 2025)
    assert second.notes == ()


def test_a_pdf_that_zotero_has_not_fetched_is_named(library: ZoteroLibrary) -> None:
    (refused,) = ZoteroImporter().read(library.folder).refusals

    assert refused.label == "Engines that learn to attend"
    assert refused.reason.startswith("its PDF is not on this disk")


@pytest.mark.parametrize("path", ["storage:../../outside.pdf", "storage:a\0b.pdf", ""])
def test_no_file_outside_of_its_folder_is_taken(
    library: ZoteroLibrary, tmp_path: Path, path: str
) -> None:
    (tmp_path / "outside.pdf").write_bytes(b"%PDF-1.4")
    library.execute("UPDATE itemAttachments SET path = ?", path)

    assert all(each.file is None for each in ZoteroImporter().read(library.folder).papers)


def test_a_second_import_adds_only_what_is_new(
    filled: Home, run: Run, library: ZoteroLibrary
) -> None:
    command = ("import", str(library.folder), "--no-fetch", "--no-files")
    assert run(*command).status == 3
    with open_home() as opened:
        noted = opened.show("arxiv:2606.00003")
        tags = opened.resources.store.library.of([noted.work.key])[noted.work.key].tags
    assert {"engines", "thesis"} <= {tag.name.lower() for tag in tags}
    library.note(1, "<p>And once more.</p>")

    assert run(*command, "--json").json["new"] == 0
    with open_home() as opened:
        note = opened.resources.store.library.note(noted.work.key)
    assert note is not None
    assert note.text.count("Attention is computed by gears.") == 1
    assert note.text.count("And once more.") == 1


def test_the_library_of_the_zotero_that_is_installed_is_found(
    filled: Home, run: Run, library: ZoteroLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    moved = tmp_path / 'my "data"'
    shutil.move(library.folder, moved)
    profile = tmp_path / ".zotero" / "zotero" / "abc.default"
    profile.mkdir(parents=True)
    name = str(moved).replace('"', '\\"')
    (profile / "prefs.js").write_text(f'user_pref("extensions.zotero.dataDir", "{name}");\n')

    assert run("import", "zotero", "--no-fetch", "--json").json["entries"] >= 2
    named = run("import", "zotero", "--library", str(moved), "--no-fetch", "--json")
    assert (named.json["new"], named.json["known"] >= 2) == (0, True)
    assert run("import", "papers.bib", "--library", str(moved)).status == 2

    shutil.rmtree(moved)
    done = run("import", "zotero")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "found no Zotero library here" in done.err


def test_a_library_that_changes_while_it_is_copied_is_copied_again(
    library: ZoteroLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zotero_copy, "_PAUSE", 0.0)
    copyfile, changes = shutil.copyfile, iter(range(100))

    def changing(source: Path, target: Path) -> object:
        done = copyfile(source, target)
        if source == library.file and next(changes) < 2:
            library.item(3, title=f"Saved meanwhile {next(changes)}")
        return done

    with patch.object(shutil, "copyfile", changing):
        found = titles(library.folder)
    assert found == titles(library.folder)

    def always(source: Path, target: Path) -> object:
        library.item(3, title="Again")
        return copyfile(source, target)

    with (
        patch.object(shutil, "copyfile", always),
        pytest.raises(PapertrailError, match="changes all the time"),
    ):
        titles(library.folder)


def test_a_file_that_is_no_library_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "zotero.sqlite"
    file.write_bytes(b"garbage " * 1000)

    with pytest.raises(PapertrailError, match="as a Zotero library"):
        ZoteroImporter().read(file)
    with pytest.raises(PapertrailError, match="there is no"):
        ZoteroImporter().read(tmp_path / "nowhere")
