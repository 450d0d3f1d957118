"""All that is known about one paper, and what the reader keeps about it."""

from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Route

from papertrail.render import json as records
from papertrail.web.acting import read
from papertrail.web.cards import card, own
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail


async def paper(request: "Request") -> "Response":
    """Show a paper."""
    name = request.path_params["paper"]

    def act(home: "Papertrail") -> dict[str, Any]:
        found = home.show(name)
        kept = home.library.about([found.work])[0].own
        return {
            "title": found.work.title,
            "paper": {**records.work_in_full(found), **card(found.work)},
            "own": own(kept),
            "note": kept.note.text if kept.note else "",
        }

    return render(request, "paper.html", await read(request, act))


ROUTES: list[BaseRoute] = [Route("/paper/{paper:path}", paper)]
NAVIGATION: tuple[NavigationEntry, ...] = ()
