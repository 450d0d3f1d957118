"""Two rankings become one on a common scale."""

from __future__ import annotations

import numpy as np
import pytest

from index.fusion import fuse, towards


def test_halves_count_in_standard_deviations_whatever_their_scales() -> None:
    generator = np.random.default_rng(5)
    some, others = generator.random((2, 50), dtype=np.float32)
    deviations = (
        0.6 * (some - some.mean()) / some.std() + 0.4 * (others - others.mean()) / others.std()
    )

    for factor in (0.01, 1, 1000):
        assert (
            np.argsort(-fuse(some, factor * others, 0.6)[0]).tolist()
            == np.argsort(-deviations).tolist()
        )


def test_a_fused_score_is_a_weighted_mean_of_similarity_and_share_of_the_best() -> None:
    some, others = (
        np.array([1.0, 0.5, 0.1], dtype=np.float32),
        np.array([20, 5, 0], dtype=np.float32),
    )

    scores, share = fuse(some, others, 0.6)

    assert 0 < share < 1
    assert scores[0] == pytest.approx(1)
    assert scores[1] == pytest.approx(share * 0.5 + (1 - share) * 0.25)
    assert fuse(some, np.zeros(3, dtype=np.float32), 0.6) == (pytest.approx(some), 1.0)
    assert fuse(some[:1], others[:1], 0.6)[0].tolist() == [1]


def test_a_half_without_weight_or_without_differences_has_no_say() -> None:
    some, others = np.array([3, 2, 1], dtype=np.float32), np.array([10, 30, 20], dtype=np.float32)

    assert np.argsort(-fuse(some, others, 1.0)[0]).tolist() == [0, 1, 2]
    assert np.argsort(-fuse(some, others, 0.0)[0]).tolist() == [1, 2, 0]
    assert np.argsort(-fuse(some, np.ones(3, dtype=np.float32), 0.5)[0]).tolist() == [0, 1, 2]


def test_standing_far_out_in_one_half_counts_more_than_a_little_in_the_other() -> None:
    some = np.array([0.9, 0.5, 0.5, 0.5, 0.5], dtype=np.float32)
    others = np.array([1.0, 1.1, 1.1, 1.0, 1.0], dtype=np.float32)

    assert fuse(some, others, 0.5)[0].argmax() == 0


def test_feedback_moves_a_query_and_keeps_its_length() -> None:
    query, found = np.array([1, 0], dtype=np.float32), np.array([[0, 1]], dtype=np.float32)

    assert towards(query, found, 0.0).tolist() == [1, 0]
    assert towards(query, found, 1.0).tolist() == [0, 1]
    assert np.linalg.norm(towards(query, found, 0.3)) == pytest.approx(1)
    assert towards(query, -query[None, :], 0.5).tolist() == [1, 0]
