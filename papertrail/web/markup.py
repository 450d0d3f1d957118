"""Turn papers' text and notes into HTML that can only show: nh3 has the last word."""

import functools
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup, escape

from papertrail.render import maths
from papertrail.render.escaping import printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MATHS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msup", "msub", "msubsup"),
    *("mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd"),
    *("mstyle", "mpadded", "mphantom", "menclose"),
}
_MATHS_ATTRIBUTES = {
    *("display", "stretchy", "mathvariant", "fence", "separator", "accent", "accentunder"),
    *("linethickness", "columnalign", "rowspacing", "columnspacing", "lspace", "rspace"),
    *("width", "height", "depth", "minsize", "maxsize", "form", "largeop", "movablelimits"),
    *("symmetric", "scriptlevel", "displaystyle", "notation"),
}
_PROSE = {
    *("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a", "s"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_MOST_LINES = 2_000


@functools.lru_cache(2048)
def with_maths(text: str) -> Markup:
    """Return text as HTML, its formulas as MathML."""
    shown = maths.with_maths(text)
    if "<math" not in shown:
        # Escaped text alone.
        return shown
    attributes = dict.fromkeys(_MATHS, _MATHS_ATTRIBUTES)
    return Markup(nh3.clean(shown, tags=_MATHS, attributes=attributes))  # noqa: S704 - cleaned


def note(text: str) -> Markup:
    """Return a note, Markdown, as HTML. Pictures are left out, since they would be fetched."""
    made = _markdown().render(text)
    cleaned = nh3.clean(
        made, tags=_PROSE, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )
    return Markup(cleaned)  # noqa: S704 - cleaned


def lines(text: str) -> Markup:
    """Return text for a textarea: escaped, its line ends kept."""
    kept = text.splitlines()[:_MOST_LINES]
    # HTML drops a line feed right after the tag.
    return Markup("\n") + Markup("\n").join(escape(_line(each)) for each in kept)


def _line(text: str) -> str:
    indent = text[: len(text) - len(text.lstrip())].replace("\t", "    ")
    return indent + printable(text)


@functools.cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
