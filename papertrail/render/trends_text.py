"""Print trends in a terminal, without colour."""

from collections.abc import Iterator, Sequence

from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.trends import PART, UNREAD, WHOLE, Point, Rising, Series, Trends, Week

_BARS = "▁▂▃▄▅▆▇█"
_GAP = "?"
_MOST_TERMS = 15
_LONGEST = 32


def lines(found: Trends, width: int = 100) -> Iterator[str]:
    """Yield the lines of trends: a bar for each week, and how sure the last share is."""
    weeks = found.weeks
    yield f"Stored papers a week from {weeks[0].monday}, present week last"
    yield ""
    names = [printable(series.name, _LONGEST) for series in found.series]
    longest = max(map(len, [*names, "all papers"]))
    bars = max(1, min(3, (width - longest - 44) // len(weeks)))
    yield f"  {'all papers':{longest}}  {_totals(weeks, bars)}  {_span(weeks)}"
    for name, series in zip(names, found.series, strict=True):
        yield f"  {name:{longest}}  {_shares(series.points, bars)}  {_last(series, weeks)}"
    yield from _legend(weeks)
    if found.rising:
        yield ""
        yield from rising_lines(found.rising)


def rising_lines(found: Rising) -> Iterator[str]:
    """Yield the lines of rising terms."""
    before, after = plural(found.recent, "paper"), plural(found.earlier, "paper")
    yield f"Rising since {found.since}: {before} against {after} of the weeks before"
    if not found.terms:
        yield f"  none of {plural(found.tested, 'term')} rises more than chance explains"
        return
    shown = found.terms[:_MOST_TERMS]
    longest = max(len(printable(each.term, _LONGEST)) for each in shown)
    most = max(each.recent_share for each in shown)
    for each in shown:
        bar = "█" * max(1, round(12 * each.recent_share / most))
        yield (
            f"  {printable(each.term, _LONGEST):{longest}}  {_percent(each.recent_share):>7}"
            f" from {_percent(each.earlier_share):>7}  {bar:12}  at least"
            f" {each.least:.1f} times, {plural(each.recent, 'paper')}"
        )
    tested = plural(found.tested, "term")
    yield f"  of {tested} tested, with at most 5 % of those listed expected by chance"


def _totals(weeks: Sequence[Week], bars: int) -> str:
    most = max((week.papers for week in weeks), default=0) or 1
    heights = [None if week.state == UNREAD else week.papers / most for week in weeks]
    return _drawn(heights, bars)


def _shares(points: Sequence[Point | None], bars: int) -> str:
    most = max((point.share for point in points if point), default=0) or 1
    return _drawn([point.share / most if point else None for point in points], bars)


def _drawn(heights: Sequence[float | None], bars: int) -> str:
    """Draw shares of the largest value; a week that was not read differs from one with nothing."""
    shown = []
    for height in heights:
        sign = "·"
        if height is None:
            sign = _GAP
        elif height:
            sign = _BARS[min(len(_BARS) - 1, int(len(_BARS) * height))]
        shown.append(sign * bars)
    return "".join(shown)


def _span(weeks: Sequence[Week]) -> str:
    counts = [week.papers for week in weeks if week.state != UNREAD]
    return f"{min(counts):,} to {max(counts):,} a week" if counts else "no week was read"


def _last(series: Series, weeks: Sequence[Week]) -> str:
    """Describe the last week that was read as a whole, else the last that has a point."""
    known = [(week, point) for week, point in zip(weeks, series.points, strict=True) if point]
    whole = [pair for pair in known if pair[0].state == WHOLE]
    if not known:
        return "no week was read"
    week, point = (whole or known)[-1]
    low, high = 100 * point.low, 100 * point.high
    return (
        f"{_percent(point.share)} ({low:.1f} to {high:.1f}) in the week of"
        f" {week.monday[5:]}, {series.total:,} in all"
    )


def _legend(weeks: Sequence[Week]) -> Iterator[str]:
    yield ""
    yield "  In brackets: 95 % confidence. Each line has a scale of its own; · is none."
    if any(week.state == UNREAD for week in weeks):
        yield f"  {_GAP} no feed was read for that week."
    parts = sum(week.state == PART for week in weeks)
    if parts:
        yield f"  {plural(parts, 'week')} read in part, the present one included."


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
