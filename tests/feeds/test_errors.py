from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import feeds.errors
import feeds.http.client
import feeds.http.redirects
from feeds.errors import FeedError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Iterator


def kinds(error: type[FeedError] = FeedError) -> Iterator[type[FeedError]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling(kind: type[FeedError]) -> None:
    error = kind("the host is silent", "ask again")

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is kind
    assert (copy.message, copy.hint, str(copy)) == (
        "the host is silent",
        "ask again",
        "the host is silent",
    )


def test_a_pickled_throttle_still_knows_when_to_come_back() -> None:
    until = datetime(2026, 6, 17, 8, 30, tzinfo=UTC)

    copy = pickle.loads(pickle.dumps(ThrottledError("too fast", "wait", until)))

    assert (copy.message, copy.hint, copy.until) == ("too fast", "wait", until)


def test_the_errors_are_those_that_the_module_draws() -> None:
    drawn = {
        line.strip("│ ").split()[1]
        for line in (feeds.errors.__doc__ or "").splitlines()
        if "──" in line
    }

    assert drawn == {kind.__name__ for kind in kinds() if kind.__module__ == "feeds.errors"} - {
        "FeedError"
    }


def test_an_error_without_advice_has_an_empty_hint() -> None:
    assert FeedError("odd").hint == ""
