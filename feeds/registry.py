"""Find feeds by name: built-in ones, addresses of RSS or Atom feeds, and those of plug-ins."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feeds.addresses import is_short, public_name, shown
from feeds.builders import (
    Options,
    anthology_source,
    arxiv_search_source,
    arxiv_source,
    conference_source,
    journal_source,
    landmarks_source,
    openreview_source,
    plugged_source,
    reddit_source,
    syndication_source,
)
from feeds.errors import UnknownFeedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.http.contract import HttpClient
    from feeds.source import Source

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Feed",
    "Options",
    "arxiv_categories",
    "builtin",
    "find",
    "find_all",
]

FIRST_YEAR, LAST_YEAR = 1965, 2100
_AT_ARXIV = re.compile(r"https?://(?:[a-z-]+\.)?arxiv\.org[:/]", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"feed:(?://(?=[^/]))?", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/\S", re.IGNORECASE | re.ASCII)
_REDDIT_FEED = re.compile(
    r"https?://(?:www\.|old\.)?reddit\.com/r/(?P<name>\w+)(?:/(?:new|hot|top))?/?(?:\.rss)?",
    re.IGNORECASE | re.ASCII,
)
_OPENREVIEW_GROUP = re.compile(
    r"https?://openreview\.net/group\?id=(?P<venue>[^&#]+)(?:[&#].*)?", re.IGNORECASE
)
_ANTHOLOGY_FEED = re.compile(r"https?://aclanthology\.org/papers/index\.xml", re.IGNORECASE)
_VENUE = re.compile(r"(?=.{2,200}\Z)[\w.-]+(?:/[\w.-]+)*", re.ASCII)
_SUBREDDIT = re.compile(r"[A-Za-z0-9_]{2,21}", re.ASCII)
_HOSTS = {
    "arxiv": "arxiv.org",
    "arxiv-search": "arxiv.org",
    "reddit": "www.reddit.com",
    **dict.fromkeys(("cvpr", "iccv", "wacv"), "openaccess.thecvf.com"),
    **dict.fromkeys(
        ("acl", "emnlp", "naacl", "eacl", "tacl", "findings", "anthology"),
        "raw.githubusercontent.com",
    ),
    **dict.fromkeys(("tpami", "tip", "tnnls", "tkde"), "ieeexplore.ieee.org"),
}
"""The host that a kind of feeds asks most, by the part of their names before the colon."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that can be followed.

    Attributes:
        name: what the user types, in the usual spelling: `arxiv:cs.LG`, `neurips`,
            `https://example.org/feed.xml`; of an address with a login or a query, what may be shown
            of it, see `addresses.public_name`.
        title: what it is, for people.
        build: makes the source that fetches this feed.
        needs_openreview: it is fetched with `Options.openreview` only.
        secret: what config.toml holds in place of a name that leaves something out.
    """

    name: str
    title: str
    build: "Callable[[HttpClient, Options], Source]"
    needs_openreview: bool = False
    secret: str | None = field(default=None, repr=False)

    @property
    def written(self) -> str:
        """The name in config.toml, or the whole address, which nothing else may show."""
        return self.secret or self.name

    @property
    def host(self) -> str:
        """The host that it asks most, or another name shared by the feeds of that host."""
        from feeds.http.redirects import host_group

        kind = self.name.partition(":")[0].lower()
        if kind == "https":
            return host_group(self.name)
        return _HOSTS.get(kind, kind)

    def source(self, client: "HttpClient", options: Options | None = None) -> "Source":
        """Return the source that fetches this feed through a client."""
        return self.build(client, options or Options())


def find(name: str) -> Feed:
    """Return the feed of a name, written in any case; `arxiv:` may be left out.

    Raises:
        UnknownFeedError: with the nearest known names as its hint; or the name is an address at
            arXiv of several feeds.
    """
    feeds = find_all(name)
    if len(feeds) > 1:
        names = ", ".join(feed.name for feed in feeds)
        raise UnknownFeedError(
            f"{name.strip()[:200]} is {len(feeds)} feeds: {names}", "name one of them"
        )
    return feeds[0]


def find_all(name: str) -> tuple[Feed, ...]:
    """Return the feeds of a name: one, or several for an address of several arXiv categories.

    Raises:
        UnknownFeedError: as `find`, but for several feeds.
    """
    bare = _whole_address(name.strip())
    if not _AT_ARXIV.match(bare):
        return (_find(bare),)
    from feeds.arxiv.addresses import names_at

    names = names_at(bare, [category.lower() for category in arxiv_categories()])
    return tuple({feed.name: feed for feed in map(_find, names or (bare,))}.values())


def _whole_address(name: str) -> str:
    """Return an address with its scheme, as feed readers (`feed://`) and people leave it out."""
    if _FEED_SCHEME.match(name):
        rest = _FEED_SCHEME.sub("", name, count=1)
        return rest if _WITH_SCHEME.match(rest) else f"https://{rest.lstrip('/')}"
    return f"https://{name}" if _BARE_ADDRESS.match(name) else name


def _find(name: str) -> Feed:
    if is_short(name.strip()):
        raise UnknownFeedError(
            f"no feed that is followed is named {name.strip()}",
            "papertrail feeds list shows those that are; another one needs its whole address",
        )
    known = _by_folded_name()
    folded = name.strip().lower()
    feed = (
        known.get(folded)
        or known.get(f"arxiv:{folded}")
        or _search(name.strip())
        or _address(name.strip())
        or _edition(folded)
        or _subreddit(name.strip())
        or _venue(name.strip())
        or _plugin(name.strip())
    )
    if feed is None:
        from feeds.suggestions import nearest

        near = nearest(folded, {feed.name: feed.title for feed in known.values()})
        suggestion = ""
        if near:
            suggestion = f"did you mean {' or '.join(near)}? "
        raise UnknownFeedError(
            f"unknown feed {(shown(name) if set(name) & set('/@') else name)[:200]!r}",
            f"{suggestion}feeds look like arxiv:cs.LG, neurips, icml:2024, tpami, reddit, "
            "openreview:TMLR, https://example.org/feed.xml or "
            "'arxiv-search:abs:\"state space\" AND cat:cs.LG'",
        )
    return feed


def builtin() -> tuple[Feed, ...]:
    """Return the built-in feeds, in the order of the catalogue."""
    return tuple(_by_folded_name().values())


def arxiv_categories() -> dict[str, str]:
    """Return the titles of arXiv's categories by their names, such as `cs.LG`."""
    return {
        feed.name.removeprefix("arxiv:"): feed.title.removeprefix("arXiv ")
        for feed in builtin()
        if feed.name.startswith("arxiv:")
    }


