"""Render plans as lines of text and as Markdown."""

import textwrap
from collections.abc import Iterator
from datetime import datetime, tzinfo

from papertrail.render.escaping import link, markdown, printable
from papertrail.types.plan import Plan, PlanItem, PlanSession

NO_TIME = "No time yet"
_SIGNS = {"must": "!", "skip": "-"}


def lines(plan: Plan, width: int) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield summary(plan)
    if plan.changes:
        yield from ("", "Since your last look")
        for change in plan.changes:
            yield from _wrapped(f"* {change}", width, 2)
    day = ""
    for session in plan.sessions:
        if day_of(session) != day:
            day = day_of(session)
            yield from ("", day)
        yield from textwrap.wrap(
            printable(heading(session)), width, initial_indent="  ", subsequent_indent="    "
        )
        for item in session.items:
            yield from _item(item, session, width)


def as_markdown(plan: Plan) -> str:
    """Return a plan as a Markdown page."""
    rows = [f"# {markdown(plan.name)}", "", markdown(summary(plan))]
    if plan.changes:
        rows += ["", "## Since your last look", ""]
        rows += [f"- {markdown(change)}" for change in plan.changes]
    day = ""
    for session in plan.sessions:
        if day_of(session) != day:
            day = day_of(session)
            rows += ["", f"## {day}"]
        rows += ["", f"### {markdown(heading(session))}", ""]
        for item in session.items:
            title = markdown(item.presentation.title)
            if item.presentation.url:
                title = f"[{title}]({link(item.presentation.url)})"
            if dimmed(item):
                title = f"~~{title}~~"
            rows.append(f"- {item.number}. {title} ({markdown(details(item, session))})  ")
            rows.append(f"  {markdown(item.why)}")
    rows += ["", *(f"> {markdown(remark)}" for remark in plan.remarks)]
    return "\n".join([*rows, ""])


def summary(plan: Plan) -> str:
    """Return what a plan holds, in a sentence."""
    count = len(plan.items)
    what = f"the best {count}" if plan.best is not None else f"{count}"
    return (
        f"{printable(plan.name)}: {what} of {plan.total} presentations; times in {plan.zone};"
        f" programme of {plan.fetched[:10]}"
    )


def heading(session: PlanSession) -> str:
    """Return the line above a session."""
    parts = [times(session.start, session.end), session.name, session.room]
    return " · ".join(filter(None, parts))


def day_of(session: PlanSession) -> str:
    """Return the day of a session as a heading."""
    if session.start is None:
        return NO_TIME
    return f"{session.start:%A}, {session.start.date().isoformat()}"


def times(start: datetime | None, end: datetime | None) -> str:
    """Return from when to when, with the day of the end if it is another."""
    if start is None or end is None:
        return ""
    last = f"{end:%H:%M}"
    if end.date() != start.date():
        last = f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%H:%M}-{last}"


def details(item: PlanItem, session: PlanSession) -> str:
    """Return kind, place and time of an item, and how it stands."""
    shown = item.presentation
    parts = [shown.kind, shown.position]
    zone = session.start.tzinfo if session.start else None
    begins, ends = item.visit or (shown.start, shown.end)
    if begins and ends and (item.visit or (begins, ends) != (session.start, session.end)):
        parts.append(times(_at(begins, zone), _at(ends, zone)))
    if item.topic:
        parts.append(f"{item.relevance:.2f}")
    if item.read:
        parts.append("read")
    if item.choice:
        parts.append(item.choice)
    if item.conflicts:
        parts.append(f"at the same time as {', '.join(map(str, item.conflicts))}")
    if item.change:
        parts.append(item.change)
    return ", ".join(filter(None, parts))


def dimmed(item: PlanItem) -> bool:
    """Whether an item is shown as something that is done with."""
    return item.read or item.choice == "skip"


def _item(item: PlanItem, session: PlanSession, width: int) -> Iterator[str]:
    sign = _SIGNS.get(item.choice, "x" if item.read else " ")
    first = f"{item.number:>5} [{sign}] {printable(item.presentation.title)}"
    yield from textwrap.wrap(first, width, subsequent_indent=" " * 10)
    yield from _wrapped(details(item, session), width, 10)
    if item.why and not dimmed(item):
        yield from _wrapped(item.why, width, 10)


def _at(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone) if zone else moment


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    margin = " " * indent
    return textwrap.wrap(printable(text), width, initial_indent=margin, subsequent_indent=margin)
