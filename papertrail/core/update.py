"""Fetch new papers and index them."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.alerts import check_retractions
from papertrail.core.citations import find_new
from papertrail.core.http_client import open_client
from papertrail.core.indexing import index_all
from papertrail.core.resources import Resources
from papertrail.core.update_progress import recorded
from papertrail.core.wanted_documents import fetch_wanted
from papertrail.core.written_feeds import write_followed_feeds
from papertrail.errors import UsageError
from papertrail.types.update import UpdateResult

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient
    from feeds.registry import Feed
    from feeds.source import Source

NO_FEEDS = "no feed is followed; papertrail feeds add neurips arxiv:cs.LG follows some"


def update(
    resources: Resources, feeds: Sequence[str] = (), since: str | None = None
) -> UpdateResult:
    """Fetch new papers of feeds into the database, then index them.

    Args:
        resources: the home; its database is made if there is none.
        feeds: their names; empty for all that the configuration follows.
        since: fetch back to this day, such as 2026-05-20. An interrupted back-fill goes on.

    Raises:
        UsageError: `since` is in the future, or there is no feed to fetch.
        FeedError: no feed has one of the names.
        BusyError: another process is updating.
        IndexingError: the vectors can't be written.
    """
    from papertrail.indexing.background import BackgroundIndexing
    from papertrail.indexing.catch_up import pending
    from papertrail.ingest.fetch import fetch
    from papertrail.locks import updating

    moment = start_of(since)
    started = time.monotonic()
    store = resources.created_store()
    with updating(resources.home, "papertrail update"), recorded(resources):
        hosts = open_sources(resources, _chosen(resources, feeds))
        with BackgroundIndexing(resources.home, resources.config) as background:
            reports = fetch(
                store,
                hosts,
                clock.now(),
                moment,
                resources.progress.fetched,
                resources.progress.source_ended,
            )
        documents = fetch_wanted(resources)
        check_retractions(resources)
        indexed = index_all(resources, background.semantics)
        find_new(resources, everything=True)
        write_followed_feeds(resources)
        waiting = pending(store, resources.semantics())
    return UpdateResult(
        sources=tuple(reports),
        embedded=indexed.embedded + background.embedded,
        pending=waiting,
        complete=indexed.complete,
        documents=documents,
        seconds=time.monotonic() - started,
    )


def start_of(since: str | None) -> datetime | None:
    """Return the first moment of a day, such as 2026-05-20.

    Raises:
        UsageError: it is in the future.
    """
    if since is None:
        return None
    if since > clock.today().isoformat():
        raise UsageError(f"{since} is in the future")
    # Papers have days of UTC; the reader's may have begun earlier.
    return min(datetime.fromisoformat(since).replace(tzinfo=UTC), clock.now())


def open_sources(resources: Resources, feeds: "Sequence[Feed]") -> "list[list[Source]]":
    """Return the sources of feeds, grouped by the host that they ask."""
    hosts: dict[str, list[Feed]] = {}
    for feed in feeds:
        hosts.setdefault(feed.host, []).append(feed)
    return [_sources_of_host(resources, group) for group in hosts.values()]


def _chosen(resources: Resources, names: Sequence[str]) -> "list[Feed]":
    feeds = resources.config.chosen(names)
    if not feeds:
        if resources.store.works.last_key():
            # Stored papers may be waiting for the index all the same.
            index_all(resources)
        raise UsageError(NO_FEEDS)
    return feeds


def _sources_of_host(resources: Resources, feeds: "Sequence[Feed]") -> "list[Source]":
    # Threads can't share a client; what has to be shared is in files that all clients use.
    client = open_client(resources)
    return [make_source(feed, client, resources) for feed in feeds]


def make_source(feed: "Feed", client: "RateLimitedClient", resources: Resources) -> "Source":
    """Return the source of a feed; if it can't be made, one that fails, so that others go on."""
    from papertrail.ingest.failures import BrokenSource, is_of_program

    try:
        return feed.source(client, resources.config.feed_options)
    except Exception as error:
        if is_of_program(error):
            raise
        return BrokenSource(feed.name, error)
