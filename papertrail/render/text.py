"""Render a digest as plain text, for mails and files."""

import io
from typing import TYPE_CHECKING

from rich.console import Console

from papertrail.render import terminal

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView

WIDTH = 76
"""Columns of a line in a mail."""


def page(view: "DigestView", width: int = WIDTH) -> str:
    """Return a digest as plain text in which each paper has its address."""
    out = Console(
        file=io.StringIO(),
        width=width,
        color_system=None,
        highlight=False,
        emoji=False,
        markup=False,
        no_color=True,
    )
    with out.capture() as printed:
        terminal.digest(out, view, addresses=True)
    return "\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n"
