"""Rising terms."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.pictures.rising import benjamini_hochberg, count_terms, log_odds, rising

WORDS = [f"word{number}x" for number in range(400)]


def drawn(papers: int, seed: int, more: dict[str, float] | None = None) -> Counter[str]:
    """Return how many of some papers have each word: each word 5 % of them."""
    chance = random.Random(seed)
    shares = dict.fromkeys(WORDS, 0.05) | (more or {})
    return Counter(
        {
            word: sum(chance.random() < share for _ in range(papers))
            for word, share in shares.items()
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_terms_that_do_not_rise_are_not_reported(seed: int) -> None:
    found, tested = rising(drawn(300, seed), 300, drawn(600, seed + 100), 600)
    assert tested > 300
    assert len(found) <= 1


def test_a_term_that_rises_is_found_among_many_that_do_not() -> None:
    recent = drawn(300, 1, {"mamba": 0.15})
    found, _ = rising(recent, 300, drawn(600, 2, {"mamba": 0.04}), 600)
    assert [each.term for each in found][:1] == ["mamba"]
    assert found[0].q <= 0.05 < found[0].recent_share
    assert found[0].least > 1


def test_a_falling_term_is_not_reported() -> None:
    found, _ = rising(drawn(300, 1), 300, drawn(600, 2, {"svm": 0.4}) | {"word0x": 400}, 600)
    assert not {"svm", "word0x"} & {each.term for each in found}


def test_a_new_term_of_a_few_papers_is_shrunk() -> None:
    ratio, deviation = log_odds(3, 300, 0, 600)
    assert 0 < ratio / deviation < 3


def test_the_words_of_a_rising_pair_are_left_out() -> None:
    recent = {"flow": 60, "matching": 55, "flow matching": 50}
    found, _ = rising(recent, 300, {"flow": 4, "matching": 3, "flow matching": 1}, 600)
    assert [each.term for each in found] == ["flow matching"]


def test_without_earlier_papers_nothing_rises() -> None:
    assert rising({"flow": 60}, 300, {}, 0) == ([], 0)


def test_a_paper_counts_once_however_often_it_repeats_a_term() -> None:
    assert count_terms(["Graphs, graphs and graphs", "No graphs"])["graphs"] == 2


@given(st.lists(st.floats(0, 1), max_size=50))
def test_corrected_values_keep_their_order_and_are_never_smaller(values: list[float]) -> None:
    ordered = sorted(values)
    found = benjamini_hochberg(ordered)
    assert found == sorted(found)
    assert all(new >= old * (1 - 1e-12) for new, old in zip(found, ordered, strict=True))
    assert all(new <= 1 for new in found)


def test_the_correction_is_that_of_the_paper() -> None:
    # Benjamini and Hochberg's example has 15 values; at 5 % the first four are rejected.
    values = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000),
    ]
    assert sum(value <= 0.05 for value in benjamini_hochberg(values)) == 4
