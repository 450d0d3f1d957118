"""Render a digest as Markdown."""

from pathlib import Path
from typing import TYPE_CHECKING

from papertrail.render.pages import context
from papertrail.render.templates import fill

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView


def page(view: "DigestView", own: Path | None = None) -> str:
    """Return a digest as a Markdown page; `own` is the reader's folder of templates."""
    return fill("digest.md", context(view), own)
