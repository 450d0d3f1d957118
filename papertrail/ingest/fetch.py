"""Fetching: from sources into the database, batch by batch, several hosts at a time."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from feeds.errors import FeedError, ThrottledError
from feeds.source import Announcement, Batch, FetchRequest, Source, Status
from papertrail.clock import iso
from papertrail.store import Store
from papertrail.types.update import SourceReport

T = TypeVar("T")

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
    counter = _Counter()
    reports: list[SourceReport] = []

    def read(lane: Sequence[Source]) -> None:
        for source in lane:
            reading = _Reading(store, source, now, since, counter, on_progress)
            report = reading.run()
            reports.append(report)
            counter.ask(lambda: on_end(report))  # noqa: B023 - called before the loop goes on

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

    counter.serve([work] * min(AT_ONCE, len(lanes)))
    with store.transaction():
        store.works.prepare_filters()
    order = {
        source.name: place
        for place, source in enumerate(source for lane in lanes for source in lane)
    }
    return sorted(reports, key=lambda report: order[report.name])


class _Counter:
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
                raise RuntimeError("the update has ended")
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
                    taken[1].set_exception(RuntimeError("the update has ended"))


class _Reading:
    """One source's fetch; everything that touches the store is ordered at the counter."""

    def __init__(
        self,
        store: Store,
        source: Source,
        now: datetime,
        since: datetime | None,
        counter: _Counter,
        on_progress: Callable[[SourceReport], None],
    ) -> None:
        self._store = store
        self._source = source
        self._now = now
        self._since = since
        self._ask = counter.ask
        self._on_progress = on_progress
        self._seen: set[tuple[str, str]] = set()
        self._pointers: set[tuple[str, str]] = set()
        self._announced = False
        self._report = SourceReport(source.name)

    def run(self) -> SourceReport:
        """Fetch until the source has no more, or fails."""
        name, works = self._source.name, self._store.works
        started = time.monotonic()
        request = FetchRequest(
            self._now,
            self._ask(lambda: self._store.sources.cursor(name)),
            self._since,
            held=lambda start, end: self._ask(lambda: works.held(name, start, end)),
            knows=lambda scheme, value: self._ask(lambda: works.knows(scheme, value)),
        )
        try:
            for batch in self._source.fetch(request):
                self._ask(lambda: self._save(batch))  # noqa: B023 - called before the loop goes on
        except FeedError as error:
            self._report = replace(
                self._report,
                status=_failure(error, self._report),
                error=f"{error.message} ({error.hint})" if error.hint else error.message,
            )
        self._report = replace(self._report, seconds=round(time.monotonic() - started, 3))
        self._ask(self._conclude)
        return self._report

    def _save(self, batch: Batch) -> None:
        report, name, store = self._report, self._source.name, self._store
        with store.transaction():
            saved = store.works.save(batch.papers, name, self._now, news=batch.news)
            for scheme, value in batch.removed:
                store.works.note_removed(scheme, value, self._now)
            store.sources.save_cursor(name, batch.cursor)
            for announcement in batch.announcements:
                store.sources.record_day(name, announcement, iso(self._now))
        self._announced |= bool(batch.announcements)
        self._seen.update(paper.identifiers[0] for paper in batch.papers)
        self._pointers.update(paper.identifiers[0] for paper in batch.papers if paper.discussions)
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
        report, name, sources = self._report, self._source.name, self._store.sources
        moment = iso(self._now)
        with self._store.transaction():
            if report.incomplete or not self._announced:
                # A paper that is only discussed need not be stored.
                seen = () if self._announced else tuple(self._seen - self._pointers)
                day = Announcement(
                    self._now.date(), Status(report.status), None, seen, report.error or report.note
                )
                sources.record_day(name, day, moment)
            sources.recheck_days(name)
            if not report.incomplete:
                sources.make_up_days(name, self._now.date().isoformat())
            note = report.error or report.note
            sources.record(name, report.status, note, moment, succeeded=not report.incomplete)


def _failure(error: FeedError, report: SourceReport) -> Status:
    if isinstance(error, ThrottledError):
        return Status.THROTTLED
    return Status.PARTIAL if report.fetched else Status.FAILED
