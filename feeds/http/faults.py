"""Explain why a request failed: the host's fault, the network's, or one of this machine's settings."""

import os
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import DecodeError, NewConnectionError, ProtocolError

from feeds.errors import NoConnectionError, SetupError, UnreachableError

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Where a file of trusted certificates is named, the one that counts most first."""
_CHECK_NETWORK = "check the network connection; what is stored stays"
_TRUST = (
    "if your network or proxy checks https, set REQUESTS_CA_BUNDLE (or SSL_CERT_FILE) "
    "to the file of its CA"
)
_EXPIRED, _OTHER_NAMES = 10, frozenset({62, 64})
"""X509_V_ERR_CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH of OpenSSL."""
_TUNNEL = re.compile(r"Tunnel connection failed: (?P<status>\d{3})")
_PROXY_LOGIN = 407
_NO_WAY = frozenset({502, 503, 504})


def proxy_of(url: str) -> str | None:
    """Return the address of the proxy that the environment names for an address, or None."""
    proxy = select_proxy(url, get_environ_proxies(url, no_proxy=None))
    return proxy or None


def ca_file() -> str | None:
    """Return the file of trusted certificates that `requests` itself does not look for."""
    return os.environ.get(CA_VARIABLES[-1]) or None


def explain(error: Exception, host: str, proxy: str | None) -> UnreachableError:
    """Return what to raise for a request that brought no answer.

    Args:
        error: what the HTTP library raised.
        host: that was asked.
        proxy: through which it was asked, if any.

    Returns:
        SetupError for a fault of this machine's settings, NoConnectionError where there is no way
        to the host, else UnreachableError.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _of_tls(cause, host, proxy)
    if proxy and _is_of_proxy(error, causes):
        return _of_proxy(causes, host, proxy)
    if isinstance(error, requests.exceptions.InvalidSchema | requests.exceptions.InvalidProxyURL):
        return SetupError(
            f"{host}: the proxy's address can't be used",
            "write HTTPS_PROXY as http://HOST:PORT; for socks5:// install requests[socks]",
        )
    if file := _missing_ca_file(error):
        return SetupError(
            f"{host}: there is no readable file of CA certificates at {file}",
            f"correct {_set_variable()}",
        )
    kind = NoConnectionError if _is_unconnected(error, causes) else UnreachableError
    return kind(f"{host}: {_reason(error)}", _CHECK_NETWORK)


def proxy_wants_login(proxy: str | None) -> SetupError:
    """Return the error of a proxy that wants a login, or refuses the one that it got."""
    where = "the proxy"
    if proxy:
        where = f"the proxy {_shown(proxy)}"
    return SetupError(
        f"{where} wants a login or refuses this one (407)",
        "write it into HTTPS_PROXY as http://USER:PASSWORD@HOST:PORT",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it wraps: urllib3 and requests keep causes in several places."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [*current.args, getattr(current, "reason", None)]
        pending += [current.__cause__, current.__context__]


def _of_tls(error: ssl.SSLError, host: str, proxy: str | None) -> SetupError:
    through = ""
    if proxy:
        through = f" through the proxy {_shown(proxy)}"
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = (error.reason or "unknown reason").lower().replace("_", " ")
        hint = "check HTTPS_PROXY, whose address begins with http:// for most proxies"
        if not proxy:
            hint = "check the address and its port; if they are right, try again later"
        return SetupError(f"{host}: TLS fails{through} ({reason})", hint)
    if error.verify_code == _EXPIRED:
        return SetupError(
            f"{host}: the certificate has expired{through}",
            "check the clock of this machine; else the site has to renew it",
        )
    if error.verify_code in _OTHER_NAMES:
        return SetupError(
            f"{host}: the certificate{through} is for another name",
            f"check the address; a network with a login page answers so before you log in; {_TRUST}",
        )
    return SetupError(
        f"{host}: the certificate{through} is not trusted here ({error.verify_message})", _TRUST
    )


def _is_of_proxy(error: Exception, causes: list[BaseException]) -> bool:
    # A tunnel ends at the host; until it is there, only the proxy can have failed.
    is_timeout = isinstance(error, requests.ConnectTimeout)
    is_new = any(isinstance(cause, NewConnectionError) for cause in causes)
    return isinstance(error, requests.exceptions.ProxyError) or is_timeout or is_new


def _of_proxy(causes: list[BaseException], host: str, proxy: str) -> UnreachableError:
    tunnel = next(filter(None, (_TUNNEL.search(str(cause)) for cause in causes)), None)
    if tunnel is None:
        reason = _reason(causes[0])
        return SetupError(
            f"the proxy {_shown(proxy)} can't be reached ({reason})", "check HTTPS_PROXY"
        )
    status = int(tunnel["status"])
    if status == _PROXY_LOGIN:
        return proxy_wants_login(proxy)
    message = f"the proxy {_shown(proxy)} answered {status} for {host}"
    if status in _NO_WAY:
        return NoConnectionError(message, _CHECK_NETWORK)
    return SetupError(message, "it may not allow that host; NO_PROXY names hosts without proxy")


def _missing_ca_file(error: Exception) -> str | None:
    """Return the file of certificates if that is what can't be read."""
    named = os.environ.get(_set_variable())
    is_of_file = type(error) is OSError or isinstance(error, FileNotFoundError)
    if named and is_of_file:
        return named
    return None


def _set_variable() -> str:
    return next((name for name in CA_VARIABLES if os.environ.get(name)), CA_VARIABLES[0])


def _is_unconnected(error: Exception, causes: list[BaseException]) -> bool:
    """Return whether no connection was made at all."""
    return isinstance(error, requests.ConnectTimeout) or any(
        isinstance(cause, NewConnectionError) for cause in causes
    )


def _reason(error: BaseException) -> str:
    """Return in a few words why a request failed."""
    text = str(error)
    if "NameResolution" in text or "getaddrinfo" in text:
        return "the name can't be resolved (DNS)"
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout) or "timed out" in text:
        return "no answer in time"
    if isinstance(error, ProtocolError):
        return "the answer stopped half-way"
    if isinstance(error, DecodeError):
        return "the answer can't be decompressed"
    if "refused" in text:
        return "connection refused"
    return f"no answer ({type(error).__name__})"


def _shown(proxy: str | None) -> str:
    """Return a proxy's host and port, without its login."""
    parts = urlsplit(proxy if proxy and "//" in proxy else f"//{proxy}")
    try:
        port = ""
        if parts.port:
            port = f":{parts.port}"
    except ValueError:
        port = ""
    return f"{parts.hostname or ''}{port}"
