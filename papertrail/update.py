"""Fetching: from sources into the database, batch by batch."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from feeds.errors import FeedError, ThrottledError
from feeds.source import FetchRequest, Source, Status
from papertrail.clock import iso
from papertrail.store import Store

MISSING = frozenset({Status.THROTTLED, Status.PARTIAL, Status.FAILED})
"""Standings after which something may be missing."""


@dataclass(slots=True)
class SourceReport:
    """What an update did with one source.

    Attributes:
        fetched: different papers that the source sent.
        new: of these, papers that were not stored.
        updated: of these, papers whose version, title or abstract changed.
        error: what went wrong and what to do, or None.
    """

    name: str
    status: Status = Status.CURRENT
    fetched: int = 0
    new: int = 0
    updated: int = 0
    error: str | None = None
    seconds: float = 0.0


def fetch(
    store: Store,
    source: Source,
    now: datetime,
    since: datetime | None = None,
    on_progress: Callable[[SourceReport], None] | None = None,
) -> SourceReport:
    """Fetch a source into the store; each batch and the cursor after it are one transaction.

    Args:
        store: receives the papers.
        source: what to fetch; its failure is reported, not raised, so that other sources can go on.
        now: the clock.
        since: fetch back to this moment.
        on_progress: is shown the report after each batch.
    """
    report = SourceReport(source.name)
    started = time.monotonic()
    note = ""
    seen: set[tuple[str, str]] = set()

    def held(start: datetime, end: datetime) -> int:
        return store.works.held(source.name, start, end)

    request = FetchRequest(now, store.sources.cursor(source.name), since, held)
    try:
        for batch in source.fetch(request):
            with store.transaction():
                saved = store.works.save(batch.papers, source.name, now)
                store.sources.save_cursor(source.name, batch.cursor)
            seen.update(paper.identifiers[0] for paper in batch.papers)
            report.fetched = len(seen)
            report.new += saved.new
            report.updated += saved.updated
            report.status, note = batch.status or report.status, batch.note or note
            if on_progress:
                on_progress(report)
    except FeedError as error:
        report.status = _failure(error, report)
        report.error = note = f"{error.message} ({error.hint})" if error.hint else error.message
    report.seconds = round(time.monotonic() - started, 3)
    with store.transaction():
        store.sources.record(source.name, report.status, note, iso(now), succeeded=report.status not in MISSING)
    return report


def _failure(error: FeedError, report: SourceReport) -> Status:
    if isinstance(error, ThrottledError):
        return Status.THROTTLED
    return Status.PARTIAL if report.fetched else Status.FAILED
