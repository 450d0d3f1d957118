from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.conferences.cvf import CvfOpenAccess, parse_days, parse_list, parse_page
from feeds.errors import FeedError, MalformedError, NotFoundError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author, Paper, clean
from feeds.source import Batch, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.source import Cursor
    from tests.fake_site import FakeSite

HOST = "openaccess.thecvf.com"
YEAR = 2024
LIST = f"{HOST}/CVPR{YEAR}?day=all"
NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
DAYS = ("2020-06-16", "2020-06-17", "2020-06-18")
BLOCKED = b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>"


def name(number: int, edition: str = f"CVPR_{YEAR}") -> str:
    return f"Example_Paper_{number}_{edition}_paper"


def path(number: int, year: int = YEAR) -> str:
    folder = f"content/CVPR{year}" if year > 2020 else f"content_CVPR_{year}"
    return f"{folder}/html/{name(number, f'CVPR_{year}')}.html"


def row(
    number: int,
    *,
    title: str | None = None,
    authors: tuple[str, ...] = ("Ada Example", "Bo Núñez"),
    href: str | None = None,
    arxiv: str = "",
) -> str:
    forms = "\n".join(
        f'<form id="form-{author}" action="/CVPR{YEAR}" method="post" class="authsearch">\n'
        f'<input type="hidden" name="query_author" value="{author}">\n<a href="#" '
        f'onclick="x">{author}</a>,\n</form>'
        for author in authors
    )
    links = (
        '[<a href="/content/CVPR2024/papers/X_paper.pdf">pdf</a>]\n[<a '
        'href="/content/supp.zip">supp</a>]\n'
    )
    links += f'[<a href="{arxiv}">arXiv</a>]\n' if arxiv else ""
    return (
        f'<dt class="ptitle"><br><a href="{f"/{path(number)}" if href is None else href}">'
        f"{f'Paper {number}' if title is None else title}</a>"
        f"</dt>\n<dd>\n{forms}\n</dd>\n<dd>\n{links}"
        '<div class="link2">[<a class="fakelink">bibtex</a>]\n'
        '<div class="bibref pre-white-space">@InProceedings{E, author = {Example, '
        "Ada}}</div>\n</div>\n</dd>\n"
    )


def paper_list(*rows: str) -> bytes:
    return (
        "<!DOCTYPE html><html><body><h3>Papers</h3>\n"
        f'<div id="content"><dl>\n<dd><a href="/CVPR{YEAR}">Back</a>'
        f"</dd>\n{''.join(rows)}</dl>\n</div></body></html>"
    ).encode()


def day_menu(*hrefs: str) -> bytes:
    links = "".join(f'<dd><a href="{href}">Day</a><br></dd>' for href in hrefs)
    return (
        f'<!DOCTYPE html><html><body><dl><dd><a href="/menu">Back</a></dd>{links}</dl></body>'
        "</html>"
    ).encode()


def page(number: int, abstract: str | None = None, published: str = "2024") -> bytes:
    text = f"What paper {number} found." if abstract is None else abstract
    # The unclosed <dd> is the site's own.
    return (
        "<!DOCTYPE html><html><head>"
        f'<meta name="citation_publication_date" content="{published}"></head><body>'
        f'<dl><dd>\n<div id="papertitle">\nPaper {number}<dd></div><div id="authors"><br>'
        f"<b><i>Ada Example, Bo Núñez</i></b>; Proceedings, pp. 1-2</div><b>Abstract</b><br>\n"
        f'<div id="abstract">\n{text}</div>\n<b>Related Material</b>[<a '
        'href="x.pdf">pdf</a>]</dd></dl></body></html>'
    ).encode()


def publish(site: FakeSite, *numbers: int) -> None:
    site.pages[LIST] = paper_list(*(row(number) for number in numbers))
    for number in numbers:
        site.pages[f"{HOST}/{path(number)}"] = page(number)


