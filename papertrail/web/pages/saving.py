"""Save the page that a browser shows: a bookmarklet leads here with the page's address."""

import hmac
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from papertrail.errors import PapertrailError, UsageError
from papertrail.web.acting import back, change, form
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import paper_address, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.work import Work

_LONGEST = 2_000


async def save(request: "Request") -> "Response":
    """Show the form that saves a paper; the bookmarklet fills it in. Nothing is saved yet."""
    asked = request.query_params
    key = request.app.state.sessions.bookmarklet()
    address = asked.get("address", "")[:_LONGEST]
    is_ours = hmac.compare_digest(asked.get("key", "").encode(), key.encode())
    script = (
        f"javascript:location.href='{request.url.scheme}://{request.headers['host']}/save?key={key}"
        "&address='+encodeURIComponent(location.href)"
    )
    context = {
        "title": "Save a paper",
        # What a link of another site says is not filled in.
        "asked": address if is_ours else "",
        "is_foreign": bool(address) and not is_ours,
        "bookmarklet": script,
    }
    return render(request, "save.html", context)


async def store(request: "Request") -> "Response":
    """Fetch the paper of an address or id, and save it for later."""
    wanted = form(request).get("address", "").strip()[:_LONGEST]
    if not wanted:
        raise UsageError("write the address or the id of a paper")

    def act(home: "Papertrail") -> "Work":
        (got,) = home.get([wanted]).papers
        if got.work is None:
            raise PapertrailError(got.error or f"{wanted} can't be had")
        home.library.set_state([got.work.id], "later")
        return got.work

    work = await change(request, act)
    return back(
        request, f"Saved for later: {work.title}", can_undo=True, otherwise=paper_address(work.id)
    )


ROUTES: list[BaseRoute] = [
    Route("/save", save),
    Route("/save", store, methods=["POST"]),
]
NAVIGATION = (NavigationEntry("Save a paper", "/save", ()),)
