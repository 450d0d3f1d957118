"""Put the lines of a page in reading order.

Lines that follow each other in the file and on the page form a run. Runs are ordered by the two
rules of Breuel, "High performance document layout analysis" (2003): above goes before below where
they overlap, and left goes before right unless something as wide as both is between them.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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


def make_runs(lines: Sequence[Line]) -> list[Run]:
    """Return runs of lines, in the order of the file."""
    runs: list[Run] = []
    for line in lines:
        if not (runs and _continues(runs[-1], line)):
            runs.append(Run())
        runs[-1].add(line)
    return runs


def _continues(run: Run, line: Line) -> bool:
    last = run.lines[-1]
    if last.angle != line.angle:
        return False
    em = max(last.size, line.size)
    down = line.baseline - last.baseline
    if abs(down) <= 0.5 * em:
        gap = max(line.left - last.right, last.left - line.right)
        return gap <= ROW_GAP * em
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
        ordered += runs if len(runs) > 2 * MANY_RUNS else _sorted(runs, width / 2)
    return ordered


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
                if not is_heading and not _is_parted(runs, overlaps, a, b):
                    yield a, b


def _is_over(one: Run, other: Run) -> bool:
    """Return whether two runs overlap horizontally."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    return shared > min(0.15 * narrower, 40.0) and shared > 0


def _is_parted(runs: list[Run], overlaps: list[list[bool]], a: int, b: int) -> bool:
    """Return whether a run as wide as two others is between them vertically."""
    upper, lower = (a, b) if runs[a].top < runs[b].top else (b, a)
    high, low = runs[upper].bottom - 2.0, runs[lower].top + 2.0
    if low < high:
        return False
    for c, between in enumerate(runs):
        if (
            between.top >= high
            and between.bottom <= low
            and c not in (a, b)
            and overlaps[a][c]
            and overlaps[b][c]
        ):
            return True
    return False