def publish_by_day(site: FakeSite) -> None:
    """Publish an edition of three days with two papers each."""
    site.pages[f"{HOST}/CVPR2020"] = day_menu(*(f"CVPR2020.py?day={day}" for day in DAYS))
    for first, day in enumerate(DAYS):
        numbers = (2 * first, 2 * first + 1)
        site.pages[f"{HOST}/CVPR2020.py?day={day}"] = paper_list(
            *(row(n, href=path(n, 2020)) for n in numbers)
        )
        site.pages |= {f"{HOST}/{path(number, 2020)}": page(number) for number in numbers}


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, site: FakeSite, state: Path, pages: int = 500, year: int = YEAR) -> None:
        self._site, self._state, self._pages, self._year = site, state, pages, year
        self.cursor: Cursor = {}
        self.abstracts: dict[str, str] = {}
        self.days: dict[str, date | None] = {}

    def batches(self) -> Iterator[Batch]:
        policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0)
        client = RateLimitedClient(self._state, policy, mirror=self._site.address)
        source = CvfOpenAccess("CVPR", self._year, client, self._pages)
        for batch in source.fetch(FetchRequest(NOW, self.cursor, None, self)):
            self._store(batch)
            yield batch

    def fetch(self) -> list[Batch]:
        return list(self.batches())

    def _store(self, batch: Batch) -> None:
        for paper in batch.papers:
            stem = paper.identifiers[0][1]
            self.abstracts[stem] = paper.abstract or self.abstracts.get(stem, "")
            self.days[stem] = paper.announced
        self.cursor = batch.cursor

    def count_submitted(self, _start: datetime, _end: datetime) -> int:
        return 0

    def has_abstract(self, scheme: str, value: str) -> bool:
        return scheme == "cvf" and bool(self.abstracts.get(value))


@pytest.fixture
def reader(site: FakeSite, state: Path) -> Reader:
    return Reader(site, state)


def titles(*rows: str, conference: str = "CVPR", year: int = YEAR) -> list[str]:
    papers, _ = parse_list(paper_list(*rows), conference, year)
    return [paper.title for paper in papers]


def test_a_row_is_a_paper() -> None:
    (paper,), left_out = parse_list(
        paper_list(
            row(
                7,
                title="Q&amp;A  of $x&lt;y$ in <i>E. coli</i>",
                arxiv="http://arxiv.org/abs/2401.00001v2",
            )
        ),
        "CVPR",
        YEAR,
    )

    assert paper.identifiers == (("cvf", name(7)), ("arxiv", "2401.00001"))
    assert paper.title == "Q&A of $x<y$ in E. coli"
    assert paper.authors == (Author("Ada Example"), Author("Bo Núñez"))
    assert paper.url == f"https://{HOST}/content/CVPR2024/html/{name(7)}.html"
    assert (paper.venue, paper.year) == ("CVPR 2024", 2024)
    assert paper.abstract == ""
    assert paper.announced is None
    assert left_out == 0


def test_names_keep_their_commas_accents_and_signs() -> None:
    written = (
        "Martin Example, Jr.",
        "Zo&euml; D&#39;Example",
        "Łukasz Exämple",
        " Ann&amp;Bob  Example ",
        " ",
    )

    (paper,), _ = parse_list(paper_list(row(1, authors=written)), "CVPR", YEAR)

    assert [author.name for author in paper.authors] == [
        "Martin Example, Jr.",
        "Zoë D'Example",
        "Łukasz Exämple",
        "Ann&Bob Example",
    ]


