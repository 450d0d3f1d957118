"""Decide which requests are answered, and put the headers on answers that browsers obey.

docs/security.md lists the attacks that each check is against.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse

from papertrail.web.sessions import LOGIN_SECONDS, Session, Sessions

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from papertrail.web.settings import ServeSettings

MOST_BYTES = 1 << 20
"""Of a form; notes are the longest texts, and have their own limit below this."""
_MOST_READ, _LINGER_SECONDS = 64 << 20, 2.0
"""How much of a form that is too large is still read, and for how long."""
_MOST_FIELDS = 500
"""A list of 200 papers can be marked at once, with room for what else a form has."""
BODY_SECONDS = 20.0
"""The time for a form to arrive."""
_READS = ("GET", "HEAD")
_OPEN = ("/login", "/static/", "/manifest.webmanifest", "/service-worker.js")
"""What needs no password: nothing of the home is in it."""

_REFRESH = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>papertrail</title>'
    '<meta http-equiv="refresh" content="0"></head>'
    '<body><p><a href="{}">Open papertrail</a></p></body></html>'
)
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Refusal(Exception):  # noqa: N818 - it is an answer
    """A request that is not answered.

    Attributes:
        status: of HTTP.
        message: why, in one line.
        hint: what to do.
        resend: whether the form may be offered to be sent again: it came from our own page.
    """

    def __init__(
        self, status: HTTPStatus, message: str, hint: str = "", *, resend: bool = False
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.hint, self.resend = status, message, hint, resend


@dataclass(frozen=True, slots=True)
class Guards:
    """What requests are compared with.

    Attributes:
        origins: those of the page.
        needs_password: whether only logged-in sessions are answered.
        is_secure: whether browsers come by https.
    """

    origins: frozenset[str]
    sessions: Sessions
    needs_password: bool
    is_secure: bool

    @classmethod
    def of(cls, settings: "ServeSettings", port: int, sessions: Sessions) -> "Guards":
        """Return the guards of a server."""
        return cls(settings.origins(port), sessions, bool(settings.password), settings.is_secure)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; ports share cookies, so it has a prefix of its own."""
        return "__Host-papertrail" if self.is_secure else "papertrail"

    def check_host(self, headers: Headers) -> None:
        """Refuse a name that is not ours: another site's name may lead to this address."""
        hosts = headers.getlist("host")
        known = {origin.partition("://")[2] for origin in self.origins}
        known |= {name.removesuffix(":80").removesuffix(":443") for name in known}
        if len(hosts) != 1 or hosts[0].lower() not in known:
            raise Refusal(
                HTTPStatus.MISDIRECTED_REQUEST,
                "this address is not served under that name",
                f"open {min(self.origins)}; papertrail serve --public-name adds a name",
            )

    def check_read(self, headers: Headers) -> None:
        """Refuse to be a part of another site's page; links to pages are answered."""
        site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
        # A navigation that our service worker hands on has the destination "empty".
        kind = headers.get("sec-fetch-dest", "")
        is_link = mode == "navigate" and kind in ("document", "empty", "")
        if site in ("cross-site", "same-site") and not is_link:
            raise Refusal(HTTPStatus.FORBIDDEN, "another site asked for this, not you")

    def check_write(self, headers: Headers) -> None:
        """Refuse a form that another site sends."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin.lower() not in self.origins:
            raise Refusal(HTTPStatus.FORBIDDEN, "another site sent this form, not you")
        if site is not None and site != "same-origin":
            raise Refusal(HTTPStatus.FORBIDDEN, "another site sent this form, not you")

    def session(self, headers: Headers) -> Session | None:
        """Return the session of a request; None where its cookie is missing, broken or forged."""
        for text in headers.getlist("cookie"):
            try:
                found = SimpleCookie(text).get(self.cookie)
            except CookieError:
                continue
            if found and (session := self.sessions.read(found.value)):
                return session
        return None

    def set_cookie(self, session: Session) -> str:
        """Return the header that gives a session to a browser."""
        secure = "; Secure" if self.is_secure else ""
        return (
            f"{self.cookie}={self.sessions.cookie(session)}; Path=/; HttpOnly; SameSite=Strict"
            f"; Max-Age={LOGIN_SECONDS}{secure}"
        )

    def check_token(self, session: Session | None, form: Mapping[str, str], header: str) -> None:
        """Refuse a form without the token of the browser's session."""
        if session is None or not self.sessions.is_token(session, header or form.get("token", "")):
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                "this page was opened in another session",
                "nothing was changed; what you wrote is below, send it again",
                resend=True,
            )


