"""Put the lines of a page in reading order.

Lines that follow each other in the file and on the page form a run. Runs are ordered by the two
rules of Breuel, "High performance document layout analysis" (2003): above goes before below where
they overlap, and left goes before right unless something as wide as both is between them.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from papertrail.documents.extraction.lines import Line

NEXT_LINE = 1.75
"""Ems between the baselines of two lines of a run; double spacing is a run for each line."""
WIDER = 1.3
"""Ratio of two distances between lines beyond which the second one ends a run."""
ROW_GAP = 8.0
"""Ems between two cells of a row."""
SIZES = 1.12
"""Ratio of sizes beyond which two lines are of different runs."""
MANY_RUNS = 160
"""Beyond this many runs on a page, labels of figures are joined first: ordering is cubic."""
FULL_LINE = 25
"""Characters from which a line is one of a column and not a cell of a table."""
FULL_ROWS = 3
"""Rows of two full lines with one gap that are two columns."""
LABEL = 30
"""Characters that a label of a figure has at most."""


@dataclass(slots=True)
class Run:
    """Lines that belong together, with the box around them."""

    lines: list[Line] = field(default_factory=list)
    left: float = 1e9
    right: float = -1e9
    top: float = 1e9
    bottom: float = -1e9

    def add(self, line: Line) -> None:
        """Append a line."""
        self.lines.append(line)
        self.left = min(self.left, line.left)
        self.right = max(self.right, line.right)
        self.top = min(self.top, line.top)
        self.bottom = max(self.bottom, line.bottom)

    def middle_is_left_of(self, other: "Run") -> bool:
        """Return whether its middle is left of another's."""
        return self.left + self.right < other.left + other.right

    @property
    def size(self) -> int:
        """Return the number of its characters."""
        return sum(len(line.text) for line in self.lines)


class _Gutters:
    """Gaps between columns that the file has row by row: full lines next to each other."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._gaps = [
            (first.right, second.left)
            for first, second in pairwise(lines)
            if _are_neighbours(first, second)
        ]

    def part(self, first: Line, second: Line) -> bool:
        """Return whether two pieces on one baseline are of two columns."""
        if not self._gaps or not _are_neighbours(first, second):
            return False
        alike = sum(min(right, second.left) > max(left, first.right) for left, right in self._gaps)
        return alike >= FULL_ROWS


def _are_neighbours(first: Line, second: Line) -> bool:
    return (
        abs(second.baseline - first.baseline) <= 0.5 * first.size
        and second.left > first.right
        and min(len(first.text), len(second.text)) >= FULL_LINE
    )


def make_runs(lines: Sequence[Line]) -> list[Run]:
    """Return runs of lines, in the order of the file."""
    gutters = _Gutters(lines)
    runs: list[Run] = []
    for line in lines:
        if not (runs and _continues(runs[-1], line, gutters)):
            runs.append(Run())
        runs[-1].add(line)
    return runs


def _continues(run: Run, line: Line, gutters: _Gutters) -> bool:
    last = run.lines[-1]
    if last.angle != line.angle:
        return False
    em = max(last.size, line.size)
    down = line.baseline - last.baseline
    if abs(down) <= 0.5 * em:
        gap = max(line.left - last.right, last.left - line.right)
        return gap <= ROW_GAP * em and not gutters.part(last, line)
    small = min(len(last.text), len(line.text)) <= 3 or max(last.maths, line.maths) > 0.5
    if not small and em > SIZES * min(last.size, line.size):
        return False
    if not 0 < down <= NEXT_LINE * em:
        # limits and parts of formulas
        return small and _touches(run, line, em)
    if len(run.lines) > 1:
        step = last.baseline - run.lines[-2].baseline
        if 0.8 * em < step < down / WIDER:
            return False
    overlap = min(run.right, line.right) - max(run.left, line.left)
    return overlap > 0.3 * min(line.right - line.left, run.right - run.left)


def _touches(run: Run, line: Line, em: float) -> bool:
    near = run.lines[-4:]
    left = min(one.left for one in near) - 2 * em
    right = max(one.right for one in near) + 2 * em
    top = min(one.top for one in near) - 0.5 * em
    bottom = max(one.bottom for one in near) + 0.5 * em
    across = line.right >= left and line.left <= right
    return across and line.bottom >= top and line.top <= bottom


def in_reading_order(lines: Sequence[Line], width: float) -> list[Run]:
    """Return the lines of a page of some width as runs in reading order.

    Text that is turned comes after the rest, since it is read on a page of its own.
    """
    ordered: list[Run] = []
    for angle in sorted({line.angle for line in lines}):
        runs = make_runs([line for line in lines if line.angle == angle])
        if len(runs) > MANY_RUNS:
            runs = _join_labels(runs)
        ordered += _joined(runs if len(runs) > 2 * MANY_RUNS else _sorted(runs, width / 2))
    return ordered


def _joined(runs: list[Run]) -> list[Run]:
    """Join single lines to the ones above them, where the file has them in another order."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        is_line = last is not None and 1 in (len(last.lines), len(run.lines))
        if last and is_line and _is_next(last, run.lines[0]):
            for line in run.lines:
                last.add(line)
        else:
            joined.append(run)
    return joined