@pytest.mark.parametrize(
    ("conference", "year", "href", "address"),
    [
        ("CVPR", 2024, "/content/CVPR2024/html/A_CVPR_2024_paper.html", None),
        ("ICCV", 2023, "/content/ICCV2023/html/A_ICCV_2023_paper.html", None),
        ("WACV", 2025, "/content/WACV2025/html/A-B_2.0_..._WACV_2025_paper.html", None),
        ("CVPR", 2024, "/content/CVPR2024/html/A_CVPR_2024_paperOriginal.html", None),
        ("CVPR", 2019, "content_CVPR_2019/html/A_CVPR_2019_paper.html", None),
        ("CVPR", 2018, "content_cvpr_2018/html/A_CVPR_2018_paper.html", None),
        ("CVPR", 2020, "../../content_CVPR_2020/html/A_CVPR_2020_paper.html", None),
        ("CVPR", 2020, f"http://{HOST}/../../content_CVPR_2020/html/A_CVPR_2020_paper.html", None),
        ("CVPR", 2024, f"//{HOST}/content/CVPR2024/html/A_CVPR_2024_paper.html", None),
        (
            "CVPR",
            2025,
            "/content/CVPR2025/html/Müller_A.html",
            "content/CVPR2025/html/M%C3%BCller_A.html",
        ),
        (
            "CVPR",
            2025,
            "/content/CVPR2025/html/M%C3%BCller_A.html",
            "content/CVPR2025/html/M%C3%BCller_A.html",
        ),
    ],
)
def test_a_link_is_resolved_from_the_root_of_the_site(
    conference: str, year: int, href: str, address: str | None
) -> None:
    (paper,), _ = parse_list(paper_list(row(1, href=href)), conference, year)

    assert paper.url == f"https://{HOST}/{address or href[href.index('content') :]}"
    assert paper.venue == f"{conference} {year}"


def test_a_name_is_the_same_however_its_link_is_written() -> None:
    folder = "/content/CVPR2024/html/"
    papers, _ = parse_list(
        paper_list(row(1, href=f"{folder}Müller.html"), row(1, href=f"{folder}M%C3%BCller.html")),
        "CVPR",
        YEAR,
    )

    assert [paper.identifiers for paper in papers] == [(("cvf", "Müller"),)]


@pytest.mark.parametrize(
    "odd",
    [
        row(9, title=" "),
        row(9, href=""),
        row(9, href="javascript:alert(1)"),
        row(9, href="https://["),
        row(9, href=f"https://example.org/{path(9)}"),
        row(9, href=f"https://{HOST}.example.org/{path(9)}"),
        row(9, href=f"https://{HOST}@example.org/{path(9)}"),
        row(9, href="/content/CVPR2024/html/../../../etc/passwd.html"),
        row(9, href="/content/CVPR2024/html/..%2F..%2Fpasswd.html"),
        row(9, href="/content/CVPR2024/html/a%FFb.html"),
        row(9, href="/content/CVPR2024W/AIC/html/A_CVPRW_2024_paper.html"),
        row(9, href=f"/{path(9, 2023)}"),
    ],
)
def test_an_odd_row_is_left_out_and_the_others_are_read(odd: str) -> None:
    papers, left_out = parse_list(paper_list(row(1), odd, row(2)), "CVPR", YEAR)

    assert [(paper.title, len(paper.authors)) for paper in papers] == [
        ("Paper 1", 2),
        ("Paper 2", 2),
    ]
    assert left_out == 1


TORN = row(9, authors=("Cy Torn", "Di Torn"), arxiv="https://arxiv.org/abs/2401.00009")


@pytest.mark.parametrize("end", range(1, len(TORN), 7))
def test_a_row_that_is_cut_half_way_spoils_no_other(end: int) -> None:
    papers, _ = parse_list(
        paper_list(row(1), row(2), TORN[:end], *map(row, range(3, 8))), "CVPR", YEAR
    )
    whole = {paper.title: paper for paper in papers if paper.title != "Paper 9"}

    # The tag that is cut may take the next one with it, so the row after it may lack
    # something.
    assert (
        {f"Paper {number}" for number in (1, 2, 4, 5, 6, 7)}
        <= set(whole)
        <= {f"Paper {n}" for n in range(1, 8)}
    )
    assert all(len(paper.authors) == 2 for title, paper in whole.items() if title != "Paper 3")
    assert not any("Torn" in author.name for paper in whole.values() for author in paper.authors)
    assert not any(paper.identifier("arxiv") for paper in whole.values())


