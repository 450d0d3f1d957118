"""Changing which feeds config.toml follows, comments and order untouched."""

from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import Array

from papertrail.config import load
from papertrail.config.edit import change, table
from papertrail.errors import ConfigError

_BY_HAND = "change follow = [...] under [feeds] by hand"


def follow(path: Path, names: Iterable[str]) -> list[str]:
    """Add feeds to those that are followed.

    Args:
        path: config.toml.
        names: of feeds in their usual spelling.

    Returns:
        The names that were not followed before.

    Raises:
        ConfigError: the file can't be read, or does not hold what papertrail understands.
        OSError: it can't be written; it is as it was.
    """
    followed = load(path).feeds
    fresh = [name for name in dict.fromkeys(names) if name not in followed]
    if fresh:
        change(path, lambda document: _array(document).extend(fresh), _BY_HAND)
    return fresh


def unfollow(path: Path, names: Iterable[str]) -> list[str]:
    """Take feeds from those that are followed; return those that were. Raises as `follow` does."""
    from feeds.registry import find

    followed = load(path).feeds
    gone = [name for name in dict.fromkeys(names) if name in followed]

    def take(document: tomlkit.TOMLDocument) -> None:
        array = _array(document)
        # Names may be written in any case.
        for place in reversed(range(len(array))):
            if find(str(array[place])).name in gone:
                del array[place]

    if gone:
        change(path, take, _BY_HAND)
    return gone


def _array(document: tomlkit.TOMLDocument) -> Array:
    array = table(document, "feeds").setdefault("follow", tomlkit.array())
    if not isinstance(array, Array):
        raise ConfigError("follow is no list", 'write follow = ["arxiv:cs.LG"]')
    return array
