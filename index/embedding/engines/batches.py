"""Tokenise texts into padded batches, each of texts of similar length."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

Text = str | tuple[str, str]

# Texts tokenised and sorted at once: enough that few tokens are padding, few enough to bound memory
# (65 MB of the tokenizer's output).
WINDOW = 2048
# Widths are multiples of this: engines keep something for each shape that they meet, 12 MB for
# every 500 texts if any width will do, and matrix units like it.
STEP = 8


class Batch(NamedTuple):
    """Token ids ready for a model.

    Attributes:
        rows: Which texts these are, int64 [batch].
        ids: Token ids, int64 [batch, tokens].
        mask: 1 for a token, 0 for padding, int64 [batch, tokens].
        types: For pairs of texts, if the model distinguishes them: 1 for a token of the second one,
            like `mask`.
    """

    rows: NDArray[np.int64]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    types: NDArray[np.int64] | None = None


def inputs(batch: Batch) -> dict[str, NDArray[np.int64]]:
    """Return a batch under the names that transformers give their inputs."""
    named = {"input_ids": batch.ids, "attention_mask": batch.mask}
    if batch.types is None:
        return named
    return named | {"token_type_ids": batch.types}


class Group(NamedTuple):
    """Tokenised texts that are to be one batch.

    Attributes:
        rows: Which texts these are, int64 [batch].
        encodings: What the tokenizer made of them, in this order.
        width: The token places of each.
        pairs: Whether each text is a pair of two.
    """

    rows: NDArray[np.int64]
    encodings: list[Encoding]
    width: int
    pairs: bool

    def padded(self) -> Batch:
        """Return the token ids as arrays."""
        ids = np.zeros((len(self.rows), self.width), dtype=np.int64)
        mask = np.zeros_like(ids)
        types = None
        if self.pairs:
            types = np.zeros_like(ids)
        for row, encoding in enumerate(self.encodings):
            length = len(encoding)
            ids[row, :length] = encoding.ids
            mask[row, :length] = 1
            if types is not None:
                types[row, :length] = encoding.type_ids
        return Batch(self.rows, ids, mask, types)


def groups(
    texts: Sequence[Text], tokenizer: Tokenizer, rows: int, tokens: int, window: int | None = None
) -> Iterator[Group]:
    """Yield `texts` in groups of at most `rows` texts and about `tokens` tokens, longest first.

    Longest first, because then memory is at its peak at once and not near the end of a long run.
    Tokenising a window leaves the interpreter to other threads; making arrays of it does not, and
    is left to whoever takes a group.

    Args:
        texts: What to tokenise, all texts or all pairs of them; lone surrogates are not allowed.
        tokenizer: With truncation set and padding off.
        rows: The most texts in a group.
        tokens: The most token places in a group, padding included; a single text may exceed it.
        window: How many texts are tokenised and sorted at once; None is `WINDOW`.
    """
    window = window or WINDOW
    pairs = False
    if texts:
        pairs = not isinstance(texts[0], str)
    most = 0
    if tokenizer.truncation:
        most = tokenizer.truncation["max_length"]
    for start in range(0, len(texts), window):
        encodings = tokenizer.encode_batch_fast(texts[start : start + window])
        lengths = np.array(list(map(len, encodings)))
        longest = max(1, int(lengths.max()), most)
        order = np.argsort(-lengths, kind="stable")
        first = 0
        while first < len(order):
            width = min(-(-max(int(lengths[order[first]]), 1) // STEP) * STEP, longest)
            chosen = order[first : first + max(1, min(rows, tokens // width))]
            first += len(chosen)
            yield Group(chosen + start, [encodings[row] for row in chosen], width, pairs)


def batches(texts: Sequence[Text], tokenizer: Tokenizer, rows: int, tokens: int) -> Iterator[Batch]:
    """Yield `texts` as batches ready for a model; see `groups`."""
    for group in groups(texts, tokenizer, rows, tokens):
        yield group.padded()