class SecurityMiddleware:
    """Checks each request before anything else sees it, and completes each answer.

    `request.state` then has `session`, `token` for forms, and the fields of a POST: `fields` has
    all, `form` the last of each name.
    Where a link on another site leads here, browsers keep the cookie back; the answer is then a
    page that loads itself once more, from here.
    """

    def __init__(
        self, app: "ASGIApp", guards: Guards, refuse: "Callable[[Scope, Refusal], ASGIApp]"
    ) -> None:
        """Guard an application; `refuse` makes the answer to what is refused."""
        self._app, self._guards, self._refuse = app, guards, refuse

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        headers = Headers(scope=scope)
        known = self._guards.session(headers)
        session = known or self._guards.sessions.new()
        state.update(session=session, token=self._guards.sessions.token(session))
        state.update(form={}, fields=[])
        state.update(logged_in=session.is_logged_in, refresh=False, notes=[], new_session=None)
        state["is_host_ours"] = False
        answered = _Answer(send, scope)
        app: ASGIApp = self._app
        try:
            self._guards.check_host(headers)
            state["is_host_ours"] = True
            await self._check(scope, headers, receive, known)
        except Refusal as refusal:
            app = self._refuse(scope, refusal)
        if state["refresh"]:
            page = _REFRESH.format(escape(scope["path"]))
            app = HTMLResponse(page, headers={"Cache-Control": "no-store"})
        if known is None and state["is_host_ours"] and not _came_from_elsewhere(headers):
            state["new_session"] = session
        await app(scope, receive, answered.with_cookie(self._guards, state))

    async def _check(
        self, scope: "Scope", headers: Headers, receive: "Receive", known: Session | None
    ) -> None:
        state = scope["state"]
        if scope["method"] in _READS:
            self._guards.check_read(headers)
            state["refresh"] = known is None and _came_from_elsewhere(headers)
        else:
            self._guards.check_write(headers)
            state["fields"] = await read_form(headers, receive)
            state["form"] = dict(state["fields"])
            self._guards.check_token(known, state["form"], headers.get("x-papertrail-token", ""))
        is_open = scope["path"].startswith(_OPEN)
        is_in = known is not None and known.is_logged_in
        if self._guards.needs_password and not is_in and not is_open and not state["refresh"]:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "a password protects this page")


class _Answer:
    """Puts our headers on an answer."""

    def __init__(self, send: "Send", scope: "Scope") -> None:
        self._send, self._scope = send, scope

    def with_cookie(self, guards: Guards, state: dict[str, object]) -> "Send":
        """Return what sends an answer with our headers and, for a new session, its cookie."""

        async def send(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-cache")
                session = state.get("new_session")
                if isinstance(session, Session) and not self._scope["path"].startswith("/static/"):
                    headers.append("Set-Cookie", guards.set_cookie(session))
            await self._send(message)

        return send


def _came_from_elsewhere(headers: Headers) -> bool:
    return headers.get("sec-fetch-site", "") in ("cross-site", "same-site")


async def read_form(headers: Headers, receive: "Receive") -> list[tuple[str, str]]:
    """Return the fields of a form.

    Raises:
        Refusal: it is too large, too slow, or no form.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "only forms are accepted here")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(receive)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "the form took too long to arrive") from None
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace"
        )
    except ValueError:
        raise Refusal(HTTPStatus.BAD_REQUEST, "this is no form that can be read") from None


async def _body(receive: "Receive") -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(HTTPStatus.BAD_REQUEST, "the form ended too early")
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            await _read_on(receive)
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


async def _read_on(receive: "Receive") -> None:
    """Read what is left of a body, within limits.

    A browser that is still sending when the connection closes does not show the answer.
    """
    size = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            while size < _MOST_READ:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def _too_large() -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "the form is larger than a megabyte",
        "nothing was changed; go back in your browser, and shorten the text",
    )
