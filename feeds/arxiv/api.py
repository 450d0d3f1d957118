"""Query the arXiv API with the `arxiv` package, over our HTTP client.

The package builds queries, pages and parses. What it lacks comes from the transport mounted below
it: time-outs, a rate limit shared between processes, back-off, strict XML, and the difference
between an empty result and an empty page. API manual:
 https://info.arxiv.org/help/api/user-manual.html
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import arxiv
import requests
from requests.adapters import BaseAdapter

from feeds.arxiv.withdrawal import is_withdrawn
from feeds.errors import FeedError, MalformedError, RefusedError
from feeds.http.contract import FEED_TYPES, HttpClient, Response
from feeds.identifiers import arxiv_address, parse_arxiv_id
from feeds.paper import Author, Paper, clean
from feeds.parsing import drop_forbidden_references, parse_xml

PAGE_SIZE = 2000
RESULT_LIMIT = 30_000
IDS_PER_REQUEST = 200
"""Identifiers named in one address, which stays below 4 kB."""
_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_MINUTE = timedelta(minutes=1)
# What the package warns of is counted and raised here; without a handler it would go to standard
# error.
logging.getLogger("arxiv").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Window:
    """A span of submission dates; the API reads both ends to the minute and includes them."""

    start: datetime
    end: datetime

    @property
    def clause(self) -> str:
        """The window as a condition of the query language, in UTC."""
        start, end = (f"{end.astimezone(UTC):%Y%m%d%H%M}" for end in (self.start, self.end))
        return f"submittedDate:[{start} TO {end}]"

    def halves(self) -> tuple["Window", "Window"]:
        """Return the earlier and the later half, which share no minute."""
        minutes = int((self.end - self.start) / _MINUTE)
        middle = self.start + minutes // 2 * _MINUTE
        return Window(self.start, middle), Window(middle + _MINUTE, self.end)


class ArxivApi:
    """A client of the query API that returns papers."""

    def __init__(
        self, http: HttpClient, page_size: int = PAGE_SIZE, result_limit: int = RESULT_LIMIT
    ) -> None:
        """Use the API over an HTTP client.

        Args:
            http: makes the requests.
            page_size: results a request asks for, 2000 at most.
            result_limit: results that the API gives out for one query.
        """
        self._http = http
        self._page_size = page_size
        self._result_limit = result_limit

    def count(self, query: str, window: Window) -> int:
        """Count the papers that match a query and were submitted in a window, by one request."""
        transport, client = self._client(page_size=1)
        next(_results(client, _search(query, window)), None)
        return transport.total

    def window(self, query: str, window: Window) -> Iterator[list[Paper]]:
        """Yield pages of all papers that match a query and were submitted in a window.

        A query is one of arXiv's own language, such as `cat:cs.LG`. A window that holds more than
        the API gives out is read in halves.

        Raises:
            MalformedError: the API went on sending fewer papers than it counts.
            FeedError: as the client raises it.
        """
        transport, client = self._client(self._page_size)
        seen: set[str] = set()
        page: list[Paper] = []
        for result in _results(client, _search(query, window)):
            if transport.total > self._result_limit and window.start < window.end:
                for half in window.halves():
                    yield from self.window(query, half)
                return
            paper = to_paper(result)
            seen.add(paper.identifiers[0][1])
            page.append(paper)
            if len(page) == self._page_size:
                yield page
                page = []
        if page:
            yield page
        if len(seen) < transport.total:
            raise MalformedError(
                f"arXiv counts {transport.total} papers for {query} and {window.clause}"
                f" and sent {len(seen)}",
                "what came is stored; the next update asks for the rest",
            )

    def papers(self, arxiv_ids: Sequence[str]) -> Iterator[list[Paper]]:
        """Yield the papers with some identifiers, in lists; the API omits unknown ones."""
        for start in range(0, len(arxiv_ids), IDS_PER_REQUEST):
            asked = list(arxiv_ids[start : start + IDS_PER_REQUEST])
            _, client = self._client(len(asked))
            search = arxiv.Search(id_list=asked, max_results=len(asked))
            yield list(map(to_paper, _results(client, search)))

    def _client(self, page_size: int) -> tuple["_Transport", arxiv.Client]:
        transport = _Transport(self._http)
        session = requests.Session()
        session.mount("https://", transport)
        # Our client spaces and retries; the package would ignore other processes and Retry-After.
        client = arxiv.Client(page_size=page_size, delay_seconds=0.0, num_retries=0)
        client._session = session  # noqa: SLF001 - the package offers no other way in
        return transport, client


def to_paper(result: arxiv.Result) -> Paper:
    """Convert a result of the `arxiv` package into a paper."""
    known = parse_arxiv_id(result.entry_id)
    if known is None:
        raise MalformedError(
            f"arXiv sent a paper without an arXiv identifier: {result.entry_id[:100]!r}"
        )
    arxiv_id, version = known
    identifiers = [("arxiv", arxiv_id)]
    if result.doi:
        identifiers.append(("doi", clean(result.doi).lower()))
    abstract, comment = clean(result.summary), clean(result.comment)
    categories = dict.fromkeys(filter(None, [result.primary_category, *result.categories]))
    return Paper(
        identifiers=tuple(identifiers),
        title=clean(result.title),
        abstract=abstract,
        authors=tuple(
            Author(clean(author.name), clean("; ".join(author.affiliation)) or None)
            for author in result.authors
        ),
        url=arxiv_address(arxiv_id),
        version=version,
        submitted=result.published,
        updated=result.updated,
        categories=tuple(categories),
        comment=comment or None,
        journal_ref=clean(result.journal_ref) or None,
        withdrawn=is_withdrawn(comment, abstract) or None,
    )


def _search(query: str, window: Window) -> arxiv.Search:
    # Oldest first, so that papers arriving meanwhile can't move the pages.
    return arxiv.Search(
        query=f"{query} AND {window.clause}",
        max_results=None,
        sort_by=arxiv.SortCriterion.SubmittedDate,
        sort_order=arxiv.SortOrder.Ascending,
    )


def _results(client: arxiv.Client, search: arxiv.Search) -> Iterator[arxiv.Result]:
    """Yield the results of a search; blame the upstream for entries that can't be read."""
    try:
        yield from client.results(search)
    except (arxiv.ArxivError, ValueError, OverflowError) as error:
        raise MalformedError(f"arXiv sent entries that can't be read ({error})") from error


