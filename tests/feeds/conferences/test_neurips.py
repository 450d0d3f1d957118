from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.conferences.neurips import NeuripsProceedings, parse_abstract, parse_list
from feeds.errors import FeedError, MalformedError, NotFoundError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author, clean
from feeds.source import Batch, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.source import Cursor
    from tests.fake_site import FakeSite

YEAR = 2024
LIST = f"papers.nips.cc/paper_files/paper/{YEAR}"
NOW = datetime(2025, 3, 1, 8, tzinfo=UTC)
OLD, NEW = "old", "new"
LAYOUTS = (OLD, NEW)


def paper_hash(number: int) -> str:
    return f"{number:08x}" * 4


def path(number: int, suffix: str = "-Conference", year: int = YEAR) -> str:
    return f"/paper_files/paper/{year}/hash/{paper_hash(number)}-Abstract{suffix}.html"


def row(
    number: int,
    layout: str = OLD,
    *,
    title: str = "",
    authors: str = "",
    address: str | None = None,
) -> str:
    title, authors = title or f"Paper {number}", authors or "Ada Example, Bo Núñez"
    link = (
        f'<a title="paper title" href="{path(number) if address is None else address}">{title}</a>'
    )
    if layout == OLD:
        return f'<li class="conference">{link} <i>{authors}</i></li>'
    return (
        f'<li class="conference" data-track="conference"><div class="paper-content">{link}'
        f'<span class="paper-authors">{authors}</span></div>'
        '<span class="paper-track-badge">Main Conference Track</span></li>'
    )


def year_list(*rows: str) -> bytes:
    return (
        '<!DOCTYPE html><html><body><ul class="nav"><li><a href="/admin/login/">Login</a></li></ul>'
        f'<ul class="paper-list">{"".join(rows)}</ul></body></html>'
    ).encode()


def page(number: int, abstract: str = "", layout: str = OLD) -> bytes:
    text = abstract or f"<p>What paper {number} found.</p>"
    file = f"/paper_files/paper/{YEAR}/file/{paper_hash(number)}-Paper-Conference.pdf"
    link = f'<a href="{file}">Paper</a>'
    if layout == OLD:
        text = (
            f"<h4>T</h4>{link}<h4>Authors</h4><p><i>A</i></p><h4>Abstract</h4><p>{text}</p>"
            "<h4>Name Change Policy</h4>"
        )
    else:
        text = (
            '<h1 class="paper-title">T</h1><section class="paper-section">'
            '<h2 class="section-label">Abstract</h2>'
            f'<p class="paper-abstract">{text}</p></section>{link}'
        )
    return f"<!DOCTYPE html><html><body>{text}<p>Any other text.</p></body></html>".encode()


def publish(site: FakeSite, *numbers: int) -> None:
    site.pages[LIST] = year_list(*(row(number) for number in numbers))
    for number in numbers:
        site.pages[f"papers.nips.cc{path(number)}"] = page(number)


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, site: FakeSite, state: Path, pages: int = 500) -> None:
        self._site, self._state, self._pages = site, state, pages
        self.cursor: Cursor = {}
        self.abstracts: dict[str, str] = {}
        self.titles: list[str] = []

    def batches(self) -> Iterator[Batch]:
        policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0)
        source = NeuripsProceedings(
            YEAR, RateLimitedClient(self._state, policy, mirror=self._site.address), self._pages
        )
        for batch in source.fetch(FetchRequest(NOW, self.cursor, None, self)):
            self._store(batch)
            yield batch

    def fetch(self) -> list[Batch]:
        return list(self.batches())

    def _store(self, batch: Batch) -> None:
        for paper in batch.papers:
            self.titles.append(paper.title)
            number = paper.identifiers[0][1]
            self.abstracts[number] = paper.abstract or self.abstracts.get(number, "")
        self.cursor = batch.cursor

    def count_submitted(self, _start: datetime, _end: datetime) -> int:
        return 0

    def has_abstract(self, scheme: str, value: str) -> bool:
        return scheme == "neurips" and bool(self.abstracts.get(value))


@pytest.fixture
def reader(site: FakeSite, state: Path) -> Reader:
    return Reader(site, state)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_row_of_either_layout_is_a_paper(layout: str) -> None:
    (paper,), left_out = parse_list(
        year_list(row(7, layout, title="Q&amp;A  of $x&lt;y$ in <i>E. coli</i>")), YEAR
    )

    assert paper.identifiers == (("neurips", paper_hash(7)),)
    assert paper.title == "Q&A of $x<y$ in E. coli"
    assert paper.authors == (Author("Ada Example"), Author("Bo Núñez"))
    assert paper.url == f"https://papers.nips.cc{path(7)}"
    assert (paper.venue, paper.year) == ("NeurIPS 2024", 2024)
    assert paper.abstract == ""
    assert paper.announced is None
    assert left_out == 0


