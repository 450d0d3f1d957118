"""Sources ask a read-only connection of their own what is stored."""

import pickle
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from feeds.landmarks import LandmarksClient
from feeds.paper import Paper
from feeds.source import Batch, FetchRequest, StoredPapers
from papertrail.ingest.fetch import fetch
from papertrail.ingest.reconcile import reconcile
from papertrail.ingest.stored import DatabasePapers, database_path
from papertrail.store import Store

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
SUBMITTED = datetime(2026, 6, 16, 12, 30, tzinfo=UTC)
PAPER = Paper((("lab", "1"),), "A paper of a laboratory", "Words.", submitted=SUBMITTED)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


@pytest.fixture
def stored(store: Store) -> Iterator[DatabasePapers]:
    with closing(DatabasePapers(database_path(store), "lab")) as opened:
        yield opened


def save(store: Store, paper: Paper = PAPER, source: str = "lab") -> None:
    with store.transaction() as tx:
        tx.works.save([paper], source, NOW)


def answers(stored: StoredPapers) -> tuple[int, bool]:
    return stored.count_submitted(SUBMITTED, SUBMITTED), stored.has_abstract("lab", "1")


def test_each_answer_includes_what_was_committed_before(
    store: Store, stored: DatabasePapers
) -> None:
    assert answers(stored) == (0, False)
    save(store)
    assert answers(stored) == (1, True)


def test_only_the_papers_of_the_source_are_counted(store: Store, stored: DatabasePapers) -> None:
    save(store, source="another")
    assert answers(stored) == (0, True)


def test_uncommitted_papers_are_neither_seen_nor_waited_for(
    store: Store, stored: DatabasePapers
) -> None:
    with store.transaction() as tx:
        tx.works.save([PAPER], "lab", NOW)
        assert answers(stored) == (0, False)


def test_no_snapshot_stays_open_between_questions(store: Store, stored: DatabasePapers) -> None:
    save(store)
    answers(stored)
    busy, *_ = store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy


def test_nothing_can_be_written(store: Store, stored: DatabasePapers) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        stored._connection().execute("DELETE FROM works")


def test_several_threads_may_ask(store: Store, stored: DatabasePapers) -> None:
    save(store)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(answers, [stored] * 40)) == {(1, True)}


def test_a_pickled_copy_answers_alike(store: Store, stored: DatabasePapers) -> None:
    save(store)
    expected = answers(stored)
    with closing(pickle.loads(pickle.dumps(stored))) as copy:
        assert answers(copy) == expected == (1, True)


def test_another_process_may_ask(store: Store, stored: DatabasePapers) -> None:
    save(store)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(stored.has_abstract, "lab", "1").result()


@dataclass
class Asking:
    """A source that sends one batch, asking what is stored before and after."""

    name: str = "lab"
    asked: list[tuple[int, bool]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        self.threads.add(threading.get_ident())
        copy = pickle.loads(pickle.dumps(request))
        self.asked.append(answers(request.stored))
        yield Batch((PAPER,), {})
        self.asked.append(answers(request.stored))
        with closing(copy.stored) as stored:
            assert answers(stored) == self.asked[-1]


def test_a_source_sees_its_batch_as_stored_when_it_is_asked_for_the_next(store: Store) -> None:
    source = Asking()

    (report,) = fetch(store, [[source]], NOW)

    assert report.error is None
    assert source.asked == [(0, False), (1, True)]
    assert threading.get_ident() not in source.threads


def test_a_reconciliation_asks_in_the_same_way(store: Store) -> None:
    source = Asking()

    reconcile(store, source, LandmarksClient(), SUBMITTED, NOW)

    assert source.asked == [(0, False), (1, True)]
