"""Write text as LaTeX for bibliographies; formulas stay formulas."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from feeds.tex import FORMULA
from papertrail.render.escaping import printable

if TYPE_CHECKING:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

_SPECIAL = {
    "\\": r"\textbackslash{}",
    # Escaped braces would still count for BibTeX.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SPECIALS = re.compile(r"[\\{}~^&%$#_]")
_SEPARATED = r"\s\-–—/:;,.()\[\]"  # noqa: RUF001 - dashes of titles
_WORD = re.compile(f"[^{_SEPARATED}]+")
_PLAIN_CAPITALS = re.compile(f"[^{_SEPARATED}]+[A-Z][^{_SEPARATED}]*")
"""A word of ASCII with a capital inside."""
# What ends a formula or a field early, or does more than draw.
_NOT_DRAWN = re.compile(r"[%#&~]|\\(?:input|include|write|def|let|href|url|catcode|csname)")


def latex(text: str, *, ascii_only: bool, keep_case: bool = False) -> str:
    """Return a text as LaTeX.

    Args:
        text: with formulas as `$...$`.
        ascii_only: write accents and signs as commands, as BibTeX needs; else as Unicode.
        keep_case: put words with capitals inside them into braces, so that styles that write
            titles in lower case leave them.
    """
    plain = printable(text)
    if plain.isascii() and not _SPECIALS.search(plain):
        return _PLAIN_CAPITALS.sub(r"{\g<0>}", plain) if keep_case else plain
    written, end = "", 0
    for formula in FORMULA.finditer(plain):
        written += _words(plain[end : formula.start()], ascii_only, keep_case)
        written += _formula(formula, ascii_only)
        end = formula.end()
    return written + _words(plain[end:], ascii_only, keep_case)


def _words(text: str, ascii_only: bool, keep_case: bool) -> str:  # noqa: FBT001 - of the caller
    if not keep_case:
        return _escaped(text, ascii_only)
    written, end = "", 0
    for word in _WORD.finditer(text):
        written += _escaped(text[end : word.start()], ascii_only)
        escaped = _escaped(word[0], ascii_only)
        has_capital = any(map(str.isupper, word[0][1:]))
        written += f"{{{escaped}}}" if has_capital else escaped
        end = word.end()
    return written + _escaped(text[end:], ascii_only)


def _formula(found: re.Match[str], ascii_only: bool) -> str:  # noqa: FBT001 - of the caller
    tex = (found["dollars"] or found["round"] or found["square"]).strip()
    if _NOT_DRAWN.search(tex) or not _is_balanced(tex) or tex.endswith("\\"):
        return _escaped(found[0], ascii_only)
    return f"${tex}$"


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if depth < 0:
            return False
    return depth == 0


def _escaped(text: str, ascii_only: bool) -> str:  # noqa: FBT001 - of the caller
    escaped = _SPECIALS.sub(lambda sign: _SPECIAL[sign[0]], text)
    if escaped.isascii() or not ascii_only:
        return escaped
    return str(_encoder().unicode_to_latex(escaped))


@lru_cache
def _encoder() -> "UnicodeToLatexEncoder":
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    return UnicodeToLatexEncoder(
        non_ascii_only=True,
        replacement_latex_protection="braces-all",
        # Such as Chinese, which current engines read as it is.
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
