"""Processes that use one home at the same time: writers wait for each other, and readers for
nobody.
"""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from feeds.source import Batch, FetchRequest
from papertrail.cli.failures import explain
from papertrail.errors import BusyError
from papertrail.ingest.fetch import fetch
from papertrail.store import Store, author_names, facets, transaction
from papertrail.store.database import SCHEMA_VERSION
from papertrail.store.transaction import writing
from papertrail.types.filter import Filter
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
BUSY = "another papertrail process is writing to the database; try again when it is done"


def paper(number: int) -> Paper:
    return Paper(
        identifiers=(("arxiv", f"2606.{number:05}"),),
        title=f"Work number {number} on subject {number * 7919}",
        abstract=f"An abstract about {number}.",
        authors=(Author(f"Ada Author{number}"),),
        url=f"https://arxiv.org/abs/2606.{number:05}",
        version=1,
        submitted=NOW,
        updated=NOW,
        categories=("cs.LG",),
    )


def save(store: Store, *numbers: int) -> None:
    with store.transaction() as tx:
        tx.works.save([paper(number) for number in numbers], "arxiv:cs.LG", NOW)


def mark(store: Store, kind: str = "later") -> None:
    with store.transaction() as tx:
        tx.marks.set([1], kind, NOW)


def mark_twice(store: Store, first: str, second: str) -> None:
    with store.transaction():
        mark(store, first)
        mark(store, second)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with some papers."""
    path = tmp_path / "papertrail.db"
    with Store.open(path, create=True) as store:
        save(store, *range(50))
    return path


@contextmanager
def another_writer(path: Path, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Another process that has begun to write and does not end."""
    with closing(
        sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    ) as connection:
        connection.execute(begin)
        yield connection


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other writers shortly."""
    for module in ("transaction", "database"):
        monkeypatch.setattr(f"papertrail.store.{module}.PATIENCE", 0.3)
    monkeypatch.setattr("papertrail.locks._MIGRATION_SECONDS", 0.3)


def test_a_transaction_that_reads_first_and_writes_later_makes_others_wait(path: Path) -> None:
    def mark_meanwhile() -> float:
        with Store.open(path) as other:
            mark(other)
        return time.monotonic()

    with Store.open(path) as store, ThreadPoolExecutor() as pool:
        with store.transaction() as tx:
            assert store.works.count() == 50
            marked = pool.submit(mark_meanwhile)
            time.sleep(0.3)
            tx.sources.save_cursor("arxiv:cs.LG", {"day": 1})
            ending = time.monotonic()
        assert marked.result() > ending

        assert [found.kind for found in store.marks.all()] == ["later"]
        assert store.sources.cursor("arxiv:cs.LG") == {"day": 1}


def test_a_statement_outside_of_a_transaction_is_one_of_its_own(path: Path) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        store.connection.execute("UPDATE works SET venue = 'one' WHERE id = 1")
        other.connection.execute("UPDATE works SET venue = 'other' WHERE id = 2")

        assert [work.venue for work in store.works.get([1, 2])] == ["one", "other"]


def test_writers_are_of_no_use_after_their_transaction(path: Path) -> None:
    with Store.open(path) as store:
        with store.transaction() as tx:
            tx.marks.set([1], "later", NOW)
        with pytest.raises(AttributeError):
            tx.marks.set([2], "later", NOW)


def test_an_inner_transaction_fails_on_its_own(path: Path) -> None:
    with Store.open(path) as store:
        with store.transaction():
            mark(store, "like")
            with pytest.raises(ValueError, match="no mark"):
                mark_twice(store, "read", "nonsense")
            with store.transaction() as tx:
                tx.marks.set([2], "discarded", NOW)

        assert [(found.work, found.kind) for found in store.marks.all()] == [
            (1, "like"),
            (2, "discarded"),
        ]


def test_an_outer_transaction_that_fails_takes_the_inner_one_along(path: Path) -> None:
    with Store.open(path) as store:
        with pytest.raises(ValueError, match="no mark"):
            mark_twice(store, "later", "nonsense")

        assert store.marks.all() == []
        mark(store)
        assert len(store.marks.all()) == 1


def test_a_read_sees_one_moment_and_never_becomes_a_write(path: Path) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        with store.reading():
            before = store.works.count()
            save(other, 100)
            assert store.works.count() == before
            with pytest.raises(RuntimeError, match="inside of a read"), store.transaction():
                pass
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                store.connection.execute("DELETE FROM works")

        assert store.works.count() == before + 1
        assert store.marks.all() == []
        mark(store)


@pytest.mark.usefixtures("impatient")
def test_a_writer_that_waited_in_vain_says_that_another_one_is_writing(path: Path) -> None:
    with Store.open(path) as store, another_writer(path):
        with pytest.raises(BusyError) as caught:
            mark(store)
        assert explain(caught.value) == f"papertrail: {BUSY}"
        assert store.works.count() == 50

    with Store.open(path) as store:
        mark(store)


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_LOCKED]
)
def test_a_lock_met_anywhere_is_explained_as_another_process(path: Path, code: int) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = code

    assert explain(error) == f"papertrail: {BUSY}"
    with pytest.raises(BusyError), Store.open(path) as store, store.transaction():
        raise error


@pytest.mark.usefixtures("impatient")
def test_readers_and_commands_that_only_look_need_no_lock(filled: Home, run: Run) -> None:
    with another_writer(filled.database):
        done = [
            run(*words)
            for words in (
                ("search", "graphs"),
                ("status",),
                ("show", "1"),
                ("list",),
                ("digest", "--dry-run"),
            )
        ]
        refused = run("mark", "later", "1")

    assert [result.status for result in done] == [0] * 5, [result.err for result in done]
    assert (refused.status, refused.err) == (1, f"papertrail: {BUSY}\n")
    assert run("mark", "later", "1").status == 0


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("command", ["status", "init"])
def test_an_older_database_that_is_locked_is_not_called_damaged(
    filled: Home, run: Run, begin: str, command: str
) -> None:
    with Store.open(filled.database) as store:
        store.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
        with store.transaction():
            store.connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm012%'")

    with another_writer(filled.database, begin):
        refused = run(command)

    assert (refused.status, refused.err.splitlines()[-1]) == (1, f"papertrail: {BUSY}")
    assert run(command).status == 0


@pytest.mark.usefixtures("impatient")
def test_a_new_database_that_another_program_locks_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "papertrail.db"
    with another_writer(path, "BEGIN EXCLUSIVE"), pytest.raises(BusyError):
        Store.open(path, create=True)

    Store.open(path, create=True).close()


@pytest.mark.usefixtures("impatient")
def test_who_waits_in_vain_for_another_to_upgrade_says_so(tmp_path: Path) -> None:
    from filelock import FileLock

    path = tmp_path / "papertrail.db"
    with FileLock(f"{path}.lock"), pytest.raises(BusyError):
        Store.open(path, create=True)


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE"])
def test_tables_are_made_once_another_process_leaves_the_new_file(
    tmp_path: Path, begin: str
) -> None:
    path = tmp_path / "papertrail.db"
    with another_writer(path, "VACUUM") as other:
        # The new file is in the journal mode of old, and read or written at the moment that WAL is
        # enabled.
        other.execute(begin)
        other.execute("SELECT count(*) FROM sqlite_master").fetchone()
        leaving = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        leaving.start()

        with Store.open(path, create=True) as store:
            assert store.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        leaving.join()


@pytest.mark.parametrize("fill", [facets.fill, author_names.fill])
def test_filters_are_prepared_in_short_transactions(
    path: Path, fill: Callable[[sqlite3.Connection], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others can write in between, and what is prepared is the same."""
    monkeypatch.setattr(author_names, "_AT_ONCE", 20)
    monkeypatch.setattr(facets, "_AT_ONCE", 1)
    criteria = Filter(authors=("Author7",), categories=("cs.LG",))
    with Store.open(path) as store:
        with store.transaction():
            store.connection.execute(
                "INSERT INTO works (id, title, abstract, url, fetched, change) SELECT 9000, title, '', url, fetched,"
                " (SELECT max(change) + 1 FROM works) FROM works WHERE id = 1"
            )
        expected = store.works.matching(criteria).tolist()
        statements: list[str] = []
        store.connection.set_trace_callback(statements.append)
        fill(store.connection)
        store.connection.set_trace_callback(None)

        assert statements.count("COMMIT") >= 3
        assert store.works.matching(criteria).tolist() == expected


