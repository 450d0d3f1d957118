"""The forms in which a digest can be had."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView

FORMATS = ("text", "md", "html", "atom", "json")


def render(form: str, editions: Sequence["DigestView"], home: str, own: Path | None = None) -> str:
    """Return the first of some editions in a form, as a text; a feed also has the others.

    Args:
        form: one of FORMATS.
        editions: at least one, newest first.
        home: see `atom.feed`.
        own: the reader's folder of templates.
    """
    edition = editions[0]
    match form:
        case "md":
            from papertrail.render import markdown

            return markdown.page(edition, own)
        case "html":
            from papertrail.render import html

            return html.page(edition, own)
        case "atom":
            from papertrail.render import atom

            return atom.feed(editions, home, own)
        case "json":
            from papertrail.render import json as records

            return records.dumps(records.digest(edition)) + "\n"
        case _:
            from papertrail.render import text

            return text.page(edition)
