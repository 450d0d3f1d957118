"""Bodies are read by what they are and by the charset that their header names."""

from __future__ import annotations

import codecs
import gzip

import pytest

from feeds.errors import HopelessError, MalformedError
from feeds.http.decoding import in_utf8, uncompressed
from feeds.syndication import parse_feed

FEED = (
    '<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>f</title><item>'
    "<title>{title}</title><link>https://example.org/1</link></item></channel></rss>"
)


def feed(title: str, charset: str, declared: str = "") -> bytes:
    declaration = f' encoding="{declared}"' if declared else ""
    return FEED.format(title=title, declared=declaration).encode(charset)


def title_of(body: bytes, content_type: str) -> str:
    return parse_feed(in_utf8(body, content_type))[0][0].title


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("koi8-r", "Теория обучения"),
        ("windows-1252", "Übertragung – später"),  # noqa: RUF001
        ("shift_jis", "強化学習の理論"),
        ("gb18030", "强化学习"),
        ("utf-16-le", "Lernen"),
        ("utf-16-be", "学习"),
    ],
)
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1"])
def test_the_charset_of_the_header_counts_more_than_the_declared_one(
    charset: str, title: str, declared: str
) -> None:
    body = feed(title, charset, declared)

    assert title_of(body, f"application/rss+xml; charset={charset}") == title
    assert title_of(body, f'text/xml; Charset="{charset.upper()}"') == title


def test_a_byte_order_mark_counts_more_than_the_header() -> None:
    body = codecs.BOM_UTF8 + feed("Größe", "utf-8")

    assert title_of(body, "text/xml; charset=iso-8859-1") == "Größe"


@pytest.mark.parametrize(
    "content_type",
    ["text/xml", "", "text/xml; charset=", "text/xml; charset=nonsense", "text/xml; charset=ascii",
     "text/xml; charset=utf-8", "text/xml; charset=hex", "text/xml; charset=utf-16", "nonsense; charset"],
)  # fmt: skip
def test_without_a_charset_that_fits_the_declaration_counts(content_type: str) -> None:
    assert title_of(feed("Größe", "iso-8859-1", "iso-8859-1"), content_type) == "Größe"


def test_only_markup_is_converted() -> None:
    body = '{"title": "é"}'.encode("latin-1")

    assert in_utf8(body, "application/json; charset=latin-1") is body


def test_a_compressed_file_is_unpacked() -> None:
    body = feed("Learning", "utf-8")

    assert uncompressed(gzip.compress(body), 10_000) == body
    assert uncompressed(gzip.compress(body[:50]) + gzip.compress(body[50:]), 10_000) == body
    assert uncompressed(body, 10) is body


def test_a_compressed_file_without_bounds_is_refused() -> None:
    with pytest.raises(HopelessError, match="more than 1 MiB"):
        uncompressed(gzip.compress(b"a" * (2 << 20)), 1 << 20)


@pytest.mark.parametrize("damage", [lambda body: body[:-20], lambda body: body[:20] + b"x" * 40])
def test_a_damaged_file_is_malformed(damage: object) -> None:
    with pytest.raises(MalformedError, match="gzip"):
        uncompressed(damage(gzip.compress(feed("Learning", "utf-8"))), 10_000)  # type: ignore[operator]
