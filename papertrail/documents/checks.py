"""Decide whether bytes are a whole PDF. Pure; no I/O."""

import re

from feeds.errors import HopelessError, MalformedError

_HEADER = b"%PDF-"
_END = b"%%EOF"
_START = 1024
"""Bytes in which readers look for the header (ISO 32000-1, annex H.3, note 13)."""
_TAIL = 4096
"""Bytes at the end in which the end mark has to be; some servers add a few hundred after it."""
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE
)
_SHOWN = 60


def check_pdf(content: bytes) -> None:
    """Refuse what is no whole PDF.

    Raises:
        HopelessError: it is something else; the same would come again.
        MalformedError: it stops half-way.
    """
    if not content:
        raise MalformedError("nothing came instead of a PDF")
    if _MARKUP.match(content[:_START]):
        raise HopelessError(
            "a web page came instead of a PDF",
            "the site may want a login or a browser; save the PDF by hand, then: "
            "papertrail fetch ID --file paper.pdf",
        )
    if _HEADER not in content[:_START]:
        beginning = content[:_SHOWN].decode("latin-1").encode("unicode_escape").decode()
        raise HopelessError(
            f"something else than a PDF came: it begins with {beginning[:_SHOWN]!r}",
            "name a PDF, which begins with %PDF",
        )
    if _END not in content[-_TAIL:]:
        raise MalformedError(
            "the PDF stops half-way: its end mark is missing",
            "try again later; of a file of your own, get it anew",
        )
