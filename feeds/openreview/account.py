"""Log in at OpenReview, whose API answers no strangers.

`POST /login` takes {"id", "password"} and answers {"token"}, a bearer token that lasts an hour (the
class OpenReviewClient of https://github.com/openreview/openreview-py). Since June 2026 strangers
are sent to a challenge for browsers: 403 `ChallengeRequiredError`
(https://github.com/openreview/openreview-web/pull/2818), or that page itself. Clients report that a
few logins within minutes are answered with 429, and that a good token is refused now and then.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from feeds.errors import LoginError, MalformedError, RefusedError

if TYPE_CHECKING:
    from feeds.http.contract import HttpClient, Response
    from feeds.source import Json

T = TypeVar("T")

API = "https://api2.openreview.net"
SETTINGS = (
    "set openreview_user and openreview_password under [feeds];"
    " anyone can register at https://openreview.net/signup"
)
_REFUSED = (
    "see openreview_user and openreview_password under [feeds],"
    " or PAPERTRAIL_OPENREVIEW_PASSWORD;"
    " an account that asks for a second factor can't be used"
)
_TOKEN = re.compile(r"[\w.~+/=-]{1,8192}", re.ASCII)


class Account:
    """One login for all that a process asks of OpenReview.

    Neither password nor token is stored, or part of any message. Once the login was refused, it is
    not tried again.
    """

    def __init__(self, user: str, password: str) -> None:
        """Keep what to log in with, and do so when something is asked."""
        self._user = user
        self._password = password
        self._token: str | None = None
        self._failure: LoginError | None = None

    def get_parsed(
        self, client: "HttpClient", url: str, parse: Callable[[bytes], T], etag: "Json" = None
    ) -> tuple[T | None, str | None]:
        """Return (what an answer in JSON holds, its etag), or (None, etag) where it is as it was.

        Raises:
            LoginError: OpenReview does not take the login.
            FeedError: as the client raises it.
        """
        from feeds.pages import get_parsed

        def ask(token: str) -> tuple[T | None, str | None]:
            return get_parsed(
                client,
                url,
                partial(_read_data, parse),
                accept="application/json",
                etag=etag,
                bearer=token,
            )

        token = self._token or self._log_in(client)
        try:
            return ask(token)
        except LoginError:
            token = self._log_in(client)
        try:
            return ask(token)
        except LoginError as error:
            self._failure = LoginError(
                f"{error.message}, although OpenReview took the login",
                "see what https://openreview.net shows you",
            )
            raise self._failure from None

    def _log_in(self, client: "HttpClient") -> str:
        if self._failure:
            raise self._failure
        tokens: list[str] = []

        def check(answer: "Response") -> None:
            tokens.append(read_token(answer.body))

        try:
            answer = client.post(
                f"{API}/login", {"id": self._user, "password": self._password}, check=check
            )
            refusal = ""
            if not tokens:
                refusal = f"it was answered with {answer.status}"
        except RefusedError as error:
            refusal = error.message
        if refusal:
            self._failure = LoginError(f"OpenReview does not take the login: {refusal}", _REFUSED)
            raise self._failure
        self._token = tokens[-1]
        return self._token


def read_token(body: bytes) -> str:
    """Read the answer to a login.

    Raises:
        LoginError: a challenge for browsers, or no token: the account wants a second factor.
        MalformedError: not an answer of OpenReview's.
    """
    from feeds.parsing import parse_json

    answer = parse_json(_refuse_page(body))
    if not isinstance(answer, dict):
        raise MalformedError("the answer to the login is no JSON object")
    token = answer.get("token")
    if token is None:
        # Clients have to ask its owner then
        # (https://github.com/openreview/openreview-py/pull/2861).
        raise LoginError("it brought no token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise MalformedError("the answer to the login holds no token that could be sent")
    return token


def _read_data(parse: Callable[[bytes], T], body: bytes) -> T:
    return parse(_refuse_page(body))


def _refuse_page(body: bytes) -> bytes:
    """Return a body, unless it is the challenge for browsers, which may have the status 200."""
    if body.lstrip()[:1] == b"<":
        raise LoginError(
            "a page for browsers came instead of data", "the site may be blocking; try again later"
        )
    return body
