"""Today's digest, past ones, and their list."""

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from papertrail import clock
from papertrail.errors import NotFoundError
from papertrail.render.pages import context
from papertrail.web.acting import change, read, redirect
from papertrail.web.cards import of_digest, own_of
from papertrail.web.formats import ATOM, JSON, alternates
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from papertrail.core.application import Papertrail
    from papertrail.types.digest import DigestView

_TYPES = {"json": JSON, "atom": f"{ATOM}; charset=utf-8"}
_NOTHING: dict[str, Any] = {
    "heading": "Today",
    "summary": "",
    "trouble": "",
    "quiet": "No digest was made yet. The first one looks at the papers that have been fetched.",
    "sections": (),
    "news": (),
    "more_papers": (),
    "own": {},
}


async def today(request: "Request") -> "Response":
    """Show the latest digest; today's is made by a button, since making it is recorded."""

    def act(home: "Papertrail") -> dict[str, Any]:
        days = [each.day for each in home.digest_days()]
        now = clock.today().isoformat()
        can_make = "Make today's digest" if now not in days else ""
        if not days:
            return {**_NOTHING, "earlier": "", "later": "", "can_make": can_make}
        return {**_shown(home, home.past_digest(days[0]), days), "can_make": can_make}

    shown = {"title": "Today", "alternates": alternates("/digest")}
    return render(request, "today.html", {**shown, **await read(request, act)})


async def make(request: "Request") -> "Response":
    """Make the digest of the day if there is none yet, and show it."""
    await change(request, lambda home: home.digest())
    return redirect("/")


async def past(request: "Request") -> "Response":
    """Show the digest of a day."""
    day = request.path_params["day"]

    def act(home: "Papertrail") -> dict[str, Any]:
        view = home.past_digest(day)
        return _shown(home, view, [each.day for each in home.digest_days()])

    found = await read(request, act)
    shown = {
        "title": found["heading"],
        "can_make": "",
        "alternates": alternates(f"/digest/{day}"),
    }
    return render(request, "today.html", {**shown, **found})


async def other_format(request: "Request") -> "Response":
    """Send a digest, or the latest one, as `papertrail digest --format` prints it.

    A feed also has the digests of the two weeks before.
    """
    day, form = request.path_params.get("day", ""), request.path_params["form"]
    if form not in _TYPES:
        raise NotFoundError(f"there is no digest as {form}", "the formats are json and atom")

    def act(home: "Papertrail") -> str:
        latest = home.digest_days(1)
        chosen = day or (latest[0].day if latest else clock.today().isoformat())
        return home.render_digest(home.past_digest(chosen), form)

    return Response(await read(request, act), media_type=_TYPES[form])


async def listed(request: "Request") -> "Response":
    """List the days with digests."""
    days = await read(request, lambda home: home.digest_days())
    return render(request, "digests.html", {"title": "Digests", "days": days})


def _shown(home: "Papertrail", view: "DigestView", days: list[str]) -> dict[str, Any]:
    variables = context(view)
    day = view.digest.day
    place = days.index(day) if day in days else len(days)
    sections = [
        {"name": section["name"], "papers": list(map(of_digest, section["papers"]))}
        for section in variables["sections"]
    ]
    more = [
        {"id": paper["id"], "title": paper["title"], "topic": topic["name"]}
        for topic in variables["more"]
        for paper in topic["papers"]
    ]
    return {
        "heading": variables["heading"],
        "summary": variables["summary"],
        "trouble": variables["trouble"],
        "quiet": variables["quiet"],
        "sections": sections,
        "news": variables["news"],
        "more_papers": more,
        "own": own_of(home, (entry.work for entry in view.entries)),
        "earlier": days[place + 1] if place + 1 < len(days) else "",
        "later": days[place - 1] if 0 < place < len(days) else "",
    }


ROUTES: list[BaseRoute] = [
    Route("/", today),
    Route("/digest", make, methods=["POST"]),
    Route("/digest.{form}", other_format),
    Route("/digest/{day}.{form}", other_format),
    Route("/digest/{day}", past),
    Route("/digests", listed),
]
NAVIGATION = (NavigationEntry("Today", "/", ("/digest",), main=True),)
