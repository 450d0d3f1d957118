"""A vault has one note a paper, in which only papertrail's part changes."""

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail import user_files
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.core.export import Selection
from papertrail.errors import PapertrailError
from papertrail.store import Store
from papertrail.types.export import ExportedFile
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
EVERYTHING = Selection(everything=True)
HOSTILE = 'Why: "quotes" \u2014 [[links]] | and #tags {x: y} & *anchors? <!-- papertrail:end -->'
IDS = ("2606.00001", "2606.00002", "2606.00003")


@pytest.fixture
def desk(home: Home, store: Store) -> Iterator[Papertrail]:
    """A home with three papers, the second of which cites the first."""
    titles = ("Sparse Attention", "Graph Rewiring", HOSTILE)
    papers = [
        Paper((("arxiv", number),), title, f"About {number}.", (Author("Ada Lovelace"),))
        for number, title in zip(IDS, titles, strict=True)
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    keys = [store.works.find("arxiv", number) for number in IDS]
    # Without foreign keys: the citing paper's document is not needed.
    with closing(sqlite3.connect(home.database)) as database, database:
        database.execute(
            "INSERT INTO document_references (work, position, number, page, text, title, authors,"
            " identifiers, cited) VALUES (?, 0, 1, 1, '', '', '[]', '[]', ?)",
            [keys[1], keys[0]],
        )
    with open_home(home.root) as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def export(desk: Papertrail, vault: Path) -> ExportedFile:
    return desk.exchange.export_to_vault(EVERYTHING, vault)


def contents(vault: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in vault.rglob("*.md")}


def test_each_paper_has_a_note_that_links_those_it_cites(desk: Papertrail, vault: Path) -> None:
    done = export(desk, vault)

    assert (done.works, len(done.added)) == (3, 3)
    citing = (vault / "Graph Rewiring.md").read_text(encoding="utf-8")
    cited = (vault / "Sparse Attention.md").read_text(encoding="utf-8")
    assert "## Cites\n\n- [[Sparse Attention]]\n" in citing
    assert "## Cited by\n\n- [[Graph Rewiring]]\n" in cited
    assert 'papertrail: "arxiv:2606.00001"\n' in cited


def test_a_second_export_writes_nothing(
    desk: Papertrail, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(desk, vault)
    monkeypatch.setattr(user_files, "write", None)

    done = export(desk, vault)

    assert (done.added, done.replaced, done.kept) == ((), (), ())


def test_hostile_titles_are_text_in_front_matter(desk: Papertrail, vault: Path) -> None:
    yaml = pytest.importorskip("yaml")
    export(desk, vault)

    (name,) = (name for name in contents(vault) if name.startswith("Why"))
    _, front, rest = (vault / name).read_text(encoding="utf-8").split("---\n", 2)

    assert yaml.safe_load(front)["title"] == HOSTILE
    assert yaml.safe_load(front)["papertrail"] == "arxiv:2606.00003"
    assert rest.count("<!-- papertrail:end -->") == 1
    assert export(desk, vault).kept == ()


def test_a_renamed_and_moved_note_is_found_again_with_its_words(
    desk: Papertrail, vault: Path
) -> None:
    export(desk, vault)
    moved = vault / "Reading" / "my name.md"
    moved.parent.mkdir()
    (vault / "Sparse Attention.md").rename(moved)
    moved.write_bytes(moved.read_bytes().replace(b"\n", b"\r\n") + b"my words \xff\r\n")
    desk.library.tag(["arxiv:2606.00001"], ["to cite"])

    done = export(desk, vault)

    assert (done.added, done.kept) == ((), ())
    assert set(done.replaced) == {"my name", "Graph Rewiring"}
    assert b"#to-cite\r\n" in moved.read_bytes()
    assert moved.read_bytes().endswith(b"my words \xff\r\n")
    assert b"[[my name|Sparse Attention]]" in (vault / "Graph Rewiring.md").read_bytes()


def test_words_inside_of_the_block_stay(desk: Papertrail, vault: Path) -> None:
    export(desk, vault)
    note = vault / "Sparse Attention.md"
    note.write_bytes(note.read_bytes().replace(b"> About", b"> my words. About"))
    before = note.read_bytes()
    desk.library.tag(["arxiv:2606.00001"], ["new"])

    assert export(desk, vault).kept == ("Sparse Attention",)
    assert note.read_bytes() == before


def test_a_file_of_the_readers_own_with_the_title_stays(desk: Papertrail, vault: Path) -> None:
    vault.mkdir()
    (vault / "sparse attention.md").write_text("mine", encoding="utf-8")

    export(desk, vault)

    assert (vault / "sparse attention.md").read_text(encoding="utf-8") == "mine"
    assert any(name.startswith("Sparse Attention (lovelace") for name in contents(vault))


def test_a_vault_that_is_read_only_is_named_and_notes_stay(
    desk: Papertrail, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(desk, vault)
    before = contents(vault)
    desk.library.tag(["arxiv:2606.00001"], ["new"])

    def refuse(path: Path, _: bytes) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(user_files, "write", refuse)
    with pytest.raises(PapertrailError, match=r"can't write .*Sparse Attention.md \(Read-only"):
        export(desk, vault)
    assert contents(vault) == before


def test_two_exports_at_once_make_each_note_once(desk: Papertrail, home: Home, vault: Path) -> None:
    done: list[ExportedFile] = []

    def run() -> None:
        with open_home(home.root) as opened:
            done.append(export(opened, vault))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(each.added) for each in done) == [0, 3]
    assert len(contents(vault)) == 3


def test_the_command_writes_notes_into_folders_alone(
    desk: Papertrail, run: Run, vault: Path
) -> None:
    made = run("export", "--all", "--format", "md", "-o", f"{vault}/", "--json")
    wrong = run("export", "--all", "--format", "ris", "-o", str(vault))

    assert (made.status, len(made.json["added"])) == (0, 3)
    assert (wrong.status, "only --format md" in wrong.err) == (2, True)
    assert run("export", "arxiv:2606.00001", "-o", str(vault)).out.endswith("no change\n")
