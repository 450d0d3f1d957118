from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.arxiv.authors import split_authors
from feeds.arxiv.rss import (
    AnnouncementFeed,
    announcement_day,
    fetch_announcement,
    is_announced_on,
    parse_announcement,
)
from feeds.errors import FeedError, MalformedError, RefusedError, UnreachableError
from feeds.paper import Author, Paper
from feeds.tex import readable
from tests.fake_arxiv import RSS_HEAD, FakeArxiv, make_papers

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from feeds.http.client import RateLimitedClient
    from tests.feeds.conftest import OpenClient

RSS_ITEM = (
    "<item><title>{title}</title><link>https://arxiv.org/abs/2606.10001</link>"
    "<description>arXiv:2606.10001v{version} Announce Type: {kind} \nAbstract: "
    "{abstract}</description>"
    '<guid isPermaLink="false">oai:arXiv.org:2606.10001v{version}</guid><category>cs.LG</category>'
    "<category>stat.ML</category><pubDate>{day:%a, %d %b %Y} 00:00:00 {zone}</pubDate>"
    "<arxiv:announce_type>{kind}</arxiv:announce_type><dc:creator>{authors}</dc:creator>{more}</item>"
)
ATOM_ENTRY = (
    "<entry><id>oai:arXiv.org:2606.10001v{version}</id><title>{title}</title>"
    '<updated>2026-06-17T04:00:19.9+00:00</updated><link href="https://arxiv.org/abs/2606.10001" '
    'rel="alternate"/>'
    "<summary>arXiv:2606.10001v{version} Announce Type: {kind} \nAbstract: {abstract}</summary>"
    '<category term="cs.LG"/><category term="stat.ML"/>'
    "<published>{day:%Y-%m-%d}T00:00:00-04:00</published>"
    "<arxiv:announce_type>{kind}</arxiv:announce_type><dc:creator>{authors}</dc:creator>{more}</entry>"
)
ATOM_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns:arxiv=\"http://arxiv.org/schemas/atom\""
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom" '
    'xml:lang="en-us">'
    "<id>http://rss.arxiv.org/atom/cs.LG</id><title>cs.LG updates</title>"
)
FORMATS = ("rss", "atom")
HAIRY = (
    "We show $x<y$ & $a>b$ for p<0.05; see <b>bold</b>, AT&T, &lt; and &amp;amp; 5 < 6 & more. "
    '<script>alert(1)</script> <img src="x" onerror="y"> <!-- kept --> \\"o $\\{a\\}$ é 変 '
    '"quoted" 100%'
)
NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
PLACES = st.recursive(
    NAMES,
    lambda inner: (
        st.builds("{}, {}".format, inner, inner) | st.builds("{} ({})".format, inner, inner)
    ),
    max_leaves=4,
)


def feed(
    form: str = "rss",
    *,
    title: str = "T",
    abstract: str = "A.",
    authors: str = "Ada Example",
    kind: str = "new",
    version: int = 1,
    day: date = date(2026, 6, 17),
    zone: str = "-0400",
    more: str = "",
) -> bytes:
    template = RSS_ITEM if form == "rss" else ATOM_ENTRY
    text = {"title": escape(title), "abstract": escape(abstract), "authors": escape(authors)}
    entry = template.format(**text, kind=kind, version=version, day=day, zone=zone, more=more)
    return (
        RSS_HEAD + entry + "</channel></rss>" if form == "rss" else ATOM_HEAD + entry + "</feed>"
    ).encode()


def only(body: bytes) -> Paper:
    (paper,), _ = parse_announcement(body)
    return paper


# What an entry means


