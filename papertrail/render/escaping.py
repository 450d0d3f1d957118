"""Escape text from outside for the medium in which it is shown."""

import re
import unicodedata
from urllib.parse import quote

from feeds.tex import FORMULA

# Everything that moves a cursor, rings a bell, starts an escape sequence or turns the direction of
# writing, and what XML has no way to say.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HOSTILE = re.compile(
    rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufffe\uffff{_BIDI}\ud800-\udfff]"
)
# Of CommonMark, of GitHub (emoji, mentions, maths) and of Obsidian (highlights, comments); lists
# only begin a line.
_MARKDOWN = re.compile(
    r"([\\`*_{}\[\]<>#|~!&$^@]|:(?=\S)|=(?==)|(?<==)=|%(?=%)|(?<=%)%)|^([-+](?= |$)|\d+[.)](?= |$))"
)
# What could end a formula early or mean something to Markdown, and what does more than draw in
# MathJax or KaTeX.
_MARKED_UP = re.compile(
    r"[`@#$]|%%|==|\\$|\\(?:href|url|style|class|cssId|data|html|require|[gex]?def|let|(?:re)?new|provide"
    r"|input|include|unicode|bbox|mml|begingroup|csname|expandafter|catcode|write|loop|toggle"
    r"|math(?:choice|tip)|texttip|tooltip|action)"
)
_IN_FORMULAS = str.maketrans(
    {"<": r"\lt ", ">": r"\gt ", "[": r"\lbrack ", "]": r"\rbrack ", "|": r"\vert ", "*": r"\ast "}
)
_OF_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"
"""The characters other than letters and digits that RFC 3986 allows in an address."""
_LIMIT = 10_000
_LONGEST_ADDRESS = 2_000


def printable(text: str, limit: int = _LIMIT) -> str:
    """Return text on one line, without control characters and of bounded length.

    It is safe in a terminal and in a plain file.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return " ".join(text.split())
    short = text if len(text) <= limit else f"{text[:limit]}…"
    return unicodedata.normalize("NFC", " ".join(_HOSTILE.sub(" ", short).split()))


def markdown(text: str, limit: int = _LIMIT) -> str:
    """Return printable text in which no character means markup to Markdown or HTML.

    Formulas stay formulas, as `$...$`, unless they contain what Markdown could take for its own.
    """
    plain = printable(text, limit)
    shown, end = [], 0
    for formula in FORMULA.finditer(plain):
        shown += [_MARKDOWN.sub(_escaped, plain[end : formula.start()]), _formula(formula)]
        end = formula.end()
    return "".join([*shown, _MARKDOWN.sub(_escaped, plain[end:])])


def link(url: str) -> str:
    """Return an address that can be linked; an empty string if it is not http(s) or too long."""
    bare = quote(printable(url), safe=_OF_ADDRESSES)
    is_web = bare.startswith(("https://", "http://"))
    if is_web and len(bare) <= _LONGEST_ADDRESS:
        return bare
    return ""


def _formula(found: re.Match[str]) -> str:
    """Return a formula for Markdown; where formulas are not known, it is harmless text."""
    tex = (found["dollars"] or found["round"] or found["square"]).strip()
    if _MARKED_UP.search(tex):
        return _MARKDOWN.sub(_escaped, found[0])
    return f"${tex.translate(_IN_FORMULAS)}$"


def _escaped(found: re.Match[str]) -> str:
    """Put a backslash before a character, or before the last one of what would begin a list."""
    start = found[1] or found[2]
    return f"{start[:-1]}\\{start[-1]}"
