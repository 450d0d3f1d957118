"""Print lines of lists: indented, broken between words only, or whole."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

INDENT = 4
"""Columns before the lines of an item, below its number."""
_WORD = re.compile(r"\S+\s*")


def indented(out: "Console", lines: Iterable[Text], *, crop: bool = False) -> None:
    """Print lines below the title of an item, cut at the width of the terminal or whole."""
    for line in lines:
        line.rstrip()
        text = Text.assemble(" " * INDENT, line)
        if crop:
            text.truncate(out.width, overflow="ellipsis")
        whole(out, text)


def whole(out: "Console", line: Text) -> None:
    """Print a line as it is, though it may be longer than the terminal is wide."""
    out.print(line, no_wrap=True, overflow="ignore", crop=False)


def wrapped(text: Text, width: int) -> list[Text]:
    """Break a text between words only: an id or an address that is cut in two can't be copied."""
    breaks: list[int] = []
    used = 0
    for word in _WORD.finditer(text.plain):
        if used and used + cell_len(word[0].rstrip()) > width:
            breaks.append(word.start())
            used = 0
        used += cell_len(word[0])
    return list(text.divide(breaks))