@pytest.mark.parametrize("form", FORMATS)
def test_an_announced_paper_is_read(form: str) -> None:
    body = feed(
        form,
        title="A  title",
        abstract="First line.\nSecond line.",
        authors="Ada Example (One Place, Town), Bob Sample",
        more=(
            "<arxiv:DOI>10.1000/182</arxiv:DOI>"
            "<arxiv:journal_reference>J. Ex. 1 (2026)</arxiv:journal_reference>"
            "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"
        ),
    )

    papers, day = parse_announcement(body)

    assert day == date(2026, 6, 17)
    assert papers == (
        Paper(
            identifiers=(("arxiv", "2606.10001"), ("doi", "10.1000/182")),
            title="A title",
            abstract="First line. Second line.",
            authors=(Author("Ada Example", "One Place, Town"), Author("Bob Sample")),
            url="https://arxiv.org/abs/2606.10001",
            version=1,
            announced=date(2026, 6, 17),
            categories=("cs.LG", "stat.ML"),
            journal_ref="J. Ex. 1 (2026)",
            licence="http://creativecommons.org/licenses/by/4.0/",
        ),
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("kind", "announced"),
    [("new", True), ("cross", True), ("replace", False), ("replace-cross", False)],
)
def test_only_new_and_cross_listed_papers_carry_the_day(
    kind: str, announced: bool, form: str
) -> None:
    papers, day = parse_announcement(feed(form, kind=kind, version=2))

    assert day == date(2026, 6, 17)
    assert papers[0].announced == (day if announced else None)
    assert papers[0].version == 2


def test_the_announce_type_is_read_from_the_text_where_its_element_is_missing() -> None:
    body = feed(kind="replace").replace(b"<arxiv:announce_type>replace</arxiv:announce_type>", b"")

    assert only(body).announced is None


@pytest.mark.parametrize("form", FORMATS)
def test_an_abstract_and_a_title_survive_exactly(form: str) -> None:
    paper = only(feed(form, title=HAIRY, abstract=HAIRY))

    assert paper.abstract == readable(HAIRY)
    assert paper.title == readable(HAIRY)


# Latin-1 letters that together are UTF-8 (such as "Ã©") are taken by feedparser for a mistake, and
# set right.
@given(
    st.text(
        st.characters(exclude_categories=["C", "Z"]).filter(lambda c: not "\x80" <= c <= "\xff"),
        min_size=1,
    )
)
@pytest.mark.parametrize("form", FORMATS)
def test_any_word_of_an_abstract_survives(form: str, word: str) -> None:
    abstract = f"before {word} after"

    assert only(feed(form, abstract=abstract)).abstract == readable(abstract)


def test_a_description_of_another_shape_is_kept_as_the_abstract() -> None:
    body = feed().replace(
        b"arXiv:2606.10001v1 Announce Type: new \nAbstract: A.", b"Only a sentence."
    )

    assert only(body).abstract == "Only a sentence."


def test_a_title_that_is_zero_is_a_title() -> None:
    assert only(feed(title="0")).title == "0"


def test_an_entry_without_guid_is_known_by_its_link() -> None:
    body = feed().replace(b'<guid isPermaLink="false">oai:arXiv.org:2606.10001v1</guid>', b"")

    assert only(body).identifiers == (("arxiv", "2606.10001"),)


def test_an_entry_that_is_no_paper_is_refused() -> None:
    body = (
        feed()
        .replace(b"oai:arXiv.org:2606.10001v1", b"urn:news")
        .replace(b"abs/2606.10001", b"help")
    )

    with pytest.raises(MalformedError, match="without an arXiv identifier: 'urn:news'"):
        parse_announcement(body)


# Authors


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("", ()),
        ("Ada Example", (Author("Ada Example"),)),
        (
            "Ada Example, Bob Sample,  Cleo",
            (Author("Ada Example"), Author("Bob Sample"), Author("Cleo")),
        ),
        ("Ada (A, B), Bob", (Author("Ada", "A, B"), Author("Bob"))),
        (
            "Ada, Bob (MIT (CSAIL), USA), Cleo (X)",
            (Author("Ada"), Author("Bob", "MIT (CSAIL), USA"), Author("Cleo", "X")),
        ),
        ("O'Neil, J\\\"org & Co, 変", (Author("O'Neil"), Author('J\\"org & Co'), Author("変"))),
        (
            "Ada (1), Bob (1 and 2), Cleo ((1) Lab of X, (2) Lab of Y, Town)",
            (Author("Ada", "Lab of X"), Author("Bob", "Lab of X; Lab of Y, Town"), Author("Cleo")),
        ),
        ("Ada (1), Bob (2)", (Author("Ada"), Author("Bob"))),
        ("Ada (never closed, Town", (Author("Ada", "never closed, Town"),)),
        ("Ada), Bob", (Author("Ada)"), Author("Bob"))),
        ("Ada (ada@example.org), Bob", (Author("Ada", "ada@example.org"), Author("Bob"))),
    ],
)
def test_authors_are_split_outside_of_parentheses(text: str, authors: tuple[Author, ...]) -> None:
    assert split_authors(text) == authors
    assert only(feed(authors=text)).authors == authors


