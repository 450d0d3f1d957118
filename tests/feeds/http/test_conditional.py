from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.http.conditional import conditional_headers, etag_of, is_unchanged


def test_an_etag_counts_more_than_a_date() -> None:
    headers = {"ETag": '"seven"', "Last-Modified": "Wed, 17 Jun 2026 00:00:00 GMT"}

    assert conditional_headers(etag_of(headers, b"body")) == {"If-None-Match": '"seven"'}
    del headers["ETag"]
    assert conditional_headers(etag_of(headers, b"body")) == {
        "If-Modified-Since": "Wed, 17 Jun 2026 00:00:00 GMT"
    }


def test_nothing_known_asks_for_everything() -> None:
    assert conditional_headers(None) == {}
    assert not is_unchanged(None, etag_of({}, b"body"))


@given(st.binary(), st.binary())
def test_without_an_etag_the_answer_itself_is_compared(one: bytes, other: bytes) -> None:
    known = etag_of({}, one)

    assert conditional_headers(known) == {}
    assert is_unchanged(known, etag_of({}, other)) == (one == other)


def test_an_answer_that_was_sent_whole_is_read_where_the_upstream_gives_etags() -> None:
    """A date is only good to the second; an upstream that sends an answer may know better."""
    known = etag_of({"Last-Modified": "Wed, 17 Jun 2026 00:00:00 GMT"}, b"")

    assert not is_unchanged(known, known)
