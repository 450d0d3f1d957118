from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import (
    FeedError,
    MalformedError,
    NotFoundError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.journals import JOURNALS, Journal, WorkList, completed, parse_contents, parse_works
from feeds.paper import Author, Paper
from feeds.source import Batch, Cursor, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fake_site import FakeSite

CONTENTS = "ieeexplore.ieee.org/rss/TOC34.XML"
CROSSREF = "api.crossref.org"
NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
YEAR_AGO = date(2025, 6, 17)
REFUSALS: list[tuple[int | str, type[FeedError]]] = [
    (418, RefusedError),
    (403, RefusedError),
    (404, NotFoundError),
    (429, ThrottledError),
    (500, UnreachableError),
    ("close", UnreachableError),
    ("html", MalformedError),
]


def item(
    number: int = 1,
    *,
    title: str | None = None,
    abstract: str = "",
    more: str = "",
    link: str | None = None,
) -> str:
    title = f"Article {number}" if title is None else title
    link = f"http://ieeexplore.ieee.org/document/{number}" if link is None else link
    return (
        f"<item><title>{title}</title><link>{link}</link><description>{escape(abstract)}</description>"
        f"<authors>A. Example;B. Sample;</authors><year>2026</year><month>June</month>"
        f"<pubDate>Mon, 01 Jun 2026 00:00:00 GMT</pubDate>{more}</item>"
    )


def contents(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        "<title>TPAMI - new TOC</title>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def work(number: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    usual = {
        "DOI": f"10.1109/TPAMI.2026.{number}",
        "title": [f"Article {number}"],
        "author": [{"given": "Ada", "family": "Example"}, {"name": "The Sample Group"}],
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>About {number}.</jats:p>",
        "published": {"date-parts": [[2026, 6]]},
        "resource": {"primary": {"URL": f"https://ieeexplore.ieee.org/document/{number}/"}},
    }
    return {key: value for key, value in (usual | changes).items() if value is not None}


def works(*items: Any, total: int | None = None) -> bytes:  # noqa: ANN401 - odd ones too
    message = {"total-results": len(items) if total is None else total, "items": [*items]}
    return json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()


def listing(since: date, offset: int = 0) -> str:
    return (
        f"{CROSSREF}/journals/0162-8828/works?filter=from-created-date:{since}&rows=1000&offset={offset}"
        "&sort=created&order=asc&select=DOI,title,author,abstract,published,container-title,resource"
    )


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, source: Journal) -> None:
        self._source = source
        self.cursor: Cursor = {}
        self.papers: dict[str, Paper] = {}

    def batches(
        self, after: timedelta = timedelta(), since: datetime | None = None
    ) -> Iterator[Batch]:
        for batch in self._source.fetch(FetchRequest(NOW + after, self.cursor, since)):
            self.papers |= {paper.title: paper for paper in batch.papers}
            self.cursor = batch.cursor
            yield batch

    def fetch(self, after: timedelta = timedelta(), since: datetime | None = None) -> list[Batch]:
        return list(self.batches(after, since))


@pytest.fixture
def client(site: FakeSite, tmp_path: Path) -> RateLimitedClient:
    return RateLimitedClient(
        tmp_path,
        RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0, cooldown=0),
        mirror=site.address,
    )


@pytest.fixture
def reader(client: RateLimitedClient) -> Reader:
    return Reader(Journal("tpami", *JOURNALS["tpami"], client))


# What an item and a work mean


def test_the_known_journals_have_true_issns() -> None:
    for _, _, issn in JOURNALS.values():
        digits = [10 if digit == "X" else int(digit) for digit in issn.replace("-", "")]
        assert (
            sum(weight * digit for weight, digit in zip(range(8, 0, -1), digits, strict=True)) % 11
            == 0
        )


def test_an_item_of_the_contents_is_an_article_without_a_doi() -> None:
    body = contents(
        item(7, title="On $x&lt;y$ &amp;amp; more", abstract="<p>We <b>show</b>\n it.</p>")
    )

    assert parse_contents(body, "TPAMI") == (
        (
            Paper(
                identifiers=(("ieee", "7"),),
                title="On $x<y$ & more",
                abstract="We show it.",
                authors=(Author("A. Example"), Author("B. Sample")),
                url="https://ieeexplore.ieee.org/document/7",
                announced=date(2026, 6, 1),
                venue="TPAMI",
                year=2026,
            ),
        ),
        0,
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://ieeexplore.ieee.org/document/7/",
        "http://ieeexplore.ieee.org/xpl/articleDetails.jsp?arnumber=0007&amp;a=b",
        "http://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&amp;arnumber=7",
    ],
)
def test_an_article_is_known_by_its_number(link: str) -> None:
    ((paper,), _) = parse_contents(contents(item(link=link)), "TPAMI")

    assert (paper.identifiers, paper.url) == (
        (("ieee", "7"),),
        "https://ieeexplore.ieee.org/document/7",
    )


