"""Maps of papers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_GROUP = 255
"""The number of papers that belong to no group that has a colour."""


@dataclass(frozen=True, slots=True)
class Region:
    """A crowded place of a map.

    Attributes:
        x: of its densest place, from 0 to 1.
        y: likewise.
        level: 0 for large regions, 1 for those that show when one looks closer.
        papers: how many are in it.
        terms: that its papers have more often than all others.
    """

    x: float
    y: float
    level: int
    papers: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to colour papers.

    Attributes:
        name: topic, venue or category.
        labels: of its groups, at most 12.
        of: the group of each paper, uint8 [n]; NO_GROUP for none.
    """

    name: str
    labels: tuple[str, ...]
    of: "NDArray[np.uint8]"


@dataclass(frozen=True, slots=True)
class PaperMap:
    """Papers placed by meaning, near ones alike.

    Attributes:
        title: what it shows.
        places: float32 [n, 2], from 0 to 1.
        ids: of the papers, as users type them.
        titles: likewise.
        urls: of their pages.
        days: such as 20260617, 0 where none is known, int32 [n].
        density: of all papers of the store that are on the map, uint8 [g, g], rows from y = 0 on.
        fitted: papers of the store that the map was fitted to.
        added: papers that came later and were placed among them.
    """

    title: str
    places: "NDArray[np.float32]"
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    urls: tuple[str, ...]
    days: "NDArray[np.int32]"
    groupings: tuple[Grouping, ...]
    regions: tuple[Region, ...]
    density: "NDArray[np.uint8]"
    fitted: int
    added: int
    remarks: tuple[str, ...] = ()
