"""Find the crowded regions of a map, and name them by their papers' terms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.explain import is_meaningful
from papertrail.topics.phrases import stem
from papertrail.topics.terms import pieces
from papertrail.types.map import Region

CELLS = 128
"""Cells of the grid that density is counted on, to each side."""
_LEVELS = ((4.0, 18, 0.012), (1.7, 70, 0.002))
"""For each level the blur in cells, the most regions, and the least share of all papers."""
_FEWEST = 5
_TERMS = 2
_PAIRS = 0.5
"""What a pair of words is worth more than a word: it says more."""
_TOP = 60
"""The highest values of c-TF-IDF that are looked at for a name."""


@dataclass(frozen=True, slots=True)
class _Basin:
    """The papers whose way uphill, from cell to denser cell, ends at one summit."""

    x: float
    y: float
    rows: NDArray[np.int64]


def density(places: NDArray[np.float32], blur: float = 1.7) -> NDArray[np.float32]:
    """Return how many papers there are around each cell, float32 [CELLS, CELLS], rows from y = 0.

    Args:
        places: [n, 2] from 0 to 1.
        blur: the deviation of a Gaussian, in cells.
    """
    cells = _cells(places)
    counts = np.bincount(cells[:, 1] * CELLS + cells[:, 0], minlength=CELLS * CELLS)
    reach = np.arange(-int(3 * blur) - 1, int(3 * blur) + 2)
    kernel = np.exp(-((reach / blur) ** 2) / 2)
    kernel /= kernel.sum()
    found = counts.reshape(CELLS, CELLS).astype(np.float64)
    for axis in (0, 1):
        found = np.apply_along_axis(np.convolve, axis, found, kernel, mode="same")
    return found.astype(np.float32)


def regions(places: NDArray[np.float32], titles: Sequence[str]) -> tuple[Region, ...]:
    """Return the regions of a map with their names, large ones first."""
    if not len(places):
        return ()
    terms = [set(filter(is_meaningful, pieces(title))) for title in titles]
    everywhere = Counter(term for each in terms for term in each)
    found: list[Region] = []
    for level, (blur, most, share) in enumerate(_LEVELS):
        basins = _basins(places, blur)
        least = max(_FEWEST, share * len(places))
        taken: set[str] = {term for region in found for term in region.terms}
        for basin in [each for each in basins if len(each.rows) >= least][:most]:
            inside = Counter(term for row in basin.rows for term in terms[row])
            name = _name(inside, everywhere, len(basin.rows), len(places), taken)
            if name:
                taken |= {*name}
                found.append(Region(basin.x, basin.y, level, len(basin.rows), name))
    return tuple(found)


def _name(
    inside: Counter[str], everywhere: Counter[str], papers: int, total: int, taken: set[str]
) -> tuple[str, ...]:
    """Return the terms that distinguish a region most, by c-TF-IDF.

    Source: Grootendorst, "BERTopic", https://arxiv.org/abs/2203.05794, section 3.3, on titles that
    have a term instead of its occurrences. A word is left out if half of its titles have a pair
    with it, or another form of it is chosen, or another region is called by it.
    """
    least = max(2, papers // 50)
    weights = {
        term: count / papers * np.log1p(total / everywhere[term]) * (1 + _PAIRS * (" " in term))
        for term, count in inside.items()
        if count >= least and term not in taken
    }
    best = sorted(weights, key=lambda term: (-weights[term], term))[:_TOP]
    chosen: list[str] = []
    forms: set[str] = set()
    for term in best:
        words, roots = set(term.split()), set(map(stem, term.split()))
        longer = [
            other
            for other in best
            if words < set(other.split()) and 2 * inside[other] >= inside[term]
        ]
        if not longer and not roots & forms:
            chosen.append(term)
            forms |= roots
        if len(chosen) == _TERMS:
            break
    return tuple(chosen)


def _basins(places: NDArray[np.float32], blur: float) -> list[_Basin]:
    """Cut the map along its valleys; return the parts, those with most papers first."""
    heights = density(places, blur)
    summit = _summits(heights)
    cells = _cells(places)
    of = summit[cells[:, 1] * CELLS + cells[:, 0]]
    order = np.argsort(of, kind="stable")
    names, starts = np.unique(of[order], return_index=True)
    parts = np.split(order, starts[1:])
    found = [
        _Basin(float(name % CELLS + 0.5) / CELLS, float(name // CELLS + 0.5) / CELLS, rows)
        for name, rows in zip(names.tolist(), parts, strict=True)
    ]
    return sorted(found, key=lambda basin: -len(basin.rows))


def _summits(heights: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each cell the one at which the steepest way uphill ends, flat int64 [g * g]."""
    padded = np.pad(heights, 1, constant_values=-1.0)
    shifts = [(dy, dx) for dy in (0, -1, 1) for dx in (0, -1, 1)]
    around = np.stack(
        [padded[1 + dy : 1 + dy + CELLS, 1 + dx : 1 + dx + CELLS] for dy, dx in shifts]
    )
    steps = np.array([dy * CELLS + dx for dy, dx in shifts])[around.argmax(axis=0)]
    following: NDArray[np.int64] = np.arange(CELLS * CELLS) + steps.ravel()
    while True:
        further = following[following]
        if np.array_equal(further, following):
            return following
        following = further


def _cells(places: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.clip((places * CELLS).astype(np.int64), 0, CELLS - 1)
