"""Compute the bars of small charts, which templates draw as SVG: styles are forbidden there."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart whose bars are one unit apart.

    Attributes:
        x: its left side, in units of bars.
        y: its upper end, from the top.
    """

    x: int
    y: int
    height: int
    count: int


def bars(counts: Sequence[int]) -> list[Bar]:
    """Return a bar for each count, the greatest of full height; 0 is a line."""
    most = max(counts, default=0) or 1
    heights = [max(round(HEIGHT * count / most), 1) for count in counts]
    return [
        Bar(place, HEIGHT - height, height, count)
        for place, (height, count) in enumerate(zip(heights, counts, strict=True))
    ]
