"""Fetch new papers, and watch it: the progress of any update of this home, as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse
from starlette.routing import BaseRoute, Route

from papertrail import clock
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.web.acting import read, redirect
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.types.update_progress import SourceProgress, UpdateProgress
    from papertrail.web.updates import Updates

_LOOK = 0.5
"""Seconds between two looks at the progress."""
_QUIET = 20.0
"""Seconds after which a line is sent that means nothing, so that a closed page is noticed."""
_LONGEST = 6 * 3600
_MOST_WATCHERS = 20


async def shown(request: "Request") -> "Response":
    """Show how far an update is, or how the last one went."""
    return render(request, "updates.html", {"title": "Update", **await _state(request)})


async def start(request: "Request") -> "Response":
    """Start an update."""
    await request.app.state.updates.start()
    return redirect("/update")


async def events(request: "Request") -> "Response":
    """Send the progress as server-sent events, until the update ends."""
    state = request.app.state
    if state.watchers >= _MOST_WATCHERS:
        return render(
            request,
            "error_part.html",
            {"title": "", "message": "too many pages watch", "hint": "close some"},
            HTTPStatus.SERVICE_UNAVAILABLE,
        )
    return StreamingResponse(
        _stream(request), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _stream(request: "Request") -> AsyncIterator[str]:
    state = request.app.state
    state.watchers += 1
    try:
        sent, quiet = "", 0.0
        for _ in range(int(_LONGEST / _LOOK)):
            found = await _state(request)
            data = json.dumps(found)
            quiet += _LOOK
            if data != sent:
                sent, quiet = data, 0.0
                yield f"data: {data}\n\n"
            elif quiet > _QUIET:
                quiet = 0.0
                yield ": still here\n\n"
            if not found["running"] or state.ending:
                yield "event: ended\ndata: {}\n\n"
                return
            await asyncio.sleep(_LOOK)
    finally:
        state.watchers -= 1


async def _state(request: "Request") -> dict[str, Any]:
    """Return the progress in words."""
    updates: Updates = request.app.state.updates
    found = await read(request, lambda home: home.update_progress())
    running = updates.is_running or bool(found and found.is_running)
    lines = [_line(source) for source in found.sources] if found else []
    return {
        "running": running,
        "headline": _headline(found, updates, running=running),
        "lines": lines,
        "done": found.done if found and running else 0,
        "total": found.total if found and running and found.step else 0,
    }


def _headline(found: "UpdateProgress | None", updates: "Updates", *, running: bool) -> str:
    if running:
        return _at_work(found)
    if updates.output.startswith("papertrail: "):
        return printable(updates.output.removeprefix("papertrail: "), 500)
    if found is None:
        return "No update was made yet."
    return _ended(found)


def _at_work(found: "UpdateProgress | None") -> str:
    if found is None or not found.is_running:
        return "At work"
    if found.step:
        return f"Indexing: {found.done:,} of {plural(found.total, found.step.rstrip('s'))}"
    return "Fetching"


def _ended(found: "UpdateProgress") -> str:
    if found.error:
        return f"The last update failed: {printable(found.error, 500)}"
    if not found.ended:
        return f"The update of {_moment(found.started)} was cut short."
    new = sum(source.new for source in found.sources)
    return f"{plural(new, 'new paper')}, {_moment(found.ended)}"


def _moment(iso: str) -> str:
    return f"{clock.local(datetime.fromisoformat(iso)):%Y-%m-%d %H:%M}"


def _line(source: "SourceProgress") -> str:
    counts = f"{source.name}: {source.fetched:,} fetched, {source.new:,} new"
    parts = (counts, "" if source.status in ("", "current") else source.status, source.error)
    return printable(" · ".join(filter(None, parts)), 500)


ROUTES: list[BaseRoute] = [
    Route("/update", shown),
    Route("/update", start, methods=["POST"]),
    Route("/update/events", events),
]
NAVIGATION = (NavigationEntry("Update", "/update", ()),)
