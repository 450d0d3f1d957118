"""Decide what to read next, from what is known about the papers that wait."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRIORITY = 0.5
BEGUN = 0.3
WAITING = 0.25
SHORT = 0.1
"""What priority, having begun, long waiting and shortness add to the relevance to a topic, which is
from 0 to 1. Chosen by hand: priority comes before all but great differences of relevance, and the
others decide between papers of similar relevance."""
LONG_WAIT = 60
"""Days of waiting that count as long."""
SHORT_PAPER, LONG_PAPER = 8, 30
"""Pages from which on a paper is not short, and long."""
UNKNOWN = 0.3
"""The relevance of a paper that can't be compared with topics."""
_PAGES = re.compile(r"(?<![\d.])(\d{1,3})\s*(?:pages|pp\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that waits to be read; see `papertrail.types.library.Suggestion`."""

    work: int
    relevance: float | None
    topic: str
    waiting: int
    priority: int
    begun: bool
    pages: int | None


def score(candidate: Candidate) -> float:
    """Return how much speaks for reading a paper now."""
    relevance = UNKNOWN if candidate.relevance is None else candidate.relevance
    waited = min(candidate.waiting, LONG_WAIT) / LONG_WAIT
    return (
        relevance
        + PRIORITY * candidate.priority
        + BEGUN * candidate.begun
        + WAITING * waited
        + SHORT * _shortness(candidate.pages)
    )


def choose(
    candidates: Sequence[Candidate], vectors: "NDArray[np.float32]", count: int
) -> list[tuple[Candidate, float, bool]]:
    """Return the papers to read next with their scores, and whether each is there for variety.

    Args:
        candidates: [n].
        vectors: [n, dim], of unit length or zero where there is none.
        count: the most papers.
    """
    import numpy as np

    from index.diversity import diverse

    scores = np.array([score(candidate) for candidate in candidates], np.float32)
    chosen = diverse(scores, vectors, count).tolist()
    found = []
    for place, row in enumerate(chosen):
        others = np.delete(scores, chosen[: place + 1])
        is_different = bool(len(others)) and float(others.max()) > float(scores[row])
        found.append((candidates[row], float(scores[row]), is_different))
    return found


def pages_in(comment: str | None) -> int | None:
    """Return the number of pages that a paper's comment states, such as "12 pages, 4 figures"."""
    found = _PAGES.search(comment or "")
    return int(found[1]) or None if found else None


def _shortness(pages: int | None) -> float:
    """Return 1 for a short paper, 0 for a long one or one of unknown length."""
    if pages is None:
        return 0.0
    return min(max((LONG_PAPER - pages) / (LONG_PAPER - SHORT_PAPER), 0.0), 1.0)
