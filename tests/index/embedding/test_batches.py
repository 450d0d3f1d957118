"""Texts as padded batches of token ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.embedding.engines.batches import STEP, batches, groups, inputs

if TYPE_CHECKING:
    from index.embedding.resolve import Model

LIMIT = 32
WORDS = st.lists(
    st.sampled_from(["graph", "attention", "calibration", "a", "🤖"]), max_size=60
).map(" ".join)


@pytest.fixture(scope="module")
def tokenizer(model: Model) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(model.path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LIMIT)
    return tokenizer


@given(
    texts=st.lists(WORDS, max_size=40),
    rows=st.integers(1, 9),
    tokens=st.integers(1, 300),
    window=st.integers(1, 50),
)
def test_each_text_is_in_one_batch_whole_and_within_the_limits(
    tokenizer: Tokenizer, texts: list[str], rows: int, tokens: int, window: int
) -> None:
    seen: list[int] = []
    for group in groups(texts, tokenizer, rows, tokens, window):
        batch = group.padded()
        seen += batch.rows.tolist()

        assert batch.ids.shape == batch.mask.shape == (len(batch.rows), group.width)
        assert len(batch.rows) <= rows
        assert batch.ids.size <= tokens or len(batch.rows) == 1
        assert group.width % STEP == 0
        assert group.width <= LIMIT
        for row, ids, mask in zip(batch.rows, batch.ids, batch.mask, strict=True):
            expected = tokenizer.encode(texts[row]).ids
            assert ids.tolist() == expected + [0] * (group.width - len(expected))
            assert mask.tolist() == [1] * len(expected) + [0] * (group.width - len(expected))
    assert sorted(seen) == list(range(len(texts)))


def test_texts_of_like_length_are_together_longest_first(tokenizer: Tokenizer) -> None:
    texts = ["graph " * count for count in (1, 20, 2, 19, 3, 18)]

    assert [batch.rows.tolist() for batch in batches(texts, tokenizer, 3, 1000)] == [
        [1, 3, 5],
        [4, 2, 0],
    ]


def test_pairs_mark_the_tokens_of_the_second_text(tokenizer: Tokenizer) -> None:
    (batch,) = batches([("graph", "attention a"), ("a", "a")], tokenizer, 8, 1000)

    assert batch.types is not None
    assert batch.types.tolist() == [[0, 0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0, 0, 0]]
    assert np.array_equal(inputs(batch)["token_type_ids"], batch.types)
