"""Who may change what is stored of a paper: the authority for its identifier, and nobody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.authority import authority_by_name, authority_of, is_own
from feeds.paper import Author, Paper
from feeds.source import Batch, FetchRequest, Status
from feeds.syndication import parse_feed
from papertrail.ingest.fetch import fetch
from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from papertrail.types.work import Work

    Entry = tuple[str, Paper]

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
BLOG, SPAM, LAB = (
    "https://blog.example/feed.xml",
    "https://spam.example/feed.xml",
    "https://lab.example/feed.xml",
)
ADA = (Author("Ada Example"), Author("Bob Sample"), Author("Chen Li"))
DORA = (Author("Dora Else"), Author("Emil Other"))
MALLORY = (Author("Mallory Spam"),)

PREPRINT = Paper(
    identifiers=(("arxiv", "2606.00001"),),
    title="Learning Sparse Graph Attention for Long Sequences",
    abstract="The preprint's abstract.",
    authors=ADA,
    url="https://arxiv.org/abs/2606.00001",
    version=1,
    submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
    updated=datetime(2026, 6, 15, 14, tzinfo=UTC),
    categories=("cs.LG",),
    comment="8 pages",
    licence="CC BY",
)
REVISED = replace(
    PREPRINT,
    title="Sparse Attention on Graphs, Revisited",
    abstract="The second abstract.",
    version=2,
    updated=datetime(2026, 6, 16, 14, tzinfo=UTC),
)
ARTICLE = Paper(
    identifiers=(("ieee", "7"), ("doi", "10.1109/7")),
    title="A Survey of Robot Grasping in Clutter",
    authors=DORA,
    url="https://ieeexplore.ieee.org/document/7",
    venue="TPAMI",
    year=2026,
)
POSTER = Paper(
    identifiers=(("openreview", "AbCdEf1234"),),
    title=PREPRINT.title,
    authors=ADA,
    url="https://openreview.net/forum?id=AbCdEf1234",
    venue="NeurIPS 2026",
    year=2026,
)
PILLS = Paper(
    identifiers=(("arxiv", "2606.00001"), ("url", "https://arxiv.org/abs/2606.00001v9")),
    title="Cheap pills for all your scenes",
    abstract="Buy pills.",
    authors=MALLORY,
    url="https://arxiv.org/abs/2606.00001v9",
    version=9,
    withdrawn=True,
    venue="SpamConf 2026",
    year=2026,
    journal_ref="J. Spam 1 (2026)",
    comment="pills",
    licence="none",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def save(store: Store, *papers: Paper, source: str = "arxiv:cs.LG") -> tuple[int, int]:
    with store.transaction() as tx:
        saved = tx.works.save(papers, source, NOW)
    return saved.new, saved.updated


def work_of(store: Store, scheme: str, value: str) -> Work:
    key = store.works.find(scheme, value)
    assert key is not None
    (work,) = store.works.get([key])
    return work


def said_of(work: Work) -> tuple[object, ...]:
    """Return all that a work says of its paper."""
    names = (
        "title",
        "abstract",
        "authors",
        "url",
        "version",
        "submitted",
        "updated",
        "announced",
        "venue",
        "year",
    )
    return tuple(
        getattr(work, name)
        for name in (*names, "comment", "journal_ref", "withdrawn", "categories")
    )


# What is stored of an authority's paper


def test_a_foreign_feed_changes_nothing_of_an_arxiv_paper(store: Store) -> None:
    save(store, PREPRINT)
    before, change = (
        work_of(store, "arxiv", "2606.00001"),
        said_of(work_of(store, "arxiv", "2606.00001")),
    )

    assert save(store, PILLS, source=SPAM) == (0, 0)

    after = work_of(store, "arxiv", "2606.00001")
    assert (store.works.count(), said_of(after), after.identifiers) == (
        1,
        change,
        before.identifiers,
    )
    assert store.works.events(after.key) == []
    assert [(seen.source, seen.title) for seen in store.works.appearances(after.key)] == [
        ("arxiv:cs.LG", PREPRINT.title),
        (SPAM, PILLS.title),
    ]


@pytest.mark.parametrize("authors", [MALLORY, ADA], ids=["other authors", "copied authors"])
def test_the_authority_takes_over_what_came_first(
    authors: tuple[Author, ...], store: Store
) -> None:
    save(store, replace(PILLS, authors=authors), source=SPAM)
    save(store, PREPRINT)

    (work,) = store.works.get([1])
    assert store.works.count() == 1
    assert (work.title, work.abstract, work.authors) == (PREPRINT.title, PREPRINT.abstract, ADA)
    assert (work.url, work.version, work.submitted) == (PREPRINT.url, 1, "2026-06-15T14:00:00Z")
    assert (work.comment, work.journal_ref, work.venue, work.withdrawn) == (
        "8 pages",
        None,
        None,
        False,
    )

    save(store, REVISED)
    assert (
        work_of(store, "arxiv", "2606.00001").title,
        work_of(store, "arxiv", "2606.00001").version,
    ) == (
        REVISED.title,
        2,
    )


def test_the_feed_of_an_announcement_is_a_foreign_one_unless_arxiv_serves_it(store: Store) -> None:
    save(store, PREPRINT)
    later = replace(
        PREPRINT,
        identifiers=(*PREPRINT.identifiers, ("url", PREPRINT.url)),
        version=2,
        updated=None,
    )
    save(
        store,
        replace(later, title="A second title"),
        source="https://mirror.example/rss/cs.LG+cs.AI",
    )
    assert work_of(store, "arxiv", "2606.00001").version == 1

    save(
        store,
        replace(later, title="A second title"),
        source="https://rss.arxiv.org/rss/cs.LG+cs.AI",
    )
    assert work_of(store, "arxiv", "2606.00001").title == "A second title"
    assert [event.kind for event in store.works.events(1)] == ["new_version"]


def test_an_item_with_a_later_version_in_a_real_feed(store: Store) -> None:
    body = b"""<rss version="2.0"><channel><title>c</title><link>https://spam.example/</link><description>d</description>
      <item><title>Cheap pills</title><link>https://arxiv.org/pdf/2606.00001v9</link><description>Pills.</description>
      </item></channel></rss>"""
    save(store, PREPRINT)
    save(store, *parse_feed(body, SPAM)[0], source=SPAM)

    assert said_of(work_of(store, "arxiv", "2606.00001"))[:2] == (PREPRINT.title, PREPRINT.abstract)
    assert work_of(store, "arxiv", "2606.00001").version == 1


def test_only_arxiv_says_which_version_a_paper_has(store: Store) -> None:
    numbered = replace(
        POSTER,
        version=9,
        updated=NOW,
        submitted=datetime(2020, 1, 1, tzinfo=UTC),
        abstract="Shorter.",
    )
    for first, second in (("arxiv:cs.LG", "neurips"), ("neurips", "arxiv:cs.LG")):
        papers = {"arxiv:cs.LG": PREPRINT, "neurips": numbered}
        with store.transaction():
            store.connection.execute("DELETE FROM works")
        save(store, papers[first], source=first)
        save(store, papers[second], source=second)

        work = work_of(store, "openreview", "AbCdEf1234")
        assert work.version == 1
        assert (work.abstract, work.submitted) == (PREPRINT.abstract, "2026-06-15T14:00:00Z")


def test_a_retraction_by_another_upstream_is_not_believed(store: Store) -> None:
    class Removing:
        """A source without any authority, as plug-ins of before are."""

        name = "elsewhere:graphs"

        def fetch(self, request: FetchRequest) -> Iterator[Batch]:
            yield Batch(
                (PILLS,), request.cursor, Status.CURRENT, removed=(("arxiv", "2606.00001"),)
            )

    class Declared(Removing):
        authority = ("arxiv:",)

        def fetch(self, request: FetchRequest) -> Iterator[Batch]:
            yield Batch((), request.cursor, Status.CURRENT, removed=(("arxiv", "2606.00001"),))

    save(store, PREPRINT)
    fetch(store, [[Removing()]], NOW)
    assert store.works.events(1) == []

    fetch(store, [[Declared()]], NOW)
    assert [event.kind for event in store.works.events(1)] == ["removed"]


# Gaps


def test_a_third_party_that_agrees_fills_a_gap_until_the_authority_speaks(store: Store) -> None:
    save(store, ARTICLE, source="tpami")
    entry = Paper(
        identifiers=(("doi", "10.1109/7"), ("url", "https://blog.example/7")),
        title="A survey of robot grasping in clutter",
        abstract="As the blog has it.",
        url="https://blog.example/7",
    )
    save(store, entry, source=BLOG)

    work = work_of(store, "url", "https://blog.example/7")
    assert (work.id, work.abstract, work.title) == (
        "doi:10.1109/7",
        "As the blog has it.",
        ARTICLE.title,
    )
    # The source shall still ask for it.
    assert not store.works.has_abstract("ieee", "7")

    save(store, replace(ARTICLE, abstract="As printed."), source="tpami")
    save(store, entry, source=BLOG)
    assert work_of(store, "ieee", "7").abstract == "As printed."
    assert store.works.has_abstract("ieee", "7")
    assert store.works.events(work.key) == []


def test_a_third_party_that_disagrees_fills_no_gap(store: Store) -> None:
    save(store, replace(PREPRINT, abstract="", comment=None))
    save(store, PILLS, source=SPAM)

    work = work_of(store, "arxiv", "2606.00001")
    assert (work.abstract, work.comment, work.venue) == ("", None, None)


# Joins


def entry_of_both(title: str, authors: tuple[Author, ...] = ()) -> Paper:
    """Return an entry with the arXiv identifier of one paper and the DOI of another."""
    url = "https://spam.example/both"
    names = (("arxiv", "2606.00001"), ("doi", "10.1109/7"), ("url", url))
    return Paper(identifiers=names, title=title, authors=authors, url=url)


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("title", ["Cheap pills", PREPRINT.title, ARTICLE.title])
def test_two_unrelated_works_stay_two_whatever_a_feed_claims(
    place: int, title: str, store: Store
) -> None:
    entries: list[Entry] = [("arxiv:cs.LG", PREPRINT), ("tpami", ARTICLE)]
    # The title of the one, and the authors of the other.
    entries.insert(place, (SPAM, entry_of_both(title, DORA if title == PREPRINT.title else ADA)))
    for source, paper in entries:
        save(store, paper, source=source)

    preprint, article = work_of(store, "arxiv", "2606.00001"), work_of(store, "doi", "10.1109/7")
    assert preprint.key != article.key
    assert (preprint.title, article.title) == (PREPRINT.title, ARTICLE.title)
    assert store.works.count() == 2


@pytest.mark.parametrize("place", range(3))
def test_a_feed_joins_two_works_that_agree(place: int, store: Store) -> None:
    renamed = replace(
        ARTICLE, title="A wholly other name for the published form of it", authors=ADA
    )
    entries: list[Entry] = [("arxiv:cs.LG", PREPRINT), ("tpami", renamed)]
    entries.insert(place, (BLOG, entry_of_both(PREPRINT.title, ADA)))
    for source, paper in entries:
        save(store, paper, source=source)

    assert store.works.find("arxiv", "2606.00001") == store.works.find("doi", "10.1109/7")
    assert store.works.count() == 1


@pytest.mark.parametrize("preprint_first", [True, False])
def test_a_doi_that_authors_typed_is_a_claim(preprint_first: bool, store: Store) -> None:
    wrong = replace(PREPRINT, identifiers=(*PREPRINT.identifiers, ("doi", "10.1109/7")))
    entries: list[Entry] = [("arxiv:cs.LG", wrong), ("tpami", ARTICLE)]
    for source, paper in entries if preprint_first else entries[::-1]:
        save(store, paper, source=source)

    assert work_of(store, "arxiv", "2606.00001").title == PREPRINT.title
    assert work_of(store, "doi", "10.1109/7").title == ARTICLE.title


@pytest.mark.parametrize("preprint_first", [True, False])
@pytest.mark.parametrize(
    "printed",
    [
        replace(ARTICLE, title="A wholly other name", authors=ADA),
        replace(
            ARTICLE, title="A wholly other name", authors=(Author("A. Example"), Author("et al."))
        ),
        replace(ARTICLE, title=PREPRINT.title.upper(), authors=()),
        replace(ARTICLE, title="Learning Sparse Graph Attention", authors=()),
    ],
    ids=["retitled", "shortened authors", "no authors", "cut title"],
)
def test_a_claim_holds_where_title_or_authors_agree(
    preprint_first: bool, printed: Paper, store: Store
) -> None:
    claiming = replace(PREPRINT, identifiers=(*PREPRINT.identifiers, ("doi", "10.1109/7")))
    entries: list[Entry] = [("arxiv:cs.LG", claiming), ("tpami", printed)]
    for source, paper in entries if preprint_first else entries[::-1]:
        save(store, paper, source=source)

    assert store.works.count() == 1


def test_no_feed_takes_over_what_another_ones_site_shows(store: Store) -> None:
    url = "https://blog.example/post"
    post = Paper(
        identifiers=(("url", url),), title="How we graze sheep", abstract="With care.", url=url
    )
    forged = replace(
        post, title="Cheap pills", identifiers=(("arxiv", "2606.00001"), ("url", url)), version=9
    )
    for entries in ([(BLOG, post), (SPAM, forged)], [(SPAM, forged), (BLOG, post)]):
        with store.transaction():
            store.connection.execute("DELETE FROM works")
        for source, paper in entries:
            save(store, paper, source=source)

        assert (work_of(store, "url", url).title, work_of(store, "url", url).abstract) == (
            post.title,
            post.abstract,
        )


def test_no_feed_changes_the_entry_of_another_feed_on_a_third_site(store: Store) -> None:
    url = "https://elsewhere.example/p"
    entry = Paper(identifiers=(("url", url),), title="How we graze sheep", url=url)
    save(store, entry, source=BLOG)
    save(store, replace(entry, title="Cheap pills", abstract="Pills.", version=9), source=SPAM)
    assert (work_of(store, "url", url).title, work_of(store, "url", url).abstract) == (
        entry.title,
        "",
    )

    save(store, replace(entry, abstract="With care."), source=BLOG)
    assert work_of(store, "url", url).abstract == "With care."
    assert store.works.count() == 1


def test_an_entry_that_names_a_paper_later_becomes_part_of_it(store: Store) -> None:
    url = "https://planet.example/1"
    entry = Paper(identifiers=(("url", url),), title="Seen today", authors=ADA, url=url)
    save(store, entry, source=BLOG)
    save(store, PREPRINT)
    save(store, replace(entry, identifiers=(("url", url), *PREPRINT.identifiers)), source=BLOG)

    assert store.works.find("url", url) == store.works.find("arxiv", "2606.00001")
    assert store.works.count() == 1


# What the reader did


def test_marks_stay_and_the_digest_looks_again_when_the_authority_comes(store: Store) -> None:
    save(store, PILLS, source=SPAM)
    save(store, replace(PILLS, identifiers=(("arxiv", "2606.00002"),)), source=SPAM)
    with store.transaction() as tx:
        tx.digests.add(Digest("2026-06-17T08:00:00Z", 2, 2, (), (DigestPaper("T", 1, 1, 0.5, {}),)))
        tx.marks.set([2], "later", NOW)
    save(
        store,
        PREPRINT,
        replace(PREPRINT, identifiers=(("arxiv", "2606.00002"),), title="Another paper"),
    )

    assert {*store.digests.waiting()} == {1, 2}
    assert store.digests.unknown([1, 2]) == [1]


def test_what_a_person_merged_stays_merged_when_an_authority_comes(store: Store) -> None:
    first = Paper(
        identifiers=(("url", "https://blog.example/1"),),
        title="How we graze sheep",
        url="https://b.example",
    )
    save(store, first, source=BLOG)
    save(store, PILLS, source=SPAM)
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)
    save(store, PREPRINT)
    save(store, first, source=BLOG)
    save(store, PILLS, source=SPAM)

    assert store.works.count() == 1
    assert (
        store.works.find("url", "https://blog.example/1")
        == store.works.find("arxiv", "2606.00001")
        == 1
    )
    assert work_of(store, "arxiv", "2606.00001").title == PREPRINT.title


def test_what_a_person_split_stays_split(store: Store) -> None:
    entry = Paper(
        identifiers=(*PREPRINT.identifiers, ("url", "https://blog.example/1")),
        title=PREPRINT.title,
        authors=ADA,
        url="https://blog.example/1",
    )
    save(store, PREPRINT)
    save(store, entry, source=BLOG)
    with store.transaction() as tx:
        key = tx.works.split("url", "https://blog.example/1", NOW)
    save(store, entry, source=BLOG)
    save(store, REVISED)

    assert (
        store.works.find("url", "https://blog.example/1")
        == key
        != store.works.find("arxiv", "2606.00001")
    )
    assert [seen.source for seen in store.works.appearances(key)] == [BLOG]


# Whose identifiers


@pytest.mark.parametrize(
    ("source", "own", "foreign"),
    [
        (
            "arxiv:cs.LG",
            [("arxiv", "2606.00001")],
            [("doi", "10.1109/7"), ("url", "https://arxiv.org/abs/2606.00001")],
        ),
        ("arxiv-search:all:x", [("arxiv", "2606.00001")], [("acl", "2024.acl-long.1")]),
        (
            "neurips:2024",
            [("neurips", "0" * 32), ("openreview", "AbCdEf1234")],
            [("arxiv", "2606.00001")],
        ),
        (
            "cvpr",
            [("cvf", "a_paper"), ("virtual", "cvpr/2024/1")],
            [("virtual", "icml/2024/1"), ("pmlr", "v1/a")],
        ),
        ("tpami", [("ieee", "7"), ("doi", "10.1109/7")], [("doi", "10.1000/7")]),
        ("reddit", [], [("arxiv", "2606.00001"), ("url", "https://www.reddit.com/r/x")]),
        ("lab:vision", [], [("url", "https://vision.example.org/1")]),
        (
            BLOG,
            [("url", "http://www.blog.example/1")],
            [("url", "https://blog.example.test/1"), ("arxiv", "1")],
        ),
        (
            "https://rss.arxiv.org/rss/cs.LG+cs.AI",
            [("arxiv", "2606.00001")],
            [("doi", "10.1109/7")],
        ),
        ("https://rss.arxiv.org.spam.example/rss", [], [("arxiv", "2606.00001")]),
        (
            "https://arxiv.org@spam.example/rss",
            [("url", "https://spam.example/1")],
            [("arxiv", "2606.00001")],
        ),
    ],
)
def test_what_a_source_is_the_authority_for(
    source: str, own: Sequence[tuple[str, str]], foreign: Sequence[tuple[str, str]]
) -> None:
    authority = authority_by_name(source)
    assert [known for known in (*own, *foreign) if is_own(known, authority)] == [*own]


def test_a_plug_in_may_declare_its_authority_and_need_not() -> None:
    class Silent:
        name = "lab:vision"

        def fetch(self, request: FetchRequest) -> Iterator[Batch]:
            yield Batch((), request.cursor)

    class Declared(Silent):
        authority = ["lab:"]  # noqa: RUF012 - as a plug-in may write it

    assert authority_of(Silent()) == ()
    assert authority_of(Declared()) == ("lab:",)


# Homes of before


def test_a_home_of_before_keeps_everything_and_hears_arxiv_again(tmp_path: Path) -> None:
    path = tmp_path / "papertrail.db"
    with Store.open(path, create=True) as store:
        save(store, PREPRINT)
        save(store, ARTICLE, source="tpami")
        save(store, POSTER, source="neurips")
        save(store, PILLS, source=SPAM)
        # As it was when any feed could take over a paper.
        store.connection.execute(
            "UPDATE works SET title = 'Pills', version = 9, url = 'https://x.test/' WHERE id = 1"
        )
        store.connection.executescript(
            """
            UPDATE appearances SET overrides = NULL;
            ALTER TABLE appearances DROP COLUMN authority;
            ALTER TABLE appearances DROP COLUMN by_hand;
            ALTER TABLE identifiers DROP COLUMN own;
            ALTER TABLE works DROP COLUMN borrowed;
            DROP TABLE claims;
            DELETE FROM _sqlite_migrations WHERE name = 'm013_authorities';
            PRAGMA user_version = 12;
            """
        )

    with Store.open(path) as store:
        assert (store.works.count(), len(store.works.appearances(1))) == (2, 3)
        save(store, PILLS, source=SPAM)
        save(store, PREPRINT)
        save(store, PILLS, source=SPAM)

        work = work_of(store, "arxiv", "2606.00001")
        assert (work.key, work.title, work.version, work.url) == (
            1,
            PREPRINT.title,
            1,
            PREPRINT.url,
        )
        assert work.venue == "NeurIPS 2026"
        assert store.works.find("doi", "10.1109/7") == 2


# Any order

TITLES = st.sampled_from(
    [PREPRINT.title, REVISED.title, ARTICLE.title, "Cheap pills for all your scenes"]
)
NAMES = st.sampled_from([ADA, DORA, MALLORY, ()])
AUTHORITIES: list[Entry] = [
    ("arxiv:cs.LG", PREPRINT),
    ("arxiv:cs.AI", REVISED),
    ("tpami", ARTICLE),
    ("neurips", POSTER),
    (
        "arxiv:cs.LG",
        replace(
            PREPRINT, identifiers=(("arxiv", "2606.00002"),), title=ARTICLE.title, authors=DORA
        ),
    ),
]
GIVEN = sorted({identifier for _, paper in AUTHORITIES for identifier in paper.identifiers})


@st.composite
def third_parties(draw: st.DrawFn) -> list[Entry]:
    """Draw entries of feeds that claim what they like of papers that are not theirs."""
    entries: list[Entry] = []
    for number in range(draw(st.integers(1, 3))):
        claims = draw(
            st.lists(st.sampled_from(GIVEN), unique_by=lambda known: known[0], max_size=2)
        )
        site = draw(
            st.sampled_from(
                ["https://blog.example", "https://spam.example", "https://elsewhere.example"]
            )
        )
        url = f"{site}/{number}"
        paper = Paper(
            identifiers=(*claims, ("url", url)),
            title=draw(TITLES),
            authors=draw(NAMES),
            abstract=draw(st.sampled_from(["", "Pills."])),
            version=draw(st.sampled_from([None, 1, 9])),
            url=url,
        )
        entries.append(((BLOG, SPAM, LAB)[number], paper))
    return entries


class RolledBackError(Exception):
    """Leaves the database as it was."""


def outcome(store: Store, entries: Sequence[Entry]) -> list[object]:
    """Return what is known of the authorities' papers after entries came in an order, and forget
    all of it.
    """
    found: list[object] = []
    with pytest.raises(RolledBackError), store.transaction() as tx:  # noqa: PT012 - all of it is one transaction
        for source, paper in entries:
            tx.works.save([paper], source, NOW)
        came = {
            known
            for source, paper in entries
            for known in paper.identifiers
            if (source, paper) in AUTHORITIES
        }
        for identifier in sorted(came):
            work = work_of(store, *identifier)
            together = sorted(came.intersection(work.identifiers))
            spoken = [
                paper.abstract for _, paper in AUTHORITIES if came.issuperset(paper.identifiers)
            ]
            abstract = work.abstract if work.abstract in filter(None, spoken) else None
            found.append(
                (together, work.title, work.authors, work.url, work.version, work.venue, abstract)
            )
        for work in store.works.get(range(1, store.works.last_key() + 1)):
            assert work.title
            assert work.identifiers
            assert store.works.appearances(work.key)
        raise RolledBackError
    return found


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(AUTHORITIES), unique_by=lambda entry: entry[1].title, min_size=1, max_size=3
    ),
    third_parties(),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_feeds_and_authorities_come_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory,
    authorities: list[Entry],
    feeds: list[Entry],
    random: object,
) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined] - hypothesis gives a random.Random
    with Store.open(tmp_path_factory.mktemp("store") / "papertrail.db", create=True) as store:
        alone = outcome(store, authorities)
        for _ in range(3):
            entries = [*authorities, *feeds]
            shuffle(entries)
            assert outcome(store, entries) == outcome(store, [*authorities, *feeds]), json.dumps(
                repr(entries)
            )
        texts = [said[1:4] for said in alone]  # type: ignore[index]
        mixed = [said[1:4] for said in outcome(store, [*feeds, *authorities])]  # type: ignore[index]
        if len(authorities) == 1:
            assert mixed == texts
