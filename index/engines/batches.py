"""Texts as padded batches of token ids, texts of like length together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

Text = str | tuple[str, str]

# Texts tokenised and sorted at once: enough that few tokens are padding, few enough to bound memory (about 20 MB).
WINDOW = 2048
# Widths are multiples of this: engines keep something for each shape that they meet, 12 MB for every 500 texts if any
# width will do, and matrix units like it.
STEP = 8


class Batch(NamedTuple):
    """Token ids ready for a model.

    Attributes:
        rows: Which texts these are, int64 [batch].
        ids: Token ids, int64 [batch, tokens].
        mask: 1 for a token, 0 for padding, int64 [batch, tokens].
        types: For pairs of texts, where the model can tell them apart: 1 for a token of the second one, like `mask`.
    """

    rows: NDArray[np.int64]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    types: NDArray[np.int64] | None = None


def inputs(batch: Batch) -> dict[str, NDArray[np.int64]]:
    """Return a batch under the names that transformers give their inputs."""
    named = {"input_ids": batch.ids, "attention_mask": batch.mask}
    return named if batch.types is None else named | {"token_type_ids": batch.types}


def batches(
    texts: Sequence[Text], tokenizer: Tokenizer, rows: int, tokens: int, window: int | None = None
) -> Iterator[Batch]:
    """Yield `texts` as batches of at most `rows` texts and about `tokens` token places, longest texts first.

    Longest first, because then memory is at its peak at once and not near the end of a long run. Tokenising a window
    leaves the interpreter to other threads.

    Args:
        texts: What to tokenise, all texts or all pairs of them; lone surrogates are not allowed.
        tokenizer: With truncation set and padding off.
        rows: The most texts in a batch.
        tokens: The most token places in a batch, padding included; a single text may exceed it.
        window: How many texts are tokenised and sorted at once; None is `WINDOW`.
    """
    window = window or WINDOW
    pairs = not isinstance(texts[0], str) if texts else False
    for start in range(0, len(texts), window):
        encodings = tokenizer.encode_batch_fast(texts[start : start + window])
        ids = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        lengths = np.array([len(one) for one in ids])
        longest = max(1, int(lengths.max()), tokenizer.truncation["max_length"] if tokenizer.truncation else 0)
        order = np.argsort(-lengths, kind="stable")
        first = 0
        while first < len(order):
            width = min(-(-max(int(lengths[order[first]]), 1) // STEP) * STEP, longest)
            chosen = order[first : first + max(1, min(rows, tokens // width))]
            first += len(chosen)
            padded, mask = _pad([ids[row] for row in chosen], width)
            types = None
            if pairs:
                types, _ = _pad([np.array(encodings[row].type_ids, dtype=np.int64) for row in chosen], width)
            yield Batch(rows=chosen + start, ids=padded, mask=mask, types=types)


def _pad(ids: list[NDArray[np.int64]], width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return token ids padded with 0 to `width`, and their mask, both [batch, width]."""
    padded = np.zeros((len(ids), width), dtype=np.int64)
    mask = np.zeros_like(padded)
    for row, one in enumerate(ids):
        padded[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return padded, mask
