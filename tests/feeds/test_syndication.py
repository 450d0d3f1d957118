from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.discovery import discover
from feeds.errors import FeedError, MalformedError, NotFoundError, RefusedError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author, Paper
from feeds.source import Batch, Cursor, FetchRequest, Status
from feeds.syndication import Syndication, html_text, parse_feed, split_names
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fake_site import FakeSite

PLACE = "lab.example.org/feed.xml"
URL = f"https://{PLACE}"
NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
RSS_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {DC}><channel>'
    "<title>The Lab &amp;amp; Co</title>"
)
BLOCK_PAGE = b"<!DOCTYPE html><html><body>Please verify that you are human</body></html>"
FAULTS: list[tuple[int | str, type[FeedError]]] = [
    ("html", MalformedError),
    ("cut", MalformedError),
    ("empty", MalformedError),
    ("truncate", UnreachableError),
    ("close", UnreachableError),
    (500, UnreachableError),
    (403, RefusedError),
    (400, RefusedError),
    (404, NotFoundError),
]


def item(
    number: int = 1, *, title: str | None = None, link: str | None = None, more: str = ""
) -> str:
    title = f"Post {number}" if title is None else title
    link = f"https://lab.example.org/{number}" if link is None else link
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def rss(*items: str) -> bytes:
    return f"{RSS_HEAD}{''.join(items)}</channel></rss>".encode()


def atom(*entries: str) -> bytes:
    head = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">The Lab</title>'
    )
    return f"{head}{''.join(entries)}</feed>".encode()


def rdf(*items: str) -> bytes:
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {DC} '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel rdf:about="x">'
        "<title>The Lab</title>"
        f"</channel>{''.join(items)}</rdf:RDF>"
    ).encode()


def only(body: bytes) -> Paper:
    (paper,), left_out = parse_feed(body, URL)
    assert left_out == 0
    return paper


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, client: RateLimitedClient) -> None:
        self._source = Syndication("lab", URL, client)
        self.cursor: Cursor = {}
        self.titles: set[str] = set()

    def batches(self) -> Iterator[Batch]:
        for batch in self._source.fetch(FetchRequest(NOW, self.cursor, None)):
            self.titles |= {paper.title for paper in batch.papers}
            self.cursor = batch.cursor
            yield batch

    def fetch(self) -> list[Batch]:
        return list(self.batches())


@pytest.fixture
def client(site: FakeSite, tmp_path: Path) -> RateLimitedClient:
    return RateLimitedClient(
        tmp_path, RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0), mirror=site.address
    )


@pytest.fixture
def reader(client: RateLimitedClient) -> Reader:
    return Reader(client)


# What an entry means


def test_an_item_of_rss_is_read_with_all_that_it_says() -> None:
    body = rss(
        item(
            title="Learning  to &amp;lt;rank&amp;gt;",
            more=(
                "<description>&lt;p&gt;We "
                "&lt;b&gt;show&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;</description>"
                "<dc:creator>Ada Example</dc:creator><dc:creator>Bo Sample</dc:creator>"
                "<pubDate>Wed, 17 Jun 2026 23:30:00 -0700</pubDate>"
            ),
        )
    )

    assert only(body) == Paper(
        identifiers=(("url", "https://lab.example.org/1"),),
        title="Learning to <rank>",
        abstract="We show. Twice.",
        authors=(Author("Ada Example"), Author("Bo Sample")),
        url="https://lab.example.org/1",
        announced=date(2026, 6, 17),
    )


def test_an_entry_of_atom_is_read_with_all_that_it_says() -> None:
    entry = (
        '<entry xml:base="https://lab.example.org/blog/"><id>tag:lab,1</id>'
        '<title type="text">Use &lt;b&gt; well</title><link rel="alternate" href="1.html"/>'
        "<author><name>Ada Example</name></author>"
        "<published>2026-06-16T23:00:00-07:00</published><updated>2026-06-20T00:00:00Z</updated>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &amp; <i>two</i>'
        "</p></div></content>"
        "</entry>"
    )

    assert only(atom(entry)) == Paper(
        identifiers=(
            ("guid", "https://lab.example.org/feed.xml#tag:lab,1"),
            ("url", "https://lab.example.org/blog/1.html"),
        ),
        title="Use <b> well",
        abstract="One & two",
        authors=(Author("Ada Example"),),
        url="https://lab.example.org/blog/1.html",
        announced=date(2026, 6, 16),
    )


