"""Complete listings that leave something out by one page for each paper."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

from feeds.addresses import shown
from feeds.errors import FeedError, MalformedError, NotFoundError, RefusedError
from feeds.http.contract import HttpClient, Response
from feeds.isolation import DEADLINE, NotPortableError, call
from feeds.json_fields import text, texts
from feeds.paper import Paper
from feeds.source import Batch, FetchRequest, Json, Status

T = TypeVar("T")

HTML = "text/html"
PAGES = 500
"""Most papers' pages that one fetch reads: an update ends within minutes, the next goes on."""
_LISTED_AT_ONCE = 1_000
_READ_AT_ONCE = 20
_FRUITLESS = 100
"""Pages in a row that add nothing, after which the others are not read."""
_DIGITS = 12
_SLOWEST = 200_000
"""Bytes that any parser reads in a second; the slowest, feedparser, reads ten times as many."""
_OK, _NOT_MODIFIED = 200, 304


def get_parsed(
    client: HttpClient,
    url: str,
    parse: Callable[[bytes], T],
    *,
    accept: str = HTML,
    etag: Json = None,
    bearer: str | None = None,
    on_answer: Callable[[Response], None] = lambda _: None,
) -> tuple[T | None, str | None]:
    """Return (what an answer holds, its etag), or (None, etag) where it is as it was.

    Args:
        client: asks again where `parse` raises MalformedError.
        url: the address.
        parse: reads the body, in a process of its own, see `parse_isolated`.
        accept: the Accept header.
        etag: of the earlier answer, as a cursor kept it.
        bearer: the token of a login.
        on_answer: called with the answer, also where it is as it was.

    Raises:
        FeedError: as the client raises it.
    """
    parsed: list[T] = []

    def check(answer: Response) -> None:
        parsed.append(parse_isolated(parse, answer.body))

    known = text(etag) or None
    answer = client.get(url, accept=accept, etag=known, check=check, bearer=bearer)
    on_answer(answer)
    if answer.status == _NOT_MODIFIED:
        return None, known
    if answer.status != _OK:
        raise RefusedError(f"{shown(url)} was answered with {answer.status}")
    return parsed[-1], answer.etag


def parse_isolated(parse: Callable[[bytes], T], body: bytes) -> T:
    """Parse a body in a child process, within a deadline that grows with the body.

    A function that can't be passed to another process, such as a lambda of a plug-in, runs in this
    one.

    Raises:
        HopelessError: the parser took too long or too much memory, or died.
        FeedError: as `parse` raises it.
    """
    try:
        return call(parse, body, deadline=DEADLINE + len(body) / _SLOWEST)
    except NotPortableError:
        return parse(body)


def listed(papers: Sequence[Paper], cursor: Mapping[str, Json], *, news: bool) -> Iterator[Batch]:
    """Yield a whole listing under one cursor."""
    for start in range(0, len(papers), _LISTED_AT_ONCE):
        yield Batch(tuple(papers[start : start + _LISTED_AT_ONCE]), dict(cursor), news=news)


def list_with_pages(
    request: FetchRequest,
    listing: tuple[Sequence[Paper], int],
    lacking: Callable[[Paper], bool],
    read: Callable[[Paper], Paper | None],
    *,
    etags: Mapping[str, Json],
    lacks: str = "abstracts",
    limit: int = PAGES,
    once: bool = False,
) -> Iterator[Batch]:
    """Yield a whole list that is new or changed, then what the pages of its papers add.

    Args:
        request: of the fetch.
        listing: the papers, and how many rows of the list can't be read.
        lacking: whether a paper lacks what only its page has.
        read: returns a paper with what its page adds, or None where that is nothing.
        etags: of the list; kept once no page is left to be read.
        lacks: what the pages add, for the note.
        limit: the most pages to read.
        once: as in `complete`.

    Raises:
        FeedError: as `complete`.
    """
    papers, left_out = listing
    news = bool(request.cursor.get("listed") or request.cursor.get("awaited"))
    cursor = begin(request.cursor, news=news)
    yield from listed(papers, cursor, news=news)
    cursor["listed"] = True
    yield Batch((), dict(cursor))
    wanted = [paper for paper in papers if lacking(paper)]
    to_come = yield from complete(wanted, read, cursor, news=news, limit=limit, once=once)
    note = f"{to_come} {lacks} to come"
    if not to_come:
        cursor |= etags
        note = ""
    yield Batch((), cursor, Status.CURRENT, remarks(left_out, note))


