"""Fetch what matches an arXiv query, window by window of submission dates.

The cursor holds one closed interval of submission dates, {"from", "until"}: every paper that the
API listed in it is stored. A fetch proves its last days by count, moves `until` forward, and moves
`from` back where `since` asks for it, so a fetch that was stopped goes on from the interval it
reached.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from feeds.arxiv.api import ArxivApi, Window
from feeds.paper import Paper
from feeds.source import Batch, Cursor, FetchRequest, Json

LOOK_BACK = timedelta(days=7)
SPAN = timedelta(days=30)
_MINUTE = timedelta(minutes=1)


class Submissions:
    """The papers that were submitted and match a query, such as `cat:cs.LG`."""

    def __init__(self, api: ArxivApi, query: str, span: timedelta = SPAN) -> None:
        """Read the papers of a query, those of at most a span of submission dates at once."""
        self._api = api
        self._query = query
        self._span = span

    def fetch(self, request: FetchRequest, cursor: dict[str, Json]) -> Iterator[Batch]:
        """Yield what the interval lacks, moving it in `cursor`.

        Raises:
            FeedError: the API failed; the interval says how far it was read.
        """
        now = _to_minute(request.now)
        since = None
        if request.since:
            since = _to_minute(request.since)
        covered = _interval(cursor)
        if covered is None:
            covered = Window(now, now)
            since = since or now - LOOK_BACK
        else:
            # In this order: once the interval has grown, its last days are others.
            yield from self._look_back(covered, since, request, cursor)
            yield from self._forward(covered, now, cursor)
        if since and since < covered.start:
            yield from self._backward(Window(since, covered.start), cursor)

    def _forward(self, covered: Window, now: datetime, cursor: dict[str, Json]) -> Iterator[Batch]:
        """Fetch what was submitted after the interval, oldest first."""
        for window in self._spans(Window(covered.end + _MINUTE, now)):
            newest = covered.end
            for papers in self._api.window(self._query, window):
                newest = max(newest, *map(_submitted, papers))
                yield Batch(tuple(papers), dict(cursor))
            # The interval ends at the newest paper: those of the last hours are handed in but not
            # announced yet.
            covered = Window(covered.start, newest)
            cursor["until"] = newest.isoformat()
            yield Batch((), dict(cursor))

    def _look_back(
        self,
        covered: Window,
        since: datetime | None,
        request: FetchRequest,
        cursor: dict[str, Json],
    ) -> Iterator[Batch]:
        """Fetch those windows at the end of the interval again whose papers arXiv counts otherwise.

        Papers that moderators held back appear days after their submission date; their window was
        read by then.
        """
        start = min(covered.end - LOOK_BACK, since or covered.end)
        for window in self._spans(Window(max(covered.start, start), covered.end)):
            stored = request.stored.count_submitted(window.start, window.end)
            if self._api.count(self._query, window) != stored:
                for papers in self._api.window(self._query, window):
                    yield Batch(tuple(papers), dict(cursor))

    def _backward(self, gap: Window, cursor: dict[str, Json]) -> Iterator[Batch]:
        """Fetch what was submitted before the interval, newest first.

        So the interval stays in one piece.
        """
        for window in reversed(self._spans(gap)):
            newest = window.start
            for papers in self._api.window(self._query, window):
                newest = max(newest, *map(_submitted, papers))
                yield Batch(tuple(papers), dict(cursor))
            cursor.setdefault("until", newest.isoformat())
            cursor["from"] = window.start.isoformat()
            yield Batch((), dict(cursor))

    def _spans(self, window: Window) -> list[Window]:
        """Cut a window into pieces of at most the span that share no minute, oldest first."""
        spans = []
        start = window.start
        while start <= window.end:
            end = min(start + self._span - _MINUTE, window.end)
            spans.append(Window(start, end))
            start = end + _MINUTE
        return spans


def _interval(cursor: Cursor) -> Window | None:
    start, end = cursor.get("from"), cursor.get("until")
    if not (isinstance(start, str) and isinstance(end, str)):
        return None
    return Window(datetime.fromisoformat(start), datetime.fromisoformat(end))


def _submitted(paper: Paper) -> datetime:
    return _to_minute(paper.submitted or datetime.min.replace(tzinfo=UTC))


def _to_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
