"""Draw trends as SVG: lines with bands, readable without colour, labelled where they end."""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from papertrail.render.phrases import plural
from papertrail.render.svg import document, element, path, text, titled
from papertrail.types.trends import PART, UNREAD, Point, Series, Trends, Week

WIDTH = 880
_LEFT, _RIGHT, _TOP, _PLOT = 52, 240, 46, 300
_STRIP = 44
"""The height of the bars with the papers of each week."""
_LINE = 15
"""Pixels between two labels."""
_STYLES = (
    ("", "#0a72b8"),
    ("7 3", "#bb4d14"),
    ("2 3", "#26804e"),
    ("9 3 2 3", "#8558c4"),
    ("4 2", "#9a6a08"),
    ("1 2 4 2", "#b03a6e"),
)
"""A dash pattern and a colour for each line; colours stand out on white and on black."""
_LONGEST = 28
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def trends_svg(found: Trends, *, alone: bool = True) -> str:
    """Return a chart of the shares of papers over weeks.

    Args:
        found: the trends.
        alone: see `papertrail.render.svg.document`.
    """
    chart = _Chart(found)
    height = _TOP + _PLOT + _STRIP + 30
    names = ", ".join(series.name for series in found.series) or "no series"
    label = f"Shares of stored papers over {plural(len(found.weeks), 'week')}: {names}"
    return document(list(chart.parts()), WIDTH, height, label, alone=alone)


class _Chart:
    """The scales of one chart, and its parts."""

    def __init__(self, found: Trends) -> None:
        self._found = found
        highest = [
            point.high for series in found.series for point in series.points if point is not None
        ]
        self._top, self._step = _scale(max(highest, default=0.01))
        self._most = max((week.papers for week in found.weeks), default=0) or 1

    def parts(self) -> Iterator[str]:
        """Yield everything, from the back to the front."""
        yield text("Share of the stored papers of a week", _LEFT - 34, 20, font_weight="600")
        yield text(
            "bands: 95 % confidence · hollow: week read in part · hatched: not read",
            _LEFT - 34,
            35,
            font_size=11,
            opacity=0.75,
        )
        yield _HATCH
        yield from self._gaps()
        yield from self._grid()
        yield from self._strip()
        for place, series in enumerate(self._found.series):
            yield self._band(series, place)
        for place, series in enumerate(self._found.series):
            yield self._line(series, place)
        yield from self._labels()

    def _x(self, week: int) -> float:
        width = WIDTH - _LEFT - _RIGHT
        return _LEFT + width * (week + 0.5) / len(self._found.weeks)

    def _y(self, share: float) -> float:
        return _TOP + _PLOT * (1 - share / self._top)

    def _gaps(self) -> Iterator[str]:
        half = (self._x(1) - self._x(0)) / 2
        for place, week in enumerate(self._found.weeks):
            if week.state == UNREAD:
                yield titled(
                    f"week of {week.monday}: not read",
                    element(
                        "rect",
                        x=self._x(place) - half,
                        y=_TOP,
                        width=2 * half,
                        height=_PLOT + _STRIP,
                        fill="url(#unread)",
                    ),
                )

    def _grid(self) -> Iterator[str]:
        for number in range(round(self._top / self._step) + 1):
            share = number * self._step
            y = self._y(share)
            yield element(
                "path",
                d=path([(_LEFT, y), (WIDTH - _RIGHT, y)]),
                stroke="currentColor",
                stroke_width=1,
                opacity=0.5 if not number else 0.14,
            )
            yield text(_percent(share), _LEFT - 6, y + 4, text_anchor="end", opacity=0.8)
        yield from self._dates()

    def _dates(self) -> Iterator[str]:
        every = max(1, math.ceil(len(self._found.weeks) / 9))
        last = len(self._found.weeks) - 1
        for place, week in enumerate(self._found.weeks):
            if (last - place) % every == 0:
                day = date.fromisoformat(week.monday)
                name = f"{day.day} {_MONTHS[day.month - 1]}"
                if place < every or (day.month == 1 and day.day <= 7 * every):
                    name += f" {day.year}"
                y = _TOP + _PLOT + _STRIP + 18
                yield text(name, self._x(place), y, text_anchor="middle", opacity=0.8)

    def _strip(self) -> Iterator[str]:
        bottom, width = _TOP + _PLOT + _STRIP, 0.66 * (self._x(1) - self._x(0))
        for place, week in enumerate(self._found.weeks):
            height = (_STRIP - 14) * week.papers / self._most
            if week.state != UNREAD and week.papers:
                bar = element(
                    "rect",
                    x=self._x(place) - width / 2,
                    y=bottom - height,
                    width=width,
                    height=max(height, 1),
                    fill="currentColor",
                    opacity=0.35 if week.state != PART else 0.16,
                )
                yield titled(_about(week), bar)
        words = f"papers a week, at most {self._most:,}"
        yield text(words, WIDTH - _RIGHT + 10, bottom - 4, font_size=11, opacity=0.75)

    def _band(self, series: Series, place: int) -> str:
        _, colour = _style(place)
        parts = []
        for run in _runs(series.points):
            upper = [(self._x(week), self._y(point.high)) for week, point in run]
            lower = [(self._x(week), self._y(point.low)) for week, point in reversed(run)]
            if len(run) == 1:
                x = upper[0][0]
                upper, lower = (
                    [(x - 3, upper[0][1]), (x + 3, upper[0][1])],
                    [
                        (x + 3, lower[0][1]),
                        (x - 3, lower[0][1]),
                    ],
                )
            parts.append(element("path", d=path([*upper, *lower], closed=True)))
        return element("g", "".join(parts), fill=colour, opacity=0.15) if parts else ""

    def _line(self, series: Series, place: int) -> str:
        dashes, colour = _style(place)
        parts = []
        for run in _runs(series.points):
            points = [(self._x(week), self._y(point.share)) for week, point in run]
            line = {"stroke_dasharray": dashes} if dashes else {}
            parts.append(element("path", d=path(points), fill="none", stroke_width=2, **line))
            for (week, point), (x, y) in zip(run, points, strict=True):
                about = f"{series.name}, {_about(self._found.weeks[week])}: {_exactly(point)}"
                hollow = self._found.weeks[week].state == PART
                fill = "#ffffff" if hollow else colour
                parts.append(
                    titled(about, element("circle", cx=x, cy=y, r=3, fill=fill, stroke_width=1.4))
                )
        return element("g", "".join(parts), stroke=colour) if parts else ""

    def _labels(self) -> Iterator[str]:
        """Yield the name of each line at its end, apart from each other, and a sample of it."""
        ends = []
        for place, series in enumerate(self._found.series):
            known = [(week, point) for week, point in enumerate(series.points) if point]
            y = self._y(known[-1][1].share) if known else self._y(0)
            ends.append((y, place, series, known[-1] if known else None))
        ends.sort(key=lambda end: end[:2])
        start = WIDTH - _RIGHT + 10
        for y, (at, place, series, last) in zip(
            _apart([end[0] for end in ends], _TOP + 6, _TOP + _PLOT - 4), ends, strict=True
        ):
            dashes, colour = _style(place)
            line = {"stroke_dasharray": dashes} if dashes else {}
            yield element(
                "path", d=path([(start, y), (start + 26, y)]), stroke=colour, stroke_width=2, **line
            )
            if last:
                yield element(
                    "path",
                    d=path([(self._x(last[0]) + 5, at), (start - 3, y)]),
                    stroke="currentColor",
                    stroke_width=0.7,
                    opacity=0.4,
                )
            share = f"  {_percent(last[1].share)}" if last else "  no data"
            yield text(_short(series.name) + share, start + 32, y + 4)


