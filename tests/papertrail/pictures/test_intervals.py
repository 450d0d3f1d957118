"""Confidence intervals of shares."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.pictures.intervals import Z_95, wilson

SHARES = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SHARES)
def test_an_interval_holds_its_share_and_stays_between_0_and_1(pair: tuple[int, int]) -> None:
    count, papers = pair
    low, high = wilson(count, papers)
    assert 0 <= low <= count / papers <= high <= 1
    assert low < high


@given(SHARES)
def test_the_ends_are_the_shares_that_a_score_test_would_just_not_reject(
    pair: tuple[int, int],
) -> None:
    count, papers = pair
    for end in wilson(count, papers):
        if 0 < end < 1:
            distance = abs(count / papers - end)
            assert distance == pytest.approx(
                Z_95 * math.sqrt(end * (1 - end) / papers), rel=1e-6, abs=1e-9
            )


@given(SHARES)
def test_what_has_it_and_what_lacks_it_have_mirrored_intervals(pair: tuple[int, int]) -> None:
    count, papers = pair
    low, high = wilson(count, papers)
    mirrored = wilson(papers - count, papers)
    assert mirrored == pytest.approx((1 - high, 1 - low))


@given(st.integers(1, 50), st.integers(1, 50))
def test_more_papers_make_it_narrower(count: int, others: int) -> None:
    papers = count + others
    low, high = wilson(count, papers)
    lower, higher = wilson(10 * count, 10 * papers)
    assert higher - lower < high - low


def test_a_known_value_is_met() -> None:
    # Brown, Cai and DasGupta's formula for 1 of 10, computed by hand.
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)


@pytest.mark.parametrize(("count", "papers"), [(0, 0), (-1, 5), (6, 5)])
def test_an_impossible_share_is_refused(count: int, papers: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(count, papers)
