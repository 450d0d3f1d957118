from __future__ import annotations

import numpy as np
import pytest

from index.vectors.sign_bits import signs_of, size_of


def bits(vectors: np.ndarray) -> list[list[int]]:
    return np.unpackbits(signs_of(vectors), axis=1, bitorder="little").astype(int).tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("dim", "size"), [(3, 8), (64, 8), (128, 16), (160, 20), (256, 32), (384, 64), (768, 96)]
)
def test_a_vector_takes_what_faiss_compares_quickly(dim: int, size: int) -> None:
    assert size_of(dim) == size
    assert signs_of(np.zeros((2, dim), np.float16)).shape == (2, size)


def test_the_first_bits_are_those_of_the_numbers() -> None:
    vector = np.array([[0.5, -0.5, 0.0, 1.0, *[-1.0] * 60]])

    assert bits(vector) == [[1, 0, 0, 1] + [0] * 60]


def test_the_others_are_those_of_alternating_sums() -> None:
    vector = np.random.default_rng(1).normal(size=(5, 45)).astype(np.float16)
    summed = vector[:, :19].astype(np.float32) - vector[:, 19:38]
    summed[:, :7] += vector[:, 38:]

    assert [row[45:] for row in bits(vector)] == (summed > 0).astype(int).tolist()


def test_vectors_that_are_alike_differ_in_few_bits() -> None:
    generator = np.random.default_rng(2)
    vector, noise = generator.normal(size=(2, 384))
    near, far = bits(np.stack([vector + 0.1 * noise, noise]))
    (itself,) = bits(vector[None])

    assert np.not_equal(itself, near).sum() < 60
    assert np.not_equal(itself, far).sum() > 200
