"""Compare two lists of authors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from papertrail.text.names import Name, read_name, same_person

_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Common:
    """The number of authors that two lists can have in common.

    Attributes:
        names: on both lists.
        shorter: on the shorter list.
        longer: on the longer list.
    """

    names: int
    shorter: int
    longer: int

    @property
    def same(self) -> bool:
        """Four fifths of the longer list."""
        return self.names * 5 >= self.longer * 4

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
    shorter, longer = sorted((_read(some), _read(others)), key=lambda names: (len(names), names))
    if not shorter:
        return None
    equal = Counter(shorter) & Counter(longer)
    # Of lists of thousands only a part is compared.
    rest = sorted((Counter(shorter) - equal).elements())[:_COMPARED]
    free = sorted((Counter(longer) - equal).elements())[:_COMPARED]
    names = equal.total()
    for name in rest:
        match = next((candidate for candidate in free if same_person(name, candidate)), None)
        if match:
            free.remove(match)
            names += 1
    return Common(names, len(shorter), len(longer))


def _read(authors: Sequence[str]) -> list[Name]:
    return list(filter(None, map(read_name, authors)))
