"""Fetch what matches a query of arXiv's own language, in all of its categories.

Announcements can't be searched, so the query API is all that there is: new papers are found by
their submission dates, with the same proof by count as in `feeds.arxiv.category`. A revision is not
noticed.
"""

from collections.abc import Iterator
from datetime import timedelta

from feeds.arxiv.api import ArxivApi
from feeds.arxiv.windows import Submissions
from feeds.http.contract import HttpClient
from feeds.source import Batch, FetchRequest, Status

SPAN = timedelta(days=365)
"""Few papers match a query, so more days are read at once."""


class ArxivSearch:
    """The papers that arXiv finds for a query."""

    def __init__(self, query: str, client: HttpClient) -> None:
        """Follow a query, as `feeds.arxiv.query.read_query` returns it."""
        self.name = f"arxiv-search:{query}"
        self._submissions = Submissions(ArxivApi(client), f"({query})", SPAN)

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what was submitted since the last fetch, and what its last days lack.

        Raises:
            FeedError: the API failed, or refused the query.
        """
        cursor = dict(request.cursor)
        yield from self._submissions.fetch(request, cursor)
        yield Batch((), cursor, Status.CURRENT)
