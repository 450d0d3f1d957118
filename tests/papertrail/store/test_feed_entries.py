"""Entries of a feed are distinguished by ids of their own, then by their addresses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Paper
from feeds.syndication import parse_feed
from papertrail.store import Store

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
FEED = "https://lab.example.org/feed.xml"
PAGE = "https://lab.example.org/seminar"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def item(title: str, guid: str = "", link: str = PAGE) -> str:
    own = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    where = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{where}{own}</item>"


def show(store: Store, *items: str) -> list[str]:
    """Store what a feed shows; return the titles of all works."""
    body = f"<rss version='2.0'><channel><title>f</title>{''.join(items)}</channel></rss>"
    papers, _ = parse_feed(body.encode(), FEED)
    with store.transaction() as tx:
        tx.works.save(papers, FEED, NOW)
    return [work.title for work in store.works.get(range(1, store.works.last_key() + 1))]


def test_entries_under_one_link_are_papers_of_their_own(store: Store) -> None:
    titles = show(store, item("A talk on learning, one", "1"), item("A talk on learning, two", "2"))

    assert titles == ["A talk on learning, one", "A talk on learning, two"]


def test_so_are_those_that_a_page_shows_one_after_the_other(store: Store) -> None:
    show(store, item("A talk on learning, one", "1"))
    show(store, item("A talk on learning, two", "2"))

    assert len(show(store, item("The same title", "3"))) == 3
    assert len(show(store, item("The same title", "4"))) == 4


@pytest.mark.parametrize("link", [PAGE.replace("lab.", "www.lab."), f"{PAGE}?v=2", ""])
def test_an_entry_whose_link_changes_is_the_same(store: Store, link: str) -> None:
    show(store, item("A talk on learning", "1"))

    assert show(store, item("A talk about learning", "1", link)) == ["A talk on learning"]


def test_entries_without_a_page_are_papers_at_the_feeds_own(store: Store) -> None:
    show(store, item("A talk on learning", "urn:1", ""), item("A talk on vision", "urn:2", ""))

    (first, second) = store.works.get([1, 2])
    assert (first.url, second.url) == (FEED, FEED)


def test_what_was_known_by_its_address_is_not_shown_again(store: Store) -> None:
    earlier = Paper((("url", PAGE),), "A talk on learning", url=PAGE)
    with store.transaction() as tx:
        tx.works.save([earlier], FEED, NOW)

    assert show(store, item("A talk on learning", "1")) == ["A talk on learning"]
    assert len(show(store, item("A talk on vision", "2"))) == 2


def test_the_same_ids_in_two_feeds_are_different_entries(store: Store) -> None:
    show(store, item("A talk on learning", "1"))
    papers, _ = parse_feed(
        b"<rss version='2.0'><channel><item><title>Something else</title><guid>1</guid>"
        b"<link>https://other.example.org/a</link></item></channel></rss>",
        "https://other.example.org/feed.xml",
    )
    with store.transaction() as tx:
        tx.works.save(papers, "https://other.example.org/feed.xml", NOW)

    assert store.works.count() == 2
