from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedding.token_embeddings import WordVectors

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.encoder import Encoder

TEXTS = [
    "We fold proteins with attention.",
    "",
    "The weather was fine.",
    "Protein structures are predicted.",
]


def test_the_text_with_the_words_of_a_query_or_their_kin_is_likest(encoder: Encoder) -> None:
    assert encoder.words is not None
    likeness = encoder.words.likeness("folding proteins", TEXTS)

    assert likeness.shape == (4,)
    assert likeness.argsort()[::-1][:2].tolist() == [0, 3]
    assert likeness.argmin() == 1


def test_frequent_words_count_little(encoder: Encoder) -> None:
    assert encoder.words is not None
    likeness = encoder.words.likeness("the folding of the proteins", ["the of the", "proteins"])

    assert likeness[1] > likeness[0]


def test_a_query_or_a_text_of_no_words_is_no_trouble(encoder: Encoder) -> None:
    assert encoder.words is not None
    assert encoder.words.likeness("", ["a", ""]).tolist() == [0, 0]
    assert encoder.words.likeness("a", []).shape == (0,)


def test_letters_are_read_as_the_model_reads_them(encoder: Encoder) -> None:
    assert encoder.words is not None
    texts = ["PROTEINS", "Proteïns", "prótéins", "proteins\n"]

    assert len(set(encoder.words.likeness("Proteins", texts).tolist())) == 1


def test_of_a_very_long_text_the_beginning_is_read(encoder: Encoder) -> None:
    assert encoder.words is not None
    long = "protein " * 256
    likeness = encoder.words.likeness(long + "folding", ["protein", long + "folding", "folding"])

    assert likeness[0] == likeness[1] > likeness[2]


def write(folder: Path, name: str, dtype: str, data: bytes, shape: list[int]) -> None:
    header = json.dumps(
        {name: {"dtype": dtype, "shape": shape, "data_offsets": [0, len(data)]}}
    ).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + data)


@pytest.mark.parametrize(
    ("name", "dtype"),
    [("other.weight", "F32"), ("embed_tokens.weight", "BF16"), ("embed_tokens.weight", "F64")],
)
def test_a_model_without_known_word_vectors_has_none(
    encoder: Encoder, tmp_path: Path, name: str, dtype: str
) -> None:
    assert WordVectors.of(tmp_path, encoder.words._tokenizer) is None  # type: ignore[union-attr]
    write(tmp_path, name, dtype, np.ones((2, 4), np.float32).tobytes(), [2, 4])
    assert WordVectors.of(tmp_path, encoder.words._tokenizer) is None  # type: ignore[union-attr]
    (tmp_path / "model.safetensors").write_bytes(b"\x08")
    assert WordVectors.of(tmp_path, encoder.words._tokenizer) is None  # type: ignore[union-attr]
