"""Find, read and parse config.toml."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from feeds.errors import UnknownFeedError
from feeds.registry import Feed, find_all
from papertrail.config import schema
from papertrail.config.alerts import ALERTS, AlertSettings
from papertrail.config.assist import ASSIST, AssistSettings
from papertrail.config.channels import read_channels
from papertrail.config.document import Document, Table
from papertrail.config.documents import DOCUMENTS, DocumentSettings
from papertrail.config.export import EXPORT, ExportSettings
from papertrail.config.network import NETWORK
from papertrail.config.settings import (
    ARXIV_INTERVAL,
    OTHER_INTERVAL,
    Config,
    DigestSettings,
    FeedSettings,
    ModelChoice,
    Network,
)
from papertrail.config.triage import read_triage
from papertrail.config.zotero import ZOTERO, ZoteroSettings
from papertrail.errors import ConfigError
from papertrail.types.timetable import Timetable
from papertrail.types.topic import Topic

BYTE_ORDER_MARK = "\ufeff"
_TABLES = (
    "feeds",
    "topics",
    "digest",
    "deliver",
    "schedule",
    "search",
    "documents",
    "model",
    "network",
    "assist",
    "triage",
    "export",
    "zotero",
    "alerts",
)
_CONTRADICTIONS = (
    ("include", "exclude", "must and must not appear"),
    ("like", "dislike", "is for and against"),
)


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: the file is missing or empty, or a line of it can't be used.
    """
    text = read(path)
    if not text.strip():
        # Something emptied it: even a home with nothing but defaults has tables and comments.
        raise ConfigError(
            f"{path} is empty",
            "put a copy back: papertrail restore FILE; for new starter settings, remove it and "
            "run: papertrail init",
        )
    return parse(text, path)


def read(path: Path) -> str:
    """Return the text of a configuration file, without byte order mark, with plain line ends.

    Raises:
        ConfigError: the file is missing or can't be read.
    """
    return plain(read_exactly(path))


def plain(text: str) -> str:
    """Return a text without a byte order mark, its line ends as line feeds."""
    return re.sub("\r\n?", "\n", text.removeprefix(BYTE_ORDER_MARK))


def read_exactly(path: Path) -> str:
    """Return the text of a configuration file as it was written; raises as `read` does."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration at {path}", "run: papertrail init") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "make it a readable UTF-8 text file"
        raise ConfigError(f"can't read {path} ({reason})", hint) from error


def parse(text: str, path: Path) -> Config:
    """Parse the text of a configuration file; `path` is named in errors.

    Raises:
        ConfigError: a line can't be used.
    """
    try:
        content = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(f"{path}: lists are nested too deeply", "take them apart") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1] if line else text.count(chr(10)) + 1}"
        reason = str(error).partition(" (at")[0]
        raise ConfigError(f"{where}: not valid TOML: {reason}", "correct that line") from error
    return _config(Document(content, text, path))


def _config(document: Document) -> Config:
    document.top.only(*_TABLES)
    table = document.table("feeds")
    settings = FeedSettings(**table.settings(schema.FEEDS.settings))
    feeds = _followed(table, settings.follow)
    digest = DigestSettings(**document.table("digest").settings(schema.DIGEST.settings))
    model = document.table("model").settings(schema.MODEL.settings)
    return Config(
        feeds=tuple(feeds),
        addresses={feed.name: feed.secret for feed in feeds.values() if feed.secret},
        feed_options=settings.options,
        topics=_topics(document, digest.limit),
        model=ModelChoice(**{name: model[name] for name in _names(ModelChoice)}),
        reranker=document.table("search").settings(schema.SEARCH.settings)["reranker"],
        device=model["device"],
        precision=model["precision"],
        digest=digest,
        network=_network(document.table("network")),
        documents=DocumentSettings(**document.table("documents").settings(DOCUMENTS.settings)),
        zotero=ZoteroSettings(**document.table("zotero").settings(ZOTERO.settings)),
        export=ExportSettings(**document.table("export").settings(EXPORT.settings)),
        alerts=AlertSettings(**document.table("alerts").settings(ALERTS.settings)),
        channels=read_channels(document),
        assist=AssistSettings(**document.table("assist").settings(ASSIST.settings)),
        timetable=Timetable(**document.table("schedule").settings(schema.SCHEDULE.settings)),
        triage=read_triage(document),
    )


def _names(settings: type) -> tuple[str, ...]:
    return tuple(declared.name for declared in fields(settings))


def _followed(table: Table, names: tuple[str, ...]) -> dict[str, Feed]:
    """Return the followed feeds by name; of addresses that differ in the password, the first."""
    feeds: dict[str, Feed] = {}
    try:
        for name in names:
            for feed in find_all(name):
                feeds.setdefault(feed.name, feed)
    except UnknownFeedError as error:
        table.fail("follow", error.message, error.hint)
    return feeds


def _topics(document: Document, limit: int) -> tuple[Topic, ...]:
    topics: dict[str, Topic] = {}
    for table in document.tables("topics"):
        topic = _topic(table, limit)
        if topic.name.casefold() in topics:
            table.fail("name", f"there are two topics named {topic.name!r}")
        topics[topic.name.casefold()] = topic
    return tuple(topics.values())


def _topic(table: Table, limit: int) -> Topic:
    values = table.settings(schema.TOPICS.settings)
    topic = Topic(**values | {"limit": values["limit"] or limit})
    if not (topic.about or topic.like or topic.authors):
        hint = 'add about = "what its papers say", or like = ["arxiv:1703.03400"]'
        table.fail("name", f"the topic {topic.name!r} has neither words nor examples", hint)
    for one, other, fault in _CONTRADICTIONS:
        both = _folded(getattr(topic, one)) & _folded(getattr(topic, other))
        if both:
            table.fail(other, f"{min(both)!r} {fault}", f"take it out of {one} or of {other}")
    return topic


def _folded(texts: tuple[str, ...]) -> set[str]:
    return {text.casefold() for text in texts}


def _network(table: Table) -> Network:
    network = Network(**table.settings(NETWORK.settings))
    if network.arxiv_interval < ARXIV_INTERVAL and not network.mirror:
        message = f"arXiv asks for {ARXIV_INTERVAL:g} s between requests; less is for mirrors"
        table.fail("arxiv_interval", message)
    if network.interval < OTHER_INTERVAL and not network.mirror:
        message = f"upstreams get at most one request in {OTHER_INTERVAL:g} s; more is for mirrors"
        table.fail("interval", message)
    return network
