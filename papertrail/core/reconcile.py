"""Compare what is stored with all that upstreams have."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.http_client import open_client
from papertrail.core.indexing import index_all
from papertrail.core.resources import Resources
from papertrail.core.update import make_source, start_of
from papertrail.types.update import ReconcileResult

if TYPE_CHECKING:
    from papertrail.types.source import Reconciliation

_log = logging.getLogger(__name__)


def reconcile(resources: Resources, since: str, feeds: Sequence[str] = ()) -> ReconcileResult:
    """Ask for everything since a day again, and store and index what is missing.

    Args:
        resources: the home; its database is made if there is none.
        since: the first day that counts, such as 2026-05-20.
        feeds: their names; empty for all that the configuration follows.

    Raises:
        UsageError: `since` is in the future.
        FeedError: no feed has one of the names.
        BusyError: another process is updating.
        IndexingError: the vectors can't be written.
    """
    from feeds.errors import FeedError
    from papertrail.ingest.reconcile import reconcile as compare
    from papertrail.locks import updating

    now, moment = clock.now(), start_of(since) or clock.now()
    reconciled: list[Reconciliation] = []
    failed: list[tuple[str, str]] = []
    store = resources.created_store()
    with updating(resources.home, "papertrail reconcile"):
        client = open_client(resources)
        for feed in resources.config.chosen(feeds):
            try:
                source = make_source(feed, client, resources)
                found = compare(store, source, client, moment, now)
            except FeedError as error:
                failed.append((feed.name, error.message))
                _log.info("%s failed", feed.name, exc_info=error)
                resources.progress.reconciled(feed.name, error.message)
            else:
                reconciled.append(found)
                resources.progress.reconciled(feed.name, found)
        indexed = index_all(resources)
    return ReconcileResult(tuple(reconciled), tuple(failed), indexed.complete)
