"""Search, with the syntax, the filters and the reasons of the command line."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Route

from papertrail.core.search import SYNTAX
from papertrail.render.listings import nothing_found
from papertrail.render.phrases import plural
from papertrail.types.mark import OPINIONS, STATUSES
from papertrail.web.acting import read
from papertrail.web.cards import of_hit, own_of
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail

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
    query, saved = asked.get("q", "").strip(), asked.get("saved") or None
    typed = " ".join(filter(None, (query, _filters(asked))))
    count = min(_number(asked.get("n", "")), _MOST)

    def act(home: "Papertrail") -> dict[str, Any]:
        if not typed and saved is None:
            return {"saved": home.searches.list(), "hits": (), "own": {}, "remarks": (), "more": ""}
        # One more than is shown, to know whether there are more.
        found = home.search(typed, count=count + 1, mode=asked.get("mode") or None, saved=saved)
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
        "asked": bool(typed or saved),
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


def _filters(asked: "Mapping[str, str]") -> str:
    """Return the fields of the form in the query syntax."""
    given = [(name, asked.get(name, "").replace('"', " ").strip()) for name in _FIELDS]
    return " ".join(
        f'{name}:"{text}"' if " " in text else f"{name}:{text}" for name, text in given if text
    )


def _more(asked: "Mapping[str, str]", count: int) -> str:
    return f"/search?{urlencode({**asked, 'n': str(count + _PAGE)})}"


def _number(text: str) -> int:
    if text.isdecimal() and 0 < len(text) < 5:  # noqa: PLR2004 - digits
        return max(int(text), 1)
    return _PAGE


ROUTES: list[BaseRoute] = [Route("/search", search)]
NAVIGATION = (NavigationEntry("Search", "/search", (), main=True),)
