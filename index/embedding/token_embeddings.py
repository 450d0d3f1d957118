"""Compare texts with a query by a model's vectors of single tokens, before any text is encoded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_NAMES = ("word_embeddings.weight", "embed_tokens.weight")
_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
# Vocabularies begin with the most frequent tokens; those up to about here say little about a text
# and count least.
_FREQUENT, _LEAST = 1900, 0.05
# Tokens of a text that are looked at, as many as common models read.
_READ = 256
# What a header that is damaged leads to: a length beyond all memory, objects nested in each other.
_TOO_LARGE = (OverflowError, MemoryError, RecursionError)
# Lengths of two vectors, multiplied, below which they have no direction.
_SMALLEST = 1e-12


class WordVectors:
    """The first layer of a model.

    Args:
        table: one vector for each token, [tokens, width], which may be memory-mapped.
        tokenizer: the model's.
    """

    def __init__(self, table: NDArray[np.floating], tokenizer: Tokenizer) -> None:
        self._table = table
        self._normalizer = tokenizer.normalizer
        # One of its own does without what takes most of the time: special tokens, truncation, a
        # trail of each letter.
        self._tokenizer = type(tokenizer)(tokenizer.model)
        self._tokenizer.pre_tokenizer = tokenizer.pre_tokenizer

    @classmethod
    def of(cls, folder: Path, tokenizer: Tokenizer) -> Self | None:
        """Map the vectors in a model's folder; None where they are in no form that is known here.

        The format is that of https://huggingface.co/docs/safetensors.
        """
        file = folder / "model.safetensors"
        try:
            with file.open("rb") as content:
                length = int.from_bytes(content.read(8), "little")
                tensors = json.loads(content.read(length))
            tensor = next(value for name, value in tensors.items() if name.endswith(_NAMES))
            start = 8 + length + tensor["data_offsets"][0]
            table = np.memmap(file, _TYPES[tensor["dtype"]], "r", start, tuple(tensor["shape"]))
        except (
            OSError,
            ValueError,
            LookupError,
            TypeError,
            StopIteration,
            AttributeError,
            *_TOO_LARGE,
        ):
            return None
        return cls(table, tokenizer)

    def likeness(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each text's words match a query's, float32 [texts].

        The numbers are comparable within one query only.

        For each word of the query the closest word of the text counts, rarer words more, as in the
        late interaction of https://arxiv.org/abs/2004.12832, but on vectors that know nothing of
        their context.
        """
        asked, *found = self._tokens([query, *texts])
        weights = np.log(np.maximum(asked, 1) / _FREQUENT).clip(_LEAST)
        lengths = np.array(list(map(len, found)), dtype=np.int64)
        # What a text without tokens has in common with any word: the least that a cosine can be.
        scores = np.full(len(texts), -weights.sum(), np.float32)
        if not lengths.any() or not len(asked):
            return scores
        # A token that comes again and again is compared once.
        tokens, places = np.unique(np.concatenate(found), return_inverse=True)
        ours, theirs = (self._table[ids].astype(np.float32, copy=False) for ids in (asked, tokens))
        close = (ours @ theirs.T) / np.maximum(
            _lengths(ours)[:, None] * _lengths(theirs), _SMALLEST
        )
        begins = np.cumsum(lengths[lengths > 0]) - lengths[lengths > 0]
        scores[lengths > 0] = weights @ np.maximum.reduceat(close[:, places], begins, axis=1)
        return scores

    def _tokens(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the tokens that each text begins with."""
        from tokenizers.normalizers import BertNormalizer

        normalizer = self._normalizer
        # That is all which it does to ASCII.
        plain = None
        if isinstance(normalizer, BertNormalizer) and normalizer.lowercase:
            plain = str.lower
        if normalizer is not None:
            texts = [
                plain(text) if plain and text.isascii() else normalizer.normalize_str(text)
                for text in texts
            ]
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [np.array(encoding.ids[:_READ], dtype=np.int64) for encoding in encodings]


def _lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the length of each vector, [n]."""
    lengths: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return lengths
