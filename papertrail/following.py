"""Changing which feeds config.toml follows, comments and order untouched."""

from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Table

from index.atomic import write_atomic
from papertrail.config import parse, read
from papertrail.errors import ConfigError


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
    text, followed = _read(path)
    fresh = [name for name in dict.fromkeys(names) if name not in followed]
    if fresh:
        document = tomlkit.parse(text)
        array = _array(document)
        for name in fresh:
            array.append(name)
        _write(path, document)
    return fresh


def unfollow(path: Path, names: Iterable[str]) -> list[str]:
    """Take feeds from those that are followed; return those that were. Raises as `follow` does."""
    from feeds.catalogue import find

    text, followed = _read(path)
    gone = [name for name in dict.fromkeys(names) if name in followed]
    if gone:
        document = tomlkit.parse(text)
        array = _array(document)
        # Names may be written in any case.
        for place in reversed(range(len(array))):
            if find(str(array[place])).name in gone:
                del array[place]
        _write(path, document)
    return gone


def _read(path: Path) -> tuple[str, tuple[str, ...]]:
    text = read(path)
    return text, parse(text, path).feeds


def _array(document: tomlkit.TOMLDocument) -> Array:
    table = document.setdefault("feeds", tomlkit.table())
    if not isinstance(table, Table):
        raise ConfigError("feeds is not written as a [feeds] table", "write [feeds] on a line of its own")
    array = table.setdefault("follow", tomlkit.array())
    if not isinstance(array, Array):
        raise ConfigError("follow is no list", 'write follow = ["arxiv:cs.LG"]')
    return array


def _write(path: Path, document: tomlkit.TOMLDocument) -> None:
    try:
        text = tomlkit.dumps(document)
        parse(text, path)
    except (TOMLKitError, ConfigError) as error:
        raise ConfigError(
            f"{path} can't be changed ({error})", "change follow = [...] under [feeds] by hand"
        ) from error
    write_atomic(path, text.encode("utf-8"))
