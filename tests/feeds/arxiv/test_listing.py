from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.arxiv.listing import Listing, fetch_listing, parse_listing
from feeds.errors import FeedError, MalformedError

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient
    from tests.fake_arxiv import FakeArxiv

ENTRY = (
    '<dt><a name="item1">[1]</a> <a href="/abs/2606.{0:05}" '
    'title="Abstract">arXiv:2606.{0:05}</a></dt><dd>T</dd>'
)


def listing(
    new: int = 2, crosses: int = 1, replacements: int = 1, *, total: int | None = None
) -> bytes:
    page = (
        "<!DOCTYPE html><html><body><h1>Machine Learning</h1>"
        "<h3>Showing new listings for Wednesday, 17 June 2026</h3>"
    )
    first = 0
    counts = {
        "New submissions": new,
        "Cross submissions": crosses,
        "Replacement submissions": replacements,
    }
    for heading, count in counts.items():
        page += (
            f"<dl id='articles'><h3>{heading} (showing {count} of {total or count} entries)</h3>"
        )
        page += "".join(ENTRY.format(number) for number in range(first, first + count)) + "</dl>"
        first += count
    return f"{page}</body></html>".encode()


def test_a_listing_shows_its_day_and_its_papers() -> None:
    assert parse_listing(listing()) == Listing(
        date(2026, 6, 17), 4, ("2606.00000", "2606.00001", "2606.00002", "2606.00003")
    )


def test_a_page_that_shows_a_part_gives_the_whole_count() -> None:
    found = parse_listing(listing(total=50))

    assert (found.total, len(found.ids)) == (150, 4)


def test_a_day_without_papers_is_a_listing_all_the_same() -> None:
    assert parse_listing(listing(0, 0, 0)) == Listing(date(2026, 6, 17), 0, ())


def test_a_listing_is_fetched(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    found = fetch_listing(client, "cs.LG")

    assert found.day == arxiv.today
    assert found.total == len(found.ids) == 10


def test_a_listing_still_shows_the_last_announcement_on_a_day_without_one(
    weekend_client: RateLimitedClient,
) -> None:
    assert fetch_listing(weekend_client, "cs.LG").day == date(2026, 6, 17)


@pytest.fixture
def weekend_client(arxiv: FakeArxiv, client: RateLimitedClient) -> RateLimitedClient:
    arxiv.today = date(2026, 6, 20)
    return client


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Please verify that you are human</body></html>",
        listing().replace(b"17 June 2026", b"99 Juin 2026"),
        listing().replace(b"showing 2 of 2", b"showing 9 of 9"),
        listing()[:300],
    ],
)
def test_what_is_no_listing_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_listing(body)


@given(st.integers(0, len(listing())), st.binary(max_size=8))
def test_a_mutated_page_is_read_or_malformed(place: int, noise: bytes) -> None:
    good = listing()
    with contextlib.suppress(FeedError):
        parse_listing(good[:place] + noise + good[place + len(noise) :])
