"""Every source against the recorded upstream: all that it has is stored, and fetched once."""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author, Paper, clean
from feeds.registry import find
from papertrail.dedup.titles import read_title
from papertrail.ingest.fetch import fetch
from papertrail.ingest.reconcile import reconcile
from papertrail.store import Store
from papertrail.types.update import INCOMPLETE, SourceReport
from tests.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
SINCE = NOW - timedelta(days=20)
CONFERENCES = {
    "neurips:2018": ["neurips.cc", "papers.nips.cc"],
    "neurips:2023": ["neurips.cc", "papers.nips.cc"],
    "neurips:2024": ["neurips.cc", "papers.nips.cc"],
    "icml": ["icml.cc", "proceedings.mlr.press"],
    "icml:2019": ["icml.cc", "proceedings.mlr.press"],
    "icml:2024": ["icml.cc", "proceedings.mlr.press"],
    "cvpr": ["cvpr.thecvf.com", "openaccess.thecvf.com"],
    "cvpr:2021": ["cvpr.thecvf.com", "openaccess.thecvf.com"],
    "cvpr:2023": ["openaccess.thecvf.com"],
    "cvpr:2024": ["cvpr.thecvf.com", "openaccess.thecvf.com"],
}
ANTHOLOGY = {
    "acl": "2025.findings-acl",
    "acl:2023": "2023.acl-",
    "acl:2024": "2024.acl-",
    "eacl:2024": "2024.eacl-",
    "findings:2025": "2025.findings-",
    "naacl:2024": "2024.naacl-",
    "tacl:2024": "2024.tacl-",
    "tacl:2025": "2025.tacl-",
}
ARXIV = ("arxiv:cs.CL", "arxiv:cs.GR", "arxiv:cs.IT")
Summary = tuple[str, bool, bool]
"""What an upstream says of a paper: its title in letters, whether it names authors, whether it
gives an abstract."""


@pytest.fixture(scope="module")
def upstream(recorded: Path) -> Iterator[Replay]:
    with Replay(recorded) as server:
        yield server


@pytest.fixture(scope="module")
def world(recorded: Path) -> Any:  # noqa: ANN401 - the server's own reading of the data
    sys.path.insert(0, str(recorded / "upstream"))
    from replaykit.world import World

    yield World(recorded / "data", NOW.date())
    sys.path.remove(str(recorded / "upstream"))


class Desk:
    """A store, and a client with short waits to one upstream."""

    def __init__(self, folder: Path, upstream: Replay) -> None:
        self.store = Store.open(folder / "papertrail.db", create=True)
        self.upstream = upstream
        self._state = folder / "state"

    def client(self) -> RateLimitedClient:
        policy = RequestPolicy(
            arxiv_interval=0,
            other_interval=0,
            attempts=2,
            backoff=0.01,
            cooldown=0.01,
            read_timeout=60,
        )
        return RateLimitedClient(self._state, policy, self.upstream.address)

    def fetch(
        self, *names: str, now: datetime = NOW, since: datetime | None = None
    ) -> list[SourceReport]:
        return fetch(self.store, [[find(name).source(self.client())] for name in names], now, since)

    def rows(self, query: str, *values: str) -> list[Any]:
        return [tuple(row) for row in self.store.connection.execute(query, values)]


@pytest.fixture
def desk(tmp_path: Path, upstream: Replay) -> Iterator[Desk]:
    upstream.move_to(NOW.date())
    upstream.reset()
    desk = Desk(tmp_path, upstream)
    yield desk
    desk.store.close()


def summaries(papers: Iterable[Any]) -> list[Summary]:
    return [
        (read_title(paper.title).letters, bool(paper.authors), bool(paper.abstract))
        for paper in papers
    ]


def channels(world: Any, name: str) -> dict[str, list[Summary]]:  # noqa: ANN401
    """Return what the hosts of a conference have of its editions, from the data they serve."""
    from replaykit.conferences import (
        CVF_EDITIONS,
        NEURIPS_LISTS,
        PMLR_ICML_EDITIONS,
        VIRTUAL_EDITIONS,
    )

    from feeds.conferences.pmlr import ICML_VOLUMES

    conference, _, named = name.partition(":")
    year = int(named or 2025)
    virtual = VIRTUAL_EDITIONS.get((conference, year))
    own = summaries(virtual.papers(world)) if virtual else []
    if conference == "neurips":
        return {
            "neurips.cc": own,
            "papers.nips.cc": summaries(paper for paper in NEURIPS_LISTS[year](world) if paper.url),
        }
    if conference == "icml":
        return {
            "icml.cc": own,
            "proceedings.mlr.press": summaries(
                PMLR_ICML_EDITIONS[ICML_VOLUMES[year]].papers(world)
            ),
        }
    return {
        "cvpr.thecvf.com": own,
        "openaccess.thecvf.com": summaries(CVF_EDITIONS[year].papers(world)),
    }


