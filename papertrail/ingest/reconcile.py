"""Proving that nothing is missing: what is stored, compared with all that an upstream has."""

from collections.abc import Callable, Iterator
from datetime import datetime

from feeds.http.client import HttpClient
from feeds.paper import Paper
from feeds.source import FetchRequest, Source
from papertrail.clock import iso
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
    """Ask for everything again by the channel that leaves nothing out, store what was missing, and
    keep the count.

    For an arXiv category that channel is OAI-PMH, which lists all that was added or changed from a
    day on; for any other source it is the source itself, read from its beginning.

    Args:
        store: what is compared, and completed.
        source: as the catalogue builds it.
        client: for OAI-PMH.
        since: the first day that counts.
        now: the clock.
        on_progress: is told how many papers were compared so far.

    Raises:
        FeedError: the upstream failed; what came before is stored, and no proof is kept.
    """
    expected: set[Identifier] = set()
    held = 0
    for papers, removed in _everything(store, source, client, since, now):
        fresh = [
            paper
            for paper in papers
            if not paper.discussions and paper.identifiers[0] not in expected
        ]
        held += store.works.stored(paper.identifiers[0] for paper in fresh)
        expected.update(paper.identifiers[0] for paper in fresh)
        with store.transaction():
            store.works.save(papers, source.name, now)
            for identifier in removed:
                store.works.note_removed(*identifier, now)
        on_progress(len(expected))
    proof = Reconciliation(
        source.name, since.date().isoformat(), now.date().isoformat(), len(expected), held, iso(now)
    )
    with store.transaction():
        store.sources.record_proof(proof)
        store.sources.recheck_days(source.name)
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

    def held(start: datetime, end: datetime) -> int:
        return store.works.held(source.name, start, end)

    request = FetchRequest(now, {}, since, held=held, knows=store.works.knows)
    for batch in source.fetch(request):
        yield batch.papers, batch.removed
