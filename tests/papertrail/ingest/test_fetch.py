"""What a fetch makes of what its sources say, whatever they are."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from feeds.errors import FeedError, ThrottledError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Paper
from feeds.registry import find
from feeds.source import Batch, FetchRequest, Status
from papertrail.core.resources import Resources
from papertrail.core.update import open_sources
from papertrail.ingest.fetch import fetch
from papertrail.ingest.writer import WriterThread
from papertrail.store import Store
from papertrail.types.progress import Progress
from papertrail.types.update import SourceReport, fetch_outcome
from papertrail.workspace import Home
from tests.fake_site import FakeSite

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
KNOWN = Paper((("arxiv", "2606.10001"),), "A paper that is stored", "Words.")
DISCUSSED = Paper(
    (("arxiv", "2606.10002"),),
    "Look at this",
    discussions=("https://www.reddit.com/r/a/comments/1/b/",),
)


@dataclass
class Scripted:
    """A source that sends one batch, then fails or ends."""

    name: str
    papers: tuple[Paper, ...] = ()
    failure: FeedError | None = None

    def fetch(self, _request: FetchRequest) -> Iterator[Batch]:
        yield Batch(self.papers, {}, Status.CURRENT)
        if self.failure:
            raise self.failure


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def test_a_paper_that_is_only_discussed_is_not_missing(store: Store) -> None:
    (report,) = fetch(store, [[Scripted("reddit", (KNOWN, DISCUSSED))]], NOW)

    (day,) = store.sources.days("2026-06-01")
    assert (report.fetched, report.new, day.seen, day.missing) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("failure", "papers", "status"),
    [
        (UnreachableError("silent"), (), Status.FAILED),
        (UnreachableError("silent"), (KNOWN,), Status.PARTIAL),
        (ThrottledError("slow down"), (KNOWN,), Status.THROTTLED),
    ],
)
def test_a_failure_is_reported_next_to_the_others_and_made_up_for_by_the_next_fetch(
    failure: FeedError, papers: tuple[Paper, ...], status: Status, store: Store
) -> None:
    other = Scripted("acl:2024", (KNOWN,))

    reports = fetch(store, [[Scripted("icml:2024", papers, failure)], [other]], NOW)
    assert [report.status for report in reports] == [status, Status.CURRENT]
    assert fetch_outcome(reports) == 3
    assert [day.status for day in store.sources.days("2026-06-01")] == ["current", status]

    again = fetch(store, [[Scripted("icml:2024", (KNOWN,))], [other]], NOW + timedelta(days=1))
    assert fetch_outcome(again) == 0
    assert {day.status for day in store.sources.days("2026-06-01")} == {"current"}


def test_nothing_but_failures_is_a_failure(store: Store) -> None:
    reports = fetch(store, [[Scripted("icml:2024", (), UnreachableError("silent"))]], NOW)

    assert fetch_outcome(reports) == 1


# Several hosts


class BusySite(FakeSite):
    """Several hosts, by the first part of the path; counts requests at the same time.

    Attributes:
        meeting: holds each request until `meeting` have come, of whatever host.
        most: the most requests that one host was answering at once, and the most hosts that
            were asked at once.
    """

    def __init__(self, hosts: str, meeting: int = 1) -> None:
        item = "<item><title>A post of {0}</title><link>https://{0}/1</link></item>"
        feed = f"<rss version='2.0'><channel><title>A blog</title>{item}</channel></rss>"
        pages = [(host, f"{host}.example/{name}") for host in hosts for name in ("x", "y")]
        super().__init__({address: feed.format(host).encode() for host, address in pages})
        self.most = (0, 0)
        self._meeting = threading.Barrier(meeting, timeout=60)
        self._asked: Counter[str] = Counter()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = handler.path.split("/")[1]
        with self._lock:
            self._asked[host] += 1
            asked = [count for count in self._asked.values() if count]
            self.most = (max(self.most[0], *asked), max(self.most[1], len(asked)))
        self._meeting.wait()
        time.sleep(0.05)
        with self._lock:
            self._asked[host] -= 1
        super()._answer(handler)


def read(site: BusySite, store: Store, state: Path, *addresses: str) -> list[SourceReport]:
    """Fetch feeds, each in a queue and through a client of its own."""
    policy = RequestPolicy(arxiv_interval=0.0, other_interval=0.0, attempts=1)
    return fetch(
        store,
        [
            [find(address).source(RateLimitedClient(state, policy, site.address))]
            for address in addresses
        ],
        NOW,
    )


def test_two_hosts_are_read_at_the_same_time(store: Store, tmp_path: Path) -> None:
    # Neither is answered before both were asked.
    with BusySite("ab", meeting=2) as site:
        reports = read(
            site, store, tmp_path / "state", "https://a.example/x", "https://b.example/x"
        )

    assert [report.status for report in reports] == [Status.CURRENT] * 2
    assert site.most == (1, 2)


def test_no_host_is_asked_twice_at_once_and_no_three_hosts_are(
    store: Store, tmp_path: Path
) -> None:
    addresses = [f"https://{host}.example/{name}" for host in "abc" for name in "xy"]
    with BusySite("abc") as site:
        reports = read(site, store, tmp_path / "state", *addresses)

    assert [report.status for report in reports] == [Status.CURRENT] * 6
    assert len(site.visits) == 6
    assert site.most[0] == 1
    assert site.most[1] <= 2


def test_feeds_of_one_host_are_read_one_after_the_other(store: Store, home: Home) -> None:
    queues = [
        [
            "arxiv:cs.LG",
            "arxiv-search:all:x",
            "arxiv-search:all:y",
            "https://export.arxiv.org/a.xml",
        ],
        ["reddit", "reddit:LocalLLaMA", "https://www.reddit.com/user/a.rss"],
        ["neurips", "neurips:2022"],
        ["acl", "emnlp:2024", "anthology"],
        ["openreview:TMLR", "openreview:a.org/X"],
        ["https://a.example/x", "https://A.example/y"],
        ["https://b.example/x"],
    ]
    chosen = [find(queue[place]) for place in range(4) for queue in queues if place < len(queue)]

    opened = open_sources(Resources(home, Progress()), chosen)

    assert [[source.name for source in queue] for queue in opened] == queues


@dataclass
class Loading:
    """A source that has something in memory from the beginning of its fetch to its end."""

    name: str
    loaded: list[str]
    most: list[int]

    def fetch(self, _request: FetchRequest) -> Iterator[Batch]:
        self.loaded.append(self.name)
        for _ in range(3):
            self.most.append(len(self.loaded))
            time.sleep(0.01)
            yield Batch((KNOWN,), {}, Status.CURRENT)
        self.loaded.remove(self.name)


def test_no_more_than_two_sources_hold_pages_at_once(store: Store) -> None:
    loaded: list[str] = []
    most: list[int] = []

    fetch(
        store,
        [
            [Loading(f"host {host}, source {place}", loaded, most) for place in range(2)]
            for host in range(5)
        ],
        NOW,
    )

    assert max(most) == 2
    assert len(most) == 30


# How it ends


@contextmanager
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()


def test_an_interruption_while_papers_are_stored_ends_their_reader(store: Store) -> None:
    def interrupt(_: SourceReport) -> None:
        raise KeyboardInterrupt

    with no_thread_left(), pytest.raises(KeyboardInterrupt):
        fetch(store, [[Scripted("icml:2024", (KNOWN,))]], NOW, on_progress=interrupt)


def test_a_call_that_comes_just_before_the_end_is_refused() -> None:
    coming = threading.Event()

    class SlowQueue(SimpleQueue[Any]):
        def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
            if item:
                coming.set()
                time.sleep(0.2)
            super().put(item, block, timeout)

    def fail() -> None:
        coming.wait(10)
        raise OSError("the disk is full")

    writer = WriterThread()
    writer._calls = SlowQueue()
    with no_thread_left(), pytest.raises(OSError, match="full"):
        writer.serve([lambda: writer.call(lambda: None), fail])