def test_a_row_without_authors_is_a_paper_all_the_same() -> None:
    bare = f'<dt class="ptitle"><br><a href="/{path(1)}">Paper 1</a></dt>'

    papers, left_out = parse_list(paper_list(bare, row(2)), "CVPR", YEAR)

    assert [(paper.title, len(paper.authors)) for paper in papers] == [
        ("Paper 1", 0),
        ("Paper 2", 2),
    ]
    assert left_out == 0


def test_a_paper_listed_twice_is_one_paper() -> None:
    assert titles(row(1), row(1), row(2)) == ["Paper 1", "Paper 2"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BLOCKED,
        paper_list(),
        paper_list(row(1), row(2, title=" "), row(3, title=" ")),
        paper_list(row(1), row(2)).partition(b"</dl>")[0],
        paper_list(row(1), row(2))[:700],
        day_menu("/CVPR2024?day=all"),
    ],
    ids=[
        "nothing",
        "block page",
        "no rows",
        "mostly odd rows",
        "stops after a row",
        "stops in a row",
        "menu",
    ],
)
def test_what_is_no_list_of_papers_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_list(body, "CVPR", YEAR)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("CVPR2018.py?day=2018-06-19", "CVPR2018.py?day=2018-06-19"),
        ("/CVPR2018?day=2018-06-19", "CVPR2018?day=2018-06-19"),
        (f"http://{HOST}/CVPR2018?day=2018-06-19", "CVPR2018?day=2018-06-19"),
        ("../CVPR2018.py?day=2018-06-19", "CVPR2018.py?day=2018-06-19"),
    ],
)
def test_a_day_is_found_at_its_address_on_the_site(href: str, address: str) -> None:
    assert parse_days(day_menu(href, href), "CVPR", 2018) == [f"https://{HOST}/{address}"]


def test_only_days_of_the_edition_on_the_same_site_are_followed() -> None:
    odd = (
        "https://example.org/CVPR2020?day=2020-06-16",
        "/CVPR2019?day=2019-06-18",
        "/CVPR2020?day=all",
        "/CVPR2020?day=2020-06-16&amp;next=1",
        "/CVPR2020_workshops?day=2020-06-16",
    )

    assert parse_days(day_menu(*odd, "/CVPR2020?day=2020-06-18"), "CVPR", 2020) == [
        f"https://{HOST}/CVPR2020?day=2020-06-18"
    ]


@pytest.mark.parametrize(
    "body",
    [b"", BLOCKED, day_menu(), day_menu(*(f"CVPR2020.py?day={day}" for day in DAYS))[:160]],
    ids=["nothing", "block page", "no days", "stops half-way"],
)
def test_an_edition_with_neither_days_nor_papers_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_days(body, "CVPR", 2020)


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        ("One  bound\nof $O(n)$.", "One bound of $O(n)$."),
        ("With a&lt;b &amp; <i>more</i>.", "With a<b & more."),
        ("<p>First.</p> <p>Second.</p>", "First. Second."),
        (" ", ""),
    ],
)
def test_the_abstract_of_a_page_is_read(text: str, abstract: str) -> None:
    assert parse_page(page(1, text)) == (abstract, None)


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2024/6/17", date(2024, 6, 17)),
        ("2024-06-17", date(2024, 6, 17)),
        ("2024", None),
        ("2024/06", None),
        ("2024/06/31", None),
        ("0000/00/00", None),
        ("June 2024", None),
        ("", None),
    ],
)
def test_a_day_of_publication_is_taken_only_where_it_is_one(
    published: str, day: date | None
) -> None:
    assert parse_page(page(1, published=published))[1] == day


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BLOCKED,
        BLOCKED.replace(b"human", b'human <div id="abstract">x</div>'),
        page(1).partition(b"</dl>")[0],
    ],
    ids=["nothing", "block page", "soft 404", "stops half-way"],
)
def test_what_is_not_the_page_of_a_paper_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_page(body)


