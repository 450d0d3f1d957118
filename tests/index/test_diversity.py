from __future__ import annotations

import numpy as np
import pytest

from index.diversity import diverse


def unit(vectors: list[list[float]]) -> np.ndarray:
    array = np.array(vectors, dtype=np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def test_a_near_copy_of_a_better_result_steps_back() -> None:
    scores = np.array([1.0, 0.95, 0.6, 0.0], dtype=np.float32)
    vectors = unit([[1, 0], [1, 0.01], [0, 1], [0.1, 1]])

    assert diverse(scores, vectors, 3).tolist() == [0, 2, 1]


def test_relevance_alone_keeps_the_order_of_the_scores() -> None:
    scores = np.array([3, 9, 7, 8], dtype=np.float32)

    assert diverse(scores, unit([[1, 0]] * 4), 4, relevance=1).tolist() == [1, 3, 2, 0]


def test_difference_alone_still_begins_with_the_first_result() -> None:
    vectors = unit([[1, 0], [0.9, 0.1], [-1, 0]])

    assert diverse(np.array([5, 4, 3], dtype=np.float32), vectors, 2, relevance=0).tolist() == [
        0,
        2,
    ]


@pytest.mark.parametrize("count", [0, 1, 5, 50])
def test_each_result_is_chosen_at_most_once(count: int) -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng.normal(size=(20, 8)).tolist())
    chosen = diverse(rng.normal(size=20).astype(np.float32), vectors, count)

    assert len(chosen) == len(set(chosen.tolist())) == min(count, 20)


def test_of_nothing_nothing_is_chosen() -> None:
    assert (
        diverse(np.empty(0, dtype=np.float32), np.empty((0, 4), dtype=np.float32), 3).tolist() == []
    )


@pytest.mark.parametrize(("factor", "shift"), [(0.1, 0), (100, -3), (7, 100)])
def test_the_scale_of_the_scores_does_not_matter(factor: float, shift: float) -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=30).astype(np.float32)
    vectors = unit(rng.normal(size=(30, 4)).tolist())

    assert (
        diverse(scores * factor + shift, vectors, 30).tolist()
        == diverse(scores, vectors, 30).tolist()
    )
