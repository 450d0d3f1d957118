"""What a topic's part of a digest is made of."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertrail.config import DigestSettings
from papertrail.digest.selection import Selection, chance_of, select

PLAIN = DigestSettings(explore=0.0, fold=1.1, diversity=0.0)


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def of(
    relevance: list[float],
    settings: DigestSettings = PLAIN,
    *,
    limit: int = 10,
    least: float = 0.5,
    vectors: np.ndarray | None = None,
    likes: list[int] | None = None,
    chance: float = 0.0,
) -> Selection:
    scores = np.array(relevance, np.float32)
    rows = np.eye(len(scores), dtype=np.float32) if vectors is None else vectors
    liked = np.array(likes or [-1] * len(scores), np.int64)
    return select(scores, scores >= least, rows, liked, limit, settings, chance)


def test_matches_are_listed_best_first_up_to_the_limit() -> None:
    selection = of([0.6, 0.9, 0.4, 0.7], limit=2)

    assert list(selection.listed()) == [(1, "match"), (3, "match")]
    assert selection.cut == (0,)


def test_nothing_matches_on_a_quiet_day_and_nothing_is_explored() -> None:
    assert of([0.1, 0.2], replace(PLAIN, explore=1.0), chance=0.9).exploration == ()
    assert of([]) == Selection((), {}, (), ())


def test_a_near_duplicate_is_folded_under_the_better_paper_and_takes_no_room() -> None:
    vectors = unit([[1, 0, 0], [0, 1, 0], [1, 0.1, 0], [0, 0, 1]])

    selection = of([0.9, 0.8, 0.7, 0.6], replace(PLAIN, fold=0.95), limit=3, vectors=vectors)

    assert list(selection.listed()) == [(0, "match"), (2, "similar"), (1, "match"), (3, "match")]
    assert selection.cut == ()


def test_what_is_folded_under_a_paper_without_room_waits_with_it() -> None:
    vectors = unit([[1, 0], [0, 1], [0.1, 1]])

    selection = of([0.9, 0.8, 0.7], replace(PLAIN, fold=0.95), limit=1, vectors=vectors)

    assert selection.picked == (0,)
    assert selection.cut == (1, 2)


def test_where_room_is_short_papers_that_differ_come_first() -> None:
    vectors = unit([[1, 0, 0], [1, 0.6, 0], [1, 0.5, 0], [0, 0, 1]])
    relevance = [0.9, 0.85, 0.84, 0.8]

    assert of(relevance, limit=2, vectors=vectors).picked == (0, 1)
    assert of(relevance, replace(PLAIN, diversity=0.7), limit=2, vectors=vectors).picked == (0, 3)
    assert of(relevance, replace(PLAIN, diversity=0.7), limit=4, vectors=vectors).picked == (
        0,
        1,
        2,
        3,
    )


def test_one_liked_paper_brings_no_more_than_its_share() -> None:
    relevance = [0.99, 0.98, 0.97, 0.96, 0.95, 0.6, 0.55]

    selection = of(relevance, replace(PLAIN, per_like=2), likes=[7, 7, 7, 7, 7, 8, -1])

    assert selection.picked == (0, 1, 5, 6)
    assert selection.cut == (2, 3, 4)


def test_what_fits_by_its_words_has_no_share_to_keep_to() -> None:
    assert of([0.9, 0.8, 0.7], replace(PLAIN, per_like=1)).picked == (0, 1, 2)


def test_exploration_takes_its_share_of_what_is_shown_from_just_below_the_cut_off() -> None:
    relevance = [0.9, 0.8, 0.7, 0.6, 0.49, 0.48, 0.47, 0.46, 0.45, 0.1]

    selection = of(relevance, replace(PLAIN, explore=0.5), limit=8)

    assert selection.picked == (0, 1, 2, 3)
    assert len(selection.exploration) == 2
    assert set(selection.exploration) <= {4, 5, 6, 7, 8}


def test_what_is_hardly_relevant_is_not_explored() -> None:
    relevance = [0.9, 0.8, 0.7, 0.6, 0.21, 0.19, 0.1]

    selection = of(relevance, replace(PLAIN, explore=0.5), limit=8)

    assert (selection.picked, selection.exploration) == ((0, 1, 2, 3), (4,))
    assert of(relevance, replace(PLAIN, explore=0.5), limit=8, least=0.1).exploration == ()


def test_exploration_takes_what_is_least_like_the_matches() -> None:
    vectors = unit([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]])

    assert of(
        [0.9, 0.45, 0.4], replace(PLAIN, explore=1.0), vectors=vectors, limit=5
    ).exploration == (2,)


def test_a_share_below_one_paper_falls_on_some_days() -> None:
    explored = [
        len(
            of(
                [0.9, 0.8, 0.4],
                replace(PLAIN, explore=0.1),
                chance=chance_of(f"2026-06-{day:02}", "T"),
            ).exploration
        )
        for day in range(1, 31)
    ]

    assert 0 < sum(explored) < 15
    assert (
        chance_of("2026-06-17", "T") == chance_of("2026-06-17", "T") != chance_of("2026-06-17", "U")
    )


@given(
    st.lists(st.floats(0, 1, width=32), max_size=30),
    st.integers(1, 8),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 0.999),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=100, deadline=None)
def test_every_match_is_shown_once_or_waits_and_the_limit_holds(
    relevance: list[float], limit: int, explore: float, diversity: float, chance: float, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    vectors = (
        unit(generator.normal(size=(len(relevance), 4)).tolist())
        if relevance
        else np.zeros((0, 4), np.float32)
    )
    likes = generator.integers(-1, 3, len(relevance)).tolist()
    chosen = DigestSettings(explore=explore, diversity=diversity, fold=0.8)

    selection = of(relevance, chosen, limit=limit, vectors=vectors, likes=likes, chance=chance)

    shown = [row for row, _ in selection.listed()]
    assert sorted([*shown, *selection.cut]) == sorted({*shown, *selection.cut})
    assert {row for row, score in enumerate(relevance) if score >= 0.5} <= {*shown, *selection.cut}
    assert all(relevance[row] < 0.5 for row in selection.exploration)
    assert len(selection.picked) + len(selection.exploration) <= limit


@pytest.mark.parametrize("limit", [1, 2])
def test_exploration_never_displaces_a_match(limit: int) -> None:
    selection = of(
        [0.9, 0.8, 0.4, 0.35, 0.32], replace(PLAIN, explore=1.0), limit=limit, chance=0.9
    )

    assert len(selection.picked) == limit
    assert selection.exploration == ()
