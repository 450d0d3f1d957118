"""Two rankings become one on a common scale."""

from __future__ import annotations

import numpy as np
import pytest

from index.fusion import fuse, standard, towards


def test_standard_scores_have_no_scale_of_their_own() -> None:
    scores = np.array([1.0, 2.0, 6.0], dtype=np.float32)

    assert standard(scores).mean() == pytest.approx(0, abs=1e-6)
    assert standard(scores).std() == pytest.approx(1)
    assert standard(1000 * scores + 7).tolist() == pytest.approx(standard(scores).tolist(), abs=1e-4)
    assert standard(np.full(3, 5, dtype=np.float32)).tolist() == [0, 0, 0]


def test_a_half_without_weight_or_without_differences_has_no_say() -> None:
    some, others = np.array([3, 2, 1], dtype=np.float32), np.array([10, 30, 20], dtype=np.float32)

    assert np.argsort(-fuse(some, others, 1.0)).tolist() == [0, 1, 2]
    assert np.argsort(-fuse(some, others, 0.0)).tolist() == [1, 2, 0]
    assert np.argsort(-fuse(some, np.ones(3, dtype=np.float32), 0.5)).tolist() == [0, 1, 2]


def test_standing_far_out_in_one_half_counts_more_than_a_little_in_the_other() -> None:
    some = np.array([0.9, 0.5, 0.5, 0.5, 0.5], dtype=np.float32)
    others = np.array([1.0, 1.1, 1.1, 1.0, 1.0], dtype=np.float32)

    assert fuse(some, others, 0.5).argmax() == 0


def test_feedback_moves_a_query_and_keeps_its_length() -> None:
    query, found = np.array([1, 0], dtype=np.float32), np.array([[0, 1]], dtype=np.float32)

    assert towards(query, found, 0.0).tolist() == [1, 0]
    assert towards(query, found, 1.0).tolist() == [0, 1]
    assert np.linalg.norm(towards(query, found, 0.3)) == pytest.approx(1)
    assert towards(query, -query[None, :], 0.5).tolist() == [1, 0]
