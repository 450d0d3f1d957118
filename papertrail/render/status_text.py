"""Render the state of a home as lines of text, with a calendar of each source."""

from collections.abc import Iterator
from datetime import date, timedelta

from papertrail import clock
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.status import NextModelStatus, SourceStatus, Status

_DAYS = 14
_WIDEST_NAME = 40
_SYMBOLS = {
    "current": "#",
    "quiet": ".",
    "stale": "~",
    "throttled": "t",
    "partial": "p",
    "failed": "x",
}
_LEGEND = "# current  . quiet  ~ stale  t throttled  p partial  x failed  ! papers missing"


def lines(state: Status) -> Iterator[str]:
    """Yield the lines: counts, faults, then the sources day by day."""
    yield (
        f"{plural(state.papers, 'paper')}, {state.indexed:,} indexed, {state.pending:,} not indexed"
    )
    yield from map(printable, state.problems)
    for name, index in (("meaning", state.vectors), ("words", state.keywords)):
        if index.error:
            yield f"{name} can't be searched: {printable(index.error)}"
    for late in state.undelivered:
        error = ""
        if late.error:
            error = f": {printable(late.error)}"
        yield (
            f"{plural(late.digests, 'digest')} still to be delivered to "
            f"{printable(late.channel)}{error}; papertrail digest --send goes on"
        )
    if state.next_model:
        yield _next_model(state, state.next_model)
    if state.sources:
        yield from _calendar(state)


def _next_model(state: Status, coming: NextModelStatus) -> str:
    progress = f"{coming.indexed:,} of {state.papers:,} papers; papertrail update goes on"
    answering = f"{state.model.name} ({state.model.dim or '?'})"
    chosen = f"{coming.name} ({coming.dim or '?'})"
    return (
        f"{printable(answering)} answers until {printable(chosen)} is complete: "
        f"{printable(coming.error or progress)}"
    )


def _calendar(state: Status) -> Iterator[str]:
    today = clock.today()
    days = [today - timedelta(days=age) for age in reversed(range(_DAYS))]
    width = min(max(len(source.name) for source in state.sources), _WIDEST_NAME)
    yield f"\n{'':<{width}}  {_scale(days)}   {_LEGEND}"
    for source in state.sources:
        symbols = "".join(_symbol(source, day) for day in days)
        yield f"{printable(source.name)[:width]:<{width}}  {symbols}   {_summary(source)}"


def _scale(days: list[date]) -> str:
    """Return the first and the last day, as far apart as the calendar is wide."""
    first, last = f"{days[0]:%m-%d}", f"{days[-1]:%m-%d}"
    return f"{first}{last:>{len(days) - len(first)}}"


def _symbol(source: SourceStatus, day: date) -> str:
    known = next((entry for entry in source.days if entry.day == day.isoformat()), None)
    if known is None:
        return " "
    if known.missing:
        return "!"
    return _SYMBOLS.get(known.status, "?")


def _summary(source: SourceStatus) -> str:
    facts = ["not read yet"]
    if source.status:
        facts = [source.status, _last_read(source)]
    if source.newest:
        facts.append(f"newest paper {source.newest}")
    if source.missing:
        facts.append(f"{plural(source.missing, 'paper')} missing")
    if source.reconciled:
        facts.append(f"proven from {' to '.join(source.reconciled)}")
    if not source.followed:
        facts.append("no longer followed")
    note = printable(source.error or source.note or "")
    return ", ".join(facts) + (f": {note}" if note else "")


def _last_read(source: SourceStatus) -> str:
    if not source.last_success:
        return "never read"
    return f"last read {source.last_success.replace('T', ' ')[:16]} UTC"
