"""Change which feeds config.toml follows, without touching comments and order."""

from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import Array

from feeds.registry import find_all
from papertrail.config import load
from papertrail.config.edit import change, table
from papertrail.errors import ConfigError

_BY_HAND = "change follow = [...] under [feeds] by hand"


def follow(path: Path, names: Iterable[str]) -> list[str]:
    """Add feeds to those that are followed; a feed's new password takes the place of the old one.

    Args:
        path: config.toml.
        names: of feeds in their usual spelling; whole addresses where these hold secrets, see
            `Feed.written`.

    Returns:
        The names, fit to be shown, of the feeds that were not followed before, or at another
        address.

    Raises:
        ConfigError: the file can't be read, or does not hold what papertrail understands.
        OSError: it can't be written; it is as it was.
    """
    config = load(path)
    known = {config.addresses.get(name, name) for name in config.feeds}
    wanted = {feed.name: feed for name in names for feed in find_all(name)}
    fresh = {name: feed.written for name, feed in wanted.items() if feed.written not in known}

    def put(document: tomlkit.TOMLDocument) -> None:
        array = _array(document)
        left = dict(fresh)
        for place, text in enumerate(array):
            feeds = find_all(str(text))
            if len(feeds) == 1 and feeds[0].name in left:
                array[place] = left.pop(feeds[0].name)
        array.extend(left.values())

    if fresh:
        change(path, put, _BY_HAND)
    return list(fresh)


def unfollow(path: Path, names: Iterable[str]) -> list[str]:
    """Stop following feeds, by the names that may be shown; return those that were followed.

    Raises:
        ConfigError: as `follow` does.
        OSError: likewise.
    """
    followed = load(path).feeds
    gone = [name for name in dict.fromkeys(names) if name in followed]

    def take(document: tomlkit.TOMLDocument) -> None:
        array = _array(document)
        # Names may be written in any case, and an address may name several feeds.
        for place in reversed(range(len(array))):
            feeds = find_all(str(array[place]))
            left = [feed.written for feed in feeds if feed.name not in gone]
            if len(left) < len(feeds):
                del array[place]
                array.extend(left)

    if gone:
        change(path, take, _BY_HAND)
    return gone


def _array(document: tomlkit.TOMLDocument) -> Array:
    array = table(document, "feeds").setdefault("follow", tomlkit.array())
    if not isinstance(array, Array):
        raise ConfigError("follow is no list", 'write follow = ["arxiv:cs.LG"]')
    return array