@cache
def _by_folded_name() -> dict[str, Feed]:
    from importlib.resources import files

    catalogue = tomllib.loads((files("feeds") / "catalogue.toml").read_text(encoding="utf-8"))
    feeds = [
        *(
            Feed(name, title, conference_source(name, None))
            for name, title in catalogue["conferences"].items()
        ),
        *(Feed(name, title, journal_source(name)) for name, title in catalogue["journals"].items()),
        Feed("anthology", "ACL Anthology, all that is new", anthology_source),
        _at_openreview("TMLR"),
        Feed(
            "reddit",
            "Reddit r/MachineLearning, discussions of papers",
            reddit_source("reddit", "MachineLearning"),
        ),
        Feed("landmarks", "landmark papers of machine learning, bundled", landmarks_source),
        *(
            Feed(f"arxiv:{category}", title, arxiv_source(category))
            for category, title in _distinct_titles(catalogue["arxiv"]).items()
        ),
    ]
    return {feed.name.lower(): feed for feed in feeds}


def _distinct_titles(categories: Mapping[str, str]) -> dict[str, str]:
    """Return the titles of arXiv's categories; of two with one title, the second is named too."""
    titles: dict[str, str] = {}
    for category, title in categories.items():
        full = f"arXiv {title}"
        titles[category] = f"{full} ({category})" if full in titles.values() else full
    return titles


