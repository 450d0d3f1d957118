"""Bring an answer's body to what parsers expect: not compressed, and in UTF-8 where a charset is named.

The charset of the Content-Type counts more than what a document declares, save for a byte order
mark (RFC 7303, section 3; https://www.rfc-editor.org/rfc/rfc7303).
"""

import codecs
import re
import zlib
from email.message import Message

from feeds.errors import HopelessError, MalformedError

_GZIP = b"\x1f\x8b\x08"
_WITH_HEADER = 16 + zlib.MAX_WBITS
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKUP = re.compile(
    r"(?:text/(?:xml|html)|application/(?:.*\+)?xml|.*/rss|.*rss.*)\Z", re.IGNORECASE
)
_DECLARED = re.compile(r"(\A\s*<\?xml[^>]*?\bencoding\s*=\s*)(?:\"[^\"]*\"|'[^']*')")


def uncompressed(body: bytes, most: int) -> bytes:
    """Return a body, decompressed where it is a gzip file that no header announced.

    Args:
        body: as received.
        most: bytes that it may have afterwards.

    Raises:
        HopelessError: it would have more.
        MalformedError: the file is damaged or stops half-way.
    """
    if not body.startswith(_GZIP):
        return body
    opened = bytearray()
    while body.startswith(_GZIP):
        # A file may have several members, one after the other.
        member = zlib.decompressobj(_WITH_HEADER)
        try:
            opened += member.decompress(body, most + 1 - len(opened))
        except zlib.error as error:
            raise MalformedError(f"the answer is a damaged gzip file ({error})") from error
        if len(opened) > most:
            raise HopelessError(
                f"the answer is a gzip file of more than {most >> 20:,} MiB when unpacked",
                "where so much is meant to come, raise max_mb in [network]",
            )
        if not member.eof:
            raise MalformedError("the answer is a gzip file that stops half-way")
        body = member.unused_data
    return bytes(opened)


def in_utf8(body: bytes, content_type: str) -> bytes:
    """Return XML or HTML in UTF-8 where its Content-Type names another charset.

    What is not valid in that charset stays as it is: some servers name a charset for all files.
    """
    header = Message()
    header["Content-Type"] = content_type
    charset = str(header.get_param("charset") or "")
    if not charset or not _MARKUP.match(header.get_content_type()) or body.startswith(_MARKS):
        return body
    try:
        if codecs.lookup(charset).name in ("utf-8", "ascii"):
            return body
        text = body.decode(charset)
    except (LookupError, UnicodeError):
        return body
    return _DECLARED.sub(r'\1"utf-8"', text, count=1).encode("utf-8", "surrogatepass")
