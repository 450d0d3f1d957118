"""Answer with lists as JSON and as Atom feeds, and say on a page where they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response

from papertrail.render.json import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

ATOM, JSON = "application/atom+xml", "application/json"


@dataclass(frozen=True, slots=True)
class Alternate:
    """The address of a list in another format.

    Attributes:
        type: the media type.
        title: the name of the format.
    """

    type: str
    title: str
    address: str


def alternates(
    path: str, asked: "Mapping[str, str] | None" = None, *, atom: bool = True
) -> tuple[Alternate, ...]:
    """Return the other formats of a list.

    Args:
        path: the address of the list, without the end that names a format.
        asked: the parameters of the list.
        atom: whether it has a feed, too.
    """
    query = urlencode({name: text for name, text in (asked or {}).items() if text})
    end = f"?{query}" if query else ""
    feed = (Alternate(ATOM, "Atom feed", f"{path}.atom{end}"),) if atom else ()
    return (*feed, Alternate(JSON, "JSON", f"{path}.json{end}"))


def json_answer(value: object) -> Response:
    """Return what the command line prints with --json."""
    return Response(f"{dumps(value)}\n", media_type=JSON)


def atom_answer(feed: str) -> Response:
    """Return an Atom feed."""
    return Response(feed, media_type=f"{ATOM}; charset=utf-8")
