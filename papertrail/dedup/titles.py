"""Read and compare titles, whatever markup a source prints them with."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from index.folding import GREEK_NAMES, plain
from papertrail.text.likeness import REMEMBERED, likeness
from papertrail.text.words import words

_SHORTEST = 8
_DISTINCTIVE_WORDS = 3
_ALIKE_WORDS = 0.6
_MISSPELT_NAME = 0.5
_LONGEST_PREFIX = 5
_SHORTEST_STEM = 4

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>")
_TEX_COMMAND = re.compile(r"\\([A-Za-z]+)")
_TEX_MARKS = str.maketrans("", "", "${}^")
_NAMED = re.compile(r"\s*([^\s:]+)\s*:\s")
_TEX_LETTERS = {name: f" {name} " for name in GREEK_NAMES.values()} | {"ell": "l"}
_ROMAN = dict(
    zip(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
        map(str, range(1, 11)),
        strict=True,
    )
)
_DATE = re.compile(r"(?:19|20)?\d\d|\d+(?:st|nd|rd|th)")
STOP_WORDS = frozenset(
    words(
        """
        a an and are as at by can do does for from how in into is it its of on or the their to
        toward towards using via we what when where which why with
        """
    )
)
# One of these more, and it is another work.
_TURNS = frozenset(
    words(
        """
        addendum anti appendix comment comments corrigenda corrigendum correction corrections
        demonstrating demonstration discussion errata erratum few no non not overview preface re
        rejoinder reply response retracted retraction review self semi supplement supplementary
        survey un without zero
        """
    )
)
# Those by which a text about another work is named.
_ABOUT_OTHERS = frozenset(
    words(
        """
        addendum appendix comment comments corrigenda corrigendum correction corrections discussion
        errata erratum preface re rejoinder reply response retracted retraction supplement
        supplementary
        """
    )
)
_SIMILAR = 0.7
# What many works are called, or begin with.
_GENERIC = re.compile(
    r"(?:(?:the |guest |from the |letters? to the )*editor|foreword|preface|front matter"
    r"|table of contents|contents$|cover(?: image)?$|issue information|(?:about|in) this issue"
    r"|introduction$|introduction to (?:the )?special|special (?:issue|section)|book reviews?"
    r"|keynote|invited talk|obituary|welcome|session details|reminiscences|message from"
    r"|(?:chair|chairman|president|secretary|treasurer)s |erratum$|corrigendum$|discussion$"
    r"|conclusions?$|author index|call for )"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared.

    Attributes:
        letters: all its letters and digits, run together.
        name: the one word before a colon, what most systems are introduced by; empty where there is
            none.
        content: its words without those that every title has.
        turns: those of its words that turn a title into that of another work, such as "reply" and
            "not".
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
    def distinctive(self) -> bool:
        """Whether hardly two works could be called so by chance."""
        return len(self.content) >= _DISTINCTIVE_WORDS


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two titles.

    Attributes:
        likeness: from 0, nothing in common or a difference that makes two works, to 1.
        reworded: one has other words in place of words of the other; otherwise they are only added,
            left out or inflected.
        cut: one is only the beginning of the other, as where a subtitle is left out.
    """

    likeness: float
    reworded: bool
    cut: bool


@lru_cache(REMEMBERED)
def read_title(text: str) -> Title:
    """Read a title as printed, with or without HTML and TeX."""
    text = _TAG.sub(" ", html.unescape(text))
    if "\\" in text:
        text = plain(text)
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
    pairs = list(product(added, removed))
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
        cut=short.distinctive and long.letters.startswith(short.letters),
    )


def may_be_renamed(one: Title, other: Title) -> bool:
    """Decide whether one title can be the new one of the other's work, whatever its words are.

    Titles that are alike name two works if they differ by a number or by a word such as "not".
    Others do so if they name parts, or one names a text about another work.
    """
    if likeness(one.letters, other.letters) >= _SIMILAR:
        return one.turns == other.turns and _same_numbers(one.numbers, other.numbers)
    plain_numbers, other_numbers = (
        [number for number in title.numbers if number.isdigit() or number in _ROMAN]
        for title in (one, other)
    )
    about = (one.turns ^ other.turns) & _ABOUT_OTHERS
    return not about and _same_numbers(plain_numbers, other_numbers)


def _named_apart(one: str, other: str) -> bool:
    """Decide whether two titles name two systems."""
    return bool(one and other) and likeness(one, other) < _MISSPELT_NAME


def _prefixed(stem: str, word: str) -> bool:
    """Decide whether a word is another one's opposite or kind, as "unsupervised" is."""
    return (
        len(stem) >= _SHORTEST_STEM
        and 0 < len(word) - len(stem) <= _LONGEST_PREFIX
        and word.endswith(stem)
    )


def _same_numbers(some: Sequence[str], others: Sequence[str]) -> bool:
    """Decide whether two titles have the same numbers, save dates that only one of them has."""
    if some and others:
        return _digits(some) == _digits(others)
    return all(map(_DATE.fullmatch, (*some, *others)))


def _digits(numbers: Iterable[str]) -> str:
    return "".join(_ROMAN.get(number, re.sub(r"[^\d+]", "", number)) for number in numbers)
