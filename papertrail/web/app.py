"""The application: routes behind the security middleware, with one pool of threads for a home."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from papertrail.core.failures import EXPECTED
from papertrail.core.pool import HomePool
from papertrail.web import secret
from papertrail.web.acting import explain, is_partial
from papertrail.web.pages import navigation, routes
from papertrail.web.pages.login import Attempts
from papertrail.web.security import Guards, Refusal, SecurityMiddleware
from papertrail.web.sessions import Sessions
from papertrail.web.settings import ServeSettings
from papertrail.web.static_files import static
from papertrail.web.templating import local_address, render
from papertrail.web.updates import Updates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response
    from starlette.types import ASGIApp, Scope

    from papertrail.workspace import Home


def create_app(home: "Home", settings: ServeSettings | None = None, port: int = 0) -> Starlette:
    """Return the page of a home as an ASGI application.

    Its threads begin with the first request or, in a server, with its start, and end with it.

    Args:
        home: the paths; a home that can't be used becomes a page that says so.
        settings: how it is served; by default on loopback without a password.
        port: that browsers use; by default that of the settings.

    Raises:
        ReadOnlyError: the secret that signs sessions can't be written into the home.
    """
    settings = settings or ServeSettings()
    kept = secret.load(home.web_secrets)
    sessions = Sessions(kept.key)
    guards = Guards.of(settings, port or settings.port, sessions)
    pool = HomePool(home)

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        state = served.state
        pool.preload()
        yield
        state.ending = True
        await state.updates.stop()
        pool.close()

    app = Starlette(
        routes=[Route("/static/{name}", static), *routes()],
        middleware=[Middleware(SecurityMiddleware, guards, _refused)],
        exception_handlers={
            HTTPException: _http_error,
            Exception: _fault,
            **dict.fromkeys(EXPECTED, _failure),
        },
        lifespan=lifespan,
    )
    app.state.pool, app.state.sessions, app.state.settings = pool, sessions, settings
    app.state.navigation = navigation()
    app.state.updates, app.state.attempts = Updates(home), Attempts()
    app.state.watchers, app.state.ending = 0, False
    return app


def _refused(scope: "Scope", refusal: Refusal) -> "ASGIApp":
    """Return what answers a refused request."""
    request = Request(scope)
    if refusal.status is HTTPStatus.MISDIRECTED_REQUEST:
        # Whose page this would be is unknown, so it has nothing of ours.
        return PlainTextResponse(f"{refusal.message}\n{refusal.hint}\n", refusal.status)
    if refusal.status is HTTPStatus.UNAUTHORIZED:
        target = local_address(request) if scope["method"] == "GET" else "/"
        context = {"title": "Log in", "failed": "", "target": target}
        return render(request, "login.html", context, refusal.status)
    kept = []
    if refusal.resend:
        kept = [(name, text) for name, text in request.state.fields if name != "token"]
    return _error(request, refusal.status, refusal.message, refusal.hint, kept)


def _http_error(request: Request, error: Exception) -> "Response":
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    message = {404: "there is no such page", 405: "this page takes no such request"}
    return _error(request, HTTPStatus(error.status_code), message.get(error.status_code, ""), "")


def _failure(request: Request, error: Exception) -> "Response":
    return _error(request, *explain(error))


def _fault(request: Request, _failed: Exception) -> "Response":
    return _error(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "papertrail has failed unexpectedly",
        "this is a fault of papertrail; the terminal in which it runs shows where it arose",
    )


def _error(
    request: Request,
    status: HTTPStatus,
    message: str,
    hint: str,
    kept: "Sequence[tuple[str, str]]" = (),
) -> "Response":
    template = "error_part.html" if is_partial(request) else "error.html"
    context = {
        "title": status.phrase,
        "message": message or status.phrase,
        "hint": hint,
        "kept": kept,
        "status": int(status),
    }
    return render(request, template, context, status)
