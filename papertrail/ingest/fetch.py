"""Fetch papers from sources into the database, batch by batch, several hosts at a time."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import chain
from queue import Empty, SimpleQueue
from typing import TypeVar

from feeds.authority import authority_of, is_own
from feeds.errors import ThrottledError
from feeds.paper import clean
from feeds.source import Announcement, Batch, FetchRequest, Source, Status
from papertrail.clock import iso
from papertrail.ingest.batches import remark, save_batch
from papertrail.ingest.failures import describe, is_of_program
from papertrail.ingest.stored import DatabasePapers, database_path
from papertrail.ingest.writer import WriterThread
from papertrail.store import Store
from papertrail.types.update import SourceReport

T = TypeVar("T")
Identifier = tuple[str, str]
_log = logging.getLogger(__name__)

AT_ONCE = 2
"""Host queues that are fetched at the same time, each with at most one page in memory."""


def fetch(
    store: Store,
    queues: Sequence[Sequence[Source]],
    now: datetime,
    since: datetime | None = None,
    on_progress: Callable[[SourceReport], None] = lambda _: None,
    on_end: Callable[[SourceReport], None] = lambda _: None,
) -> list[SourceReport]:
    """Fetch sources into the store; each batch and the cursor after it are one transaction.

    Args:
        store: receives the papers, all of them on the calling thread.
        queues: one for each host or group of hosts, with its sources. Queues are fetched at the
            same time, the sources of one queue one after the other. A source's failure is reported,
            not raised, so that the others go on.
        now: the clock.
        since: fetch back to this moment.
        on_progress: called with a source's report after each batch.
        on_end: called with a source's report at its end.

    Returns:
        A report for each source, in the order of the queues.
    """
    writer = WriterThread()
    database = database_path(store)
    reports: dict[str, SourceReport] = {}
    waiting: SimpleQueue[Sequence[Source]] = SimpleQueue()
    for queue in queues:
        waiting.put(queue)

    def fetch_one(source: Source) -> None:
        stored = DatabasePapers(database, source.name)
        fetching = _SourceFetch(store, source, stored, writer, on_progress)
        report = reports[source.name] = fetching.run(now, since)
        writer.call(lambda: on_end(report))

    def fetch_queues() -> None:
        with suppress(Empty):
            while True:
                for source in waiting.get_nowait():
                    fetch_one(source)

    writer.serve([fetch_queues] * min(AT_ONCE, len(queues)))
    store.works.prepare_filters()
    return [reports[source.name] for source in chain.from_iterable(queues)]


class _SourceFetch:
    """One source's fetch; everything that writes to the store goes through the writer."""

    def __init__(
        self,
        store: Store,
        source: Source,
        stored: DatabasePapers,
        writer: WriterThread,
        on_progress: Callable[[SourceReport], None],
    ) -> None:
        self._store = store
        self._source = source
        self._stored = stored
        self._writer = writer
        self._on_progress = on_progress
        self._seen: set[Identifier] = set()
        self._pointers: set[Identifier] = set()
        self._announced = False
        self._left_out: list[str] = []
        self._writer_failure: BaseException | None = None
        self._report = SourceReport(source.name)

    def run(self, now: datetime, since: datetime | None) -> SourceReport:
        """Fetch until the source has no more papers, or fails in whatever way.

        Raises:
            Exception: the database or the disk failed, not the source.
        """
        started = time.monotonic()
        try:
            self._fetch(now, since)
        except (Exception, SystemExit) as error:
            # The source may have made something else of it.
            if failure := self._writer_failure or self._stored.failure:
                raise failure from error
            _log.info("%s failed", self._source.name, exc_info=error)
            self._report = replace(
                self._report, status=_failure(error, self._report), error=describe(error)
            )
        finally:
            self._stored.close()
        self._report = replace(self._report, seconds=round(time.monotonic() - started, 3))
        self._write(lambda: self._conclude(now))
        return self._report

    def _fetch(self, now: datetime, since: datetime | None) -> None:
        name = self._source.name
        cursor = self._write(lambda: self._store.sources.cursor(name))
        for batch in self._source.fetch(FetchRequest(now, cursor, since, self._stored)):
            self._write(lambda: self._save(batch, now))  # noqa: B023 - called before the loop goes on

    def _write(self, function: Callable[[], T]) -> T:
        try:
            return self._writer.call(function)
        except BaseException as error:
            if is_of_program(error):
                self._writer_failure = error
            raise

    def _save(self, batch: Batch, now: datetime) -> None:
        report, name, store = self._report, self._source.name, self._store
        authority = authority_of(self._source)
        with store.transaction() as tx:
            saved = save_batch(tx, batch.papers, name, now, news=batch.news, authority=authority)
            for scheme, value in batch.removed:
                if is_own((scheme, value), authority):
                    tx.works.note_removed(scheme, value, now)
            tx.sources.save_cursor(name, batch.cursor)
            for announcement in batch.announcements:
                tx.sources.record_day(name, announcement, iso(now))
        self._announced |= bool(batch.announcements)
        self._seen.update(paper.identifiers[0] for paper in saved.papers)
        self._pointers.update(paper.identifiers[0] for paper in saved.papers if paper.discussions)
        self._left_out += saved.left_out
        self._report = replace(
            report,
            fetched=len(self._seen),
            new=report.new + saved.new,
            updated=report.updated + saved.updated,
            status=batch.status or report.status,
            note=batch.note or report.note,
        )
        self._on_progress(self._report)

    def _conclude(self, now: datetime) -> None:
        name = self._source.name
        moment = iso(now)
        notes = filter(None, [clean(self._report.note), remark(self._left_out)])
        report = self._report = replace(self._report, note="; ".join(notes))
        with self._store.transaction() as tx:
            if report.incomplete or not self._announced:
                # A paper that is only discussed need not be stored.
                seen = () if self._announced else tuple(self._seen - self._pointers)
                day = Announcement(
                    now.date(), Status(report.status), None, seen, report.error or report.note
                )
                tx.sources.record_day(name, day, moment)
            tx.sources.recheck_days(name)
            if not report.incomplete:
                tx.sources.make_up_days(name, now.date().isoformat())
            note = report.error or report.note
            succeeded = not report.incomplete
            tx.sources.record(name, report.status, note, moment, succeeded=succeeded)


def _failure(error: BaseException, report: SourceReport) -> Status:
    if isinstance(error, ThrottledError):
        return Status.THROTTLED
    if report.fetched:
        return Status.PARTIAL
    return Status.FAILED
