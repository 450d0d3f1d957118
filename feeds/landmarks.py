"""Fetch landmark papers of machine learning from a feed in the package, as arXiv's API would answer.

The abstracts are in our own words, so this source is no authority for the papers: arXiv's own
record replaces what it says. The source of arXiv reads it, by another client.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files

from feeds.arxiv.api import ArxivApi, Window
from feeds.http.contract import FEED_TYPES, Response
from feeds.source import Batch, FetchRequest, Status

_SINCE = datetime(1991, 8, 1, tzinfo=UTC)


class LandmarksClient:
    """An HTTP client that answers every request with the bundled feed."""

    def get(
        self,
        url: str,  # noqa: ARG002 - there is one answer
        *,
        accept: str = FEED_TYPES,  # noqa: ARG002
        etag: str | None = None,  # noqa: ARG002
        check: Callable[[Response], None] | None = None,
        bearer: str | None = None,  # noqa: ARG002
    ) -> Response:
        """Return the feed; see `feeds.http.client.HttpClient.get`."""
        response = Response(200, _feed())
        if check:
            check(response)
        return response

    def post(
        self,
        url: str,
        document: Mapping[str, str],  # noqa: ARG002
        *,
        check: Callable[[Response], None] | None = None,
    ) -> Response:
        """Return the feed; see `feeds.http.client.HttpClient.post`."""
        return self.get(url, check=check)


class Landmarks:
    """The bundled feed as a source; the cursor holds the hash of what was read."""

    name = "landmarks"

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield all papers, if they are not those that were read last."""
        cursor = {"sha256": sha256(_feed()).hexdigest()}
        if request.cursor != cursor:
            window = Window(_SINCE, request.now)
            for papers in ArxivApi(LandmarksClient()).window("landmarks", window):
                yield Batch(tuple(papers), request.cursor)
        yield Batch((), cursor, Status.CURRENT)


def _feed() -> bytes:
    return (files("feeds") / "landmarks.atom.xml").read_bytes()
