"""All settings, typed. What each means, and how it is read, is declared in `schema`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from feeds.openreview.account import Account
from feeds.registry import Feed, Options, find, find_all
from papertrail.config.alerts import AlertSettings
from papertrail.config.assist import AssistSettings
from papertrail.config.documents import DocumentSettings
from papertrail.config.export import ExportSettings
from papertrail.config.zotero import ZoteroSettings
from papertrail.errors import ConfigError
from papertrail.types.channel import Channel
from papertrail.types.timetable import Timetable
from papertrail.types.topic import Topic
from papertrail.types.triage_keys import TriageSettings

ARXIV_INTERVAL = 3.0
"""Seconds that arXiv asks for between two requests (https://info.arxiv.org/help/api/tou.html)."""
OTHER_INTERVAL = 1.0
"""Seconds between two requests to any other host."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The table [feeds]."""

    follow: tuple[str, ...] = ()
    crossref: bool = True
    openreview_user: str | None = None
    openreview_password: str | None = field(default=None, repr=False)
    reddit_user: str | None = None
    reddit_token: str | None = field(default=None, repr=False)

    @property
    def options(self) -> Options:
        """The options that sources take."""
        user, password = self.openreview_user, self.openreview_password
        return Options(
            reddit_user=self.reddit_user,
            reddit_token=self.reddit_token,
            openreview=Account(user, password) if user and password else None,
            crossref=self.crossref,
        )


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """The table [digest]."""

    limit: int = 10
    best: int = 5
    max_age_days: int = 14
    explore: float = 0.0
    fold: float = 0.8
    diversity: float = 0.1
    per_like: int = 3
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The embedding model of the table [model]; see `index.embedding.resolve.resolve`."""

    name: str = "all-MiniLM-L6-v2"
    dim: int | None = None
    query_prompt: str | None = None
    document_prompt: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """The table [network]; times in seconds."""

    mirror: str | None = None
    contact: str | None = None
    arxiv_interval: float = ARXIV_INTERVAL
    interval: float = OTHER_INTERVAL
    backoff: float = 5.0
    timeout: float = 60.0
    deadline: float = 300.0
    max_mb: int = 64
    private_redirects: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """All settings.

    Attributes:
        feeds: the names of the feeds that are followed.
        addresses: the whole addresses of those whose names leave something secret out, by name.
    """

    feeds: tuple[str, ...]
    feed_options: Options
    topics: tuple[Topic, ...]
    model: ModelChoice = field(default_factory=ModelChoice)
    reranker: str | None = None
    device: str = "auto"
    precision: str = "auto"
    digest: DigestSettings = field(default_factory=DigestSettings)
    network: Network = field(default_factory=Network)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    zotero: ZoteroSettings = field(default_factory=ZoteroSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    channels: tuple[Channel, ...] = ()
    assist: AssistSettings = field(default_factory=AssistSettings)
    timetable: Timetable = field(default_factory=Timetable)
    triage: TriageSettings = field(default_factory=TriageSettings)
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)

    def feed(self, name: str) -> Feed:
        """Return the feed of a name, which may be the short name of a followed address.

        Otherwise as `feeds.registry.find`.

        Raises:
            UnknownFeedError: no feed has that name.
        """
        return find(self.addresses.get(name.strip(), name))

    def feeds_of(self, name: str) -> tuple[Feed, ...]:
        """Return the feed of a name, or those of an address of several arXiv categories.

        Raises:
            UnknownFeedError: no feed has that name.
        """
        return find_all(self.addresses.get(name.strip(), name))

    def chosen(self, names: Iterable[str] = ()) -> list[Feed]:
        """Return the feeds of some names, each once, or all that are followed. Raises as `feed`."""
        feeds = map(self.feeds_of, tuple(names) or self.feeds)
        return list({feed.name: feed for feed in chain.from_iterable(feeds)}.values())

    def topic(self, name: str) -> Topic:
        """Return a topic by its name, in any case.

        Raises:
            ConfigError: no topic has that name.
        """
        known = {topic.name.casefold(): topic for topic in self.topics}
        if name.casefold() in known:
            return known[name.casefold()]
        names = ", ".join(topic.name for topic in self.topics)
        raise ConfigError(f"unknown topic {name!r}", f"the topics are: {names}")
