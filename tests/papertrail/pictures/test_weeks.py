"""Weeks, and which of them were read."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.pictures.weeks import Period, mondays, state_of, weeks_of

MONDAY = date(2026, 6, 15)
TODAY = date(2026, 7, 1)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_weeks_begin_on_monday_and_cover_all_days_between(first: date, later: int) -> None:
    last = first + timedelta(days=later)
    found = mondays(first, last)
    assert all(day.weekday() == 0 for day in found)
    assert found[0] <= first <= last < found[-1] + timedelta(weeks=1)
    days = [first + timedelta(days=number) for number in range(later + 1)]
    numbers = np.array([int(f"{day:%Y%m%d}") for day in days], dtype=np.int32)
    weeks = weeks_of(numbers, found[0], len(found))
    assert [found[week] for week in weeks] == [day - timedelta(days=day.weekday()) for day in days]


def test_a_paper_without_a_day_is_in_no_week() -> None:
    days = np.array([0, -1, 20260000, 20260600, 20260699, 20260614, 20260615, 20260622], np.int32)
    assert weeks_of(days, MONDAY, 1).tolist() == [-1] * 6 + [0, -1]


@pytest.mark.parametrize(
    ("periods", "state"),
    [
        ([], "unread"),
        ([Period(date(2026, 1, 1), date(2026, 6, 14))], "unread"),
        ([Period(date(2026, 1, 1), TODAY)], "whole"),
        ([Period(date(2026, 6, 17), TODAY)], "part"),
        ([Period(date(2026, 1, 1), TODAY), Period(date(2026, 6, 22), TODAY)], "part"),
        ([Period(date(2026, 1, 1), TODAY, frozenset({date(2026, 6, 18)}))], "part"),
    ],
)
def test_a_week_is_whole_if_every_source_was_read_for_all_its_days(
    periods: list[Period], state: str
) -> None:
    assert state_of(MONDAY, TODAY, periods) == state


def test_the_present_week_is_not_whole() -> None:
    assert state_of(MONDAY, date(2026, 6, 17), [Period(MONDAY, MONDAY + timedelta(7))]) == "part"
