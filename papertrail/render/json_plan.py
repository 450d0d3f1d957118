"""Render plans as JSON."""

from datetime import datetime
from typing import Any

from papertrail.types.plan import Plan, PlanItem, PlanSession


def plan(found: Plan) -> dict[str, Any]:
    """Return a plan."""
    return {
        "edition": found.edition,
        "name": found.name,
        "timezone": found.zone,
        "fetched": found.fetched,
        "total": found.total,
        "best": found.best,
        "sessions": [_session(each) for each in found.sessions],
        "changes": [*found.changes],
        "remarks": [*found.remarks],
    }


def _session(session: PlanSession) -> dict[str, Any]:
    return {
        "name": session.name,
        "room": session.room or None,
        "start": _moment(session.start),
        "end": _moment(session.end),
        "items": [_item(each) for each in session.items],
    }


def _item(item: PlanItem) -> dict[str, Any]:
    shown = item.presentation
    visit = None
    if item.visit:
        visit = [_moment(item.visit[0]), _moment(item.visit[1])]
    return {
        "number": item.number,
        "id": item.id,
        "paper": item.paper,
        "kind": shown.kind,
        "title": shown.title,
        "url": shown.url or None,
        "position": shown.position or None,
        "start": _moment(shown.start),
        "end": _moment(shown.end),
        "relevance": item.relevance,
        "topic": item.topic or None,
        "why": item.why,
        "read": item.read,
        "choice": item.choice or None,
        "chosen": item.chosen,
        "visit": visit,
        "conflicts": [*item.conflicts],
        "change": item.change or None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
