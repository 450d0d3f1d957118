"""Send every request that papertrail makes, within rate limits and with retries.

arXiv asks for one request every three seconds over one connection, summed over all its hosts and
all programs of a user (https://info.arxiv.org/help/api/tou.html). So the time of the last request
is in a file that all processes of the user share, and a request runs under the file's lock.
"""

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import requests
from filelock import FileLock
from urllib3.exceptions import HTTPError as TransportError

from feeds.addresses import secrets_kept
from feeds.errors import (
    FeedError,
    HopelessError,
    LoginError,
    MalformedError,
    NoConnectionError,
    NotFoundError,
    RefusedError,
    SetupError,
    ThrottledError,
    UnreachableError,
)
from feeds.http.conditional import conditional_headers, etag_of, is_unchanged
from feeds.http.contract import FEED_TYPES, RequestPolicy, Response
from feeds.http.decoding import in_utf8, uncompressed
from feeds.http.faults import explain, proxy_of, proxy_wants_login
from feeds.http.rate_limit import LONGEST_PAUSE, RateLimit
from feeds.http.redirects import REDIRECTS, follow, host_group, host_of, refuse_private
from feeds.http.transport import Request, Session

THROTTLING = frozenset({406, 429, 503})
_CHUNK = 1 << 16
_ABSENT = {
    404: "check the address: the page may have moved",
    410: "the site says that it was removed permanently; look there for another address",
}
_LOCKED = {
    401: "it wants a login: of a feed, write https://USER:PASSWORD@HOST/... as its address",
    403: "the site may be blocking, or want a login; try again later",
}
_PERMANENT = frozenset({301, 308})
_MAX_REDIRECTS = 5
_TOLERATED_FAILURES = 2


