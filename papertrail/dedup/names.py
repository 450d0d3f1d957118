"""Lists of authors and what two of them have in common, however the names are printed."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from papertrail.dedup.titles import REMEMBERED, likeness, words

_TELLING_FAMILY = 6
_SHORTEST_MISSPELT = 5
_MISSPELT = 0.51
_SHORTEST_NICKNAME = 3
_COMPARED = 50

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NOBODY = frozenset(
    {("anonymous",), ("anonymous", "authors"), ("et", "al"), ("and", "others"), ("others",)}
)
# dblp tells people of one name apart by numbers: https://dblp.org/faq/1474704.html
_HOMONYM = re.compile(r"\s\d{4}$")


@dataclass(frozen=True, slots=True, order=True)
class _Name:
    family: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """How many of the authors of two lists can be the same people.

    Attributes:
        names: on both lists.
        shorter: on the shorter list.
        longer: on the longer list.
    """

    names: int
    shorter: int
    longer: int

    @property
    def nearly_all(self) -> bool:
        """Two thirds of the longer list, or all of a list that may be cut short."""
        return self.names * 3 >= self.longer * 2 or self.names == self.shorter

    @property
    def most(self) -> bool:
        """Half of the longer list, or all of a list that may be cut short."""
        return self.names * 2 >= self.longer or self.names == self.shorter

    @property
    def some(self) -> bool:
        """A quarter of the longer list, or all of a list that may be cut short."""
        return self.names * 4 >= self.longer or self.names == self.shorter


def common_authors(some: Sequence[str], others: Sequence[str]) -> Common | None:
    """Compare two lists of authors, in whatever order; None where one of them is empty."""
    shorter, longer = sorted((_names(some), _names(others)), key=lambda names: (len(names), names))
    if not shorter:
        return None
    equal = Counter(shorter) & Counter(longer)
    # Lists of thousands are compared only as far as it takes.
    rest = sorted((Counter(shorter) - equal).elements())[:_COMPARED]
    free = sorted((Counter(longer) - equal).elements())[:_COMPARED]
    names = equal.total()
    for name in rest:
        match = next((candidate for candidate in free if _same_person(name, candidate)), None)
        if match:
            free.remove(match)
            names += 1
    return Common(names, len(shorter), len(longer))


def _names(authors: Sequence[str]) -> list[_Name]:
    return [name for name in map(_name, authors) if name]


@lru_cache(REMEMBERED)
def _name(text: str) -> _Name | None:
    """Read a name, in either order; None for "et al." and the like."""
    last, _, first = _HOMONYM.sub("", html.unescape(text)).replace("-", "").partition(",")
    name, given = words(last), words(first)
    if not _SUFFIXES.issuperset(given):
        name = given + name
    while len(name) > 1 and name[-1] in _SUFFIXES:
        name.pop()
    if not name or tuple(name) in _NOBODY:
        return None
    return _Name(name[-1], tuple(name[:-1]))


def _same_person(one: _Name, other: _Name) -> bool:
    return (
        (_same_family(one.family, other.family) and _same_given(one.given, other.given))
        or _same_parts({*one.given, one.family}, {*other.given, other.family})
        or _exchanged(one, other)
        or _telling_family(one, other)
        or "".join((*one.given, one.family)) == "".join((*other.given, other.family))
    )


def _same_family(one: str, other: str) -> bool:
    """Tell whether two family names are one, perhaps misspelt."""
    return one == other or (
        min(len(one), len(other)) >= _SHORTEST_MISSPELT and likeness(one, other) >= _MISSPELT
    )


def _same_given(some: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether given names can be one person's: in full, as initials, shortened, or left out."""
    if not some or not others:
        return True
    if _abbreviated(some[0], others[0]):
        return all(one[0] == other[0] for one, other in zip(some, others, strict=False))
    short, long = sorted(("".join(some), "".join(others)), key=len)
    return len(short) >= _SHORTEST_NICKNAME and long.startswith(short)


def _abbreviated(one: str, other: str) -> bool:
    """Tell whether a name is the other, or the initial of the other."""
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _same_parts(some: set[str], others: set[str]) -> bool:
    """Tell whether two names, in whatever order, have the same parts, but for some that one leaves
    out.
    """
    shared = some & others
    return shared in (some, others) and sum(len(part) > 1 for part in shared) > 1


def _exchanged(one: _Name, other: _Name) -> bool:
    """Tell whether a given name is taken for the family name, as in "J. Han" and "H. Jiawei"."""
    return (
        one.given != ()
        and other.given != ()
        and _abbreviated(one.family, other.given[0])
        and _abbreviated(other.family, one.given[0])
    )


def _telling_family(one: _Name, other: _Name) -> bool:
    """Tell whether two names share a family name that is rare enough to outweigh a wrong initial."""
    given = {len(name.given[0]) for name in (one, other) if name.given}
    return one.family == other.family and len(one.family) >= _TELLING_FAMILY and 1 in given
