"""Decide about the papers of a list, one after the other, with the keys of the terminal."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Route

from papertrail.core.days import parse_day
from papertrail.render.phrases import reasons
from papertrail.types.mark import OPINIONS
from papertrail.web.acting import change, form, read, redirect
from papertrail.web.cards import card, own
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.triage import TriageList

_AROUND = 12
"""Rows of the list that are shown after the paper; those before are half as many."""
_ACTS = (("like", "Like"), ("dislike", "Dislike"), ("later", "Later"), ("discard", "Discard"))
_SHOWN_ACTS = (
    *("like", "dislike", "later", "discard", "undo", "redo", "down", "up", "next_part"),
    *("previous_part", "first", "last", "open", "pdf", "note", "tag", "similar", "read", "help"),
)


async def triage(request: "Request") -> "Response":
    """Show one paper of a list with its neighbours."""
    asked = request.query_params
    place = _number(asked.get("at", ""))

    def act(home: "Papertrail") -> dict[str, Any]:
        found = _list(home, asked.get("day", ""), asked.get("q", ""), asked.get("like", ""))
        keys = home.config.triage.keys.by_act()
        shown = {
            "keys": {name: list(keys[name]) for name in _SHOWN_ACTS},
            "acts": home.triage.acts(),
        }
        return {**shown, **_shown(home, found, min(place, max(len(found.keys) - 1, 0)))}

    context = await read(request, act)
    same = {name: asked[name] for name in ("day", "q", "like") if asked.get(name)}
    context |= {
        "same": same,
        "list_query": urlencode(same),
        "marks": _ACTS,
        "key_map": json.dumps({key: act for act, keys in context["keys"].items() for key in keys}),
        "title": context["list_title"],
    }
    return render(request, "triage.html", context)


async def decide(request: "Request") -> "Response":
    """Store a decision and go on to the next paper."""
    asked = form(request)
    kind, paper, place = asked.get("mark", ""), asked.get("paper", ""), _number(asked.get("at", ""))

    def act(home: "Papertrail") -> bool:
        if kind in OPINIONS:
            home.mark(kind, [paper])
        else:
            home.library.set_state([paper], kind)
        return home.config.triage.advance

    goes_on = await change(request, act)
    same = {name: asked[name] for name in ("day", "q", "like") if asked.get(name)}
    following = urlencode({**same, "at": str(place + 1 if goes_on else place)})
    return redirect(f"/triage?{following}", f"{kind}: {asked.get('title', '')}", can_undo=True)


def _list(home: "Papertrail", day: str, query: str, like: str) -> "TriageList":
    if day:
        return home.triage.of_day(parse_day(day))
    if query.strip():
        return home.triage.find(query)
    if like:
        return home.triage.similar(like)
    return home.triage.last_digest()


def _shown(home: "Papertrail", found: "TriageList", place: int) -> dict[str, Any]:
    """Return the paper at a place, with the rows around it."""
    first = max(place - _AROUND // 2, 0)
    around = list(found.keys[first : place + _AROUND])
    rows = home.triage.rows(around)
    listed = [
        {
            "at": first + offset,
            "heading": found.headings.get(first + offset, ""),
            "title": rows[key].title,
            "mark": ", ".join(filter(None, (rows[key].opinion, rows[key].state))),
        }
        for offset, key in enumerate(around)
        if key in rows
    ]
    context: dict[str, Any] = {
        "list_title": found.title,
        "remarks": found.remarks,
        "empty": found.empty,
        "total": len(found.keys),
        "at": place,
        "rows": listed,
        "paper": None,
        "parts_at": sorted(found.headings),
    }
    shown = home.triage.paper(found.keys[place]) if found.keys else None
    if shown is None:
        return context
    key = shown.work.key
    why = found.why.get(key) or {}
    if not found.explained:
        why = home.triage.explain(key)
    sentence = why.get("sentence", "")
    context["paper"] = card(
        shown.work,
        number=place + 1,
        sentence=sentence,
        reasons=" · ".join(filter(None, (why.get("topic", ""), reasons(why)))),
        score=found.scores.get(key),
    )
    context["own"] = own(home.library.about([shown.work])[0].own)
    return context


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0  # noqa: PLR2004 - digits


ROUTES: list[BaseRoute] = [
    Route("/triage", triage),
    Route("/triage", decide, methods=["POST"]),
]
NAVIGATION = (NavigationEntry("Triage", "/triage", (), main=True),)