def test_an_item_of_rdf_is_dated_by_dublin_core() -> None:
    body = rdf(
        '<item rdf:about="https://lab.example.org/1"><title>Post</title><link>https://lab.example.org/1</link>'
        "<dc:date>2026-06-17</dc:date><prism:doi>10.1000/ABC.1</prism:doi></item>"
    )

    assert only(body).announced == date(2026, 6, 17)
    assert only(body).identifiers == (
        ("doi", "10.1000/abc.1"),
        ("url", "https://lab.example.org/1"),
    )


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_the_versions_of_rss_are_read(version: str) -> None:
    assert only(rss(item()).replace(b'"2.0"', f'"{version}"'.encode())).title == "Post 1"


@pytest.mark.parametrize(
    ("where", "identifiers"),
    [
        ("<guid isPermaLink='false'>oai:arXiv.org:2606.10001v2</guid>", [("arxiv", "2606.10001")]),
        (
            "<link>https://arxiv.org/abs/2606.10001v3?context=cs#top</link>",
            [("arxiv", "2606.10001")],
        ),
        ("<link>https://doi.org/10.48550/arXiv.2606.10001</link>", [("arxiv", "2606.10001")]),
        ("<link>https://doi.org/10.1000/A.b%2Fc</link>", [("doi", "10.1000/a.b/c")]),
        (
            "<link>https://journal.example.org/articles/10.1000/x.1/full</link>",
            [("doi", "10.1000/x.1")],
        ),
        (
            "<link>https://journal.example.org/doi/abs/10.1000/x.1?af=R</link>",
            [("doi", "10.1000/x.1")],
        ),
        ("<guid isPermaLink='false'>doi:10.1000/x.1</guid>", [("doi", "10.1000/x.1")]),
        ("<dc:identifier>doi:10.1000/x.1</dc:identifier>", [("doi", "10.1000/x.1")]),
        ("<link>https://lab.example.org/about-2606.10001</link>", []),
        ("<description>On arXiv:2606.10001 and doi:10.1000/x</description>", []),
    ],
)
def test_a_paper_is_known_by_what_its_address_or_identifier_names(
    where: str, identifiers: list[tuple[str, str]]
) -> None:
    link = "" if "<link>" in where else "<link>https://lab.example.org/1</link>"
    paper = only(rss(f"<item><title>T</title>{link}{where}</item>"))

    assert list(paper.identifiers[:-1]) == identifiers
    assert paper.identifiers[-1] == ("url", paper.url)


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        ("oai:arXiv.org:2606.10001v1", "https://arxiv.org/abs/2606.10001"),
        ("10.1000/x.1", "https://doi.org/10.1000/x.1"),
    ],
)
def test_a_paper_without_a_link_is_found_at_what_registered_it(identifier: str, url: str) -> None:
    paper = only(rss(f"<item><title>T</title><guid isPermaLink='false'>{identifier}</guid></item>"))

    assert paper.url == url
    assert len(paper.identifiers) == 1


def test_an_announcement_of_arxiv_is_read_without_its_preamble() -> None:
    more = (
        "<description>arXiv:2606.10001v2 Announce Type: {kind} \nAbstract: We find "
        "a&lt;b.</description>"
        "<pubDate>Wed, 17 Jun 2026 00:00:00 -0400</pubDate>"
        "<arxiv:announce_type>{kind}</arxiv:announce_type>"
        "<guid isPermaLink='false'>oai:arXiv.org:2606.10001v2</guid>"
    )
    body = rss(item(link="https://arxiv.org/abs/2606.10001", more=more))
    body = body.replace(b"<rss ", b'<rss xmlns:arxiv="http://arxiv.org/schemas/atom" ')

    new = only(body.replace(b"{kind}", b"new"))
    replaced = only(body.replace(b"{kind}", b"replace-cross"))

    assert (new.abstract, new.version, new.announced) == ("We find a<b.", 2, date(2026, 6, 17))
    assert replaced.announced is None


