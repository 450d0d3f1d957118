"""Collections of the Anthology and its feed of new papers, fetched from a loopback site."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.acl.anthology import AnthologyCollection, AnthologyNews, collections_of, parse_feed
from feeds.errors import (
    FeedError,
    MalformedError,
    NotFoundError,
    RefusedError,
    UnknownFeedError,
    UnreachableError,
)
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author, Paper
from feeds.source import Batch, Cursor, FetchRequest, Status
from tests.fake_site import FakeSite, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FEED = "aclanthology.org/papers/index.xml"
XML = "raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/"


@dataclass
class Library:
    """Stores batches as papertrail does: papers and cursor together, and abstracts are kept."""

    cursor: Cursor = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)

    def request(self) -> FetchRequest:
        return FetchRequest(datetime(2025, 7, 17, tzinfo=UTC), self.cursor, None, self)

    def count_submitted(self, _start: datetime, _end: datetime) -> int:
        return 0

    def has_abstract(self, scheme: str, value: str) -> bool:
        assert scheme == "acl"
        return bool(self.abstract(value))

    def abstract(self, known: str) -> str:
        return self.papers[known].abstract if known in self.papers else ""

    def fetch(self, source: Any, batches: int | None = None) -> list[Batch]:  # noqa: ANN401
        """Store what a source yields, or only its first batches as where the program is stopped."""
        stored = []
        for batch in self._taken(source.fetch(self.request()), batches):
            for paper in batch.papers:
                known = paper.identifiers[0][1]
                self.papers[known] = replace(paper, abstract=paper.abstract or self.abstract(known))
            self.cursor = batch.cursor
            stored.append(batch)
        return stored

    @staticmethod
    def _taken(batches: Iterator[Batch], limit: int | None) -> Iterator[Batch]:
        for taken, batch in enumerate(batches, 1):
            yield batch
            if taken == limit:
                return


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def client(site: FakeSite, tmp_path: Path) -> RateLimitedClient:
    return RateLimitedClient(
        tmp_path, RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0), mirror=site.address
    )


def xml(collection: str, **volumes: Iterable[str]) -> bytes:
    """Return a collection's file with papers by their numbers; "7-" has no abstract."""
    text = "".join(
        f'<volume id="{name}" ingest-date="2025-07-16"><meta><year>2025</year></meta>'
        + "".join(
            f'<paper id="{number.rstrip("-")}"><title>Title {number.rstrip("-")}</title>'
            + ("" if number.endswith("-") else f"<abstract>About {number}.</abstract>")
            + "</paper>"
            for number in numbers
        )
        + "</volume>"
        for name, numbers in volumes.items()
    )
    return f'<collection id="{collection}">{text}</collection>'.encode()


def item(guid: str, title: str = "A title", about: str = "Ada Lovelace in Proceedings") -> str:
    return (
        f"<item><title>{title}</title><link>https://aclanthology.org/{guid}/</link>"
        f"<pubDate>Wed, 16 Jul 2025 00:00:00 +0000</pubDate><guid>{guid}</guid>"
        f"<description>{about}</description></item>"
    )


def feed(*items: str) -> bytes:
    return (
        f'<rss version="2.0"><channel><title>Papers</title>{"".join(items)}</channel></rss>'
    ).encode()


def ids(batches: Iterable[Batch]) -> list[str]:
    return [paper.identifiers[0][1] for batch in batches for paper in batch.papers]


