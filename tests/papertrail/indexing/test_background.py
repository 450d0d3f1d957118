"""Papers are embedded while others are still being fetched."""

import threading
import time
from collections.abc import Callable

import pytest

from feeds.landmarks import Landmarks
from index.errors import ModelUnavailableError
from papertrail import clock
from papertrail.config import Config, parse
from papertrail.indexing.background import BackgroundIndexing
from papertrail.indexing.catch_up import pending
from papertrail.indexing.generations import open_semantics
from papertrail.ingest.fetch import fetch
from papertrail.store import Store
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG

PATIENCE = 300


@pytest.fixture
def config(home: Home) -> Config:
    return parse(CONFIG, home.config_file)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papertrail.indexing.background.CHUNK", 16)
    monkeypatch.setattr("papertrail.indexing.catch_up.CHUNK", 16)
    monkeypatch.setattr("index.embedding.encoder.FEW", 16)
    monkeypatch.setattr("papertrail.indexing.background._PAUSE", 0.01)


def wait_for(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def store_sample(store: Store) -> int:
    (report,) = fetch(store, [[Landmarks()]], clock.now())
    return report.new


def test_what_is_stored_is_embedded_before_the_block_ends(
    home: Home, config: Config, store: Store
) -> None:
    with BackgroundIndexing(home, config) as alongside:
        stored = store_sample(store)
        assert wait_for(
            lambda: alongside.semantics is not None and len(alongside.semantics.vectors) > 0
        )

    assert alongside.semantics is not None
    assert alongside.embedded == len(alongside.semantics.vectors)
    # All whole chunks, if it had the time; the rest is the caller's.
    assert pending(store, alongside.semantics) == stored - alongside.embedded


def test_fewer_papers_than_a_chunk_are_left_to_the_caller(
    home: Home, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertrail.indexing.background.CHUNK", 10_000)
    with BackgroundIndexing(home, config) as alongside:
        store_sample(store)
        assert wait_for(lambda: alongside.semantics is not None)
        time.sleep(0.1)

    assert alongside.embedded == 0


def test_an_error_in_the_block_ends_the_embedding_at_once(
    home: Home, config: Config, store: Store
) -> None:
    store_sample(store)
    threads = threading.active_count()

    with pytest.raises(KeyboardInterrupt), BackgroundIndexing(home, config):
        raise KeyboardInterrupt

    assert threading.active_count() == threads
    # What was committed is whole.
    assert len(open_semantics(home, config).vectors) % 16 == 0


def test_a_model_that_cannot_be_had_does_not_stop_the_fetch(
    home: Home, config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ModelUnavailableError("no such model")

    monkeypatch.setattr("papertrail.indexing.background.open_semantics", refuse)
    with BackgroundIndexing(home, config) as alongside:
        stored = store_sample(store)

    assert stored > 100
    assert (alongside.semantics, alongside.embedded) == (None, 0)
