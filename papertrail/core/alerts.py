"""Check the reader's published papers for retractions, as a part of each update."""

from datetime import timedelta

from papertrail import clock
from papertrail.core.resources import Resources

AGAIN = timedelta(days=14)
"""How long a check of a DOI holds."""
_MOST_FAILURES = 2
"""Failures in a row after which the others are left to the next update."""


def check_retractions(resources: Resources) -> int:
    """Ask Crossref about papers that the reader liked, saved, read, tagged or noted.

    Only DOIs of publishers are asked for, each at most every two weeks, and no more than
    `[alerts] per_update` in one update. What is found becomes an event of the paper, which the next
    digest reports. A failure is a note.

    Returns:
        How many papers have a new notice.

    Raises:
        StoreError: the database can't be written to.
    """
    from feeds.errors import FeedError
    from feeds.identifiers import is_arxiv_doi, is_placeholder
    from feeds.retractions import notices
    from papertrail.core.http_client import open_client

    settings, store = resources.config.alerts, resources.store
    if not settings.retractions:
        return 0
    due = [
        each
        for each in store.alerts.unchecked(clock.now() - AGAIN)
        if not is_arxiv_doi(each.doi) and not is_placeholder(each.doi)
    ]
    if not due:
        return 0
    client = open_client(resources, attempts=1)
    found = in_a_row = 0
    for each in due[: settings.per_update]:
        try:
            noticed, etag = notices(client, each.doi, each.etag)
        except FeedError as error:
            in_a_row += 1
            if in_a_row == _MOST_FAILURES:
                resources.progress.note(f"retractions are checked next time: {error.message}")
                break
            continue
        in_a_row = 0
        with store.transaction() as tx:
            tx.alerts.checked(each.doi, etag, clock.now())
            new = 0
            for notice in noticed:
                detail = _detail(notice.doi, notice.source)
                new += tx.alerts.note(each.work, notice.kind, detail, clock.now())
        found += bool(new)
    return found


def _detail(doi: str, source: str) -> str:
    return f"{source}, doi:{doi}" if doi else source
