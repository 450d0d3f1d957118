"""Titles in the form in which they are compared, whatever markup, accents and symbols a source
prints them with.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

REMEMBERED = 1 << 14
"""How many readings of titles, names and venues are kept: the same few come again and again."""
_SHORTEST = 8
_TELLING_WORDS = 3
_ALIKE_WORDS = 0.6
_MISSPELT_NAME = 0.5
_LONGEST_PREFIX = 5
_SHORTEST_STEM = 4

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>")
_TEX_ACCENT = re.compile(r"\\(?:[\"'`^~=.]|[bcdHkruv](?![A-Za-z]))\s*\{?\s*\\?([A-Za-z])\s*\}?")
_TEX_COMMAND = re.compile(r"\\([A-Za-z]+)")
_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")  # noqa: RUF001 - as printed
_TEX_MARKS = str.maketrans("", "", "${}^")
# "C++" is not "C".
_WORD = re.compile(r"[^\W_]+\+*")
_NAMED = re.compile(r"\s*([^\s:]+)\s*:\s")
_GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in map(chr, range(ord("α"), ord("ω") + 1))  # noqa: RUF001 - Greek
}
_SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}  # noqa: RUF001 - Turkish
    | {letter: f" {name} " for letter, name in _GREEK.items()}
)
_TEX_LETTERS = {name: f" {name} " for name in _GREEK.values()} | {
    "ae": "ae",
    "ell": "l",
    "l": "l",
    "o": "o",
    "oe": "oe",
    "ss": "ss",
}
_ROMAN = dict(
    zip(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
        map(str, range(1, 11)),
        strict=True,
    )
)
_DATE = re.compile(r"(?:19|20)?\d\d|\d+(?:st|nd|rd|th)")
STOP_WORDS = frozenset(
    _WORD.findall(
        """
        a an and are as at by can do does for from how in into is it its of on or the their to toward towards using via
        we what when where which why with
        """
    )
)
# One of these more, and it is another work.
_TURNS = frozenset(
    _WORD.findall(
        """
        addendum anti appendix comment comments corrigenda corrigendum correction corrections demonstrating
        demonstration discussion errata erratum few no non not overview preface re rejoinder reply response retracted
        retraction review self semi supplement supplementary survey un without zero
        """
    )
)
# What many works are called, or begin with.
_GENERIC = re.compile(
    r"(?:(?:the |guest |from the |letters? to the )*editor|foreword|preface|front matter|table of contents|contents$"
    r"|cover(?: image)?$|issue information|(?:about|in) this issue|introduction$|introduction to (?:the )?special"
    r"|special (?:issue|section)|book reviews?|keynote|invited talk|obituary|welcome|session details|reminiscences"
    r"|message from|(?:chair|chairman|president|secretary|treasurer)s |erratum$|corrigendum$|discussion$"
    r"|conclusions?$|author index|call for )"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared.

    Attributes:
        letters: all its letters and digits, run together.
        name: the one word before a colon, what most systems are introduced by; empty where
            there is none.
        content: its words without those that every title has.
        turns: those of its words that turn a title into that of another work, such as "reply"
            and "not".
        numbers: those of its words that are or hold numbers.
        generic: it says too little to be compared.
    """

    letters: str
    name: str
    content: tuple[str, ...]
    turns: frozenset[str]
    numbers: tuple[str, ...]
    generic: bool

    @property
    def telling(self) -> bool:
        """Whether hardly two works could be called so by chance."""
        return len(self.content) >= _TELLING_WORDS


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two titles compare.

    Attributes:
        likeness: from 0, nothing in common or a difference that makes two works, to 1.
        reworded: words of one stand for other words of the other; otherwise they are only
            added, left out or inflected.
        cut: one is only the beginning of the other, as where a subtitle is left out.
    """

    likeness: float
    reworded: bool
    cut: bool


def words(text: str) -> list[str]:
    """Return the words of a text in lower case and without accents."""
    text = _APOSTROPHE.sub("", text).casefold()
    if not text.isascii():
        plain = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", text)
            if not unicodedata.combining(letter)
        )
        text = plain.casefold().translate(_SPELLED)
    return _WORD.findall(text)


@lru_cache(REMEMBERED)
def read_title(text: str) -> Title:
    """Read a title as printed, with or without HTML and TeX."""
    text = _TAG.sub(" ", html.unescape(text))
    if "\\" in text:
        text = _TEX_ACCENT.sub(r"\1", text)
        text = _TEX_COMMAND.sub(
            lambda match: _TEX_LETTERS.get(match[1].lower().removeprefix("var"), " "), text
        )
    text = text.translate(_TEX_MARKS)
    found = words(text)
    named = _NAMED.match(text)
    letters = "".join(found)
    return Title(
        letters,
        "".join(words(named[1])) if named else "",
        tuple(word for word in found if word not in STOP_WORDS),
        _TURNS.intersection(found),
        tuple(word for word in found if word in _ROMAN or not word.isalpha()),
        len(letters) < _SHORTEST or _GENERIC.match(" ".join(found)) is not None,
    )


def compare(one: Title, other: Title) -> Comparison:
    """Compare two titles that are not equal."""
    added = sorted((Counter(one.content) - Counter(other.content)).elements())
    removed = sorted((Counter(other.content) - Counter(one.content)).elements())
    pairs = [(word, another) for word in added for another in removed]
    if (
        one.turns != other.turns
        or not _same_numbers(one.numbers, other.numbers)
        or _named_apart(one.name, other.name)
        or any(_prefixed(*pair) or _prefixed(*reversed(pair)) for pair in pairs)
    ):
        return Comparison(0.0, reworded=True, cut=False)
    inflected = [
        pair for pair in pairs if pair[0][0] == pair[1][0] and likeness(*pair) >= _ALIKE_WORDS
    ]
    new = {*added} - {word for word, _ in inflected}
    gone = {*removed} - {another for _, another in inflected}
    reordered = not added and not removed and one.content != other.content
    short, long = sorted((one, other), key=lambda title: len(title.letters))
    return Comparison(
        likeness(one.letters, other.letters),
        reworded=reordered or bool(new and gone),
        cut=short.telling and long.letters.startswith(short.letters),
    )


def likeness(one: str, other: str) -> float:
    """Return Dice's coefficient of the trigrams of two strings: 0 for nothing in common, 1 for
    equal ones.
    """
    some, others = _trigrams(one), _trigrams(other)
    return 2 * len(some & others) / (len(some) + len(others))


@lru_cache(REMEMBERED)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _named_apart(one: str, other: str) -> bool:
    """Tell whether two titles name two systems."""
    return bool(one and other) and likeness(one, other) < _MISSPELT_NAME


def _prefixed(stem: str, word: str) -> bool:
    """Tell whether a word is another one's opposite or kind, as "unsupervised" and "supervised"
    are.
    """
    return (
        len(stem) >= _SHORTEST_STEM
        and 0 < len(word) - len(stem) <= _LONGEST_PREFIX
        and word.endswith(stem)
    )


def _same_numbers(some: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two titles have the same numbers, except for dates that only one of them gives."""
    if some and others:
        return _digits(some) == _digits(others)
    return all(_DATE.fullmatch(number) for number in (*some, *others))


def _digits(numbers: Iterable[str]) -> str:
    return "".join(_ROMAN.get(number, re.sub(r"[^\d+]", "", number)) for number in numbers)
