"""Fit text from outside into lines of cells.

Everything that is drawn goes through `printable`: no control character, no direction mark and no
markup reaches the terminal, and what is wide is measured as the terminal draws it.
"""

import re
from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from papertrail.render import escaping

_UNSEEN = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Characters that have no width of their own, or that change the width of the one before, which
terminals disagree about."""
PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
CURSOR = Style(reverse=True)
HEADING = Style(bold=True, color="cyan")
BAR = Style(bold=True)
GOOD = Style(color="green")
WARNING = Style(bold=True, color="yellow")
ITALIC = Style(italic=True)

Part = tuple[str, Style]
"""A piece of a line: printable text and its style."""


def printable(text: str, limit: int = 10_000) -> str:
    """Return text on one line whose width in cells is known; see `escaping.printable`."""
    return escaping.printable(_UNSEEN.sub("", text), limit)


def fitted(text: str, width: int) -> str:
    """Return printable text of exactly a width in cells, cut with an ellipsis or padded."""
    if cell_len(text) <= width:
        return set_cell_size(text, max(width, 0))
    if width <= 0:
        return ""
    return set_cell_size(f"{set_cell_size(text, width - 1).rstrip()}…", width)


def strip(parts: Iterable[Part], width: int, base: Style = PLAIN) -> Strip:
    """Return a line of exactly a width, its parts cut or padded at the right."""
    segments = [Segment(text, base + style) for text, style in parts if text]
    return Strip(segments).adjust_cell_length(width, base)


def wrapped(text: str, width: int) -> list[str]:
    """Break printable text between words into lines of at most a width in cells.

    A word that is wider is broken within.
    """
    lines, line, used = list[str](), list[str](), 0
    for word in text.split(" "):
        size = cell_len(word)
        if line and used + 1 + size > width:
            lines.append(" ".join(line))
            line, used = [], 0
        while size > width > 0:
            head = _head(word, width)
            lines.append(head)
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it
            size = cell_len(word)
        used += size + (1 if line else 0)
        line.append(word)
    lines.append(" ".join(line))
    return lines


def paragraphs(text: str, width: int) -> list[str]:
    """Break a text of several lines, each made printable, into lines of at most a width."""
    return [line for part in text.splitlines() for line in wrapped(printable(part), width)]


def _head(word: str, width: int) -> str:
    """Return the longest beginning of a word that fits, at least one character."""
    used = 0
    for place, character in enumerate(word):
        used += cell_len(character)
        if used > width:
            return word[: max(place, 1)]
    return word
