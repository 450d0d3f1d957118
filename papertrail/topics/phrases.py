"""Read what a topic's words name, and find it in papers, whatever the form of a word.

A hyphenated word is a unit of its own, written with a hyphen or without: `self-supervised` is found
as "self supervised", and neither `self` nor `supervised` alone is looked for.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from index.folding import fold, separate_signs

_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PARTS_OF_A_NAME = re.compile(r"\band\b|\bor\b|[,/&:;]")
_FEWEST_INITIALS = 3
_SHORTEST_STEM = 4
_LONG = 7
# Longest first: the first that fits is cut off.
_ENDINGS = (
    *("izations", "ization", "ations", "ation", "ators", "ator", "ating", "ated", "ates", "ate"),
    *("ments", "ment", "ings", "ing", "ions", "ion", "ives", "ive", "ities", "ity", "ies", "ical"),
    *("ics", "ic", "ers", "er", "or", "ed", "es", "s", "e", "y"),
)
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a after all also an and any are as at be been before between both but by can do does during
        each for from had has have how in into is it its may more most new no not of on one or other
        our over per same so some such than that the their them then there these they this those
        through to toward towards under use used uses using very via was we were what when where
        which while who whose will with within without
        """,
    )
)
LEAST_LENGTH = 0.6
MEAN_LENGTH = 180.0
"""Words of a usual title and abstract."""
SATURATION = 0.9
"""How slowly further occurrences of a word count, as k1 of BM25."""


@lru_cache(1 << 15)
def stem(word: str) -> str:
    """Return what the forms of a folded word share: `grasp` of grasps and grasping.

    Cuts off one English ending; coarser than a dictionary, finer than a prefix.
    """
    if len(word) < _SHORTEST_STEM or word.endswith(("ss", "us", "is")):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    if len(word) >= _LONG and word.endswith("al"):
        word = word.removesuffix("al")
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] != "s":
        word = word[:-1]
    return word


@lru_cache(1 << 15)
def singular(word: str) -> str:
    """Return a folded word without the s of a plural."""
    if len(word) > _SHORTEST_STEM and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) >= _SHORTEST_STEM and word[-1] == "s" and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _words(text: str) -> list[str]:
    return _WORD.findall(separate_signs(fold(text)))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return list(map(stem, _words(text)))


def compounds(text: str) -> set[str]:
    """Return the pairs of stems that a text writes with a hyphen, each as "one other"."""
    found = _HYPHENATED.findall(fold(text))
    return {
        pair for word in found if "-" in word for pair in _pairs(list(map(stem, word.split("-"))))
    }


def units(texts: Sequence[str]) -> dict[str, str]:
    """Return the units of some texts that say something, each as it is written there first.

    A unit is a stem, or a pair of stems that is written with a hyphen.
    """
    found: dict[str, str] = {}
    for text in texts:
        for word in _HYPHENATED.findall(separate_signs(fold(text))):
            parts = word.split("-")
            if len(parts) > 1:
                spelled = zip(_pairs(parts, "-"), _pairs(list(map(stem, parts))), strict=True)
                for spelling, pair in spelled:
                    found.setdefault(pair, spelling)
            elif word not in FUNCTION_WORDS and not word.isdigit():
                found.setdefault(stem(word), word)
    return found


def _pairs(words: Sequence[str], sign: str = " ") -> list[str]:
    return [f"{one}{sign}{other}" for one, other in pairwise(words)]


@dataclass(frozen=True, slots=True)
class Name:
    """A topic's name in the forms in which papers print it.

    Attributes:
        phrases: its parts, in the singular, with a space around each word.
        initials: in capitals, such as GNN, or "" if there are too few.
    """

    phrases: tuple[str, ...]
    initials: str


def name_of(text: str) -> Name:
    """Read a name. What "and" or a comma joins counts as several phrases."""
    parts = [list(map(singular, _words(part))) for part in _PARTS_OF_A_NAME.split(fold(text))]
    words = [word for word in _WORD.findall(fold(text)) if word not in FUNCTION_WORDS]
    initials = "".join(word[0] for word in words).upper()
    return Name(
        tuple(f" {' '.join(part)} " for part in parts if part),
        initials if len(initials) >= _FEWEST_INITIALS else "",
    )


class ReadText:
    """A paper's words, read when they are first asked for, and once for all topics."""

    def __init__(self, title: str, abstract: str) -> None:
        self.title, self.abstract = title, abstract

    @cached_property
    def _stems(self) -> tuple[list[str], list[str]]:
        return stems(self.title), stems(self.abstract)

    @cached_property
    def _spaced(self) -> tuple[str, str]:
        title, abstract = (
            " ".join(map(singular, _words(text))) for text in (self.title, self.abstract)
        )
        return f" {title} ", f" {abstract} "

    @cached_property
    def whole(self) -> str:
        """All words that names are looked for in; what a name is not in here, it is nowhere in."""
        return f"{'|'.join(self._spaced)}|{self.title}|{self.abstract}"

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each stem and each pair of neighbouring stems occurs; the title twice."""
        title, abstract = self._stems
        counts = Counter([*title, *title, *abstract])
        counts.update(_pairs(abstract))
        for pair in _pairs(title):
            counts[pair] += 2
        return counts

    @cached_property
    def _long(self) -> float:
        title, abstract = self._stems
        length = (2 * len(title) + len(abstract)) / MEAN_LENGTH
        return SATURATION * (LEAST_LENGTH + (1 - LEAST_LENGTH) * length)

    def saturated(self, among: Mapping[str, int]) -> tuple[list[int], list[float]]:
        """Return which of some units the text has, and how much: nearly 1 if often, as in BM25.

        Args:
            among: the number of each unit.

        Returns:
            The numbers of the found ones, ascending, and the values.
        """
        counts, long = self.counts, self._long
        # Most papers have few of the topics' words; a set is in no order, sums should be.
        found = sorted((among[unit], counts[unit]) for unit in counts.keys() & among.keys())
        return [number for number, _ in found], [count / (count + long) for _, count in found]

    def share_of(self, weights: Mapping[str, float]) -> float:
        """Return the sum of the weights of the units that the text has, each saturated."""
        numbers, values = self.saturated({unit: place for place, unit in enumerate(weights)})
        every = list(weights.values())
        return sum(every[number] * value for number, value in zip(numbers, values, strict=True))

    def named(self, name: Name) -> int:
        """Return how often the text has a name; once for the title."""
        count = 0
        title, abstract = self._spaced
        for phrase in name.phrases:
            count += phrase in title
            if phrase in abstract:
                # Neighbours share a space.
                count += abstract.replace(" ", "  ").count(phrase.replace(" ", "  ")[1:-1])
        if name.initials and (name.initials in self.abstract or name.initials in self.title):
            initials = re.compile(rf"\b{name.initials}s?\b")
            count += len(initials.findall(self.abstract)) + bool(initials.search(self.title))
        return count
