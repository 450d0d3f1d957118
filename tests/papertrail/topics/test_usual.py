"""What is usual of papers, from the package and from the home."""

import numpy as np
import pytest

from papertrail.topics.usual import RAREST, packed, usual_of

DIM = 384


def vectors(count: int, dim: int = DIM) -> np.ndarray:
    drawn = np.random.default_rng(1).standard_normal((count, dim)) + 0.5
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def test_similarities_are_in_deviations_of_what_is_usual() -> None:
    papers = vectors(20_000)
    usual = usual_of("another model", papers, {})

    weights, offsets = usual.standardised(papers[:2])
    scores = papers @ weights.T + offsets

    assert scores.mean() == pytest.approx(0, abs=0.05)
    assert scores.std() == pytest.approx(1, abs=0.05)


def test_a_fresh_home_knows_how_rare_words_are() -> None:
    usual = usual_of("another model", vectors(0), {})

    assert usual.idf("model") < 1 < usual.idf("mamba")
    assert usual.idf("a word that no paper has") == RAREST
    assert usual.idf("meta learn") > usual.idf("learn")


def test_words_that_the_home_is_full_of_count_less() -> None:
    fresh = usual_of("another model", vectors(0), {})
    grown = usual_of("another model", vectors(5000), {"mamba": 2500})

    assert grown.idf("mamba") < fresh.idf("mamba")


def test_directions_of_variance_survive_their_way_through_the_package() -> None:
    papers = vectors(500, 16)

    arrays = packed(papers, 12)

    kept = arrays["axes"].astype(np.float32)
    np.testing.assert_allclose(kept @ kept.T, np.eye(12), atol=1e-2)
    assert (np.diff(arrays["variances"]) >= 0).all()
    assert arrays["left"] <= arrays["variances"][0]
