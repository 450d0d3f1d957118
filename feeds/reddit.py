"""Fetch discussions of arXiv papers in a community of Reddit.

The Atom feed of a community is described in https://www.reddit.com/wiki/rss. Reddit refuses many
anonymous readers; an account's private feeds (https://www.reddit.com/prefs/feeds) carry a secret in
their address, which must not be shown.

The cursor holds the moment at which the feed was last "fetched", and its "etag".
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from feeds.errors import FeedError, MalformedError
from feeds.http.contract import FEED_TYPES, HttpClient
from feeds.identifiers import arxiv_address, find_arxiv_ids
from feeds.pages import get_parsed
from feeds.paper import Paper, clean
from feeds.source import Batch, FetchRequest, Json, Status
from feeds.syndication import html_text, read_document, string

INTERVAL = timedelta(minutes=15)
"""The least time between two fetches."""

_SITE = "https://www.reddit.com"
_POST = re.compile(r"https?://(?:\w+\.)?reddit\.com(?P<path>/r/\w+/comments/[^\s?#]+)", re.ASCII)
_TAG = re.compile(r"\[(?:R|D|P|N|Research|Discussion|Project|News)\]", re.IGNORECASE)
_QUERY = r"\?\S*"


class Reddit:
    """The posts of a community that link or mention arXiv papers, as pointers to those papers."""

    def __init__(
        self,
        subreddit: str,
        client: HttpClient,
        token: str | None = None,
        user: str | None = None,
        *,
        name: str | None = None,
    ) -> None:
        """Follow a community.

        Args:
            subreddit: its name, such as "MachineLearning".
            client: answers the requests.
            token: the secret in the addresses of an account's private feeds.
            user: that account's name.
            name: of this source, where it is not `reddit:` and the community.
        """
        self.name = name or f"reddit:{subreddit}"
        self._url = f"{_SITE}/r/{quote(subreddit)}/.rss"
        self._client = client
        self._token = token
        if token and user:
            self._url += "?" + urlencode({"feed": token, "user": user})

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield a pointer for each arXiv paper in each post; nothing is asked within the interval.

        Raises:
            FeedError: as the client raises it, without the secret.
        """
        last = _moment(request.cursor.get("fetched"))
        # A clock that was set back must not silence the source.
        if last and timedelta() <= request.now - last < INTERVAL:
            yield Batch(
                (),
                request.cursor,
                Status.CURRENT,
                f"asked less than {INTERVAL.seconds // 60} minutes ago",
            )
            return
        with self._secret_kept():
            posts, etag = get_parsed(
                self._client,
                self._url,
                parse_posts,
                accept=FEED_TYPES,
                etag=request.cursor.get("etag"),
            )
        cursor: dict[str, Json] = {"fetched": request.now.isoformat(), "etag": etag}
        if posts is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        papers, others = posts
        note = ""
        if others:
            note = f"posts that link no arXiv paper: {others}"
        yield Batch(papers, cursor, Status.CURRENT, note, news=last is not None)

    @contextlib.contextmanager
    def _secret_kept(self) -> Iterator[None]:
        """Remove the secret, which an upstream may have repeated, and the causes from errors."""
        try:
            yield
        except FeedError as error:
            if self._token:
                secret = re.compile(
                    "|".join([_QUERY, *map(re.escape, {self._token, quote(self._token, safe="")})])
                )
                error.message, error.hint = (
                    secret.sub("…", text) for text in (error.message, error.hint)
                )
                error.args = (error.message, error.hint)
                error.__context__ = None
                raise error from None
            raise


def parse_posts(body: bytes) -> tuple[tuple[Paper, ...], int]:
    """Read a community's feed into (pointers to arXiv papers, number of posts without any).

    Raises:
        MalformedError: not a feed, or an empty one.
    """
    posts = list(map(_pointers, read_document(body, _SITE).entries))
    if not posts:
        raise MalformedError(
            "the feed of the community shows no posts", "Reddit may be blocking; see that it exists"
        )
    return tuple(pointer for post in posts for pointer in post), sum(not post for post in posts)


def _pointers(entry: Any) -> list[Paper]:  # noqa: ANN401 - feedparser ships no types
    post = _POST.match(string(entry, "link"))
    if not post:
        return []
    headline = html_text(string(entry, "title"))
    content = " ".join(part.get("value", "") for part in entry.get("content", ()))
    title = clean(_TAG.sub("", headline)) or headline or "untitled post"
    return [
        Paper(
            identifiers=(("arxiv", arxiv_id),),
            title=title,
            url=arxiv_address(arxiv_id),
            # Without the query: in a private feed it may hold the secret.
            discussions=(_SITE + post["path"],),
        )
        for arxiv_id in find_arxiv_ids(f"{headline} {unescape(content)}")
    ]


def _moment(text: Json) -> datetime | None:
    try:
        moment = None
        if isinstance(text, str):
            moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment and moment.tzinfo:
        return moment
    return None
