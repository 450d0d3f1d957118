"""The part of a note that papertrail writes, between two marks.

Everything outside of the marks is a person's, and stays byte by byte. The first mark has a hash of
what was written between them; a block that was edited since then is left as it is, too.
"""

import hashlib
import re
from dataclasses import dataclass

# A mark is a line of its own: a title with the same text is none.
_BEGIN = re.compile(
    rb"^<!-- papertrail:begin(?: (?P<hash>[0-9a-f]{16}))? -->(?P<end>\r?\n)", re.MULTILINE
)
_END = re.compile(rb"^<!-- papertrail:end -->(?=\r?$)", re.MULTILINE)
_ANY = re.compile(rb"^<!-- papertrail:(?:begin|end)\b", re.MULTILINE)
_PREFIX = "<!-- papertrail:"


@dataclass(frozen=True, slots=True)
class Updated:
    """A note with a new block.

    Attributes:
        content: of the whole note.
        is_kept: the block was edited, removed or can't be found, so that the note is as it was.
    """

    content: bytes
    is_kept: bool = False


def block(text: str) -> str:
    """Return a block with its marks, ended by a line feed."""
    inner = _inner(text)
    return f"{_PREFIX}begin {_hash(inner.encode())} -->\n{inner}{_PREFIX}end -->\n"


def update(content: bytes, text: str) -> Updated:
    """Replace the block of a note, if it has one that nobody edited.

    An empty block, whose first mark may be without a hash, is filled.

    Args:
        content: the note's, in any encoding that has ASCII.
        text: what the block is to hold.
    """
    begin = _BEGIN.search(content)
    end = _END.search(content, begin.end()) if begin else None
    if begin is None or end is None or len(_ANY.findall(content)) != 2:  # noqa: PLR2004 - the two
        return Updated(content, is_kept=True)
    present = content[begin.end() : end.start()]
    if present.strip() and _hash(present) != (begin["hash"] or b"").decode():
        return Updated(content, is_kept=True)
    inner = _inner(text).encode()
    first = f"{_PREFIX}begin {_hash(inner)} -->".encode()
    lines = begin["end"]
    new = first + lines + inner.replace(b"\n", lines)
    return Updated(content[: begin.start()] + new + content[end.start() :])


def _inner(text: str) -> str:
    """Return a block's text, which ends with a line feed and has no mark in it."""
    safe = text.replace("\r\n", "\n").replace("\r", "\n").replace(_PREFIX, "<!-- papertrail :")
    safe = safe.encode("utf-8", "replace").decode()
    return safe.rstrip("\n") + "\n"


def _hash(inner: bytes) -> str:
    """Return a hash that doesn't depend on how an editor ends lines."""
    return hashlib.sha256(inner.replace(b"\r\n", b"\n")).hexdigest()[:16]
