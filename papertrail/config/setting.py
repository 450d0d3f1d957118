"""Declare settings and sections of config.toml."""

import json
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import Any

REQUIRED: Any = object()
"""The default of a setting that has to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting.

    Attributes:
        key: its name in the table.
        read: converts the value from TOML, or raises ValueError with what it expects.
        default: what a missing setting means, ready to use, or `REQUIRED`.
        help: what it does, in sentences for users. Markdown.
        example: a value in TOML, for docs and the starter file; the default in TOML if empty.
        starter: how the starter file has it: "set", "comment" or "" for not at all.
        variable: the environment variable that comes before the file; empty for none.
        secret: its value is in no error.
    """

    key: str
    read: Callable[[Any], Any]
    default: Any
    help: str
    example: str = ""
    starter: str = ""
    variable: str = ""
    secret: bool = False

    @property
    def toml(self) -> str:
        """An example value in TOML, or the default; empty where there is neither."""
        if self.example or self.default is REQUIRED or self.default is None:
            return self.example
        return json.dumps(self.default)

    @property
    def expected(self) -> str:
        """The accepted values in words, as errors show them."""
        try:
            self.read(_NOTHING)
        except ValueError as error:
            return str(error)
        raise AssertionError(f"{self.key} takes any value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table of config.toml.

    Attributes:
        name: as it is written, such as "digest".
        help: what the table is for, in sentences for users. Markdown.
        settings: in the order of the docs.
        header: the line that opens it, where that is not `[name]`.
        starter: how the starter file has it: "set" or "comment".
    """

    name: str
    help: str
    settings: tuple[Setting, ...]
    header: str = ""
    starter: str = "set"

    @property
    def title(self) -> str:
        """The line that opens the table."""
        return self.header or f"[{self.name}]"


class _Nothing:
    """A value of no TOML type, which every reader refuses."""


_NOTHING = _Nothing()


def defaults(settings: type) -> dict[str, Any]:
    """Return a dataclass's defaults by field; `REQUIRED` for a field without one."""
    found: dict[str, Any] = {}
    for declared in fields(settings):
        found[declared.name] = REQUIRED if declared.default is MISSING else declared.default
    return found