_HATCH = element(
    "defs",
    element(
        "pattern",
        element("path", d="M0 6 L6 0", stroke="currentColor", stroke_width=1, opacity=0.25),
        id="unread",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    ),
)


def _runs(points: Sequence[Point | None]) -> Iterator[list[tuple[int, Point]]]:
    """Yield the stretches of weeks that have points."""
    for _, group in groupby(enumerate(points), key=lambda pair: pair[1] is None):
        run = [(week, point) for week, point in group if point is not None]
        if run:
            yield run


def _scale(highest: float) -> tuple[float, float]:
    """Return a round end of the axis of shares, and the step of its grid."""
    for power in range(-5, 1):
        for base in (1, 2, 5):
            step = base * 10.0**power
            if highest <= 5 * step:
                return min(1.0, step * math.ceil(highest / step - 1e-9)), step
    return 1.0, 0.2


def _apart(places: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return ascending places moved so far that labels do not overlap."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + _LINE if found else top))
    limit = bottom
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], limit)
        limit = found[number] - _LINE
    return found


def _style(place: int) -> tuple[str, str]:
    return _STYLES[place % len(_STYLES)]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _exactly(point: Point) -> str:
    low, high = _percent(point.low), _percent(point.high)
    return f"{plural(point.count, 'paper')}, {_percent(point.share)} ({low} to {high})"


def _about(week: Week) -> str:
    read = ", read in part" if week.state == PART else ""
    return f"week of {week.monday}: {plural(week.papers, 'paper')}{read}"
