from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.conferences.pmlr import (
    ICML_VOLUMES,
    IndexEntry,
    PmlrVolume,
    parse_authors,
    parse_feed,
    parse_index,
)
from feeds.errors import FeedError, MalformedError, NotFoundError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author
from feeds.source import Batch, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.source import Cursor
    from tests.fake_site import FakeSite

VOLUME = 235
PLACE = f"proceedings.mlr.press/v{VOLUME}/"
FEED = f"{PLACE}assets/rss/feed.xml"
NOW = datetime(2025, 3, 1, 8, tzinfo=UTC)
ADA_AND_BO = (Author("Ada Example"), Author("Bo Núñez"))
NAMES = "Ada Example,&nbsp;Bo Núñez"
BLOCK_PAGE = b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>"


def key(number: int) -> str:
    return f"example24x{number}"


def item(
    number: int,
    *,
    title: str | None = None,
    abstract: str | None = None,
    link: str | None = None,
    day: str = "Mon, 08 Jul 2024 00:00:00 +0000",
) -> str:
    title = f"Paper {number}" if title is None else title
    abstract = f"What paper {number} found." if abstract is None else abstract
    link = f"https://{PLACE}{key(number)}.html" if link is None else link
    return (
        f"<item><title>{title}</title><description>{abstract}</description><pubDate>{day}</pubDate>"
        f'<link>{link}</link><guid isPermaLink="true">{link}</guid></item>'
    )


def feed(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>PMLR</title>'
        f"<pubDate>Sat, 01 Mar 2025 07:00:00 +0000</pubDate>{''.join(items)}</channel></rss>"
    ).encode()


def entry(number: int, authors: str = NAMES, more: str = "", link: str | None = None) -> str:
    link = f"https://{PLACE}{key(number)}.html" if link is None else link
    return (
        f'<div class="paper"><p class="title">Paper {number}</p><p class="details">'
        f'<span class="authors">{authors}</span>;<span class="info">'
        "<i>ICML</i>, PMLR 235:1-9</span></p>"
        f'<p class="links">[<a href="{link}">abs</a>][<a '
        f'href="https://example.org/{key(number)}.pdf">Download PDF</a>]'
        f"{more}</p></div>"
    )


def index(*entries: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><body><h2>Volume 235</h2>{''.join(entries)}</body></html>".encode()
    )


def page(number: int, authors: str = NAMES) -> bytes:
    return (
        f'<!DOCTYPE html><html><head><meta name="citation_title" content="Paper {number}"></head>'
        "<body>"
        f'<article><h1>Paper {number}</h1><span class="authors">{authors}</span>'
        f'<a href="/v{VOLUME}/{key(number)}/{key(number)}.pdf">Download PDF</a></article></body>'
        "</html>"
    ).encode()


def publish(site: FakeSite, *numbers: int, authors: str = NAMES) -> None:
    """Put a volume on the site, whose index names these authors and whose pages name all."""
    site.pages[FEED] = feed(*(item(number) for number in numbers))
    site.pages[PLACE] = index(*(entry(number, authors) for number in numbers))
    for number in numbers:
        site.pages[f"{PLACE}{key(number)}.html"] = page(number)


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, site: FakeSite, state: Path, pages: int = 500) -> None:
        self._site, self._state, self._pages = site, state, pages
        self.cursor: Cursor = {}
        self.authors: dict[str, tuple[Author, ...]] = {}

    def batches(self) -> Iterator[Batch]:
        policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0)
        client = RateLimitedClient(self._state, policy, mirror=self._site.address)
        source = PmlrVolume(VOLUME, "ICML 2024", 2024, client, self._pages)
        for batch in source.fetch(FetchRequest(NOW, self.cursor, None)):
            for paper in batch.papers:
                self.authors[paper.title] = paper.authors or self.authors.get(paper.title, ())
            self.cursor = batch.cursor
            yield batch

    def fetch(self) -> list[Batch]:
        return list(self.batches())


