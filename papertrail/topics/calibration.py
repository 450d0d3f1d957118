"""Calibrate scores to a relevance that means the same for every topic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPREAD = 0.7
"""The deviation of topics' cut-offs, in log-odds, before their examples are seen."""
_FARTHEST = 2.0
_STEPS = 101


@dataclass(frozen=True, slots=True)
class Calibration:
    """Relevance as the logistic function of the score: 0.5 at `centre`."""

    centre: float = 0.0

    def relevance(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return relevance from 0 to 1 for scores of any shape."""
        odds = np.clip(scores - self.centre, -30, 30)
        relevance: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return relevance


def calibrate(liked: NDArray[np.float32], disliked: NDArray[np.float32]) -> Calibration:
    """Move the scores, which are log-odds already, by what the topic's own examples say.

    The belief about the centre is normal. The examples weigh in as in a logistic regression, all
    liked ones together as one and all disliked ones as one: readers mark what they were shown,
    which says little about the rest. The maximum is found on a grid.

    Args:
        liked: scores of liked papers, each by a model that did not see it.
        disliked: the same of disliked ones.
    """
    centres = np.linspace(-_FARTHEST, _FARTHEST, _STEPS)
    belief = -0.5 * (centres / SPREAD) ** 2
    for examples, side in ((liked, -1), (disliked, 1)):
        if len(examples):
            belief -= np.logaddexp(0, side * (examples[:, None] - centres)).mean(axis=0)
    return Calibration(float(centres[belief.argmax()]))
