"""Write SVG: elements with escaped texts and short numbers, no style attributes and no scripts."""

from collections.abc import Iterable, Sequence
from html import escape

from papertrail.render.escaping import printable

Value = str | float


def element(name: str, content: str = "", **attributes: Value) -> str:
    """Return an element; an underscore in the name of an attribute becomes a hyphen.

    Args:
        name: of the element.
        content: elements, as these functions return them; texts come from `text`.
        attributes: their values are escaped.
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def text(words: str, x: float, y: float, **attributes: Value) -> str:
    """Return a text at a place; it may come from outside."""
    return element("text", escape(printable(words)), x=x, y=y, **attributes)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the data of a path through points."""
    places = " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M{places}{'Z' if closed else ''}"


def titled(words: str, content: str, **attributes: Value) -> str:
    """Return a group that browsers explain with a text when it is pointed at."""
    return element("g", element("title", escape(printable(words))) + content, **attributes)


def document(parts: Sequence[str], width: float, height: float, label: str, *, alone: bool) -> str:
    """Return a whole picture.

    Args:
        parts: its elements.
        width: in pixels.
        height: likewise.
        label: what it shows, for people who can't see it.
        alone: whether it is a file of its own, with a white ground; else it takes the colours of
            the page around it.
    """
    ground = element("rect", width=width, height=height, fill="#ffffff") if alone else ""
    ink = {"color": "#1b2025"} if alone else {}
    return element(
        "svg",
        ground + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=printable(label),
        font_family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
        font_size=12,
        fill="currentColor",
        **ink,
    )


def _value(value: Value) -> str:
    return escape(value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
