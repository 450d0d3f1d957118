"""Read parsed TOML table by table, with errors that name the line of a key."""

import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from feeds.addresses import redact
from papertrail.config.setting import REQUIRED, Setting
from papertrail.errors import ConfigError

T = TypeVar("T")

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=")
_MISSING = object()
CORRECT = "correct that line"
"""The hint of an error without a better one."""


class Document:
    """A configuration file; `path` is named in errors."""

    def __init__(self, content: Mapping[str, Any], text: str, path: Path) -> None:
        self._lines = _lines_of_keys(text)
        self._path = path
        self.top = Table(self, "", content)

    def table(self, name: str) -> "Table":
        """Return the table [name], an empty one where there is none."""
        content = self.top.content.get(name, {})
        if not isinstance(content, dict):
            self.fail(name, f"{name} is written as a [{name}] table")
        return Table(self, name, content)

    def tables(self, name: str) -> list["Table"]:
        """Return the tables [[name]], in order."""
        contents = self.top.content.get(name, [])
        if not isinstance(contents, list) or not all(
            isinstance(content, dict) for content in contents
        ):
            self.fail(name, f"{name} are written as [[{name}]] tables")
        return [
            Table(self, f"{name}[{number}]", content) for number, content in enumerate(contents)
        ]

    def named_tables(self, name: str) -> dict[str, "Table"]:
        """Return the tables [name.KEY] by their keys, in order."""
        contents = self.table(name).content
        for key, content in contents.items():
            if not isinstance(content, dict):
                self.fail(
                    f"{name}.{key}",
                    f"{key!r} is no table",
                    f"write [{name}.{key}] above its settings",
                )
        return {key: Table(self, f"{name}.{key}", content) for key, content in contents.items()}

    def fail(self, place: str, message: str, hint: str = "") -> NoReturn:
        """Raise ConfigError about a place such as `topics[1].limit`, naming its line."""
        parents = (place, place.rpartition(".")[0])
        line = next((self._lines[known] for known in parents if known in self._lines), None)
        where = f"{self._path}:{line}" if line else str(self._path)
        raise ConfigError(f"{where}: {message}", hint or CORRECT)


class Table:
    """One table of a document."""

    def __init__(self, document: Document, place: str, content: Mapping[str, Any]) -> None:
        self._document = document
        self._place = place
        self.content = content

    def value(
        self,
        key: str,
        read: Callable[[object], T],
        default: Any = _MISSING,  # noqa: ANN401 - the type of whatever is missing
        *,
        secret: bool = False,
    ) -> T:
        """Read one key.

        Args:
            key: its name.
            read: converts the value, or raises ValueError saying what it expects, such as "a whole
                number".
            default: the value of a missing key; without it, the key is required.
            secret: leave the value out of errors.

        Raises:
            ConfigError: the value can't be used, or the key is missing.
        """
        value = self.content.get(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                self.fail("", f"{self._place} has no {key}", f"add a line: {key} = ...")
            result: T = default
            return result
        try:
            return read(value)
        except ValueError as error:
            given = "" if secret else f", not {redact(repr(value))}"
            self.fail(key, f"{key} must be {error}{given}")

    def setting(self, declared: Setting) -> Any:  # noqa: ANN401 - what the setting's reader returns
        """Read one declared setting: from its environment variable, else from the table.

        Raises:
            ConfigError: the value can't be used, or a required setting is missing.
        """
        if declared.variable and (given := os.environ.get(declared.variable)):
            return given
        default = _MISSING if declared.default is REQUIRED else declared.default
        return self.value(declared.key, declared.read, default, secret=declared.secret)

    def settings(self, declared: Iterable[Setting]) -> dict[str, Any]:
        """Read all settings that the table may have, by key.

        Raises:
            ConfigError: one of them can't be used or is missing, or the table has another.
        """
        known = tuple(declared)
        self.only(*(setting.key for setting in known))
        return {setting.key: self.setting(setting) for setting in known}

    def only(self, *known: str) -> None:
        """Fail on any key but the known ones."""
        for key in self.content:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
                self.fail(key, f"unknown setting {key!r}", hint)

    def fail(self, key: str, message: str, hint: str = "") -> NoReturn:
        """Raise ConfigError about a key, naming its line."""
        self._document.fail(f"{self._place}.{key}".strip("."), message, hint)


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