def test_parameters_of_campaigns_are_no_part_of_an_address() -> None:
    paper = only(
        rss(item(link="https://Lab.example.org/1?utm_source=rss&amp;p=2&amp;utm_medium=x#s"))
    )

    assert paper.url == "https://lab.example.org/1?p=2#s"


def test_an_entry_without_a_title_goes_by_its_first_words() -> None:
    words = " ".join(f"word{number}" for number in range(20))

    assert (
        only(rss(item(title="", more=f"<description>{words}</description>"))).title
        == words[: words.index(" word12")] + "…"
    )
    assert (
        only(rss(item(title="", more="<description>Short news</description>"))).title
        == "Short news"
    )


@pytest.mark.parametrize(
    "dates",
    [
        "",
        "<pubDate>yesterday</pubDate>",
        "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>",
        "<pubDate>Wed, 99 Jun 2026 00:00:00 GMT</pubDate>",
        "<pubDate>2026-06</pubDate>",
        "<pubDate>2026</pubDate>",
    ],
)
def test_an_entry_without_a_real_day_has_none(dates: str) -> None:
    assert only(rss(item(more=dates))).announced is None


def test_a_change_is_no_publication() -> None:
    entry = '<entry><title>T</title><link href="https://lab.example.org/1"/><updated>2026-06-17T00:00:00Z</updated></entry>'

    assert only(atom(entry)).announced is None


@pytest.mark.parametrize(
    "moment",
    [
        "17 Jun 2026",
        "17 June 2026 09:00:00 GMT",
        "2026-06-17",
        "2026-06-17T08:00:00+09:00",
        "Wed Jun 17 09:00:00 2026",
    ],
)
def test_a_day_is_read_however_it_is_written(moment: str) -> None:
    assert only(rss(item(more=f"<pubDate>{moment}</pubDate>"))).announced == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Example", ["Ada Example"]),
        ("Example, Ada", ["Example, Ada"]),
        ("Ada Example, Bo Sample and Cy Instance", ["Ada Example", "Bo Sample", "Cy Instance"]),
        ("Ada Example, Deepti, Bo Sample", ["Ada Example", "Deepti", "Bo Sample"]),
        ("Example, A., Sample, B. C.", ["Example, A.", "Sample, B. C."]),
        ("A Example;B Sample;", ["A Example", "B Sample"]),
        ("Example, Ada; Sample, Bo", ["Example, Ada", "Sample, Bo"]),
        ("", []),
    ],
)
def test_authors_in_one_element_are_split(text: str, names: list[str]) -> None:
    assert [author.name for author in split_names(text)] == names


def test_an_affiliation_is_no_part_of_a_name() -> None:
    assert split_names("Ada Example (A Lab, Town), Bo Sample") == (
        Author("Ada Example", "A Lab, Town"),
        Author("Bo Sample"),
    )


def test_authors_in_an_element_of_ieee_are_read() -> None:
    paper = only(rss(item(more="<authors>A. Example;B. Sample;</authors>")))

    assert [author.name for author in paper.authors] == ["A. Example", "B. Sample"]


