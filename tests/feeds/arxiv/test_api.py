from __future__ import annotations

import logging
import math
import re
from collections import Counter, deque
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.arxiv.api import IDS_PER_REQUEST, PAGE_SIZE, ArxivApi, Window
from feeds.errors import FeedError, MalformedError, RefusedError, UnreachableError
from feeds.paper import Author, Paper
from tests.fake_arxiv import ATOM_HEAD, FakeArxiv, FakePaper, make_papers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feeds.http.client import RateLimitedClient
    from tests.feeds.conftest import OpenClient

MINUTE = timedelta(minutes=1)
WEEK = Window(datetime(2026, 6, 10, tzinfo=UTC), datetime(2026, 6, 17, tzinfo=UTC))
ENTRY = (
    "<entry><id>http://arxiv.org/abs/2606.10001v1</id><title>T</title><updated>2026-06-16T14:00:00Z</updated>"
    "<summary>S</summary><published>2026-06-16T14:00:00Z</published><author><name>A</name></author></entry>"
)
LEGACY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    '<link href="http://arxiv.org/api/query?x" rel="self" type="application/atom+xml"/>'
    '<title type="html">ArXiv Query: x</title><id>http://arxiv.org/api/x</id>'
    '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>'
    '<opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">0</opensearch:startIndex>'
    '<opensearch:itemsPerPage xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">10</opensearch:itemsPerPage>'
    "<entry><id>http://arxiv.org/abs/math/0309136v2</id><updated>2003-09-10T12:00:00Z</updated>"
    "<published>2003-09-08T18:30:01Z</published><title>A title that was\n  wrapped by hand</title>"
    "<summary>  The first line\nand the second, where $a < b$ &amp; so on.\n</summary>"
    "<author><name>Ada Example</name>"
    '<arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">One Place, '
    "Town</arxiv:affiliation>"
    '<arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Another</arxiv:affiliation></author>'
    "<author><name>Bob Sample</name></author>"
    '<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">12 pages,\n  3 '
    "figures</arxiv:comment>"
    '<arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. Examples 1 (2004) '
    "1-12</arxiv:journal_ref>"
    '<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/A182</arxiv:doi>'
    '<link href="http://arxiv.org/abs/math/0309136v2" rel="alternate" type="text/html"/>'
    '<arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="math.GT"'
    ' scheme="http://arxiv.org/schemas/atom"/>'
    '<category term="math.GT" scheme="http://arxiv.org/schemas/atom"/>'
    '<category term="57M25" scheme="http://arxiv.org/schemas/atom"/>'
    '<category term="" scheme="http://arxiv.org/schemas/atom"/></entry></feed>'
).replace("$a < b$", "$a &lt; b$")


def error_feed(reason: str) -> bytes:
    entry = (
        "<entry><id>https://arxiv.org/api/errors#what_is_wrong</id><title>Error</title>"
        f"<updated>2026-06-17T08:00:00Z</updated><summary>{reason}</summary></entry>"
    )
    return page(entry)


def page(*entries: str, total: int | None = None) -> bytes:
    total = len(entries) if total is None else total
    return (
        ATOM_HEAD.format(size=100, total=total, start=0) + "".join(entries) + "</feed>"
    ).encode()


def ids(pages: Iterator[list[Paper]]) -> list[str]:
    return [paper.identifiers[0][1] for paper in chain.from_iterable(pages)]


def only(pages: Iterator[list[Paper]]) -> Paper:
    (paper,) = chain.from_iterable(pages)
    return paper


@pytest.fixture
def api(client: RateLimitedClient) -> ArxivApi:
    return ArxivApi(client)


# Windows


def test_a_window_is_asked_for_in_utc_to_the_minute() -> None:
    tokyo = timezone(timedelta(hours=9))

    window = Window(
        datetime(2026, 6, 10, 8, 59, tzinfo=tokyo), datetime(2026, 6, 10, 23, 59, 59, tzinfo=UTC)
    )

    assert window.clause == "submittedDate:[202606092359 TO 202606102359]"


