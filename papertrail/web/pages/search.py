"""Search, with the syntax, the filters and the reasons of the command line."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Route

from papertrail.core.search import SYNTAX
from papertrail.errors import UsageError
from papertrail.render import json as records
from papertrail.render.listings import nothing_found
from papertrail.render.phrases import plural
from papertrail.types.mark import OPINIONS, STATUSES
from papertrail.web.acting import read
from papertrail.web.cards import of_hit, own_of
from papertrail.web.formats import alternates, atom_answer, json_answer
from papertrail.web.navigation import NavigationEntry
from papertrail.web.numbers import number
from papertrail.web.templating import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.search import SearchResults

_PAGE = 20
_MOST = 200
_MODES = (("", "meaning and words"), ("semantic", "meaning"), ("keyword", "words"))
_FIELDS = ("since", "cat", "venue", "author", "state")
"""Fields of the form that are fields of the query syntax."""
_SYNTAX = SYNTAX.replace("\b\n", "")
"""Without the mark by which click keeps lines."""


async def search(request: "Request") -> "Response":
    """Show the form and, if something is asked, the answer."""
    asked = request.query_params
    query, is_asked, count = asked.get("q", "").strip(), _is_asked(asked), _count(asked)

    def act(home: "Papertrail") -> dict[str, Any]:
        if not is_asked:
            return {"saved": home.searches.list(), "hits": (), "own": {}, "remarks": (), "more": ""}
        # One more than is shown, to know whether there are more.
        found = _found(home, asked, count + 1)
        hits = found.hits[:count]
        remarks = found.remarks
        if found.pending:
            remarks = (*remarks, f"not indexed yet: {plural(found.pending, 'paper')}")
        return {
            "saved": (),
            "hits": [of_hit(hit, number) for number, hit in enumerate(hits, 1)],
            "own": own_of(home, (hit.work for hit in hits)),
            "remarks": remarks,
            "nothing": "" if hits else nothing_found(found),
            "more": _more(asked, count) if len(found.hits) > count and count < _MOST else "",
        }

    context = {
        "title": f"Search {query}" if query else "Search",
        "q": query,
        "asked": is_asked,
        "alternates": alternates("/search", _same(asked)) if is_asked else (),
        "modes": _MODES,
        "mode": asked.get("mode", ""),
        "states": (*OPINIONS, *STATUSES),
        "state": asked.get("state", ""),
        "filtered": any(asked.get(name) for name in (*_FIELDS, "mode")),
        "syntax": _SYNTAX,
        "nothing": "",
        **{name: asked.get(name, "") for name in ("since", "cat", "venue", "author")},
    }
    return render(request, "search.html", {**context, **await read(request, act)})


async def as_json(request: "Request") -> "Response":
    """Send an answer as `papertrail search --json` prints it."""
    asked = request.query_params

    def act(home: "Papertrail") -> list[dict[str, Any]]:
        return list(map(records.hit, _found(home, asked, _count(asked)).hits))

    return json_answer(await read(request, act))


async def as_atom(request: "Request") -> "Response":
    """Send an answer as an Atom feed, the papers stored last first."""
    asked = request.query_params
    same = {name: text for name, text in _same(asked).items() if name != "n"}

    def act(home: "Papertrail") -> str:
        works = [hit.work for hit in _found(home, asked, _count(asked)).hits]
        title = asked.get("saved") or _typed(asked)
        return home.exchange.atom(f"page search {urlencode(sorted(same.items()))}", title, works)

    return atom_answer(await read(request, act))


def _found(home: "Papertrail", asked: "Mapping[str, str]", count: int) -> "SearchResults":
    """Return the answer to what the parameters of a page ask for."""
    if not _is_asked(asked):
        raise UsageError("nothing is asked", "the parameter q has the query")
    mode, saved = asked.get("mode") or None, asked.get("saved") or None
    return home.search(_typed(asked), count=count, mode=mode, saved=saved)


def _is_asked(asked: "Mapping[str, str]") -> bool:
    return bool(_typed(asked) or asked.get("saved"))


def _typed(asked: "Mapping[str, str]") -> str:
    return " ".join(filter(None, (asked.get("q", "").strip(), _filters(asked))))


def _same(asked: "Mapping[str, str]") -> dict[str, str]:
    return {name: asked[name] for name in ("q", "saved", *_FIELDS, "mode", "n") if name in asked}


def _count(asked: "Mapping[str, str]") -> int:
    return min(max(number(asked.get("n", ""), _PAGE), 1), _MOST)


def _filters(asked: "Mapping[str, str]") -> str:
    """Return the fields of the form in the query syntax."""
    given = [(name, asked.get(name, "").replace('"', " ").strip()) for name in _FIELDS]
    return " ".join(
        f'{name}:"{text}"' if " " in text else f"{name}:{text}" for name, text in given if text
    )


def _more(asked: "Mapping[str, str]", count: int) -> str:
    return f"/search?{urlencode({**asked, 'n': str(count + _PAGE)})}"


ROUTES: list[BaseRoute] = [
    Route("/search", search),
    Route("/search.json", as_json),
    Route("/search.atom", as_atom),
]
NAVIGATION = (NavigationEntry("Search", "/search", (), main=True),)
