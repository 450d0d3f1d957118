from __future__ import annotations

import pickle

import pytest

from index.errors import DamagedIndexError, IndexingError, ModelUnavailableError


@pytest.mark.parametrize("kind", [IndexingError, ModelUnavailableError, DamagedIndexError])
def test_an_error_keeps_its_message_and_hint_through_pickle(kind: type[IndexingError]) -> None:
    error = pickle.loads(pickle.dumps(kind("it broke", "mend it")))

    assert type(error) is kind
    assert (error.message, error.hint, str(error)) == ("it broke", "mend it", "it broke (mend it)")


def test_an_error_without_a_hint_is_its_message() -> None:
    assert str(IndexingError("it broke")) == "it broke"
