"""Use the home from the handlers of requests, and turn failures into pages."""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote

from starlette.responses import RedirectResponse, Response

from papertrail.core.failures import describe
from papertrail.errors import (
    BusyError,
    ConfigError,
    NotFoundError,
    PapertrailError,
    StoreError,
    UsageError,
)
from papertrail.render.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from starlette.requests import Request

    from papertrail.core.application import Papertrail
    from papertrail.core.pool import Done, HomePool

T = TypeVar("T")
DONE = "papertrail-done"
"""The cookie with the sentence that the next page shows."""
_STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (BusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ConfigError, HTTPStatus.SERVICE_UNAVAILABLE),
    (PapertrailError, HTTPStatus.BAD_REQUEST),
)


async def read(request: "Request", act: "Callable[[Papertrail], T]") -> T:
    """Run an act that reads, on a thread that has the home open; the page shows what it notes.

    Raises:
        PapertrailError: as the act; so FeedError and IndexingError. They become a page.
    """
    return await _awaited(request, _pool(request).read(act))


async def change(request: "Request", act: "Callable[[Papertrail], T]") -> T:
    """Run an act that writes, after those before it. Raises as `read`."""
    return await _awaited(request, _pool(request).change(act))


def form(request: "Request") -> dict[str, str]:
    """Return the fields of a POST; its token is checked already."""
    fields: dict[str, str] = request.state.form
    return fields


def given(request: "Request", name: str) -> list[str]:
    """Return all values of a field of a POST, each once, without empty ones."""
    values = [text for field, text in request.state.fields if field == name and text]
    return list(dict.fromkeys(values))


def is_partial(request: "Request") -> bool:
    """Decide whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true" and not request.headers.get("hx-boosted")


def back(
    request: "Request", done: str = "", *, can_undo: bool = False, otherwise: str = "/"
) -> Response:
    """Return a redirect to the page that a form names in its field `back`.

    Args:
        request: the POST.
        done: a sentence that the page shows then.
        can_undo: whether it offers to take the change back.
        otherwise: where to go if the form names no page of ours.
    """
    target = form(request).get("back", "")
    return redirect(target if is_local(target) else otherwise, done, can_undo=can_undo)


def redirect(target: str, done: str = "", *, can_undo: bool = False) -> Response:
    """Return a redirect to a page of ours, which then shows a sentence."""
    response = RedirectResponse(quote(target, safe="/:?=&%#+,;@!$'()*~"), HTTPStatus.SEE_OTHER)
    if done:
        value = f"{int(can_undo)}{quote(printable(done, 300))}"
        response.set_cookie(DONE, value, max_age=20, httponly=True, samesite="strict")
    return response


def take_done(request: "Request") -> tuple[str, bool]:
    """Return the sentence that `back` left for this page, and whether it offers to undo."""
    value = request.cookies.get(DONE, "")
    return unquote(value[1:]), value[:1] == "1"


def is_local(address: str) -> bool:
    """Decide whether an address is a path of this page; browsers take two slashes for a host."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()


def explain(error: Exception) -> tuple[HTTPStatus, str, str]:
    """Return status, message and hint of a failure."""
    failure = describe(error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    for kind, found in _STATUSES:
        if isinstance(error, kind):
            status = found
            break
    return status, failure.message, failure.hint


def _pool(request: "Request") -> "HomePool":
    pool: HomePool = request.app.state.pool
    return pool


async def _awaited(request: "Request", future: "Future[Done[T]]") -> T:
    done = await asyncio.wrap_future(future)
    request.state.notes.extend(done.notes)
    return done.value
