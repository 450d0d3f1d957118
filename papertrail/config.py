"""config.toml as typed settings, with errors that name the line and the fix."""

import difflib
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from feeds.catalogue import Options
from papertrail.errors import ConfigError

T = TypeVar("T")

MIRROR_VARIABLE = "PAPERTRAIL_MIRROR"
REDDIT_TOKEN_VARIABLE = "PAPERTRAIL_REDDIT_TOKEN"  # noqa: S105 - the name of a variable
ARXIV_INTERVAL = 3.0
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Topic:
    """What to look out for.

    Attributes:
        about: descriptions in plain words; a paper is as relevant as it is to the closest one.
        limit: the most papers of this topic in one digest.
        threshold: the least cosine similarity of a match; None asks for much more than papers usually have.
    """

    name: str
    about: tuple[str, ...]
    limit: int
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach the upstreams; intervals in seconds."""

    mirror: str | None = None
    contact: str | None = None
    arxiv_interval: float = ARXIV_INTERVAL
    backoff: float = 5.0
    timeout: float = 60.0
    max_mb: int = 64
    private_redirects: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """All settings."""

    feeds: tuple[str, ...]
    feed_options: Options
    topics: tuple[Topic, ...]
    model: str = "all-MiniLM-L6-v2"
    device: str = "auto"
    digest_limit: int = 10
    digest_max_age_days: int = 14
    network: Network = field(default_factory=Network)

    def topic(self, name: str) -> Topic:
        """Return a topic by its name, in any case.

        Raises:
            ConfigError: no topic goes by that name.
        """
        known = {topic.name.casefold(): topic for topic in self.topics}
        if name.casefold() in known:
            return known[name.casefold()]
        raise ConfigError(
            f"unknown topic {name!r}", f"the topics are: {', '.join(topic.name for topic in self.topics)}"
        )


def starter() -> str:
    """Return the text of a new config.toml."""
    return (files("papertrail") / "starter_config.toml").read_text(encoding="utf-8")


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: there is none, or a line of it can't be used.
    """
    try:
        # Editors on some systems put a byte order mark first.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration at {path}", "run: papertrail init") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"can't read {path} ({error})", "make it a readable UTF-8 text file") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """Read the text of a configuration file; `path` is named in errors."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1] if line else text.count(chr(10)) + 1}"
        raise ConfigError(f"{where}: not valid TOML: {str(error).partition(' (at')[0]}", "correct that line") from error
    return _Reader(document, text, path).config()


