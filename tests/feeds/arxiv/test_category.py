"""What a category's fetch brings, whatever is late, revised, empty, broken or stopped."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from feeds.arxiv.api import ArxivApi
from feeds.arxiv.category import ArxivCategory
from feeds.arxiv.windows import LOOK_BACK
from feeds.errors import FeedError, MalformedError, RefusedError, ThrottledError, UnreachableError
from feeds.source import Batch, FetchRequest, Status
from tests.fake_arxiv import RSS_HEAD, FakeArxiv, FakePaper, Seen

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.http.client import RateLimitedClient
    from feeds.paper import Paper
    from feeds.source import Cursor
    from tests.feeds.conftest import OpenClient

MORNING = datetime(2026, 6, 17, 8, 0, 30, tzinfo=UTC)
"""A Wednesday, four o'clock in New York: the announcement of the 17th is out, with the papers of
the 16th."""
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EMPTY = (RSS_HEAD + "</channel></rss>").encode()


class Library:
    """Keeps what a source sends as the database does: each batch together with its cursor."""

    def __init__(self, client: RateLimitedClient, page_size: int = 2000) -> None:
        self.client = client
        self.source = ArxivCategory("cs.LG", client, ArxivApi(client, page_size=page_size))
        self.cursor: Cursor = {}
        self.papers: dict[str, Paper] = {}

    def fetch(
        self, now: datetime, since: datetime | None = None, stop_after: int | None = None
    ) -> list[Batch]:
        """Fetch and keep; leave the source after some batches, as a process that is killed does."""
        batches: list[Batch] = []
        for batch in self.source.fetch(FetchRequest(now, self.cursor, since, self)):
            if len(batches) == stop_after:
                break
            batches.append(batch)
            self.keep(batch)
        return batches

    def keep(self, batch: Batch) -> None:
        for paper in batch.papers:
            known = self.papers.get(paper.identifiers[0][1])
            # An announcement lacks the dates; it replaces what has them only where it shows a newer
            # version.
            if known is None or paper.submitted or (paper.version or 0) > (known.version or 0):
                self.papers[paper.identifiers[0][1]] = paper
        self.cursor = batch.cursor

    def count_submitted(self, start: datetime, end: datetime) -> int:
        return sum(
            start <= paper.submitted <= end + MINUTE
            for paper in self.papers.values()
            if paper.submitted
        )

    def has_abstract(self, _scheme: str, _value: str) -> bool:
        return False

    def interval(self) -> tuple[datetime, datetime] | None:
        start, end = self.cursor.get("from"), self.cursor.get("until")
        return (
            (datetime.fromisoformat(str(start)), datetime.fromisoformat(str(end)))
            if start and end
            else None
        )

    def complete(self) -> set[str]:
        """Return the papers that are known with their dates."""
        return {arxiv_id for arxiv_id, paper in self.papers.items() if paper.submitted}


def fake(
    number: int, submitted: datetime, announced: date | None = None, **more: date | tuple[str, ...]
) -> FakePaper:
    day = announced or submitted.date() + DAY
    return FakePaper(f"2606.{20000 + number}", f"Paper {number}", "Words.", submitted, day, **more)


def sparse(days: int) -> list[FakePaper]:
    """Return a paper for every second day before the 17th."""
    last = datetime(2026, 6, 16, 15, 30, tzinfo=UTC)
    return [fake(number, last - 2 * number * DAY) for number in range(days // 2)]


def shown(arxiv: FakeArxiv) -> set[str]:
    return {paper.id for paper in arxiv.shown()}


def ids(batches: list[Batch]) -> set[str]:
    return {paper.identifiers[0][1] for batch in batches for paper in batch.papers}


def windows(seen: list[Seen]) -> list[tuple[str, str]]:
    """Return the submission windows that were read, counts left out."""
    queries = [
        one.query["search_query"]
        for one in seen
        if one.query.get("max_results") != "1" and "start" in one.query
    ]
    return [(query[-29:-17], query[-13:-1]) for query in queries]


@pytest.fixture
def library(client: RateLimitedClient) -> Library:
    return Library(client)


# The first fetch


def test_a_source_is_named_after_its_category(library: Library) -> None:
    assert library.source.name == "arxiv:cs.LG"


def test_the_first_fetch_looks_back_a_week(arxiv: FakeArxiv, library: Library) -> None:
    edge = MORNING.replace(second=0) - 7 * DAY
    arxiv.papers += [fake(1, edge), fake(2, edge - MINUTE), fake(3, MORNING - 30 * DAY)]

    library.fetch(MORNING)

    assert library.complete() == shown(arxiv) - {"2606.20002", "2606.20003"}
    assert library.interval() == (edge, datetime(2026, 6, 16, 14, 39, tzinfo=UTC))


def test_the_announcement_comes_first_and_carries_its_day(
    arxiv: FakeArxiv, library: Library
) -> None:
    first = library.fetch(MORNING, stop_after=1)[0]

    assert {paper.identifiers[0][1] for paper in first.papers} == {
        paper.id for paper in arxiv.papers[30:]
    }
    assert {paper.announced for paper in first.papers} == {date(2026, 6, 17)}
    assert first.status == Status.CURRENT


def test_the_first_fetch_looks_back_to_a_given_moment(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers = sparse(80)

    library.fetch(MORNING, since=MORNING - 50 * DAY)

    assert library.complete() == {
        paper.id for paper in arxiv.papers if paper.submitted >= MORNING - 50 * DAY
    }


def test_papers_that_are_not_announced_yet_are_left_to_the_next_fetch(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.papers.append(fake(1, datetime(2026, 6, 16, 20, 0, tzinfo=UTC), date(2026, 6, 18)))

    library.fetch(MORNING)
    arxiv.today += DAY
    later = library.fetch(MORNING + DAY)

    assert ids(later) == {"2606.20001"}


def test_a_silent_category_is_no_error(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers = []

    library.fetch(MORNING)
    library.fetch(MORNING + DAY)
    arxiv.papers = [fake(1, MORNING + DAY, date(2026, 6, 19))]
    arxiv.today = date(2026, 6, 19)
    library.fetch(MORNING + 2 * DAY)

    assert library.complete() == {"2606.20001"}


# The fetches after it


def test_the_next_day_brings_only_what_is_new(arxiv: FakeArxiv, library: Library) -> None:
    library.fetch(MORNING)
    new = [fake(number, datetime(2026, 6, 17, 9, number, tzinfo=UTC)) for number in range(3)]
    arxiv.papers += new
    arxiv.today += DAY

    second = library.fetch(MORNING + DAY)

    assert ids(second) == {paper.id for paper in new}
    assert library.complete() == shown(arxiv)


def test_a_second_fetch_on_the_same_day_brings_nothing_and_has_the_status_of_the_first(
    arxiv: FakeArxiv, library: Library
) -> None:
    library.fetch(MORNING)
    arxiv.seen.clear()

    again = library.fetch(MORNING + timedelta(hours=3))

    assert ids(again) == set()
    assert again[0].status == Status.CURRENT
    assert arxiv.seen[0].headers["If-None-Match"] == library.cursor["etag"]
    assert len(arxiv.seen) == 1


def test_a_paper_that_was_held_back_is_found_by_counting(
    arxiv: FakeArxiv, library: Library
) -> None:
    late = fake(1, datetime(2026, 6, 12, 10, 0, tzinfo=UTC), date(2026, 6, 18))
    arxiv.papers.append(late)
    library.fetch(MORNING)
    arxiv.today += DAY
    arxiv.announcement = EMPTY

    library.fetch(MORNING + DAY)

    assert late.id in library.complete()


def test_a_paper_that_was_held_back_for_long_is_found_by_its_announcement(
    arxiv: FakeArxiv, library: Library
) -> None:
    late = fake(
        1,
        datetime(2026, 4, 1, 10, 0, tzinfo=UTC),
        date(2026, 6, 18),
        categories=("stat.ML", "cs.LG"),
    )
    arxiv.papers.append(late)
    library.fetch(MORNING)
    arxiv.today += DAY

    library.fetch(MORNING + DAY)

    assert library.papers[late.id].submitted == late.submitted
    assert library.papers[late.id].categories == ("stat.ML", "cs.LG")


def test_a_paper_in_the_minute_of_the_newest_one_is_found(
    arxiv: FakeArxiv, library: Library
) -> None:
    library.fetch(MORNING)
    twin = fake(1, arxiv.papers[-1].submitted + timedelta(seconds=30), date(2026, 6, 18))
    arxiv.papers.append(twin)
    arxiv.today += DAY
    arxiv.announcement = EMPTY

    library.fetch(MORNING + DAY)

    assert twin.id in library.complete()


def test_a_revised_paper_is_completed_by_its_identifier(arxiv: FakeArxiv, library: Library) -> None:
    old = fake(1, datetime(2026, 3, 2, 10, 0, tzinfo=UTC), revised=date(2026, 6, 17))
    arxiv.papers.append(old)

    library.fetch(MORNING)

    known = library.papers[old.id]
    assert (known.version, known.submitted, known.updated) == (
        2,
        old.submitted,
        old.submitted + DAY,
    )
    assert known.abstract.endswith("Revision 2.")
    assert [one.query["id_list"] for one in arxiv.seen if one.query.get("id_list")] == [old.id]


def test_a_revised_paper_is_completed_days_later_where_the_api_failed_on_its_day(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    old = fake(1, datetime(2026, 3, 2, 10, 0, tzinfo=UTC), revised=date(2026, 6, 17))
    arxiv.papers.append(old)
    library = Library(open_client(cooldown=0.0))
    arxiv.fail(429, path="api/query", times=100)
    for now in (MORNING, MORNING + DAY):
        with pytest.raises(ThrottledError):
            library.fetch(now)
        arxiv.today += DAY
    arxiv.faults.clear()

    library.fetch(MORNING + 2 * DAY)
    arxiv.seen.clear()
    library.fetch(MORNING + 2 * DAY)

    assert library.papers[old.id].submitted == old.submitted
    assert not any(one.query.get("id_list") for one in arxiv.seen)


def test_an_announced_paper_that_the_api_does_not_know_yet_is_kept_as_announced(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.announcement = arxiv.rss("cs.LG").replace(b"2606.10039", b"2606.30000")

    library.fetch(MORNING)

    assert library.papers["2606.30000"].announced == date(2026, 6, 17)
    assert library.complete() == shown(arxiv)


def test_a_fetch_after_months_catches_up_in_pieces(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers = sparse(200)
    arxiv.today = date(2026, 1, 20)
    start = datetime(2026, 1, 20, 8, 0, tzinfo=UTC)
    library.fetch(start)
    arxiv.today = MORNING.date()

    library.fetch(MORNING)

    assert library.complete() == {
        paper.id for paper in arxiv.papers if paper.submitted >= start - LOOK_BACK
    }


# Fetching back


def test_since_extends_what_is_covered_and_nothing_is_read_twice(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.papers = sparse(120)
    library.fetch(MORNING)
    arxiv.seen.clear()

    library.fetch(MORNING, since=MORNING - 100 * DAY)
    read = windows(arxiv.seen)
    arxiv.seen.clear()
    library.fetch(MORNING, since=MORNING - 100 * DAY)

    assert library.complete() == {
        paper.id for paper in arxiv.papers if paper.submitted >= MORNING - 100 * DAY
    }
    assert library.interval() == (MORNING.replace(second=0) - 100 * DAY, arxiv.papers[0].submitted)
    backwards = [window for window in read if window[1] <= "202606100800"]
    assert len(backwards) == 4
    assert windows(arxiv.seen) == [("202606161531", "202606170800")]


def test_a_back_fill_that_was_stopped_goes_on_where_it_was(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.papers = sparse(200)
    since = MORNING - 180 * DAY
    arxiv.fail(500, path="api/query", after=3, times=100)
    library = Library(open_client())
    with pytest.raises(UnreachableError):
        library.fetch(MORNING, since)
    interval = library.interval()
    assert interval is not None
    assert interval[0] > since
    arxiv.faults.clear()
    arxiv.seen.clear()

    library.source = ArxivCategory("cs.LG", open_client())
    library.fetch(MORNING, since)

    assert library.complete() == {paper.id for paper in arxiv.papers if paper.submitted >= since}
    read = [window for window in windows(arxiv.seen) if window[0] < f"{interval[1]:%Y%m%d%H%M}"]
    assert max(end for _, end in read) == f"{interval[0]:%Y%m%d%H%M}"


def test_a_date_that_is_covered_already_costs_no_papers(arxiv: FakeArxiv, library: Library) -> None:
    library.fetch(MORNING)

    assert ids(library.fetch(MORNING, since=MORNING - 2 * DAY)) == set()


def test_a_paper_that_is_missing_deep_inside_is_found_by_since(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.papers = sparse(80)
    library.fetch(MORNING, since=MORNING - 70 * DAY)
    late = fake(500, datetime(2026, 4, 20, 10, 0, tzinfo=UTC), date(2026, 6, 16))
    arxiv.papers.append(late)

    library.fetch(MORNING)
    without = library.complete()
    library.fetch(MORNING, since=MORNING - 70 * DAY)

    assert late.id not in without
    assert late.id in library.complete()


# Stopped and broken fetches


def two_days(arxiv: FakeArxiv) -> None:
    """Two months of papers, and on the second day some new ones, a late and a revised one."""
    arxiv.papers = sparse(70)
    arxiv.papers += [
        fake(510 + number, datetime(2026, 6, 17, 12, number, tzinfo=UTC)) for number in range(6)
    ]
    arxiv.papers += [
        fake(501, datetime(2026, 6, 13, 12, 0, tzinfo=UTC), date(2026, 6, 18)),
        fake(502, datetime(2026, 1, 13, 12, 0, tzinfo=UTC), revised=date(2026, 6, 17)),
        fake(503, datetime(2026, 1, 14, 12, 0, tzinfo=UTC), revised=date(2026, 6, 18)),
    ]


def assert_interval_is_kept(library: Library, arxiv: FakeArxiv, late: str = "") -> None:
    interval = library.interval()
    if interval:
        due = {p.id for p in arxiv.shown() if interval[0] <= p.submitted < interval[1] + MINUTE}
        assert due - {late} <= library.complete()


def test_the_cursor_never_runs_ahead_of_the_papers(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    two_days(arxiv)
    library = Library(client, page_size=4)
    cursors = 0

    for batch in library.source.fetch(FetchRequest(MORNING, {}, MORNING - 60 * DAY, library)):
        library.keep(batch)
        assert_interval_is_kept(library, arxiv)
        cursors += library.interval() is not None

    assert cursors > 3


@pytest.mark.parametrize("day", [1, 2])
def test_a_fetch_stopped_after_any_batch_loses_nothing(
    day: int, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    two_days(arxiv)
    since = MORNING - 60 * DAY
    now = MORNING if day == 1 else MORNING + DAY
    stop_after, finished = 0, False
    while not finished:
        library = Library(open_client(), page_size=4)
        arxiv.today = MORNING.date()
        if day == 2:
            library.fetch(MORNING, since)
            arxiv.today += DAY

        finished = len(library.fetch(now, since, stop_after=stop_after)) < stop_after
        assert_interval_is_kept(library, arxiv, late="2606.20501")
        library.fetch(now, since)

        recent = {paper.id for paper in arxiv.shown() if paper.submitted >= since}
        revised = {"2606.20502"} if day == 1 else {"2606.20502", "2606.20503"}
        assert library.complete() == recent | revised, stop_after
        stop_after += 1
    assert stop_after > 5


@pytest.mark.parametrize("kind", [429, 500, 404, "cut"])
def test_a_fetch_that_fails_at_any_request_is_repaired_by_the_next(
    kind: int | str, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    two_days(arxiv)
    arxiv.today += DAY
    since, now = MORNING - 40 * DAY, MORNING + DAY
    failed_at, finished = 0, False
    while not finished:
        library = Library(open_client(attempts=1, cooldown=0.0), page_size=6)
        arxiv.fail(kind, after=failed_at, times=100)

        try:
            library.fetch(now, since)
        except FeedError:
            assert_interval_is_kept(library, arxiv)
        else:
            finished = True
        arxiv.faults.clear()
        library.source = ArxivCategory("cs.LG", open_client())
        library.fetch(now, since)

        assert library.complete() == {p.id for p in arxiv.shown() if p.submitted >= since} | {
            "2606.20503"
        }, failed_at
        failed_at += 1
    assert failed_at > 3


def test_a_fetch_stopped_while_arxiv_ignores_the_sort_order_loses_nothing(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    in_order = arxiv.shown
    for stop_after in range(1, 8):
        library = Library(open_client(), page_size=10)
        arxiv.shown = lambda: in_order()[::-1]  # type: ignore[method-assign]
        assert len(library.fetch(MORNING, stop_after=stop_after)) == stop_after
        arxiv.shown = in_order  # type: ignore[method-assign]

        library.fetch(MORNING)

        assert library.complete() == shown(arxiv)


def test_a_stop_after_a_long_absence_does_not_hide_what_was_held_back(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.papers = [
        fake(number, datetime(2026, 6, 16, 12, 0, tzinfo=UTC) + number * DAY)
        for number in range(20)
    ]
    late = fake(500, datetime(2026, 6, 15, 12, 0, tzinfo=UTC), date(2026, 6, 19))
    arxiv.papers.append(late)
    library = Library(open_client())
    library.fetch(MORNING)
    back = MORNING + 15 * DAY
    arxiv.today = back.date()
    total = len(Library(open_client()).fetch(back))

    for stop_after in range(total):
        library.fetch(back, stop_after=stop_after)
    library.fetch(back)

    assert late.id in library.complete()


@pytest.mark.parametrize("seed", range(8))
def test_over_weeks_of_delays_stops_and_faults_every_paper_arrives(
    seed: int, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    chance = random.Random(seed)
    start = datetime(2026, 6, 1, tzinfo=UTC)
    arxiv.papers = []
    for number in range(60):
        submitted = start + timedelta(minutes=chance.randrange(28 * 24 * 60))
        arxiv.papers.append(fake(number, submitted, submitted.date() + chance.randint(1, 6) * DAY))
    library = Library(open_client(), page_size=chance.choice([3, 2000]))
    day = date(2026, 6, 8)
    while day < date(2026, 7, 10):
        arxiv.today = day
        arxiv.announcement = chance.choice([None, EMPTY])
        library.source = ArxivCategory("cs.LG", open_client(attempts=1))
        if chance.random() < 0.3:
            arxiv.fail(
                chance.choice([500, "empty", "cut", "close"]), after=chance.randrange(5), times=100
            )
        with suppress(FeedError):
            library.fetch(
                datetime.combine(day, time(8), UTC), stop_after=chance.choice([None, None, 2, 5])
            )
        arxiv.faults.clear()
        day += chance.randint(1, 4) * DAY
    library.source = ArxivCategory("cs.LG", open_client())
    library.fetch(datetime.combine(day, time(8), UTC))

    assert library.complete() >= {
        paper.id for paper in arxiv.papers if paper.submitted >= start + 7 * DAY
    }


# Failing announcements


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (500, UnreachableError),
        ("truncate", UnreachableError),
        ("html", MalformedError),
        (404, RefusedError),
    ],
)
def test_the_api_is_read_though_the_announcement_fails_and_the_failure_is_raised_at_the_end(
    kind: int | str, error: type[FeedError], arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.fail(404, path="/list/", times=100)
    arxiv.fail(kind, path="/rss/", times=100)

    with pytest.raises(error):
        library.fetch(MORNING)

    assert library.complete() == shown(arxiv)
    assert library.interval() is not None
    assert "etag" not in library.cursor


def test_an_announcement_that_failed_is_read_by_the_next_fetch(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.fail(404, path="/rss/")
    arxiv.fail(404, path="/list/")
    with pytest.raises(RefusedError):
        library.fetch(MORNING)

    later = library.fetch(MORNING)

    assert later[0].status == Status.CURRENT
    assert len(later[0].papers) == 10


# The listing as independent evidence


def announcements(batches: list[Batch]) -> dict[str, tuple[Status, int | None, int]]:
    """Return (status, expected, seen) of each day, by the last announcement."""
    shown = [announced for batch in batches for announced in batch.announcements]
    return {str(day.day): (day.status, day.expected, len(day.seen)) for day in shown}


def test_the_listing_says_how_many_papers_were_announced(library: Library) -> None:
    assert announcements(library.fetch(MORNING)) == {"2026-06-17": (Status.CURRENT, 10, 10)}


@pytest.mark.parametrize("kind", [500, "html", 404, "truncate"])
def test_a_feed_that_fails_is_made_up_for_by_the_listing(
    kind: int | str, arxiv: FakeArxiv, library: Library
) -> None:
    library.fetch(MORNING - DAY)
    old = fake(1, MORNING - 90 * DAY, date(2026, 6, 17))
    arxiv.papers.append(old)
    arxiv.fail(kind, path="/rss/", times=100)

    batches = library.fetch(MORNING)

    assert status_of(batches) == (
        Status.CURRENT,
        "11 papers that the feed lacks were taken from arXiv's listing",
    )
    assert announcements(batches)["2026-06-17"] == (Status.CURRENT, 11, 11)
    assert library.complete() == shown(arxiv)


def test_papers_that_the_feed_lacks_are_taken_from_the_listing(
    arxiv: FakeArxiv, library: Library
) -> None:
    late = fake(1, MORNING - 90 * DAY, date(2026, 6, 17))
    arxiv.announcement = arxiv.rss("cs.LG")
    arxiv.papers.append(late)

    library.fetch(MORNING)

    assert late.id in library.complete()


def test_a_feed_that_still_shows_the_day_before_does_not_hide_the_day(
    arxiv: FakeArxiv, library: Library
) -> None:
    library.fetch(MORNING)
    arxiv.announcement = arxiv.rss("cs.LG")
    late = fake(1, MORNING - 90 * DAY, date(2026, 6, 18))
    arxiv.papers += [late, fake(2, MORNING)]
    arxiv.today += DAY

    batches = library.fetch(MORNING + DAY)

    assert batches[0].status == Status.STALE
    assert status_of(batches)[0] == Status.CURRENT
    assert library.complete() == shown(arxiv)


def test_a_listed_paper_that_the_api_lacks_is_asked_for_again(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.fail(500, path="/rss/", times=4)
    arxiv.fail("empty", path="id_list=2606", times=1)
    late = fake(1, MORNING - 90 * DAY, date(2026, 6, 17))
    arxiv.papers.append(late)
    missing = arxiv.api_page
    arxiv.api_page = lambda query: missing(
        query | {"id_list": "0000.00000"} if query.get("id_list") else query
    )  # type: ignore[method-assign]
    library.fetch(MORNING)
    assert library.cursor["incomplete"] == [late.id]
    assert "settled" not in library.cursor

    arxiv.api_page = missing  # type: ignore[method-assign]
    library.fetch(MORNING)
    assert late.id in library.complete()


# Days whose announcement nobody read


def miss_two_days(arxiv: FakeArxiv, library: Library) -> FakePaper:
    """Fetch on the 17th, next on the 22nd; return an old paper cross-listed on the 18th."""
    library.fetch(MORNING)
    arxiv.papers[3].revised = date(2026, 6, 19)
    crossed = fake(1, MORNING - 90 * DAY, date(2026, 6, 18))
    arxiv.papers += [crossed, fake(2, MORNING + 4 * DAY, date(2026, 6, 22))]
    arxiv.today = date(2026, 6, 22)
    return crossed


def test_what_was_announced_on_days_without_an_update_is_read_through_oai(
    arxiv: FakeArxiv, library: Library
) -> None:
    """A late cross-listing and a revision are outside of all windows of submission dates."""
    crossed = miss_two_days(arxiv, library)

    shown = announcements(library.fetch(MORNING + 5 * DAY))

    assert crossed.id in library.complete()
    assert library.papers[arxiv.papers[3].id].version == 2
    assert shown == {
        "2026-06-18": (Status.CURRENT, None, 0),
        "2026-06-19": (Status.CURRENT, None, 0),
        "2026-06-22": (Status.CURRENT, 1, 1),
    }
    (asked,) = [one.query for one in arxiv.seen if "oai" in one.path]
    assert (asked["from"], asked["until"], asked["set"]) == ("2026-06-17", "2026-06-22", "cs:cs:LG")


def test_a_gap_that_can_not_be_closed_is_reported_and_closed_by_a_later_fetch(
    arxiv: FakeArxiv, library: Library
) -> None:
    crossed = miss_two_days(arxiv, library)
    arxiv.fail(500, path="oaipmh", times=4)

    with pytest.raises(UnreachableError):
        library.fetch(MORNING + 5 * DAY)
    assert {paper.id for paper in arxiv.papers[30:] if paper is not crossed} <= library.complete()

    arxiv.today += DAY
    library.source = ArxivCategory(
        "cs.LG", type(library.client)(library.client._state, library.client._policy, arxiv.address)
    )
    library.fetch(MORNING + 6 * DAY)
    assert crossed.id in library.complete()
    assert "gap" not in library.cursor


@pytest.mark.parametrize("days", [1, 2, 3, 5])
def test_no_gap_is_seen_where_there_is_none(days: int, arxiv: FakeArxiv, library: Library) -> None:
    """Weekends, and feeds that show the day before, leave none."""
    arxiv.today = date(2026, 6, 19)
    for after in (0, *range(1, days)):
        library.fetch(MORNING + (2 + after) * DAY)
        arxiv.announcement = EMPTY
    arxiv.announcement = None
    arxiv.today = date(2026, 6, 22)
    arxiv.papers.append(fake(1, MORNING + 4 * DAY, date(2026, 6, 22)))
    library.fetch(MORNING + 5 * DAY)

    assert not any("oai" in one.path for one in arxiv.seen)


def test_throttling_ends_the_fetch_and_says_until_when(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.fail(429, times=100)

    with pytest.raises(ThrottledError) as caught:
        library.fetch(MORNING)

    assert caught.value.until is not None
    assert (library.cursor, library.papers) == ({}, {})


def test_throttling_after_the_announcement_keeps_the_announcement(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.fail(429, path="api/query", times=100)

    with pytest.raises(ThrottledError):
        library.fetch(MORNING)

    assert len(library.papers) == 10


# The status of a source


def status_of(batches: list[Batch]) -> tuple[Status | None, str]:
    shown = [(batch.status, batch.note) for batch in batches if batch.status]
    return shown[-1]


@pytest.mark.parametrize("hours", [0, 12, 19])
def test_an_announcement_of_the_day_is_current(hours: int, library: Library) -> None:
    assert status_of(library.fetch(MORNING + timedelta(hours=hours))) == (Status.CURRENT, "")


@pytest.mark.parametrize("day", [20, 21])
def test_a_weekend_is_quiet(day: int, arxiv: FakeArxiv, library: Library) -> None:
    arxiv.today = date(2026, 6, day)

    status, note = status_of(library.fetch(MORNING.replace(day=day)))

    assert (status, note) == (Status.QUIET, "no announcements on weekends")


def test_friday_night_in_new_york_is_no_weekend_yet(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers.append(fake(1, datetime(2026, 6, 18, 12, 0, tzinfo=UTC)))
    arxiv.today = date(2026, 6, 19)

    assert status_of(library.fetch(datetime(2026, 6, 20, 3, 59, tzinfo=UTC)))[0] == Status.CURRENT


@pytest.mark.parametrize("fetched_before", [False, True])
def test_a_feed_that_still_shows_the_day_before_is_stale(
    fetched_before: bool, arxiv: FakeArxiv, library: Library
) -> None:
    if fetched_before:
        library.fetch(MORNING)

    status, note = status_of(library.fetch(MORNING + DAY))

    assert (status, note) == (Status.STALE, "the feed still shows 2026-06-17 on 2026-06-18")


@pytest.mark.parametrize("fetched_before", [False, True])
def test_an_empty_feed_on_a_working_day_is_quiet_however_often_it_is_asked(
    fetched_before: bool, arxiv: FakeArxiv, library: Library
) -> None:
    if fetched_before:
        library.fetch(MORNING)
    arxiv.announcement = EMPTY

    first, second = (status_of(library.fetch(MORNING + DAY)) for _ in range(2))

    assert first == second
    assert first[0] == Status.QUIET
    assert "nothing was announced for 2026-06-18" in first[1]


def test_a_feed_that_was_late_is_current_once_it_comes(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers.append(fake(1, datetime(2026, 6, 17, 12, 0, tzinfo=UTC)))
    library.fetch(MORNING)
    library.fetch(MORNING + DAY)
    arxiv.today += DAY

    assert status_of(library.fetch(MORNING + DAY))[0] == Status.CURRENT


# Recorded announcements


@pytest.mark.parametrize(
    "file", ["rss_cs.CL_2026-04-27", "rss_cs.AI_2026-04-27", "rss_cs.LG_2026-04-27"]
)
def test_a_recorded_batch_that_comes_again_the_next_day_is_stale(
    file: str, recorded: Path, arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.announcement = recorded_feed(recorded, file)
    monday = datetime(2026, 4, 27, 12, 0, tzinfo=UTC)
    first = library.fetch(monday)
    known = {*library.papers}
    # It is built anew every night, whatever it announces.
    arxiv.announcement = arxiv.announcement.replace(
        b"<lastBuildDate>Mon, 27 Apr 2026", b"<lastBuildDate>Tue, 28 Apr 2026"
    )

    second = library.fetch(monday + DAY)

    assert announcements(first) == {"2026-04-27": (Status.CURRENT, len(known), len(known))}
    assert announcements(second) == announcements(first) | {"2026-04-28": (Status.STALE, None, 0)}
    assert status_of(second) == (Status.STALE, "the feed still shows 2026-04-27 on 2026-04-28")
    assert {*library.papers} == known


def test_the_recorded_feed_of_a_weekend_is_quiet(
    recorded: Path, arxiv: FakeArxiv, library: Library
) -> None:
    body = recorded_feed(recorded, "rss_cs.LG_2026-04-27").replace(b"Mon, 27 Apr", b"Sat, 02 May")
    arxiv.announcement = re.sub(rb"<item>.*</item>", b"", body, flags=re.DOTALL)

    batches = library.fetch(datetime(2026, 5, 2, 12, 0, tzinfo=UTC))

    assert announcements(batches) == {"2026-05-02": (Status.QUIET, None, 0)}
    assert status_of(batches) == (Status.QUIET, "no announcements on weekends")


def recorded_feed(recorded: Path, name: str) -> bytes:
    (file,) = (recorded / "data" / "arxiv_rss").glob(f"{name}_*.xml")
    return file.read_bytes()