def _is_next(run: Run, line: Line) -> bool:
    """Return whether a full line goes on below a run."""
    last = run.lines[-1]
    is_full = len(last.text) >= FULL_LINE and abs(last.size - line.size) < 0.3
    is_below = line.baseline > last.baseline + 0.5 * line.size
    return is_full and is_below and _continues(run, line, _Gutters(()))


def _join_labels(runs: list[Run]) -> list[Run]:
    """Join labels that follow each other in the file to one run."""
    joined: list[Run] = []
    was_label = False
    for run in runs:
        is_label = run.size <= LABEL
        if is_label and was_label:
            for line in run.lines:
                joined[-1].add(line)
        else:
            joined.append(run)
        was_label = is_label
    return joined


def _sorted(runs: list[Run], middle: float) -> list[Run]:
    count = len(runs)
    later: list[list[int]] = [[] for _ in runs]
    waits = [0] * count
    for first, second in _rules(runs, middle):
        later[first].append(second)
        waits[second] += 1
    ready = [number for number in range(count) if not waits[number]]
    heapq.heapify(ready)
    left_over = set(range(count))
    order = []
    while left_over:
        if ready:
            number = heapq.heappop(ready)
            if number not in left_over:
                continue
        else:
            # a circle, of boxes that overlap
            number = min(left_over, key=lambda one: (waits[one], runs[one].top))
        left_over.discard(number)
        order.append(runs[number])
        for second in later[number]:
            waits[second] -= 1
            if not waits[second] and second in left_over:
                heapq.heappush(ready, second)
    return order


def _rules(runs: list[Run], middle: float) -> Iterator[tuple[int, int]]:
    """Yield pairs of runs of which the first is read before the second."""
    overlaps = [[_is_over(one, other) for other in runs] for one in runs]
    wide = [number for number in range(len(runs)) if _is_wide(overlaps, number)]
    for a, first in enumerate(runs):
        for b, second in enumerate(runs):
            if a == b:
                continue
            if overlaps[a][b]:
                if (first.top, a) < (second.top, b):
                    yield a, b
            elif first.middle_is_left_of(second):
                # a title over authors, or a heading under them, is in no column
                is_heading = second.bottom < first.top and (
                    first.left < middle < first.right or second.left < middle < second.right
                )
                if not is_heading and not _is_parted(runs, overlaps, wide, (a, b)):
                    yield a, b


def _is_over(one: Run, other: Run) -> bool:
    """Return whether two runs overlap horizontally."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    return shared > min(0.15 * narrower, 40.0) and shared > 0


def _is_wide(overlaps: list[list[bool]], number: int) -> bool:
    """Return whether a run overlaps two that do not overlap each other."""
    under = [other for other, is_over in enumerate(overlaps[number]) if is_over and other != number]
    return any(not all(overlaps[other][third] for third in under) for other in under)


def _is_parted(
    runs: list[Run], overlaps: list[list[bool]], wide: list[int], pair: tuple[int, int]
) -> bool:
    """Return whether a run as wide as two others is between them vertically."""
    a, b = pair
    upper, lower = (a, b) if runs[a].top < runs[b].top else (b, a)
    high, low = runs[upper].bottom - 2.0, runs[lower].top + 2.0
    if low < high:
        return False
    return any(
        runs[c].top >= high
        and runs[c].bottom <= low
        and c not in pair
        and overlaps[a][c]
        and overlaps[b][c]
        for c in wide
    )