class RateLimitedClient:
    """An `HttpClient` for the live upstreams, or for a mirror of them.

    A mirror serves `https://HOST/PATH` at `<mirror>/HOST/PATH`.
    """

    def __init__(
        self,
        state: Path,
        policy: RequestPolicy | None = None,
        mirror: str | None = None,
        contact: str | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> None:
        """Open the client.

        Args:
            state: folder of the files by which the user's processes share their spacing.
            policy: waits and limits.
            mirror: base address that takes every request instead of the upstreams.
            contact: an address that upstreams can write to, sent in the User-Agent.
            on_wait: called with a short message before each wait longer than the usual spacing.
        """
        self._state = state
        self._policy = policy or RequestPolicy()
        self._mirror = mirror.rstrip("/") if mirror else None
        self._on_wait = on_wait or (lambda _: None)
        self._unreachable: dict[str, UnreachableError] = {}
        self._session = Session(self._policy.deadline)
        # Where a server leads, as against where the user does: never into the user's own network.
        any_host = self._mirror or self._policy.private_redirects
        self._led = self._session if any_host else Session(self._policy.deadline, public_only=True)
        about = ""
        if contact:
            about = f"; {contact}"
        agent = f"papertrail/{version('papertrail')} (personal feed reader of papers{about})"
        for session in (self._session, self._led):
            session.headers["User-Agent"] = agent

    def get(
        self,
        url: str,
        *,
        accept: str = FEED_TYPES,
        etag: str | None = None,
        check: Callable[[Response], None] | None = None,
        bearer: str | None = None,
    ) -> Response:
        """Return the answer to a GET, after spacing, retries and checks; see `HttpClient.get`."""
        return self._ask(
            Request(url, {"Accept": accept} | conditional_headers(etag), bearer), etag, check
        )

    def post(
        self,
        url: str,
        document: Mapping[str, str],
        *,
        check: Callable[[Response], None] | None = None,
    ) -> Response:
        """Return the answer to a POST of a JSON document; see `HttpClient.post`."""
        return self._ask(
            Request(url, {"Accept": "application/json"}, document=document), None, check
        )

    def _ask(
        self, request: Request, etag: str | None, check: Callable[[Response], None] | None
    ) -> Response:
        url, host = request.url, host_of(request.url)
        if host in self._unreachable:
            raise self._unreachable[host]
        for attempt in range(1, self._policy.attempts + 1):
            try:
                with secrets_kept(url):
                    return self._checked(request, etag, check)
            except _Throttle as throttle:
                self._back_off(attempt, throttle)
            except UnreachableError as error:
                # One more try is enough for a laptop that has just woken up.
                hopeless = isinstance(error, SetupError) or (
                    attempt > 1 and isinstance(error, NoConnectionError)
                )
                if hopeless or attempt == self._policy.attempts:
                    self._unreachable[host] = error
                    self._record_failure(url, error)
                    raise
                self._wait(self._delay(attempt), f"{error.message}; trying again")
            except MalformedError as error:
                if attempt == self._policy.attempts or isinstance(error, HopelessError):
                    raise
                self._wait(self._delay(attempt), f"{error.message}; trying again")
        raise AssertionError("every attempt returns, raises or is followed by another")

    def _checked(
        self, request: Request, etag: str | None, check: Callable[[Response], None] | None
    ) -> Response:
        """Make one attempt, and check its answer unless that is the known one."""
        response = self._attempt(request)
        if is_unchanged(etag, response.etag):
            return replace(response, status=requests.codes.not_modified, body=b"", etag=etag)
        if check and response.status == requests.codes.ok:
            try:
                check(response)
            except MalformedError as error:
                hint = error.hint or "what is stored stays; the next update asks again"
                raise type(error)(f"{host_of(request.url)}: {error.message}", hint) from error
        return response

    def _attempt(self, request: Request) -> Response:
        """Make one request and follow its redirects, each spaced like a request of its own."""
        moved: str | None = None
        is_permanent = True
        session = self._session
        for _ in range(_MAX_REDIRECTS + 1):
            with self._turn(request.url) as note_arrival:
                answer = self._exchange(session, request, note_arrival)
            if isinstance(answer, Response):
                return replace(answer, moved=moved if is_permanent else None)
            location, status = answer
            if request.is_secret:
                raise HopelessError(
                    f"{host_of(request.url)} redirects, and a login is sent to no other address"
                )
            request = replace(request, url=follow(request.url, location))
            moved, is_permanent = request.url, is_permanent and status in _PERMANENT
            session = self._led
            if session is not self._session:
                refuse_private(request.url, proxied=proxy_of(request.url) is not None)
        raise HopelessError(f"{host_of(request.url)} redirects in circles")

    def _exchange(
        self, session: Session, request: Request, note_arrival: Callable[[], None]
    ) -> Response | tuple[str, int]:
        """Send one request; return its answer, or where it redirects to and by which status."""
        host = host_of(request.url)
        policy = self._policy
        deadline = time.monotonic() + policy.deadline
        try:
            with session.send_to(
                self._address(request.url), request, (policy.connect_timeout, policy.read_timeout)
            ) as answer:
                note_arrival()
                self._refuse_late(host, deadline)
                if answer.status_code in REDIRECTS:
                    return answer.headers.get("Location", ""), answer.status_code
                self._refuse_bad_status(answer, request.url)
                body = self._read(answer, host, deadline)
                etag = etag_of(answer.headers, body)
                body = uncompressed(body, self._policy.max_bytes)
                body = in_utf8(body, answer.headers.get("Content-Type", ""))
                return Response(answer.status_code, body, etag)
        except (requests.RequestException, TransportError, OSError) as error:
            self._refuse_late(host, deadline)
            raise explain(error, host, proxy_of(self._address(request.url))) from error

    def _read(self, answer: requests.Response, host: str, deadline: float) -> bytes:
        body = bytearray()
        # What has arrived, not full chunks: a server that sends byte by byte must not hold up the
        # deadline.
        while chunk := answer.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._policy.max_bytes:
                raise HopelessError(
                    f"{host}: the answer is larger than {self._policy.max_bytes >> 20} MiB;"
                    " not read on",
                    "where so much is meant to come, raise max_mb in [network]",
                )
            self._refuse_late(host, deadline)
        return bytes(body)

    def _refuse_late(self, host: str, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise UnreachableError(
                f"{host}: the answer took longer than {self._policy.deadline:g} s",
                "check the network connection; what is stored stays",
            )

    @staticmethod
    def _refuse_bad_status(answer: requests.Response, url: str) -> None:
        host, status = host_of(url), answer.status_code
        if status in (requests.codes.ok, requests.codes.not_modified, requests.codes.bad_request):
            return
        if status in THROTTLING:
            raise _Throttle(host, status, _retry_after(answer.headers.get("Retry-After")))
        if status >= requests.codes.server_error:
            raise UnreachableError(
                f"{host} answered {status}", "the site has an error; try again later"
            )
        if status == requests.codes.proxy_authentication_required:
            raise proxy_wants_login(None)
        asked = f"{host} answered {status} to {urlsplit(url).path}"
        if status in _ABSENT:
            raise NotFoundError(asked, _ABSENT[status])
        if status in _LOCKED:
            raise LoginError(asked, _LOCKED[status])
        raise RefusedError(asked, "the site may be blocking; try again later")

    def _back_off(self, attempt: int, throttle: "_Throttle") -> None:
        """Wait as the host asks, or pause it once the attempts or the patience are used up."""
        wait = throttle.retry_after if throttle.retry_after is not None else self._delay(attempt)
        reason = f"{throttle.host} answered {throttle.status} (too many requests)"
        if attempt < self._policy.attempts and wait <= self._policy.patience:
            self._wait(wait, reason)
            return
        with self._locked(f"https://{throttle.host}/") as limit:
            until = limit.record_failure(
                throttle.host, max(self._policy.cooldown, throttle.retry_after or 0.0)
            )
        raise _cooling(throttle.host, until, reason)

    def _record_failure(self, url: str, error: UnreachableError) -> None:
        """Pause a host that failed in several runs; having no network is not its failure."""
        if not isinstance(error, NoConnectionError):
            with self._locked(url) as limit:
                limit.record_failure(
                    host_of(url), self._policy.cooldown, tolerated=_TOLERATED_FAILURES
                )

    def _delay(self, attempt: int) -> float:
        return self._policy.backoff * 2.0 ** (attempt - 1)

    def _wait(self, seconds: float, reason: str) -> None:
        if seconds > 0:
            self._on_wait(f"{reason}; waiting {seconds:.0f} s")
            time.sleep(seconds)

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        if not self._mirror:
            return url
        return f"{self._mirror}/{parts.netloc}{parts.path}" + (
            f"?{parts.query}" if parts.query else ""
        )

    @contextlib.contextmanager
    def _turn(self, url: str) -> Iterator[Callable[[], None]]:
        """Hold the lock of a host's group for one request, begun no sooner than the spacing allows.

        Yields a function to call when the answer begins: by then the request has reached the
        upstream, so spacing counted from there can't be cut short by a slow connection.
        """
        host = host_of(url)
        with self._locked(url) as limit:
            now, until = time.time(), limit.cooldown_until(host)
            # A clock that was set back must not freeze the client.
            if now < until <= now + LONGEST_PAUSE:
                raise _cooling(host, until, f"{host} is left alone after it failed or refused")
            is_arxiv = host_group(url) == "arxiv.org"
            interval = self._policy.arxiv_interval if is_arxiv else self._policy.other_interval
            time.sleep(max(0.0, interval - limit.seconds_since_last()))
            limit.begin_request()
            try:
                yield limit.note_request
            except UnreachableError:
                # It may have reached the upstream at any moment until now.
                limit.note_request()
                raise
            limit.clear_failures(host)

    @contextlib.contextmanager
    def _locked(self, url: str) -> Iterator[RateLimit]:
        group = host_group(url)
        place = (
            f"{group}@{urlsplit(self._mirror).netloc.rpartition('@')[2]}" if self._mirror else group
        )
        path = (
            self._state / f"{''.join(c if c.isalnum() or c in '.@-' else '_' for c in place)}.json"
        )
        try:
            self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(path.with_suffix(".lock")):
                yield RateLimit(path)
        except OSError as error:
            raise FeedError(
                f"can't write to {self._state} ({error.strerror or error})",
                "request spacing is kept there; make it writable",
            ) from error


class _Throttle(Exception):  # noqa: N818 - a signal inside this module, not an error of its callers
    def __init__(self, host: str, status: int, retry_after: float | None) -> None:
        super().__init__(host, status)
        self.host = host
        self.status = status
        self.retry_after = retry_after


def _cooling(host: str, until: float, reason: str) -> ThrottledError:
    moment = datetime.fromtimestamp(until, UTC)
    return ThrottledError(
        reason,
        f"asking {host} again after {moment:%Y-%m-%d %H:%M} UTC;"
        " the next update goes on where this one stopped",
        moment,
    )


def _retry_after(text: str | None) -> float | None:
    """Read a Retry-After header, in seconds or as a date (RFC 9110, section 10.2.3)."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    if not math.isfinite(seconds):
        return None
    return max(0.0, seconds)
