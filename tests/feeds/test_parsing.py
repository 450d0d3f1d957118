from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import MalformedError
from feeds.parsing import parse_xml

if TYPE_CHECKING:
    from pathlib import Path

LAUGHS = (
    b'<!DOCTYPE feed [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><feed>&j;</feed>"
)
PIECES = [
    b"<feed>",
    b"</feed>",
    b"<a b='c'>",
    b"</a>",
    b"&amp;",
    b"&x;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<?xml ",
    b"<",
]


@pytest.mark.parametrize(
    ("body", "root"),
    [
        (b"<feed/>", "feed"),
        (
            (
                b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0'><channel/>"
                b"</rss>"
            ),
            "rss",
        ),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>a &lt; b</title></feed>', "feed"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><feed>\xe9</feed>'.encode("latin-1"), "feed"),
    ],
)
def test_a_complete_feed_is_read(body: bytes, root: str) -> None:
    assert parse_xml(body, "feed", "rss").tag.rpartition("}")[2] == root


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Please verify</body></html>",
        b"\n\n  <!doctype HTML><p>",
        b"<HTML><head/></HTML>",
    ],
)
def test_an_html_page_is_named_as_what_it_is(body: bytes) -> None:
    with pytest.raises(MalformedError, match="an HTML page came instead of a feed") as caught:
        parse_xml(body, "feed")

    assert caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"Rate exceeded.",
        b"<feed",
        b"<feed>",
        b"<feed></rss>",
        b"<feed>&nbsp;</feed>",
        b"<feed>\x00</feed>",
        b"<feed>\xff</feed>",
        b"<feed><![CDATA[ never closed",
        b"<feed/><feed/>",
        b"<?xml version='1.0' encoding='no-such-encoding'?><feed/>",
        bytes(range(256)),
        b"<feed>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</feed>",
    ],
    ids=lambda body: ascii(body[:20]),
)
def test_what_is_not_well_formed_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(MalformedError, match="not well-formed XML") as caught:
        parse_xml(body, "feed", "rss")

    assert caught.value.message.isprintable()


def test_every_beginning_of_a_feed_is_refused() -> None:
    whole = b"<?xml version='1.0'?><feed><entry><title>a &amp; b</title></entry></feed>"

    for length in range(len(whole)):
        with pytest.raises(MalformedError):
            parse_xml(whole[:length], "feed")


def test_another_root_element_is_refused_by_its_name() -> None:
    with pytest.raises(MalformedError, match="<error>"):
        parse_xml(b"<error/>", "feed", "rss")


def test_entities_that_grow_are_refused_unexpanded() -> None:
    with pytest.raises(MalformedError):
        parse_xml(LAUGHS, "feed")


def test_a_document_type_is_refused_even_where_it_does_nothing() -> None:
    with pytest.raises(MalformedError, match="document type"):
        parse_xml(b"<!DOCTYPE feed><feed/>", "feed")


def test_a_file_that_an_entity_names_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret", encoding="utf-8")
    body = (
        f'<!DOCTYPE feed [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]><feed>&s;</feed>'.encode()
    )

    with pytest.raises(MalformedError) as caught:
        parse_xml(body, "feed")

    assert "the secret" not in caught.value.message


@given(st.binary() | st.lists(st.sampled_from(PIECES) | st.binary(max_size=4)).map(b"".join))
def test_any_bytes_are_a_feed_or_malformed(body: bytes) -> None:
    try:
        text = parse_xml(body, "feed").tag
    except MalformedError as error:
        text = error.message

    assert text.isprintable()
