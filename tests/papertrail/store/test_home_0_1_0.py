"""A home that version 0.1.0 made, see make_home_0_1_0.py, opens and reads the same."""

import json
import lzma
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from papertrail.store import Digest, Store
from papertrail.types.filter import Filter

HERE = Path(__file__).parent
LATE = "2026-07-01T08:00:00Z"
RENAMED = {
    "told_apart": "not_duplicates",
    "absorbed": "merged_works",
    "proofs": "reconciliations",
    '"said"': '"overrides"',
}
KINDS = {"save": "later", "skip": "discarded"}
"""Marks that have another name now."""
DERIVED = ("author_words", "author_words_new", "author_words_reached", "facets", "facet_blocks")
"""Tables that the next update fills again."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as 0.1.0 left it."""
    path = tmp_path_factory.mktemp("old") / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(lzma.decompress((HERE / "home_0_1_0.sql.xz").read_bytes()).decode())
    connection.close()
    return path


@pytest.fixture(scope="module")
def opened(old: Path) -> Iterator[Store]:
    """The same database, opened by this version."""
    path = old.with_name("papertrail.db")
    path.write_bytes(old.read_bytes())
    with Store.open(path) as store:
        yield store


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    """What 0.1.0 read."""
    content = lzma.decompress((HERE / "home_0_1_0.json.xz").read_bytes())
    found: dict[str, Any] = json.loads(content)
    return found


def plain(value: object) -> object:
    """Return a value as JSON has it."""
    return json.loads(json.dumps(value))


def rows(connection: sqlite3.Connection, table: str, columns: str) -> list[tuple[Any, ...]]:
    """Return all rows of a table in an order of their own."""
    found = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
    return sorted((tuple(row) for row in found), key=repr)


def digest(found: Digest) -> object:
    """Return a digest as JSON, without what that version did not record."""
    assert (found.day, found.kind, found.more, found.best) == (found.created[:10], "day", (), 0)
    assert not found.since
    added = ("day", "kind", "more", "best", "since")
    return plain({name: value for name, value in asdict(found).items() if name not in added})


def test_every_row_is_kept(old: Path, opened: Store) -> None:
    earlier = sqlite3.connect(old)
    tables = earlier.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%'"
    ).fetchall()
    kept = [name for (name,) in tables if name not in (*DERIVED, "title_keys")]
    for table in kept:
        names = [row[1] for row in earlier.execute(f"PRAGMA table_info({table})")]
        columns = ", ".join(f'"{name}"' for name in names)
        expected = rows(earlier, table, columns)
        assert expected, table
        if table == "marks":
            expected = [tuple(KINDS.get(value, value) for value in row) for row in expected]
            expected.sort(key=repr)
        now = RENAMED.get(table, table), columns.replace('"said"', RENAMED['"said"'])
        assert rows(opened.connection, *now) == expected, table
    titles = [set(rows(each, "title_keys", "key, work")) for each in (earlier, opened.connection)]
    assert titles[0] <= titles[1]
    assert len(kept) == 21
    earlier.close()


def test_the_references_between_tables_are_whole(opened: Store) -> None:
    assert opened.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert opened.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_works_read_the_same(opened: Store, before: dict[str, Any]) -> None:
    keys = opened.works.matching(Filter()).tolist()
    works = [asdict(work) for work in opened.works.get(keys)]

    assert len(works) == len(before["works"]) > 1900
    for found, expected in zip(plain(works), before["works"], strict=True):  # type: ignore[call-overload]
        assert {name: found[name] for name in expected} == expected
    appearances = [[asdict(seen) for seen in opened.works.appearances(key)] for key in keys]
    assert plain(appearances) == before["appearances"]
    events = [[asdict(event) for event in opened.works.events(key)] for key in keys]
    assert plain(events) == before["events"]
    assert plain([opened.works.discussions(key) for key in keys]) == before["discussions"]


def test_marks_read_the_same(opened: Store, before: dict[str, Any]) -> None:
    earlier = [mark | {"kind": KINDS.get(mark["kind"], mark["kind"])} for mark in before["marks"]]
    assert [asdict(mark) for mark in opened.marks.all()] == earlier
    assert [asdict(mark) for mark in opened.marks.opinions("Graphs")] == before["opinions"]
    saved = {mark["work"] for mark in before["marks"] if mark["kind"] == "save"}
    assert set(opened.works.matching(Filter(statuses=("save",))).tolist()) == saved


def test_digests_read_the_same(opened: Store, before: dict[str, Any]) -> None:
    digests = opened.digests
    numbers = [number for number, _ in before["digests"]]

    found = {number: digest(digests.up_to(number, 1)[0]) for number in numbers}
    assert [*found.items()] == [(number, known) for number, known in before["digests"]]
    assert [digest(found) for found in digests.of_day("2026-06-03")] == before["made_on"]
    assert digests.considered_up_to(LATE) == before["considered_up_to"]
    assert plain(sorted(digests.waiting().items())) == before["waiting"]
    assert digests.unreported_events() == before["unreported"]
    assert sorted(digests.shown_under("Graphs")) == before["shown_under"]


def test_no_paper_is_shown_again(opened: Store, before: dict[str, Any]) -> None:
    keys = opened.works.matching(Filter()).tolist()

    assert opened.digests.unknown(keys) == before["unknown"]
    assert [opened.digests.topic_of(key) for key in keys] == before["topics"]


def test_saved_searches_and_deliveries_read_the_same(opened: Store, before: dict[str, Any]) -> None:
    assert [asdict(search) for search in opened.searches.all()] == before["searches"]
    deliveries = [asdict(delivery) for delivery in opened.deliveries.recent(99)]
    assert deliveries == before["deliveries"]
    assert [asdict(delivery) for delivery in opened.deliveries.open()] == before["open"]
    assert opened.topic_models.get("Graphs") == ("a hash", bytes(range(256)))


def test_sources_read_the_same(opened: Store, before: dict[str, Any]) -> None:
    states = {name: asdict(state) for name, state in opened.sources.states().items()}

    assert states == before["states"]
    assert [asdict(day) for day in opened.sources.days("2026-01-01")] == before["days"]
    found = {name: asdict(each) for name, each in opened.sources.reconciliations().items()}
    assert found == before["proofs"]


def test_the_home_can_be_written_to(old: Path) -> None:
    path = old.with_name("written.db")
    path.write_bytes(old.read_bytes())
    with Store.open(path) as store:
        before = store.digests.waiting()
        with store.transaction() as tx:
            tx.digests.add(Digest(LATE, 0, store.works.last_key(), (), (), events=()), {1: LATE})

        assert store.digests.waiting() == {1: LATE} != before
