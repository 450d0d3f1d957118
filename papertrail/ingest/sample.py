"""Fetch the bundled sample: an Atom feed of landmark papers, as arXiv's API would answer.

The abstracts are in our own words. The source of arXiv reads it, by another client.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files

from feeds.arxiv.api import ArxivApi, Window
from feeds.http.contract import FEED_TYPES, Response
from feeds.source import Batch, FetchRequest

_SINCE = datetime(1991, 8, 1, tzinfo=UTC)


class SampleClient:
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
        response = Response(200, (files("papertrail.ingest") / "sample.atom.xml").read_bytes())
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


class Sample:
    """The bundled feed as a source."""

    name = "sample"

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield all papers of the sample."""
        for papers in ArxivApi(SampleClient()).window("sample", Window(_SINCE, request.now)):
            yield Batch(tuple(papers), {})