@pytest.mark.parametrize(
    "suffix", ["", "-Conference", "-Datasets_and_Benchmarks", "-Datasets_and_Benchmarks_Track"]
)
def test_every_track_is_neurips(suffix: str) -> None:
    (paper,), _ = parse_list(year_list(row(1, address=path(1, suffix))), YEAR)

    assert paper.venue == "NeurIPS 2024"
    assert paper.url.endswith(f"-Abstract{suffix}.html")


def test_years_before_the_conference_was_renamed_are_neurips_as_well() -> None:
    (paper,), _ = parse_list(year_list(row(1, address=path(1, "", 2012))), 2012)

    assert paper.venue == "NeurIPS 2012"


def test_a_paper_listed_twice_is_one_paper() -> None:
    papers, left_out = parse_list(year_list(row(1), row(1), row(2)), YEAR)

    assert [paper.title for paper in papers] == ["Paper 1", "Paper 2"]
    assert left_out == 0


@pytest.mark.parametrize(
    "odd",
    [
        row(9, title=" "),
        row(9, address=""),
        row(9, address="javascript:alert(1)"),
        row(9, address="https://example.org" + path(9)),
        row(9, address=path(9, year=1999)),
        row(9, address="/paper_files/paper/2024/hash/123-Abstract.html"),
    ],
)
def test_an_odd_row_is_left_out_and_the_others_are_read(odd: str) -> None:
    papers, left_out = parse_list(year_list(row(1), odd, row(2)), YEAR)

    assert [paper.title for paper in papers] == ["Paper 1", "Paper 2"]
    assert left_out == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>",
        year_list(),
        year_list(row(1), row(2, title=" "), row(3, title=" ")),
        year_list(row(1), row(2))[:-20],
    ],
    ids=["nothing", "block page", "no rows", "mostly odd rows", "stops half-way"],
)
def test_what_is_no_list_of_papers_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_list(body, YEAR)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        ("<p>One  bound\nof $O(n)$.</p>", "One bound of $O(n)$."),
        (
            "Without a paragraph of its own, a&lt;b &amp; c.",
            "Without a paragraph of its own, a<b & c.",
        ),
        ("<p>First.</p><p>Second.</p>", "First. Second."),
        (
            "<p>Two things:</p><ul> <li>one</li> <li>two</li></ul><p>End.</p>",
            "Two things: one two End.",
        ),
        (" ", ""),
        ("Abstract Missing", ""),
    ],
)
def test_the_abstract_of_either_layout_is_read(layout: str, text: str, abstract: str) -> None:
    assert parse_abstract(page(1, text, layout), paper_hash(1)) == abstract


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>",
        f"<!DOCTYPE html><html><body><h4>Nothing at {path(1)}</h4></body></html>".encode(),
        page(2),
        page(1)[:-20],
    ],
    ids=["block page", "soft 404", "another paper", "stops half-way"],
)
def test_what_is_not_the_page_of_the_paper_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_abstract(body, paper_hash(1))


def test_the_whole_list_comes_before_the_first_abstract(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2, 3)

    first, *_ = reader.batches()

    assert [paper.title for paper in first.papers] == ["Paper 1", "Paper 2", "Paper 3"]
    assert not any(paper.abstract for paper in first.papers)


def test_abstracts_are_read_from_the_pages(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)

    last = reader.fetch()[-1]

    assert reader.abstracts == {
        paper_hash(1): "What paper 1 found.",
        paper_hash(2): "What paper 2 found.",
    }
    assert (last.status, last.note) == (Status.CURRENT, "")


