"""Fetch the PDFs that the reader wants, as a part of each update."""

from datetime import datetime

from papertrail import clock
from papertrail.core.fetching import RETRY, Fetching
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError

_MARKS = {"liked": ("like",), "saved": ("like", "later", "reading")}
"""The marks by which papers are wanted, by the setting."""
_MOST_FAILURES = 3
"""Failures in a row after which the others are left to the next update."""


def fetch_wanted(resources: Resources) -> int:
    """Fetch PDFs of liked or saved papers, as [documents] says; return how many.

    PDFs that an earlier extractor has read are read again, as many in one update.

    A failure is a note; only the disk and the database can fail an update by it.

    Raises:
        OSError: the disk is full or not writable.
        StoreError: likewise, of the database.
    """
    from feeds.errors import FeedError
    from papertrail.render.phrases import plural

    settings = resources.config.documents
    fetching = Fetching(resources)
    if resources.store.documents.count():
        fetching.read_outdated(settings.per_update)
    wanted = _wanted(resources)
    fetched, in_a_row, last = 0, 0, ""
    failed = list[str]()
    for work in resources.store.works.get(wanted[: settings.per_update]):
        try:
            fetching.fetch(work)
        except (FeedError, PapertrailError) as error:
            if isinstance(error, PapertrailError) and not _is_of_paper(error):
                raise
            failed.append(work.id)
            in_a_row, last = in_a_row + 1, error.message
            if in_a_row == _MOST_FAILURES:
                break
        else:
            fetched, in_a_row = fetched + 1, 0
    if failed:
        resources.progress.note(
            f"{plural(len(failed), 'PDF')} could not be fetched ({failed[-1]}: {last}); "
            "see: papertrail documents"
        )
    return fetched


def _is_of_paper(error: PapertrailError) -> bool:
    """Return whether an error is about one paper, not about the home."""
    from papertrail.errors import BusyError, ReadOnlyError, StoreError

    return not isinstance(error, BusyError | ReadOnlyError | StoreError)


def _wanted(resources: Resources) -> list[int]:
    """Return the papers whose PDFs are wanted and not there, those marked last first."""
    kinds = _MARKS.get(resources.config.documents.auto, ())
    if not kinds:
        return []
    store = resources.store
    marked = dict.fromkeys(mark.work for mark in reversed(store.marks.all(kinds)))
    there = store.documents.of(marked)
    refused = {
        work
        for work, (tried, _) in store.documents.failures().items()
        if clock.now() - datetime.fromisoformat(tried) < RETRY
    }
    return [work for work in marked if work not in there and work not in refused]