@given(st.lists(st.builds(Author, NAMES, st.none() | PLACES), min_size=1, max_size=6))
def test_authors_come_back_as_they_were_joined(authors: list[Author]) -> None:
    text = ", ".join(
        f"{author.name} ({author.affiliation})" if author.affiliation else author.name
        for author in authors
    )

    assert split_authors(text) == tuple(authors)


@given(st.text("ab (),;\n"))
def test_any_author_element_is_split_into_named_authors(text: str) -> None:
    authors = split_authors(text)

    assert all(author.name == author.name.strip() != "" for author in authors)
    assert sum(
        f"{author.name}{author.affiliation or ''}".count("a") for author in authors
    ) <= text.count("a")


# Days


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-06-17T03:59:59", "2026-06-16"),  # summer: midnight Eastern is 04:00 UTC
        ("2026-06-17T04:00:00", "2026-06-17"),
        ("2026-01-14T04:59:59", "2026-01-13"),  # winter: 05:00 UTC
        ("2026-01-14T05:00:00", "2026-01-14"),
        ("2026-03-08T04:59:59", "2026-03-07"),  # the night in which summer time begins
        ("2026-03-08T05:00:00", "2026-03-08"),
        ("2026-03-09T03:59:59", "2026-03-08"),
        ("2026-03-09T04:00:00", "2026-03-09"),
        ("2026-11-02T04:59:59", "2026-11-01"),  # the night after it ended
        ("2026-11-02T05:00:00", "2026-11-02"),
    ],
)
def test_the_announcement_day_begins_at_midnight_us_eastern(now: str, day: str) -> None:
    assert announcement_day(datetime.fromisoformat(now).replace(tzinfo=UTC)) == date.fromisoformat(
        day
    )


@pytest.mark.parametrize(
    ("day", "zone"), [(date(2026, 1, 14), "-0500"), (date(2026, 6, 17), "-0400")]
)
def test_the_day_of_a_feed_is_the_one_it_prints(day: date, zone: str) -> None:
    assert parse_announcement(feed(day=day, zone=zone))[1] == day


def test_papers_are_announced_on_five_days_of_the_week() -> None:
    monday = date(2026, 6, 15)

    assert [is_announced_on(monday + timedelta(days=day)) for day in range(7)] == [True] * 5 + [
        False
    ] * 2


@pytest.mark.parametrize(
    "moment", ["", "soon", "Mon, 01 Jan 0001 00:00:00 +0000", "Fri, 31 Dec 9999 23:59:59 -1200"]
)
def test_a_day_that_is_none_is_left_open(moment: str) -> None:
    body = feed().replace(b"Wed, 17 Jun 2026 00:00:00 -0400", moment.encode())

    papers, day = parse_announcement(body)

    assert (papers[0].announced, day) == (None, None)


# Fetching