def test_only_abstracts_that_nobody_knows_are_asked_for(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    reader.abstracts[paper_hash(1)] = "Known from elsewhere."

    reader.fetch()

    assert site.asked("/hash/") == [f"papers.nips.cc{path(2)}"]


def test_a_year_that_is_not_published_is_quiet(reader: Reader) -> None:
    (batch,) = reader.fetch()

    assert (batch.status, batch.note, batch.papers) == (Status.QUIET, "not published yet", ())


def test_a_list_that_vanishes_is_an_error(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    reader.fetch()
    del site.pages[LIST]

    with pytest.raises(NotFoundError):
        reader.fetch()


def test_an_unchanged_list_is_asked_for_once_and_brings_nothing(
    site: FakeSite, reader: Reader
) -> None:
    publish(site, 1, 2)
    before = reader.fetch()[-1].cursor
    site.visits.clear()

    (batch,) = reader.fetch()

    assert (batch.status, batch.papers, batch.cursor) == (Status.CURRENT, (), before)
    assert site.asked(status=304) == site.asked() == [LIST]


def test_papers_of_a_later_reading_are_news(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    first = reader.fetch()
    publish(site, 1, 2)

    later = reader.fetch()

    assert not any(batch.news for batch in first)
    assert all(batch.news for batch in later if batch.papers)
    assert reader.abstracts[paper_hash(2)] == "What paper 2 found."


@pytest.mark.parametrize("absent", ["no text", "no page"])
def test_a_paper_without_an_abstract_is_asked_for_once(
    site: FakeSite, reader: Reader, absent: str
) -> None:
    publish(site, 1, 2)
    address = f"papers.nips.cc{path(2)}"
    if absent == "no page":
        del site.pages[address]
    else:
        site.pages[address] = page(2, " ")
    reader.fetch()
    site.pages[LIST] += b"<!-- built again -->"

    reader.fetch()

    assert site.asked(address) == [address]
    assert reader.abstracts[paper_hash(2)] == ""


def test_a_fetch_reads_a_few_pages_and_the_next_goes_on(site: FakeSite, state: Path) -> None:
    publish(site, *range(5))
    reader = Reader(site, state, pages=2)

    notes = [reader.fetch()[-1].note for _ in range(3)]

    assert notes == ["3 abstracts to come", "1 abstracts to come", ""]
    assert len(site.asked("/hash/")) == 5
    assert all(reader.abstracts.values())


def test_rows_that_were_left_out_are_counted(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    site.pages[LIST] = year_list(row(1), row(2), row(3, title=" "))

    assert reader.fetch()[-1].note == "rows left out for want of a title or an address: 1"


@pytest.mark.parametrize("kind", ["html", "cut", "empty", "truncate", 500])
@pytest.mark.parametrize("within", [f"paper/{YEAR}", "/hash/"])
def test_a_bad_answer_is_asked_for_again(
    site: FakeSite, reader: Reader, kind: int | str, within: str
) -> None:
    publish(site, 1, 2)
    site.troubles.append(Trouble(kind, within=within))

    reader.fetch()

    assert reader.abstracts == {
        paper_hash(1): "What paper 1 found.",
        paper_hash(2): "What paper 2 found.",
    }


def test_the_pages_before_one_that_fails_are_kept(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2, 3)
    site.pages[f"papers.nips.cc{path(1)}"] = page(1, " ")
    site.troubles.append(Trouble(500, times=4, within=paper_hash(3)))

    with pytest.raises(UnreachableError):
        reader.fetch()
    kept = dict(reader.abstracts)
    reader.fetch()

    assert kept == {paper_hash(1): "", paper_hash(2): "What paper 2 found.", paper_hash(3): ""}
    assert reader.abstracts[paper_hash(3)] == "What paper 3 found."
    assert len(site.asked(paper_hash(1))) == 1


def test_a_long_list_comes_in_batches(site: FakeSite, state: Path) -> None:
    site.pages[LIST] = year_list(*(row(number) for number in range(2_345)))

    batches = Reader(site, state, pages=0).fetch()

    assert [len(batch.papers) for batch in batches if batch.papers] == [1_000, 1_000, 345]


@pytest.mark.parametrize("stored", range(8))
def test_a_fetch_stopped_between_any_batches_loses_nothing(
    site: FakeSite, reader: Reader, stored: int
) -> None:
    publish(site, *range(45))
    stopped = reader.batches()
    for _ in range(stored):
        next(stopped, None)

    reader.fetch()
    site.visits.clear()
    reader.fetch()

    assert reader.abstracts == {
        paper_hash(number): f"What paper {number} found." for number in range(45)
    }
    assert site.asked() == site.asked(status=304) == [LIST]


def test_a_cursor_that_holds_something_else_is_no_obstacle(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    reader.cursor = {"etag": 7, "read": "all", "listed": None}

    reader.fetch()

    assert reader.abstracts == {paper_hash(1): "What paper 1 found."}


PARSERS: list[Callable[[bytes], object]] = [
    lambda body: parse_list(body, YEAR),
    lambda body: parse_abstract(body, paper_hash(1)),
]
WHOLE = [year_list(row(1), row(2, NEW), row(3)), page(1), page(1, layout=NEW)]


@pytest.mark.parametrize("parse", PARSERS, ids=["list", "page"])
@given(
    body=st.binary()
    | st.tuples(
        st.sampled_from(WHOLE), st.integers(0, 600), st.integers(0, 40), st.binary(max_size=20)
    ).map(lambda cut: cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :])
)
def test_any_bytes_are_read_or_refused(parse: Callable[[bytes], object], body: bytes) -> None:
    with contextlib.suppress(FeedError):
        parse(body)


@given(title=st.text(min_size=1), layout=st.sampled_from(LAYOUTS))
def test_any_title_is_kept(title: str, layout: str) -> None:
    # HTML has no way to write these characters.
    title = (
        clean(title.encode("utf-8", "ignore").decode()).replace("\ufffe", "").replace("\uffff", "")
        or "T"
    )

    (paper,), _ = parse_list(year_list(row(1, layout, title=escape(title))), YEAR)

    assert paper.title == title
