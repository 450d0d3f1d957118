"""Fold spellings: write one word in one way, whatever characters a source prints it with."""

from __future__ import annotations

import re
import unicodedata

# Characters that no reader sees: soft hyphens, spaces of no width, joiners, marks of direction,
# fillers and variation selectors (Unicode's categories Cf and Mn, and Hangul fillers).
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02'
"""Quotation marks around a phrase, straight and typographic."""
_PUNCTUATION = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4`\uff07", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
)

# Schr\"odinger, Erd\H{o}s, na{\"\i}ve: an accent in LaTeX, whose letter alone is kept.
_LATEX_ACCENT = re.compile(r"\{?\\(?:[\"'`^~=.]\s*|[Hcdbkrtuv](?=[{\s])\s*)\{?\\?([A-Za-z])\}?\}?")
# \L{}odz, M{\o}ller, Stra{\ss}e.
_LATEX_LETTER = re.compile(
    r"\{\\(AE|ae|OE|oe|AA|aa|ss|O|o|L|l|i|j)\s*\}"
    r"|\\(AE|ae|OE|oe|AA|aa|ss|O|o|L|l|i|j)(?:\{\}|(?![A-Za-z])\s*)"
)
_LATEX_LETTERS = {"AA": "A", "aa": "a"}

_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# A letter of mathematics, not of a Greek word.
_GREEK_LETTER = re.compile(
    "(?<![\u0370-\u03ff\u1f00-\u1fff])[\u0391-\u03a9\u03b1-\u03c9](?![\u0370-\u03ff\u1f00-\u1fff])"
)
# Unicode spells lambda as Greeks do.
GREEK_NAMES = {
    chr(code): unicodedata.name(chr(code)).rpartition(" ")[2].lower().replace("lamda", "lambda")
    for code in (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA))
}
"""The name of each Greek letter, in either case."""
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}  # noqa: RUF001 - Turkish
)
# Scripts without spaces.
_SIGN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def plain(text: str) -> str:
    r"""Return a text with one character for each meaning; case and accents stay.

    Invisible characters go; quotation marks and dashes become those of ASCII; accents and letters
    in LaTeX become letters; ligatures, full-width and mathematical letters become usual ones; a
    Greek letter by itself becomes its name, as in `$\alpha$`.
    """
    if "\\" in text:
        text = _LATEX_LETTER.sub(_latex_letter, _LATEX_ACCENT.sub(r"\1", text))
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_PUNCTUATION))
    # What is left of accents has no letter of its own. A Turkish I is an I.
    text = _ACCENTS.sub("", text).replace("\u0130", "I")
    return _GREEK_LETTER.sub(lambda match: f" {GREEK_NAMES[match[0]]} ", text)


def fold(text: str) -> str:
    """Return a text as `plain` does, in lower case and without accents."""
    text = plain(text).casefold()
    if text.isascii():
        return text
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)


def separate_signs(text: str) -> str:
    """Return a text with each sign of Chinese, Japanese and Korean as a word of its own."""
    if text.isascii():
        return text
    return _SIGN.sub(r" \g<0> ", text)


def _latex_letter(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    return _LATEX_LETTERS.get(name, name)