def test_a_mail_address_is_no_author() -> None:
    body = rss(
        item(more="<author>ada@example.org (Ada Example)</author><author>bo@example.org</author>")
    )

    assert [author.name for author in only(body).authors] == ["Ada Example"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("p<0.05 & AT&T", "p<0.05 & AT&T"),
        ("Q&amp;A &eacute; &#8212;", "Q&A é —"),
        ("$a<b$ and <i>c</i> > d", "$a<b$ and c > d"),
        ("<p>One</p><p>two<br>three</p><ul><li>four</ul>", "One two three four"),
        ("H<sub>2</sub>O and <a href='x'>a link</a>", "H2O and a link"),
        ("<script>alert(1)</script>a<style>b{}</style><!-- c --><p>d", "a d"),
        ("&lt;b&gt; <em>stays</em>", "<b> stays"),
        (
            "<jats:sec><jats:title>Aim</jats:title><jats:p>To see.</jats:p></jats:sec>",
            "Aim To see.",
        ),
        (
            (
                "<jats:p>at <x-f><tex-math>$x&lt;1$</tex-math>"
                "<mml:math><mml:mi>x</mml:mi></mml:math></x-f>.</jats:p>"
            ),
            "at $x<1$.",
        ),
        ("<math><mi>x</mi></math> grows", "x grows"),
        ("<p>\x00\ud800\ufffe&#1;</p>ok", "\ufffe ok"),
    ],
)
def test_html_becomes_text(markup: str, text: str) -> None:
    assert html_text(markup) == text


@given(
    st.text()
    | st.lists(
        st.sampled_from(["<", ">", "p", "/", "b ", "&lt;", "&#0;", "a=", "!--", "]]>", "x"])
    ).map("".join)
)
def test_any_text_can_be_read_as_html(markup: str) -> None:
    assert isinstance(html_text(markup), str)


# What is a feed


@pytest.mark.parametrize("body", [rss(), atom(), rdf(), b"<rss/>"])
def test_an_empty_feed_is_a_feed(body: bytes) -> None:
    assert parse_feed(body) == ((), 0)


@pytest.mark.parametrize(
    "body",
    [
        rss(item(title="A & B")),
        b"\n\n" + rss(item(title="A & B")) + b"<!-- served in 3 s -->",
        rss(item(title="A &nbsp;& B")),
        b"<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://example.org/rss-0.91.dtd'>\n"
        + rss(item(title="A &amp; B")).partition(b"\n")[2],
        rss(item(title="A &amp; B")).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=["bare ampersand", "comment behind", "undeclared entity", "document type", "UTF-16"],
)
def test_a_complete_feed_is_read_with_all_its_flaws(body: bytes) -> None:
    assert only(body).title.replace("\xa0", "").split() == ["A", "&", "B"]


def test_a_document_type_can_not_bring_in_files_or_swell() -> None:
    entities = (
        '<!ENTITY f SYSTEM "file:///etc/hostname">\n<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b '
        '"&a;&a;&a;&a;&a;&a;">'
    )
    body = (
        f"<!DOCTYPE rss [\n{entities}\n]>\n"
        + rss(item(title="A&f;&b;")).decode().partition("\n")[2]
    )

    assert len(only(body.encode()).title) < 20


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        BLOCK_PAGE,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b"<?xml version='1.0'?><urlset/>",
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        b"<rss><channel><title>A & B</title></channel></rss>",
        rss(item(1), item(2))[:-40],
        rss(item(1), item(2, link="javascript:alert(1)"), item(3, link="")),
    ],
    ids=[
        "nothing",
        "space",
        "page",
        "JSON",
        "sitemap",
        "other RDF",
        "flawed and empty",
        "cut",
        "mostly odd",
    ],
)
def test_what_is_no_feed_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_feed(body)


def test_an_odd_entry_is_left_out_and_the_others_are_read() -> None:
    papers, left_out = parse_feed(
        rss(item(1), item(2, link="ftp://example.org/x"), item(3), item(4, link="https://[x/"))
    )

    assert [paper.title for paper in papers] == ["Post 1", "Post 3"]
    assert left_out == 2


def test_an_entry_that_appears_twice_is_one_paper() -> None:
    assert len(parse_feed(rss(item(1), item(1)))[0]) == 1


def test_an_encoding_that_is_not_declared_is_utf_8() -> None:
    body = rss(item(title="Schrödinger")).partition(b"\n")[2]

    assert only(body).title == "Schrödinger"


FIELDS = (
    "title",
    "link",
    "guid",
    "description",
    "pubDate",
    "author",
    "authors",
    "content",
    "title_detail",
    "links",
    "tags",
)


@given(st.binary())
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse_feed(body)


