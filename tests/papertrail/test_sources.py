"""The ledger of what was announced and what is missing of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feeds.paper import Paper
from feeds.source import Announcement, Status
from papertrail.clock import iso
from papertrail.store import Store
from papertrail.types.source import Reconciliation

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
DAY = date(2026, 6, 17)
SOURCE = "arxiv:cs.LG"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def save(store: Store, *numbers: int) -> None:
    papers = [
        Paper(
            identifiers=(("arxiv", f"2606.{number:05}"),),
            title=f"Title of paper number {number}",
            abstract="x",
        )
        for number in numbers
    ]
    with store.transaction() as tx:
        tx.works.save(papers, SOURCE, NOW)


def record(
    store: Store, status: Status, expected: int | None, *numbers: int, day: date = DAY
) -> None:
    seen = tuple(("arxiv", f"2606.{number:05}") for number in numbers)
    with store.transaction() as tx:
        tx.sources.record_day(SOURCE, Announcement(day, status, expected, seen), iso(NOW))


def test_a_day_knows_what_was_expected_seen_and_stored(store: Store) -> None:
    save(store, 1, 2)
    record(store, Status.CURRENT, 4, 1, 2, 3)

    (day,) = store.sources.days("2026-06-01")
    assert (day.expected, day.seen, day.stored, day.missing) == (4, 3, 2, 2)


def test_what_comes_later_is_no_longer_missing(store: Store) -> None:
    record(store, Status.CURRENT, 2, 1, 2)
    save(store, 1, 2)
    with store.transaction() as tx:
        tx.sources.recheck_days(SOURCE)

    (day,) = store.sources.days("2026-06-01")
    assert (day.stored, day.missing) == (2, 0)


def test_a_later_look_at_an_unchanged_day_keeps_its_counts(store: Store) -> None:
    record(store, Status.CURRENT, 2, 1, 2)
    record(store, Status.THROTTLED, None)
    record(store, Status.CURRENT, None)

    (day,) = store.sources.days("2026-06-01")
    assert (day.status, day.expected, day.seen, day.missing) == ("current", 2, 2, 2)


def test_days_are_listed_from_a_day_on(store: Store) -> None:
    for number in (10, 12, 14):
        record(store, Status.QUIET, None, day=date(2026, 6, number))

    assert [day.day for day in store.sources.days("2026-06-12")] == ["2026-06-12", "2026-06-14"]


def test_the_last_proof_is_kept(store: Store) -> None:
    first = Reconciliation(SOURCE, "2026-06-01", "2026-06-10", 100, 99, "2026-06-10T08:00:00Z")
    last = Reconciliation(SOURCE, "2026-06-01", "2026-06-17", 200, 200, "2026-06-17T08:00:00Z")
    with store.transaction() as tx:
        for proof in (last, first):
            tx.sources.record_reconciliation(proof)

    assert store.sources.reconciliations() == {SOURCE: last}


@pytest.mark.parametrize(
    ("periods", "proven"),
    [
        ([("06-01", "06-10")], ("06-01", "06-10")),
        ([("06-01", "06-10"), ("06-08", "06-17")], ("06-01", "06-17")),
        ([("06-15", "06-17"), ("06-01", "06-17")], ("06-01", "06-17")),
        ([("06-01", "06-10"), ("06-12", "06-17")], ("06-12", "06-17")),
    ],
)
def test_periods_that_overlap_are_proven_together(
    periods: list[tuple[str, str]], proven: tuple[str, str], store: Store
) -> None:
    with store.transaction() as tx:
        for since, until in periods:
            tx.sources.record_reconciliation(
                Reconciliation(SOURCE, since, until, 100, 100, f"2026-{until}T08:00:00Z")
            )

    assert store.sources.reconciled_periods() == {SOURCE: proven}


def test_days_of_failures_are_made_up_for_once_all_of_them_is_stored(store: Store) -> None:
    save(store, 1)
    record(store, Status.THROTTLED, None, 1, day=date(2026, 6, 15))
    record(store, Status.PARTIAL, None, 2, day=date(2026, 6, 16))
    record(store, Status.QUIET, None, day=date(2026, 6, 14))
    record(store, Status.FAILED, None)

    with store.transaction() as tx:
        tx.sources.make_up_days(SOURCE, DAY.isoformat())

    assert {day.day: (day.status, day.note) for day in store.sources.days("2026-06-01")} == {
        "2026-06-14": ("quiet", ""),
        "2026-06-15": ("current", "made up for on 2026-06-17"),
        "2026-06-16": ("partial", ""),
        "2026-06-17": ("failed", ""),
    }