@given(
    st.datetimes(datetime(1991, 8, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis' form
    st.integers(1, 600_000),
)
def test_the_halves_of_a_window_share_no_minute_and_leave_none_out(
    start: datetime, minutes: int
) -> None:
    window = Window(
        start.replace(second=0, microsecond=0),
        start.replace(second=0, microsecond=0) + minutes * MINUTE,
    )

    early, late = window.halves()

    assert (early.start, late.end) == (window.start, window.end)
    assert early.start <= early.end
    assert late.start <= late.end
    assert late.start - early.end == MINUTE


@given(st.integers(0, 3000))
def test_halving_ends_in_single_minutes_and_finds_each_one_once(minutes: int) -> None:
    def leaves(window: Window) -> Iterator[Window]:
        if window.end == window.start:
            yield window
        else:
            for half in window.halves():
                yield from leaves(half)

    found = [window.start for window in leaves(Window(WEEK.start, WEEK.start + minutes * MINUTE))]

    assert found == [WEEK.start + minute * MINUTE for minute in range(minutes + 1)]


def test_a_window_is_read_oldest_first_in_large_pages(arxiv: FakeArxiv, api: ArxivApi) -> None:
    assert ids(api.window("cat:cs.LG", WEEK)) == [paper.id for paper in arxiv.papers]

    (seen,) = arxiv.seen
    assert seen.query == {
        "search_query": "cat:cs.LG AND submittedDate:[202606100000 TO 202606170000]",
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
        "start": "0",
        "max_results": str(PAGE_SIZE),
    }
    assert PAGE_SIZE <= 2000


def test_only_papers_of_the_category_and_the_window_come(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.papers += [
        FakePaper(
            "2606.20001",
            "Other",
            "x",
            datetime(2026, 6, 12, tzinfo=UTC),
            date(2026, 6, 13),
            ("cs.AI",),
        ),
        FakePaper(
            "2606.20002",
            "Crossed",
            "x",
            datetime(2026, 6, 12, tzinfo=UTC),
            date(2026, 6, 13),
            ("cs.AI", "cs.LG"),
        ),
        FakePaper(
            "2606.20003", "Early", "x", datetime(2026, 6, 9, 23, 59, tzinfo=UTC), date(2026, 6, 13)
        ),
    ]

    found = ids(api.window("cat:cs.LG", WEEK))

    assert sorted(found) == sorted([*(paper.id for paper in arxiv.papers[:40]), "2606.20002"])


def test_both_ends_of_a_window_belong_to_it(arxiv: FakeArxiv, api: ArxivApi) -> None:
    first, *_, last = arxiv.papers

    assert len(ids(api.window("cat:cs.LG", Window(first.submitted, last.submitted)))) == 40
    assert (
        len(ids(api.window("cat:cs.LG", Window(first.submitted + MINUTE, last.submitted - MINUTE))))
        == 38
    )


def test_an_empty_window_is_no_error(api: ArxivApi) -> None:
    silent = Window(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC))

    assert list(api.window("cat:cs.LG", silent)) == []
    assert api.count("cat:cs.LG", silent) == 0


def test_pages_are_read_to_the_end(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    pages = list(ArxivApi(client, page_size=7).window("cat:cs.LG", WEEK))

    assert [len(papers) for papers in pages] == [7, 7, 7, 7, 7, 5]
    assert [seen.query["start"] for seen in arxiv.seen] == ["0", "7", "14", "21", "28", "35"]
    assert ids(iter(pages)) == [paper.id for paper in arxiv.papers]


def test_a_count_costs_one_small_request(arxiv: FakeArxiv, api: ArxivApi) -> None:
    assert api.count("cat:cs.LG", WEEK) == 40

    (seen,) = arxiv.seen
    assert seen.query["max_results"] == "1"


@pytest.mark.parametrize(("limit", "page_size"), [(1, 1), (5, 5), (9, 4), (39, 10)])
def test_more_than_the_api_gives_out_is_read_in_halves(
    limit: int, page_size: int, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    api = ArxivApi(client, page_size=page_size, result_limit=limit)

    found = ids(api.window("cat:cs.LG", WEEK))

    assert Counter(found) == Counter(paper.id for paper in arxiv.papers)
    assert all(int(seen.query["start"]) < limit for seen in arxiv.seen)


def test_a_minute_with_more_than_the_api_gives_out_is_still_read(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    for paper in arxiv.papers:
        paper.submitted = datetime(2026, 6, 12, 14, 0, tzinfo=UTC)

    assert (
        len(set(ids(ArxivApi(client, page_size=5, result_limit=10).window("cat:cs.LG", WEEK))))
        == 40
    )


# Papers by identifier


def test_papers_are_asked_for_in_portions_and_unknown_ones_are_left_out(
    arxiv: FakeArxiv, api: ArxivApi
) -> None:
    arxiv.papers = make_papers(450, per_day=100)
    asked = [paper.id for paper in arxiv.papers] + ["2606.99999", "2001.00001"]

    portions = list(api.papers(asked))

    assert [len(seen.query["id_list"].split(",")) for seen in arxiv.seen] == [200, 200, 52]
    assert [len(portion) for portion in portions] == [200, 200, 50]
    assert set(ids(iter(portions))) == {paper.id for paper in arxiv.papers}
    assert math.ceil(len(asked) / IDS_PER_REQUEST) == len(arxiv.seen)


def test_an_identifier_alone_that_is_unknown_is_no_error(api: ArxivApi) -> None:
    assert ids(api.papers(["2606.99999"])) == []


def test_no_identifiers_cost_no_request(arxiv: FakeArxiv, api: ArxivApi) -> None:
    assert list(api.papers([])) == []
    assert arxiv.seen == []


def test_the_package_below_asks_under_our_name(arxiv: FakeArxiv, api: ArxivApi) -> None:
    list(api.papers(["2606.10000"]))

    assert arxiv.seen[0].headers["User-Agent"].startswith("papertrail/")


# What an entry means


def test_the_current_dialect_is_read(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.papers = [
        FakePaper(
            "2606.10001",
            "A title with $x<y$ & more",
            "We show  that\n$a<b$ & <b>stop</b>.",
            datetime(2026, 6, 16, 14, 5, tzinfo=UTC),
            date(2026, 6, 17),
            ("math.AP", "cs.LG", "35Q92", "68T05"),
            ("Ada Example", "Bób Sämple 変"),
            version=3,
        )
    ]

    assert only(api.papers(["2606.10001"])) == Paper(
        identifiers=(("arxiv", "2606.10001"),),
        title="A title with $x<y$ & more",
        abstract="We show that $a<b$ & <b>stop</b>. Revision 3.",
        authors=(Author("Ada Example"), Author("Bób Sämple 変")),
        url="https://arxiv.org/abs/2606.10001",
        version=3,
        submitted=datetime(2026, 6, 16, 14, 5, tzinfo=UTC),
        updated=datetime(2026, 6, 18, 14, 5, tzinfo=UTC),
        categories=("math.AP", "cs.LG", "35Q92", "68T05"),
    )


def test_the_legacy_dialect_is_read(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(200, body=LEGACY.encode())

    assert only(api.papers(["math/0309136"])) == Paper(
        identifiers=(("arxiv", "math/0309136"), ("doi", "10.1000/a182")),
        title="A title that was wrapped by hand",
        abstract="The first line and the second, where $a < b$ & so on.",
        authors=(Author("Ada Example", "One Place, Town; Another"), Author("Bob Sample")),
        url="https://arxiv.org/abs/math/0309136",
        version=2,
        submitted=datetime(2003, 9, 8, 18, 30, 1, tzinfo=UTC),
        updated=datetime(2003, 9, 10, 12, 0, tzinfo=UTC),
        categories=("math.GT", "57M25"),
        comment="12 pages, 3 figures",
        journal_ref="J. Examples 1 (2004) 1-12",
    )


def test_a_title_that_is_zero_is_a_title(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.papers[0].title = "0"

    assert only(api.papers([arxiv.papers[0].id])).title == "0"


def test_times_come_out_in_utc(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(200, body=page(ENTRY.replace("14:00:00Z", "14:00:00-04:00")))

    assert only(api.papers(["2606.10001"])).submitted == datetime(2026, 6, 16, 18, 0, tzinfo=UTC)


# What goes wrong


def test_an_empty_page_within_the_results_is_asked_for_again(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail("empty", after=2)

    found = ids(ArxivApi(client, page_size=10).window("cat:cs.LG", WEEK))

    assert Counter(found) == Counter(paper.id for paper in arxiv.papers)
    assert [seen.query["start"] for seen in arxiv.seen] == ["0", "10", "20", "20", "30"]


@pytest.mark.parametrize("after", [0, 2])
def test_an_empty_page_that_stays_empty_is_an_error_and_not_the_end(
    after: int, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail("empty", after=after, times=100)
    pages = ArxivApi(client, page_size=10).window("cat:cs.LG", WEEK)

    before = ids(next(pages) for _ in range(after))

    assert before == [paper.id for paper in arxiv.papers[: after * 10]]
    with pytest.raises(MalformedError, match=f"an empty page came at {after * 10} of 40"):
        next(pages)


def test_a_count_does_not_believe_an_empty_page(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail("empty")

    assert api.count("cat:cs.LG", WEEK) == 40
    assert len(arxiv.seen) == 2


def test_every_paper_comes_though_the_sort_order_is_ignored(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    in_order = arxiv.shown
    arxiv.shown = lambda: in_order()[::-1]  # type: ignore[method-assign]

    found = ids(ArxivApi(client, page_size=10).window("cat:cs.LG", WEEK))

    assert found == [paper.id for paper in reversed(arxiv.papers)]


def test_an_order_that_changes_from_page_to_page_is_an_error_and_not_the_end(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    turned = deque(arxiv.shown())

    def shown() -> list[FakePaper]:
        turned.rotate(3)
        return [*turned]

    arxiv.shown = shown  # type: ignore[method-assign]

    with pytest.raises(
        MalformedError, match=r"arXiv counts 40 papers for cat:cs\.LG and .+ and sent 31"
    ):
        ids(ArxivApi(client, page_size=10).window("cat:cs.LG", WEEK))


@pytest.mark.parametrize("kind", ["cut", "truncate", "html", "garbage", "close"])
def test_a_broken_page_is_never_taken_for_a_short_one(
    kind: str, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(kind, after=1)
    found = ids(ArxivApi(open_client(), page_size=10).window("cat:cs.LG", WEEK))
    assert Counter(found) == Counter(paper.id for paper in arxiv.papers)

    arxiv.fail(kind, after=1, times=100)
    pages = ArxivApi(open_client(), page_size=10).window("cat:cs.LG", WEEK)
    next(pages)

    with pytest.raises((MalformedError, UnreachableError)):
        next(pages)


def test_fewer_papers_than_counted_are_an_error(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(200, body=page(ENTRY, total=3), times=100)
    pages = api.window("cat:cs.LG", WEEK)

    with pytest.raises(
        MalformedError, match=r"counts 3 papers for cat:cs\.LG .* and sent 1"
    ) as caught:
        ids(pages)

    assert caught.value.hint


@pytest.mark.parametrize(
    "missing",
    ["<published>2026-06-16T14:00:00Z</published>", "<id>http://arxiv.org/abs/2606.10001v1</id>"],
)
@pytest.mark.parametrize("others", [0, 1])
def test_an_entry_without_what_makes_a_paper_is_an_error_and_nothing_on_the_screen(
    missing: str, others: int, arxiv: FakeArxiv, api: ArxivApi, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = ENTRY.replace("2606.10001", "2606.10002")
    arxiv.fail(200, body=page(*[whole] * others, ENTRY.replace(missing, "")), times=100)

    with pytest.raises(MalformedError):
        list(api.window("cat:cs.LG", WEEK))

    assert capsys.readouterr().err == ""
    assert logging.getLogger("arxiv").handlers


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-45T00:00:00Z", "0001-01-01T00:00:00+14:00", ""]
)
def test_a_date_that_is_none_is_an_error_of_the_feed(
    moment: str, arxiv: FakeArxiv, api: ArxivApi
) -> None:
    arxiv.fail(200, body=page(ENTRY.replace("2026-06-16T14:00:00Z", moment)), times=100)

    with pytest.raises(MalformedError) as caught:
        list(api.window("cat:cs.LG", WEEK))

    assert caught.value.message.isprintable()


def test_an_entry_that_is_no_paper_is_named(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(200, body=page(ENTRY.replace("http://arxiv.org/abs/2606.10001v1", "urn:something")))

    with pytest.raises(MalformedError, match="without an arXiv identifier: 'urn:something'"):
        list(api.papers(["2606.10001"]))


@pytest.mark.parametrize("number", ["", "many", "<b>1</b>"])
def test_a_feed_without_its_count_is_an_error(number: str, arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(
        200,
        body=page(ENTRY).replace(b"totalResults>1<", f"totalResults>{number}<".encode()),
        times=100,
    )

    with pytest.raises(MalformedError, match="totalResults"):
        api.count("cat:cs.LG", WEEK)


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_entry_is_a_refusal_with_its_reason_and_not_repeated(
    status: int, arxiv: FakeArxiv, api: ArxivApi
) -> None:
    arxiv.fail(status, body=error_feed("incorrect id format\n for abc"), times=100)

    with pytest.raises(
        RefusedError, match=r"^arXiv refused the query: incorrect id format for abc$"
    ):
        list(api.papers(["abc"]))

    assert len(arxiv.seen) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>no</html>", b"<feed/>", b"\xff" * 9, b"<feed>" + b"x" * 10_000]
)
def test_a_refusal_without_a_reason_says_so(body: bytes, arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(400, body=body)

    with pytest.raises(RefusedError, match="no reason given"):
        list(api.papers(["abc"]))


def test_a_long_reason_is_cut(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(400, body=error_feed("long " * 10_000))

    with pytest.raises(RefusedError) as caught:
        list(api.papers(["abc"]))

    assert len(caught.value.message) < 300


@pytest.mark.parametrize("declaration", ["<!DOCTYPE feed>", '<!DOCTYPE feed [<!ENTITY x "T">]>'])
def test_a_document_type_is_refused(declaration: str, arxiv: FakeArxiv, api: ArxivApi) -> None:
    body = page(ENTRY).replace(b"\n<feed", f"\n{declaration}<feed".encode())
    arxiv.fail(
        200,
        body=body.replace(b"<title>T", b"<title>&x;" if b"ENTITY" in body else b"<title>T"),
        times=100,
    )

    with pytest.raises(MalformedError, match="document type"):
        list(api.papers(["2606.10001"]))


def test_another_feed_is_not_taken_for_arxivs_answer(arxiv: FakeArxiv, api: ArxivApi) -> None:
    arxiv.fail(
        200, body=b"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title></feed>", times=100
    )

    with pytest.raises(MalformedError, match="lacks a readable totalResults"):
        api.count("cat:cs.LG", WEEK)


# Recorded answers


def first_page(body: bytes, arxiv: FakeArxiv, client: RateLimitedClient) -> list[Paper] | FeedError:
    arxiv.faults.clear()
    arxiv.fail(200, body=body, times=100)
    size = max(1, body.count(b"<entry>"))
    try:
        return next(
            ArxivApi(client, page_size=size, result_limit=10**9).window("cat:cs.LG", WEEK), []
        )
    except FeedError as error:
        return error


def test_every_recorded_answer_is_read_but_those_that_are_none(
    recorded: Path, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    client = open_client(attempts=1)
    files = sorted((recorded / "data" / "arxiv_api").rglob("*.xml"))
    bodies = {f"{file.parent.name}/{file.name}": file.read_bytes() for file in files}

    pages = {name: first_page(body, arxiv, client) for name, body in bodies.items()}

    assert len(files) > 20
    assert {name for name, page in pages.items() if isinstance(page, FeedError)} == {
        "arxivpy_2026-04-12/id_abc_s0_m100_b79c8dcf6bc3.xml",  # an error entry
        "rsxiv_legacy_2025-08-20/query_empty.xml",  # counts one paper and sends none
    }
    papers = {name: page for name, page in pages.items() if not isinstance(page, FeedError)}
    for name, page in papers.items():
        sent = {
            arxiv_id.decode()
            for arxiv_id in re.findall(rb"<id>http://arxiv\.org/abs/(\S+)v\d+</id>", bodies[name])
        }
        assert {paper.identifiers[0][1] for paper in page} == sent, name
    for paper in chain.from_iterable(papers.values()):
        assert all(
            [
                paper.title,
                paper.abstract,
                paper.authors,
                paper.categories,
                paper.version,
                paper.updated,
            ]
        )
        assert paper.submitted is not None
        assert paper.submitted.tzinfo is UTC
        assert "\n" not in paper.title + paper.abstract + (paper.comment or "") + (
            paper.journal_ref or ""
        )


def test_the_same_paper_is_the_same_in_both_recorded_dialects(
    recorded: Path, arxiv: FakeArxiv, api: ArxivApi
) -> None:
    papers = []
    for dialect in ("rsxiv_legacy_2025-08-20", "rsxiv_2025-11-11"):
        arxiv.fail(
            200,
            body=(
                recorded / "data" / "arxiv_api" / dialect / "query_doc.unwrapped.xml"
            ).read_bytes(),
        )
        papers.append(only(api.papers(["any"])))

    legacy, current = papers

    assert (legacy.identifiers, legacy.version) == (current.identifiers, current.version)
    assert (legacy.title, legacy.authors) == (current.title, current.authors)
    assert (legacy.submitted, legacy.categories[0]) == (current.submitted, current.categories[0])


def test_recorded_affiliations_and_a_recorded_title_of_zero_are_kept(
    recorded: Path, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    folder = recorded / "data" / "arxiv_api" / "arxivpy_2026-04-12"
    bodies = [file.read_bytes() for file in sorted(folder.glob("*.xml"))]
    pages = [first_page(body, arxiv, open_client(attempts=1)) for body in bodies]

    papers = [paper for page in pages if not isinstance(page, FeedError) for paper in page]

    assert "0" in {paper.title for paper in papers}
    assert any(author.affiliation for paper in papers for author in paper.authors)
