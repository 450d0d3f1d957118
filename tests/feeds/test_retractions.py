"""Crossref's record of a work names the notices that update it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import MalformedError
from feeds.retractions import Notice, parse_notices

JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def record(updates: object) -> bytes:
    return json.dumps({"message": {"updated-by": updates}}).encode()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("retraction", "retracted"),
        ("Withdrawal", "retracted"),
        ("expression-of-concern", "concern"),
        ("correction", None),
    ],
)
def test_kinds_of_notices(kind: str, expected: str | None) -> None:
    found = parse_notices(record([{"type": kind, "DOI": "10.1/A", "source": "publisher"}]))

    assert [notice.kind for notice in found] == ([expected] if expected else [])


def test_a_notice_of_two_sources_is_one() -> None:
    found = parse_notices(
        record(
            [
                {"type": "retraction", "DOI": "10.1000/N", "source": "retraction-watch"},
                {"type": "retraction", "DOI": "10.1000/n", "source": "publisher"},
            ]
        )
    )

    assert found == (Notice("retracted", "10.1000/n", "Retraction Watch"),)


def test_an_answer_without_a_work_is_refused() -> None:
    with pytest.raises(MalformedError):
        parse_notices(b'{"message": []}')


@given(JSON)
def test_whatever_is_in_the_place_of_notices_is_none(updates: object) -> None:
    assert parse_notices(record(updates)) == ()
