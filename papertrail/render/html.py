"""Render a digest as HTML: one self-contained page, or the body of a mail."""

from pathlib import Path
from typing import TYPE_CHECKING

from papertrail.render.pages import context
from papertrail.render.templates import fill

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView


def page(view: "DigestView", own: Path | None = None, *, mail: bool = False) -> str:
    """Return a digest as an HTML page without scripts and without anything from elsewhere.

    Args:
        view: the digest.
        own: the reader's folder of templates.
        mail: whether it shall be read in a mail: formulas as they were written and no
            abstracts, since mail programs know neither MathML nor folding.
    """
    return fill("digest.html", context(view) | {"mail": mail}, own)