def _edition(folded: str) -> Feed | None:
    """Read `neurips:2022`."""
    conference, colon, year = folded.partition(":")
    known = _by_folded_name().get(conference)
    if not (
        known
        and colon
        and year.isascii()
        and year.isdecimal()
        and FIRST_YEAR <= int(year) <= LAST_YEAR
    ):
        return None
    from feeds.conferences.editions import EDITION_SOURCES

    if conference not in EDITION_SOURCES:
        return None
    return Feed(
        f"{conference}:{year}", f"{known.title}, {year}", conference_source(conference, int(year))
    )


def _subreddit(name: str) -> Feed | None:
    """Read `reddit:LocalLLaMA`."""
    scheme, _, subreddit = name.partition(":")
    if scheme.lower() != "reddit" or not _SUBREDDIT.fullmatch(subreddit):
        return None
    name = f"reddit:{subreddit}"
    if subreddit.lower() == "machinelearning":
        return _by_folded_name()["reddit"]
    return Feed(
        name, f"Reddit r/{subreddit}, discussions of papers", reddit_source(name, subreddit)
    )


def _venue(name: str) -> Feed | None:
    """Read `openreview:NeurIPS.cc/2024/Conference`."""
    scheme, _, venue = name.partition(":")
    if scheme.lower() != "openreview" or not _VENUE.fullmatch(venue):
        return None
    return _at_openreview(venue)


def _at_openreview(venue: str) -> Feed:
    return Feed(
        f"openreview:{venue}",
        f"{venue} at OpenReview, with a login",
        openreview_source(venue),
        needs_openreview=True,
    )


def _search(name: str) -> Feed | None:
    """Read `arxiv-search:abs:"state space" AND cat:cs.LG`."""
    from feeds.arxiv.query import read_query

    scheme, _, text = name.partition(":")
    query = None
    if scheme.lower() == "arxiv-search":
        query = read_query(text)
    if not query:
        return None
    return Feed(f"arxiv-search:{query}", "a search of all of arXiv", arxiv_search_source(query))


def _address(name: str) -> Feed | None:
    if not re.match(r"https?://[^\s/]", name, re.IGNORECASE):
        return None
    from feeds.errors import RefusedError
    from feeds.http.redirects import host_group

    # As any other feed, these would lack what their own sources know.
    if reddit := _REDDIT_FEED.fullmatch(name):
        return _subreddit(f"reddit:{reddit['name']}")
    if venue := _OPENREVIEW_GROUP.fullmatch(name):
        return _venue(f"openreview:{unquote(venue['venue'])}")
    if _ANTHOLOGY_FEED.fullmatch(name):
        return _by_folded_name()["anthology"]
    address = re.sub(r"\Ahttps?", "https", name, count=1, flags=re.IGNORECASE)
    try:
        host = host_group(address)
    except RefusedError as error:
        raise UnknownFeedError(
            error.message,
            "write the address as a browser shows it;"
            " in a password, %2F for /, %23 for # and %3F for ?",
        ) from None
    return _addressed(address, f"feed of {host}", lambda name: syndication_source(name, address))


def _plugin(name: str) -> Feed | None:
    from feeds.plugins import find_plugin

    point = find_plugin(name)
    if not point:
        return None
    bringer = "a plug-in"
    if point.dist:
        bringer = point.dist.name
    return _addressed(
        name,
        f"{public_name(name)}, by {bringer}",
        lambda shown_name: plugged_source(point, shown_name, name),
    )


def _addressed(
    written: str, title: str, build: "Callable[[str], Callable[[HttpClient, Options], Source]]"
) -> Feed:
    """Return a feed under the name that may be shown of what is written in config.toml."""
    name = public_name(written)
    return Feed(name, title, build(name), secret=written if name != written else None)
