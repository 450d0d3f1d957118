"""The map: a page whose script draws what a second address sends."""

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from papertrail.render import map_page
from papertrail.web.acting import read
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from papertrail.core.application import Papertrail

_TYPES = {"map.js": "text/javascript; charset=utf-8", "map.css": "text/css; charset=utf-8"}
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


async def shown(request: "Request") -> Response:
    """Show the page of a map; its papers are sent by `data`."""
    asked = {name: text for name, text in request.query_params.items() if name in ("q", "topic")}
    topics = await read(request, lambda home: [topic.name for topic in home.topics.list()])
    context = {
        "title": "Map",
        "q": asked.get("q", ""),
        "topic": asked.get("topic", ""),
        "topics": topics,
        "source": f"/map/data?{urlencode(asked)}",
        "tools": Markup(map_page.tools()),  # noqa: S704 - a constant of ours
        "script": _address("map.js"),
        "style": _address("map.css"),
    }
    return render(request, "map.html", context)


async def data(request: "Request") -> Response:
    """Send the papers of a map with their places."""
    asked = request.query_params
    query, topic = asked.get("q", "").strip(), asked.get("topic") or None

    def act(home: "Papertrail") -> dict[str, object]:
        found = home.pictures.map("" if topic else query, topic=topic)
        return map_page.data(found, pages="/paper/")

    return JSONResponse(await read(request, act))


async def asset(request: "Request") -> Response:
    """Send the script or the style."""
    name = request.url.path.rpartition("/")[2]
    return Response(map_page.asset(name), media_type=_TYPES[name], headers=_FOREVER)


def _address(name: str) -> str:
    """Return the address of an asset; another content has another address."""
    return f"/map/{name}?v={hashlib.sha256(map_page.asset(name).encode()).hexdigest()[:12]}"


ROUTES: list[BaseRoute] = [
    Route("/map", shown),
    Route("/map/data", data),
    Route("/map/map.js", asset),
    Route("/map/map.css", asset),
]
NAVIGATION = (NavigationEntry("Map", "/map", ()),)