def test_a_doi_in_the_contents_is_kept() -> None:
    doi = '<p:doi xmlns:p="http://prismstandard.org/namespaces/basic/2.0/">10.1109/TPAMI.1</p:doi>'.replace(
        "p:", "prism:"
    )
    ((paper,), _) = parse_contents(
        contents(item(1, more=doi.replace("xmlns:p=", "xmlns:prism="))), "TPAMI"
    )

    assert paper.identifiers == (("ieee", "1"), ("doi", "10.1109/tpami.1"))


@pytest.mark.parametrize("moment", ["", "June 2026", "2026"])
def test_a_date_without_a_day_announces_nothing(moment: str) -> None:
    odd = item(1).replace("Mon, 01 Jun 2026 00:00:00 GMT", moment)
    ((paper,), _) = parse_contents(contents(odd), "TPAMI")

    assert (paper.announced, paper.year) == (None, 2026)


def test_the_year_is_that_of_the_day_where_nothing_else_says_it() -> None:
    odd = item(1).replace("<year>2026</year>", "<year>soon</year>")
    ((paper,), _) = parse_contents(contents(odd), "TPAMI")

    assert paper.year == 2026


def test_an_odd_item_is_left_out_and_the_others_are_read() -> None:
    odd = [item(2, title=" "), item(3, link="https://ieeexplore.ieee.org/xpl/RecentIssue.jsp")]
    papers, left_out = parse_contents(contents(item(1), *odd, item(4), item(4)), "TPAMI")

    assert [paper.title for paper in papers] == ["Article 1", "Article 4"]
    assert left_out == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><h1>Request Rejected</h1></html>",
        contents(),
        contents(item(1))[:-30],
        contents(item(1, link="x")),
    ],
    ids=["nothing", "page", "no items", "cut", "odd items"],
)
def test_what_is_no_table_of_contents_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_contents(body, "TPAMI")


def test_a_work_of_crossref_is_an_article_without_a_day() -> None:
    assert parse_works(works(work(7)), "TPAMI") == WorkList(
        (
            Paper(
                identifiers=(("ieee", "7"), ("doi", "10.1109/tpami.2026.7")),
                title="Article 7",
                abstract="About 7.",
                authors=(Author("Ada Example"), Author("The Sample Group")),
                url="https://ieeexplore.ieee.org/document/7",
                venue="TPAMI",
                year=2026,
            ),
        ),
        rows=1,
        total=1,
    )


def test_a_work_that_says_little_is_read() -> None:
    bare = {"DOI": "10.1109/X", "title": ["A &amp; <i>B</i>"]}

    assert parse_works(works(bare), "TPAMI").papers == (
        Paper((("doi", "10.1109/x"),), "A & B", url="https://doi.org/10.1109/x", venue="TPAMI"),
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"author": "Ada"},
        {"author": [None, {}, {"given": 3}, {"family": ""}]},
        {"published": {"date-parts": [[None]]}},
        {"published": {"date-parts": []}},
        {"published": {"date-parts": [[20260]]}},
        {"published": "2026"},
        {"abstract": ["x"]},
        {"resource": None},
        {"resource": {"primary": "x"}},
    ],
)
def test_an_odd_field_leaves_the_work_readable(odd: dict[str, Any]) -> None:
    (paper,) = parse_works(works(work(1, **odd)), "TPAMI").papers

    assert paper.identifiers[-1] == ("doi", "10.1109/tpami.2026.1")


@pytest.mark.parametrize(
    "odd",
    [None, 3, [], {}, work(9, title=None), work(9, title=[""]), work(9, DOI="x"), work(9, DOI=1)],
)
def test_an_odd_work_is_left_out_and_the_others_are_read(odd: Any) -> None:  # noqa: ANN401
    page = parse_works(works(work(1), odd), "TPAMI")

    assert (len(page.papers), page.rows) == (1, 2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"message": []}',
        b'{"message": {"items": {}, "total-results": 1}}',
        b'{"message": {"items": [], "total-results": "1"}}',
        works(total=8),
        works(work(1))[:-3],
        works(work(1), {}, {}),
    ],
)
def test_what_is_no_list_of_works_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_works(body, "TPAMI")


@given(st.binary())
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    for parse in (parse_contents, parse_works):
        with pytest.raises(FeedError):
            parse(body, "TPAMI")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
)