class TestCollection:
    def test_its_name_holds_the_collection_and_the_volume(self, client: RateLimitedClient) -> None:
        assert AnthologyCollection("2025.acl", client).name == "acl:2025.acl"
        assert (
            AnthologyCollection("2025.findings", client, "emnlp").name == "acl:2025.findings-emnlp"
        )

    def test_all_its_volumes_are_read(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="12", short="1")
        (batch,) = library.fetch(AnthologyCollection("2025.acl", client))
        assert ids([batch]) == ["2025.acl-long.1", "2025.acl-long.2", "2025.acl-short.1"]
        assert (batch.status, batch.note, batch.news) == (Status.CURRENT, "", False)

    def test_a_volume_is_read_alone(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.findings.xml"] = xml("2025.findings", acl="12", emnlp="3")
        library.fetch(AnthologyCollection("2025.findings", client, "emnlp"))
        assert list(library.papers) == ["2025.findings-emnlp.3"]

    def test_an_unchanged_file_is_not_sent_again(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="1")
        source = AnthologyCollection("2025.acl", client)
        library.fetch(source)
        before = library.cursor
        assert library.fetch(source) == [Batch((), before, Status.CURRENT)]
        assert site.asked(status=304)

    def test_papers_that_are_added_later_are_news(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.tacl.xml"] = xml("2025.tacl", v1="1")
        source = AnthologyCollection("2025.tacl", client)
        library.fetch(source)
        site.pages[f"{XML}2025.tacl.xml"] = xml("2025.tacl", v1="12")
        (batch,) = library.fetch(source)
        assert batch.news
        assert "2025.tacl-v1.2" in ids([batch])

    def test_an_edition_to_come_is_quiet_and_news_once_it_is_there(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        source = AnthologyCollection("2025.acl", client)
        (batch,) = library.fetch(source)
        assert (batch.papers, batch.status, batch.note) == ((), Status.QUIET, "not published yet")
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="1")
        (batch,) = library.fetch(source)
        assert (ids([batch]), batch.status, batch.news) == (
            ["2025.acl-long.1"],
            Status.CURRENT,
            True,
        )

    def test_a_volume_to_come_is_quiet_also_while_the_file_is_unchanged(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.findings.xml"] = xml("2025.findings", acl="1")
        source = AnthologyCollection("2025.findings", client, "emnlp")
        for status in (200, 304):
            (batch,) = library.fetch(source)
            assert (batch.papers, batch.status, batch.note) == (
                (),
                Status.QUIET,
                "not published yet",
            )
            assert site.visits[-1].status == status
        site.pages[f"{XML}2025.findings.xml"] = xml("2025.findings", acl="1", emnlp="1")
        (batch,) = library.fetch(source)
        assert (ids([batch]), batch.status, batch.news) == (
            ["2025.findings-emnlp.1"],
            Status.CURRENT,
            True,
        )

    def test_a_collection_that_went_away_is_an_error(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="1")
        source = AnthologyCollection("2025.acl", client)
        library.fetch(source)
        site.pages.clear()
        with pytest.raises(NotFoundError):
            library.fetch(source)

    def test_a_fetch_that_was_stopped_between_batches_loses_nothing(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long=map(str, range(1, 2502)))
        source = AnthologyCollection("2025.acl", client)
        assert [len(batch.papers) for batch in library.fetch(source, batches=2)] == [1000, 1000]
        batches = library.fetch(source)
        assert [len(batch.papers) for batch in batches] == [1000, 1000, 501]
        assert [batch.status for batch in batches] == [None, None, Status.CURRENT]
        assert len(library.papers) == 2501

    def test_odd_papers_are_counted(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long=["1", "x.y"])
        (batch,) = library.fetch(AnthologyCollection("2025.acl", client))
        assert batch.note == "1 rows without a title or identifier were left out"

    @pytest.mark.parametrize("kind", ["html", "truncate", "close", "cut", "empty", 500, 503])
    def test_a_passing_trouble_is_overcome(
        self, site: FakeSite, client: RateLimitedClient, library: Library, kind: int | str
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="1")
        site.troubles.append(Trouble(kind))
        library.fetch(AnthologyCollection("2025.acl", client))
        assert list(library.papers) == ["2025.acl-long.1"]

    @pytest.mark.parametrize(
        ("kind", "error"),
        [("html", MalformedError), (400, RefusedError), ("close", UnreachableError)],
    )
    def test_a_lasting_trouble_is_an_error(
        self,
        site: FakeSite,
        client: RateLimitedClient,
        library: Library,
        kind: int | str,
        error: type[FeedError],
    ) -> None:
        site.pages[f"{XML}2025.acl.xml"] = xml("2025.acl", long="1")
        site.troubles.append(Trouble(kind, times=99))
        with pytest.raises(error):
            library.fetch(AnthologyCollection("2025.acl", client))
        assert library.cursor == {}


class TestNews:
    @pytest.fixture(autouse=True)
    def anthology(self, site: FakeSite) -> None:
        site.pages[FEED] = feed(
            item("2025.findings-acl.1"), item("2025.findings-acl.2"), item("P18-3001")
        )
        site.pages[f"{XML}2025.findings.xml"] = xml(
            "2025.findings", naacl="1", acl=["1", "2-", "3"]
        )
        site.pages[f"{XML}P18.xml"] = xml("P18", **{"3": "1"})

    def test_the_listing_comes_first_and_the_abstracts_follow(
        self, client: RateLimitedClient, library: Library
    ) -> None:
        listing, *abstracts, last = library.fetch(AnthologyNews(client))
        assert ids([listing]) == ["2025.findings-acl.1", "2025.findings-acl.2", "P18-3001"]
        assert not any(paper.abstract for paper in listing.papers)
        assert [ids([batch]) for batch in abstracts] == [
            ["2025.findings-acl.1", "2025.findings-acl.2"],
            ["P18-3001"],
        ]
        assert (last.papers, last.status, last.note) == ((), Status.CURRENT, "")
        assert {known: paper.abstract for known, paper in library.papers.items()} == {
            "2025.findings-acl.1": "About 1.",
            "2025.findings-acl.2": "",
            "P18-3001": "About 1.",
        }

    def test_each_collection_is_asked_for_once(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        library.fetch(AnthologyNews(client))
        assert site.asked() == [FEED, f"{XML}2025.findings.xml", f"{XML}P18.xml"]

    def test_an_unchanged_feed_is_all_that_is_asked_for(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        library.fetch(AnthologyNews(client))
        before = library.cursor
        assert library.fetch(AnthologyNews(client)) == [Batch((), before, Status.CURRENT)]
        assert site.asked(status=304) == [FEED]

    def test_known_and_bare_papers_are_not_asked_for_again(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        library.fetch(AnthologyNews(client))
        site.visits.clear()
        site.pages[FEED] = feed(
            item("2025.coling-main.1"), item("2025.findings-acl.1"), item("2025.findings-acl.2")
        )
        site.pages[f"{XML}2025.coling.xml"] = xml("2025.coling", main="12")
        library.fetch(AnthologyNews(client))
        assert site.asked() == [FEED, f"{XML}2025.coling.xml"]
        assert library.papers["2025.coling-main.1"].abstract == "About 1."
        assert "2025.coling-main.2" not in library.papers

    def test_bare_papers_are_forgotten_with_the_feed_that_named_them(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        library.fetch(AnthologyNews(client))
        assert library.cursor["bare"] == ["2025.findings-acl.2"]
        site.pages[FEED] = feed(item("P18-3001"))
        library.fetch(AnthologyNews(client))
        assert library.cursor["bare"] == []

    def test_papers_are_news_from_the_second_reading_on(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        assert not any(batch.news for batch in library.fetch(AnthologyNews(client)))
        site.pages[FEED] = feed(item("2025.findings-acl.3"))
        listing, abstracts, _ = library.fetch(AnthologyNews(client))
        assert listing.news
        assert abstracts.news

    @pytest.mark.parametrize("stored", [1, 2, 3])
    def test_a_fetch_that_was_stopped_goes_on(
        self, site: FakeSite, client: RateLimitedClient, library: Library, stored: int
    ) -> None:
        library.fetch(AnthologyNews(client), batches=stored)
        site.visits.clear()
        library.fetch(AnthologyNews(client))
        assert site.asked(XML) == [f"{XML}2025.findings.xml", f"{XML}P18.xml"][stored - 1 :]
        assert all(library.papers[known].abstract for known in ("2025.findings-acl.1", "P18-3001"))

    def test_a_long_listing_is_cut(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        numbers = [str(number) for number in range(1, 1502)]
        site.pages[FEED] = feed(*(item(f"2025.findings-acl.{number}") for number in numbers))
        site.pages[f"{XML}2025.findings.xml"] = xml("2025.findings", acl=numbers)
        library.fetch(AnthologyNews(client), batches=3)
        assert not library.has_abstract("acl", "2025.findings-acl.1501")
        assert [len(batch.papers) for batch in library.fetch(AnthologyNews(client))] == [
            1000,
            501,
            501,
            0,
        ]
        assert all(paper.abstract for paper in library.papers.values())

    def test_a_collection_that_is_missing_is_asked_for_with_the_next_feed(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[f"{XML}late.xml"] = site.pages.pop(f"{XML}P18.xml")
        *_, last = library.fetch(AnthologyNews(client))
        assert (last.status, last.note) == (Status.CURRENT, "no abstracts of P18 yet")
        site.pages[f"{XML}P18.xml"] = site.pages.pop(f"{XML}late.xml")
        site.pages[FEED] = feed(item("P18-3001"))
        library.fetch(AnthologyNews(client))
        assert library.papers["P18-3001"].abstract

    def test_a_broken_collection_does_not_keep_the_others_out(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        whole = site.pages[f"{XML}2025.findings.xml"]
        site.pages[f"{XML}2025.findings.xml"] = whole[:-30]
        with pytest.raises(MalformedError):
            library.fetch(AnthologyNews(client))
        assert library.papers["P18-3001"].abstract
        site.pages[f"{XML}2025.findings.xml"] = whole
        library.fetch(AnthologyNews(client))
        assert library.papers["2025.findings-acl.1"].abstract

    @pytest.mark.parametrize("body", [feed(), b"<!DOCTYPE html><html>Please wait</html>", b""])
    def test_a_feed_without_papers_is_malformed(
        self, site: FakeSite, client: RateLimitedClient, library: Library, body: bytes
    ) -> None:
        site.pages[FEED] = body
        with pytest.raises(MalformedError):
            library.fetch(AnthologyNews(client))

    def test_odd_items_are_counted(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.pages[FEED] = feed(item("P18-3001"), item("https://aclanthology.org/faq/"))
        *_, last = library.fetch(AnthologyNews(client))
        assert last.note == "1 rows without a title or identifier were left out"

    def test_a_refused_feed_is_an_error(
        self, site: FakeSite, client: RateLimitedClient, library: Library
    ) -> None:
        site.troubles.append(Trouble(400))
        with pytest.raises(RefusedError):
            library.fetch(AnthologyNews(client))


class TestFeed:
    def test_an_item_is_read_with_all_that_it_says(self) -> None:
        about = "Ada Lovelace, Alan M. Turing and Brandon in Findings of ACL: Advances in Things"
        assert parse_feed(feed(item("2025.findings-acl.1", "P &amp; NP", about))) == (
            (
                Paper(
                    identifiers=(("acl", "2025.findings-acl.1"),),
                    title="P & NP",
                    authors=(Author("Ada Lovelace"), Author("Alan M. Turing"), Author("Brandon")),
                    url="https://aclanthology.org/2025.findings-acl.1/",
                    announced=date(2025, 7, 16),
                    venue="Findings of ACL 2025",
                    year=2025,
                ),
            ),
            0,
        )

    def test_an_old_identifier_names_no_venue(self) -> None:
        (paper,), _ = parse_feed(feed(item("W18-6310")))
        assert (paper.identifiers, paper.venue, paper.year) == ((("acl", "W18-6310"),), None, None)

    @pytest.mark.parametrize(
        ("about", "authors"),
        [
            ("Ada Lovelace in Proceedings", ["Ada Lovelace"]),
            ("A and B in Workshop on C in D and E", ["A", "B"]),
            (" in Proceedings of X in Y", []),
            ("Something else", []),
            ("", []),
        ],
    )
    def test_authors_are_before_the_volume(self, about: str, authors: list[str]) -> None:
        (paper,), _ = parse_feed(feed(item("P18-3001", about=about)))
        assert [author.name for author in paper.authors] == authors

    @pytest.mark.parametrize("moment", ["", "yesterday", "Wed, 99 Jul 2025 00:00:00 +0000"])
    def test_a_day_that_can_not_be_read_is_no_day(self, moment: str) -> None:
        odd = item("P18-3001").replace("Wed, 16 Jul 2025 00:00:00 +0000", moment)
        (paper,), _ = parse_feed(feed(odd))
        assert paper.announced is None

    def test_a_feed_of_odd_items_is_malformed(self) -> None:
        with pytest.raises(MalformedError, match="2 of 3 items"):
            parse_feed(feed(item("P18-3001"), item("?"), item("P18-3002", title=" ")))

    @given(st.binary())
    def test_arbitrary_bytes_raise_feed_errors_only(self, body: bytes) -> None:
        with pytest.raises(FeedError):
            parse_feed(body)

    @given(st.data())
    def test_damaged_feeds_raise_feed_errors_only(self, data: st.DataObject) -> None:
        body = bytearray(
            feed(item("2025.findings-acl.1"), item("P18-3001", about="A, B and C in D"))
        )
        for _ in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(body) - 1))
            body[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
        try:
            papers, _ = parse_feed(bytes(body))
        except FeedError:
            return
        assert all(paper.identifiers and paper.title for paper in papers)

    @given(
        *[
            st.text(
                st.characters(
                    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<>&"
                )
            )
        ]
        * 2
    )
    def test_arbitrary_values_raise_feed_errors_only(self, moment: str, about: str) -> None:
        odd = item("P18-3001", about=about).replace("Wed, 16 Jul 2025 00:00:00 +0000", moment)
        assert len(parse_feed(feed(odd))[0]) == 1


class TestVenues:
    @pytest.mark.parametrize(
        ("venue", "year", "collections"),
        [
            ("acl", 2024, (("2024.acl", None), ("2024.findings", "acl"))),
            ("acl", 2020, (("2020.acl", None),)),
            ("emnlp", 2020, (("2020.emnlp", None), ("2020.findings", "emnlp"))),
            ("naacl", 2021, (("2021.naacl", None),)),
            ("naacl", 2025, (("2025.naacl", None), ("2025.findings", "naacl"))),
            ("eacl", 2026, (("2026.eacl", None), ("2026.findings", "eacl"))),
            ("tacl", 2024, (("2024.tacl", None),)),
            ("findings", 2024, (("2024.findings", None),)),
            ("acl", 2018, (("P18", None),)),
            ("acl", 2005, (("P05", None),)),
            ("emnlp", 2019, (("D19", "1"), ("D19", "2"), ("D19", "3"))),
            ("emnlp", 2018, (("D18", None),)),
            ("naacl", 2019, (("N19", None),)),
            ("eacl", 1999, (("E99", None),)),
            ("tacl", 2013, (("Q13", None),)),
            ("tacl", 2012, ()),
            ("findings", 2019, ()),
        ],
    )
    def test_a_year_of_a_venue_is_found_in_its_collections(
        self, venue: str, year: int, collections: tuple[tuple[str, str | None], ...]
    ) -> None:
        assert collections_of(venue, year) == collections

    def test_other_venues_are_unknown(self) -> None:
        with pytest.raises(UnknownFeedError, match="neurips"):
            collections_of("neurips", 2024)
