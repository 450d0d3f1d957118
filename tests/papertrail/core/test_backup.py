"""Backups are whole, whatever runs meanwhile; a restore replaces everything or nothing."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import papertrail
from papertrail.core import replacement
from papertrail.store import Store
from papertrail.store.database import SCHEMA_VERSION
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv
from tests.papertrail.conftest import CONFIG, Run

PAPER = "arxiv:2606.10001"


@pytest.fixture
def marked(filled: Home, run: Run) -> str:
    """The id of a paper that is marked in the home, which also has a template."""
    filled.templates.mkdir()
    (filled.templates / "digest.md").write_text("# {{ day }}\n", encoding="utf-8")
    found = run("search", "graphs", "-n", "1", "--json").json[0]["id"]
    assert run("mark", "like", found).status == 0
    return str(found)


@pytest.fixture
def archive(marked: str, run: Run, tmp_path: Path) -> Path:
    """A backup of the home."""
    file = tmp_path / "backup.tar.gz"
    assert run("backup", str(file)).status == 0
    return file


def liked(run: Run) -> list[str]:
    return [entry["id"] for entry in run("list", "--json").json]


def rewritten(archive: Path, **changed: bytes | None) -> Path:
    """Write the archive again, some members with other content, or without it for None."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content
            data = changed.get(member.name.partition(".")[0], content.read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def test_a_backup_holds_database_settings_and_templates_for_its_owner_alone(
    archive: Path, filled: Home
) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as found:
        assert found.getnames() == [
            "backup.json",
            "papertrail.db",
            "config.toml",
            "templates/digest.md",
        ]
        settings = found.extractfile("config.toml")
        assert settings
        assert settings.read().decode() == CONFIG
    assert [path.name for path in archive.parent.iterdir() if path.name.startswith(".")] == []


def test_a_home_comes_back_on_another_machine(
    archive: Path,
    marked: str,
    run: Run,
    tmp_path: Path,
    model_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Home.at(tmp_path / "other")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(other.root))

    done = run("restore", str(archive), "--json")

    assert done.status == 0
    assert done.json == {"created": "2026-06-17T08:00:00Z", "papers": 40, "replaced": None}
    assert liked(run) == [marked]
    assert (other.templates / "digest.md").is_file()
    assert other.config_file.stat().st_mode & 0o077 == 0
    assert other.database.stat().st_mode & 0o077 == 0
    (other.root / "cache").symlink_to(model_cache)
    assert run("reindex").status == 0
    assert run("status").status == 0


def test_what_was_replaced_is_kept_and_the_vectors_are_taken_over(
    archive: Path, marked: str, filled: Home, arxiv: FakeArxiv, run: Run
) -> None:
    run("mark", "none", marked)
    filled.config_file.write_text(CONFIG + "\n# later\n", encoding="utf-8")

    done = run("restore", str(archive))

    assert done.status == 0
    assert "40 papers" in done.out
    assert liked(run) == [marked]
    assert filled.config_file.read_text(encoding="utf-8") == CONFIG
    (aside,) = filled.root.glob("replaced-*")
    assert str(aside) in done.out
    assert "# later" in (aside / "config.toml").read_text(encoding="utf-8")
    with Store.open(aside / "papertrail.db") as before:
        assert before.works.count() == 40
        assert before.marks.all() == []
    assert run("update", "--json").json["pending"] == 0
    assert len(run("search", "paper", "-n", "99", "--json").json) == 40


def test_a_backup_is_consistent_while_an_update_runs(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    writer = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
print("ready", flush=True)
while True:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE works SET comment = coalesce(comment, 0) + 1")
    connection.execute("UPDATE sources SET note = note || 'x'")
    connection.execute("COMMIT")
"""
    process = subprocess.Popen(
        [sys.executable, "-c", writer, str(filled.database)], stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    try:
        for number in range(3):
            assert run("backup", str(tmp_path / f"{number}.tar.gz")).status == 0
    finally:
        process.kill()
        process.communicate()

    for number in range(3):
        with tarfile.open(tmp_path / f"{number}.tar.gz") as found:
            found.extract("papertrail.db", tmp_path / str(number), filter="data")
        copy = sqlite3.connect(tmp_path / str(number) / "papertrail.db")
        comments = copy.execute(
            "SELECT DISTINCT CAST(coalesce(comment, 0) AS INT) FROM works"
        ).fetchall()
        (notes,) = copy.execute("SELECT length(note) FROM sources").fetchone()
        copy.close()
        assert comments == [(notes,)]


def test_a_damaged_database_makes_no_backup(filled: Home, run: Run, tmp_path: Path) -> None:
    damage_a_page(filled)

    done = run("backup", str(tmp_path / "backup.tar.gz"))

    assert done.status == 1
    assert "damaged" in done.err
    assert "papertrail doctor" in done.err
    assert not (tmp_path / "backup.tar.gz").exists()


def damage_a_page(home: Home) -> None:
    """Overwrite a page of the table of works."""
    with sqlite3.connect(home.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'authors'"
        ).fetchone()
    connection.close()
    with home.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x0d" + b"\xff" * 200)


@pytest.mark.parametrize("place", ["no-such-folder/backup.tar.gz", "."])
def test_a_file_that_cannot_be_written_is_one_line(
    filled: Home, run: Run, tmp_path: Path, place: str
) -> None:
    done = run("backup", str(tmp_path / place))

    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "unexpected" not in done.err


def refused(run: Run, home: Home, file: Path) -> str:
    """Try to restore a file; check that nothing was changed, and return the error."""
    before = {
        path: path.read_bytes()
        for path in (home.database, home.config_file, home.templates / "digest.md")
    }
    done = run("restore", str(file))
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "unexpected" not in done.err
    assert {path: path.read_bytes() for path in before} == before
    assert [*home.root.glob("replaced-*"), *home.root.glob(".restoring-*")] == []
    assert not home.restored.exists()
    return done.err


def test_a_backup_that_is_cut_off_replaces_nothing(archive: Path, filled: Home, run: Run) -> None:
    content = archive.read_bytes()
    for part in (0.05, 0.5, 0.97):
        cut = archive.with_name("cut.tar.gz")
        cut.write_bytes(content[: int(len(content) * part)])
        assert "no whole backup" in refused(run, filled, cut)


def test_a_backup_with_flipped_bits_replaces_nothing(archive: Path, filled: Home, run: Run) -> None:
    content = bytearray(archive.read_bytes())
    # A single bit can turn a copy of zeros into another copy of zeros.
    for place in range(len(content) // 2, len(content) // 2 + 16):
        content[place] ^= 0x40
    archive.write_bytes(content)

    refused(run, filled, archive)


def test_other_files_are_no_backups(archive: Path, filled: Home, run: Run, tmp_path: Path) -> None:
    assert "No such file" in refused(run, filled, tmp_path / "none")
    (tmp_path / "text").write_text("hello" * 1000, encoding="utf-8")
    assert "no whole backup" in refused(run, filled, tmp_path / "text")
    refused(run, filled, tmp_path)
    assert "no papertrail.db" in refused(run, filled, rewritten(archive, papertrail=None))
    assert "no config.toml" in refused(run, filled, rewritten(archive, config=None))
    newer = json.dumps({"format": 99}).encode()
    assert "newer papertrail" in refused(run, filled, rewritten(archive, backup=newer))


def test_settings_or_a_database_that_cannot_be_used_replace_nothing(
    archive: Path, filled: Home, run: Run, tmp_path: Path
) -> None:
    assert "unknown setting" in refused(run, filled, rewritten(archive, config=b"[colour]\n"))
    assert "is empty" in refused(run, filled, rewritten(archive, config=b""))
    assert "database" in refused(run, filled, rewritten(archive, papertrail=b"x" * 9000))
    damage_a_page(filled)
    damaged = rewritten(archive, papertrail=filled.database.read_bytes())
    assert "damaged" in refused(run, filled, damaged)


@pytest.mark.parametrize("name", ["../escaped", "templates/../../escaped", "/tmp/escaped", "other"])
def test_an_archive_with_foreign_files_is_refused(
    archive: Path, filled: Home, run: Run, name: str
) -> None:
    added = archive.with_name("added.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(added, "w:gz") as new:
        for member in old:
            new.addfile(member, old.extractfile(member))
        new.addfile(tarfile.TarInfo(name), io.BytesIO())

    assert "no part of a backup" in refused(run, filled, added)


def test_a_link_in_an_archive_is_refused(archive: Path, filled: Home, run: Run) -> None:
    added = archive.with_name("added.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(added, "w:gz") as new:
        for member in old:
            new.addfile(member, old.extractfile(member))
        link = tarfile.TarInfo("templates/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(link)

    assert "no part of a backup" in refused(run, filled, added)


def test_while_somebody_uses_the_database_nothing_is_restored(
    archive: Path, filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(filled.database) as store:
        assert store.works.count() == 40
        done = run("restore", str(archive))
        assert done.status == 1
        assert "another papertrail process has the database open" in done.err
        assert store.works.count() == 40

    assert not filled.restored.exists()
    assert "restore" not in run("status").err
    assert run("restore", str(archive)).status == 0


@pytest.mark.parametrize("moment", range(1, 12))
def test_a_restore_that_is_killed_is_completed_by_the_next_command_or_did_not_begin(
    archive: Path,
    marked: str,
    filled: Home,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    moment: int,
) -> None:
    """Each rename in turn is the one before which the process ends."""
    run("mark", "none", marked)
    filled.config_file.write_text(CONFIG + "\n# later\n", encoding="utf-8")
    rename, renames = Path.rename, 0

    def killed(self: Path, target: Path) -> Path:
        nonlocal renames
        renames += 1
        if renames == moment:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        done = run("restore", str(archive))
    assert done.status in (0, 130)

    begun = moment > 1
    assert run("status").status in (0, 3)
    assert liked(run) == ([marked] if begun else [])
    assert filled.config_file.read_text(encoding="utf-8").endswith("later\n") is not begun
    assert not filled.restored.exists()
    with Store.open(filled.database) as store:
        assert store.works.count() == 40


def test_a_script_backs_up_and_restores(filled: Home, tmp_path: Path) -> None:
    with papertrail.open(filled.root) as paper:
        made = paper.backup(tmp_path / "home.tar.gz")
        assert (made.papers, made.schema) == (40, SCHEMA_VERSION)
        restored = paper.restore(os.fspath(made.file))
        assert restored.papers == 40
        assert paper.status().papers == 40


def test_the_names_that_a_restore_replaces_are_the_home_s() -> None:
    home = Home.at(Path("/home"))
    derived = {home.index, home.earlier_index, home.last_list}
    assert {home.root / name for name in replacement._DERIVED} == derived
    assert home.root / replacement.DATABASE == home.database