class _Reader:
    """Takes a parsed document apart, knowing at which line each key stands."""

    def __init__(self, document: dict[str, Any], text: str, path: Path) -> None:
        self._document = document
        self._lines = _lines_of_keys(text)
        self._path = path

    def config(self) -> Config:
        self._only(self._document, "", ("feeds", "topics", "digest", "model", "network"))
        feeds, digest, model = (self._table(name) for name in ("feeds", "digest", "model"))
        self._only(feeds, "feeds", ("follow", "crossref", "reddit_user", "reddit_token"))
        self._only(digest, "digest", ("limit", "max_age_days"))
        self._only(model, "model", ("name", "device"))
        limit = self._value(digest, "digest", "limit", _whole, 10)
        return Config(
            feeds=self._value(feeds, "feeds", "follow", self._feeds, ()),
            feed_options=Options(
                reddit_user=self._value(feeds, "feeds", "reddit_user", _words, None),
                reddit_token=os.environ.get(REDDIT_TOKEN_VARIABLE)
                or self._value(feeds, "feeds", "reddit_token", _words, None),
                crossref=self._value(feeds, "feeds", "crossref", _switch, default=True),
            ),
            topics=self._topics(limit),
            model=self._value(model, "model", "name", _words, "all-MiniLM-L6-v2"),
            device=self._value(model, "model", "device", partial(_one_of, ("auto", "cpu", "cuda", "mps")), "auto"),
            digest_limit=limit,
            digest_max_age_days=self._value(digest, "digest", "max_age_days", _whole, 14),
            network=self._network(),
        )

    def _topics(self, limit: int) -> tuple[Topic, ...]:
        tables = self._document.get("topics", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._fail("topics", "topics are written as [[topics]] tables")
        topics: list[Topic] = []
        for number, table in enumerate(tables):
            place = f"topics[{number}]"
            self._only(table, place, ("name", "about", "limit", "threshold"))
            topic = Topic(
                name=self._value(table, place, "name", _words),
                about=self._value(table, place, "about", _descriptions),
                limit=self._value(table, place, "limit", _whole, limit),
                threshold=self._value(table, place, "threshold", _fraction, None),
            )
            if topic.name.casefold() in {known.name.casefold() for known in topics}:
                self._fail(f"{place}.name", f"there are two topics named {topic.name!r}")
            topics.append(topic)
        return tuple(topics)

    def _network(self) -> Network:
        table = self._table("network")
        self._only(
            table,
            "network",
            ("mirror", "contact", "arxiv_interval", "backoff", "timeout", "max_mb", "private_redirects"),
        )
        value = partial(self._value, table, "network")
        mirror = os.environ.get(MIRROR_VARIABLE) or value("mirror", _address, None)
        interval = value("arxiv_interval", _seconds, ARXIV_INTERVAL)
        if interval < ARXIV_INTERVAL and not mirror:
            self._fail(
                "network.arxiv_interval", f"arXiv asks for {ARXIV_INTERVAL:g} s between requests; less is for mirrors"
            )
        return Network(
            mirror=mirror,
            contact=value("contact", _words, None),
            arxiv_interval=interval,
            backoff=value("backoff", _seconds, 5.0),
            timeout=value("timeout", _seconds, 60.0),
            max_mb=value("max_mb", _whole, 64),
            private_redirects=value("private_redirects", _switch, default=False),
        )

    def _feeds(self, value: object) -> tuple[str, ...]:
        from feeds.catalogue import find
        from feeds.errors import UnknownFeedError

        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise ValueError('a list of names such as ["arxiv:cs.LG", "neurips"]')
        try:
            return tuple(dict.fromkeys(find(name).name for name in value))
        except UnknownFeedError as error:
            self._fail("feeds.follow", error.message, error.hint)

    def _table(self, name: str) -> dict[str, Any]:
        table = self._document.get(name, {})
        if not isinstance(table, dict):
            self._fail(name, f"{name} is written as a [{name}] table")
        return table

    def _value(
        self,
        table: dict[str, Any],
        place: str,
        key: str,
        read: Callable[[object], T],
        default: Any = _MISSING,  # noqa: ANN401
    ) -> T:
        """Read one key with a function that raises ValueError, saying what it expects."""
        value = table.get(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                self._fail(place, f"{place} has no {key}", f"add a line: {key} = ...")
            result: T = default
            return result
        try:
            return read(value)
        except ValueError as error:
            self._fail(f"{place}.{key}", f"{key} must be {error}, not {value!r}")

    def _only(self, table: dict[str, Any], place: str, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
                self._fail(f"{place}.{key}".lstrip("."), f"unknown setting {key!r}", hint)

    def _fail(self, place: str, message: str, hint: str = "") -> NoReturn:
        parents = (place, place.rpartition(".")[0])
        line = next((self._lines[known] for known in parents if known in self._lines), None)
        where = f"{self._path}:{line}" if line else str(self._path)
        raise ConfigError(f"{where}: {message}", hint or "correct that line")


def _lines_of_keys(text: str) -> dict[str, int]:
    """Map places such as `topics[1].limit` to line numbers, counted from 1."""
    lines: dict[str, int] = {}
    seen: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = header[2]
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = f"{table}[{seen[table]}]"
            lines.setdefault(table, number)
        elif key:
            lines.setdefault(f"{table}.{key[1].strip(chr(34) + chr(39))}".lstrip("."), number)
    return lines


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value.strip()


def _descriptions(value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("one description in words or a list of them")
    return tuple(text.strip() for text in texts)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a whole number of at least 1")
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise ValueError("a number of seconds")
    return float(value)


def _fraction(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def _address(value: object) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("an http or https address")
    return value


def _switch(value: object) -> bool:
    if value is not True and value is not False:
        raise ValueError("true or false")
    return value


def _one_of(known: tuple[str, ...], value: object) -> str:
    if value not in known:
        raise ValueError(f"one of {', '.join(known)}")
    return str(value)
