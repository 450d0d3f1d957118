"""Compare names of people, however they are printed.

`same_person` is for two authors of what may be one paper, and forgives misspellings. `is_named` is
for a name that a reader asks for or follows, and forgives what the reader leaves out.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.folding import plain
from papertrail.text.likeness import REMEMBERED, likeness
from papertrail.text.words import words

_DISTINCTIVE_FAMILY = 6
_SHORTEST_MISSPELT = 5
_MISSPELT = 0.51
_SHORTEST_NICKNAME = 3

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_NOBODY = frozenset(
    {("anonymous",), ("anonymous", "authors"), ("et", "al"), ("and", "others"), ("others",)}
)
# dblp numbers people of one name: https://dblp.org/faq/1474704.html
_HOMONYM = re.compile(r"\s\d{4}$")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name, folded."""

    family: str
    given: tuple[str, ...]


@lru_cache(REMEMBERED)
def read_name(text: str) -> Name | None:
    """Read a name, in either order; None for "et al." and the like. Hyphens join their parts."""
    parts = _parts(_HOMONYM.sub("", html.unescape(text)), joined=True)
    if not parts or parts in _NOBODY:
        return None
    return Name(parts[-1], parts[:-1])


def is_named(name: str, asked: str) -> bool:
    """Decide whether a person is the one that a reader names.

    The last word that is asked for has to be in the name, the others in full or as initials; what
    else the name has, such as middle names and "Jr.", makes no difference. An initial is one of a
    given name: "C. Finn" is not Finn Carter.

    Args:
        name: as a source prints it.
        asked: such as "Finn", "Chelsea Finn", "C. Finn" or "Finn, Chelsea".
    """
    return any(
        _has_parts(name_words(name), wanted) and _has_initials(name, wanted)
        for wanted in asked_words(asked)
    )


@lru_cache(REMEMBERED)
def name_words(name: str) -> frozenset[str]:
    """Return the words by which a name is looked up: hyphens part their words, and join them."""
    return frozenset((*words(name), *words(_unhyphenated(name))))


def asked_words(asked: str) -> list[tuple[str, ...]]:
    """Return the readings of a name that is asked for, each without suffixes, family name last."""
    readings = (_parts(asked, joined=joined) for joined in (False, True))
    return list(filter(None, dict.fromkeys(readings)))


def same_person(one: Name, other: Name) -> bool:
    """Decide whether two names of authors can be one person's."""
    return (
        (_same_family(one.family, other.family) and _same_given(one.given, other.given))
        or _same_parts({*one.given, one.family}, {*other.given, other.family})
        or _exchanged(one, other)
        or _distinctive_family(one, other)
        or "".join((*one.given, one.family)) == "".join((*other.given, other.family))
    )


def name_spellings(name: str) -> list[str]:
    """Return the forms in which a name may be searched: without middle names, and with initials."""
    family, comma, given = (part.strip() for part in plain(name).partition(","))
    names = given.split() if comma else name.split()[:-1]
    last = family if comma else "".join(name.split()[-1:])
    if not names or not last:
        return [name]
    initials = " ".join(part[0] for part in names)
    forms = (" ".join(names), names[0], initials, names[0][0])
    return list(dict.fromkeys(f"{form} {last}" for form in forms))


def _parts(text: str, *, joined: bool) -> tuple[str, ...]:
    """Return the words of a name, family name last, without suffixes such as "Jr."."""
    last, _, first = (_unhyphenated(text) if joined else text).partition(",")
    parts, given = words(last), words(first)
    if not _SUFFIXES.issuperset(given):
        parts = given + parts
    while len(parts) > 1 and parts[-1] in _SUFFIXES:
        parts.pop()
    return tuple(parts)


def _unhyphenated(name: str) -> str:
    return plain(name).replace("-", "")


def _has_parts(found: frozenset[str], wanted: Sequence[str]) -> bool:
    return wanted[-1] in found and all(
        any(_abbreviated(word, other) for other in found) for word in wanted
    )


def _has_initials(name: str, wanted: Sequence[str]) -> bool:
    """Decide whether the initials that are asked for are those of given names."""
    initials = [word for word in wanted[:-1] if len(word) == 1]
    read = None
    if initials:
        read = read_name(name)
    if read is None or len(read.family) == 1:
        return True
    given = [word for word in name_words(name) if word != read.family]
    given = [word for word in given if word != wanted[-1]] or given
    return all(any(word.startswith(initial) for word in given) for initial in initials)


def _same_family(one: str, other: str) -> bool:
    """Decide whether two family names are one, perhaps misspelt."""
    return one == other or (
        min(len(one), len(other)) >= _SHORTEST_MISSPELT and likeness(one, other) >= _MISSPELT
    )


def _same_given(some: Sequence[str], others: Sequence[str]) -> bool:
    """Decide whether given names can be one person's: in full, as initials, shortened, left out."""
    if not some or not others:
        return True
    if _abbreviated(some[0], others[0]):
        return all(one[0] == other[0] for one, other in zip(some, others, strict=False))
    short, long = sorted(("".join(some), "".join(others)), key=len)
    return len(short) >= _SHORTEST_NICKNAME and long.startswith(short)


def _abbreviated(one: str, other: str) -> bool:
    """Decide whether a name is the other, or the initial of the other."""
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _same_parts(some: set[str], others: set[str]) -> bool:
    """Decide whether two names have the same parts in any order, save some that one leaves out."""
    shared = some & others
    return shared in (some, others) and sum(len(part) > 1 for part in shared) > 1


def _exchanged(one: Name, other: Name) -> bool:
    """Decide whether a given name is taken for the family name: "J. Han" and "H. Jiawei"."""
    return (
        one.given != ()
        and other.given != ()
        and _abbreviated(one.family, other.given[0])
        and _abbreviated(other.family, one.given[0])
    )


def _distinctive_family(one: Name, other: Name) -> bool:
    """Decide whether two names share a family name rare enough to outweigh a wrong initial."""
    given = {len(name.given[0]) for name in (one, other) if name.given}
    return one.family == other.family and len(one.family) >= _DISTINCTIVE_FAMILY and 1 in given
