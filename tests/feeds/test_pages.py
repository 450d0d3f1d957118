from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feeds.errors import FeedError, MalformedError, NotFoundError, UnreachableError
from feeds.pages import begin, complete, digest, get_parsed, listed, remarks, remembered
from feeds.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from feeds.http.client import RateLimitedClient
    from feeds.source import Batch, Json
    from tests.fake_site import FakeSite

PAPERS = [Paper((("cvf", f"paper-{number}"),), f"Paper {number}") for number in range(45)]
URL = "https://example.org/list"


class Pages:
    """Papers' pages: an abstract, or what goes wrong instead."""

    def __init__(self, **troubles: FeedError | None) -> None:
        self.troubles = troubles
        self.asked: list[str] = []

    def read(self, paper: Paper) -> Paper | None:
        name = paper.identifiers[0][1].replace("-", "_")
        self.asked.append(name)
        if name not in self.troubles:
            return replace(paper, abstract="An abstract.")
        if trouble := self.troubles[name]:
            raise trouble
        return None


def run(
    pages: Pages, cursor: dict[str, Json], papers: list[Paper] = PAPERS, *, once: bool = False
) -> list[Batch]:
    return list(complete(papers, pages.read, cursor, news=True, once=once))


def collect(found: Iterable[Batch], batches: list[Batch]) -> None:
    """Keep what comes before an error as well."""
    for batch in found:
        batches.append(batch)  # noqa: PERF402


def drain(found: Generator[Batch, None, int]) -> tuple[list[Batch], int]:
    """Return (what is yielded, what is returned at the end)."""
    batches = []
    while True:
        try:
            batches.append(next(found))
        except StopIteration as end:
            left: int = end.value
            return batches, left


def completed(batches: list[Batch]) -> int:
    return sum(len(batch.papers) for batch in batches)


def test_pages_are_read_in_batches_that_can_be_stored() -> None:
    batches = run(Pages(), {})

    assert [len(batch.papers) for batch in batches] == [20, 20, 5]
    assert all(batch.news and batch.papers[0].abstract for batch in batches)


def test_pages_that_add_nothing_are_remembered() -> None:
    cursor: dict[str, Json] = {}
    batches = run(Pages(paper_3=None, paper_30=NotFoundError("gone")), cursor)

    assert completed(batches) == 43
    assert remembered(cursor) == {digest(PAPERS[3]), digest(PAPERS[30])}
    assert remembered(batches[0].cursor) == {digest(PAPERS[3])}


def test_pages_that_are_read_once_are_all_remembered() -> None:
    cursor: dict[str, Json] = {}
    run(Pages(), cursor, once=True)

    assert remembered(cursor) == {digest(paper) for paper in PAPERS}


def test_a_site_without_abstracts_is_not_asked_for_thousands_of_pages() -> None:
    papers = [Paper((("cvf", f"paper-{number}"),), f"Paper {number}") for number in range(300)]
    pages = Pages(**{f"paper_{number}": None for number in range(250)})
    cursor: dict[str, Json] = {}

    run(pages, cursor, papers)
    assert len(pages.asked) == 100

    cursor = begin(cursor, news=True)
    run(pages, cursor, papers)
    assert len(pages.asked) == 120
    assert not cursor["found"]


def test_one_abstract_among_many_pages_has_all_of_them_read() -> None:
    papers = [Paper((("cvf", f"paper-{number}"),), f"Paper {number}") for number in range(300)]
    pages = Pages(**{f"paper_{number}": None for number in range(1, 300)})
    cursor: dict[str, Json] = {}

    assert completed(run(pages, cursor, papers)) == 1
    assert len(pages.asked) == 300
    assert begin(cursor, news=False) == cursor | {"listed": False, "awaited": False}


def test_no_more_pages_are_read_than_are_allowed() -> None:
    pages = Pages()

    batches, left = drain(complete(PAPERS, pages.read, {}, news=False, limit=30))

    assert completed(batches) == len(pages.asked) == 30
    assert left == 15


def test_one_odd_page_does_not_keep_the_others_from_being_read() -> None:
    cursor: dict[str, Json] = {}
    pages = Pages(paper_0=MalformedError("odd"), paper_21=MalformedError("odd"))

    batches, odd = drain(complete(PAPERS, pages.read, cursor, news=False))

    assert completed(batches) == 43
    assert odd == 2
    assert remembered(cursor) == set()


def test_a_site_that_sends_nothing_but_odd_pages_is_an_error() -> None:
    pages = Pages(**{f"paper_{number}": MalformedError("odd") for number in range(45)})

    with pytest.raises(MalformedError, match="odd"):
        run(pages, {})
    assert len(pages.asked) == 20


def test_what_was_read_before_the_site_failed_is_kept() -> None:
    pages = Pages(paper_25=UnreachableError("silent"))
    batches: list[Batch] = []

    with pytest.raises(UnreachableError, match="silent"):
        collect(complete(PAPERS, pages.read, {}, news=False), batches)

    assert completed(batches) == 25


def test_a_cursor_that_holds_something_else_remembers_nothing() -> None:
    assert remembered({}) == remembered({"read": "all"}) == remembered({"read": [7, None]}) == set()


def test_a_listing_is_yielded_in_pieces_under_one_cursor() -> None:
    batches = list(listed(PAPERS * 30, {"listed": False}, news=False))

    assert [len(batch.papers) for batch in batches] == [1000, 350]
    assert all(batch.cursor == {"listed": False} for batch in batches)


def test_an_answer_is_parsed_once_and_not_again_while_it_is_unchanged(
    site: FakeSite, client: RateLimitedClient
) -> None:
    site.pages["example.org/list"] = b"seven"
    client = type(client)(client._state, client._policy, site.address)
    parsed, etag = get_parsed(client, URL, len)

    assert parsed == 5
    assert get_parsed(client, URL, len, etag=etag) == (None, etag)
    assert get_parsed(client, URL, len, etag=["odd"])[0] == 5


def test_what_a_listing_lacks_is_described() -> None:
    assert remarks(0) == ""
    assert remarks(0, "3 abstracts to come") == "3 abstracts to come"
    assert remarks(2, "3 abstracts to come").count(";") == 1
