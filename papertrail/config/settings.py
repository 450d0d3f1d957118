"""What can be set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feeds.registry import Feed, Options, find
from papertrail.errors import ConfigError
from papertrail.schedule.timetable import Timetable
from papertrail.types.channel import Channel
from papertrail.types.topic import Topic

ARXIV_INTERVAL = 3.0
"""Seconds that arXiv asks for between two requests."""
OTHER_INTERVAL = 1.0
"""Seconds between two requests to any other host."""


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """What a digest is made of.

    Attributes:
        limit: the most papers of each topic that has no limit of its own.
        max_age_days: papers listed or submitted longer ago are no news, though they may have
            been fetched only now.
        explore: the share of a digest that lies just below a topic's cut-off.
        fold: the cosine similarity from which two papers are nearly the same; the lesser is
            folded under the better.
        diversity: where not all matches have room, 0 takes the most relevant, 1 whatever is
            least like the others.
        per_like: the most papers of a topic in one digest that are there for the same liked paper.
    """

    limit: int = 10
    max_age_days: int = 14
    explore: float = 0.1
    fold: float = 0.8
    diversity: float = 0.1
    per_like: int = 3


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which embedding model to use, and how; see `index.embedding.resolve.resolve`.

    Attributes:
        revision: the commit of a model of the Hugging Face hub, written by `papertrail models use`.
    """

    name: str = "all-MiniLM-L6-v2"
    dim: int | None = None
    query_prompt: str | None = None
    document_prompt: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach the upstreams; times in seconds.

    Attributes:
        interval: between two requests to any one host that is not arXiv's.
        timeout: without a byte.
        deadline: from the first to the last byte of an answer.
    """

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
    digest: DigestSettings = field(default_factory=DigestSettings)
    network: Network = field(default_factory=Network)
    channels: tuple[Channel, ...] = ()
    timetable: Timetable = field(default_factory=Timetable)
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)

    def feed(self, name: str) -> Feed:
        """Return the feed of a name, as `feeds.registry.find` does; also of a name that leaves its
        address out.

        Raises:
            UnknownFeedError: no feed goes by that name.
        """
        return find(self.addresses.get(name.strip(), name))

    def chosen(self, names: Iterable[str] = ()) -> list[Feed]:
        """Return the feeds of some names, each once; all that are followed where there are none.
        Raises as `feed`.
        """
        feeds = map(self.feed, tuple(names) or self.feeds)
        return list({feed.name: feed for feed in feeds}.values())

    def topic(self, name: str) -> Topic:
        """Return a topic by its name, in any case.

        Raises:
            ConfigError: no topic goes by that name.
        """
        known = {topic.name.casefold(): topic for topic in self.topics}
        if name.casefold() in known:
            return known[name.casefold()]
        raise ConfigError(
            f"unknown topic {name!r}",
            f"the topics are: {', '.join(topic.name for topic in self.topics)}",
        )
