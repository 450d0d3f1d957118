"""Add, change and remove topics in config.toml."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from papertrail.config import edit, load
from papertrail.errors import ConfigError

Values = Mapping[str, str | int | float | Sequence[str]]
_SINGLE = frozenset({"name", "limit", "threshold", "strictness"})
_BY_HAND = "change the [[topics]] tables by hand"


def add(path: Path, name: str, values: Values) -> None:
    """Write a new topic after the others.

    Raises:
        ConfigError: there is such a topic, or it is none: no words and no examples, contradictory
        rules.
    """
    if any(topic.name.casefold() == name.casefold() for topic in load(path).topics):
        raise ConfigError(
            f"there is a topic {name!r} already", f'papertrail topics edit "{name}" changes it'
        )

    def append(document: tomlkit.TOMLDocument) -> None:
        table = tomlkit.table()
        table["name"] = name
        for key, value in values.items():
            table[key] = _item(value)
        _tables(document).append(table)

    edit.change(path, append, _BY_HAND)


def change(
    path: Path,
    name: str,
    values: Values,
    more: Mapping[str, Sequence[str]],
    less: Sequence[str] = (),
) -> None:
    """Change a topic of the configuration.

    Args:
        path: config.toml.
        name: the topic's, as the configuration spells it.
        values: settings that take the place of earlier ones.
        more: texts to add to settings that are lists.
        less: texts, in any case, to take out of all lists.

    Raises:
        ConfigError: a text of `less` is in no list, or what is left is no topic.
    """

    def update(document: tomlkit.TOMLDocument) -> None:
        table = next(table for table in _tables(document) if str(table["name"]).strip() == name)
        for text in less:
            _take(table, text)
        for key, value in values.items():
            table[key] = _item(value)
        for key, texts in more.items():
            table[key] = _item(list(dict.fromkeys([*_texts(table.get(key, [])), *texts])))

    edit.change(path, update, _BY_HAND)


def revise(
    path: Path,
    name: str,
    values: Values,
    added: Mapping[str, Sequence[str]],
    taken: Mapping[str, Sequence[str]],
) -> None:
    """Change a topic's lists one by one; a text that is to be taken out may be gone already.

    Args:
        path: config.toml.
        name: the topic's, as the configuration spells it.
        values: settings that take the place of earlier ones.
        added: texts to add, by list.
        taken: texts to take out, by list.

    Raises:
        ConfigError: what is left is no topic.
    """

    def update(document: tomlkit.TOMLDocument) -> None:
        table = next(table for table in _tables(document) if str(table["name"]).strip() == name)
        for key, value in values.items():
            table[key] = _item(value)
        for key in dict.fromkeys([*taken, *added]):
            gone = set(taken.get(key, ()))
            kept = [text for text in _texts(table.get(key, [])) if text not in gone]
            _put(table, key, list(dict.fromkeys([*kept, *added.get(key, ())])))

    edit.change(path, update, _BY_HAND)


def remove(path: Path, name: str) -> None:
    """Take a topic, as the configuration spells it, out."""

    def take(document: tomlkit.TOMLDocument) -> None:
        tables = _tables(document)
        del tables[[str(table["name"]).strip() for table in tables].index(name)]

    edit.change(path, take, _BY_HAND)


def _take(table: Table, text: str) -> None:
    holding = [
        key
        for key, value in table.items()
        if key not in _SINGLE and text.casefold() in map(str.casefold, _texts(value))
    ]
    if not holding:
        raise ConfigError(
            f"no list of the topic {str(table['name'])!r} has {text!r}",
            "papertrail topics list shows all",
        )
    for key in holding:
        kept = [known for known in _texts(table[key]) if known.casefold() != text.casefold()]
        _put(table, key, kept)


def _put(table: Table, key: str, texts: list[str]) -> None:
    """Write a list of a topic; an empty one is left out."""
    if texts:
        table[key] = _item(texts)
    elif key in table:
        del table[key]


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    tables = document.setdefault("topics", tomlkit.aot())
    if not isinstance(tables, AoT):
        raise ConfigError(
            "topics are not written as [[topics]] tables", "write [[topics]] before each"
        )
    return tables


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - whatever tomlkit holds
    return [str(value)] if isinstance(value, str) else [str(text) for text in value]


def _item(value: str | float | Sequence[str]) -> Any:  # noqa: ANN401 - tomlkit's own types
    if isinstance(value, str | int | float):
        return value
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(len(value) > 1)
