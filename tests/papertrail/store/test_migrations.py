"""Databases of every released version come forward whole, or stay as they are."""

import lzma
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from papertrail.errors import StoreError
from papertrail.store import Store, copies
from papertrail.store.database import SCHEMA_VERSION
from papertrail.store.schema_arxiv_ids import migrations
from tests.papertrail.store.test_home_0_1_0 import DERIVED, RENAMED

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
RELEASED = {"home_0_1_0.sql.xz": 12, "home_0_1_1.sql": 15}
"""The dumps of homes that released versions made, see make_home_*.py, with their schemas."""
NAMES = [migration.name for migration in migrations._migrations]

Rows = dict[str, list[Any]]


def old_database(folder: Path, dump: str) -> Path:
    """Make a database from a dump."""
    content = (HERE / dump).read_bytes()
    path = folder / "papertrail.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        (lzma.decompress(content) if dump.endswith("xz") else content).decode()
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return path


@pytest.fixture(params=RELEASED)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database of each released version."""
    return old_database(tmp_path, request.param)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A database of version 0.1.1."""
    return old_database(tmp_path, "home_0_1_1.sql")


def content(path: Path) -> Rows:
    """Return the rows of all tables, with the names of columns."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    found = {}
    for (name,) in names:
        rows = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
        found[name] = sorted(rows, key=repr)
    connection.close()
    return found


def test_the_database_of_each_release_keeps_every_row(old: Path) -> None:
    before = content(old)

    Store.open(old).close()

    after = content(old)
    for table, rows in before.items():
        # What was enclosed is a delivery of its own.
        if table in (*DERIVED, "title_keys", "_sqlite_migrations", "enclosed"):
            continue
        assert rows, table
        renamed = [
            {("overrides" if name == "said" else name): value for name, value in row.items()}
            for row in rows
        ]
        now = after[RENAMED.get(table, table)]
        # Values that a migration computes differ; those that a person or a source gave do not.
        names = set(renamed[0]) - {"borrowed", "own", "authority"}
        kept = [{name: row[name] for name in names} for row in now]
        assert [row for row in renamed if {name: row[name] for name in names} not in kept] == []
        assert len(now) >= len(rows), table
    with Store.open(old) as store:
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert copies.damage(store.connection) == []


@pytest.mark.parametrize("failing", NAMES)
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From an empty file the first ones run too, from 0.1.0 those after its schema."""
    broken = [fails_midway(each) if each.name == failing else each for each in all_migrations()]
    monkeypatch.setattr(migrations, "_migrations", broken)
    for dump in (None, "home_0_1_0.sql.xz"):
        folder = tmp_path / str(dump)
        folder.mkdir()
        path = old_database(folder, dump) if dump else folder / "papertrail.db"
        before = content(path) if dump else {}
        if dump and NAMES.index(failing) < RELEASED[dump]:
            continue

        with pytest.raises(ZeroDivisionError):
            Store.open(path, create=True)

        assert content(path) == before


def all_migrations() -> list[Any]:
    """Return what sqlite-utils would run."""
    return list(migrations._migrations)


def fails_midway(migration: Any) -> Any:  # noqa: ANN401 - sqlite-utils' own
    """Return a migration that does all that it should, and then fails."""
    run: Callable[[Any], None] = migration.fn

    def failing(database: object) -> None:
        run(database)
        raise ZeroDivisionError

    return migrations._Migration(migration.name, failing, True)


def test_a_copy_is_kept_until_the_next_migration(earlier: Path) -> None:
    before = content(earlier)
    older = earlier.with_name("papertrail-schema-3.db")
    older.write_bytes(b"of an earlier migration")

    Store.open(earlier).close()
    Store.open(earlier).close()

    (kept,) = copies.copies_before_migrations(earlier)
    assert kept.name == "papertrail-schema-15.db"
    assert kept.stat().st_mode & 0o077 == 0
    assert content(kept) == before
    assert sorted(path.name for path in earlier.parent.glob("*.tmp")) == []


def test_without_room_for_the_copy_nothing_is_changed(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(earlier)
    monkeypatch.setattr(copies, "_MARGIN", 1 << 60)

    with pytest.raises(StoreError, match="MB are needed") as caught:
        Store.open(earlier)

    assert "nothing was changed" in caught.value.hint
    assert content(earlier) == before
    assert list(copies.copies_before_migrations(earlier)) == []


def test_a_newer_database_is_refused_with_the_version_that_it_needs(earlier: Path) -> None:
    with Store.open(earlier) as store:
        store.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        store.connection.execute(
            "INSERT INTO schema_versions VALUES (?, '9.4.0')", [SCHEMA_VERSION + 1]
        )
    before = content(earlier)

    with pytest.raises(StoreError, match="newer papertrail") as caught:
        Store.open(earlier)

    assert caught.value.hint == "upgrade papertrail to 9.4.0 or later"
    assert content(earlier) == before


def test_a_damaged_byte_in_a_text_does_not_keep_other_papers_from_being_read(
    earlier: Path,
) -> None:
    with Store.open(earlier) as store:
        store.connection.execute(
            "UPDATE works SET abstract = CAST(x'47726170ff68' AS TEXT) WHERE id = 1"
        )
    with Store.open(earlier) as store:
        abstracts = [work.abstract for work in store.works.get([1, 2])]

    assert abstracts[0] == "Grap\ufffdh"
    assert abstracts[1]
