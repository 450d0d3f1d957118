"""Put the items of a plan into sessions, and find those that collide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from papertrail.planner.choice import Option, collide
from papertrail.types.plan import PlanItem, PlanSession

_MOST_CONFLICTS = 8
_NEVER = "9999"


def option_of(item: PlanItem) -> Option | None:
    """Return an item as something to choose; None if it has no time."""
    shown = item.presentation
    if shown.start is None or shown.end is None:
        return None
    return Option(
        key=item.id,
        paper=item.paper or item.id,
        value=item.relevance,
        start=shown.start,
        end=shown.end,
        room=shown.room,
        flexible=shown.kind == "poster",
        must=item.choice == "must",
    )


def sessions(items: Iterable[PlanItem], zone: ZoneInfo) -> tuple[PlanSession, ...]:
    """Group items by time, session and room, with numbers in the order in which they are shown.

    Posters share a session if they begin and end together, talks if they are on one day. Inside, a
    visit comes at its time, and what has no time of its own by relevance.
    """
    groups: dict[tuple[str, ...], list[PlanItem]] = {}
    for item in items:
        groups.setdefault(_group(item, zone), []).append(item)
    ordered = sorted(groups.values(), key=_first)
    found = []
    number = 1
    for group in ordered:
        group.sort(key=_inside)
        numbered = [replace(item, number=number + place) for place, item in enumerate(group)]
        number += len(group)
        found.append(_session(numbered, zone))
    return tuple(found)


def with_conflicts(plan: Sequence[PlanSession], walk: timedelta) -> tuple[PlanSession, ...]:
    """Return sessions in which talks name others, of other papers, at the same time.

    What is read or skipped collides with nothing. A poster collides where it has a visit that must
    be and no slot of its own.
    """
    options = []
    for item in (item for session in plan for item in session.items):
        option = option_of(item)
        if option and not item.read and item.choice != "skip" and _takes_all(item):
            options.append((option, item.number))
    options.sort(key=lambda pair: (pair[0].start, pair[1]))
    conflicts: dict[int, list[int]] = {}
    for place, (option, number) in enumerate(options):
        for other, another in options[place + 1 :]:
            if other.start >= option.end + walk:
                break
            if other.paper != option.paper and collide(option, other, walk):
                conflicts.setdefault(number, []).append(another)
                conflicts.setdefault(another, []).append(number)
    return tuple(
        replace(session, items=tuple(_conflicting(item, conflicts) for item in session.items))
        for session in plan
    )


def changes(
    seen: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]], present: Collection[str]
) -> dict[str, str]:
    """Compare what was seen at the last look with what is planned now.

    Args:
        seen: (start, end, room, title) by id, as of that look.
        now: the same of now.
        present: the ids of the whole programme.

    Returns:
        What changed, by id.
    """
    found: dict[str, str] = {}
    for each, current in now.items():
        before = seen.get(each)
        if before is None:
            found[each] = "new"
        elif list(before) != list(current):
            what = []
            if list(before[:2]) != list(current[:2]):
                what.append("moved in time")
            if before[2] != current[2]:
                what.append(f"now in {current[2] or 'an unknown room'}")
            if before[3] != current[3]:
                what.append("has another title")
            found[each] = ", ".join(what)
    found |= {each: "cancelled" for each in seen if each not in present}
    return found


def _conflicting(item: PlanItem, conflicts: Mapping[int, Sequence[int]]) -> PlanItem:
    return replace(item, conflicts=tuple(sorted(conflicts.get(item.number, ()))[:_MOST_CONFLICTS]))


def _takes_all(item: PlanItem) -> bool:
    shown = item.presentation
    return shown.kind != "poster" or (
        item.visit is not None and item.visit[0] == shown.start and item.visit[1] == shown.end
    )


def _group(item: PlanItem, zone: ZoneInfo) -> tuple[str, ...]:
    shown = item.presentation
    if shown.start is None or shown.end is None:
        return (_NEVER, shown.session or shown.kind, "", "")
    start = shown.start.astimezone(zone).isoformat()
    if shown.kind == "poster" or not shown.session:
        return (start, shown.end.astimezone(zone).isoformat(), _name(item), shown.room)
    return (start[:10], "", shown.session, shown.room)


def _session(items: Sequence[PlanItem], zone: ZoneInfo) -> PlanSession:
    shown = items[0].presentation
    starts = [item.presentation.start for item in items if item.presentation.start]
    ends = [item.presentation.end for item in items if item.presentation.end]
    return PlanSession(
        _name(items[0]),
        shown.room,
        min(starts).astimezone(zone) if starts else None,
        max(ends).astimezone(zone) if ends else None,
        tuple(items),
    )


def _name(item: PlanItem) -> str:
    shown = item.presentation
    return shown.session or f"{shown.kind.capitalize()}s"


def _first(group: Sequence[PlanItem]) -> tuple[bool, datetime | str, str]:
    starts = [item.presentation.start for item in group if item.presentation.start]
    if not starts:
        return (True, "", _name(group[0]))
    return (False, min(starts), group[0].presentation.room + _name(group[0]))


def _inside(item: PlanItem) -> tuple[str, float, str]:
    begins = item.visit[0] if item.visit else None
    if begins is None and item.presentation.kind != "poster":
        begins = item.presentation.start
    when = f"{begins.timestamp():020.0f}" if begins else _NEVER
    return (when, -item.relevance, item.presentation.number)