def lacks_abstract(request: FetchRequest) -> Callable[[Paper], bool]:
    """Return a function that says of a paper whether no abstract of it is stored."""
    return lambda paper: not request.stored.has_abstract(*paper.identifiers[0])


def begin(cursor: Mapping[str, Json], *, news: bool) -> dict[str, Json]:
    """Return the cursor with which a source stores its list and reads its papers' pages.

    The etags are not kept: the list is needed again for as long as pages are left to be read.
    """
    flags: dict[str, Json] = {
        "listed": bool(cursor.get("listed")),
        "awaited": news,
        "found": bool(cursor.get("found")),
    }
    return flags | {"read": [*sorted(remembered(cursor))]}


def complete(
    papers: Sequence[Paper],
    read: Callable[[Paper], Paper | None],
    cursor: dict[str, Json],
    *,
    news: bool,
    limit: int = PAGES,
    once: bool = False,
) -> Generator[Batch, None, int]:
    """Read papers' pages and yield what they add.

    The cursor's "read" holds the papers whose pages need not be read again.

    A site whose first pages all add nothing is asked for a few more only, each time that its list
    has changed; the cursor's "found" is set once a page added something.

    Args:
        papers: those whose pages are to be read.
        read: returns a paper with what its page adds, or None where that is nothing.
        cursor: is brought forward.
        news: as in `Batch`.
        limit: the most pages to read.
        once: record the pages that added something too, if nothing else shows that they were read.

    Returns:
        How many pages are still to be read.

    Raises:
        FeedError: the site failed, or sends something else than pages; what was read before was
            yielded.
    """
    done = remembered(cursor)
    wanted = [paper for paper in papers if digest(paper) not in done]
    odd: list[MalformedError] = []
    for start in range(0, min(limit, len(wanted)), _READ_AT_ONCE):
        if start and len(done) >= _FRUITLESS and not cursor.get("found"):
            return 0
        chunk = wanted[start : min(limit, start + _READ_AT_ONCE)]
        found, failure = _read_chunk(chunk, read, done, odd, once=once)
        cursor |= {"read": [*sorted(done)], "found": bool(found or cursor.get("found"))}
        yield Batch(tuple(found), dict(cursor), news=news)
        # One odd page must not keep the others from being read; nothing but odd pages is an odd
        # site.
        failure = failure or (odd[0] if len(odd) > (start + _READ_AT_ONCE) // 2 else None)
        if failure:
            raise failure
    return len(wanted[limit:]) + len(odd)


def _read_chunk(
    papers: Sequence[Paper],
    read: Callable[[Paper], Paper | None],
    done: set[str],
    odd: list[MalformedError],
    *,
    once: bool,
) -> tuple[list[Paper], FeedError | None]:
    """Return (papers with what their pages add, the failure that ended the reading).

    Adds to `done` and to `odd`.
    """
    found: list[Paper] = []
    for paper in papers:
        try:
            completed = read(paper)
        except NotFoundError:
            completed = None
        except MalformedError as error:
            odd.append(error)
            continue
        except FeedError as error:
            return found, error
        if completed:
            found.append(completed)
        if once or not completed:
            done.add(digest(paper))
    return found, None


def remembered(cursor: Mapping[str, Json]) -> set[str]:
    """Return the digests of the papers whose pages need not be read again."""
    return set(texts(cursor, "read"))


def digest(paper: Paper) -> str:
    """Return a short hash of a paper's own identifier, to keep the cursor small."""
    return sha256(paper.identifiers[0][1].encode()).hexdigest()[:_DIGITS]


def remarks(left_out: int, to_come: str = "") -> str:
    """Describe what a listing lacks: rows that can't be read, and what later fetches will add."""
    if not left_out:
        return to_come
    lacking = f"rows left out for want of a title or an address: {left_out}"
    if to_come:
        return f"{lacking}; {to_come}"
    return lacking
