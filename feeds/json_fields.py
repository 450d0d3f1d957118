"""Read fields of JSON that may hold anything: what has another type than expected is missing."""

from collections.abc import Mapping
from typing import Any

from feeds.source import Json


def at(value: Any, *keys: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what is at a path of keys, or None where there is nothing."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def text(value: Any, *keys: str) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return the text at a path of keys, or "" where there is none."""
    found = at(value, *keys)
    if not isinstance(found, str):
        return ""
    return found


def items(value: Any, *keys: str) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    """Return the list at a path of keys, or an empty one where there is none."""
    found = at(value, *keys)
    if not isinstance(found, list):
        return []
    return found


def first(value: Any, *keys: str) -> Json:  # noqa: ANN401 - whatever JSON holds
    """Return the first item of the list at a path of keys, or None where there is none."""
    return next(iter(items(value, *keys)), None)


def table(value: Any, *keys: str) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    """Return a copy of the object at a path of keys, or an empty one where there is none."""
    found = at(value, *keys)
    if not isinstance(found, Mapping):
        return {}
    return dict(found)


def texts(value: Any, *keys: str) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    """Return the texts in the list at a path of keys."""
    return [item for item in items(value, *keys) if isinstance(item, str)]


def count(value: Any, *keys: str) -> int:  # noqa: ANN401 - whatever JSON holds
    """Return the positive whole number at a path of keys, or 0 where there is none."""
    found = at(value, *keys)
    if isinstance(found, bool) or not isinstance(found, int):
        return 0
    return max(found, 0)