@given(
    st.dictionaries(
        st.sampled_from([*work(), "other"]),
        JSON | st.dictionaries(st.sampled_from(["primary", "date-parts"]), JSON),
    )
)
def test_any_work_is_read_or_left_out(changes: dict[str, Any]) -> None:
    page = parse_works(works(work(1), work(2) | changes), "TPAMI")

    assert page.rows == 2
    assert page.papers[0].title == "Article 1"


# Joining the two


PAPER = Paper((("ieee", "1"),), "Deep Things: A Study", authors=(Author("A. Example"),))
WORK = Paper(
    (("doi", "10.1109/x"),),
    "Deep things - a study",
    "Abstract.",
    (Author("Ada Example"),),
    year=2026,
)


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        (PAPER, replace(WORK, identifiers=(("ieee", "1"), ("doi", "10.1109/x")), title="Other")),
        (
            replace(PAPER, identifiers=(("ieee", "1"), ("doi", "10.1109/x"))),
            replace(WORK, title="Other"),
        ),
        (PAPER, WORK),
    ],
    ids=["number", "DOI", "title"],
)
def test_a_work_completes_the_article_with_its(paper: Paper, found: Paper) -> None:
    (joined,) = completed(
        [paper], [replace(WORK, identifiers=(("doi", "10.1109/z"),), title="None of it"), found]
    )

    assert joined == Paper(
        identifiers=(("ieee", "1"), ("doi", "10.1109/x")),
        title="Deep Things: A Study",
        abstract="Abstract.",
        authors=(Author("Ada Example"),),
        year=2026,
    )


def test_what_the_contents_say_stays() -> None:
    (joined,) = completed([replace(PAPER, abstract="Own.", year=2025)], [replace(WORK, authors=())])

    assert (joined.abstract, joined.year, joined.authors) == ("Own.", 2025, PAPER.authors)


def test_a_title_that_two_works_have_completes_nothing() -> None:
    editorial = replace(PAPER, title="Editorial")
    others = [
        replace(WORK, title="Editorial", identifiers=(("doi", f"10.1109/{number}"),))
        for number in (1, 2)
    ]

    assert [*completed([editorial], others)] == [editorial]


# Fetching


def test_the_contents_are_completed_by_crossref(site: FakeSite, reader: Reader) -> None:
    site.pages[CONTENTS] = contents(item(1), item(2, abstract="Own."), item(3))
    site.pages[listing(YEAR_AGO)] = works(work(1), work(2, resource=None), work(9))
    listed, last = reader.fetch()

    assert [paper.abstract for paper in listed.papers] == ["About 1.", "Own.", ""]
    assert [paper.identifier("doi") for paper in listed.papers] == [
        "10.1109/tpami.2026.1",
        "10.1109/tpami.2026.2",
        None,
    ]
    assert (last.status, last.note, listed.news) == (Status.CURRENT, "", False)


def test_unchanged_contents_are_all_that_is_asked_for(site: FakeSite, reader: Reader) -> None:
    site.pages[CONTENTS] = contents(item(1))
    site.pages[listing(YEAR_AGO)] = works(work(1))
    reader.fetch()
    before = reader.cursor
    site.visits.clear()

    assert reader.fetch() == [Batch((), before, Status.CURRENT)]
    assert site.asked() == site.asked(status=304) == [CONTENTS]


def test_a_later_issue_is_news(site: FakeSite, reader: Reader) -> None:
    site.pages[CONTENTS] = contents(item(1))
    site.pages[listing(YEAR_AGO)] = works()
    reader.fetch()
    site.pages[CONTENTS] = contents(item(2))

    assert reader.fetch()[0].news


