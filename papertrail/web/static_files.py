"""The files that come with the page, held in memory; a request can name no other file."""

import functools
import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file; `version` is a part of its address, so that browsers may keep it."""

    content: bytes
    kind: str
    version: str


@functools.cache
def files() -> "Mapping[str, StaticFile]":
    """Return all files by name."""
    found = {}
    for entry in resources.files("papertrail.web").joinpath("static").iterdir():
        suffix = f".{entry.name.rpartition('.')[2]}"
        if suffix in _TYPES:
            content = entry.read_bytes()
            version = hashlib.sha256(content).hexdigest()[:12]
            found[entry.name] = StaticFile(content, _TYPES[suffix], version)
    return found


def address(name: str) -> str:
    """Return the address of a file."""
    return f"/static/{name}?v={files()[name].version}"


async def static(request: "Request") -> Response:
    """Answer with a file."""
    name = request.path_params["name"]
    found = files().get(name)
    if found is None:
        return Response("there is no such file", HTTPStatus.NOT_FOUND)
    known = request.query_params.get("v") == found.version
    headers = {"Cache-Control": _FOREVER if known else "no-cache"}
    return Response(found.content, media_type=found.kind, headers=headers)


def at_root(name: str) -> Response:
    """Return a file that is served under an address of its own and may change."""
    found = files()[name]
    return Response(found.content, media_type=found.kind, headers={"Cache-Control": "no-cache"})
