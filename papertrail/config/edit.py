"""Changing config.toml for its owner: comments and order stay as they are."""

import re
from collections.abc import Callable
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from index.atomic import write_atomic
from papertrail.config.document import CORRECT
from papertrail.config.loader import parse, read
from papertrail.errors import ConfigError


def change(path: Path, edit: Callable[[tomlkit.TOMLDocument], None], by_hand: str) -> None:
    """Change a configuration file.

    Args:
        path: config.toml.
        edit: changes the document that it is given.
        by_hand: what the user can write instead, where that fails.

    Raises:
        ConfigError: the file can't be read, or papertrail would not understand the changed one.
        OSError: it can't be written; it is as it was.
    """
    text = read(path)
    parse(text, path)
    try:
        document = tomlkit.parse(text)
        edit(document)
        changed = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(f"{path} can't be changed ({error})", by_hand) from error
    try:
        parse(changed, path)
    except ConfigError as error:
        # Its line is one that the file does not have.
        told = re.sub(rf"^{re.escape(str(path))}(:\d+)?: ", "", error.message)
        hint = "give another value" if error.hint == CORRECT else error.hint
        raise ConfigError(f"{path} stays as it is: {told}", hint or by_hand) from error
    write_atomic(path, changed.encode("utf-8"))


def table(document: tomlkit.TOMLDocument, name: str) -> Table:
    """Return the table [name] of a document, made at its end where there is none.

    Raises:
        ConfigError: the name stands for something else.
    """
    found = document.setdefault(name, tomlkit.table())
    if not isinstance(found, Table):
        raise ConfigError(
            f"{name} is not written as a [{name}] table", f"write [{name}] on a line of its own"
        )
    return found
