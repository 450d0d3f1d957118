from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FeedError, MalformedError
from feeds.opml import read_opml, write_opml
from feeds.paper import clean

SUBSCRIPTIONS = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Subscriptions</title></head><body>
  <outline text="Blogs" title="Blogs">
    <outline type="rss" text="short" title="A &amp; B"
     xmlUrl="https://a.example.org/feed?x=1&amp;y=2" htmlUrl="https://a"/>
    <outline text="Deeper"><outline type="rss" text="Only text" xmlurl="https://b.example.org/rss"/></outline>
  </outline>
  <outline type="rss" xmlUrl="https://c.example.org/atom"/>
  <outline text="A note"/>
</body></opml>"""
# White space is folded in titles, and some characters have no place in XML.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")).map(clean)


def test_feeds_are_found_in_folders_however_deep() -> None:
    assert read_opml(SUBSCRIPTIONS) == (
        ("A & B", "https://a.example.org/feed?x=1&y=2"),
        ("Only text", "https://b.example.org/rss"),
        ("https://c.example.org/atom", "https://c.example.org/atom"),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        b"<rss/>",
        SUBSCRIPTIONS[:-20],
        (
            b'<!DOCTYPE opml [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml><body>'
            b'<outline text="&e;"/></body></opml>'
        ),
    ],
    ids=["nothing", "page", "feed", "cut", "entities"],
)
def test_what_is_no_list_of_feeds_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_opml(body)


LIST = (
    '<opml version="2.0"><body>'
    '<outline text="Café R&D" xmlUrl="https://a.example.org/?a=1&copy=2&b=3"/>'
    '<outline text="Two" xmlUrl="https://b.example.org/feed"/></body></opml>'
)


@pytest.mark.parametrize(
    "body",
    [
        LIST.encode(),
        b"\xef\xbb\xbf" + LIST.encode(),
        b"\r\n " + LIST.encode(),
        f'<?xml version="1.0" encoding="UTF-8"?>{LIST}'.encode("cp1252"),
        f'<?xml version="1.0" encoding="iso-8859-1"?>\n{LIST}'.encode("latin-1"),
        f'<?xml version="1.0" encoding="UTF-16"?>{LIST}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="utf-8"?>{LIST}'.encode("utf-16"),
        LIST.replace("é", "&eacute;").encode(),
        LIST.replace("é", "\x01é").encode(),
        f"<!DOCTYPE opml>{LIST}".encode(),
        LIST.replace('text="Two"', 'text="Two" text="Two"').encode(),
        LIST.replace("<opml", "<OPML").replace("</opml", "</OPML").encode(),
    ],
    ids=[
        "ampersands",
        "mark",
        "space before",
        "another charset than declared",
        "declared",
        "utf-16",
        "utf-16 declared otherwise",
        "entity of HTML",
        "control character",
        "document type",
        "attribute twice",
        "upper case",
    ],
)
def test_a_list_with_flaws_is_read_as_a_feed_with_flaws_is(body: bytes) -> None:
    assert read_opml(body) == (
        ("Café R&D", "https://a.example.org/?a=1&copy=2&b=3"),
        ("Two", "https://b.example.org/feed"),
    )


def test_a_list_with_flaws_that_stops_half_way_is_malformed() -> None:
    with pytest.raises(MalformedError):
        read_opml(LIST[:-12].encode())


def test_a_list_is_written_as_opml_2() -> None:
    body = write_opml(
        [("Q&A <b>", "https://example.org/?a=1&b=2"), ("", "https://example.org/two")]
    )

    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<opml version=\"2.0\">")
    assert b'text="Q&amp;A &lt;b&gt;"' in body
    assert b'type="rss"' in body
    assert read_opml(body)[1] == ("https://example.org/two", "https://example.org/two")


def test_an_empty_list_is_written_and_read() -> None:
    assert read_opml(write_opml([])) == ()


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS.filter(bool))))
def test_what_is_written_is_read_again(feeds: list[tuple[str, str]]) -> None:
    assert read_opml(write_opml(feeds)) == tuple(feeds)


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_text_can_be_written(feeds: list[tuple[str, str]]) -> None:
    assert len(read_opml(write_opml(feeds))) <= len(feeds)


@given(st.binary() | st.binary().map(lambda noise: SUBSCRIPTIONS.replace(b"outline", noise)))
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    try:
        read_opml(body)
    except FeedError:
        return


@pytest.mark.parametrize(
    "outline",
    [
        b'<outline text="a "quoted" word" xmlUrl="https://a.example.org/f"/>',
        b"<outline text=word xmlUrl=https://a.example.org/f />",
        b'<OUTLINE TEXT="word" XMLURL="https://a.example.org/f"/>',
    ],
)
def test_a_feed_in_a_flawed_element_is_not_lost(outline: bytes) -> None:
    body = b'<opml><body><outline text="x" xmlUrl="https://b.example.org/f"/>%s</body></opml>'

    addresses = [address for _, address in read_opml(body % outline)]

    assert sorted(addresses) == ["https://a.example.org/f", "https://b.example.org/f"]