class Archive:
    """A source of many small batches."""

    name = "arxiv:cs.LG"

    def fetch(self, _: FetchRequest) -> Iterator[Batch]:
        """Yield forty batches, half of whose papers are known."""
        for start in range(0, 400, 10):
            yield Batch(
                tuple(paper(number) for number in range(start, start + 20)), {"start": start}
            )


def test_an_update_goes_on_while_others_mark_and_read(path: Path) -> None:
    over = threading.Event()

    def repeat(act: Callable[[Store], object]) -> int:
        done = 0
        with Store.open(path) as store:
            while not over.is_set():
                act(store)
                done += 1
        return done

    def look(store: Store) -> None:
        with store.reading():
            count = store.works.count()
            assert len(store.works.matching(Filter())) == count
        store.works.get([1])
        store.sources.states()

    with Store.open(path) as store, ThreadPoolExecutor() as pool:
        others = [pool.submit(repeat, act) for act in [mark, mark, *[look] * 4]]
        try:
            (report,) = fetch(store, [[Archive()]], NOW)
        finally:
            over.set()
        assert all(other.result() > 1 for other in others)

    assert (report.error, report.fetched) == (None, 410)


READER = """
import sys, time
from pathlib import Path
from papertrail.store import Store
path, until = Path(sys.argv[1]), time.monotonic() + 2
sys.stdin.readline()
while time.monotonic() < until:
    with Store.open(path) as store:
        store.works.count()
        with store.transaction() as tx:
            store.works.last_key()
            time.sleep(0.002)
            tx.marks.set([1], "later", __import__("datetime").datetime.now())
"""


def test_processes_that_open_read_and_write_without_a_pause_all_come_through(path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    assert [process.communicate("go\n")[1] for process in processes] == [""] * 4


def test_a_writer_that_writes_without_a_pause_lets_others_through(path: Path) -> None:
    """One long transaction after the other, as of an update with many batches."""
    over = threading.Event()

    def occupy() -> None:
        with Store.open(path) as store:
            while not over.is_set():
                with writing(store.connection):
                    time.sleep(transaction._LONG)

    with ThreadPoolExecutor() as pool:
        occupying = pool.submit(occupy)
        time.sleep(0.05)
        with Store.open(path) as store:
            started = time.monotonic()
            for _ in range(3):
                mark(store)
            seconds = time.monotonic() - started
        over.set()
        occupying.result()

    assert seconds < 10