def test_contents_that_crossref_could_not_complete_are_stored_and_completed_later(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[CONTENTS] = contents(item(1), item(2, title=""), item(3))
    site.pages[listing(YEAR_AGO)] = works(work(1))
    site.troubles.append(Trouble(403, within=CROSSREF))
    *_, last = reader.fetch()
    before = dict(reader.papers)

    assert last.note.startswith(
        "rows left out for want of a title or an address: 1; DOIs and missing abstracts to come"
    )
    assert "api.crossref.org answered 403" in last.note
    assert not before["Article 1"].abstract
    reader.fetch()
    assert reader.papers["Article 1"].abstract == "About 1."


def test_a_fetch_that_was_stopped_is_made_again(site: FakeSite, reader: Reader) -> None:
    site.pages[CONTENTS] = contents(*map(item, range(1, 1501)))
    site.pages[listing(YEAR_AGO)] = works()
    next(reader.batches())
    reader.fetch()

    assert len(reader.papers) == 1500
    assert not site.asked(status=304)


@pytest.mark.parametrize("kind", ["html", "cut", "empty", "truncate", "close", 500])
@pytest.mark.parametrize("place", [CONTENTS, CROSSREF])
def test_a_passing_trouble_is_overcome(
    site: FakeSite, reader: Reader, kind: int | str, place: str
) -> None:
    site.pages[CONTENTS] = contents(item(1))
    site.pages[listing(YEAR_AGO)] = works(work(1))
    site.troubles.append(Trouble(kind, within=place))
    *_, last = reader.fetch()

    assert last.note == ""
    assert reader.papers["Article 1"].identifiers == (
        ("ieee", "1"),
        ("doi", "10.1109/tpami.2026.1"),
    )


@pytest.mark.parametrize(("kind", "error"), REFUSALS)
def test_where_ieee_refuses_crossref_serves_alone(
    site: FakeSite, reader: Reader, kind: int | str, error: type[FeedError]
) -> None:
    site.pages[listing(YEAR_AGO)] = works(work(1), work(2))
    site.pages[CONTENTS] = contents(item(1))
    site.troubles.append(Trouble(kind, times=99, within=CONTENTS))
    listed, last = reader.fetch()

    assert [paper.identifier("doi") for paper in listed.papers] == [
        "10.1109/tpami.2026.1",
        "10.1109/tpami.2026.2",
    ]
    assert not listed.news
    assert last.status == Status.CURRENT
    assert last.note.startswith("from Crossref alone: ")


@pytest.mark.parametrize(("kind", "error"), REFUSALS)
def test_where_both_fail_the_error_is_that_of_ieee(
    site: FakeSite, reader: Reader, kind: int | str, error: type[FeedError]
) -> None:
    site.pages[CONTENTS] = contents(item(1))
    site.troubles += [
        Trouble(kind, times=99, within=CONTENTS),
        Trouble(401, times=99, within=CROSSREF),
    ]

    with pytest.raises(error) as caught:
        reader.fetch()
    assert "crossref" not in str(caught.value)
    assert reader.cursor == {}


def test_without_crossref_only_ieee_is_asked(site: FakeSite, client: RateLimitedClient) -> None:
    reader = Reader(Journal("tpami", *JOURNALS["tpami"], client, crossref=False))
    site.pages[CONTENTS] = contents(item(1))
    reader.fetch()
    site.troubles.append(Trouble(418, times=99))

    with pytest.raises(RefusedError, match="418"):
        reader.fetch()
    assert not site.asked(CROSSREF)


def test_crossref_alone_is_read_on_from_a_week_before_the_last_day(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[listing(YEAR_AGO)] = works(work(1))
    site.pages[listing(date(2026, 6, 10))] = works(work(1), work(2))
    site.pages[listing(date(2026, 6, 20))] = works()
    reader.fetch()
    second = reader.fetch(timedelta(days=10))
    third = reader.fetch(timedelta(days=11))

    assert [batch.news for batch in second] == [True, False]
    assert len(reader.papers) == 2
    assert [(batch.papers, batch.status) for batch in third] == [((), Status.QUIET)]


def test_crossref_alone_is_read_back_to_an_earlier_day_on_request(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[listing(date(2020, 1, 1))] = works(work(1))
    reader.cursor = {"created": "2026-06-16"}
    reader.fetch(since=datetime(2020, 1, 1, tzinfo=UTC))

    assert len(reader.papers) == 1


@pytest.mark.parametrize("created", ["soon", 5, None])
def test_a_strange_day_is_no_day(site: FakeSite, reader: Reader, created: str | int | None) -> None:
    site.pages[listing(YEAR_AGO)] = works(work(1))
    reader.cursor = {"created": created}

    assert not reader.fetch()[0].news


def test_a_long_list_is_read_page_by_page_and_odd_works_are_counted(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[listing(YEAR_AGO)] = works(*map(work, range(1, 1001)), total=1003)
    site.pages[listing(YEAR_AGO, 1000)] = works(work(1000), work(1001), {}, total=1003)
    batches = reader.fetch()

    assert [len(batch.papers) for batch in batches] == [1000, 1, 0]
    assert batches[-1].note.startswith(
        "rows left out for want of a title or an address: 1; from Crossref alone"
    )


def test_crossref_alone_that_was_stopped_is_read_again(site: FakeSite, reader: Reader) -> None:
    site.pages[listing(YEAR_AGO)] = works(*map(work, range(1, 1001)), total=1001)
    site.pages[listing(YEAR_AGO, 1000)] = works(work(1001), total=1001)
    next(reader.batches())
    assert reader.cursor == {}
    reader.fetch()

    assert len(reader.papers) == 1001
