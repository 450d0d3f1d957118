"""What a search of all of arXiv brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from feeds.arxiv.search import ArxivSearch
from feeds.errors import FeedError
from feeds.source import FetchRequest, Status
from tests.fake_arxiv import Fault
from tests.feeds.arxiv.test_category import MORNING, Library, fake, ids, windows

if TYPE_CHECKING:
    from datetime import date

    from feeds.http.client import RateLimitedClient
    from tests.fake_arxiv import FakeArxiv, FakePaper

DAY = timedelta(days=1)
LAST = datetime(2026, 6, 15, 15, 30, tzinfo=UTC)


@pytest.fixture
def library(client: RateLimitedClient) -> Library:
    library = Library(client)
    library.source = ArxivSearch('all:"Paper 70" AND cat:cs.LG', client)  # type: ignore[assignment]
    return library


def about(number: int, submitted: datetime, announced: date | None = None) -> FakePaper:
    """Return a paper that the search finds."""
    return fake(7000 + number, submitted, announced)


def test_what_meets_the_query_is_fetched_once(arxiv: FakeArxiv, library: Library) -> None:
    found, other = about(1, LAST), fake(8001, LAST)
    arxiv.papers += [found, other]

    batches = library.fetch(MORNING)
    again = library.fetch(MORNING + DAY)

    assert ids(batches) == {found.id}
    assert batches[-1].status == Status.CURRENT
    assert ids(again) == set()


def test_a_paper_that_appears_late_is_noticed_by_the_count(
    arxiv: FakeArxiv, library: Library
) -> None:
    arxiv.papers += [about(1, LAST - 3 * DAY), about(2, LAST)]
    library.fetch(MORNING)
    late = about(3, LAST - 2 * DAY, MORNING.date())
    arxiv.papers.append(late)

    assert late.id in ids(library.fetch(MORNING + DAY))


def test_a_back_fill_reads_a_year_at_once(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers += [about(number, LAST - number * 100 * DAY) for number in range(6)]

    found = ids(library.fetch(MORNING, MORNING - 500 * DAY))

    assert len(found) == 5
    assert len(windows(arxiv.seen)) == 2


def test_a_failure_leaves_what_came_before(arxiv: FakeArxiv, library: Library) -> None:
    arxiv.papers.append(about(1, LAST))
    library.fetch(MORNING)
    before = library.cursor
    arxiv.faults.append(Fault(400))

    with pytest.raises(FeedError):
        library.fetch(MORNING + DAY)
    assert library.cursor == before


def test_a_query_stays_in_its_parentheses(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    source = ArxivSearch("ti:a OR cat:cs.LG", client)
    for _ in source.fetch(FetchRequest(MORNING, {}, None)):
        pass

    assert all(
        one.query["search_query"].startswith("(ti:a OR cat:cs.LG) AND submittedDate:[")
        for one in arxiv.seen
    )
