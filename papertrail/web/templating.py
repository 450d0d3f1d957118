"""Fill the templates of pages; whatever a template prints is escaped."""

import functools
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import plural
from papertrail.web import markup
from papertrail.web.acting import DONE, take_done
from papertrail.web.numbers import minutes
from papertrail.web.static_files import address

if TYPE_CHECKING:
    from starlette.requests import Request


_SHORT = 200
"""Characters of texts that are likely to be printed again."""


@functools.cache
def environment() -> Environment:
    """Return the environment of the templates."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("papertrail.web"), PackageLoader("papertrail.render")]),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "link": link,
        "maths": markup.with_maths,
        "note": markup.note,
        "lines": markup.lines,
        "plural": plural,
        "minutes": minutes,
        "paper_address": paper_address,
        "query": lambda text: quote(str(text), safe=""),
    }
    made.globals["static"] = address
    return made


def paper_address(paper: str) -> str:
    """Return the address of a paper's page, from the paper's id."""
    return f"/paper/{quote(paper, safe=':')}"


def render(
    request: "Request",
    template: str,
    context: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    """Fill a template.

    Args:
        request: what is answered.
        template: such as `search.html`, which extends `base.html`.
        context: its variables; `base.html` needs `title`.
        status: of HTTP.
    """
    state = request.state
    done, can_undo = take_done(request)
    common = {
        "navigation": request.app.state.navigation,
        "path": request.url.path,
        "address": local_address(request),
        "token": state.token,
        "notes": state.notes,
        "logged_in": state.logged_in,
        "done": done,
        "can_undo": can_undo,
        "alternates": (),
    }
    page = environment().get_template(template).render({**common, **context})
    response = HTMLResponse(page, status)
    if done:
        response.delete_cookie(DONE, httponly=True, samesite="strict")
    return response


def local_address(request: "Request") -> str:
    """Return the address of a request without the host, to come back to."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _shown(value: object) -> object:
    """Return what is printed of a value: one line without control characters."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    return _line(text) if len(text) <= _SHORT else escape(printable(text))


@functools.lru_cache(4096)
def _line(text: str) -> Markup:
    """Return a short text as it is printed; a list repeats the token, the address, ids and tags."""
    return escape(printable(text))
