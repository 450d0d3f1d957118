"""Fetch landmark papers of machine learning from two files in the package, without network.

`landmarks.atom.xml` is in the dialect of arXiv's API, `landmarks.toml` a list that also has papers
of before arXiv.

The abstracts are in our own words, so this source is no authority for the papers: arXiv's own
record replaces what it says. The source of arXiv reads it, by another client.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from feeds.arxiv.api import ArxivApi, Window
from feeds.http.contract import FEED_TYPES, Response
from feeds.paper import Author, Paper
from feeds.paper_pages import page_address
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
        cursor = {"sha256": sha256(_feed() + _list()).hexdigest()}
        if request.cursor != cursor:
            window = Window(_SINCE, request.now)
            for papers in ArxivApi(LandmarksClient()).window("landmarks", window):
                yield Batch(tuple(papers), request.cursor)
            yield Batch(_listed(), request.cursor)
        yield Batch((), cursor, Status.CURRENT)


def _feed() -> bytes:
    return (files("feeds") / "landmarks.atom.xml").read_bytes()


def _list() -> bytes:
    return (files("feeds") / "landmarks.toml").read_bytes()


@cache
def landmark_papers() -> tuple[Paper, ...]:
    """Return all bundled papers."""
    window = Window(_SINCE, datetime.now(UTC))
    batches = ArxivApi(LandmarksClient()).window("landmarks", window)
    return (*(paper for papers in batches for paper in papers), *_listed())


@cache
def _listed() -> tuple[Paper, ...]:
    """Return the papers of landmarks.toml."""
    return tuple(_paper(row) for row in tomllib.loads(_list().decode())["paper"])


def _paper(row: Mapping[str, Any]) -> Paper:
    scheme, _, value = row["id"].partition(":")
    day = row.get("day")
    submitted = None
    if day:
        submitted = datetime.combine(day, time(), UTC)
    address = f"https://arxiv.org/abs/{value}"
    if scheme != "arxiv":
        address = page_address(scheme, value) or f"https://doi.org/{value}"
    return Paper(
        identifiers=((scheme, value),),
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(map(Author, row["authors"])),
        url=address,
        submitted=submitted,
        updated=submitted,
        categories=tuple(row.get("categories", ())),
        venue=row.get("venue"),
        year=row.get("year"),
    )
