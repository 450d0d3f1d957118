"""Learn: a way from the foundations of a topic to its newest papers, with progress."""

import math
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from papertrail.errors import NotFoundError, UsageError
from papertrail.render import json_learn
from papertrail.types.learning import LEVELS
from papertrail.web.acting import change, form, read, redirect
from papertrail.web.formats import alternates, json_answer
from papertrail.web.navigation import NavigationEntry
from papertrail.web.numbers import minutes
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.learning import Step, Way

_DONE = {"done": "Done", "skip": "Skipped", "reset": "Open again"}


async def shown(request: "Request") -> "Response":
    """Show the last way with its progress, and a form for another one."""
    way = await read(request, lambda home: home.learning.current())
    steps = way.steps if way else ()
    left = [step for step in steps if not step.state]
    context = {
        "title": f"Learn: {way.topic}" if way else "Learn",
        "way": way,
        "done": sum(step.done for step in steps),
        "following": left[0].id if left else "",
        "left": len(left),
        "hours": minutes(way.minutes) if way else "",
        "levels": LEVELS,
        "alternates": alternates("/learn", atom=False) if way else (),
    }
    # `done` of the base is the sentence about the last change.
    context["finished"] = context.pop("done")
    return render(request, "learn.html", context)


async def shown_json(request: "Request") -> "Response":
    """Send the last way as `papertrail learn TOPIC --json` prints it."""
    way = await read(request, lambda home: home.learning.current())
    if way is None:
        raise NotFoundError("no way was shown yet", "name a topic on the page Learn")
    return json_answer(json_learn.way(way))


async def choose(request: "Request") -> "Response":
    """Find the way of a topic, which is the last way from then on."""
    fields = form(request)
    hours = _number(fields.get("hours", ""))
    know = [each.strip() for each in fields.get("know", "").split(",") if each.strip()]

    def act(home: "Papertrail") -> "Way":
        level = fields.get("level") or LEVELS[0]
        return home.learning.way(fields.get("topic", ""), level=level, hours=hours, know=know)

    await change(request, act)
    return redirect("/learn")


async def step(request: "Request") -> "Response":
    """Record that a step is done or skipped, or forget it."""
    fields = form(request)
    kind, name, note = fields.get("act", ""), fields.get("step", ""), fields.get("note", "")

    def act(home: "Papertrail") -> "list[Step]":
        match kind:
            case "done":
                return home.learning.done([name], note=" ".join(note.split()))
            case "skip":
                return home.learning.skip([name])
            case "reset":
                return home.learning.reset([name])
            case _:
                raise UsageError(f"unknown act {kind!r}; the acts are {', '.join(_DONE)}")

    (changed,) = await change(request, act)
    return redirect("/learn#next", f"{_DONE[kind]}: {changed.title}")


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        hours = float(text)
    except ValueError:
        raise UsageError(f"{text!r} is no number of hours") from None
    if not math.isfinite(hours):
        raise UsageError(f"{text!r} is no number of hours")
    return hours


ROUTES: list[BaseRoute] = [
    Route("/learn", shown),
    Route("/learn.json", shown_json),
    Route("/learn", choose, methods=["POST"]),
    Route("/learn/step", step, methods=["POST"]),
]
NAVIGATION = (NavigationEntry("Learn", "/learn", ("/learn",)),)