class _Transport(BaseAdapter):
    """A transport of `arxiv.Client` over our HTTP client, which checks the answers."""

    def __init__(self, http: HttpClient) -> None:
        super().__init__()
        self._http = http
        self.total = 0

    def send(
        self,
        request: requests.PreparedRequest,
        *_args: Any,  # noqa: ANN401
        **_options: Any,  # noqa: ANN401
    ) -> requests.Response:
        """Send a prepared request with our client."""
        url = request.url or ""
        answer = self._http.get(url, accept=FEED_TYPES, check=self._check)
        if answer.status != requests.codes.ok:
            raise RefusedError(f"arXiv refused the query: {_explanation(answer.body)}")
        response = requests.Response()
        response.status_code = answer.status
        response.raw = BytesIO(drop_forbidden_references(answer.body))
        response.url = url
        response.request = request
        return response

    def close(self) -> None:
        """Nothing stays open here."""

    def _check(self, answer: Response) -> None:
        """Refuse broken XML, an error entry, and an empty page where the count promises entries."""
        root = parse_xml(answer.body, "feed")
        entries = root.findall(f"{_ATOM}entry")
        total, start = (_number(root, name) for name in ("totalResults", "startIndex"))
        if any(map(_is_error, entries)):
            raise RefusedError(f"arXiv refused the query: {_explanation(answer.body)}")
        if not entries and start < total:
            raise MalformedError(f"an empty page came at {start} of {total} results")
        self.total = total


def _number(root: Any, name: str) -> int:  # noqa: ANN401 - lxml ships no types
    try:
        return int(root.findtext(f"{_OPENSEARCH}{name}") or "")
    except ValueError:
        raise MalformedError(f"the arXiv feed lacks a readable {name}") from None


def _is_error(entry: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return "/api/errors" in (entry.findtext(f"{_ATOM}id") or "")


def _explanation(body: bytes) -> str:
    """Return the reason that an error entry gives."""
    try:
        summary = parse_xml(body, "feed").findtext(f"{_ATOM}entry/{_ATOM}summary")
    except FeedError:
        summary = None
    return clean(summary)[:200] or "no reason given"
