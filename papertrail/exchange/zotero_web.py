"""Read and write a library of zotero.org through its web API, with pyzotero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from papertrail.errors import PapertrailError, UsageError
from papertrail.exchange.zotero_items import Item

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

AT_ONCE = 50
"""The most items that the API takes in one request."""
_PAGE = 100
_SECONDS = 60.0
"""A request with 50 items may take the server longer than others."""
_HOST = "https://api.zotero.org"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch: versions by the item's place, and the reasons of those refused."""

    versions: dict[int, int]
    refused: dict[int, str]


class ZoteroWeb:
    """One library. Errors never have the key in them."""

    def __init__(self, key: str, library: str, mirror: str | None = None) -> None:
        """Connect.

        Args:
            key: of the API.
            library: "user", "user:NUMBER" or "group:NUMBER"; of "user" alone, the API is asked.
            mirror: as in [network].

        Raises:
            UsageError: it names no library.
            PapertrailError: pyzotero is not installed, or the key is refused.
        """
        if not find_spec("pyzotero"):
            raise PapertrailError(
                "pushing to Zotero needs pyzotero", "run: pip install 'papertrail[zotero]'"
            )
        import httpx2
        from pyzotero.zotero import Zotero

        kind, _, number = library.strip().partition(":")
        if kind not in ("user", "group") or (kind == "group" and not number.isdigit()):
            raise UsageError(
                f"{library!r} is no Zotero library; write user, user:NUMBER or group:NUMBER"
            )
        self._key = key
        # Without redirects: no other host gets the key.
        client = httpx2.Client(follow_redirects=False, timeout=_SECONDS)
        self._api = Zotero(number or "0", kind, key, client=client)
        self._api.endpoint = f"{mirror.rstrip('/')}/{_HOST[8:]}" if mirror else _HOST
        if not number:
            self._api.library_id = str(self._asked(lambda: self._owner(client)))
        self.name = f"zotero:{kind}:{self._api.library_id}"

    def _owner(self, client: "httpx2.Client") -> int:
        """Return the user whose key it is. pyzotero would put the key into the address."""
        answer = client.get(
            f"{self._api.endpoint}/keys/current", headers=self._api.default_headers()
        )
        if answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            from pyzotero.zotero_errors import UserNotAuthorisedError

            raise UserNotAuthorisedError
        return int(answer.raise_for_status().json()["userID"])

    def items(self) -> list[Item]:
        """Return the data of all items but notes and attachments, those of the bin included."""
        top = self._asked(lambda: self._api.everything(self._api.top(limit=_PAGE)))
        binned = self._asked(lambda: self._api.everything(self._api.trash(limit=_PAGE)))
        return [each["data"] for each in (*top, *binned)]

    def send(self, items: Sequence[Item]) -> Sent:
        """Create items (version 0) and update fields of others; at most `AT_ONCE`."""
        answer = self._asked(lambda: self._api.create_items(list(items)))
        done = answer.get("successful", {})
        versions = {int(place): int(each["version"]) for place, each in done.items()}
        failed = answer.get("failed", {})
        return Sent(versions, {int(place): str(each["message"]) for place, each in failed.items()})

    def _asked(self, act: Callable[[], T] | Callable[..., Any]) -> Any:  # noqa: ANN401 - JSON
        """Do a request; an error of pyzotero or of its answers is ours.

        Raises:
            PapertrailError: it failed.
        """
        import httpx2
        from pyzotero.zotero_errors import PyZoteroError, UserNotAuthorisedError

        try:
            return act()
        except UserNotAuthorisedError:
            raise PapertrailError(
                "Zotero refuses the key, or the key may not write to this library",
                "make one with write access at https://www.zotero.org/settings/keys",
            ) from None
        except (PyZoteroError, httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            first = next(iter(str(error).strip().splitlines()), "")
            reason = f"{type(error).__name__}: {first}".replace(self._key, "***")
            raise PapertrailError(
                f"Zotero did not answer as it should ({reason})",
                "try again later; what was sent is not sent twice",
            ) from None
