"""Decide what a calendar is given: one entry for each visit, with what changed since the last."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from papertrail.clock import iso
from papertrail.types.plan import Entry, Plan, PlanItem, PlanSession

_MOST_LISTED = 60


def entries(plan: Plan, known: Mapping[str, Mapping[str, Any]], now: datetime) -> list[Entry]:
    """Return the entries of a plan; what is as it was keeps its sequence and its moment.

    Args:
        plan: what to enter: each visit, each talk, and each poster session without visits once.
        known: what the calendar was given last, by UID.
        now: the moment of what changed.
    """
    found = []
    current = {entry.uid: entry for entry in _entries(plan)}
    for uid, entry in current.items():
        before = Entry(**known[uid]) if uid in known else None
        found.append(_numbered(entry, before, now))
    for uid, row in known.items():
        if uid not in current:
            before = Entry(**row)
            found.append(_numbered(replace(before, cancelled=True), before, now))
    return sorted(found, key=lambda entry: (entry.start, entry.uid))


def rows(found: list[Entry]) -> dict[str, dict[str, Any]]:
    """Return entries as they are kept, by UID."""
    return {entry.uid: asdict(entry) for entry in found}


def _numbered(entry: Entry, before: Entry | None, now: datetime) -> Entry:
    if before is None:
        return replace(entry, sequence=0, changed=iso(now))
    if replace(entry, sequence=before.sequence, changed=before.changed) == before:
        return before
    return replace(entry, sequence=before.sequence + 1, changed=iso(now))


def _entries(plan: Plan) -> Iterator[Entry]:
    for session in plan.sessions:
        posters = []
        for item in session.items:
            if item.read or item.choice == "skip":
                continue
            if item.presentation.kind == "poster" and item.visit is None:
                posters.append(item)
                continue
            start, end = item.visit or (item.presentation.start, item.presentation.end)
            if start and end:
                yield _of_item(item, start, end)
        if posters and session.start and session.end:
            yield _of_session(plan, session, posters, session.start, session.end)


def _of_item(item: PlanItem, start: datetime, end: datetime) -> Entry:
    shown = item.presentation
    return Entry(
        uid=_uid(item.id),
        title=f"{shown.kind.capitalize()}: {shown.title}",
        start=iso(start),
        end=iso(end),
        place=", ".join(filter(None, (shown.room, shown.position))),
        about=item.why,
        url=shown.url,
    )


def _of_session(
    plan: Plan, session: PlanSession, posters: list[PlanItem], start: datetime, end: datetime
) -> Entry:
    """Return one entry for all posters of a session; its UID stays if the session moves."""
    lines = []
    for item in posters[:_MOST_LISTED]:
        where = item.presentation.position
        lines.append(f"{where + ' ' if where else ''}{item.presentation.title}")
    if len(posters) > _MOST_LISTED:
        lines.append(f"and {len(posters) - _MOST_LISTED} more")
    name = f"{plan.edition}/session/{session.name}/{session.room}"
    others = [
        each
        for each in plan.sessions
        if (each.name, each.room) == (session.name, session.room) and each.start
    ]
    if len(others) > 1:
        # Several sessions of one name are distinguished by their order.
        name += f"/{others.index(session) + 1}"
    return Entry(
        uid=_uid(name),
        title=f"{plan.name}: {session.name} ({len(posters)} posters for you)",
        start=iso(start),
        end=iso(end),
        place=session.room,
        about="\n".join(lines),
        url="",
    )


def _uid(name: str) -> str:
    """Return a UID of letters, digits and hyphens; the hash tells cut and foreign names apart."""
    kept = re.sub(r"[^A-Za-z0-9]+", "-", name)[:80].strip("-")
    return f"papertrail-{kept}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
