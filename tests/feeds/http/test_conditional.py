from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.http.conditional import condition, is_unchanged, validator


def test_an_etag_counts_more_than_a_date() -> None:
    headers = {"ETag": '"seven"', "Last-Modified": "Wed, 17 Jun 2026 00:00:00 GMT"}

    assert condition(validator(headers, b"body")) == {"If-None-Match": '"seven"'}
    del headers["ETag"]
    assert condition(validator(headers, b"body")) == {
        "If-Modified-Since": "Wed, 17 Jun 2026 00:00:00 GMT"
    }


def test_nothing_known_asks_for_everything() -> None:
    assert condition(None) == {}
    assert not is_unchanged(None, validator({}, b"body"))


@given(st.binary(), st.binary())
def test_without_validators_the_answer_itself_tells(one: bytes, other: bytes) -> None:
    known = validator({}, one)

    assert condition(known) == {}
    assert is_unchanged(known, validator({}, other)) == (one == other)


def test_an_answer_that_was_sent_whole_is_read_where_the_upstream_gives_validators() -> None:
    """A date is only good to the second, and an upstream that sends an answer whole may know
    better.
    """
    known = validator({"Last-Modified": "Wed, 17 Jun 2026 00:00:00 GMT"}, b"")

    assert not is_unchanged(known, known)
