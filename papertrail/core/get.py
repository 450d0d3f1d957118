"""Get single papers into the store."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError
from papertrail.types.fetched import GetResult, GetStatus, GotPaper

if TYPE_CHECKING:
    from feeds.lookup import Found, Wanted
    from papertrail.store import Store
    from papertrail.types.update import IndexingResult

SOURCE = "get"
"""The name of the source under which such papers appear."""
_PATIENCE = 10.0
"""Seconds to wait for another process that indexes; the next update does it otherwise."""
_NO_ID = (
    "no paper id; write arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182 "
    "or the address of its page"
)


def get(resources: Resources, papers: Sequence[str], *, again: bool = False) -> GetResult:
    """Look papers up at the sources that issue their ids, store and index them.

    A paper that is stored with an abstract is not asked for.

    Args:
        resources: the home; its database is made if there is none.
        papers: arXiv ids, DOIs, ids of the ACL Anthology and of OpenReview, addresses of pages.
        again: ask for those that are stored too.

    Raises:
        IndexingError: the vectors can't be written; the papers are stored.
    """
    from feeds.lookup import look_up, read_wanted
    from papertrail.core.http_client import open_client

    store = resources.created_store()
    got: dict[str, GotPaper] = {}
    missing: dict[str, Wanted] = {}
    for paper in papers:
        known = _known(resources, paper, again=again)
        wanted = read_wanted(paper)
        if known:
            got[paper] = known
        elif wanted is None:
            got[paper] = GotPaper(paper, GetStatus.FAILED, error=_NO_ID)
        else:
            missing[paper] = wanted
    if missing:
        client = open_client(resources)
        asked = {wanted.asked: paper for paper, wanted in missing.items()}
        with resources.progress.track(len(missing), "papers") as advance:
            found = look_up(list(missing.values()), client, resources.config.feed_options)
            for each in found:
                paper = asked[each.wanted.asked]
                got[paper] = _store(store, paper, each)
                advance(1)
        store.works.prepare_filters()
    indexed = index_what_is_new(resources, "papertrail get")
    results = tuple(got[paper] for paper in papers)
    return GetResult(results, indexed.embedded if indexed else 0, indexed is not None)


def _known(resources: Resources, paper: str, *, again: bool) -> GotPaper | None:
    """Return a paper that is stored already; None if it has to be asked for."""
    try:
        work = resolve(resources, paper)
    except NotFoundError:
        return None
    # A number of the last list names nothing else.
    if paper.strip().isdecimal() or (work.abstract and not again):
        return GotPaper(paper, GetStatus.KNOWN, work)
    return None


def _store(store: "Store", paper: str, found: "Found") -> GotPaper:
    """Store what was found, and return the work that it is a part of."""
    from papertrail.ingest.batches import save_batch
    from papertrail.ingest.failures import describe

    if found.paper is None:
        reason = describe(found.error) if found.error else "nothing was found"
        return GotPaper(paper, GetStatus.FAILED, error=reason)
    with store.transaction() as tx:
        saved = save_batch(tx, (found.paper,), SOURCE, clock.now(), authority=found.authority)
    if saved.left_out:
        return GotPaper(paper, GetStatus.FAILED, error=f"it can't be stored: {saved.left_out[0]}")
    identifiers = [found.wanted.identifier, *found.paper.identifiers]
    keys = (store.works.find(*identifier) for identifier in identifiers)
    key = next((each for each in keys if each is not None), None)
    work = store.works.get([key])[0] if key is not None else None
    status = GetStatus.KNOWN
    if saved.new or saved.updated:
        status = GetStatus.NEW if saved.new else GetStatus.UPDATED
    return GotPaper(paper, status, work)


def index_what_is_new(resources: Resources, command: str) -> "IndexingResult | None":
    """Index what is new; return None if another process keeps the lock."""
    from papertrail.core.indexing import index_all
    from papertrail.locks import updating

    if not resources.store.works.last_key():
        return None
    try:
        with updating(resources.home, command, seconds=_PATIENCE):
            return index_all(resources)
    except BusyError as error:
        resources.progress.note(
            f"not indexed yet: {error.message}; papertrail update goes on with them"
        )
        return None
