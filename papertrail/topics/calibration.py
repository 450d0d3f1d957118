"""Calibrate scores to a relevance that means the same for every topic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OUTSTANDING = 3.0
"""Without examples, the distance of a match above the median, in deviations of most papers."""
STEEPNESS = 1.2
"""The growth of relevance there for each deviation."""
_LEAST = 1.5
_STEPS = 101
_SMALLEST = 1e-6
_MAD_TO_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True)
class Calibration:
    """Relevance as a logistic function of the score: 0.5 at `centre`, growing by `slope`."""

    centre: float
    slope: float

    def relevance(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return relevance from 0 to 1 for scores of any shape."""
        with np.errstate(over="ignore"):
            odds = np.clip(self.slope * (scores - self.centre), -30, 30)
        relevance: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return relevance


def calibrate(
    usual: NDArray[np.float32], liked: NDArray[np.float32], disliked: NDArray[np.float32]
) -> Calibration:
    """Place the cut-off by what is usual of all papers, and then by the topic's own examples.

    The belief about the centre is normal. The examples weigh in as in a logistic regression with a
    fixed slope, all liked ones together as one and all disliked ones as one: readers mark what they
    were shown, which says little about the rest. The maximum is found on a grid.

    Args:
        usual: [n] scores of a sample of all papers; the few that match hardly move a median and
            a median deviation.
        liked: scores of liked papers, each by a model that did not see it.
        disliked: the same of disliked ones.
    """
    median = float(np.median(usual))
    above = usual[usual > median] - median
    deviation = _MAD_TO_DEVIATION * float(np.median(above)) if len(above) else 0.0
    deviation = max(deviation, _SMALLEST)
    centres = median + deviation * np.linspace(_LEAST, 2 * OUTSTANDING - _LEAST, _STEPS)
    slope = STEEPNESS / deviation
    belief = -0.5 * ((centres - median) / deviation - OUTSTANDING) ** 2
    for examples, side in ((liked, -slope), (disliked, slope)):
        if len(examples):
            belief -= np.logaddexp(0, side * (examples[:, None] - centres)).mean(axis=0)
    return Calibration(float(centres[belief.argmax()]), slope)
