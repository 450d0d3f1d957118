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
