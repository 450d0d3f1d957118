"""Edit config.toml without touching its comments, order, line ends or other settings."""

import re
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from papertrail import user_files
from papertrail.config.document import CORRECT
from papertrail.config.loader import BYTE_ORDER_MARK, parse, plain, read_exactly
from papertrail.errors import ConfigError

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n)|([^\r\n]+)\Z")


def change(path: Path, edit: Callable[[tomlkit.TOMLDocument], None], by_hand: str) -> None:
    """Change a configuration file, which is its owner's alone from then on.

    Args:
        path: config.toml.
        edit: changes the document that it is given.
        by_hand: what the user can write instead, where that fails.

    Raises:
        ConfigError: the file can't be read, or papertrail would not understand the changed one.
        OSError: it can't be written; it is as it was.
    """
    original = read_exactly(path)
    text = plain(original)
    parse(text, path)
    try:
        document = tomlkit.parse(text if text.endswith("\n") else f"{text}\n")
        edit(document)
        changed = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(f"{path} can't be changed ({error})", by_hand) from error
    try:
        parse(changed, path)
    except ConfigError as error:
        # Its line is one that the file does not have.
        reason = re.sub(rf"^{re.escape(str(path))}(:\d+)?: ", "", error.message)
        hint = "give another value" if error.hint == CORRECT else error.hint
        raise ConfigError(f"{path} stays as it is: {reason}", hint or by_hand) from error
    user_files.write(path, _in_the_manner_of(original, changed).encode("utf-8"), mode=0o600)
    if not path.is_symlink():
        # It may hold a login. Who links it elsewhere decides who may read it there.
        path.chmod(0o600)


def _in_the_manner_of(original: str, changed: str) -> str:
    """Return a changed text with the byte order mark, line ends and last line of the original.

    Each line that is in both keeps its own end; new lines get the one that most lines have.
    """
    mark = BYTE_ORDER_MARK if original.startswith(BYTE_ORDER_MARK) else ""
    lines = [(text or last, end) for text, end, last in _LINE.findall(original.removeprefix(mark))]
    ((usual, _),) = Counter(end for _, end in lines if end).most_common(1) or [("\n", 0)]
    texts = changed.removesuffix("\n").split("\n")
    ends = [usual] * len(texts)
    matcher = SequenceMatcher(None, [text for text, _ in lines], texts, autojunk=False)
    for place, target, size in matcher.get_matching_blocks():
        ends[target : target + size] = [end or usual for _, end in lines[place : place + size]]
    if lines and not lines[-1][1]:
        ends[-1] = ""
    return mark + "".join(text + end for text, end in zip(texts, ends, strict=True))


def table(document: tomlkit.TOMLDocument, name: str) -> Table:
    """Return the table [name] of a document, made at its end where there is none.

    Raises:
        ConfigError: the name is not that of a table.
    """
    found = document.setdefault(name, tomlkit.table())
    if not isinstance(found, Table):
        raise ConfigError(
            f"{name} is not written as a [{name}] table", f"write [{name}] on a line of its own"
        )
    return found