def test_the_whole_list_comes_before_the_first_abstract(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2, 3)

    first, *_ = reader.batches()

    assert [paper.title for paper in first.papers] == ["Paper 1", "Paper 2", "Paper 3"]
    assert not any(paper.abstract for paper in first.papers)


def test_abstracts_are_read_from_the_pages(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    site.pages[f"{HOST}/{path(2)}"] = page(2, published="2024/06/17")

    last = reader.fetch()[-1]

    assert reader.abstracts == {name(1): "What paper 1 found.", name(2): "What paper 2 found."}
    assert reader.days == {name(1): None, name(2): date(2024, 6, 17)}
    assert (last.status, last.note) == (Status.CURRENT, "")


def test_a_page_with_an_accent_in_its_name_is_read(site: FakeSite, reader: Reader) -> None:
    site.pages[LIST] = paper_list(row(1, href="/content/CVPR2024/html/Müller_CVPR_2024_paper.html"))
    site.pages[f"{HOST}/content/CVPR2024/html/M%C3%BCller_CVPR_2024_paper.html"] = page(1)

    reader.fetch()

    assert reader.abstracts == {"Müller_CVPR_2024_paper": "What paper 1 found."}


def test_an_edition_listed_by_day_is_read_day_by_day(site: FakeSite, state: Path) -> None:
    publish_by_day(site)
    reader = Reader(site, state, year=2020)

    reader.fetch()

    assert reader.abstracts == {
        name(number, "CVPR_2020"): f"What paper {number} found." for number in range(6)
    }
    assert site.asked("CVPR2020") == [
        f"{HOST}/CVPR2020",
        *(f"{HOST}/CVPR2020.py?day={day}" for day in DAYS),
    ]


def test_of_the_days_of_an_edition_only_those_that_changed_are_read_again(
    site: FakeSite, state: Path
) -> None:
    publish_by_day(site)
    reader = Reader(site, state, year=2020)
    unchanged = [reader.fetch(), reader.fetch()][-1]
    site.pages[f"{HOST}/CVPR2020.py?day={DAYS[1]}"] += b"<!-- built again -->"

    changed = reader.fetch()
    site.visits.clear()
    again = reader.fetch()

    assert [batch.papers for batch in unchanged] == [batch.papers for batch in again] == [()]
    assert [len(batch.papers) for batch in changed if batch.papers] == [2]
    assert len(site.asked("day=", status=304)) == 3


def test_an_edition_page_that_lists_the_papers_itself_is_the_list(
    site: FakeSite, state: Path
) -> None:
    site.pages[f"{HOST}/CVPR2020"] = paper_list(row(1, href=path(1, 2020)))
    site.pages[f"{HOST}/{path(1, 2020)}"] = page(1)
    reader = Reader(site, state, year=2020)

    reader.fetch()

    assert reader.abstracts == {name(1, "CVPR_2020"): "What paper 1 found."}


def test_only_abstracts_that_nobody_knows_are_asked_for(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    reader.abstracts[name(1)] = "Known from elsewhere."

    reader.fetch()

    assert site.asked("/html/") == [f"{HOST}/{path(2)}"]


@pytest.mark.parametrize("year", [2020, YEAR])
def test_an_edition_that_is_not_published_is_quiet(site: FakeSite, state: Path, year: int) -> None:
    (batch,) = Reader(site, state, year=year).fetch()

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
    assert reader.abstracts[name(2)] == "What paper 2 found."


@pytest.mark.parametrize("absent", ["no text", "no page"])
def test_a_paper_without_an_abstract_is_asked_for_once(
    site: FakeSite, reader: Reader, absent: str
) -> None:
    publish(site, 1, 2)
    address = f"{HOST}/{path(2)}"
    if absent == "no page":
        del site.pages[address]
    else:
        site.pages[address] = page(2, " ")
    reader.fetch()
    site.pages[LIST] += b"<!-- built again -->"

    last = reader.fetch()[-1]

    assert site.asked(address) == [address]
    assert reader.abstracts[name(2)] == ""
    assert last.note == ""


def test_a_fetch_reads_a_few_pages_and_the_next_goes_on(site: FakeSite, state: Path) -> None:
    publish(site, *range(5))
    reader = Reader(site, state, pages=2)

    notes = [reader.fetch()[-1].note for _ in range(3)]

    assert notes == ["3 abstracts to come", "1 abstracts to come", ""]
    assert len(site.asked("/html/")) == 5
    assert all(reader.abstracts.values())


def test_rows_that_were_left_out_are_counted(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2)
    site.pages[LIST] = paper_list(row(1), row(2), row(3, title=" "))

    assert reader.fetch()[-1].note == "rows left out for want of a title or an address: 1"


@pytest.mark.parametrize("kind", ["html", "cut", "empty", "truncate", 500])
@pytest.mark.parametrize("within", ["day=all", "/html/"])
def test_a_bad_answer_is_asked_for_again(
    site: FakeSite, reader: Reader, kind: int | str, within: str
) -> None:
    publish(site, 1, 2)
    site.troubles.append(Trouble(kind, within=within))

    reader.fetch()

    assert reader.abstracts == {name(1): "What paper 1 found.", name(2): "What paper 2 found."}


def test_the_pages_before_one_that_fails_are_kept(site: FakeSite, reader: Reader) -> None:
    publish(site, 1, 2, 3)
    site.pages[f"{HOST}/{path(1)}"] = page(1, " ")
    site.troubles.append(Trouble(500, times=4, within=name(3)))

    with pytest.raises(UnreachableError):
        reader.fetch()
    kept = dict(reader.abstracts)
    reader.fetch()

    assert kept == {name(1): "", name(2): "What paper 2 found.", name(3): ""}
    assert reader.abstracts[name(3)] == "What paper 3 found."
    assert len(site.asked(name(1))) == 1


def test_a_long_list_comes_in_batches(site: FakeSite, state: Path) -> None:
    site.pages[LIST] = paper_list(*(row(number) for number in range(3_456)))

    batches = Reader(site, state, pages=0).fetch()

    assert [len(batch.papers) for batch in batches if batch.papers] == [1_000, 1_000, 1_000, 456]


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

    assert reader.abstracts == {name(number): f"What paper {number} found." for number in range(45)}
    assert site.asked() == site.asked(status=304) == [LIST]


def test_a_cursor_that_holds_something_else_is_no_obstacle(site: FakeSite, reader: Reader) -> None:
    publish(site, 1)
    reader.cursor = {"etags": 7, "read": "all", "listed": None}

    reader.fetch()

    assert reader.abstracts == {name(1): "What paper 1 found."}


PARSERS: list[Callable[[bytes], object]] = [
    lambda body: parse_list(body, "CVPR", YEAR),
    lambda body: parse_days(body, "CVPR", 2020),
    parse_page,
]
WHOLE = [
    paper_list(row(1), row(2, arxiv="https://arxiv.org/abs/2401.00001")),
    day_menu("CVPR2020?day=2020-06-16"),
    page(1),
]


@pytest.mark.parametrize("parse", PARSERS, ids=["list", "days", "page"])
@given(
    body=st.binary()
    | st.tuples(
        st.sampled_from(WHOLE), st.integers(0, 2_000), st.integers(0, 40), st.binary(max_size=20)
    ).map(lambda cut: cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :])
)
def test_any_bytes_are_read_or_refused(parse: Callable[[bytes], object], body: bytes) -> None:
    with contextlib.suppress(FeedError):
        parse(body)


@given(text=st.text(min_size=1))
def test_any_title_and_any_name_is_kept(text: str) -> None:
    # HTML has no way to write these characters.
    text = (
        clean(text.encode("utf-8", "ignore").decode()).replace("\ufffe", "").replace("\uffff", "")
        or "T"
    )

    (paper,), _ = parse_list(
        paper_list(row(1, title=escape(text), authors=(escape(text),))), "CVPR", YEAR
    )

    expected = Paper(paper.identifiers, text, authors=(Author(text),))
    assert (paper.title, paper.authors) == (expected.title, expected.authors)
