"""Which of the papers that fit a topic make its part of a digest: none twice, not all alike, a few
to learn from.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from papertrail.config import DigestSettings
from papertrail.types.digest import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BORDER = 5
"""Exploration picks among so many papers just below the cut-off."""
EXPLORED_FROM = 0.3
"""The least relevance of what is explored: papers below it are hardly more often on the subject
than any other, and an opinion of them teaches little (the calibration in docs/topics.md)."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected, as rows of the arrays that were given.

    Attributes:
        picked: matches that are shown, best first.
        folded: for each picked row that has any, the rows that are nearly the same, best first.
        exploration: rows below the cut-off that are shown too.
        cut: matches that did not find room, and what is nearly the same as they.
    """

    picked: tuple[int, ...]
    folded: dict[int, tuple[int, ...]]
    exploration: tuple[int, ...]
    cut: tuple[int, ...]

    def listed(self) -> Iterator[tuple[int, Role]]:
        """Yield the rows that are shown, in order, each with its role."""
        for row in self.picked:
            yield row, "match"
            for similar in self.folded.get(row, ()):
                yield similar, "similar"
        for row in self.exploration:
            yield row, "exploration"


def select(
    relevance: "NDArray[np.floating]",
    matches: "NDArray[np.bool_]",
    vectors: "NDArray[np.float32]",
    likes: "NDArray[np.int64]",
    limit: int,
    settings: DigestSettings,
    chance: float,
) -> Selection:
    """Select among the papers of one topic.

    Args:
        relevance: [n] how well each paper fits.
        matches: [n] whether it reaches the topic's cut-off.
        vectors: [n, dim] unit vectors.
        likes: [n] which liked paper each is closest to, as far as that is why it fits; -1 for
            the others.
        limit: the most papers to show, apart from folded ones.
        settings: how much the papers shall differ.
        chance: from 0 to 1, decides between the whole numbers beside a fractional share of
            exploration.
    """
    order = [int(row) for row in (-relevance).argsort(kind="stable")]
    groups = _fold([row for row in order if matches[row]], vectors, settings.fold)
    border = [row for row in order if not matches[row] and relevance[row] >= EXPLORED_FROM][
        :_BORDER
    ]
    explored = min(int(settings.explore * min(len(groups), limit) + chance), limit - 1, len(border))
    picked = _spread(list(groups), relevance, vectors, likes, limit - explored, settings)
    return Selection(
        tuple(sorted(picked, key=order.index)),
        {lead: tuple(groups[lead]) for lead in picked if groups[lead]},
        tuple(_farthest(border, picked, vectors, explored)),
        tuple(
            row for lead, others in groups.items() if lead not in picked for row in (lead, *others)
        ),
    )


def chance_of(day: str, topic: str) -> float:
    """Return a number from 0 to 1 that is always the same for a day and a topic, and evenly spread
    over days.
    """
    digits = hashlib.sha256(f"{day} {topic}".encode()).digest()[:8]
    return int.from_bytes(digits) / 2**64


def _fold(
    rows: Sequence[int], vectors: "NDArray[np.float32]", least: float
) -> dict[int, list[int]]:
    """Gather rows, best first, under the first row that each is nearly the same as."""
    groups: dict[int, list[int]] = {}
    for row in rows:
        leads = list(groups)
        similar = vectors[leads] @ vectors[row]
        if leads and similar.max() >= least:
            groups[leads[int(similar.argmax())]].append(row)
        else:
            groups[row] = []
    return groups


def _spread(
    leads: Sequence[int],
    relevance: "NDArray[np.floating]",
    vectors: "NDArray[np.float32]",
    likes: "NDArray[np.int64]",
    room: int,
    settings: DigestSettings,
) -> list[int]:
    """Take papers one by one, each for its relevance and its distance from those taken before.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998),
    https://doi.org/10.1145/290941.291025, over relevance that is stretched to the range from 0 to
    1. No liked paper brings more than `per_like`.
    """
    import numpy as np

    rows = np.array(leads, np.int64)
    if not len(rows):
        return []
    spread = relevance[rows].max() - relevance[rows].min()
    worth = (relevance[rows] - relevance[rows].min()) / (spread or 1.0)
    closest = np.zeros(len(rows))
    left = np.ones(len(rows), bool)
    brought: Counter[int] = Counter()
    taken: list[int] = []
    # What has room for all is not reordered: only liked papers can still leave some out.
    diversity = settings.diversity if len(rows) > room else 0.0
    while left.any() and len(taken) < room:
        value = np.where(left, (1 - diversity) * worth - diversity * closest, -np.inf)
        place = int(value.argmax())
        left[place] = False
        like = int(likes[rows[place]])
        if like >= 0 and brought[like] >= settings.per_like:
            continue
        brought[like] += 1
        taken.append(int(rows[place]))
        closest = np.maximum(closest, vectors[rows] @ vectors[rows[place]])
    return taken


def _farthest(
    rows: Sequence[int], taken: Sequence[int], vectors: "NDArray[np.float32]", count: int
) -> list[int]:
    """Return as many of the rows, those least like what is taken, one after the other."""
    found: list[int] = []
    while len(found) < count:
        left = [row for row in rows if row not in found]
        known = [*taken, *found]
        nearest = (vectors[left] @ vectors[known].T).max(axis=1, initial=-1.0)
        found.append(left[int(nearest.argmin())])
    return found
