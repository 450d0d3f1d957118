"""Layouts: neighbours, places, and new papers among them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from papertrail.pictures import neighbours as module
from papertrail.pictures.layout import lay_out, place
from papertrail.pictures.neighbours import nearest_of, neighbours


def crowds(each: int, dim: int = 32) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return vectors around three directions, and the direction of each."""
    chance = np.random.default_rng(3)
    centres = chance.normal(size=(3, dim))
    of = np.repeat(np.arange(3), each)
    vectors = centres[of] + chance.normal(scale=0.3, size=(3 * each, dim))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), of


def test_each_vector_comes_first_among_its_neighbours_even_with_equal_ones() -> None:
    vectors = np.repeat(crowds(10)[0], 4, axis=0)
    rows, similarities = neighbours(vectors, 6)
    assert rows[:, 0].tolist() == list(range(len(vectors)))
    assert all(len({*row}) == 6 for row in rows.tolist())
    assert (np.diff(similarities[:, 1:]) <= 1e-6).all() or (similarities[:, 1] <= 1.001).all()


def test_many_vectors_are_searched_by_cells_and_most_neighbours_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, _ = crowds(700)
    exact, _ = neighbours(vectors, 10)
    monkeypatch.setattr(module, "_EXACT", 500)
    by_cells, _ = neighbours(vectors, 10)
    shared = [len({*one} & {*other}) for one, other in zip(exact, by_cells, strict=True)]
    assert np.mean(shared) >= 9


def test_a_new_vector_comes_next_to_the_one_that_it_is_most_like() -> None:
    vectors, _ = crowds(60)
    rows, similarities = nearest_of(vectors[:5], vectors)
    assert rows[:, 0].tolist() == [0, 1, 2, 3, 4]
    places = np.array([[[0.1, 0.1], *[[0.9, 0.9]] * 7]] * 5, np.float32)
    similarities[:, 1:] = np.minimum(similarities[:, 1:], 0.75)
    assert np.abs(place(similarities, places) - 0.1).max() < 0.05


def test_places_are_between_those_of_the_neighbours() -> None:
    similarities = np.array([[0.9, 0.9, 0.9]], np.float32)
    found = place(similarities, np.array([[[0, 0], [1, 0], [0, 1]]], np.float32))
    assert found[0].tolist() == pytest.approx([1 / 3, 1 / 3], abs=1e-6)


def test_what_is_alike_is_near_on_the_map() -> None:
    pytest.importorskip("umap", reason="needs the extra map")
    vectors, of = crowds(40)
    places = lay_out(vectors)
    assert places.shape == (120, 2)
    assert places.min() >= 0
    assert places.max() <= 1
    distances = np.linalg.norm(places[:, None] - places, axis=2)
    nearest = distances.argsort(axis=1)[:, 1]
    assert (of[nearest] == of).mean() > 0.95
