"""Log in with the password, where one is set, and log out."""

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Route

from papertrail.web import secret
from papertrail.web.acting import back, form
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.web.navigation import NavigationEntry

_ATTEMPTS = 5
_MINUTE = 60.0
"""Wrong passwords in a minute, by whomever, after which none is looked at."""


class Attempts:
    """Counts wrong passwords."""

    def __init__(self) -> None:
        self._failed: list[float] = []

    def are_too_many(self) -> bool:
        """Decide whether one has to wait."""
        now = time.monotonic()
        self._failed = [moment for moment in self._failed if now - moment < _MINUTE]
        return len(self._failed) >= _ATTEMPTS

    def count(self) -> None:
        """Count a wrong one."""
        self._failed.append(time.monotonic())


async def login(request: "Request") -> "Response":
    """Show the form."""
    return _form(request, "")


async def check(request: "Request") -> "Response":
    """Compare the password."""
    state, fields = request.app.state, form(request)
    attempts: Attempts = state.attempts
    if attempts.are_too_many():
        return _form(request, "too many attempts: wait a minute", HTTPStatus.TOO_MANY_REQUESTS)
    # Counted first: attempts that come at once count too.
    attempts.count()
    right = await run_in_threadpool(
        secret.is_right, state.settings.password, fields.get("password", "")[:1000]
    )
    if not right:
        return _form(request, "that is not the password", HTTPStatus.FORBIDDEN)
    request.state.new_session = state.sessions.logged_in()
    return back(request)


async def logout(request: "Request") -> "Response":
    """Begin a session that is not logged in; the browser forgets what it kept."""
    request.state.new_session = request.app.state.sessions.new()
    response = back(request)
    # What was kept to be read offline.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _form(request: "Request", failed: str, status: HTTPStatus = HTTPStatus.OK) -> "Response":
    target = form(request).get("back") or request.query_params.get("back") or "/"
    return render(
        request, "login.html", {"title": "Log in", "failed": failed, "target": target}, status
    )


ROUTES: list[BaseRoute] = [
    Route("/login", login),
    Route("/login", check, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
]
NAVIGATION: "tuple[NavigationEntry, ...]" = ()
