"""Manage the feeds that are followed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.following import follow, unfollow
from papertrail.core.http_client import open_client
from papertrail.core.resources import Resources
from papertrail.core.update import make_source
from papertrail.errors import PapertrailError, UsageError
from papertrail.types.feed import (
    ExportedFeeds,
    FeedCheck,
    FeedInfo,
    FollowedFeeds,
    ImportedFeeds,
)

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.registry import Feed
    from feeds.source import Batch
    from papertrail.types.status import SourceStatus

_ARXIV_FEED = "https://rss.arxiv.org/rss/"


class Feeds:
    """The feeds of a home. Names of feeds are written in any case, as in config.toml."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self, *, everything: bool = False) -> tuple[FeedInfo, ...]:
        """Return the followed feeds, then, if `everything` is set, those that could be followed."""
        from feeds.registry import builtin

        followed = self._followed()
        names = {feed.name for feed in followed}
        others = [feed for feed in builtin() if feed.name not in names] if everything else []
        return tuple(
            FeedInfo(feed.name, feed.title, feed.name in names) for feed in (*followed, *others)
        )

    def health(self, days: int = 14) -> "tuple[SourceStatus, ...]":
        """Return how each source was read on the last days; see `papertrail.core.status`."""
        from papertrail.core.status import source_states

        return source_states(self._resources, days)

    def add(
        self, names: Sequence[str] = (), *, searches: Sequence[str] = (), check: bool = True
    ) -> FollowedFeeds:
        """Follow feeds.

        Args:
            names: of feeds; of a web page's address, the feed that the page names is followed.
            searches: names of saved searches, for what arXiv has for them.
            check: whether to ask an address for its feed, or to take it as it is.

        Raises:
            UsageError: nothing is named.
            FeedError: no feed has one of the names.
            PapertrailError: an address leads to no feed.
            NotFoundError: no search is saved under a name.
            ConfigError: the configuration can't be changed.
        """
        if not (names or searches):
            raise UsageError("name a feed, or a saved search by --from-search")
        config = self._resources.config
        feeds = config.chosen((*names, *map(self._query_of, searches)))
        for feed in feeds:
            _refuse_unheld(feed)
        if check:
            feeds = [found for feed in feeds for found in self._discovered(feed)]
        added = follow(self._resources.home.config_file, [feed.written for feed in feeds])
        self._resources.forget_config()
        return FollowedFeeds(
            tuple(FeedInfo(feed.name, feed.title, followed=True) for feed in feeds),
            tuple(added),
            self._login_needed(feeds),
        )

    def remove(self, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Stop following feeds; what they brought stays.

        Returns:
            The names of the feeds that are no longer followed, and of those that were not.

        Raises:
            FeedError: no feed has one of the names.
            ConfigError: the configuration can't be changed.
        """
        wanted = [feed.name for feed in self._resources.config.chosen(names)]
        removed = unfollow(self._resources.home.config_file, wanted)
        self._resources.forget_config()
        return tuple(removed), tuple(name for name in wanted if name not in removed)

    def check(self, name: str) -> FeedCheck:
        """Fetch one page of a feed and return what is understood of it. Nothing is stored.

        Raises:
            FeedError: there is no such feed, or the upstream failed.
        """
        from feeds.bounds import bounded
        from feeds.source import FetchRequest
        from papertrail.ingest.failures import as_feed_error

        feed = self._resources.config.feed(name)
        source = make_source(feed, open_client(self._resources), self._resources)
        # As if everything were stored: no page is fetched that only completes another.
        request = FetchRequest(clock.now(), {}, None, _AllStored())
        try:
            page = _first_page(source.fetch(request))
            papers = tuple(map(bounded, page.papers)) if page else ()
        except Exception as error:
            raise as_feed_error(feed.name, error) from error
        if page is None:
            return FeedCheck(feed.name, None, "", ())
        return FeedCheck(feed.name, page.status, page.note, papers)

    def import_opml(self, file: Path) -> ImportedFeeds:
        """Follow the feeds of an OPML file, as feed readers export it.

        Raises:
            PapertrailError: the file can't be understood.
            OSError: it can't be read.
            ConfigError: the configuration can't be changed.
        """
        from papertrail.exchange.importers.opml import OpmlImporter

        return self.follow_addresses(OpmlImporter().read(file).feeds)

    def follow_addresses(self, listed: Iterable[tuple[str, str]]) -> ImportedFeeds:
        """Follow feeds, given as (title, address).

        Raises:
            ConfigError: the configuration can't be changed.
        """
        from feeds.addresses import redact
        from feeds.errors import UnknownFeedError
        from feeds.registry import find_all

        wanted: list[str] = []
        skipped: list[tuple[str, str]] = []
        for title, address in listed:
            try:
                wanted += [feed.written for feed in find_all(address)]
            except UnknownFeedError as error:
                skipped.append((redact(title), error.message))
        added = follow(self._resources.home.config_file, wanted)
        self._resources.forget_config()
        return ImportedFeeds(tuple(added), len(set(wanted)) - len(added), tuple(skipped))

    def export_opml(self, *, with_secrets: bool = False) -> ExportedFeeds:
        """Return the followed feeds as OPML. Conferences and journals have no address to write.

        Args:
            with_secrets: whether addresses keep their logins and queries.
        """
        from feeds.opml import write_opml

        feeds = [(feed, _address(feed, with_secrets=with_secrets)) for feed in self._followed()]
        titles = Counter(feed.title for feed, _ in feeds)
        listed = [
            (feed.title if titles[feed.title] == 1 else f"{feed.title}: {feed.name}", address)
            for feed, address in feeds
            if address
        ]
        return ExportedFeeds(
            opml=write_opml(listed).decode("utf-8"),
            skipped=tuple(feed.name for feed, address in feeds if not address),
            secret=tuple(feed.name for feed, _ in feeds if feed.secret),
        )

    def _followed(self) -> "tuple[Feed, ...]":
        return tuple(self._resources.config.chosen())

    def _query_of(self, search: str) -> str:
        """Return the name of the feed of what arXiv has for a saved search."""
        from papertrail.search.arxiv_query import in_arxivs_language
        from papertrail.search.query import parse

        saved = self._resources.store.searches.get(search)
        today = clock.today()
        return f"arxiv-search:{in_arxivs_language(parse(saved.query, today), today)}"

    def _discovered(self, feed: "Feed") -> "tuple[Feed, ...]":
        """Return the feeds that an address leads to; a feed with a name of its own is itself."""
        if not feed.name.startswith("https://"):
            return (feed,)
        from feeds.discovery import discover
        from feeds.registry import find_all
        from papertrail.ingest.failures import as_feed_error, is_of_program

        try:
            feeds = find_all(discover(open_client(self._resources), feed.written))
        except Exception as error:
            if is_of_program(error):
                raise
            failure = as_feed_error(feed.name, error)
            hint = f"{failure.hint}; " if failure.hint else ""
            raise PapertrailError(
                f"{failure.message}; nothing was followed",
                f"{hint}--no-check takes the address as it is",
            ) from error
        names = ", ".join(found.name for found in feeds)
        if names != feed.name:
            self._resources.progress.note(f"{feed.name} leads to {names}")
        return feeds

    def _login_needed(self, feeds: "Sequence[Feed]") -> str:
        if not any(feed.needs_openreview for feed in feeds):
            return ""
        if self._resources.config.feed_options.openreview:
            return ""
        from feeds.openreview.account import SETTINGS

        return f"OpenReview answers only those who are logged in: {SETTINGS}"


def _refuse_unheld(feed: "Feed") -> None:
    from feeds.conferences.editions import EDITION_SOURCES, refuse_unheld

    conference, _, year = feed.name.partition(":")
    if conference in EDITION_SOURCES and year.isdecimal():
        refuse_unheld(conference, int(year), clock.now().date())


class _AllStored:
    """A store that has an abstract for every paper, and no submission dates."""

    def count_submitted(self, _start: "datetime", _end: "datetime") -> int:
        return 0

    def has_abstract(self, _scheme: str, _value: str) -> bool:
        return True


def _first_page(batches: "Iterable[Batch]") -> "Batch | None":
    """Return the first batch that has papers, else the last one."""
    last = None
    for batch in batches:
        last = batch
        if batch.papers:
            break
    return last


def _address(feed: "Feed", *, with_secrets: bool) -> str | None:
    """Return where other readers find a feed, None if only papertrail can read it."""
    from feeds.addresses import base_of
    from feeds.arxiv.query import address

    scheme, _, rest = feed.name.partition(":")
    match scheme:
        case "arxiv-search":
            return address(rest)
        case "https":
            is_hidden = feed.secret and not with_secrets
            return base_of(feed.written) if is_hidden else feed.written
        case "arxiv":
            return _ARXIV_FEED + rest
        case _:
            return None
