"""Read values of BibTeX as text, as `papertrail.exchange.exporters.latex` writes them."""

import re

from feeds.tex import readable

_FORMULA = re.compile(r"(?<!\\)\$[^$]*(?<!\\)\$")
_SIGNS = {
    r"\textbackslash": "\\",
    r"\textbraceleft": "{",
    r"\textbraceright": "}",
    r"\textasciitilde": "~",
    r"\textasciicircum": "^",
    r"\$": "$",
}
_NAMED = re.compile(
    r"\\(?:textbackslash|textbraceleft|textbraceright|textasciitilde|textasciicircum)"
    r"(?:\{\}|(?![A-Za-z])\s*)|\\\$"
)
_FIRST = 0xF0000
"""A character of a private plane for each sign, which no text has, while braces are removed."""
_HELD = {sign: chr(_FIRST + place) for place, sign in enumerate(_SIGNS.values())}
_BACK = str.maketrans({held: sign for sign, held in _HELD.items()})


def as_text(value: str) -> str:
    """Return a value as text: TeX read, formulas kept, braces that keep upper case removed."""
    parts, end = [], 0
    for formula in _FORMULA.finditer(value):
        parts += [_plain(value[end : formula.start()]), readable(formula[0]) or formula[0]]
        end = formula.end()
    parts.append(_plain(value[end:]))
    return " ".join("".join(parts).translate(_BACK).split())


def _plain(text: str) -> str:
    if not text.strip():
        return " " if text else ""
    # What is read loses the spaces at its ends.
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() else ""
    held = _NAMED.sub(_hold, text)
    return before + readable(held).replace("{", "").replace("}", "") + after


def _hold(found: re.Match[str]) -> str:
    name = found[0].removesuffix("{}").rstrip()
    return _HELD[_SIGNS[name]]