@pytest.fixture
def reader(site: FakeSite, state: Path) -> Reader:
    return Reader(site, state)


def test_the_volumes_of_icml_are_known() -> None:
    assert ICML_VOLUMES[2019] == 97
    assert ICML_VOLUMES[2024] == 235


def test_an_item_of_the_feed_is_a_paper_published_on_the_day_of_the_volume() -> None:
    body = feed(
        item(
            1,
            title="Q&amp;A  of $x&lt;y$",
            abstract="We \\emph{show}\n $a&gt;b$ &amp;mdash; always.",
        )
    )

    (paper,), left_out = parse_feed(body, VOLUME)

    assert paper.identifiers == (("pmlr", "v235/example24x1"),)
    assert paper.title == "Q&A of $x<y$"
    assert paper.abstract == "We show $a>b$ — always."
    assert paper.url == "https://proceedings.mlr.press/v235/example24x1.html"
    assert paper.announced == date(2024, 7, 8)
    assert left_out == 0


def test_an_item_without_a_readable_day_has_none() -> None:
    (paper,), _ = parse_feed(feed(item(1, day="soon")), VOLUME)

    assert paper.announced is None


def test_a_paper_in_the_feed_twice_is_one_paper() -> None:
    papers, left_out = parse_feed(feed(item(1), item(1), item(2)), VOLUME)

    assert [paper.title for paper in papers] == ["Paper 1", "Paper 2"]
    assert left_out == 0


@pytest.mark.parametrize(
    "odd",
    [
        item(9, title=" "),
        item(9, link=""),
        item(9, link="javascript:alert(1)"),
        item(9, link="https://example.org/v235/example24x9.html"),
        item(9, link="https://proceedings.mlr.press/v1/example24x9.html"),
        "<item/>",
    ],
)
def test_an_odd_item_is_left_out_and_the_others_are_read(odd: str) -> None:
    papers, left_out = parse_feed(feed(item(1), odd, item(2)), VOLUME)

    assert [paper.title for paper in papers] == ["Paper 1", "Paper 2"]
    assert left_out == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BLOCK_PAGE,
        feed(),
        feed(item(1), item(2, title=""), item(3, title="")),
        feed(item(1))[:-20],
    ],
    ids=["nothing", "block page", "no items", "mostly odd items", "stops half-way"],
)
def test_what_is_no_feed_of_the_volume_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_feed(body, VOLUME)


def test_an_entry_of_the_index_names_authors_and_forum() -> None:
    forum = '[<a href="https://openreview.net/forum?id=aB_3-xYz12">OpenReview</a>]'

    entries = parse_index(
        index(entry(1, more=forum), entry(2, "O&#39;Neil Example"), entry(3, "")), VOLUME
    )

    assert entries == {
        key(1): IndexEntry(ADA_AND_BO, "aB_3-xYz12"),
        key(2): IndexEntry((Author("O'Neil Example"),)),
        key(3): IndexEntry(),
    }


def test_an_address_that_is_no_forum_gives_no_identifier() -> None:
    links = '<a href="https://openreview.net/forum?id=a/../b">OpenReview</a><a href="https://example.org/forum?id=abc">'

    assert parse_index(index(entry(1, more=links)), VOLUME) == {key(1): IndexEntry(ADA_AND_BO)}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BLOCK_PAGE,
        index(),
        index(entry(1), entry(2, link=""), entry(3, link="")),
        index(entry(1, link=f"https://proceedings.mlr.press/v1/{key(1)}.html")),
        index(entry(1), entry(2))[:-20],
    ],
    ids=[
        "nothing",
        "block page",
        "no entries",
        "mostly odd entries",
        "another volume",
        "stops half-way",
    ],
)
def test_what_is_no_index_of_the_volume_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_index(body, VOLUME)


