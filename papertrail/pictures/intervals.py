"""Compute confidence intervals of shares."""

import math

Z_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution, for intervals of 95 %."""


def wilson(count: int, papers: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, low and high.

    It stays between 0 and 1, and covers well for few papers and for shares near 0. Source: E. B.
    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927); recommended by Brown, Cai and DasGupta, "Interval
    Estimation for a Binomial Proportion", Statistical Science 16 (2001).

    Args:
        count: papers that have what is looked for.
        papers: all papers, at least `count`.
        z: how many standard deviations wide it is, to each side.

    Raises:
        ValueError: there are no papers, or the count is impossible.
    """
    if not 0 <= count <= papers or not papers:
        raise ValueError(f"{count} of {papers} is no share")
    share, spread = count / papers, z * z / papers
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / papers + spread / papers / 4)
    # Rounding must not put the share itself outside.
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))
