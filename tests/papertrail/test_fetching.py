"""What a fetch makes of what its sources say, whatever they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.errors import FeedError, ThrottledError, UnreachableError
from feeds.paper import Paper
from feeds.source import Batch, FetchRequest, Status
from papertrail.cli.update import exit_code
from papertrail.store import Store
from papertrail.update import fetch

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
KNOWN = Paper((("arxiv", "2606.10001"),), "A paper that is stored", "Words.")
DISCUSSED = Paper((("arxiv", "2606.10002"),), "Look at this", discussions=("https://www.reddit.com/r/a/comments/1/b/",))


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
def test_a_failure_is_told_beside_the_others_and_made_up_for_by_the_next_fetch(
    failure: FeedError, papers: tuple[Paper, ...], status: Status, store: Store
) -> None:
    other = Scripted("acl:2024", (KNOWN,))

    reports = fetch(store, [[Scripted("icml:2024", papers, failure)], [other]], NOW)
    assert [report.status for report in reports] == [status, Status.CURRENT]
    assert exit_code(reports) == 3
    assert [day.status for day in store.sources.days("2026-06-01")] == ["current", status]

    again = fetch(store, [[Scripted("icml:2024", (KNOWN,))], [other]], NOW + timedelta(days=1))
    assert exit_code(again) == 0
    assert {day.status for day in store.sources.days("2026-06-01")} == {"current"}


def test_nothing_but_failures_is_a_failure(store: Store) -> None:
    reports = fetch(store, [[Scripted("icml:2024", (), UnreachableError("silent"))]], NOW)

    assert exit_code(reports) == 1
