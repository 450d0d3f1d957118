"""Fetching: from sources into the database, batch by batch, several hosts at a time."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from feeds.authority import authority_of, is_own
from feeds.errors import ThrottledError
from feeds.paper import clean
from feeds.source import Announcement, Batch, FetchRequest, Source, Status
from papertrail.clock import iso
from papertrail.errors import PapertrailError
from papertrail.ingest.batches import remark, save_batch
from papertrail.ingest.failures import describe, is_of_program
from papertrail.store import Store
from papertrail.types.update import SourceReport

T = TypeVar("T")
_log = logging.getLogger(__name__)

AT_ONCE = 2
"""Lanes that are read at the same time, each holding at most one host's page in memory."""


def fetch(
    store: Store,
    lanes: Sequence[Sequence[Source]],
    now: datetime,
    since: datetime | None = None,
    on_progress: Callable[[SourceReport], None] = lambda _: None,
    on_end: Callable[[SourceReport], None] = lambda _: None,
) -> list[SourceReport]:
    """Fetch sources into the store; each batch and the cursor after it are one transaction.

    Args:
        store: receives the papers, all of them on the calling thread.
        lanes: sources that ask different hosts, so that they may be read at the same time; the
            sources of one lane are read one after the other. A source's failure is reported, not
            raised, so that the others go on.
        now: the clock.
        since: fetch back to this moment.
        on_progress: is shown a source's report after each batch.
        on_end: is shown a source's report at its end.
    """
    writer = WriterThread()
    reports: list[SourceReport] = []

    def read(lane: Sequence[Source]) -> None:
        for source in lane:
            reading = _Reading(store, source, now, since, writer, on_progress)
            report = reading.run()
            reports.append(report)
            writer.ask(lambda: on_end(report))  # noqa: B023 - called before the loop goes on

    waiting: SimpleQueue[Sequence[Source]] = SimpleQueue()
    for lane in lanes:
        waiting.put(lane)

    def work() -> None:
        while True:
            try:
                lane = waiting.get_nowait()
            except Empty:
                return
            read(lane)

    writer.serve([work] * min(AT_ONCE, len(lanes)))
    store.works.prepare_filters()
    order = {
        source.name: place
        for place, source in enumerate(source for lane in lanes for source in lane)
    }
    return sorted(reports, key=lambda report: order[report.name])


class _EndedError(PapertrailError):
    """The thread that owns the database has gone on."""

    def __init__(self) -> None:
        super().__init__("the update has ended")


class WriterThread:
    """Where reading threads have things done by the thread that owns the database."""

    def __init__(self) -> None:
        self._orders: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._closed = False
        self._entrance = threading.Lock()

    def ask(self, order: Callable[[], T]) -> T:
        """Have something done by the owner, and return its result or raise its error."""
        done: Future[T] = Future()
        with self._entrance:
            if self._closed:
                raise _EndedError
            self._orders.put((order, done))
        return done.result()

    def serve(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Run jobs on threads of their own, and their orders on this one, until all jobs are done.

        Raises:
            Exception: the first that a job raised. Its siblings end at their next order.
        """
        failures: list[BaseException] = []

        def run(job: Callable[[], None]) -> None:
            try:
                job()
            except BaseException as error:  # noqa: BLE001 - it is raised by the owner
                failures.append(error)
            self._orders.put(None)

        # Daemons: a reader that waits for a host must not keep an interrupted process alive.
        for job in jobs:
            threading.Thread(target=run, args=(job,), daemon=True).start()
        running = len(jobs)
        try:
            while running and not failures:
                taken = self._orders.get()
                if taken is None:
                    running -= 1
                    continue
                order, done = taken
                try:
                    done.set_result(order())
                except BaseException as error:
                    done.set_exception(error)
                    if not isinstance(error, Exception):
                        raise
        finally:
            self._close()
        if failures:
            raise failures[0]

    def _close(self) -> None:
        with self._entrance:
            self._closed = True
            while not self._orders.empty():
                taken = self._orders.get()
                if taken:
                    taken[1].set_exception(_EndedError())


class _Reading:
    """One source's fetch; everything that touches the store goes through the writer."""

    def __init__(
        self,
        store: Store,
        source: Source,
        now: datetime,
        since: datetime | None,
        writer: WriterThread,
        on_progress: Callable[[SourceReport], None],
    ) -> None:
        self._store = store
        self._source = source
        self._now = now
        self._since = since
        self._writer = writer
        self._on_progress = on_progress
        self._seen: set[tuple[str, str]] = set()
        self._pointers: set[tuple[str, str]] = set()
        self._announced = False
        self._left_out: list[str] = []
        self._failure_of_program: BaseException | None = None
        self._report = SourceReport(source.name)

    def run(self) -> SourceReport:
        """Fetch until the source has no more, or fails in whatever way.

        Raises:
            Exception: the database or the disk failed, not the source.
        """
        started = time.monotonic()
        try:
            for batch in self._source.fetch(self._request()):
                self._ask(lambda: self._save(batch))  # noqa: B023 - called before the loop goes on
        except (Exception, SystemExit) as error:
            # The source may have made something else of it.
            if self._failure_of_program:
                raise self._failure_of_program from error
            _log.info("%s failed", self._source.name, exc_info=error)
            self._report = replace(
                self._report, status=_failure(error, self._report), error=describe(error)
            )
        self._report = replace(self._report, seconds=round(time.monotonic() - started, 3))
        self._ask(self._conclude)
        return self._report

    def _request(self) -> FetchRequest:
        name, works = self._source.name, self._store.works
        return FetchRequest(
            self._now,
            self._ask(lambda: self._store.sources.cursor(name)),
            self._since,
            held=lambda start, end: self._ask(lambda: works.count_submitted(name, start, end)),
            knows=lambda scheme, value: self._ask(lambda: works.has_abstract(scheme, value)),
        )

    def _ask(self, order: Callable[[], T]) -> T:
        try:
            return self._writer.ask(order)
        except BaseException as error:
            if is_of_program(error):
                self._failure_of_program = error
            raise

    def _save(self, batch: Batch) -> None:
        report, name, store = self._report, self._source.name, self._store
        authority = authority_of(self._source)
        with store.transaction() as tx:
            saved = save_batch(
                tx, batch.papers, name, self._now, news=batch.news, authority=authority
            )
            for scheme, value in batch.removed:
                if is_own((scheme, value), authority):
                    tx.works.note_removed(scheme, value, self._now)
            tx.sources.save_cursor(name, batch.cursor)
            for announcement in batch.announcements:
                tx.sources.record_day(name, announcement, iso(self._now))
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

    def _conclude(self) -> None:
        name = self._source.name
        moment = iso(self._now)
        notes = filter(None, [clean(self._report.note), remark(self._left_out)])
        report = self._report = replace(self._report, note="; ".join(notes))
        with self._store.transaction() as tx:
            if report.incomplete or not self._announced:
                # A paper that is only discussed need not be stored.
                seen = () if self._announced else tuple(self._seen - self._pointers)
                day = Announcement(
                    self._now.date(), Status(report.status), None, seen, report.error or report.note
                )
                tx.sources.record_day(name, day, moment)
            tx.sources.recheck_days(name)
            if not report.incomplete:
                tx.sources.make_up_days(name, self._now.date().isoformat())
            note = report.error or report.note
            succeeded = not report.incomplete
            tx.sources.record(name, report.status, note, moment, succeeded=succeeded)


def _failure(error: BaseException, report: SourceReport) -> Status:
    if isinstance(error, ThrottledError):
        return Status.THROTTLED
    return Status.PARTIAL if report.fetched else Status.FAILED
