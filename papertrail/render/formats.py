"""Render a digest in one of the formats of `papertrail digest --format`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView

FORMATS = ("text", "md", "html", "atom", "json")


def render(form: str, views: Sequence["DigestView"], home: str, own: Path | None = None) -> str:
    """Return the first of some digests as text in one format; a feed also has the others.

    Args:
        form: one of FORMATS.
        views: at least one, newest first.
        home: see `atom.feed`.
        own: the reader's folder of templates.
    """
    view = views[0]
    match form:
        case "md":
            from papertrail.render import markdown

            return markdown.page(view, own)
        case "html":
            from papertrail.render import html

            return html.page(view, own)
        case "atom":
            from papertrail.render import atom

            return atom.feed(views, home, own)
        case "json":
            from papertrail.render import json as records

            return records.dumps(records.digest(view)) + "\n"
        case _:
            from papertrail.render import text

            return text.page(view)
