from dataclasses import replace

import numpy as np
import pytest

from papertrail.library.queue import Candidate, choose, pages_in, score

USUAL = Candidate(1, 0.5, "Graphs", 5, 0, begun=False, pages=None)


@pytest.mark.parametrize(
    "better",
    [
        {"relevance": 0.6},
        {"waiting": 50},
        {"priority": 1},
        {"begun": True},
        {"pages": 6},
    ],
)
def test_each_of_these_speaks_for_reading_a_paper_now(better: dict[str, object]) -> None:
    assert score(replace(USUAL, **better)) > score(USUAL)  # type: ignore[arg-type]


def test_a_paper_like_the_one_above_gives_way_to_another_one() -> None:
    candidates = [
        replace(USUAL, work=1, relevance=0.9),
        replace(USUAL, work=2, relevance=0.89),
        replace(USUAL, work=3, relevance=0.8),
        replace(USUAL, work=4, relevance=0.1),
    ]
    vectors = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)

    chosen = choose(candidates, vectors, 2)

    assert [(found.work, different) for found, _, different in chosen] == [(1, False), (3, True)]


@pytest.mark.parametrize(
    ("comment", "pages"),
    [
        ("12 pages, 4 figures", 12),
        ("Accepted at ICML. 9 pp", 9),
        ("1 page", None),
        ("v1.12 pages", None),
        ("0 pages", None),
        ("", None),
        (None, None),
    ],
)
def test_the_length_is_read_from_the_comment(comment: str | None, pages: int | None) -> None:
    assert pages_in(comment) == pages
