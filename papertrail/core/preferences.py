"""Show and change the settings that are safe to change from a page."""

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import tomlkit

from papertrail.config import edit
from papertrail.core.resources import Resources
from papertrail.errors import ConfigError, UsageError
from papertrail.types.preferences import Preference

if TYPE_CHECKING:
    from papertrail.config import Config
    from papertrail.config.setting import Setting

_BY_HAND = "change config.toml by hand"


class Preferences:
    """What digests are made of, and the keys of triage; each setting as a form has it, a text."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self) -> tuple[Preference, ...]:
        """Return all, in the order of the docs."""
        config = self._resources.config
        return tuple(
            Preference(
                name,
                _kind(setting.default),
                _text(_value(config, name)),
                _text(setting.default),
                setting.help,
            )
            for name, setting in _declared().items()
        )

    def change(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Write settings into config.toml, whose comments and other settings stay.

        Args:
            values: texts by the names of preferences; those that are as they were are left alone.

        Returns:
            The names of those that were changed.

        Raises:
            UsageError: there is no such preference, or a text is no value of it.
            ConfigError: the values contradict each other, or the file can't be changed.
        """
        config, declared = self._resources.config, _declared()
        changed: dict[str, Any] = {}
        for name, text in values.items():
            if name not in declared:
                raise UsageError(f"there is no preference {name!r}")
            value = _read(name, declared[name], text)
            if declared[name].read(value) != _value(config, name):
                changed[name] = value
        if changed:
            edit.change(
                self._resources.home.config_file, lambda document: _put(document, changed), _BY_HAND
            )
            self._resources.forget_config()
        return tuple(changed)


def _declared() -> "dict[str, Setting]":
    from papertrail.config.schema import DIGEST
    from papertrail.config.triage import KEYS, TRIAGE

    return {
        f"{section.name}.{setting.key}": setting
        for section in (DIGEST, TRIAGE, KEYS)
        for setting in section.settings
    }


def _value(config: "Config", name: str) -> Any:  # noqa: ANN401 - of any setting
    value: Any = config
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "switch"
    if isinstance(value, tuple):
        return "keys"
    if isinstance(value, str):
        return "word"
    return "whole" if isinstance(value, int) else "fraction"


def _text(value: object) -> str:
    """Return a value as a form has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, tuple) else f"{value}"


def _read(name: str, setting: "Setting", text: str) -> Any:  # noqa: ANN401 - of any setting
    """Return the value in TOML that a text means."""
    wanted, kind = text.strip(), _kind(setting.default)
    try:
        if kind == "switch":
            value: Any = {"true": True, "false": False}[wanted]
        elif kind == "keys":
            value = wanted.split()
        elif kind == "word":
            value = wanted
        else:
            value = int(wanted) if kind == "whole" else float(wanted)
        setting.read(value)
    except (ValueError, KeyError, OverflowError):
        raise UsageError(f"{name} has to be {setting.expected}, not {wanted!r}") from None
    return value


def _put(document: tomlkit.TOMLDocument, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        *tables, key = name.split(".")
        place: Any = document
        for table in tables:
            place = place.setdefault(table, tomlkit.table())
            if not isinstance(place, MutableMapping):
                raise ConfigError(f"{table} is not written as a [{table}] table", _BY_HAND)
        place[key] = value
