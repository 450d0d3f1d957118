"""Convert the LaTeX formulas in titles and abstracts to MathML, which browsers draw."""

import re
from html import unescape
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from feeds.tex import FORMULA
from papertrail.render.escaping import printable

_ELEMENTS = frozenset(
    f"m{name}"
    for name in (
        *(
            "ath",
            "row",
            "i",
            "n",
            "o",
            "s",
            "text",
            "space",
            "sup",
            "sub",
            "subsup",
            "frac",
            "sqrt",
            "root",
            "over",
        ),
        *("under", "underover", "table", "tr", "td", "style", "padded", "phantom", "enclose"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *(
            "display",
            "stretchy",
            "mathvariant",
            "fence",
            "separator",
            "accent",
            "accentunder",
            "linethickness",
        ),
        *(
            "columnalign",
            "rowspacing",
            "columnspacing",
            "lspace",
            "rspace",
            "width",
            "height",
            "depth",
            "minsize",
        ),
        *(
            "maxsize",
            "form",
            "largeop",
            "movablelimits",
            "symmetric",
            "scriptlevel",
            "displaystyle",
            "notation",
        ),
    )
)
_VALUE = re.compile(r"[A-Za-z0-9.%+ -]{0,40}")
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def with_maths(text: str) -> Markup:
    """Return text as HTML, its formulas as MathML; one that can't be read stays as written."""
    plain = printable(text)
    shown, end = [], 0
    for formula in FORMULA.finditer(plain):
        shown += [
            escape(plain[end : formula.start()]),
            _drawn(formula["dollars"] or formula["round"] or formula["square"], formula[0]),
        ]
        end = formula.end()
    return Markup("").join([*shown, escape(plain[end:])])


def _drawn(source: str, written: str) -> Markup:
    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(source)
    # The converter has no error of its own; broken input raises IndexError and the like.
    except Exception:  # noqa: BLE001
        return escape(written)
    if not all(map(_harmless, element.iter())):
        return escape(written)
    element.set("xmlns", _NAMESPACE)
    # Only known elements, escaped by ElementTree.
    return Markup(ET.tostring(element, encoding="unicode"))  # noqa: S704


def _harmless(element: ET.Element) -> bool:
    """Clean an element; return whether it is one that only draws.

    The converter copies addresses and styles into attributes, and text without escaping it.
    """
    element.attrib = {
        name: value
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    }
    # Characters come as numbers; a command that is not known comes as it was written.
    element.text = unescape(element.text) if element.text else element.text
    return (
        element.tag in _ELEMENTS and not (element.text or "").startswith("\\") and not element.tail
    )
