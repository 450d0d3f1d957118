"""Define the HTTP client that sources use, and the policy that it keeps to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

ARXIV_INTERVAL = 3.0
OTHER_INTERVAL = 1.0
FEED_TYPES = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """Intervals, retries and limits of the client; times in seconds.

    Attributes:
        arxiv_interval: between the starts of two requests to any host of arXiv.
        other_interval: between the starts of two requests to any one other host.
        attempts: tries of one request before it counts as failed.
        backoff: wait before the second try, doubled for each further one.
        patience: the longest single wait inside a run; what asks for more cools the host down
            instead.
        cooldown: how long a host is left alone once it went on throttling, or failed in several
            runs; twice as long each time in a row.
        deadline: for one answer from first to last byte.
        max_bytes: of one answer, before and after decompression.
        private_redirects: follow redirects into private networks.
    """

    arxiv_interval: float = ARXIV_INTERVAL
    other_interval: float = OTHER_INTERVAL
    attempts: int = 4
    backoff: float = 5.0
    patience: float = 120.0
    cooldown: float = 900.0
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    deadline: float = 300.0
    max_bytes: int = 64 << 20
    private_redirects: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer: 200, 304 where it is as it was, or 400 with the upstream's explanation.

    Attributes:
        etag: what to ask with next time, so that an unchanged answer is not sent, or at least not
            read, again.
        moved: where it is from now on, if permanent redirects alone led there (301 and 308 of RFC
            9110).
    """

    status: int
    body: bytes
    etag: str | None = None
    moved: str | None = None


class HttpClient(Protocol):
    """A client that sends requests to upstream addresses."""

    def get(
        self,
        url: str,
        *,
        accept: str = FEED_TYPES,
        etag: str | None = None,
        check: Callable[[Response], None] | None = None,
        bearer: str | None = None,
    ) -> Response:
        """Return the answer to a GET of an https address.

        Args:
            url: the upstream's own address, also where a mirror answers in its place.
            accept: the Accept header.
            etag: `Response.etag` of an earlier answer; asks for the body only where it changed
                since.
            check: looks at an answer and raises MalformedError to have the request repeated.
            bearer: the token of a login. It is neither stored nor shown, and follows no redirect.

        Raises:
            FeedError: no usable answer came; the kind says why.
        """

    def post(
        self,
        url: str,
        document: Mapping[str, str],
        *,
        check: Callable[[Response], None] | None = None,
    ) -> Response:
        """Return the answer to a POST of a JSON document, as `get` does.

        The document may hold a secret, as `bearer` may.
        """
