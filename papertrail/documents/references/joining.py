"""Join the lines of a text: undo hyphens at line ends and accents that are separate characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable

# What pdfium gives for a hyphen at a line end, and what typesetters write there.
_BREAK = re.compile("[\ufffe\u00ad\u0002]\\s*")
_HYPHEN_AT_END = re.compile(r"(?<=[^\W\d_])[-\u2010]\Z")
# Parts that keep their hyphen: "gradient-based".
_SUFFIX = re.compile(
    r"(?:aware|agnostic|based|centric|driven|efficient|encoder|free|guided|level|like|made|only"
    r"|oriented|scale|shot|specific|supervised|time|to|trained|wise)\b"
)
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u02ca": "\u0301",
    "`": "\u0300",
    "\u02cb": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00b8": "\u0327",
    "\u02c7": "\u030c",
    "\u02d8": "\u0306",
    "\u02da": "\u030a",
    "\u00af": "\u0304",
    "\u02dd": "\u030b",
    "\u02db": "\u0328",
}
_MARKS = "".join(_ACCENTS)
_ACCENT_BEFORE = re.compile(f"([{_MARKS.replace('`', '')}])(?=[^\\W\\d_])(.)")
_CEDILLA_AFTER = re.compile("([cCsStT])\\s?\u00b8\\s?(?=[^\\W\\d_])")
# "Car \u00b4 us", "Fred\u00b4 eric", as TeX prints them in old fonts.
_SPACED_ACCENT = re.compile(f"(?<=[^\\W\\d_])(?: ?([{_MARKS.replace('`', '')}]) )([a-z])")
# The ligature of ff, in fonts that place it at an arrow.
_FF = re.compile("(?<=[^\\W\\d_])\u21b5")
_GRAVE = re.compile(r"(?<=[^\W\d_])`([aeiouAEIOU])")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"(?: ?\n)+ ?")
_LONGEST_LINE = 2_000
_LONGEST_TEXT = 200_000
"""Characters of a page that are read."""
_DOTLESS = re.compile("\u0131(?=[\u0300-\u0308\u030c])")
_STRAY_AT_END = re.compile(f"\\s*[{_MARKS}]+\\s*\\Z")
_STRAY = re.compile(f"\\s?[{_MARKS.replace('`', '')}](?=\\s|\\Z)")


def tamed(text: str) -> str:
    """Return a text whose runs of white space are short, and whose lines are not too long.

    So that no pattern takes more than a moment for any text.
    """
    text = _BLANKS.sub(" ", text[:_LONGEST_TEXT])
    text = _EMPTY_LINES.sub("\n", text)
    return "\n".join(
        line[place : place + _LONGEST_LINE]
        for line in text.split("\n")
        for place in range(0, max(len(line), 1), _LONGEST_LINE)
    )


def join_lines(lines: Iterable[str]) -> str:
    """Return lines as one line of text."""
    text = ""
    for printed in lines:
        line = _STRAY_AT_END.sub("", printed).strip()
        if not text:
            text = line
        elif _HYPHEN_AT_END.search(text[-2:]):
            # A new word with a capital is the second part of a name, or of a compound.
            keep = not line[:1].islower() or _SUFFIX.match(line)
            text = (text if keep else text[:-1]) + line
        elif text[-1] in "\ufffe\u00ad\u0002":
            text += line
        else:
            text += f" {line}"
    return with_accents(_BREAK.sub(_unhyphenated(text), text))


def _unhyphenated(text: str) -> Callable[[re.Match[str]], str]:
    """Return the replacement of a hyphen at a line end: a hyphen in a compound, else nothing."""

    def joined(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        compound = before.islower() and after.isupper()
        return "-" if compound or _SUFFIX.match(text, found.end()) else ""

    return joined


def with_accents(text: str) -> str:
    """Return a text in which accents are part of their letters."""
    text = _FF.sub("ff", text)
    text = _GRAVE.sub(lambda found: found[1] + _ACCENTS["`"], text)
    if text.isascii():
        return " ".join(text.split())
    text = _SPACED_ACCENT.sub(lambda found: found[2] + _ACCENTS[found[1]], text)
    text = _CEDILLA_AFTER.sub("\\1\u0327", text)
    text = _ACCENT_BEFORE.sub(lambda found: found[2] + _ACCENTS[found[1]], text)
    text = _DOTLESS.sub("i", _STRAY.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())
