"""Pack the text of a document into a compressed row, and unpack it."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from papertrail.errors import StoreError
from papertrail.types.document import Block, BlockKind, DocumentText, HiddenText, Page, Passage

_MOST = 256 << 20
"""Bytes of an unpacked text: hundreds of times those of a long book."""


def pack(text: DocumentText) -> bytes:
    """Return a text as compressed JSON, without its passages, which have a table."""
    content = asdict(text)
    del content["passages"]
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(plain.encode("utf-8", "replace"))


def unpack(content: bytes, passages: Iterable[Passage]) -> DocumentText:
    """Return a text that `pack` packed.

    Raises:
        StoreError: the row is damaged.
    """
    try:
        # Of a row that is cut, or unpacks to more, the JSON is not whole.
        plain = zlib.decompressobj().decompress(content, _MOST)
        read: dict[str, Any] = json.loads(plain)
        return DocumentText(
            pages=tuple(Page(**page) for page in read["pages"]),
            blocks=tuple(_block(block) for block in read["blocks"]),
            passages=tuple(passages),
            hidden=tuple(HiddenText(**hidden) for hidden in read["hidden"]),
            scanned=tuple(read["scanned"]),
            remarks=tuple(read["remarks"]),
        )
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"the stored text of a document is damaged ({error})",
            "papertrail fetch --again ID reads it from the PDF again",
        ) from error


def _block(fields: dict[str, Any]) -> Block:
    return Block(**{**fields, "kind": BlockKind(fields["kind"])})
