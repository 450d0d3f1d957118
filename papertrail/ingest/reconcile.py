"""Reconcile what is stored with all that an upstream has."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

from feeds.authority import authority_of, is_own
from feeds.http.contract import HttpClient
from feeds.paper import Paper
from feeds.source import FetchRequest, Source
from papertrail.clock import iso
from papertrail.ingest.batches import save_batch
from papertrail.ingest.failures import as_feed_error, is_of_program
from papertrail.ingest.stored import DatabasePapers, database_path
from papertrail.store import Store
from papertrail.types.source import Reconciliation

Identifier = tuple[str, str]


def reconcile(
    store: Store,
    source: Source,
    client: HttpClient,
    since: datetime,
    now: datetime,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Reconciliation:
    """Fetch everything again in the most complete way, store what was missing, record the count.

    For an arXiv category that is OAI-PMH, which lists all that was added or changed from a day on;
    for any other source it is the source itself, read from its beginning.

    Args:
        store: what is compared, and completed.
        source: as the catalogue builds it.
        client: for OAI-PMH.
        since: the first day that counts.
        now: the clock.
        on_progress: called with the number of papers compared until now.

    Raises:
        FeedError: the source failed, in whatever way; what came before is stored, and no proof is
            kept.
    """
    try:
        return _reconcile(store, source, client, since, now, on_progress)
    except Exception as error:
        if is_of_program(error):
            raise
        raise as_feed_error(source.name, error) from error


def _reconcile(
    store: Store,
    source: Source,
    client: HttpClient,
    since: datetime,
    now: datetime,
    on_progress: Callable[[int], None],
) -> Reconciliation:
    expected: set[Identifier] = set()
    stored_before = 0
    for papers, removed in _everything(store, source, client, since, now):
        shown = {
            paper.identifiers[0] for paper in papers if paper.identifiers and not paper.discussions
        }
        stored = {
            identifier
            for identifier in shown - expected
            if store.works.find(*identifier) is not None
        }
        with store.transaction() as tx:
            saved = save_batch(tx, papers, source.name, now, authority=authority_of(source))
            for identifier in removed:
                if is_own(identifier, authority_of(source)):
                    tx.works.note_removed(*identifier, now)
        # What can't be stored is not missing.
        storable = {paper.identifiers[0] for paper in saved.papers if not paper.discussions}
        stored_before += len(stored & storable)
        expected |= storable
        on_progress(len(expected))
    proof = Reconciliation(
        source.name,
        since.date().isoformat(),
        now.date().isoformat(),
        len(expected),
        stored_before,
        iso(now),
    )
    with store.transaction() as tx:
        tx.sources.record_reconciliation(proof)
        tx.sources.recheck_days(source.name)
    return proof


def _everything(
    store: Store, source: Source, client: HttpClient, since: datetime, now: datetime
) -> Iterator[tuple[tuple[Paper, ...], tuple[Identifier, ...]]]:
    """Yield (papers, removed identifiers)."""
    scheme, _, category = source.name.partition(":")
    if scheme == "arxiv":
        from feeds.arxiv.oai import ArxivOai

        for page in ArxivOai(client).records(category, since.date(), now.date()):
            yield page.papers, tuple(("arxiv", removed) for removed in page.removed)
        return

    with closing(DatabasePapers(database_path(store), source.name)) as stored:
        for batch in source.fetch(FetchRequest(now, {}, since, stored)):
            yield batch.papers, batch.removed