def stored(desk: Desk) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Return, by host and title in letters, whether a work has authors and an abstract."""
    found: dict[str, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    rows = desk.rows(
        "SELECT coalesce(overrides ->> 'title', title), appearances.url, abstract != '',"
        " EXISTS (SELECT 1 FROM authors WHERE authors.work = works.id)"
        " FROM appearances JOIN works ON works.id = work"
    )
    for title, url, has_abstract, has_authors in rows:
        found[urlsplit(url).netloc][read_title(title).letters] = (
            bool(has_authors),
            bool(has_abstract),
        )
    return found


@pytest.mark.parametrize("name", CONFERENCES)
def test_a_conference_is_stored_as_its_sites_have_it(name: str, desk: Desk, world: Any) -> None:  # noqa: ANN401
    (report,) = desk.fetch(name)

    assert report.status == "current"
    have = stored(desk)
    for host, papers in channels(world, name).items():
        assert (host in CONFERENCES[name]) == bool(papers)
        assert set(have[host]) == {letters for letters, *_ in papers}, host
        assert [letters for letters, authors, _ in papers if authors > have[host][letters][0]] == []
        assert [
            letters for letters, _, abstract in papers if abstract > have[host][letters][1]
        ] == []


@pytest.mark.parametrize("name", ANTHOLOGY)
def test_a_venue_of_the_anthology_is_stored_as_its_files_have_it(
    name: str,
    desk: Desk,
    world: Any,  # noqa: ANN401
) -> None:
    from replaykit.acl import _volumes, plain

    (report,) = desk.fetch(name)

    assert report.status == "current"
    papers = {
        paper.id: (bool(paper.authors), bool(plain(paper.element.find("abstract"))))
        for volume in _volumes(world)
        for paper in volume.papers
        if paper.id.startswith(ANTHOLOGY[name])
    }
    assert papers == anthology(desk)


def test_all_that_is_new_in_the_anthology_is_stored_as_its_feed_has_it(
    desk: Desk,
    world: Any,  # noqa: ANN401
) -> None:
    from replaykit.acl import _newest, plain

    desk.fetch("anthology")

    newest = {
        paper.id: (bool(paper.authors), bool(plain(paper.element.find("abstract"))))
        for paper in _newest(world)
    }
    assert newest == anthology(desk)


def anthology(desk: Desk) -> dict[str, tuple[bool, bool]]:
    """Return, by identifier, whether a stored paper has authors and an abstract."""
    rows = desk.rows(
        "SELECT value, EXISTS (SELECT 1 FROM authors WHERE authors.work = works.id), abstract != ''"
        " FROM identifiers JOIN works ON works.id = work WHERE scheme = 'acl'"
    )
    return {value: (bool(authors), bool(abstract)) for value, authors, abstract in rows}


def read(paper: Any) -> tuple[str, int]:  # noqa: ANN401 - the server's own reading of the data
    """Return a title, and the number of authors, as text without TeX and names only."""
    authors = tuple(Author(str(author)) for author in paper.authors)
    known = Paper((("arxiv", paper.id),), clean(paper.title), authors=authors)
    return known.title, len(known.authors)


@pytest.mark.parametrize("name", ARXIV)
def test_a_category_is_stored_as_arxiv_has_it(name: str, desk: Desk, world: Any) -> None:  # noqa: ANN401
    (report,) = desk.fetch(name, since=SINCE)

    assert report.status == "current"
    category = name.partition(":")[2]
    papers = {
        paper.id: (*read(paper), paper.version_on(NOW.date()))
        for paper in world.papers()
        if category in paper.categories and paper.published >= SINCE
    }
    rows = desk.rows(
        "SELECT value, title, (SELECT count(*) FROM authors WHERE authors.work = works.id), version"
        " FROM identifiers JOIN works ON works.id = work"
        " WHERE scheme = 'arxiv' AND submitted >= ? AND abstract != ''",
        SINCE.isoformat().replace("+00:00", "Z"),
    )
    assert {value: tuple(rest) for value, *rest in rows} == papers


def test_a_search_of_arxiv_is_stored_as_arxiv_answers_it(desk: Desk, world: Any) -> None:  # noqa: ANN401
    from replaykit.query import parse

    query = 'all:reasoning AND (ti:"language models" OR abs:video) AND cat:cs.* ANDNOT all:survey'
    reports = [
        *desk.fetch(f"arxiv-search:{query}", since=SINCE),
        *desk.fetch(f"arxiv-search:{query}"),
    ]

    asked = parse(query)
    papers = {
        paper.id
        for paper in world.papers()
        if asked.score(paper, NOW.date()) and paper.published >= SINCE
    }
    assert len(papers) > 20
    assert {
        value for (value,) in desk.rows("SELECT value FROM identifiers WHERE scheme = 'arxiv'")
    } == papers
    assert [(report.status, report.fetched) for report in reports] == [
        ("current", len(papers)),
        ("current", 0),
    ]


def test_journals_and_communities_are_stored_as_their_feeds_have_them(desk: Desk) -> None:
    reports = desk.fetch("tpami", "reddit")

    assert [(report.status, report.fetched) for report in reports] == [
        ("current", 8),
        ("current", 20),
    ]
    assert desk.rows("SELECT count(*), sum(abstract != ''), sum(venue = 'TPAMI') FROM works") == [
        (8, 6, 8)
    ]
    assert desk.rows("SELECT count(DISTINCT url) FROM discussions") == [(20,)]
    assert desk.rows("SELECT count(DISTINCT work) FROM authors") == [(8,)]


def test_a_second_update_reads_nothing_again(desk: Desk) -> None:
    names = (
        "arxiv:cs.GR",
        "neurips",
        "neurips:2018",
        "icml:2019",
        "cvpr:2021",
        "acl:2024",
        "tpami",
        "reddit",
    )
    desk.fetch(*names)
    before = desk.rows("SELECT count(*), max(change), max(fetched) FROM works")
    desk.upstream.reset()

    again = desk.fetch(*names, now=NOW + timedelta(hours=1))

    # The recording has no NeurIPS 2025, which is over and should be there.
    assert [
        (report.fetched, report.status in INCOMPLETE) for report in again if report.name != "reddit"
    ] == [(0, report.name == "neurips") for report in again if report.name != "reddit"]
    assert desk.rows("SELECT count(*), max(change), max(fetched) FROM works") == before
    asked = [entry["host"] for entry in desk.upstream.log()["requests"]]
    assert len(asked) <= 20
    assert not any(host.startswith("export") for host in asked)


# Two weeks


FRIDAY = date(2026, 5, 29)
WEEKS = [FRIDAY + timedelta(days=number) for number in range(18)]
RSS, API, LISTING = "rss.arxiv.org", "export.arxiv.org", "arxiv.org"
TROUBLES: dict[date, list[tuple[str, str]] | None] = {
    date(2026, 6, 2): [(RSS, "503")],
    date(2026, 6, 3): [(RSS, "garbage"), (LISTING, "html")],
    # No update runs.
    date(2026, 6, 8): None,
    date(2026, 6, 9): None,
    date(2026, 6, 10): [(API, "429")],
    date(2026, 6, 11): [(RSS, "500"), (API, "500"), (LISTING, "500")],
    date(2026, 6, 12): [(RSS, "truncate"), (LISTING, "empty")],
}
STALE = date(2026, 6, 4)


def test_nothing_is_lost_in_two_weeks_of_faults_and_absences(desk: Desk, world: Any) -> None:  # noqa: ANN401
    """After days without the feed, papers, cross-listings and revisions come by other channels."""
    for day in WEEKS:
        troubles = TROUBLES.get(day, [])
        if troubles is None:
            continue
        desk.upstream.move_to(day)
        desk.upstream.reset()
        for host, kind in troubles:
            desk.upstream.fail(host, kind, 10_000)
        if day == STALE:
            desk.upstream.stale("cs.CL")
        desk.fetch("arxiv:cs.CL", now=datetime.combine(day, NOW.timetz()))

    world.today = WEEKS[-1]
    seen = [paper for paper in world.papers() if "cs.CL" in paper.categories]
    announced = {paper.id for paper in seen if paper.announced >= FRIDAY}
    revised = {paper.id for paper in seen if paper.revised and FRIDAY <= paper.revised <= WEEKS[-1]}
    world.today = NOW.date()
    held = dict(desk.rows("SELECT value, version FROM identifiers JOIN works ON works.id = work"))
    assert len(announced) > 1000
    assert announced - held.keys() == set()
    assert {arxiv_id for arxiv_id in revised if held.get(arxiv_id, 0) < 2} == set()
    days = desk.store.sources.days(FRIDAY.isoformat())
    assert {
        day.day for day in days if day.missing or day.status not in ("current", "quiet")
    } == set()
    assert {str(day) for day in WEEKS if day.weekday() < 5} <= {day.day for day in days}
    assert len(days) == len(WEEKS)


def test_oai_proves_a_period_and_brings_what_was_missing(desk: Desk, world: Any) -> None:  # noqa: ANN401
    source = find("arxiv:cs.CL").source(desk.client())
    desk.fetch("arxiv:cs.CL")
    since = datetime(2026, 6, 1, tzinfo=UTC)

    first = reconcile(desk.store, source, desk.client(), since, NOW)
    second = reconcile(desk.store, source, desk.client(), since, NOW)

    changed = [
        paper
        for paper in world.papers()
        if "cs.CL" in paper.categories and paper.modified_on(NOW.date()) >= since.date()
    ]
    assert first.expected == second.expected == second.held == len(changed)
    assert first.held < first.expected
