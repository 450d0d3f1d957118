from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from feeds.conferences.editions import EDITION_SOURCES, Conference, editions, refuse_unheld
from feeds.errors import (
    FeedError,
    NotFoundError,
    ThrottledError,
    UnknownFeedError,
    UnreachableError,
)
from feeds.paper import Paper
from feeds.source import Batch, Cursor, FetchRequest, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.http.client import RateLimitedClient

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)


@dataclass
class Scripted:
    """A source of one edition that brings given batches, two batches at most."""

    name: str
    titles: tuple[str, ...] = ()
    status: Status = Status.CURRENT
    failure: FeedError | None = None
    cursors: list[Cursor] = field(default_factory=list)

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        self.cursors.append(request.cursor)
        for number, title in enumerate(self.titles):
            yield Batch(
                (Paper((("url", f"https://example.org/{title}"),), title),), {"page": number + 1}
            )
        if self.failure:
            raise self.failure
        note = "not published yet" if self.status is Status.QUIET else f"a word from {self.name}"
        yield Batch((), {"page": len(self.titles), "etag": "x"}, self.status, note)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[Scripted, ...]]:
    """What the conference has by year; empty at first."""
    known: dict[int, tuple[Scripted, ...]] = {}
    monkeypatch.setitem(EDITION_SOURCES, "neurips", lambda year, _client: known.get(year, ()))  # type: ignore[arg-type]
    return known


def request(cursor: Cursor | None = None, now: datetime = NOW) -> FetchRequest:
    return FetchRequest(now, cursor or {}, None)


def fetch(source: Conference, cursor: Cursor | None = None, now: datetime = NOW) -> list[Batch]:
    return list(source.fetch(request(cursor, now)))


def collect(source: Conference, batches: list[Batch]) -> None:
    """Keep what comes before an error as well."""
    for batch in source.fetch(request()):
        batches.append(batch)  # noqa: PERF402


def titles(batches: list[Batch]) -> list[str]:
    return [paper.title for batch in batches for paper in batch.papers]


def test_the_current_and_the_previous_edition_are_followed(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient
) -> None:
    sources |= {
        year: (Scripted(f"a-{year}", (f"paper of {year}",)),) for year in (2024, 2025, 2026)
    }

    batches = fetch(Conference("neurips", client))

    assert titles(batches) == ["paper of 2026", "paper of 2025"]
    assert batches[-1].status is Status.CURRENT
    assert "a word from a-2026" in batches[-1].note


def test_a_past_edition_is_fetched_by_its_year(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient
) -> None:
    sources |= {year: (Scripted(f"a-{year}", (f"paper of {year}",)),) for year in (2022, 2026)}
    source = Conference("neurips", client, 2022)

    assert source.name == "neurips:2022"
    assert titles(fetch(source)) == ["paper of 2022"]


def test_each_source_goes_on_from_its_own_cursor(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient
) -> None:
    first, second = Scripted("first", ("A", "B")), Scripted("second", ("C",))
    sources[2026] = (first, second)
    batches = fetch(Conference("neurips", client))

    assert [batch.cursor.get("first") for batch in batches[:3]] == [
        {"page": 1},
        {"page": 2},
        {"page": 2, "etag": "x"},
    ]
    fetch(Conference("neurips", client), batches[-1].cursor)

    assert first.cursors == [{}, {"page": 2, "etag": "x"}]
    assert second.cursors == [{}, {"page": 1, "etag": "x"}]


def test_a_source_that_fails_does_not_stop_the_others(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient
) -> None:
    sources[2026] = (
        Scripted("broken", ("A",), failure=UnreachableError("it is silent")),
        Scripted("throttled", failure=ThrottledError("too fast")),
        Scripted("sound", ("B",)),
    )
    batches: list[Batch] = []

    with pytest.raises(UnreachableError, match="it is silent"):
        collect(Conference("neurips", client), batches)

    assert titles(batches) == ["A", "B"]
    assert batches[-1].cursor["broken"] == {"page": 1}


def test_an_edition_that_is_not_published_is_asked_for_again_the_next_day(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient
) -> None:
    coming, there = Scripted("coming", status=Status.QUIET), Scripted("there", ("A",))
    sources |= {2026: (coming,), 2025: (there,)}
    batches = fetch(Conference("neurips", client))
    assert batches[-1].status is Status.CURRENT

    fetch(Conference("neurips", client), batches[-1].cursor)
    assert (len(coming.cursors), len(there.cursors)) == (1, 2)

    fetch(Conference("neurips", client), batches[-1].cursor, NOW.replace(day=18))
    assert len(coming.cursors) == 2


@pytest.mark.parametrize("year", [None, 2024])
def test_an_edition_that_has_to_be_there_and_is_not_is_a_failure(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient, year: int | None
) -> None:
    sources |= {year: (Scripted(f"a-{year}", status=Status.QUIET),) for year in range(2023, 2028)}
    batches: list[Batch] = []
    with pytest.raises(NotFoundError, match="neurips: nothing of"):
        collect(Conference("neurips", client, year), batches)

    # On the same day the sites are not asked again, and the failure stays one.
    with pytest.raises(NotFoundError, match="neurips: nothing of"):
        fetch(Conference("neurips", client, year), batches[-1].cursor)
    assert sum(len(source.cursors) for (source,) in sources.values()) == (1 if year else 2)


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_edition_to_come_is_quiet(
    sources: dict[int, tuple[Scripted, ...]], client: RateLimitedClient, year: int
) -> None:
    sources[year] = (Scripted("coming", status=Status.QUIET),)

    batches = fetch(Conference("neurips", client, year))
    assert (batches[-1].status, batches[-1].note) == (Status.QUIET, "nothing is published yet")

    again = fetch(Conference("neurips", client, year), batches[-1].cursor)
    assert again[-1].status is Status.QUIET


@pytest.mark.parametrize(
    ("conference", "year"), [("neurips", 2031), ("acl", 2028), ("iccv", 2024), ("eccv", 2025)]
)
def test_an_edition_that_can_not_be_is_refused(conference: str, year: int) -> None:
    with pytest.raises(UnknownFeedError, match=f"there is no edition {conference}:{year}"):
        refuse_unheld(conference, year, date(2026, 6, 17))
    refuse_unheld(conference, 2027 if conference == "iccv" else 2026, date(2026, 6, 17))


@pytest.mark.parametrize(
    ("conference", "year", "expected"),
    [
        ("neurips", 2026, [2026, 2025]),
        ("iccv", 2026, [2025, 2023]),
        ("iccv", 2025, [2025, 2023]),
        ("eccv", 2025, [2024, 2022]),
        ("eccv", 2026, [2026, 2024]),
        ("naacl", 2026, [2026, 2025, 2024]),
    ],
)
def test_editions_follow_the_calendar_of_the_conference(
    conference: str, year: int, expected: list[int]
) -> None:
    assert editions(conference, date(year, 6, 17)) == expected


@pytest.mark.parametrize("conference", EDITION_SOURCES)
def test_every_conference_has_sources_for_its_editions(
    conference: str, client: RateLimitedClient
) -> None:
    sources = [
        source
        for year in editions(conference, NOW.date())
        for source in EDITION_SOURCES[conference](year, client)
    ]

    assert sources
    assert len({source.name for source in sources}) == len(sources)