def test_the_announcement_of_a_category_is_fetched(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.papers += make_papers(5, category="cs.AI")

    today = fetch_announcement(client, "cs.LG")

    assert arxiv.seen[0].path == "/rss.arxiv.org/rss/cs.LG"
    assert {paper.identifier("arxiv") for paper in today.papers} == {
        paper.id for paper in arxiv.papers[30:40]
    }
    assert {paper.announced for paper in today.papers} == {date(2026, 6, 17)}
    assert (today.day, today.changed) == (date(2026, 6, 17), True)


def test_an_unchanged_announcement_is_not_sent_again(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    etag = fetch_announcement(client, "cs.LG").etag

    assert etag is not None
    assert fetch_announcement(client, "cs.LG", etag) == AnnouncementFeed(
        (), None, etag, changed=False
    )
    assert arxiv.seen[1].headers["If-None-Match"] == etag


def test_an_empty_channel_is_an_announcement_of_nothing(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.today = date(2026, 6, 20)

    weekend = fetch_announcement(client, "cs.LG")

    assert (weekend.papers, weekend.day, weekend.changed) == ((), None, True)


@pytest.mark.parametrize("kind", ["html", "garbage", "cut", "truncate"])
def test_a_broken_announcement_is_asked_for_again(
    kind: str, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(kind)

    assert len(fetch_announcement(client, "cs.LG").papers) == 10
    assert len(arxiv.seen) == 2


@pytest.mark.parametrize("kind", ["html", "garbage", "cut", "truncate"])
def test_an_announcement_that_stays_broken_is_an_error_and_not_a_quiet_day(
    kind: str, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(kind, times=100)

    with pytest.raises((MalformedError, UnreachableError)):
        fetch_announcement(open_client(attempts=2), "cs.LG")


def test_the_error_feed_of_arxiv_is_a_refusal_with_its_reason(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    body = RSS_HEAD.replace(
        "<description>updates<", "<description>Feed error:\n bad archive 'cs.XX'<"
    )
    arxiv.fail(400, body=f"{body}</channel></rss>".encode(), times=100)

    with pytest.raises(
        RefusedError, match=r"^arXiv refused the feed of cs\.XX: Feed error: bad archive 'cs\.XX'$"
    ):
        fetch_announcement(client, "cs.XX")

    assert len(arxiv.seen) == 1


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"\x00\xff", b"x" * 300])
def test_a_refusal_without_a_reason_says_so(
    body: bytes, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(400, body=body)

    with pytest.raises(RefusedError, match="no reason given"):
        fetch_announcement(client, "cs.XX")


def test_an_answer_that_names_a_file_does_not_have_it_read(
    arxiv: FakeArxiv, client: RateLimitedClient, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(
        RSS_HEAD.replace("updates<", "the secret<") + "</channel></rss>", encoding="utf-8"
    )
    arxiv.fail(400, body=str(secret).encode())

    with pytest.raises(RefusedError) as caught:
        fetch_announcement(client, "cs.XX")

    assert "secret" not in caught.value.message


# Whatever comes


@given(st.sampled_from(FORMATS), st.randoms(use_true_random=False), st.integers(1, 4))
def test_mutated_bytes_are_an_announcement_or_an_error(
    form: str, chance: random.Random, changes: int
) -> None:
    body = bytearray(feed(form, abstract=HAIRY, authors="Ada (A, B), Bob"))
    for _ in range(changes):
        place = chance.randrange(len(body))
        body[place : place + chance.choice([0, 1, 9])] = chance.choice(
            [
                bytes([chance.randrange(256)]),
                b"",
                b"<",
                b"&",
                b"]]>",
                b"<item>",
                b"0000",
                b"9999",
                b'"',
                bytes(body[:80]),
            ]
        )

    try:
        papers, day = parse_announcement(bytes(body))
    except FeedError as error:
        text = error.message
    else:
        text = "".join(paper.title + paper.abstract for paper in papers)
        assert all(paper.identifiers[0][0] == "arxiv" for paper in papers)
        assert day is None or isinstance(day, date)

    assert "\n" not in text


@given(st.integers(0, 10_000))
def test_every_beginning_of_an_announcement_is_malformed(length: int) -> None:
    whole = feed(abstract=HAIRY)

    with pytest.raises(MalformedError):
        parse_announcement(whole[: length % len(whole)])


# Recorded feeds


def test_every_recorded_feed_is_read(recorded: Path) -> None:
    files = sorted((recorded / "data" / "arxiv_rss").glob("*.xml"))
    assert len(files) >= 5
    for file in files:
        body = file.read_bytes()
        papers, day = parse_announcement(body)

        assert len(papers) == body.count(b"<item>") + body.count(b"<entry>")
        assert str(day) in file.name
        for paper in papers:
            assert paper.title
            assert paper.abstract
            assert not paper.abstract.startswith("arXiv:")
            assert paper.authors
            assert paper.version
            assert paper.categories
            assert paper.announced in (day, None)
            assert all(
                "," not in author.name and "  " not in author.name for author in paper.authors
            )


def test_the_recorded_announce_types_decide_who_carries_the_day(recorded: Path) -> None:
    for file in sorted((recorded / "data" / "arxiv_rss").glob("*.xml")):
        body = file.read_bytes()
        papers, _ = parse_announcement(body)
        replaced = body.count(b"<arxiv:announce_type>replace")

        assert sum(paper.announced is None for paper in papers) == replaced


def test_a_recorded_doi_is_kept(recorded: Path) -> None:
    (file,) = (recorded / "data" / "arxiv_rss").glob("*2026-09-24*.xml")

    papers, _ = parse_announcement(file.read_bytes())

    assert [paper.identifier("doi") for paper in papers].count(None) == len(papers) - 1
