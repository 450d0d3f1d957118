"""Select a topic's papers for a digest: none twice, not all alike, a few to learn from."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from papertrail.config import DigestSettings
from papertrail.types.digest import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BORDER = 5
"""Papers just below the cut-off among which exploration picks."""
EXPLORED_FROM = 0.2
"""The least relevance of what is explored: an opinion of a paper that is hardly ever on the subject
teaches little."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of papers, as rows of the arrays that were given.

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
        likes: [n] the liked paper that each is closest to, if that is why it fits; else -1.
        limit: the most papers to show, apart from folded ones.
        settings: how much the papers shall differ.
        chance: from 0 to 1, rounds a fractional share of exploration up or down.
    """
    order = list(map(int, (-relevance).argsort(kind="stable")))
    groups = _fold([row for row in order if matches[row]], vectors, settings.fold)
    border = [row for row in order if not matches[row] and relevance[row] >= EXPLORED_FROM][
        :_BORDER
    ]
    picked = _spread(list(groups), relevance, vectors, likes, limit, settings)
    # Exploration takes only the room that matches leave.
    wanted = int(settings.explore * len(picked) + chance)
    explored = min(wanted, limit - len(picked), len(border))
    left = [(lead, *others) for lead, others in groups.items() if lead not in picked]
    return Selection(
        tuple(sorted(picked, key=order.index)),
        {lead: tuple(groups[lead]) for lead in picked if groups[lead]},
        tuple(_farthest(border, picked, vectors, explored)),
        tuple(chain.from_iterable(left)),
    )


def chance_of(day: str, topic: str) -> float:
    """Return a number from 0 to 1: always the same for a day and a topic, uniform over days."""
    digits = hashlib.sha256(f"{day} {topic}".encode()).digest()[:8]
    return int.from_bytes(digits) / 2**64


def _fold(
    rows: Sequence[int], vectors: "NDArray[np.float32]", least: float
) -> dict[int, list[int]]:
    """Group rows, best first, under the first row that each is nearly the same as."""
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
    """Choose papers by maximal marginal relevance; no liked paper brings more than `per_like`."""
    import numpy as np

    from index.diversity import diverse

    rows = np.array(leads, np.int64)
    brought: Counter[int] = Counter()

    def has_room(place: int) -> bool:
        like = int(likes[rows[place]])
        brought[like] += 1
        return like < 0 or brought[like] <= settings.per_like

    # If there is room for all, the order stays: only liked papers can still leave some out.
    diversity = 0.0
    if len(rows) > room:
        diversity = settings.diversity
    chosen = diverse(relevance[rows], vectors[rows], room, 1 - diversity, has_room)
    return list(map(int, rows[chosen]))


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