@pytest.mark.parametrize(
    "body",
    [b"", BLOCK_PAGE, page(2), page(1)[:-20]],
    ids=["nothing", "block page", "another paper", "stops half-way"],
)
def test_what_is_not_the_page_of_the_paper_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_authors(body, key(1))


def test_the_feed_and_the_index_are_joined_in_two_requests(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    forum = '<a href="https://openreview.net/forum?id=aB3xYz12">OpenReview</a>'
    site.pages[PLACE] = index(entry(2), entry(1, more=forum))

    first, *_, last = reader.fetch()

    paper, _ = first.papers
    assert paper.identifiers == (("pmlr", "v235/example24x1"), ("openreview", "aB3xYz12"))
    assert (paper.title, paper.abstract, paper.authors) == (
        "Paper 1",
        "What paper 1 found.",
        ADA_AND_BO,
    )
    assert (paper.venue, paper.year) == ("ICML 2024", 2024)
    assert (last.status, last.note) == (Status.CURRENT, "")
    assert site.asked() == [FEED, PLACE]


def test_authors_that_the_index_lacks_are_read_from_the_page(
    site: FakeSite, reader: Reader
) -> None:
    publish(site, 1, 2, 3)
    site.pages[PLACE] = index(entry(1), entry(2, ""))

    first, *_ = reader.fetch()

    assert [paper.authors for paper in first.papers] == [ADA_AND_BO, (), ()]
    assert reader.authors == {f"Paper {number}": ADA_AND_BO for number in (1, 2, 3)}
    assert site.asked("example24") == [f"{PLACE}{key(2)}.html", f"{PLACE}{key(3)}.html"]


@pytest.mark.parametrize("absent", ["no names", "no page"])
def test_a_page_that_names_nobody_is_asked_for_once(
    site: FakeSite, reader: Reader, absent: str
) -> None:
    publish(site, 1, authors="")
    address = f"{PLACE}{key(1)}.html"
    if absent == "no page":
        del site.pages[address]
    else:
        site.pages[address] = page(1, "")
    reader.fetch()
    site.pages[PLACE] += b"<!-- built again -->"

    reader.fetch()

    assert site.asked(address) == [address]
    assert reader.authors == {"Paper 1": ()}


def test_a_fetch_reads_a_few_pages_and_the_next_goes_on(site: FakeSite, state: Path) -> None:
    publish(site, *range(5), authors="")
    reader = Reader(site, state, pages=2)

    notes = [reader.fetch()[-1].note for _ in range(3)]

    assert notes == ["3 author lists to come", "1 author lists to come", ""]
    assert len(site.asked("example24")) == 5
    assert reader.authors == {f"Paper {number}": ADA_AND_BO for number in range(5)}


def test_a_volume_that_is_not_published_is_quiet(reader: Reader) -> None:
    (batch,) = reader.fetch()

    assert (batch.status, batch.note, batch.papers) == (Status.QUIET, "not published yet", ())


def test_a_volume_that_vanishes_is_an_error(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    reader.fetch()
    del site.pages[FEED]

    with pytest.raises(NotFoundError):
        reader.fetch()


def test_an_unchanged_volume_brings_nothing(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    before = reader.fetch()[-1].cursor
    site.visits.clear()

    (batch,) = reader.fetch()

    assert (batch.status, batch.papers, batch.cursor) == (Status.CURRENT, (), before)
    assert site.asked(status=304) == site.asked() == [FEED, PLACE]


@pytest.mark.parametrize("changed", [FEED, PLACE])
def test_a_change_of_either_page_brings_the_whole_volume(
    site: FakeSite, reader: Reader, changed: str
) -> None:
    publish(site, 1, 2)
    reader.fetch()
    site.pages[changed] += b"<!-- built again -->"

    first, *_ = reader.fetch()

    assert [(paper.abstract, paper.authors) for paper in first.papers] == [
        ("What paper 1 found.", ADA_AND_BO),
        ("What paper 2 found.", ADA_AND_BO),
    ]


def test_papers_of_a_later_reading_are_news(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    first = reader.fetch()
    publish(site, 1, 2)

    later = reader.fetch()

    assert not any(batch.news for batch in first)
    assert all(batch.news for batch in later if batch.papers)
    assert "Paper 2" in reader.authors


def test_items_that_were_left_out_are_counted(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    site.pages[FEED] = feed(item(1), item(2), item(3, title=""))

    assert reader.fetch()[-1].note == "rows left out for want of a title or an address: 1"


@pytest.mark.parametrize("kind", ["html", "cut", "empty", "truncate", 500])
@pytest.mark.parametrize("within", ["feed.xml", PLACE, key(1)])
def test_a_bad_answer_is_asked_for_again(
    site: FakeSite, reader: Reader, kind: int | str, within: str
) -> None:
    publish(site, 1, 2, authors="")
    site.troubles.append(Trouble(kind, within=within))

    reader.fetch()

    assert reader.authors == {"Paper 1": ADA_AND_BO, "Paper 2": ADA_AND_BO}


def test_the_pages_before_one_that_fails_are_kept(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2, authors="")
    site.troubles.append(Trouble(500, times=4, within=key(2)))

    with pytest.raises(UnreachableError):
        reader.fetch()
    kept = dict(reader.authors)
    reader.fetch()

    assert kept == {"Paper 1": ADA_AND_BO, "Paper 2": ()}
    assert reader.authors["Paper 2"] == ADA_AND_BO
    assert len(site.asked(key(1))) == 1


def test_a_long_volume_comes_in_batches(site: FakeSite, reader: Reader) -> None:
    publish(site, *range(2_345))

    assert [len(batch.papers) for batch in reader.fetch() if batch.papers] == [1_000, 1_000, 345]


@pytest.mark.parametrize("stored", range(8))
def test_a_fetch_stopped_between_any_batches_loses_nothing(
    site: FakeSite, reader: Reader, stored: int
) -> None:
    publish(site, *range(45), authors="")
    stopped = reader.batches()
    for _ in range(stored):
        next(stopped, None)

    reader.fetch()
    site.visits.clear()
    reader.fetch()

    assert reader.authors == {f"Paper {number}": ADA_AND_BO for number in range(45)}
    assert site.asked() == site.asked(status=304) == [FEED, PLACE]


def test_a_cursor_that_holds_something_else_is_no_obstacle(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    reader.cursor = {"feed": 7, "index": [], "read": "all", "listed": None}

    reader.fetch()

    assert reader.authors == {"Paper 1": ADA_AND_BO}


PARSERS: list[Callable[[bytes], object]] = [
    lambda body: parse_feed(body, VOLUME),
    lambda body: parse_index(body, VOLUME),
    lambda body: parse_authors(body, key(1)),
]
WHOLE = [feed(item(1), item(2)), index(entry(1), entry(2)), page(1)]


@pytest.mark.parametrize("parse", PARSERS, ids=["feed", "index", "page"])
@given(
    body=st.binary()
    | st.tuples(
        st.sampled_from(WHOLE), st.integers(0, 600), st.integers(0, 40), st.binary(max_size=20)
    ).map(lambda cut: cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :])
)
def test_any_bytes_are_read_or_refused(parse: Callable[[bytes], object], body: bytes) -> None:
    with contextlib.suppress(FeedError):
        parse(body)


@given(day=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])))
def test_any_day_is_read_or_left_out(day: str) -> None:
    (paper,), _ = parse_feed(feed(item(1, day=escape(day))), VOLUME)

    assert paper.title == "Paper 1"


@given(names=st.lists(st.text(st.characters(categories=["L"]), min_size=1)))
def test_any_names_are_kept(names: list[str]) -> None:
    assert parse_authors(page(1, ", ".join(names)), key(1)) == tuple(Author(name) for name in names)
