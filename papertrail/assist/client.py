"""Ask a model behind OpenAI's chat API, https://platform.openai.com/docs/api-reference/chat.

Ollama, llama.cpp, vLLM and hosted services speak it. One request goes to one address; redirects are
not followed, and nothing is tried again, since an answer costs money.
"""

import ipaddress
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from feeds.http.transport import Bearer, Session
from papertrail.config.assist import AssistSettings
from papertrail.errors import AssistError

MOST_BYTES = 4 << 20
"""The largest answer that is read; a model writes some hundred kilobytes at most."""
_CHUNK = 1 << 14
_CONNECT = 10.0
_MOST_TOKENS = 1 << 31
_CHECK = "check url in [assist]"
_REFUSALS = {
    401: ("refuses the key", "set PAPERTRAIL_ASSIST_KEY, or write secret_file in [assist]"),
    402: ("wants to be paid", "look into your account there"),
    403: ("refuses the key", "set PAPERTRAIL_ASSIST_KEY, or write secret_file in [assist]"),
    413: ("says that the prompt is too long", "lower context in [assist]"),
    429: ("answers too many requests", "wait a while, or look into your account there"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    Attributes:
        tokens: of prompt and answer, as the server counted; 0 if it did not.
        whole: whether the answer ended by itself.
    """

    text: str
    tokens: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ChatClient:
    """Sends prompts to the configured model."""

    settings: AssistSettings
    key: str | None = field(default=None, repr=False)

    def complete(self, system: str, user: str, most_tokens: int) -> Reply:
        """Return the model's answer.

        Args:
            system: what it shall do.
            user: what it shall do it with.
            most_tokens: of the answer.

        Raises:
            AssistError: the model can't be reached, refuses, or does not answer as the API says.
        """
        if not self.settings.url or not self.settings.model:
            raise not_configured()
        _refuse_open_key(self.settings.url, self.key)
        body = {
            "model": self.settings.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "max_tokens": most_tokens,
            "temperature": 0,
            "stream": False,
        }
        return _reply(self._post(f"{self.settings.url}/chat/completions", body))

    def _post(self, url: str, body: dict[str, Any]) -> bytes:
        place = urlsplit(url).netloc
        seconds = self.settings.timeout
        ends = time.monotonic() + seconds
        try:
            with Session(seconds).request(
                "POST",
                url,
                data=json.dumps(body, ensure_ascii=False).encode(errors="replace"),
                headers={"Content-Type": "application/json", "User-Agent": "papertrail"},
                auth=Bearer(self.key),
                timeout=(_CONNECT, seconds),
                allow_redirects=False,
                stream=True,
            ) as answer:
                late = _deadline(place, seconds, ends)
                late()
                content = _read(answer, place, late)
        except (requests.RequestException, HTTPError, OSError) as error:
            _deadline(place, seconds, ends)()
            # Errors of requests repeat the address and what was sent.
            raise AssistError(
                f"the language model at {place} can't be reached ({type(error).__name__})",
                f"start it, or {_CHECK}",
            ) from None
        if answer.status_code != requests.codes.ok:
            raise self._refused(answer.status_code, place, content)
        return content

    def _refused(self, status: int, place: str, content: bytes) -> AssistError:
        if status == requests.codes.not_found:
            return AssistError(
                f"{place} has no model {self.settings.model}, or no chat API at that address",
                "check model and url in [assist]; the address usually ends with /v1",
            )
        if status in _REFUSALS:
            reason, hint = _REFUSALS[status]
            return AssistError(f"{place} {reason} (status {status})", hint)
        said = _fault(content)
        about = f": {said}" if said and not (self.key and self.key in said) else ""
        return AssistError(f"{place} answered {status}{about}", _CHECK)


def not_configured() -> AssistError:
    """Return the error for a home without a language model."""
    return AssistError(
        "no language model is configured, so nothing was sent",
        "set url and model in [assist]; docs/assist.md shows how",
    )


def _deadline(place: str, seconds: float, ends: float) -> Callable[[], None]:
    def check() -> None:
        if time.monotonic() > ends:
            raise AssistError(
                f"the language model at {place} took longer than {seconds:g} s",
                "raise timeout in [assist], or take a smaller model",
            )

    return check


def _read(answer: requests.Response, place: str, late: Callable[[], None]) -> bytes:
    body = bytearray()
    while chunk := answer.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MOST_BYTES:
            raise AssistError(
                f"the answer of {place} is larger than {MOST_BYTES >> 20} MiB; not read on", _CHECK
            )
        late()
    return bytes(body)


def _reply(content: bytes) -> Reply:
    try:
        answer = json.loads(content)
        choice = answer["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise AssistError("the language model's server did not answer as OpenAI's API does", _CHECK)
    usage = answer.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    if not isinstance(tokens, int) or not 0 <= tokens < _MOST_TOKENS:
        tokens = 0
    return Reply(text, tokens, choice.get("finish_reason") != "length")


def _fault(content: bytes) -> str:
    """Return what an error's answer says, in one short line."""
    try:
        error = json.loads(content)["error"]
        said = error["message"] if isinstance(error, dict) else error
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return " ".join(str(said).split())[:200] if isinstance(said, str) else ""


def _refuse_open_key(url: str, key: str | None) -> None:
    """Refuse to send a key without encryption to anything but a machine of the user's network."""
    parts = urlsplit(url)
    if key and parts.scheme == "http" and not _is_private(parts.hostname or ""):
        raise AssistError(
            f"a key is sent to {parts.netloc} by https only", "write https:// in [assist] url"
        )


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
