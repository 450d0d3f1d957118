"""The library: lists by state, tag and query, what to read next, and what was read and noted."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Route

from papertrail.core.library import DEFAULT_COUNT
from papertrail.core.listing import SORTS
from papertrail.render import json_library as records
from papertrail.render.library_text import first_line, own_facts, why
from papertrail.types.filter import Filter
from papertrail.types.library import PRIORITIES
from papertrail.types.mark import OPINIONS, STATUSES
from papertrail.web.acting import is_local, is_partial, read
from papertrail.web.cards import card, own
from papertrail.web.formats import alternates, atom_answer, json_answer
from papertrail.web.navigation import NavigationEntry
from papertrail.web.numbers import number
from papertrail.web.templating import local_address, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.library import Annotations, LibraryList, LibraryPaper

_PAGE = 25
"""Papers of a page; what a page costs grows with its cards."""
_MOST = 1000
"""Papers of a list in another format; a page has fewer."""
_KINDS = (*STATUSES, *OPINIONS)
_FIELDS = ("q", "state", "tag", "sort")
_NEXT = 10
_WEEKS = 8
_NAMES = {priority: name for name, priority in PRIORITIES.items()}


async def library(request: "Request") -> "Response":
    """Show the papers about which the reader keeps anything, or those of a state, tag or query."""
    asked = request.query_params
    offset = number(asked.get("from", ""), 0)

    def act(home: "Papertrail") -> dict[str, Any]:
        found = _list(home, asked, _PAGE, offset)
        counts = home.library.stats(weeks=0)
        kept = {**counts.states, **counts.opinions}
        return {
            "papers": [_shown(each) for each in found.papers],
            "total": found.total,
            "remarks": found.remarks,
            "counts": [(kind, kept.get(kind, 0)) for kind in _KINDS],
            "tags": counts.tags,
            "is_empty": not (counts.tags or counts.notes or any(kept[kind] for kind in _KINDS)),
        }

    same = _same(asked)
    context: dict[str, Any] = {
        "title": "Library",
        "asked": {name: asked.get(name, "") for name in _FIELDS},
        "sorts": SORTS,
        "first": offset,
        "same": same,
        "alternates": alternates("/library", same),
        **await read(request, act),
    }
    last = offset + len(context["papers"])
    context["later"] = _at(same, last) if last < context["total"] else ""
    context["earlier"] = _at(same, max(offset - _PAGE, 0)) if offset else ""
    return render(request, "library.html", context)


async def as_json(request: "Request") -> "Response":
    """Send a list as `papertrail list --json` prints it."""
    asked = request.query_params
    count, offset = _count(asked), number(asked.get("from", ""), 0)
    found = await read(
        request,
        lambda home: list(map(records.paper, _list(home, asked, count, offset).papers)),
    )
    return json_answer(found)


async def as_atom(request: "Request") -> "Response":
    """Send a list as an Atom feed."""
    asked = request.query_params
    identity = f"library {urlencode(sorted(_same(asked).items()))}"

    def act(home: "Papertrail") -> str:
        works = [each.work for each in _list(home, asked, _count(asked), 0).papers]
        names = filter(None, (asked.get("state"), asked.get("tag"), asked.get("q")))
        return home.exchange.atom(identity, ", ".join(names) or "library", works)

    return atom_answer(await read(request, act))


async def following(request: "Request") -> "Response":
    """Show what to read next, and why."""

    def act(home: "Papertrail") -> dict[str, Any]:
        plan = home.library.next(_NEXT)
        papers = [
            {**_shown(each.paper), "reasons": " · ".join(why(each))} for each in plan.suggestions
        ]
        return {"papers": papers, "waiting": plan.waiting, "remarks": plan.remarks}

    context = {"title": "Read next", "alternates": alternates("/library/next", atom=False)}
    return render(request, "next.html", {**context, **await read(request, act)})


async def following_json(request: "Request") -> "Response":
    """Send what to read next as `papertrail next --json` prints it."""
    count = number(request.query_params.get("n", ""), 3)
    plan = await read(request, lambda home: records.plan(home.library.next(min(count, _MOST))))
    return json_answer(plan)


async def review(request: "Request") -> "Response":
    """Show what was read and noted since a day, with counts by week."""
    since = request.query_params.get("since", "").strip() or "7d"

    def act(home: "Papertrail") -> dict[str, Any]:
        found = home.library.review(since)
        return {
            "since": found.since,
            "read": [_with_note(each) for each in found.read],
            "noted": [_with_note(each) for each in found.noted],
            "weeks": home.library.stats(_WEEKS).weeks,
        }

    context = {
        "title": "Review",
        "typed": since,
        "alternates": alternates("/library/review", {"since": since}, atom=False),
    }
    return render(request, "review.html", {**context, **await read(request, act)})


async def review_json(request: "Request") -> "Response":
    """Send a review as `papertrail review --json` prints it."""
    since = request.query_params.get("since") or None
    return json_answer(await read(request, lambda home: records.review(home.library.review(since))))


async def edit(request: "Request") -> "Response":
    """Show the forms for what the reader keeps about one paper: a page, or a part of a list."""
    name, target = request.query_params.get("paper", ""), request.query_params.get("back", "")

    def act(home: "Papertrail") -> dict[str, Any]:
        work = home.show(name).work
        (found,) = home.library.about([work])
        return {**_with_note(found), "tags_known": list(home.library.tags())}

    paper = await read(request, act)
    context = {
        "title": f"Note and tags of {paper['title']}",
        "paper": paper,
        "priorities": tuple(PRIORITIES),
        "address": target if is_local(target) else local_address(request),
        "target": target if is_local(target) else "",
    }
    template = "keep_part.html" if is_partial(request) else "keep.html"
    return render(request, template, context)


def _list(home: "Papertrail", asked: "Mapping[str, str]", count: int, offset: int) -> "LibraryList":
    """Return the papers that the parameters of a page ask for."""
    state, tag = asked.get("state", "").strip(), asked.get("tag", "").strip()
    criteria = Filter(
        statuses=(state,) if state else (),
        tags=(tag,) if tag else (),
    )
    return home.library.list(
        asked.get("q", "").strip(),
        criteria=criteria,
        sort=asked.get("sort") or None,
        count=count,
        offset=offset,
    )


def _shown(found: "LibraryPaper") -> dict[str, Any]:
    kept = found.own
    note = first_line(kept.note.text) if kept.note else ""
    return card(found.work, own=own(kept), kept=" · ".join(_facts(kept)), note=note)


def _with_note(found: "LibraryPaper") -> dict[str, Any]:
    text = found.own.note.text if found.own.note else ""
    return {**_shown(found), "note": text, "priority": _NAMES[found.own.priority]}


def _facts(kept: "Annotations") -> "Sequence[str]":
    """Return what is kept besides tags, which have their own place, as phrases."""
    return [fact for fact in own_facts(kept) if not fact.startswith("#")]


def _same(asked: "Mapping[str, str]") -> dict[str, str]:
    return {name: asked[name] for name in _FIELDS if asked.get(name, "").strip()}


def _at(same: "Mapping[str, str]", offset: int) -> str:
    query = urlencode({**same, "from": str(offset)} if offset else dict(same))
    return f"/library?{query}" if query else "/library"


def _count(asked: "Mapping[str, str]") -> int:
    return min(number(asked.get("n", ""), DEFAULT_COUNT), _MOST)


ROUTES: list[BaseRoute] = [
    Route("/library", library),
    Route("/library.json", as_json),
    Route("/library.atom", as_atom),
    Route("/library/next", following),
    Route("/library/next.json", following_json),
    Route("/library/review", review),
    Route("/library/review.json", review_json),
    Route("/library/edit", edit),
]
NAVIGATION = (NavigationEntry("Library", "/library", ("/library/",), main=True),)