@given(
    st.sampled_from(
        [
            rss(item(1), item(2)),
            atom("<entry><title>T</title><link href='https://a.org/1'/></entry>"),
        ]
    ),
    st.data(),
)
def test_damaged_feeds_raise_feed_errors_only(whole: bytes, data: st.DataObject) -> None:
    body = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body) - 1))
        body[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    try:
        papers, _ = parse_feed(bytes(body), URL)
    except FeedError:
        return
    assert all(paper.identifiers and paper.title for paper in papers)


@given(
    st.lists(st.tuples(st.sampled_from(FIELDS), st.text(max_size=30)), max_size=8), st.booleans()
)
def test_any_elements_raise_feed_errors_only(
    elements: list[tuple[str, str]], attributed: bool
) -> None:
    attribute = " a='1'" if attributed else ""
    more = "".join(f"<{name}{attribute}>{escape(text)}</{name}>" for name, text in elements)
    try:
        papers, _ = parse_feed(rss(item(1, more=more)), URL)
    except FeedError:
        return
    assert all(paper.identifiers and paper.title for paper in papers)


# Fetching


def test_what_a_feed_holds_first_is_no_news_and_what_is_added_is(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[PLACE] = rss(item(1))
    first = reader.fetch()
    site.pages[PLACE] = rss(item(2), item(1))
    second = reader.fetch()

    assert not any(batch.news for batch in first)
    assert [(batch.status, batch.news) for batch in second] == [
        (None, True),
        (Status.CURRENT, False),
    ]
    assert reader.titles == {"Post 1", "Post 2"}


def test_an_unchanged_feed_is_not_sent_again(site: FakeSite, reader: Reader) -> None:
    site.pages[PLACE] = rss(item(1))
    reader.fetch()
    before = reader.cursor

    assert reader.fetch() == [Batch((), before, Status.CURRENT)]
    assert site.asked(status=304) == [PLACE]


def test_an_empty_feed_is_quiet_and_its_first_entries_are_news(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[PLACE] = rss()
    (empty,) = reader.fetch()
    site.pages[PLACE] = rss(item(1))

    assert (empty.status, empty.note) == (Status.QUIET, "the feed is empty")
    assert reader.fetch()[0].news


def test_odd_entries_are_counted_in_the_note(site: FakeSite, reader: Reader) -> None:
    site.pages[PLACE] = rss(item(1), item(2), item(3, link=""))

    assert reader.fetch()[-1].note == "rows left out for want of a title or an address: 1"


def test_a_fetch_that_was_stopped_is_made_again_in_full(site: FakeSite, reader: Reader) -> None:
    site.pages[PLACE] = rss(*map(item, range(1500)))
    next(reader.batches())
    assert len(reader.titles) == 1000

    sizes = [len(batch.papers) for batch in reader.fetch()]

    assert sizes == [1000, 500, 0]
    assert len(reader.titles) == 1500
    assert not site.asked(status=304)


@pytest.mark.parametrize("kind", ["html", "cut", "empty", "truncate", "close", 500, 503])
def test_a_passing_trouble_is_overcome(site: FakeSite, reader: Reader, kind: int | str) -> None:
    site.pages[PLACE] = rss(item(1), item(2))
    site.troubles.append(Trouble(kind))
    reader.fetch()

    assert reader.titles == {"Post 1", "Post 2"}


@pytest.mark.parametrize(("kind", "error"), FAULTS)
def test_a_lasting_trouble_is_an_error(
    site: FakeSite, reader: Reader, kind: int | str, error: type[FeedError]
) -> None:
    site.pages[PLACE] = rss(item(1), item(2))
    site.troubles.append(Trouble(kind, times=99))

    with pytest.raises(error):
        reader.fetch()
    assert (reader.cursor, reader.titles) == ({}, set())


# Finding the feed of a page


def page(*links: str, base: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head>{base}{''.join(links)}</head><body>Welcome</body></html>"
    ).encode()


def alternate(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


@pytest.mark.parametrize("body", [rss(item(1)), atom(), rdf()])
def test_the_feed_at_the_address_of_a_feed_is_itself(
    site: FakeSite, client: RateLimitedClient, body: bytes
) -> None:
    site.pages[PLACE] = body

    assert discover(client, URL) == URL


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (page(alternate("/atom.xml", "application/atom+xml")), "https://lab.example.org/atom.xml"),
        (page(alternate("rss?a=1&amp;b=2")), "https://lab.example.org/blog/rss?a=1&b=2"),
        (page(alternate("http://other.example.org/rss")), "https://other.example.org/rss"),
        (page(alternate("//other.example.org/rss")), "https://other.example.org/rss"),
        (
            page(
                alternate("a.xml", rel="ALTERNATE home", kind="Application/RSS+XML; charset=utf-8")
            ),
            "https://lab.example.org/blog/a.xml",
        ),
        (
            page(alternate("a.xml"), base='<base href="https://cdn.example.org/x/">'),
            "https://cdn.example.org/x/a.xml",
        ),
        (
            page(alternate("javascript:alert(1)"), alternate("https://[x"), alternate("/2")),
            "https://lab.example.org/2",
        ),
        (
            page(alternate("/de", "text/html"), alternate("/x", rel="icon"), alternate("/2")),
            "https://lab.example.org/2",
        ),
    ],
)
def test_a_page_names_its_feed(
    site: FakeSite, client: RateLimitedClient, body: bytes, address: str
) -> None:
    site.pages["lab.example.org/blog/"] = body

    assert discover(client, "https://lab.example.org/blog/") == address


@pytest.mark.parametrize(
    "body", [b"", BLOCK_PAGE, b"{}", page(alternate("ftp://example.org/rss")), rss(item())[:-9]]
)
def test_a_page_without_a_feed_is_malformed_with_a_hint(
    site: FakeSite, client: RateLimitedClient, body: bytes
) -> None:
    site.pages[PLACE] = body

    with pytest.raises(MalformedError) as caught:
        discover(client, URL)
    assert "RSS or Atom" in caught.value.hint
    assert len(site.visits) == 1


def test_a_refused_page_is_an_error(site: FakeSite, client: RateLimitedClient) -> None:
    site.troubles.append(Trouble(400))

    with pytest.raises(RefusedError):
        discover(client, URL)


@given(st.binary())
def test_arbitrary_pages_raise_feed_errors_only(body: bytes) -> None:
    with pytest.raises(FeedError):
        discover(_Canned(body), URL)


class _Canned:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def get(self, *_: object, **__: object) -> object:
        from feeds.http.contract import Response

        return Response(200, self._body)


def entries(*written: tuple[str, str, str]) -> bytes:
    """Return a feed of entries, each with its title, link and guid."""
    items = ""
    for title, link, guid in written:
        parts = f"<title>{title}</title>"
        parts += f"<link>{link}</link>" if link else ""
        parts += f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
        items += f"<item>{parts}</item>"
    channel = f"<title>t</title><link>https://a.example.org/</link>{items}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("link", "guid"),
    [
        ("https://a.example.org/{}", "https://a.example.org/"),
        ("https://a.example.org/", ""),
        ("https://a.example.org/one", "one"),
    ],
)
def test_entries_without_an_id_or_link_of_their_own_are_known_by_what_they_have(
    link: str, guid: str
) -> None:
    body = entries(*((title, link.format(title), guid) for title in ("A", "B", "C")))

    papers, left_out = parse_feed(body, "https://a.example.org/f.xml")
    again, _ = parse_feed(body, "https://a.example.org/f.xml")

    assert [paper.title for paper in papers] == ["A", "B", "C"]
    assert left_out == 0
    assert len({identifier for paper in papers for identifier in paper.identifiers}) == 3
    assert papers == again


def test_the_last_entry_that_links_the_site_stays_the_same_paper() -> None:
    site = "https://a.example.org/"
    both, _ = parse_feed(entries(("A", site, ""), ("B", site, "")))
    one, _ = parse_feed(entries(("B", site, "")))

    assert one[0].identifiers == both[1].identifiers
