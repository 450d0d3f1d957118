"""Feeds: which are followed, how they were read day by day, and their newest papers."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.routing import BaseRoute, Route

from feeds.source import Status
from papertrail import clock
from papertrail.core.library import DEFAULT_COUNT
from papertrail.errors import NotFoundError
from papertrail.render import json as records
from papertrail.render import json_library
from papertrail.types.filter import Filter
from papertrail.web.acting import change, form, read, redirect
from papertrail.web.calendars import days_of, weeks
from papertrail.web.cards import card, own
from papertrail.web.formats import alternates, atom_answer, json_answer
from papertrail.web.navigation import NavigationEntry
from papertrail.web.numbers import number
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.feed import FollowedFeeds
    from papertrail.types.library import LibraryList
    from papertrail.types.source import Day
    from papertrail.types.status import SourceStatus

_WEEKS, _MANY_WEEKS = 4, 12
_MOST = 1000


async def listed(request: "Request") -> "Response":
    """Show each feed with a calendar of the last weeks, and a form that adds one."""

    def act(home: "Papertrail") -> dict[str, Any]:
        today = clock.today()
        titles = {feed.name: feed.title for feed in home.feeds.list()}
        states = home.feeds.health(days_of(today, _WEEKS))
        known = {state.name for state in states}
        return {
            "feeds": [_feed(state, titles, _WEEKS) for state in states if state.followed],
            "former": [state for state in states if not state.followed],
            "unread": [name for name in titles if name not in known],
        }

    context = {"title": "Feeds", "alternates": alternates("/feeds", atom=False)}
    return render(request, "feeds.html", {**context, **await read(request, act)})


async def listed_json(request: "Request") -> "Response":
    """Send the feeds as `papertrail feeds list --json` prints them."""
    return json_answer(await read(request, lambda home: records.feeds(home.feeds.list())))


async def shown(request: "Request") -> "Response":
    """Show a feed: its calendar, what it reported, and its newest papers."""
    name = request.query_params.get("name", "")

    def act(home: "Papertrail") -> dict[str, Any]:
        today = clock.today()
        states = home.feeds.health(days_of(today, _MANY_WEEKS))
        state = next((state for state in states if state.name == name), None)
        if state is None:
            raise NotFoundError(f"{name!r} was never followed", "/feeds lists the feeds")
        titles = {feed.name: feed.title for feed in home.feeds.list()}
        found = _newest(home, name, DEFAULT_COUNT)
        papers = [card(each.work, own=own(each.own)) for each in found.papers]
        remarks = [
            day
            for day in reversed(state.days)
            if day.missing > 0 or (day.note and day.status != "quiet")
        ]
        feed = _feed(state, titles, _MANY_WEEKS)
        return {"feed": feed, "papers": papers, "total": found.total, "days": remarks}

    found = await read(request, act)
    context = {"title": found["feed"]["title"], "alternates": alternates("/feed", {"name": name})}
    return render(request, "feed.html", {**context, **found})


async def shown_json(request: "Request") -> "Response":
    """Send what `papertrail list --source NAME --sort added --json` prints."""
    asked = request.query_params
    count = min(number(asked.get("n", ""), DEFAULT_COUNT), _MOST)

    def act(home: "Papertrail") -> list[dict[str, Any]]:
        found = _newest(home, asked.get("name", ""), count)
        return list(map(json_library.paper, found.papers))

    return json_answer(await read(request, act))


async def shown_atom(request: "Request") -> "Response":
    """Send the newest papers of a feed as an Atom feed."""
    name = request.query_params.get("name", "")

    def act(home: "Papertrail") -> str:
        works = [each.work for each in _newest(home, name, DEFAULT_COUNT).papers]
        return home.exchange.atom(f"feed {name}", name, works)

    return atom_answer(await read(request, act))


async def add(request: "Request") -> "Response":
    """Follow feeds; the address of a web page is asked for its feed."""
    names = [line.strip() for line in form(request).get("names", "").splitlines() if line.strip()]

    def act(home: "Papertrail") -> "FollowedFeeds":
        return home.feeds.add(names)

    done = await change(request, act)
    said = ", ".join(done.added)
    said = f"Following {said}; Update fetches it" if said else "Followed already"
    return redirect("/feeds", "; ".join(filter(None, (said, done.login_needed))))


async def remove(request: "Request") -> "Response":
    """Stop following a feed; what it brought stays."""
    name = form(request).get("name", "")
    removed, _ = await change(request, lambda home: home.feeds.remove([name]))
    done = f"No longer following {name}; its papers stay"
    return redirect("/feeds", done if removed else f"{name} was not followed")


def _is_remarkable(day: "Day") -> bool:
    return day.missing > 0 or bool(day.note and day.status != Status.QUIET)


def _newest(home: "Papertrail", name: str, count: int) -> "LibraryList":
    criteria = Filter(sources=(name,))
    return home.library.list(criteria=criteria, sort="added", count=count)


def _feed(state: "SourceStatus", titles: dict[str, str], count: int) -> dict[str, Any]:
    return {
        "name": state.name,
        "title": titles.get(state.name, state.name),
        "address": f"/feed?name={quote(state.name, safe='')}",
        "state": state,
        "weeks": weeks(state, clock.today(), count),
        "read": (state.last_success or "")[:16].replace("T", " "),
    }


ROUTES: list[BaseRoute] = [
    Route("/feeds", listed),
    Route("/feeds.json", listed_json),
    Route("/feeds/add", add, methods=["POST"]),
    Route("/feeds/remove", remove, methods=["POST"]),
    Route("/feed", shown),
    Route("/feed.json", shown_json),
    Route("/feed.atom", shown_atom),
]
NAVIGATION = (NavigationEntry("Feeds", "/feeds", ("/feed",)),)
